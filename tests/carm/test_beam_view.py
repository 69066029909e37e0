"""A beam's picture on a screen: where points are seen, the way back, and what solids look like."""

from __future__ import annotations

import random
from itertools import pairwise
from math import cos, pi, sin

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from planner.carm.angles import AP, CArmAngles
from planner.carm.beam import Beam, Detector
from planner.carm.beam_view import BeamView
from planner.geometry.sections import Outline
from planner.geometry.solids import Capsule, Spheroid
from planner.geometry.vectors import Point, Vector, any_perpendicular

ISOCENTRE = Point(-14.0, 33.0, 205.0)
BEAM = Beam(CArmAngles(156.0, -31.0), ISOCENTRE, 640.0, 1010.0, Detector(300, 420, 0.6))
NEAR = st.builds(Vector, st.floats(-90, 90), st.floats(-90, 90), st.floats(-90, 90))


@given(NEAR, st.booleans())
def test_a_point_is_seen_where_the_pixel_is_and_found_again(off: Vector, mirrored: bool) -> None:
    view, point = BeamView(BEAM, mirrored), ISOCENTRE + off
    u, v, depth = view.to_view(point)
    assert view.to_patient(u, v, depth).distance_to(point) < 1e-9
    pixel = BEAM.to_pixel(point)
    assert pixel is not None
    mm_per_pixel = 0.6 * 640.0 / 1010.0
    sign = -1.0 if mirrored else 1.0
    assert sign * u == pytest.approx((pixel[0] - (420 - 1) / 2) * mm_per_pixel, abs=1e-9)
    assert v == pytest.approx((pixel[1] - (300 - 1) / 2) * mm_per_pixel, abs=1e-9)


def test_the_plane_through_the_isocentre_is_seen_at_its_own_size() -> None:
    view = BeamView(BEAM)
    assert view.to_view(ISOCENTRE) == pytest.approx((0.0, 0.0, 0.0), abs=1e-9)
    assert view.to_view(ISOCENTRE + view.right * 7.0 + view.down * -3.0) == pytest.approx((7.0, -3.0, 0.0))
    assert view.field_mm == pytest.approx((420 * 0.6 * 0.64 / 1.01, 300 * 0.6 * 0.64 / 1.01))


def test_depth_grows_away_from_the_viewer_towards_the_source() -> None:
    view = BeamView(Beam(AP, ISOCENTRE))
    behind_patient, belly = ISOCENTRE + Vector(0.0, 40.0, 0.0), ISOCENTRE + Vector(0.0, -40.0, 0.0)
    assert view.to_view(behind_patient)[2] == pytest.approx(-40.0)
    assert view.to_view(belly)[2] == pytest.approx(40.0)
    assert view.normal.y == pytest.approx(-1.0)


def test_over_the_back_the_left_is_on_the_left_unless_mirrored() -> None:
    left = ISOCENTRE + Vector(25.0, 0.0, 0.0)
    assert BeamView(Beam(AP, ISOCENTRE)).to_view(left)[0] < 0.0
    assert BeamView(Beam(AP, ISOCENTRE), mirrored=True).to_view(left)[0] > 0.0


def test_what_lies_behind_the_source_does_not_break_the_picture() -> None:
    view = BeamView(BEAM)
    u, v, depth = view.to_view(BEAM.source + view.normal * 50.0)
    assert (u, v) == pytest.approx((0.0, 0.0), abs=1e-6)
    assert depth < 640.0


@pytest.mark.parametrize("length_mm", [0.0, 12.0])
@pytest.mark.parametrize("kind", [Capsule, Spheroid])
def test_a_solid_behind_the_source_has_no_outline(kind: type[Capsule | Spheroid], length_mm: float) -> None:
    behind = BEAM.source + BeamView(BEAM).normal * 40.0 + BEAM.right * 15.0
    if kind is Capsule:
        solid: Capsule | Spheroid = Capsule(behind, behind + BEAM.right * length_mm, 3.0)
    else:
        solid = Spheroid(behind, BEAM.right, 6.0 + length_mm, 6.0)
    assert BeamView(BEAM).outline(solid) is None


def test_a_picture_is_laid_as_the_places_in_it() -> None:
    picture = np.zeros((300, 420), np.uint8)
    point = ISOCENTRE + Vector(25.0, 10.0, 15.0)
    seen = BEAM.to_pixel(point)
    assert seen is not None
    picture[round(seen[1]), round(seen[0])] = 1
    for mirrored in (False, True):
        view = BeamView(BEAM, mirrored)
        laid = view.laid(picture)
        rows, columns = np.nonzero(laid)
        share = view.field_mm[0] / 420
        expected = view.to_view(point)[:2]
        found = ((columns[0] - 209.5) * share, (rows[0] - 149.5) * share)
        assert found == pytest.approx(expected, abs=share)
        assert laid.flags.c_contiguous


def holds(outline: Outline, at: tuple[float, float], slack: float) -> bool:
    """Say whether a convex outline, either way round, holds a place to within a slack in mm."""
    signs = []
    for (ax, ay), (bx, by) in pairwise((*outline, outline[0])):
        length = ((bx - ax) ** 2 + (by - ay) ** 2) ** 0.5
        if length > 0.0:
            signs.append(((bx - ax) * (at[1] - ay) - (by - ay) * (at[0] - ax)) / length)
    return bool(min(signs) > -slack or max(signs) < slack)


@pytest.mark.parametrize(
    "solid",
    [
        Capsule(ISOCENTRE, ISOCENTRE + Vector(20.0, 31.0, -44.0), 3.2),
        Capsule(ISOCENTRE, ISOCENTRE, 5.0),
        Spheroid(ISOCENTRE + Vector(9.0, 2.0, 5.0), Vector(0.3, -0.8, 0.52).unit(), 14.0, 5.0),
    ],
    ids=["capsule", "sphere", "spheroid"],
)
def test_the_silhouette_holds_the_solid_and_no_more(solid: Capsule | Spheroid) -> None:
    view, dice = BeamView(BEAM), random.Random(4)
    outline = view.outline(solid)
    assert outline is not None
    seen = [view.to_view(surface_point(solid, dice))[:2] for _ in range(3000)]
    assert all(holds(outline, at, 0.02) for at in seen)
    for turn in range(12):
        across = (cos(turn * pi / 6), sin(turn * pi / 6))
        reach = max(u * across[0] + v * across[1] for u, v in outline)
        met = max(u * across[0] + v * across[1] for u, v in seen)
        assert met == pytest.approx(reach, abs=0.25)


def surface_point(solid: Capsule | Spheroid, dice: random.Random) -> Point:
    way = Vector(*(dice.gauss(0.0, 1.0) for _ in range(3))).unit()
    if isinstance(solid, Spheroid):
        return solid.centre + solid.from_ball(way)
    axis = solid.end - solid.start
    share = dice.random()
    if axis.length == 0.0 or share < 0.5:
        ahead = axis.length > 0.0 and way.dot(axis) > 0.0
        return (solid.end if ahead else solid.start) + way * solid.radius_mm
    around = way.without(axis.unit())
    side = around.unit() if around.length > 0.0 else any_perpendicular(axis)
    return solid.start.towards(solid.end, dice.random()) + side * solid.radius_mm
