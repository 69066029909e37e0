"""The virtual C-arm: picture and plan belong together; its views, turning it, and planning in it."""

from __future__ import annotations

from dataclasses import replace

import numpy as np
import pytest
from PySide6.QtCore import QPoint, QPointF, Qt
from PySide6.QtTest import QTest
from pytestqt.qtbot import QtBot

from planner.anatomy.spine import Level, Side
from planner.carm.angles import AP, CArmAngles, barrel_angles
from planner.carm.machine import Machine
from planner.carm.site import Site
from planner.carm.views import View, view_angles
from planner.dicom.loaded import LoadedImages
from planner.geometry.vectors import Point, Vector
from planner.imaging.volume import Volume
from planner.plan.parts import Hardware, HardwareKind, Needle
from planner.ui.beams import sighted
from planner.ui.c_arm_words import c_arm_lines, warnings
from planner.ui.look import MAGNIFIED, CArmPane, Layout, Tool, ViewKind
from planner.ui.overlays.marks import Label, Spot, Stroke
from planner.ui.view_grid import ViewGrid
from planner.ui.views.c_arm_gestures import turn_on_screen
from planner.ui.views.c_arm_view import CArmView
from tests.ui.conftest import SKIN_Y_MM, Mouse
from tests.ui.views.conftest import ENTRY, STEERED, TIP, lightness, planned, settle, steered
from tests.ui.views.test_gestures import turn_wheel

NO_KEYS = Qt.KeyboardModifier.NoModifier


@pytest.mark.parametrize("mirrored", [False, True])
@pytest.mark.parametrize(
    "angles", [AP, CArmAngles(157.0, -31.0), CArmAngles(90.0, 0.0), CArmAngles(-140.0, 22.0)]
)
def test_a_bead_is_seen_where_the_plan_is_drawn(
    c_arm: CArmView, qtbot: QtBot, body: LoadedImages, angles: CArmAngles, mirrored: bool
) -> None:
    session = c_arm.session
    session.set_site(Site(patient_left=Side.RIGHT if mirrored else Side.LEFT))
    pictures = []
    for hu_of_bead in (50, 30000):
        hu = body.volume.hu.copy()
        hu[36, 31, 44] = hu_of_bead
        session.set_images(replace(body, volume=Volume(hu, body.volume.voxel_to_patient.copy())))
        session.look_at(replace(session.look, overlays=False, crosshair=False))
        middle = Point(12.0, 22.0, 30.0)
        session.look_at(session.look.with_c_arm(view=View.FREE, free=angles, isocentre=middle))
        settle(qtbot, c_arm)
        pictures.append(lightness(c_arm))
    expected = c_arm.pixel_of(body.volume.to_patient(44, 31, 36))
    assert expected is not None
    x, y = round(expected.x()), round(expected.y())
    darker = np.clip(pictures[0] - pictures[1], 0.0, None)[y - 30 : y + 31, x - 30 : x + 31]
    rows, columns = np.indices(darker.shape)
    found = [float((n * darker).sum() / darker.sum()) - 30 + 0.5 for n in (columns, rows)]
    assert darker.max() > 80
    # the bead is 1.5 by 2 by 2.5 mm, up to 20 pixels wide here
    assert np.hypot(found[0] - (expected.x() - x), found[1] - (expected.y() - y)) < 2.0


def test_every_button_shows_its_view(c_arm: CArmView, grid: ViewGrid, qtbot: QtBot) -> None:
    session = c_arm.session
    for view, button in grid.c_arm_bar.buttons.items():
        QTest.mouseClick(button, Qt.MouseButton.LeftButton)
        settle(qtbot, c_arm)
        assert steered(c_arm) == view_angles(view, sighted(session.plan, session.look))
        assert button.isChecked()


def test_a_view_of_a_needle_is_not_offered_without_one(c_arm: CArmView, grid: ViewGrid, qtbot: QtBot) -> None:
    session = c_arm.session
    session.look_at(session.look.with_c_arm(view=View.BARREL))
    session.select("")
    settle(qtbot, c_arm)
    buttons = grid.c_arm_bar.buttons
    assert not buttons[View.BARREL].isEnabled()
    assert not buttons[View.ACROSS].isEnabled()
    assert buttons[View.AP].isChecked()


