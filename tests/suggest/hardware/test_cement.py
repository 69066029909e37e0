"""Cement, and what is not: worn joints, thin shells, the streaks beside metal."""

from __future__ import annotations

from planner.plan.parts import HardwareKind
from planner.plan.plan import Plan
from planner.suggest.hardware.cement import cements
from planner.suggest.hardware.find import propose_hardware
from tests.imaging.metal_phantom import TITANIUM_HU, bar, scanned

CLOUD = bar((-9.0, -5.0, 0.0), (7.0, -7.0, 3.0), 7.0)


def test_a_cloud_brighter_than_bone_is_cement() -> None:
    (piece,) = propose_hardware(Plan(), scanned([CLOUD], hu=1700.0)).pieces
    assert piece.kind is HardwareKind.CEMENT
    middle = piece.points[0].towards(piece.points[-1], 0.5)
    assert middle.distance_to(CLOUD.start.towards(CLOUD.end, 0.5)) < 1.5
    assert 10.0 < piece.diameter_mm < 18.0


def test_a_dense_joint_and_a_thin_shell_are_none() -> None:
    assert cements(scanned([CLOUD], hu=1200.0)) == []
    assert cements(scanned([bar((-20.0, 0.0, 0.0), (20.0, 0.0, 0.0), 1.5)], hu=1800.0)) == []


def test_metal_is_none() -> None:
    assert cements(scanned([CLOUD], hu=TITANIUM_HU)) == []
