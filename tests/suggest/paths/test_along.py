"""Many needles along a nerve: the same numbers as the checks give for each."""

from __future__ import annotations

import numpy as np
import pytest
from msgspec.structs import replace

from planner.checks.alignment import nerve_chord
from planner.devices.catalogue import device
from planner.devices.lesion import active_tip, cover_envelope
from planner.geometry.angles import angle_between_lines_deg
from planner.geometry.curves import Polyline, Segment
from planner.geometry.distances import between_segments
from planner.geometry.solids import clipped, total_mm
from planner.geometry.vectors import Point, Vector
from planner.plan.parts import Lesion
from planner.suggest.paths.along import along_nerve
from planner.suggest.paths.task import _models

COURSE = Polyline(
    (Point(20.0, 30.0, 5.0), Point(22.0, 33.0, 3.5), Point(23.0, 37.0, -1.0), Point(21.5, 40.0, -4.0))
)
STRETCH = (1.3, 10.1)
CANNULA = device("rf-18g-100-10")


def needles(count: int) -> list[tuple[Point, Vector]]:
    """Return tips and directions to the hub about the course, some along it and some across."""
    chance = np.random.default_rng(11)
    found = []
    for place, way in zip(chance.uniform(-4, 4, (count, 3)), chance.normal(0, 1, (count, 3)), strict=True):
        found.append((Point(22.0, 34.0, 1.0) + Vector(*map(float, place)), Vector(*map(float, way)).unit()))
    return found


def test_captured_length_and_angle_are_those_of_the_checks() -> None:
    burn, _hazard = _models(CANNULA, (Lesion(),))
    assert burn is not None
    laid = needles(300)
    found = along_nerve(
        np.array([tuple(t) for t, _ in laid]), np.array([tuple(h) for _, h in laid]), COURSE, STRETCH, burn
    )
    taken = 0
    for n, (tip, hub) in enumerate(laid):
        needle = Segment(tip + hub * 100.0, tip)
        cover, heated = cover_envelope(needle, CANNULA, Lesion()), active_tip(needle, CANNULA)
        assert cover is not None
        assert heated is not None
        captured = total_mm(clipped(cover.captured(COURSE), *STRETCH))
        chord = nerve_chord(COURSE, heated)
        assert chord is not None
        assert found.captured_mm[n] == pytest.approx(captured, abs=1e-9)
        assert found.angle_deg[n] == pytest.approx(angle_between_lines_deg(needle.vector, chord.vector))
        treated = Polyline(COURSE.between(*STRETCH)).segments
        beside = min(between_segments(heated.start, tip, s.start, s.end).distance_mm for s in treated)
        assert found.beside_mm[n] == pytest.approx(beside, abs=1e-9)
        taken += captured > 1.0
    assert taken > 50, "the needles pass the nerve by"


def test_a_needle_at_a_known_distance_is_so_far_off() -> None:
    straight = Polyline((Point(0.0, 0.0, 0.0), Point(0.0, 10.0, 0.0)))
    burn, _hazard = _models(CANNULA, (Lesion(),))
    assert burn is not None
    tips, hubs = np.array([[1.5, 0.0, 0.0]]), np.array([[0.0, 1.0, 0.0]])
    found = along_nerve(tips, hubs, straight, (0.0, 10.0), burn)
    assert (found.off_mm[0], found.beside_mm[0], found.angle_deg[0]) == pytest.approx((1.5, 1.5, 0.0))


def test_needles_across_are_only_given_their_angle() -> None:
    straight = Polyline((Point(0.0, 0.0, 0.0), Point(0.0, 10.0, 0.0)))
    burn, _hazard = _models(CANNULA, (Lesion(),))
    assert burn is not None
    tips, hubs = np.array([[0.0, 5.0, -5.0]]), np.array([[0.0, 0.0, 1.0]])
    found = along_nerve(tips, hubs, straight, (0.0, 10.0), burn, most_deg=30.0)
    assert found.angle_deg[0] == pytest.approx(90.0)
    assert found.captured_mm[0] == 0.0
    assert along_nerve(tips, hubs, straight, (0.0, 10.0), burn).captured_mm[0] > 3.0


def test_without_a_lesion_of_known_size_there_is_no_model() -> None:
    hot = replace(Lesion(), temperature_c=120.0)
    assert _models(CANNULA, (hot,)) == (None, None)