def test_the_detector_follows_the_mouse(c_arm: CArmView, mouse: Mouse, qtbot: QtBot) -> None:
    before, plane = steered(c_arm), c_arm.plane
    assert plane is not None
    start = c_arm.to_pixel(-30.0, 30.0).toPoint()
    mouse.drag(STEERED, start, QPoint(60, -40))
    settle(qtbot, c_arm)
    moved = c_arm.plane.beam.towards_detector - plane.beam.towards_detector if c_arm.plane else None
    assert moved is not None
    assert moved.dot(plane.right) > 0.2
    assert moved.dot(plane.down) < -0.1
    assert c_arm.session.look.c_arm.view is View.FREE
    assert steered(c_arm) != before


@pytest.mark.parametrize("mirrored", [False, True])
def test_wheel_and_arrows_turn_by_degrees_towards_the_side_of_the_screen(
    c_arm: CArmView, qtbot: QtBot, mirrored: bool
) -> None:
    session = c_arm.session
    session.set_site(Site(patient_left=Side.RIGHT if mirrored else Side.LEFT))
    session.look_at(session.look.with_c_arm(view=View.FREE, free=CArmAngles(170.0, -5.0)))
    turn_wheel(c_arm, 2, NO_KEYS, QPoint(50, 60))
    turn_wheel(c_arm, -3, Qt.KeyboardModifier.ShiftModifier, QPoint(50, 60))
    expected = CArmAngles(168.0 if mirrored else 172.0, -8.0)
    assert session.look.c_arm.free == expected
    QTest.keyClick(c_arm, Qt.Key.Key_Right)
    QTest.keyClick(c_arm, Qt.Key.Key_Up)
    assert session.look.c_arm.free == CArmAngles(167.0 if mirrored else 173.0, -7.0)


def test_turning_goes_on_over_the_back(c_arm: CArmView) -> None:
    session = c_arm.session
    session.look_at(session.look.with_c_arm(view=View.FREE, free=CArmAngles(179.0, 0.0)))
    turn_on_screen(session, 3.0, 0.0)
    assert session.look.c_arm.free.primary_deg == pytest.approx(-178.0)
    turn_on_screen(session, 0.0, 200.0)
    assert session.look.c_arm.free.secondary_deg == 90.0


def test_a_click_puts_the_cursor_on_the_ray_as_deep_as_it_was(c_arm: CArmView, mouse: Mouse) -> None:
    session, plane = c_arm.session, c_arm.plane
    assert plane is not None
    depth = plane.to_view(session.look.cursor)[2]
    at = c_arm.to_pixel(-22.0, 31.0).toPoint()
    QTest.mouseClick(c_arm.viewport(), Qt.MouseButton.LeftButton, NO_KEYS, at)
    u, v, now = plane.to_view(session.look.cursor)
    assert now == pytest.approx(depth)
    assert (c_arm.to_pixel(u, v) - QPointF(at)).manhattanLength() < 1e-6


def test_a_tip_is_dragged_in_the_plane_of_the_view(c_arm: CArmView, mouse: Mouse, qtbot: QtBot) -> None:
    session = c_arm.session
    session.look_at(session.look.with_c_arm(view=View.OBLIQUE))
    settle(qtbot, c_arm)
    plane = c_arm.plane
    assert plane is not None
    start, depth = mouse.pixel(STEERED, TIP), plane.to_view(TIP)[2]
    mouse.hover(STEERED, TIP)
    mouse.drag(STEERED, start, QPoint(24, -17))
    needle = session.committed.item("N1")
    assert isinstance(needle, Needle)
    seen = c_arm.pixel_of(needle.tip_mm)
    assert seen is not None
    assert (seen - QPointF(start) - QPointF(24, -17)).manhattanLength() < 1.5
    assert plane.to_view(needle.tip_mm)[2] == pytest.approx(depth)
    assert c_arm.plane == plane
    session.undo_stack.undo()
    assert session.committed.item("N1") == planned().item("N1")


def test_with_ctrl_a_tip_keeps_to_the_line_of_its_needle(c_arm: CArmView, mouse: Mouse, qtbot: QtBot) -> None:
    session = c_arm.session
    session.look_at(session.look.with_c_arm(view=View.LATERAL))
    settle(qtbot, c_arm)
    ctrl = Qt.KeyboardModifier.ControlModifier
    mouse.drag(STEERED, mouse.pixel(STEERED, TIP), QPoint(-30, 22), modifiers=ctrl)
    needle = session.committed.item("N1")
    assert isinstance(needle, Needle)
    assert needle.tip_mm.distance_to(TIP) > 2.0
    assert (needle.tip_mm - ENTRY).unit().cross((TIP - ENTRY).unit()).length < 1e-9
    assert needle.entry_mm == ENTRY


