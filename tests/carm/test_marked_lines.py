"""Needles and nerves by two marked points: angles in space and how sure they are, and angles as projected."""

from __future__ import annotations

from math import cos, radians, sin

import numpy as np
import pytest

from planner.carm.angles import over_back
from planner.carm.beam import Beam
from planner.carm.marked_lines import MarkedLine, angle_in_space, projected_angle
from planner.carm.triangulation import Mark, Triangulated, triangulated
from planner.geometry.curves import Segment
from planner.geometry.vectors import Point, Vector

ISOCENTRE = Point(0.0, 0.0, 0.0)
AP, LATERAL = Beam(over_back(0.0, 0.0), ISOCENTRE), Beam(over_back(90.0, 0.0), ISOCENTRE)


def marked(point: Point, noise: tuple[float, ...] = (0.0,) * 4) -> Triangulated:
    marks = []
    for n, beam in enumerate((AP, LATERAL)):
        pixel = beam.to_pixel(point)
        assert pixel is not None
        marks.append(Mark(beam, pixel[0] + noise[2 * n], pixel[1] + noise[2 * n + 1]))
    found = triangulated(marks)
    assert isinstance(found, Triangulated)
    return found


def line(start: Point, way: Vector, noise: tuple[float, ...] = (0.0,) * 8) -> MarkedLine:
    return MarkedLine(marked(start, noise[:4]), marked(start + way, noise[4:]))


NERVE = Vector(6.0, -9.0, -10.0)


def test_an_angle_in_space_is_found_from_marks() -> None:
    needle = line(Point(5.0, 10.0, 4.0), Vector(0.0, 0.0, 50.0))
    nerve = line(Point(-5.0, 0.0, 0.0), Vector(0.0, 30.0 * sin(radians(20.0)), -30.0 * cos(radians(20.0))))
    found = angle_in_space(needle, nerve)
    assert found.angle_deg == pytest.approx(20.0, abs=1e-6)
    assert "20° in space" in found.words()


def test_how_sure_an_angle_is_follows_from_the_marks() -> None:
    dice = np.random.default_rng(2)
    start, other, way = Point(5.0, 10.0, 4.0), Point(-3.0, 2.0, 1.0), Vector(12.0, 40.0, 25.0)
    angles = []
    for _ in range(600):
        a = line(start, way, tuple(dice.normal(size=8)))
        b = line(other, NERVE, tuple(dice.normal(size=8)))
        angles.append(angle_in_space(a, b).angle_deg)
    exact = angle_in_space(line(start, way), line(other, NERVE))
    assert float(np.std(angles)) == pytest.approx(exact.within_deg, rel=0.15)


def test_a_short_line_is_less_sure() -> None:
    long = line(Point(0.0, 0.0, 0.0), Vector(0.0, 0.0, 60.0))
    short = line(Point(0.0, 0.0, 0.0), Vector(0.0, 0.0, 15.0))
    about = Vector(1.0, 0.0, 0.0)
    assert short.turned_within_deg(about) == pytest.approx(4.0 * long.turned_within_deg(about), rel=0.1)
    assert short.turned_within_deg(Vector(0.0, 0.0, 1.0)) == 0.0


def test_a_projected_angle_is_another_than_that_in_space() -> None:
    needle = Segment(ISOCENTRE, Point(0.0, 30.0, 30.0))
    nerve = Segment(ISOCENTRE, Point(0.0, -30.0, 30.0))
    straight = projected_angle(needle, nerve, AP)
    across = projected_angle(needle, nerve, LATERAL)
    assert straight is not None
    assert across is not None
    # one behind the other in the AP: parallel as projected, a right angle in space
    assert straight.angle_deg == pytest.approx(0.0, abs=1e-6)
    assert across.angle_deg == pytest.approx(90.0, abs=1e-6)
    assert straight.words() == "0° as projected"


def test_a_line_seen_end_on_has_no_projected_angle() -> None:
    end_on = Segment(Point(0.0, -20.0, 0.0), Point(0.0, 20.0, 0.0))
    assert projected_angle(end_on, Segment(ISOCENTRE, Point(1.0, 2.0, 30.0)), AP) is None
    behind = Segment(ISOCENTRE, Point(0.0, -900.0, 10.0))
    assert projected_angle(behind, end_on, AP) is None


def test_a_line_needs_two_points() -> None:
    with pytest.raises(ValueError, match="two different"):
        line(ISOCENTRE, Vector(0.0, 0.0, 0.0))
