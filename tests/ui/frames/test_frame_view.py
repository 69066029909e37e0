"""Frames of a C-arm: what is measured in one, told by two, and what of a CT plan may be drawn."""

from __future__ import annotations

import numpy as np
import pytest
from msgspec.structs import replace
from PySide6.QtCore import QEvent, QPoint, QPointF, Qt
from PySide6.QtGui import QMouseEvent
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication

from planner.anatomy.spine import Side
from planner.carm.calibration import Calibration
from planner.carm.site import Site
from planner.geometry.rigid import Rigid
from planner.geometry.vectors import Point, Vector
from planner.plan.c_arm import KnownSize, LaidOver, Positions, rows_of
from planner.plan.parts import Landmarks
from planner.ui.frames import beam_in_c_arm, beam_in_plan, scale_in
from planner.ui.frames_look import FramePane
from planner.ui.look import Layout, Tool
from planner.ui.overlays.marks import Label
from planner.ui.views.frame_foreground import frame_lines
from planner.ui.views.frame_marks import marks_in, measured_words
from tests.sheet.on_pictures import isocentre
from tests.ui.frames.conftest import LEVEL, Frames, plan

LEFT, RIGHT = FramePane.LEFT, FramePane.RIGHT


def laid(frames: Frames, accepted: bool) -> LaidOver:
    """Lay the vertebra over both frames where it truly is."""
    origin = isocentre("1_ap.dcm")
    motion = Rigid(shift=Vector(-origin.x, -origin.y, -origin.z))
    return LaidOver(
        level=LEVEL,
        frames=(frames.ref(LEFT), frames.ref(RIGHT)),
        ct_to_c_arm=rows_of(motion),
        residual_mm=0.2,
        in_plane_mm=1.0,
        in_depth_mm=1.0,
        accepted=accepted,
    )


def lay(frames: Frames, accepted: bool = True) -> None:
    session = frames.session
    c_arm = session.committed.c_arm.with_laid(laid(frames, accepted))
    session.commit(replace(session.committed, c_arm=c_arm), "lay over")


def is_planned_on(frames: Frames) -> bool:
    return frames.view(LEFT).plane is not None


def words(frames: Frames, pane: FramePane) -> str:
    """What stands in the corner of a frame."""
    view = frames.view(pane)
    run = next(run for run in frames.session.runs if run.holds(frames.ref(pane)))
    geometry = view.geometry_told
    assert geometry is not None
    return "\n".join(text for text, _colour in frame_lines(frames.session, run, frames.ref(pane), geometry))


def labels(frames: Frames, pane: FramePane) -> list[str]:
    view = frames.view(pane)
    assert view.place is not None
    marks = marks_in(view, frames.ref(pane), view.place)
    return [mark.text for mark in marks if isinstance(mark, Label)]


def test_two_directions_stand_beside_each_other_with_what_they_are_worth(with_ct: Frames) -> None:
    session = with_ct.session
    assert session.look.layout is Layout.FRAMES
    beams = [beam_in_c_arm(session, with_ct.ref(pane)) for pane in (LEFT, RIGHT)]
    assert [beam is not None and round(abs(beam.angles.primary_deg)) for beam in beams] == [179, 91]
    for pane in (LEFT, RIGHT):
        assert scale_in(session, with_ct.ref(pane)).state is Calibration.ESTIMATED
        assert "lengths in est. mm" in words(with_ct, pane)
        assert "view not confirmed" in words(with_ct, pane)
    assert "detector over the BACK" in words(with_ct, LEFT)


def test_without_an_accepted_registration_nothing_of_the_plan_is_drawn_on_a_real_frame(
    with_ct: Frames,
) -> None:
    view = with_ct.view(LEFT)
    assert view.plane is None
    assert view.to_patient(QPointF(200.0, 200.0)) is None
    lay(with_ct, accepted=False)
    assert view.plane is None
    lay(with_ct)
    assert is_planned_on(with_ct)
    session = with_ct.session
    session.look_at(session.look.with_frames(level=plan().levels[0].level))
    assert not is_planned_on(with_ct), "each vertebra is laid over for itself"


def test_what_is_laid_over_lies_on_what_is_seen(with_ct: Frames) -> None:
    lay(with_ct)
    marks = with_ct.session.committed.landmarks(LEVEL) or Landmarks()
    assert marks.left_pedicle is not None
    for pane in (LEFT, RIGHT):
        view = with_ct.view(pane)
        at = view.pixel_of(marks.left_pedicle)
        assert at is not None
        true = with_ct.at(pane, with_ct.seen(pane, marks.left_pedicle))
        assert (at - QPointF(true)).manhattanLength() < 2.0
        assert {each.level for each in view.plan_seen.hardware} <= {LEVEL}
        assert {target.bone for target in view.plan_seen.targets} <= {LEVEL}


def test_a_length_is_told_with_what_it_is_worth_and_an_angle_as_projected(with_ct: Frames) -> None:
    session, hand = with_ct.session, with_ct.hand
    hand.take(Tool.DISTANCE)
    with_ct.click(LEFT, (100.0, 200.0))
    with_ct.click(LEFT, (200.0, 200.0))
    (length,) = session.look.frames.measured
    told = measured_words(session, length)
    assert told.endswith(" est. mm")
    expected = 100.0 * scale_in(session, with_ct.ref(LEFT)).per_pixel
    assert abs(float(told.split()[0]) - expected) < 1.0
    hand.take(Tool.ANGLE)
    for place in ((300.0, 200.0), (200.0, 200.0), (200.0, 100.0)):
        with_ct.click(LEFT, place)
    assert labels(with_ct, LEFT)[-1] == "90° as projected"
    assert labels(with_ct, RIGHT) == []