def test_a_click_with_the_needle_tool_lays_the_needle_along_the_ray(
    c_arm: CArmView, qtbot: QtBot, mouse: Mouse
) -> None:
    session = c_arm.session
    session.select("T1")
    session.look_at(session.look.with_c_arm(view=View.FREE, free=CArmAngles(165.0, -25.0)))
    settle(qtbot, c_arm)
    plane = c_arm.plane
    assert plane is not None
    depth = plane.to_view(session.look.c_arm.isocentre)[2]
    c_arm.gestures.hand.take(Tool.NEEDLE)
    said: list[str] = []
    c_arm.gestures.hand.said.connect(said.append)
    at = c_arm.to_pixel(4.0, -3.0).toPoint()
    QTest.mouseClick(c_arm.viewport(), Qt.MouseButton.LeftButton, NO_KEYS, at)
    needle = session.committed.item("N2")
    assert isinstance(needle, Needle)
    assert needle.target == "T1"
    for end in (needle.tip_mm, needle.entry_mm):
        u, v, _ = plane.to_view(end)
        assert (c_arm.to_pixel(u, v) - QPointF(at)).manhattanLength() < 0.01
    assert plane.to_view(needle.tip_mm)[2] == pytest.approx(depth)
    assert needle.entry_mm.y == pytest.approx(SKIN_Y_MM, abs=2.1)
    assert session.look.c_arm.view is View.BARREL
    assert any("depth" in sentence for sentence in said)


def test_a_screw_cannot_be_drawn_where_there_is_no_depth(c_arm: CArmView) -> None:
    said: list[str] = []
    c_arm.gestures.hand.said.connect(said.append)
    c_arm.gestures.hand.take(Tool.SCREW)
    QTest.mouseClick(c_arm.viewport(), Qt.MouseButton.LeftButton, NO_KEYS, c_arm.to_pixel(4.0, 3.0).toPoint())
    assert said[-1].startswith("A projection has no depth")
    assert c_arm.session.committed.hardware == ()


def test_what_is_pointed_at_in_a_slice_is_seen_in_the_c_arm_and_back(
    c_arm: CArmView, grid: ViewGrid, mouse: Mouse, qtbot: QtBot
) -> None:
    session = c_arm.session
    session.look_at(replace(session.look, maximised=None))
    settle(qtbot, c_arm)
    axial = grid.views[ViewKind.AXIAL]
    point = session.look.cursor + Vector(6.0, 9.0, 0.0)
    mouse.hover(ViewKind.AXIAL, point)
    plane, slice_plane = c_arm.plane, axial.plane
    assert plane is not None
    assert slice_plane is not None
    spots = [mark for mark in c_arm.gestures.marks(c_arm) if isinstance(mark, Spot)]
    assert len(spots) == 1
    assert spots[0].at == pytest.approx(plane.to_view(point)[:2], abs=0.6)
    at = c_arm.to_pixel(8.0, -5.0)
    mouse.move_to(STEERED, at.toPoint(), Qt.MouseButton.NoButton)
    strokes = [mark for mark in axial.gestures.marks(axial) if isinstance(mark, Stroke)]
    ends = (*strokes[0].points, *strokes[-1].points)
    u, v = c_arm.to_uv(QPointF(at.toPoint()))
    beam = plane.beam
    assert ends[0] == pytest.approx(slice_plane.to_view(beam.source)[:2])
    on_detector = plane.to_patient(u, v, beam.source_to_isocentre_mm - beam.source_to_detector_mm)
    assert ends[-1] == pytest.approx(slice_plane.to_view(on_detector)[:2])
    c_arm.leaveEvent(None)
    assert not list(axial.gestures.marks(axial))


def test_a_picture_of_other_images_never_stays(c_arm: CArmView, body: LoadedImages, qtbot: QtBot) -> None:
    session = c_arm.session
    other = replace(body, volume=Volume(body.volume.hu.copy(), body.volume.voxel_to_patient.copy()))
    session.set_images(other)
    assert c_arm.plane is None
    settle(qtbot, c_arm)


def test_the_newest_wish_wins(c_arm: CArmView, qtbot: QtBot) -> None:
    session = c_arm.session
    for turn in range(40):
        free = CArmAngles(180.0 - 2.0 * turn, turn / 2.0)
        session.look_at(session.look.with_c_arm(view=View.FREE, free=free))
        assert c_arm.plane is not None
    settle(qtbot, c_arm)
    assert steered(c_arm) == CArmAngles(102.0, 19.5)


