"""Screws in a piece of metal: the shaft with its thread, and the head that it ends in behind."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from itertools import product
from math import cos, pi, radians, sin

import numpy as np
from numpy.typing import NDArray

from planner.geometry.curves import Segment
from planner.geometry.vectors import POSTERIOR, Vector, any_perpendicular
from planner.imaging.metal import Region
from planner.imaging.volume import Volume
from planner.suggest.hardware.axis import CutOff, placed_in_streaks
from planner.suggest.hardware.fitting import fitted
from planner.suggest.hardware.sections import Sections, centred, sections, stretch
from planner.suggest.hardware.shafts import shafts

Array = NDArray[np.float64]

SHORTEST_MM, LONGEST_MM = 18.0, 100.0
"""Of a shaft, from its head to its tip: pedicle screws have 25 to 60 mm, those to the ilium 90 (ours)."""
THINNEST_MM, THICKEST_MM = 3.0, 11.0
"""Of a shaft with its thread: screws of the lumbar spine have 4 to 8.5 mm (ours)."""
THREAD_MM = 1.7
"""By so much the crests of a thread are wider than the smooth piece that looks like it: they are thin, and
show only in part. Measured on the sample screws, of which the thread is 0.6 to 1.5 mm deep (ours)."""
POINT_MM = 1.0
"""The end of a point is too thin to show (ours, measured on the sample screws)."""
WIDENS = 1.35
"""Where the radius grows by so much the shaft ends in its head (ours)."""
NARROWS = 0.4
STEEPEST_COS = 0.42
"""Least cosine between a screw and straight forwards: 65 degrees (ours)."""
ASTRAY_MM = 1.5
"""Streaks turn the plain axis by less, at either end (ours: 0.9 mm is the most on spines that are known)."""
HEAD_LEAST = 1.2
"""A head is wider than its shaft by so much; what has none is no screw of a construct (ours)."""
BEFORE_MM, AFTER_MM = 24.0, 14.0
"""How far beyond the ends that were followed a shaft is looked for."""


@dataclass(frozen=True)
class Head:
    """A tulip: its axis from where the shaft leaves it to its top, and its diameter."""

    line: Segment
    diameter_mm: float


@dataclass(frozen=True)
class FoundScrew:
    """A screw: its axis from the head to the tip, the diameter of its thread, and its head, if it has one."""

    line: Segment
    diameter_mm: float
    head: Head | None


def screws(volume: Volume, region: Region) -> list[FoundScrew]:
    """Return the screws in a region; of two that lie in one another the longer."""
    found: list[FoundScrew] = []
    seen = CutOff.of(volume, region)
    for rough in shafts(region):
        screw = _screw(volume, region, seen, rough)
        if screw is not None and not any(_same(screw, other) for other in found):
            found.append(screw)
    return found


def _screw(volume: Volume, region: Region, seen: CutOff, rough: Segment) -> FoundScrew | None:
    line = centred(region, rough)
    if -line.direction.dot(POSTERIOR) < STEEPEST_COS:
        return None
    cut = sections(region, line, BEFORE_MM, AFTER_MM)
    radius_mm, shoulder_mm, tip_mm = _ends(cut, line.length_mm)
    if not SHORTEST_MM <= tip_mm - shoulder_mm <= LONGEST_MM:
        return None
    length_mm = tip_mm - shoulder_mm
    inner = stretch(line, shoulder_mm + 0.05 * length_mm, tip_mm - 0.1 * length_mm)
    solid = fitted(volume, inner, radius_mm)
    diameter_mm = solid.diameter_mm + THREAD_MM
    if not THINNEST_MM <= diameter_mm <= THICKEST_MM:
        return None
    axis = stretch(
        _axis(volume, seen, inner, radius_mm, solid.line), -0.05 * length_mm, 0.95 * length_mm + POINT_MM
    )
    return FoundScrew(axis, diameter_mm, head_of(region, axis, radius_mm))


def _axis(volume: Volume, seen: CutOff, rough: Segment, radius_mm: float, plain: Segment) -> Segment:
    """Return the axis of a shaft, placed in its streaks; `plain` where it has none or they lead astray."""
    line = placed_in_streaks(volume, seen, rough, radius_mm)
    if line is None:
        return plain
    apart = (line.start - plain.start, line.end - plain.end)
    astray = any(way.without(plain.direction).length > ASTRAY_MM for way in apart)
    return plain if astray else line


def _ends(cut: Sections, length_mm: float) -> tuple[float, float, float]:
    """Return the radius of a shaft, and where its head and its tip are along the line of the sections."""
    radii, along = cut.middle_mm, cut.along_mm
    inner = (along > 0.2 * length_mm) & (along < 0.8 * length_mm)
    radius = float(np.median(radii[inner]))
    middle = int(np.searchsorted(along, 0.5 * length_mm))
    thin = (radii > NARROWS * radius) & (radii < WIDENS * radius)
    # a thread seen in thick slices swells and thins: two sections in a row end it
    ends = ~thin & ~np.roll(thin, -1)
    begins = ~thin & ~np.roll(thin, 1)
    before, after = np.flatnonzero(begins[:middle]), np.flatnonzero(ends[middle:])
    first = int(before[-1]) if before.size else 0
    last = middle + int(after[0]) if after.size else len(along) - 1
    return radius, float(along[first]), float(along[last])


def _same(one: FoundScrew, other: FoundScrew) -> bool:
    """Say whether the middle of one screw lies within the other."""
    middle = one.line.at(one.line.length_mm / 2.0)
    along = (middle - other.line.start).dot(other.line.direction)
    beside = (middle - other.line.start).without(other.line.direction).length
    return 0.0 <= along <= other.line.length_mm and beside <= other.diameter_mm / 2.0


BALL_MM = 3.0
"""A head leans about a ball so far behind the shoulder (ours, from drawings of polyaxial screws)."""
LEANS_DEG = (0.0, 6.0, 12.0, 18.0, 24.0, 30.0)
AROUND = 12
HEIGHT_MM, HALF_MM, RIM_MM = 15.0, 6.0, 3.0
"""A usual tulip: how high, how thick from its axis, and how wide the ring round it without metal (ours)."""
LARGEST_HEAD_MM = 20.0


def head_of(region: Region, shaft: Segment, radius_mm: float) -> Head | None:
    """Return the head of a shaft; None where the metal behind it is no wider than the shaft itself."""
    ball = shaft.at(-BALL_MM)
    at = region.grid.places(np.argwhere(region.metal))
    near = at[np.linalg.norm(at - np.array(tuple(ball)), axis=1) < HEIGHT_MM + HALF_MM]
    if len(near) == 0:
        return None
    away = near - np.array(tuple(ball))
    up = max(_leaning(shaft.direction * -1.0), key=lambda way: _fills(away, way))
    foot, top = ball + up * -BALL_MM, ball + up * (HEIGHT_MM - BALL_MM)
    cut = sections(region, Segment(foot, top), 0.0, 6.0)
    # the rod leaves on two sides: in most directions there is only the head
    whole = np.where(np.isnan(cut.radii_mm), LARGEST_HEAD_MM, cut.radii_mm)
    radii = np.quantile(whole, 0.4, axis=1)
    wide = radii > HEAD_LEAST * radius_mm
    if wide.sum() < 0.4 * len(wide):
        return None
    last = float(cut.along_mm[np.flatnonzero(radii > 0.5 * radius_mm)[-1]])
    diameter_mm = 2.0 * float(np.median(radii[wide]))
    return Head(Segment(foot, foot + up * max(last, HEIGHT_MM / 2.0)), min(diameter_mm, LARGEST_HEAD_MM))


def _leaning(axis: Vector) -> Iterator[Vector]:
    side = any_perpendicular(axis)
    other = axis.cross(side)
    for lean_deg, n in product(LEANS_DEG, range(AROUND)):
        lean, turn = radians(lean_deg), 2.0 * pi * n / AROUND
        yield axis * cos(lean) + (side * cos(turn) + other * sin(turn)) * sin(lean)


def _fills(away: Array, up: Vector) -> float:
    """Return how well metal, [n, 3] from the ball, fills a usual tulip: that in it less that round it."""
    axis = np.array(tuple(up))
    along = away @ axis
    beside = np.linalg.norm(away - along[:, None] * axis, axis=1)
    level = (along > -BALL_MM) & (along < HEIGHT_MM - BALL_MM)
    inside = level & (beside < HALF_MM)
    round_it = level & (beside >= HALF_MM + 1.0) & (beside < HALF_MM + RIM_MM)
    return float(inside.sum()) - float(round_it.sum())
