"""Two stacks at one point: the same plane, cursor and marks over either, and it is said which one is seen."""

from __future__ import annotations

from dataclasses import replace
from math import cos, radians, sin

import numpy as np
import pytest
from msgspec.structs import replace as replaced
from PySide6.QtCore import Qt
from PySide6.QtGui import QColor
from PySide6.QtTest import QTest
from pytestqt.qtbot import QtBot

from planner.dicom.loaded import LoadedImages
from planner.geometry.vectors import LEFT, POSTERIOR, SUPERIOR, Point, Vector
from planner.imaging.volume import Volume
from planner.plan.parts import Needle
from planner.ui import ink
from planner.ui.look import ObliqueMode, Tool, ViewKind
from planner.ui.planes import plane_of, scanned_plane
from planner.ui.readout import point_words
from planner.ui.session import Session
from planner.ui.tools.hand import Hand
from planner.ui.view_grid import ViewGrid
from tests.ui.conftest import Mouse

BEAD = Point(10.0, 20.0, 15.0)
SPACING_MM = (0.9, 1.3, 1.9)
TILT_DEG = 17.0


def tilted() -> Volume:
    """A smaller volume whose slices lean, front edge to the feet, with one bright voxel at BEAD."""
    row, column = np.array([1.0, 0.0, 0.0]), np.array([0.0, cos(radians(TILT_DEG)), sin(radians(TILT_DEG))])
    axes = np.stack([row, column, np.cross(row, column)], axis=1) * SPACING_MM
    shape = (15, 31, 41)
    matrix = np.eye(4)
    matrix[:3, :3] = axes
    matrix[:3, 3] = np.array(tuple(BEAD)) - axes @ np.array([20.0, 15.0, 7.0])
    hu = np.full(shape, 300, np.int16)
    hu[7, 15, 20] = 3000
    return Volume(hu, matrix)


@pytest.fixture
def companion(body: LoadedImages) -> LoadedImages:
    images = replaced(body.images, series_uid="2.25.9", pixel_digest="sha256:9")
    return replace(body, volume=tilted(), images=images, series_description="Disc L4 <b>", kernel="B60s")


@pytest.fixture
def beside(session: Session, companion: LoadedImages) -> Session:
    session.set_companion(companion)
    session.look_at(replace(session.look, cursor=BEAD))
    return session


def test_the_cursor_goes_to_a_companion_that_does_not_hold_it(
    session: Session, companion: LoadedImages, qtbot: QtBot
) -> None:
    outside = Point(BEAD.x, BEAD.y, BEAD.z + 40.0)
    session.look_at(replace(session.look, cursor=outside))
    with qtbot.waitSignal(session.focused):
        session.set_companion(companion)
    assert session.look.cursor == companion.volume.centre
    session.look_at(replace(session.look, cursor=BEAD))
    session.set_companion(companion)
    assert session.look.cursor == BEAD
    session.look_at(replace(session.look, cursor=outside))
    session.set_companion(None)
    assert session.look.cursor == outside


def test_every_view_shows_the_companion_at_the_same_place(
    grid: ViewGrid, session: Session, companion: LoadedImages
) -> None:
    session.look_at(replace(session.look, cursor=BEAD))
    before = {kind: (view.plane, view.centre, view.mm_per_px) for kind, view in grid.views.items()}
    session.set_companion(companion)
    for kind, view in grid.views.items():
        assert view.is_beside
        assert (view.plane, view.centre, view.mm_per_px) == before[kind]
        at = view.pixel_of(BEAD)
        assert at is not None
        bright = view.grab().toImage()
        # the crosshair leaves its own place free
        assert bright.pixelColor(at.toPoint()).lightness() > 200, kind
        assert point_words(view.to_patient(at), view.images).endswith("3000 HU")


def test_a_view_turns_over_by_its_button_and_by_key(grid: ViewGrid, beside: Session) -> None:
    view = grid.views[ViewKind.AXIAL]
    assert view.turn_over.isVisible()
    assert view.turn_over.text() == "Beside"
    QTest.mouseClick(view.turn_over, Qt.MouseButton.LeftButton)
    assert not view.is_beside
    assert view.turn_over.text() == "Main images"
    assert grid.views[ViewKind.SAGITTAL].is_beside
    grid.turn_all_over()
    assert all(each.is_beside for each in grid.views.values())
    grid.turn_all_over()
    assert not any(each.is_beside for each in grid.views.values())
    assert beside.companion is not None


def test_the_frame_says_which_images_are_seen(grid: ViewGrid, beside: Session, mouse: Mouse) -> None:
    view = grid.views[ViewKind.CORONAL]
    assert view.grab().toImage().pixelColor(1, 60) == QColor(ink.COMPANION)
    QTest.mouseClick(view.turn_over, Qt.MouseButton.LeftButton)
    assert view.grab().toImage().pixelColor(1, 60) == QColor(ink.VIEW[ViewKind.CORONAL])


def test_without_a_companion_there_is_no_button(grid: ViewGrid, session: Session) -> None:
    assert not any(view.turn_over.isVisible() for view in grid.views.values())
    assert not any(view.is_beside for view in grid.views.values())