def test_zoom_magnifies_and_a_pan_moves_the_table(c_arm: CArmView, mouse: Mouse, qtbot: QtBot) -> None:
    session, scale = c_arm.session, c_arm.mm_per_px
    turn_wheel(c_arm, 3, Qt.KeyboardModifier.ControlModifier, QPoint(50, 60))
    settle(qtbot, c_arm)
    assert c_arm.mm_per_px < 0.8 * scale
    before = c_arm.pixel_of(TIP)
    mouse.drag(STEERED, QPoint(300, 300), QPoint(50, 20), Qt.MouseButton.MiddleButton)
    settle(qtbot, c_arm)
    after = c_arm.pixel_of(TIP)
    assert before is not None
    assert after is not None
    assert (after - before - QPointF(50, 20)).manhattanLength() < 3.0
    turn_wheel(c_arm, 90, Qt.KeyboardModifier.ControlModifier, QPoint(50, 60))
    assert session.look.c_arm.magnified == MAGNIFIED[1]
    turn_wheel(c_arm, -90, Qt.KeyboardModifier.ControlModifier, QPoint(50, 60))
    assert session.look.c_arm.magnified == MAGNIFIED[0]


def test_the_collimator_leaves_the_rest_dark_and_in_place(
    c_arm: CArmView, grid: ViewGrid, qtbot: QtBot
) -> None:
    menu, before = grid.c_arm_bar.screen_menu, c_arm.pixel_of(TIP)
    menu.sliders["open_width"].setValue(40)
    settle(qtbot, c_arm)
    assert c_arm.plane is not None
    width, height = c_arm.plane.field_mm
    assert width / height == pytest.approx(0.4, abs=0.01)
    assert c_arm.pixel_of(TIP) == before
    image = c_arm.grab().toImage()
    assert image.pixelColor(c_arm.to_pixel(-width * 0.8, 20.0).toPoint()).lightness() == 0


def test_nothing_of_the_plan_is_drawn_beside_the_picture(c_arm: CArmView, qtbot: QtBot) -> None:
    session = c_arm.session
    # the entry, the hub and their labels lie far outside of a field that is so small
    session.look_at(session.look.with_c_arm(view=View.LATERAL, magnified=MAGNIFIED[1]))
    settle(qtbot, c_arm)
    entry, field = c_arm.pixel_of(ENTRY), c_arm.picture_px()
    assert entry is not None
    assert not field.contains(entry)
    assert field.width() == field.height() < c_arm.width()
    drawn = lightness(c_arm)
    session.look_at(replace(session.look, overlays=False, crosshair=False))
    changed = np.argwhere(lightness(c_arm) != drawn)
    assert len(changed)
    assert all(field.adjusted(-1, -1, 1, 1).contains(QPointF(x, y)) for y, x in changed)


def test_bone_is_bright_where_the_room_has_it_so(c_arm: CArmView, grid: ViewGrid, qtbot: QtBot) -> None:
    c_arm.session.look_at(replace(c_arm.session.look, overlays=False, crosshair=False))
    at = c_arm.to_pixel(30.0, 30.0).toPoint()
    dark = c_arm.grab().toImage().pixelColor(at).lightness()
    grid.c_arm_bar.screen_menu.dark.trigger()
    assert c_arm.grab().toImage().pixelColor(at).lightness() == pytest.approx(255 - dark, abs=3)
    assert not c_arm.session.site.bone_dark
    grid.c_arm_bar.screen_menu.dark.trigger()


def test_noise_changes_the_picture_not_its_place(c_arm: CArmView, grid: ViewGrid, qtbot: QtBot) -> None:
    session = c_arm.session
    session.look_at(replace(session.look, overlays=False, crosshair=False))
    before, tip, plane = lightness(c_arm), c_arm.pixel_of(TIP), c_arm.plane
    grid.c_arm_bar.screen_menu.noise.trigger()
    assert not c_arm.settled
    settle(qtbot, c_arm)
    field = c_arm.picture_px().toRect().adjusted(0, 0, -1, -1)
    rows, columns = slice(field.top(), field.bottom()), slice(field.left(), field.right())
    off = (lightness(c_arm) - before)[rows, columns]
    # it is noise: everywhere, and the same grey in the middle
    assert off.std() > 1.0
    assert abs(off.mean()) < 2.0
    assert c_arm.plane == plane
    assert c_arm.pixel_of(TIP) == tip


def test_the_typed_angles_are_those_of_the_room(c_arm: CArmView, grid: ViewGrid, qtbot: QtBot) -> None:
    bar = grid.c_arm_bar
    for field, keys in ((bar.primary, "25r"), (bar.secondary, "-30")):
        field.setFocus()
        field.selectAll()
        QTest.keyClicks(field, keys)
        QTest.keyClick(field, Qt.Key.Key_Return)
    settle(qtbot, c_arm)
    assert steered(c_arm) == CArmAngles(-155.0, -30.0)
    assert bar.primary.text() == "25° right"
    assert bar.secondary.text() == "30° feet"


