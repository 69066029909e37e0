"""Slices along and across a needle lie as the pictures of the C-arm do, whichever way these are shown."""

from __future__ import annotations

from math import cos, radians, sin

import pytest
from hypothesis import given
from hypothesis import strategies as st
from PySide6.QtCore import Qt

from planner.anatomy.spine import Side
from planner.carm.angles import barrel_angles
from planner.carm.site import Site
from planner.geometry.curves import Segment
from planner.geometry.vectors import LEFT, Point, Vector
from planner.plan.parts import Needle
from planner.ui.look import ObliqueMode, ViewKind
from planner.ui.planes import along_plane, barrel_plane
from planner.ui.session import Session
from planner.ui.views.slice_view import SliceView
from tests.ui.conftest import Mouse

TIP = Point(11.0, -7.0, 23.0)
SITES = [Site(patient_left=Side.LEFT), Site(patient_left=Side.RIGHT)]
turns = st.floats(-180.0, 180.0)
tilts = st.floats(-80.0, 80.0)


def needle_at(turn_deg: float, tilt_deg: float) -> Segment:
    """Return a needle whose hub points back, turned to the patient's left and tilted to the head."""
    turn, tilt = radians(turn_deg), radians(tilt_deg)
    hub = Vector(sin(turn) * cos(tilt), cos(turn) * cos(tilt), sin(tilt))
    return Segment(TIP + hub * 70.0, TIP)


@given(turn_deg=turns, tilt_deg=tilts)
def test_across_the_needle_is_laid_as_the_c_arm_down_its_barrel(turn_deg: float, tilt_deg: float) -> None:
    needle = needle_at(turn_deg, tilt_deg)
    for site in SITES:
        plane = barrel_plane(needle, mirrored=site.mirrored)
        view = site.laid(site.machine.beam(barrel_angles(-needle.direction), TIP))
        assert plane.right.dot(view.right) == pytest.approx(1.0, abs=1e-9)
        assert plane.down.dot(view.down) == pytest.approx(1.0, abs=1e-9)


@given(turn_deg=st.floats(-80.0, 80.0), tilt_deg=st.floats(-60.0, 60.0), about_deg=turns)
def test_a_mirrored_slice_is_the_same_slice_the_other_way_round(
    turn_deg: float, tilt_deg: float, about_deg: float
) -> None:
    needle = needle_at(turn_deg, tilt_deg)
    pairs = [
        [along_plane(needle, Vector(3.0, 2.0, -9.0), about_deg, mirrored) for mirrored in (False, True)],
        [barrel_plane(needle, 8.0, mirrored) for mirrored in (False, True)],
    ]
    for plane, mirrored in pairs:
        assert mirrored.centre == plane.centre
        u, v, depth = plane.to_view(TIP + Vector(5.0, -3.0, 8.0))
        assert mirrored.to_view(TIP + Vector(5.0, -3.0, 8.0)) == pytest.approx((-u, v, -depth))


@given(turn_deg=st.floats(-60.0, 60.0), tilt_deg=st.floats(-60.0, 60.0))
def test_the_patients_left_is_where_the_monitor_shows_it(turn_deg: float, tilt_deg: float) -> None:
    needle = needle_at(turn_deg, tilt_deg)
    for plane in (along_plane(needle, LEFT), barrel_plane(needle)):
        assert plane.right.dot(LEFT) < 0.0
    for plane in (along_plane(needle, LEFT, mirrored=True), barrel_plane(needle, mirrored=True)):
        assert plane.right.dot(LEFT) > 0.0


@pytest.fixture(params=SITES, ids=["left", "mirrored"])
def barrel(request: pytest.FixtureRequest, mouse: Mouse, session: Session) -> SliceView:
    """The oblique view down the barrel of a needle in a room."""
    needle = Needle(
        id="N1", device="rf-18g-100-10", entry_mm=Point(22.0, 60.0, 0.0), tip_mm=Point(10.0, 15.0, 20.0)
    )
    session.commit(session.committed.with_item(needle), "needle")
    session.select("N1")
    session.set_site(request.param)
    session.look_at(session.look.with_oblique(mode=ObliqueMode.BARREL))
    return mouse.view(ViewKind.OBLIQUE)


def hubwards_mm(view: SliceView) -> float:
    """Return how far the slice lies from the tip towards the hub."""
    plane, needle = view.plane, view.session.committed.item("N1")
    assert plane is not None
    assert isinstance(needle, Needle)
    return (plane.centre - needle.tip_mm).dot((needle.entry_mm - needle.tip_mm).unit())


def test_the_slice_on_the_screen_follows_the_room(barrel: SliceView, session: Session) -> None:
    plane = barrel.plane
    assert plane is not None
    assert (plane.right.dot(LEFT) > 0.0) is session.site.mirrored


def test_scrolling_down_the_barrel_goes_into_the_patient_mirrored_or_not(barrel: SliceView) -> None:
    assert hubwards_mm(barrel) == pytest.approx(0.0, abs=1e-9)
    barrel.scroll(-3.0)
    towards_hub = hubwards_mm(barrel)
    assert towards_hub > 0.0
    assert barrel.session.look.oblique.depth_mm == pytest.approx(towards_hub)
    barrel.scroll(4.0)
    assert hubwards_mm(barrel) == pytest.approx(-towards_hub / 3.0)


def test_a_click_takes_the_place_under_the_mouse_mirrored_or_not(barrel: SliceView, mouse: Mouse) -> None:
    plane = barrel.plane
    assert plane is not None
    place = plane.to_patient(9.0, -6.0)
    mouse.click(ViewKind.OBLIQUE, place, Qt.MouseButton.LeftButton)
    assert barrel.session.look.cursor.distance_to(place) < 1.0


def test_the_standard_planes_are_never_mirrored(mouse: Mouse, session: Session) -> None:
    before = {kind: mouse.view(kind).plane for kind in ViewKind if kind is not ViewKind.OBLIQUE}
    session.set_site(SITES[1])
    assert {kind: mouse.view(kind).plane for kind in before} == before
