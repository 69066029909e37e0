"""The search for a needle along a nerve that keeps clear of bone, metal and roots."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from functools import cached_property
from itertools import pairwise

import numpy as np

from planner.devices.catalogue import Device, device
from planner.devices.lesion import hazard_envelope
from planner.geometry.curves import Polyline, Segment
from planner.geometry.solids import Capsule, Interval
from planner.geometry.vectors import POSTERIOR
from planner.plan.parts import Lesion, MedialBranch, Needle
from planner.samples.example.drawn import drawn_course
from planner.samples.example.subject import Subject
from planner.samples.example.tried import (
    FROM_BEHIND,
    TILTS_DEG,
    Candidate,
    Demand,
    direction,
    judged,
    needles,
)
from planner.samples.implants.site import rows
from planner.samples.known.values import MedialBranch as TrueBranch
from planner.samples.rounding import rounded_point

CANNULAE = ("rf-18g-100-10", "rf-18g-150-10")
"""Alike but for their length: the first that leaves enough outside the skin is taken."""
WANTED_SPARE_MM, LEAST_SPARE_MM = 20.0, 10.0
"""Outside the skin: as much as the check of reach wants, and as much as it lets pass with a warning."""
ROOTS_WITHIN_MM, NEXT_TO_ROOT_MM = 30.0, 4.5
"""Only roots so near are looked at; every lesion along a nerve so near to one would reach it."""
CLEAR_OF_BONE_MM, CLEAR_OF_METAL_MM, CLEAR_OF_ROOT_MM = 0.2, 0.3, 2.0
"""Needle to bone; needle to metal beyond what the images can tell; large lesion model to roots."""
PARALLEL = Demand(TILTS_DEG, 13.0, 0.8)
NEAR_PARALLEL = Demand((*TILTS_DEG, 16.0, 20.0, 24.0), 27.0, 0.74)
"""What the checks pass, and what they pass with a warning: all that metal may leave."""
TRIED = (
    (8.0, PARALLEL, 0.0),
    (8.0, NEAR_PARALLEL, 3.0),
    (5.0, NEAR_PARALLEL, 5.0),
    (3.5, NEAR_PARALLEL, 8.0),
)
"""Where no needle serves the whole of the middle two quarters: shorter stretches, anywhere on the course; a
worse kind is taken where a better one lies so many mm farther from the middle."""
WINDOW_STEP_MM = 1.5
AT_ONCE = 60
"""Needles held against the bone in one go."""
STEP_MM, NEAR_TIP_MM = 1.0, 25.0
LONGEST_STRETCH_MM = 10.0


@dataclass(frozen=True, eq=False)
class Search:
    """Looks for the needles of one plan."""

    subject: Subject

    def treated(self, number: int, branch: TrueBranch) -> tuple[MedialBranch, Needle] | None:
        """Return a nerve as a user would draw it, and a needle for it; None where none reaches it."""
        drawn = drawn_course(branch, self.subject.implants)
        if drawn is not None:
            course = drawn[0]
            for stretch, demand in _stretches(*drawn):
                if self._beside_root(course, stretch):
                    continue
                ranked = self._ranked(course, stretch, demand)
                found = self._first(ranked)
                if found is not None:
                    return _pair(number, branch, (course, stretch), found)
        return None

    def _ranked(self, course: Polyline, stretch: Interval, demand: Demand) -> list[Candidate]:
        """Return the needles that cover enough: most first, and of those alike the most parallel."""
        cannula = device(CANNULAE[-1])
        tried = list(needles(course, stretch, cannula, demand.tilts_deg))
        free = self._off_bone(tried, NEAR_TIP_MM)
        all_ = (judged(needle, course, stretch, cannula) for needle in free)
        good = [c for c in all_ if c.share >= demand.share and c.angle_deg <= demand.angle_deg]
        return sorted(good, key=lambda c: (-round(c.share, 2), round(c.angle_deg, 2)))

    def _first(self, ranked: Sequence[Candidate]) -> tuple[Device, Segment] | None:
        """Return the best needle that stays clear, and the shortest cannula that reaches."""
        short: tuple[Device, Segment] | None = None
        for start in range(0, len(ranked), AT_ONCE):
            batch = [c.needle for c in ranked[start : start + AT_ONCE]]
            for needle in filter(self._is_free, self._off_bone(batch, batch[0].length_mm)):
                entry = self.subject.skin_along(needle.end, needle.direction * -1.0)
                if entry is None or not self.subject.on_images(entry):
                    continue
                from_skin = Segment(rounded_point(entry), needle.end)
                for cannula in map(device, CANNULAE):
                    spare_mm = cannula.length_mm - from_skin.length_mm
                    if spare_mm >= WANTED_SPARE_MM:
                        return cannula, from_skin
                    if spare_mm >= LEAST_SPARE_MM and cannula.id == CANNULAE[-1] and short is None:
                        short = cannula, from_skin
        return short

    @cached_property
    def _roots(self) -> tuple[Capsule, ...]:
        """The tubes that the large lesion model must not reach."""
        return tuple(
            Capsule(a, b, root.radius_mm) for root in self.subject.roots for a, b in pairwise(root.path)
        )

    def _beside_root(self, course: Polyline, stretch: Interval) -> bool:
        """Say whether a stretch lies so near to a root that every lesion along it would be too near."""
        for share in (0.0, 0.5, 1.0):
            at = course.at(stretch[0] + share * (stretch[1] - stretch[0]))
            place = Capsule(at, at, 0.0)
            if any(place.gap_to(tube).gap_mm < NEXT_TO_ROOT_MM for tube in self._roots):
                return True
        return False

    def _is_free(self, needle: Segment) -> bool:
        """Say whether a needle keeps clear of metal, and its large lesion model of the roots."""
        cannula = device(CANNULAE[-1])
        burn = hazard_envelope(needle, cannula, Lesion())
        if burn is None:
            return False
        near = (t for t in self._roots if t.start.distance_to(needle.end) < ROOTS_WITHIN_MM)
        if any(burn.gap_to(tube).gap_mm < CLEAR_OF_ROOT_MM for tube in near):
            return False
        shaft = Capsule(needle.start, needle.end, cannula.outer_diameter_mm / 2.0)
        clear = CLEAR_OF_METAL_MM + self.subject.uncertainty_mm
        return all(shaft.gap_to(piece).gap_mm >= clear for piece in self._metal)

    @cached_property
    def _metal(self) -> tuple[Capsule, ...]:
        return self.subject.implants.capsules

    def _off_bone(self, tried: Sequence[Segment], length_mm: float) -> list[Segment]:
        """Return the needles that pass no bone within a length of their tips."""
        if not tried:
            return []
        ends = rows(needle.end for needle in tried)
        ways = rows(needle.start for needle in tried) - ends
        steps = np.arange(0.0, length_mm + STEP_MM, STEP_MM) / tried[0].length_mm
        points = ends[:, None, :] + ways[:, None, :] * steps[None, :, None]
        least = self.subject.bone(points.reshape(-1, 3)).reshape(len(tried), len(steps)).min(axis=1)
        clear = CLEAR_OF_BONE_MM + device(CANNULAE[-1]).outer_diameter_mm / 2.0
        return [needle for needle, gap in zip(tried, least, strict=True) if gap >= clear]


def _stretches(course: Polyline, middle: Interval) -> Iterator[tuple[Interval, Demand]]:
    """Yield the stretches that may be treated, in order of preference, as arc lengths."""
    if middle[1] - middle[0] <= LONGEST_STRETCH_MM and _from_behind(course, middle):
        yield middle, PARALLEL
    centre = (middle[0] + middle[1]) / 2.0
    found: list[tuple[float, Interval, Demand]] = []
    for length, demand, cost_mm in TRIED:
        for n in range(int((course.length_mm - length) / WINDOW_STEP_MM) + 1):
            low = round(n * WINDOW_STEP_MM, 2)
            stretch = (low, round(low + length, 2))
            if low + length <= course.length_mm and _from_behind(course, stretch):
                found.append((cost_mm + abs(low + length / 2.0 - centre), stretch, demand))
    for _, stretch, demand in sorted(found, key=lambda each: (round(each[0], 2), each[1])):
        yield stretch, demand


def _from_behind(course: Polyline, stretch: Interval) -> bool:
    return direction(course, stretch).dot(POSTERIOR) >= FROM_BEHIND


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
