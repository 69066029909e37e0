"""The axis of a shaft in thick slices, without streaks and with those that steel throws."""

from __future__ import annotations

import numpy as np
import pytest
from numpy.typing import NDArray
from scipy.special import ndtr

from planner.geometry.angles import angle_between_lines_deg
from planner.geometry.curves import Segment
from planner.geometry.vectors import Point, Vector
from planner.imaging.metal import find_metal
from planner.imaging.volume import Volume
from planner.suggest.hardware.axis import CutOff, placed_in_streaks
from planner.suggest.hardware.slices import across_slices, slice_normal
from tests.checks.plans import turned_axes

Array = NDArray[np.float64]

SHAPE, SPACING_MM = (40, 112, 104), (0.7, 0.75, 2.0)
STEEL_HU, TISSUE_HU, BODY_MM, BLUR_MM, RADIUS_MM = 14000.0, 60.0, 36.0, 0.6, 2.8
THIN = 10
"""So many thin slices make one."""
DIPPING = Segment(Point(9.0, 20.0, 1.3), Point(-2.0, -20.0, -1.9))
LEVEL = Segment(Point(9.0, 20.0, 0.4), Point(-2.0, -20.0, 0.4))
ROUGH = (0.5, -0.4)
"""Where a line is begun with: its start and its end are so much above the true ones."""


def scan(true: Segment, angle_deg: float, streaks: bool, clipped: bool = True) -> Volume:
    """Return the scan of a bar: slices that are even over their thickness, on a grid that is turned."""
    matrix = np.eye(4)
    matrix[:3, :3] = turned_axes(angle_deg) * np.array(SPACING_MM)
    matrix[:3, 3] = -matrix[:3, :3] @ ((np.array(SHAPE[::-1]) - 1) / 2.0)
    k, j, i = np.meshgrid(*map(np.arange, SHAPE), indexing="ij")
    middle = np.asarray(np.stack([i, j, k], axis=-1) @ matrix[:3, :3].T + matrix[:3, 3])
    share = np.zeros(SHAPE)
    for thin in (np.arange(THIN) + 0.5) / THIN - 0.5:
        along, away, _level, _steep = around(true, middle + thin * matrix[:3, 2], matrix)
        inside = (along > 0.0) & (along < 1.0)
        share += ndtr((RADIUS_MM - away) / BLUR_MM) * inside / THIN
    hu = np.where(np.abs(middle).max(axis=-1) < BODY_MM, TISSUE_HU, -1000.0)
    hu = hu + share * (STEEL_HU - hu)
    if streaks:
        hu = hu + thrown(true, middle, matrix, share)
    noise = np.random.default_rng(3).normal(0.0, 15.0, SHAPE)
    return Volume(np.clip(np.rint(hu + noise), -1024, 3071 if clipped else 30000).astype(np.int16), matrix)


def thrown(true: Segment, middle: Array, matrix: Array, share: Array) -> Array:
    """Return streaks: bright on both sides of the head, dark above the tip and below the head."""
    along, _away, level, steep = around(true, middle, matrix)
    inside = (along > -0.1) & (along < 1.1)
    fades = np.exp(-np.maximum(np.abs(level) - RADIUS_MM, 0.0) / 6.0) * (np.abs(steep) < RADIUS_MM)
    bright = np.where(level > 0.0, 3000.0, 2400.0) * fades * np.clip(1.1 - 1.2 * along, 0.0, 1.0)
    # as in scans of the generator: darkest on the surface itself, a third of that 2 mm beside it
    depth = np.minimum(np.abs(steep) / RADIUS_MM, 1.0) * np.exp(
        -np.maximum(np.abs(steep) - RADIUS_MM, 0.0) / 1.6
    )
    dark = np.maximum(np.sign(steep) * (along - 0.45) * 2500.0, 0.0) * depth * (np.abs(level) < RADIUS_MM)
    return np.where(inside, bright * (1.0 - share) - dark, 0.0)


def around(true: Segment, places: Array, matrix: Array) -> tuple[Array, Array, Array, Array]:
    """Return of places the share of the way along a bar, how far away, and both ways across it, in mm."""
    way = np.array(tuple(true.direction))
    level = np.cross(np.cross(matrix[:3, 0], matrix[:3, 1]), way)
    level /= np.linalg.norm(level)
    off = places - np.array(tuple(true.start))
    x, y = off @ level, off @ np.cross(way, level)
    return off @ way / true.length_mm, np.hypot(x, y), x, y


def inner(true: Segment, normal: Vector) -> Segment:
    """Return a line to begin with: a little turned, its ends left out."""
    return Segment(true.at(2.0) + normal * ROUGH[0], true.at(true.length_mm - 3.0) + normal * ROUGH[1])


def turned_deg(found: Segment, true: Segment) -> float:
    return angle_between_lines_deg(found.end - found.start, true.end - true.start)


def off_mm(found: Segment, true: Segment) -> float:
    return max((end - found.start).without(found.direction).length for end in (true.start, true.end))


@pytest.mark.parametrize("true", [DIPPING, LEVEL])
@pytest.mark.parametrize("angle_deg", [0.0, 8.0])
def test_a_bar_in_thick_slices_is_found_across_them(true: Segment, angle_deg: float) -> None:
    volume = scan(true, angle_deg, streaks=False)
    begun = inner(true, slice_normal(volume))
    found = across_slices(volume, begun, RADIUS_MM)
    assert turned_deg(begun, true) > 1.0
    assert turned_deg(found, true) < 0.4
    assert off_mm(found, true) < 0.2


@pytest.mark.parametrize("clipped", [True, False])
@pytest.mark.parametrize("angle_deg", [0.0, 8.0])
def test_streaks_turn_an_axis_by_little(angle_deg: float, clipped: bool) -> None:
    volume = scan(DIPPING, angle_deg, streaks=True, clipped=clipped)
    begun = inner(DIPPING, slice_normal(volume))
    (region, *_others) = find_metal(volume).regions
    found = placed_in_streaks(volume, CutOff.of(volume, region), begun, RADIUS_MM)
    assert found is not None
    assert turned_deg(begun, DIPPING) > 1.3
    assert turned_deg(found, DIPPING) < 0.7
    assert off_mm(found, DIPPING) < 0.4


def test_what_throws_no_streaks_is_left_to_the_plain_fit() -> None:
    volume = scan(DIPPING, 8.0, streaks=False)
    (region, *_others) = find_metal(volume).regions
    assert placed_in_streaks(volume, CutOff.of(volume, region), DIPPING, RADIUS_MM) is None


def test_what_stands_on_the_slices_is_left_to_the_plain_fit() -> None:
    standing = Segment(Point(1.0, 2.0, -15.0), Point(2.0, 1.0, 15.0))
    volume = scan(standing, 0.0, streaks=True)
    (region, *_others) = find_metal(volume).regions
    assert placed_in_streaks(volume, CutOff.of(volume, region), standing, RADIUS_MM) is None