def test_a_known_length_calibrates_its_own_frame_alone(with_ct: Frames) -> None:
    session, ref = with_ct.session, with_ct.ref(LEFT)
    size = KnownSize(at=ref, kind="length", from_px=(100.0, 100.0), to_px=(200.0, 100.0), size_mm=30.0)
    c_arm = session.committed.c_arm.with_known_size(size)
    session.commit(replace(session.committed, c_arm=c_arm), "calibrate")
    assert scale_in(session, ref).state is Calibration.CALIBRATED
    assert scale_in(session, ref).per_pixel == pytest.approx(0.3)
    assert scale_in(session, with_ct.ref(RIGHT)).state is Calibration.ESTIMATED
    assert labels(with_ct, LEFT) == ["known: 30 mm"]


def test_two_frames_tell_a_point_within_a_pixel(alone: Frames) -> None:
    session, hand = alone.session, alone.hand
    assert session.committed.c_arm.positions is Positions.C_ARM
    marks = plan().landmarks(LEVEL) or Landmarks()
    assert marks.endplate is not None
    hand.take_landmark(LEVEL, "endplate")
    alone.click(LEFT, alone.seen(LEFT, marks.endplate))
    assert hand.frames.first is not None
    assert session.committed.levels == ()
    alone.click(RIGHT, alone.seen(RIGHT, marks.endplate))
    found = session.committed.landmarks(LEVEL)
    assert found is not None
    assert found.endplate is not None
    off = marks.endplate - isocentre("1_ap.dcm")
    assert found.endplate.distance_to(Point(off.x, off.y, off.z)) < 1.0
    assert beam_in_plan(session, alone.ref(LEFT)) is not None


def test_rays_that_pass_each_other_are_no_point(alone: Frames) -> None:
    said: list[str] = []
    alone.hand.said.connect(said.append)
    alone.hand.take_landmark(LEVEL, "endplate")
    alone.click(LEFT, (250.0, 150.0))
    alone.click(RIGHT, (250.0, 350.0))
    assert "this is not the same point" in said[-1]
    assert alone.session.committed.levels == ()
    alone.hand.cancel()
    assert not alone.hand.frames.busy


def test_a_needle_is_drawn_in_two_frames_and_dragged_in_one(alone: Frames) -> None:
    session, hand = alone.session, alone.hand
    tip, entry = Point(20.0, 10.0, 5.0), Point(35.0, 50.0, -8.0)
    hand.take(Tool.NEEDLE)
    for point in (tip, entry):
        for pane in (LEFT, RIGHT):
            beam = beam_in_c_arm(session, alone.ref(pane))
            assert beam is not None
            pixel = beam.to_pixel(point)
            assert pixel is not None
            alone.click(pane, pixel)
    (needle,) = session.committed.needles
    assert needle.tip_mm.distance_to(tip) < 1.0
    assert needle.entry_mm.distance_to(entry) < 1.5
    view = alone.view(LEFT)
    at = view.pixel_of(needle.tip_mm)
    assert at is not None
    start = at.toPoint()
    QTest.mousePress(view.viewport(), Qt.MouseButton.LeftButton, Qt.KeyboardModifier.NoModifier, start)
    end = start + QPoint(15, 0)
    held, none = Qt.MouseButton.LeftButton, Qt.KeyboardModifier.NoModifier
    for at_px in (start + QPoint(7, 0), end):
        place = QPointF(at_px)
        outside = QPointF(view.viewport().mapToGlobal(at_px))
        move = QMouseEvent(QEvent.Type.MouseMove, place, outside, Qt.MouseButton.NoButton, held, none)
        QApplication.sendEvent(view.viewport(), move)
    QTest.mouseRelease(view.viewport(), held, none, end)
    (moved,) = session.committed.needles
    by = moved.tip_mm - needle.tip_mm
    plane = view.plane
    assert plane is not None
    assert by.length == pytest.approx(15.0 * view.mm_per_px / plane.magnification_at(needle.tip_mm), rel=0.05)
    assert abs(by.dot(plane.normal)) < 0.2 * by.length, "in the plane of the picture: it tells no depth"


def test_a_slice_says_where_to_mark_what_belongs_to_a_frame(with_ct: Frames) -> None:
    said: list[str] = []
    with_ct.hand.said.connect(said.append)
    with_ct.hand.take_seen_landmark(LEVEL, "endplate")
    with_ct.hand.click(Point(0.0, 0.0, 0.0))
    assert said[-1] == "Mark this in a picture of the C-arm."
    with_ct.click(LEFT, (255.0, 255.0))
    (seen,) = with_ct.session.committed.c_arm.landmarks
    assert (seen.level, seen.landmark, seen.at) == (LEVEL, "endplate", with_ct.ref(LEFT))
    assert labels(with_ct, LEFT) == [f"{LEVEL.value} EP"]


def test_the_monitor_of_the_room_lays_the_picture_and_its_marks(with_ct: Frames) -> None:
    session, view = with_ct.session, with_ct.view(LEFT)
    lay(with_ct)
    before = np.array(view._image.image)
    place = view.place
    assert place is not None
    session.set_site(Site(patient_left=Side.RIGHT))
    assert view.place is not None
    assert view.place.mirrored
    assert np.array_equal(np.array(view._image.image), before[:, ::-1])
    at = (120.0, 200.0)
    assert view.place.to_px(view.place.to_uv(at)) == pytest.approx(at)
    assert view.place.to_uv(at)[0] == pytest.approx(-place.to_uv(at)[0])