def test_the_plan_and_its_checks_stay_with_the_main_images(
    beside: Session, body: LoadedImages, companion: LoadedImages
) -> None:
    assert beside.committed.images == body.images
    assert beside.scene.volume is body.volume
    assert beside.volume is body.volume
    needle = Needle(id="N1", device="rf-18g-100-10", entry_mm=Point(10.0, 60.0, 15.0), tip_mm=BEAD)
    beside.commit(beside.committed.with_item(needle), "draw")
    assert beside.committed.images == body.images
    assert not beside.is_stale


def test_other_images_take_the_companion_away(grid: ViewGrid, beside: Session, body: LoadedImages) -> None:
    beside.set_images(replace(body, images=replaced(body.images, series_uid="2.25.4")))
    assert beside.companion is None
    assert not any(view.is_beside or view.turn_over.isVisible() for view in grid.views.values())


@pytest.mark.parametrize(
    "changes",
    [
        {"images": {"frame_of_reference_uid": "2.25.8"}},
        {"patient": {"id": "SAMPLE-2"}},
    ],
)
def test_what_lies_elsewhere_or_is_of_another_patient_is_never_a_companion(
    session: Session, companion: LoadedImages, changes: dict[str, dict[str, str]]
) -> None:
    other = replace(
        companion,
        images=replaced(companion.images, **changes.get("images", {})),
        patient=replaced(companion.patient, **changes.get("patient", {})),
    )
    with pytest.raises(ValueError, match="frame of reference"):
        session.set_companion(other)
    assert session.companion is None


def test_images_without_a_frame_of_reference_share_none(
    qtbot: QtBot, body: LoadedImages, companion: LoadedImages
) -> None:
    nowhere = [replace(x, images=replaced(x.images, frame_of_reference_uid="")) for x in (body, companion)]
    session = Session()
    session.set_images(nowhere[0])
    with pytest.raises(ValueError, match="frame of reference"):
        session.set_companion(nowhere[1])


def test_a_point_is_placed_on_the_companion_and_outside_of_the_main_images_not_without_a_word(
    grid: ViewGrid, mouse: Mouse, beside: Session
) -> None:
    hand: Hand = grid.views[ViewKind.AXIAL].gestures.hand
    said: list[str] = []
    hand.said.connect(said.append)
    hand.take(Tool.NEEDLE)
    mouse.click(ViewKind.AXIAL, BEAD)
    assert len(hand.points) == 1
    assert tuple(hand.points[0]) == pytest.approx(tuple(BEAD), abs=0.5)
    assert not any("outside" in sentence for sentence in said)
    beyond = Point(70.0, 20.0, 15.0)
    assert beside.volume is not None
    assert not beside.volume.contains(beyond)
    hand.click(beyond)
    assert "This point lies outside of the images that are planned on" in said[-1]


def test_the_wheel_scrolls_by_the_slices_of_what_is_seen(
    grid: ViewGrid, mouse: Mouse, beside: Session
) -> None:
    view = grid.views[ViewKind.OBLIQUE]
    beside.look_at(beside.look.with_oblique(mode=ObliqueMode.SCANNED))
    before = beside.look.cursor
    view.scroll(1.0)
    assert before.distance_to(beside.look.cursor) == pytest.approx(SPACING_MM[2], abs=1e-6)


def test_as_scanned_is_the_plane_of_the_slices_with_the_usual_sides(grid: ViewGrid, beside: Session) -> None:
    beside.look_at(beside.look.with_oblique(mode=ObliqueMode.SCANNED))
    plane = grid.views[ViewKind.OBLIQUE].plane
    assert plane is not None
    leaning = Vector(0.0, -sin(radians(TILT_DEG)), cos(radians(TILT_DEG)))
    assert plane.normal.dot(leaning) == pytest.approx(1.0)
    assert plane.right.dot(LEFT) == pytest.approx(1.0)
    assert plane.down.dot(POSTERIOR) > 0.9
    assert plane.to_view(BEAD)[2] == pytest.approx(0.0, abs=1e-9)
    assert grid.bar.mode_buttons[ObliqueMode.SCANNED].isChecked()
    QTest.mouseClick(grid.views[ViewKind.OBLIQUE].turn_over, Qt.MouseButton.LeftButton)
    upright = grid.views[ViewKind.OBLIQUE].plane
    assert upright is not None
    assert abs(upright.normal.dot(SUPERIOR)) == pytest.approx(1.0), "the main images were scanned axially"


@pytest.mark.parametrize("flip", [1.0, -1.0])
@pytest.mark.parametrize("k_axis", [(1.0, 0.0, 0.0), (0.0, 1.0, 0.0), (0.0, 0.0, 1.0)])
def test_as_scanned_is_seen_as_the_nearest_standard_plane(
    session: Session, k_axis: tuple[float, float, float], flip: float
) -> None:
    order = {0: (1, 2, 0), 1: (2, 0, 1), 2: (0, 1, 2)}[k_axis.index(1.0)]
    axes = np.eye(3)[:, order] * (1.0, 1.0, flip)
    matrix = np.eye(4)
    matrix[:3, :3] = axes
    volume = Volume(np.zeros((3, 4, 5), np.int16), matrix)
    kind = (ViewKind.SAGITTAL, ViewKind.CORONAL, ViewKind.AXIAL)[k_axis.index(1.0)]
    standard = plane_of(kind, session.look, session.plan, volume)
    seen = scanned_plane(volume, volume.centre)
    assert tuple(seen.right) == pytest.approx(tuple(standard.right), abs=1e-12)
    assert tuple(seen.down) == pytest.approx(tuple(standard.down), abs=1e-12)
