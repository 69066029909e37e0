"""The search for a needle along a nerve that keeps clear of bone, metal and roots."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from functools import cached_property
from itertools import pairwise

from planner.devices.catalogue import Device, device
from planner.devices.lesion import hazard_envelope
from planner.geometry.curves import Polyline, Segment
from planner.geometry.solids import Capsule, Interval
from planner.plan.parts import Lesion, MedialBranch, Needle
from planner.samples.example.drawn import drawn_course
from planner.samples.example.rounding import rounded_point
from planner.samples.example.subject import Subject
from planner.samples.example.tried import TILTS_DEG, Candidate, Demand, candidates
from planner.samples.implants.site import rows
from planner.samples.known.values import MedialBranch as TrueBranch

CANNULAE = ("rf-18g-100-10", "rf-18g-150-10")
"""Alike but for their length: the first that leaves enough outside the skin is taken."""
SPARES_MM = (20.0, 10.0)
"""Outside the skin: as much as the check of reach wants, else as much as it lets pass with a warning."""
CLEAR_OF_BONE_MM, CLEAR_OF_METAL_MM, CLEAR_OF_ROOT_MM = 0.2, 0.3, 2.0
"""Needle to bone; needle to metal beyond what the images can tell; large lesion model to roots."""
PARALLEL = Demand(TILTS_DEG, 13.0, 0.8)
NEAR_PARALLEL = Demand((*TILTS_DEG, 16.0, 20.0, 24.0), 27.0, 0.74)
"""What the checks pass, and what they pass with a warning: all that metal may leave."""
BESIDE_SCREWS_MM = ((1.0, 8.5), (-1.0, 4.5))
"""Stretches to treat at a vertebra with screws, from where the middle two quarters begin: the second where
the metal leaves no way to the first."""
WINDOW_MM = 5.0
WINDOWS_FROM_MM = (0.0, -1.0, 1.0, -2.0, 2.0, -3.0, 3.0, 4.0, 5.0)
"""Where no needle reaches those either: short stretches, from the middle of the middle two quarters."""
AT_ONCE = 60
"""Needles held against the bone in one go."""
STEP_MM = 1.0


SHORTEST_STRETCH_MM = 3.0


@dataclass(frozen=True, eq=False)
class Search:
    """Looks for the needles of one plan."""

    subject: Subject

    def treated(self, number: int, branch: TrueBranch) -> tuple[MedialBranch, Needle]:
        """Return a nerve as a user would draw it, and a needle for it.

        Raises
        ------
        ValueError
            If no needle reaches the nerve.
        """
        drawn = drawn_course(branch, self.subject.implants)
        if drawn is not None:
            course = drawn[0]
            for stretch, demand in self._stretches(branch, *drawn):
                ranked = _ranked(course, stretch, demand)
                for spare in SPARES_MM:
                    found = self._first(ranked, spare)
                    if found is not None:
                        return _pair(number, branch, (course, stretch), found)
        raise ValueError(f"no needle reaches the {branch.nerve} nerve clear of bone and metal")

    def _stretches(
        self, branch: TrueBranch, course: Polyline, middle: Interval
    ) -> Iterator[tuple[Interval, Demand]]:
        """Yield the stretches that may be treated, in order of preference, as arc lengths."""
        if all(screw.level is not branch.bone for screw in self.subject.implants.screws):
            yield middle, PARALLEL
        else:
            for before, after in BESIDE_SCREWS_MM:
                yield from _within(course, middle[0] + before, middle[0] + after, PARALLEL)
        centre = (middle[0] + middle[1]) / 2.0
        for away in WINDOWS_FROM_MM:
            low = centre + away - WINDOW_MM / 2.0
            yield from _within(course, low, low + WINDOW_MM, NEAR_PARALLEL)

    def _first(self, ranked: Sequence[Candidate], spare_mm: float) -> tuple[Device, Segment] | None:
        """Return the best needle that stays clear, and the shortest cannula that reaches."""
        for start in range(0, len(ranked), AT_ONCE):
            free = [c.needle for c in ranked[start : start + AT_ONCE] if self._is_free(c.needle)]
            for needle in self._off_bone(free):
                entry = self.subject.skin_along(needle.end, needle.direction * -1.0)
                if entry is None or not self.subject.on_images(entry):
                    continue
                from_skin = Segment(rounded_point(entry), needle.end)
                for cannula in map(device, CANNULAE):
                    if from_skin.length_mm + spare_mm <= cannula.length_mm:
                        return cannula, from_skin
        return None

    @cached_property
    def _roots(self) -> tuple[Capsule, ...]:
        """The tubes that the large lesion model must not reach."""
        return tuple(
            Capsule(a, b, root.radius_mm) for root in self.subject.roots for a, b in pairwise(root.path)
        )

    def _is_free(self, needle: Segment) -> bool:
        """Say whether a needle keeps clear of metal, and its large lesion model of the roots."""
        cannula = device(CANNULAE[-1])
        burn = hazard_envelope(needle, cannula, Lesion())
        if burn is None or any(burn.gap_to(tube).gap_mm < CLEAR_OF_ROOT_MM for tube in self._roots):
            return False
        shaft = Capsule(needle.start, needle.end, cannula.outer_diameter_mm / 2.0)
        clear = CLEAR_OF_METAL_MM + self.subject.uncertainty_mm
        return all(shaft.gap_to(piece).gap_mm >= clear for piece in self._metal)

    @cached_property
    def _metal(self) -> tuple[Capsule, ...]:
        return self.subject.implants.capsules

    def _off_bone(self, needles: Sequence[Segment]) -> Iterator[Segment]:
        """Yield the needles that pass no bone, as far as they might lie within the body."""
        if not needles:
            return
        count = int(needles[0].length_mm / STEP_MM) + 1
        points = [n.end + n.direction * (-STEP_MM * step) for n in needles for step in range(count)]
        least = self.subject.bone(rows(points)).reshape(len(needles), count).min(axis=1)
        radius = device(CANNULAE[-1]).outer_diameter_mm / 2.0
        for needle, gap in zip(needles, least, strict=True):
            if gap - radius >= CLEAR_OF_BONE_MM:
                yield needle


def _within(course: Polyline, low: float, high: float, demand: Demand) -> Iterator[tuple[Interval, Demand]]:
    """Yield the part of a stretch that is on the course, where there is enough of it."""
    low, high = round(max(low, 0.0), 2), round(min(high, course.length_mm), 2)
    if high - low >= SHORTEST_STRETCH_MM:
        yield (low, high), demand


def _ranked(course: Polyline, stretch: Interval, demand: Demand) -> list[Candidate]:
    """Return the needles that cover enough: most first, and of those alike the most parallel."""
    tried = candidates(course, stretch, device(CANNULAE[-1]), demand.tilts_deg)
    good = [c for c in tried if c.share >= demand.share and c.angle_deg <= demand.angle_deg]
    return sorted(good, key=lambda c: (-round(c.share, 2), round(c.angle_deg, 2)))


def _pair(
    number: int,
    branch: TrueBranch,
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
