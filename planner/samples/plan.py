"""The example plan of a case: needles computed from the model, laid along the nerves and clear of metal."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from itertools import pairwise

from planner.anatomy.spine import Level, Side
from planner.checks.alignment import nerve_chord
from planner.devices.catalogue import Device, device
from planner.devices.lesion import active_tip, cover_envelope, hazard_envelope
from planner.geometry.angles import angle_between_lines_deg
from planner.geometry.curves import Polyline, Segment
from planner.geometry.solids import Capsule, Interval, clipped, total_mm
from planner.geometry.vectors import Point, Vector, any_perpendicular
from planner.plan.identity import Images
from planner.plan.parts import (
    Hardware,
    HardwareKind,
    Lesion,
    MarkedLevel,
    MedialBranch,
    Needle,
    Structure,
    StructureKind,
)
from planner.plan.plan import Plan
from planner.samples.cases import Case
from planner.samples.hardware import HEAD_DIAMETER_MM, ROD_DIAMETER_MM, SCREW_DIAMETER_MM
from planner.samples.nerves import MedialBranchCourse, RootCourse
from planner.samples.numbers import cos_sin
from planner.samples.truth import landmarks, rounded, rounded_point

CANNULAE = ("rf-18g-100-10", "rf-18g-150-10")
"""Alike but for their length: the first that leaves `SPARE_MM` outside the skin is taken."""
SPARE_MM = 20.0
BESIDE_MM = 1.1
"""From the middle of the nerve to the axis of the needle: as near as their radii allow, touching."""
TILTS_DEG = (3.0, 6.0, 9.0, 12.0, 15.0)
CONE_TURNS, RING_TURNS = 24, 24
LARGEST_ANGLE_DEG = 13.0
CLEAR_OF_BONE_MM, CLEAR_OF_METAL_MM, CLEAR_OF_ROOT_MM = 0.2, 1.1, 2.0
"""Needle to bone, needle to metal, large lesion model to roots: surface to surface."""
WANTED_SHARE = 0.8
BESIDE_SCREWS_MM = ((1.0, 8.5), (-1.0, 4.5))
"""Stretches to treat at a vertebra with screws, from where the middle two quarters begin: the second where
the metal leaves no way to the first."""
AT_ONCE = 60
"""Needles held against the bone in one go."""
SCAN_MARGIN_MM = 3.0
"""An entry nearer to the edge of the scan is not used."""
MARKED = (Level.L3, Level.L4, Level.L5, Level.S1)
ANSWERS: dict[str, str | bool | float] = {
    "count_method": "from_sacrum",
    "counted_by": "SAMPLE",
    "transitional_vertebra": "no",
    "allergy": "none",
    "anticoagulant": "none",
    "implanted_device": "none",
    "infection": "none",
    "pregnancy": "no",
    "sedation": "none",
    "pad_site": "left calf",
    "pad_skin": True,
    "operator": "SAMPLE",
}


@dataclass(frozen=True)
class Candidate:
    """A needle that might be laid along a nerve: its angle, and its share of the stretch."""

    needle: Segment
    angle_deg: float
    share: float


def example_plan(
    case: Case,
    images: Images,
    branches: tuple[MedialBranchCourse, ...],
    roots: tuple[RootCourse, ...],
) -> Plan:
    """Return the plan of a case: its joints on its side, by radiofrequency ablation.

    Raises
    ------
    ValueError
        If some nerve cannot be reached by a needle that keeps clear of bone and metal.
    """
    wanted = [nerve for nerve in Level if any(nerve in joint.nerves for joint in case.joints)]
    chosen = [b for nerve in wanted for b in branches if b.nerve is nerve and b.side is case.side]
    search = _Search(case, tuple(Capsule(a, b, r.radius_mm) for r in roots for a, b in pairwise(r.path)))
    pairs = [search.treated(n, branch) for n, branch in enumerate(chosen, 1)]
    return Plan(
        patient=case.patient,
        images=images,
        levels=tuple(
            MarkedLevel(level=level, landmarks_mm=landmarks(case.spine.bones[level])) for level in MARKED
        ),
        targets=tuple(target for target, _ in pairs),
        needles=tuple(needle for _, needle in pairs),
        hardware=_hardware(case),
        hardware_reviewed=True,
        structures=_structures(case, roots),
        answers=dict(ANSWERS),
        notes="SAMPLE: an example on synthetic images of no person.",
    )


def _stretches(case: Case, branch: MedialBranchCourse, drawn: Polyline) -> list[Interval]:
    """Return the stretches that may be treated, in order of preference, as arc lengths along `drawn`."""
    low, high = (round(drawn.nearest_arc_mm(branch.course.at(arc)), 2) for arc in branch.middle_mm)
    if branch.bone not in case.screws:
        return [(low, high)]
    return [(round(max(low + a, 0.0), 2), round(low + b, 2)) for a, b in BESIDE_SCREWS_MM]


@dataclass(frozen=True)
class _Search:
    """Looks for needles in one case; `roots` are the tubes that the large lesion model must not reach."""

    case: Case
    roots: tuple[Capsule, ...]

    def treated(self, number: int, branch: MedialBranchCourse) -> tuple[MedialBranch, Needle]:
        """Return a nerve as somebody would draw it (every other point of its course) and a needle for it."""
        points = branch.course.points
        drawn = Polyline((*points[:-1:2], points[-1]))
        for stretch in _stretches(self.case, branch, drawn):
            best = self._best(drawn, stretch, device(CANNULAE[-1]))
            for cannula in map(device, CANNULAE):
                if best is not None and best.length_mm + SPARE_MM <= cannula.length_mm:
                    return _pair(number, branch, (drawn, stretch), (cannula, best))
        raise ValueError(f"no needle reaches the {branch.nerve} nerve clear of bone and metal")

    def _best(self, course: Polyline, stretch: Interval, cannula: Device) -> Segment | None:
        """Return the needle that covers most, then that with the smallest angle, of those that stay clear."""
        tried = [_judged(needle, course, stretch, cannula) for needle in _tried(course, stretch, cannula)]
        good = [c for c in tried if c.share >= WANTED_SHARE and c.angle_deg <= LARGEST_ANGLE_DEG]
        ranked = sorted(good, key=lambda c: (-round(c.share, 2), round(c.angle_deg, 2)))
        for start in range(0, len(ranked), AT_ONCE):
            outside = (self._from_skin(c.needle) for c in ranked[start : start + AT_ONCE])
            free = [n for n in outside if n is not None and self._is_free(n, cannula)]
            for needle, gap in self._off_bone(free):
                if gap - cannula.outer_diameter_mm / 2.0 >= CLEAR_OF_BONE_MM:
                    return needle
        return None

    def _from_skin(self, needle: Segment) -> Segment | None:
        """Return the needle with its entry on the skin; None where the scan does not show that."""
        entry = self.case.body.skin_along(needle.end, needle.direction * -1.0)
        if entry is None or not self.case.grid.holds(entry, SCAN_MARGIN_MM):
            return None
        return Segment(rounded_point(entry), needle.end)

    def _is_free(self, needle: Segment, cannula: Device) -> bool:
        """Say whether a needle keeps clear of metal, and its large lesion model of the roots."""
        burn = hazard_envelope(needle, cannula, Lesion())
        if burn is None or any(burn.gap_to(tube).gap_mm < CLEAR_OF_ROOT_MM for tube in self.roots):
            return False
        shaft = Capsule(needle.start, needle.end, cannula.outer_diameter_mm / 2.0)
        return all(shaft.gap_to(piece).gap_mm >= CLEAR_OF_METAL_MM for piece in self.case.implants.capsules)

    def _off_bone(self, needles: list[Segment]) -> Iterator[tuple[Segment, float]]:
        """Yield needles with the distance of their axis from bone, looked at every mm."""
        if not needles:
            return
        lines = [[n.at(float(mm)) for mm in range(int(n.length_mm) + 1)] + [n.end] for n in needles]
        distances = iter(self.case.spine.distance_mm([point for line in lines for point in line]))
        for needle, line in zip(needles, lines, strict=True):
            yield needle, min(next(distances) for _ in line)


def _pair(
    number: int,
    branch: MedialBranchCourse,
    treated: tuple[Polyline, Interval],
    found: tuple[Device, Segment],
) -> tuple[MedialBranch, Needle]:
    target = MedialBranch(
        id=f"T{number}",
        nerve=branch.nerve,
        side=branch.side,
        course_mm=treated[0].points,
        stretch_mm=treated[1],
    )
    needle = Needle(
        id=f"N{number}",
        target=target.id,
        device=found[0].id,
        entry_mm=found[1].start,
        tip_mm=found[1].end,
        lesions=(Lesion(),),
    )
    return target, needle


def _tried(course: Polyline, stretch: Interval, cannula: Device) -> Iterator[Segment]:
    """Yield needles of full length about parallel to the stretch, beside the nerve."""
    middle = course.at((stretch[0] + stretch[1]) / 2.0)
    outwards = (course.at(stretch[1]) - course.at(stretch[0])).unit()
    half_tip = (cannula.active_tip_mm or 0.0) / 2.0
    for hub in _cone(outwards):
        for sideways in _ring(hub, RING_TURNS):
            tip = rounded_point(middle + sideways * BESIDE_MM + hub * -half_tip)
            yield Segment(tip + hub * cannula.length_mm, tip)


def _judged(needle: Segment, course: Polyline, stretch: Interval, cannula: Device) -> Candidate:
    heated, burn = active_tip(needle, cannula), cover_envelope(needle, cannula, Lesion())
    chord = None if heated is None else nerve_chord(course, heated)
    if burn is None or chord is None:
        raise ValueError(f"{cannula.id} makes no lesion of known size")
    share = total_mm(clipped(burn.captured(course), *stretch)) / (stretch[1] - stretch[0])
    return Candidate(needle, angle_between_lines_deg(needle.vector, chord.vector), share)


def _cone(axis: Vector) -> Iterator[Vector]:
    """Yield unit vectors within the largest tilt of an axis, the axis first."""
    yield axis
    for tilt in TILTS_DEG:
        c, s = cos_sin(tilt)
        for across in _ring(axis, CONE_TURNS):
            yield (axis * c + across * s).unit()


def _ring(axis: Vector, turns: int) -> Iterator[Vector]:
    """Yield unit vectors across an axis, all the way round."""
    first = any_perpendicular(axis)
    second = axis.cross(first)
    for turn in range(turns):
        c, s = cos_sin(360.0 * turn / turns)
        yield first * c + second * s


def _hardware(case: Case) -> tuple[Hardware, ...]:
    """Return the metal as the plan describes it: shafts, heads and rods."""
    pieces: list[Hardware] = []

    def add(
        kind: HardwareKind, ends: Sequence[Point], diameter: float, level: Level | None, side: Side
    ) -> None:
        start, end = rounded(tuple(ends))
        pieces.append(
            Hardware(
                id=f"H{len(pieces) + 1}",
                kind=kind,
                level=level,
                side=side,
                from_mm=start,
                to_mm=end,
                diameter_mm=diameter,
            )
        )

    for screw in case.implants.screws:
        ends = (screw.head[1], screw.tip)
        add(HardwareKind.PEDICLE_SCREW, ends, SCREW_DIAMETER_MM, screw.level, screw.side)
    for screw in case.implants.screws:
        add(HardwareKind.OTHER, screw.head, HEAD_DIAMETER_MM, screw.level, screw.side)
    for rod in case.implants.rods:
        add(HardwareKind.ROD, (rod.start, rod.end), ROD_DIAMETER_MM, None, rod.side)
    return tuple(pieces)


def _structures(case: Case, roots: tuple[RootCourse, ...]) -> tuple[Structure, ...]:
    """Return the roots beside the joints of the plan."""
    levels = [level for joint in case.joints for level in (joint.upper, joint.lower)]
    near = [root for root in roots if root.side is case.side and root.level in levels]
    return tuple(
        Structure(
            id=f"K{n}",
            kind=StructureKind.NERVE_ROOT,
            label=f"{root.level} root",
            path_mm=rounded(root.path),
            radius_mm=root.radius_mm,
        )
        for n, root in enumerate(near, 1)
    )
