"""The bar that joins two rods: behind them, where no lamina and no spinous process is in its way."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from itertools import pairwise

import numpy as np

from planner.anatomy.spine import Side
from planner.geometry.curves import Polyline
from planner.geometry.frames import Frame
from planner.geometry.solids import Capsule
from planner.geometry.vectors import Point, Vector
from planner.samples.implants.site import Distances, rows
from planner.samples.implants.values import CrossLink, Rod, Screw, Trimmed

BAR_MM, CLAMP_MM = 4.5, 8.0
TRIMMED_ASIDE_MM, TRIMMED_UP_MM = 11.0, 8.0
"""Half sizes of what is taken off a spinous process that is in the way; nothing is left behind it."""
TRIMMED_FRONT_MM, TRIMMED_BACK_MM = 1.5, 45.0
BEHIND_MM = (6.5, 9.0, 11.5)
"""From the axes of the rods to that of the bar: the lowest clamp that clears the bone is taken."""
CLEAR_MM = 0.3
STEP_MM = 2.0
SLANT_MM = 8.0
"""One end may lie so much higher on its rod than the other."""
LOOKED_AT_MM = 1.5


@dataclass(frozen=True)
class _Candidate:
    link: CrossLink
    slant_mm: float
    off_middle_mm: float


def cross_link(
    screws: Sequence[Screw], rods: Sequence[Rod], bone: Distances
) -> tuple[CrossLink, Trimmed | None] | None:
    """Return a cross-link between two rods, and what of the spinous process makes room for it.

    None where a lamina or a joint is in its way wherever it is tried.
    """
    for may_trim in (False, True):
        for behind in BEHIND_MM:
            tried = sorted(_tried(screws, rods, behind), key=lambda c: c.slant_mm + 0.5 * c.off_middle_mm)
            clear = _clear_mm([c.link for c in tried], bone, may_trim)
            for candidate, clear_mm in zip(tried, clear, strict=True):
                if clear_mm >= CLEAR_MM:
                    return candidate.link, _trimmed(candidate.link) if may_trim else None
    return None


def _tried(screws: Sequence[Screw], rods: Sequence[Rod], behind_mm: float) -> Iterator[_Candidate]:
    """Yield bars between heads that follow each other on both rods."""
    courses = {rod.side: Polyline(rod.path) for rod in rods}
    backs = {side: [s for s in screws if s.side is side] for side in Side}
    pairs = list(zip(backs[Side.LEFT], backs[Side.RIGHT], strict=False))
    for upper, lower in pairwise(pairs):
        free = [_free(courses[a.side], a, b) for a, b in zip(upper, lower, strict=True)]
        for left in _steps(*free[0]):
            for right in _steps(*free[1]):
                ends = (courses[Side.LEFT].at(left), courses[Side.RIGHT].at(right))
                slant = abs((ends[0] - ends[1]).z)
                if slant <= SLANT_MM:
                    middles = (sum(free[0]) / 2.0, sum(free[1]) / 2.0)
                    off = abs(left - middles[0]) + abs(right - middles[1])
                    back = _backwards((*upper, *lower), ends)
                    yield _Candidate(_link(ends, back * behind_mm, screws[0]), slant, off)


def _free(course: Polyline, upper: Screw, lower: Screw) -> tuple[float, float]:
    """Return between which arc lengths a clamp has room between two heads."""
    half = (upper.head_diameter_mm + CLAMP_MM) / 2.0 + 0.5
    return course.nearest_arc_mm(upper.rod) + half, course.nearest_arc_mm(lower.rod) - half


def _steps(low: float, high: float) -> Iterator[float]:
    count = int((high - low) / STEP_MM) if high > low else -1
    for n in range(count + 1):
        yield low + (high - low) * (n + 0.5) / (count + 1)


def _backwards(heads: Sequence[Screw], ends: tuple[Point, Point]) -> Vector:
    """Return the unit vector backwards that is square to the bar."""
    total = Vector(0.0, 0.0, 0.0)
    for screw in heads:
        total = total + (screw.head[0] - screw.head[1]).unit()
    return total.without((ends[1] - ends[0]).unit()).unit()


def _link(ends: tuple[Point, Point], back: Vector, like: Screw) -> CrossLink:
    return CrossLink(
        clamps=ends,
        bar=(ends[0] + back, ends[1] + back),
        diameter_mm=BAR_MM,
        clamp_mm=CLAMP_MM,
        material=like.material,
    )


def _trimmed(link: CrossLink) -> Trimmed:
    """Return the box round the middle of the bar that reaches out at the back."""
    left = (link.bar[0] - link.bar[1]).unit()
    back = (link.bar[0] - link.clamps[0]).unit()
    front_mm = link.diameter_mm / 2.0 + TRIMMED_FRONT_MM
    centre = link.bar[0].towards(link.bar[1], 0.5) + back * ((TRIMMED_BACK_MM - front_mm) / 2.0)
    half = (TRIMMED_ASIDE_MM, (TRIMMED_BACK_MM + front_mm) / 2.0, TRIMMED_UP_MM)
    return Trimmed(Frame(centre, left, back, left.cross(back)), half)


def _clear_mm(links: Sequence[CrossLink], bone: Distances, may_trim: bool) -> list[float]:
    """Return how far bars and clamps are from bone, surface to surface."""
    points: list[Point] = []
    reach: list[float] = []
    counts: list[int] = []
    for link in links:
        box = _trimmed(link) if may_trim else None
        before = len(points)
        for capsule in link.capsules:
            kept = [p for p in _along(capsule) if box is None or not box.holds(p)]
            points += kept
            reach += [capsule.radius_mm] * len(kept)
        counts.append(len(points) - before)
    found = iter(bone(rows(points)) - np.array(reach)) if points else iter(())
    return [min((float(next(found)) for _ in range(count)), default=0.0) for count in counts]


def _along(capsule: Capsule) -> list[Point]:
    count = max(int(capsule.start.distance_to(capsule.end) / LOOKED_AT_MM), 1)
    return [capsule.start.towards(capsule.end, n / count) for n in range(count + 1)]