def test_the_corner_says_where_the_detector_stands_in_both_frames(c_arm: CArmView, qtbot: QtBot) -> None:
    session = c_arm.session
    session.look_at(session.look.with_c_arm(view=View.DECLINED))
    settle(qtbot, c_arm)
    assert c_arm.plane is not None
    assert c_arm.shows is not None
    lines = [text for text, _ in c_arm_lines(session, c_arm.shows, c_arm.plane, True)]
    assert lines[0] == "Declined L4"
    assert lines[1].startswith("detector over the BACK")
    assert "against L4: 20° to the patient's LEFT, 42° to the FEET" in lines
    assert lines[1] not in lines[2]


def test_without_landmarks_it_says_that_nothing_is_squared(c_arm: CArmView, qtbot: QtBot) -> None:
    session = c_arm.session
    session.commit(session.committed.without_level(Level.L4), "forget")
    settle(qtbot, c_arm)
    assert c_arm.plane is not None
    assert c_arm.shows is not None
    lines = [text for text, _ in c_arm_lines(session, c_arm.shows, c_arm.plane, True)]
    assert "not squared: mark both pedicles and the endplate of L4" in lines
    assert steered(c_arm) == AP


def test_it_warns_of_metal_before_the_target_and_of_what_the_machine_cannot_do(c_arm: CArmView) -> None:
    session, plane = c_arm.session, c_arm.plane
    assert plane is not None
    assert warnings(session, plane) == ()
    screw = Hardware(
        id="H1",
        kind=HardwareKind.PEDICLE_SCREW,
        from_mm=Point(21.0, 45.0, 16.0),
        to_mm=Point(21.0, 10.0, 16.0),
        diameter_mm=20.0,
    )
    session.commit(session.committed.with_item(screw), "screw")
    assert any("H1" in warning for warning in warnings(session, plane))
    session.set_site(Site(machine=Machine(head_deg=0.0, feet_deg=0.0)))
    assert any("reach" in warning for warning in warnings(session, plane))


def test_the_lateral_view_shows_the_tip_against_the_foramen(c_arm: CArmView, qtbot: QtBot) -> None:
    from planner.ui.overlays import foramen
    from planner.ui.overlays.sight import Sight

    session = c_arm.session
    for view, shown in ((View.LATERAL, True), (View.AP, False)):
        session.look_at(session.look.with_c_arm(view=view))
        settle(qtbot, c_arm)
        assert c_arm.plane is not None
        marks = list(foramen.marks(Sight(session.plan, session.results, c_arm.plane, "N1")))
        assert bool(marks) is shown
        if shown:
            assert any("foramen" in mark.text for mark in marks if isinstance(mark, Label))
        assert c_arm.shows is not None
        lines = [text for text, _ in c_arm_lines(session, c_arm.shows, c_arm.plane, False)]
        assert any("foramen" in line for line in lines) is shown


def test_three_views_stand_side_by_side(grid: ViewGrid, c_arm: CArmView, qtbot: QtBot) -> None:
    session = c_arm.session
    session.look_at(replace(session.look, layout=Layout.THREE, maximised=None))
    panes = (CArmPane.AP, CArmPane.OBLIQUE, CArmPane.LATERAL)
    for pane in panes:
        settle(qtbot, grid.c_arms[pane])
    assert [grid.c_arms[pane].isVisible() for pane in panes] == [True] * 3
    assert not c_arm.isVisible()
    lefts = [grid.c_arms[pane].mapTo(grid, QPoint()).x() for pane in panes]
    assert lefts == sorted(lefts)
    of = sighted(session.plan, session.look)
    expected = [view_angles(view, of) for view in (View.AP, View.OBLIQUE, View.LATERAL)]
    assert [steered(grid.c_arms[pane]) for pane in panes] == expected


def test_the_barrel_view_shows_the_needle_as_a_point(c_arm: CArmView, qtbot: QtBot) -> None:
    session = c_arm.session
    session.look_at(session.look.with_c_arm(view=View.BARREL))
    settle(qtbot, c_arm)
    tip, entry = c_arm.pixel_of(TIP), c_arm.pixel_of(ENTRY)
    assert tip is not None
    assert entry is not None
    assert (tip - entry).manhattanLength() < 0.5
    assert steered(c_arm) == barrel_angles(ENTRY - TIP)
