"""Aiming: the C-arm looks down the needle, and its tip lies as deep as asked."""

from __future__ import annotations

import numpy as np
import pytest
from msgspec.structs import replace

from planner.carm.aiming import aimed, at_depth, skin_of
from planner.carm.angles import CArmAngles, barrel_angles
from planner.geometry.vectors import Point
from planner.imaging.volume import Volume
from planner.plan.edits import SHORTEST_MM
from planner.plan.parts import Needle

TIP = Point(-11.0, 20.0, 14.0)
BACK_MM = 63.0
"""Where the skin of the back lies: tissue before it, air behind."""


def body() -> Volume:
    matrix = np.diag((1.5, 1.0, 2.5, 1.0))
    matrix[:3, 3] = (-80.0, -40.0, -90.0)
    hu = np.full((80, 160, 110), -1000, np.int16)
    ys = -40.0 + np.arange(160)
    hu[:, (ys >= -30.0) & (ys < BACK_MM), :] = 40
    return Volume(hu, matrix)


def needle() -> Needle:
    return Needle(id="N1", device="rf-18g-100-10", entry_mm=Point(-30.0, 63.0, -20.0), tip_mm=TIP)


@pytest.mark.parametrize(
    "angles", [CArmAngles(180.0, 0.0), CArmAngles(162.5, -38.0), CArmAngles(-150.0, 21.0)]
)
def test_the_c_arm_looks_down_the_needle_and_its_entry_is_on_the_skin(angles: CArmAngles) -> None:
    turned = aimed(needle(), angles, body())
    found = barrel_angles(turned.entry_mm - turned.tip_mm)
    assert turned.tip_mm == TIP
    assert found.primary_deg == pytest.approx(angles.primary_deg)
    assert found.secondary_deg == pytest.approx(angles.secondary_deg)
    assert turned.entry_mm.y == pytest.approx(BACK_MM - 0.5, abs=0.6)


def test_without_skin_the_needle_keeps_its_length() -> None:
    angles = CArmAngles(170.0, -30.0)
    for volume in (None, Volume(np.full((60, 90, 70), 30, np.int16), np.diag((2.0, 2.0, 2.0, 1.0)))):
        turned = aimed(needle(), angles, volume)
        assert turned.segment.length_mm == pytest.approx(needle().segment.length_mm)


@pytest.mark.parametrize("depth_mm", [25.0, 71.5])
def test_the_tip_lies_as_deep_as_asked_on_the_same_line(depth_mm: float) -> None:
    volume = body()
    moved = at_depth(needle(), depth_mm, volume)
    skin = skin_of(needle(), volume)
    assert skin is not None
    assert moved.tip_mm.distance_to(skin) == pytest.approx(depth_mm)
    assert moved.segment.direction.cross(needle().segment.direction).length < 1e-12
    assert moved.entry_mm == needle().entry_mm


@pytest.mark.parametrize("depth_mm", [5.0, 30.0, 33.0])
def test_an_entry_under_the_skin_goes_onto_it_where_no_needle_would_be_left(depth_mm: float) -> None:
    """The entry lies 30 mm under the skin: the tip must not come out on its other side, nor onto it."""
    volume, drawn = body(), needle()
    skin = skin_of(drawn, volume)
    assert skin is not None
    under = replace(drawn, entry_mm=skin + drawn.segment.direction * 30.0)
    moved = at_depth(under, depth_mm, volume)
    assert (moved.segment.direction - drawn.segment.direction).length < 1e-9
    assert tuple(moved.entry_mm) == pytest.approx(tuple(skin), abs=1e-6)
    assert moved.tip_mm.distance_to(skin) == pytest.approx(depth_mm)


def test_an_entry_under_the_skin_stays_where_the_needle_is_long_enough() -> None:
    volume, drawn = body(), needle()
    skin = skin_of(drawn, volume)
    assert skin is not None
    under = replace(drawn, entry_mm=skin + drawn.segment.direction * 30.0)
    moved = at_depth(under, 30.5 + SHORTEST_MM, volume)
    assert moved.entry_mm == under.entry_mm
    assert moved.segment.length_mm == pytest.approx(0.5 + SHORTEST_MM)
    assert (moved.segment.direction - drawn.segment.direction).length < 1e-9


def test_an_entry_outside_of_the_body_stays_there() -> None:
    volume, drawn = body(), needle()
    skin = skin_of(drawn, volume)
    assert skin is not None
    outside = replace(drawn, entry_mm=skin + drawn.segment.direction * -25.0)
    moved = at_depth(outside, 2.0, volume)
    assert moved.entry_mm == outside.entry_mm
    assert moved.tip_mm.distance_to(skin) == pytest.approx(2.0)
    assert (moved.segment.direction - drawn.segment.direction).length < 1e-9


def test_depth_counts_from_the_entry_where_the_skin_is_not_known() -> None:
    moved = at_depth(needle(), 40.0, None)
    assert moved.segment.length_mm == pytest.approx(40.0)


def test_no_depth_is_refused() -> None:
    with pytest.raises(ValueError, match="depth"):
        at_depth(needle(), 0.0, None)
