"""A bead at a known place appears at the right pixel of every view, for grids of any direction."""

from __future__ import annotations

from dataclasses import replace

import numpy as np
import pytest
from numpy.typing import NDArray
from PySide6.QtCore import QPointF
from pytestqt.qtbot import QtBot
from scipy.spatial.transform import Rotation

from planner.dicom.loaded import LoadedImages
from planner.geometry.vectors import Point, Vector
from planner.imaging.volume import Volume
from planner.plan.identity import Images, Patient
from planner.ui.look import ObliqueMode, ViewKind, Window
from planner.ui.session import Session
from planner.ui.tools.hand import Hand
from planner.ui.view_grid import ViewGrid
from planner.ui.views.furniture import direction_letters
from planner.ui.views.gestures import Gestures

SPACING_MM = (0.8, 1.1, 1.7)
SHAPE = (40, 56, 48)
MM_PER_PX = 0.1
LARGEST_ERROR_MM = 0.15
"""A picture is cut at 0.8 mm a pixel, and its brightness rounded to 255 steps."""

ORIENTATIONS = {
    "axial": np.eye(3),
    "sagittal": np.array([[0, 0, -1], [1, 0, 0], [0, -1, 0]], float),
    "coronal": np.array([[1, 0, 0], [0, 0, 1], [0, -1, 0]], float),
    "feet first prone": np.diag((-1.0, -1.0, 1.0)),
    "oblique": Rotation.from_euler("xyz", (17, -28, 41), degrees=True).as_matrix(),
}


def bead_volume(axes: NDArray[np.float64], voxel: tuple[int, int, int]) -> Volume:
    matrix = np.eye(4)
    matrix[:3, :3] = axes * SPACING_MM
    matrix[:3, 3] = (12.0, -33.0, 140.0)
    hu = np.full(SHAPE, -1000, np.int16)
    i, j, k = voxel
    hu[k, j, i] = 2000
    return Volume(hu, matrix)


def images_of(volume: Volume) -> LoadedImages:
    return LoadedImages(volume, Patient(), Images(), (), "", "", None, "", "", "", True)


@pytest.fixture
def grid(qtbot: QtBot) -> ViewGrid:
    session = Session()
    views = ViewGrid(session, Gestures(session, Hand(session)))
    qtbot.addWidget(views)
    views.resize(900, 700)
    views.show()
    qtbot.waitExposed(views)
    return views


def bright_centre(image: NDArray[np.uint8]) -> tuple[float, float]:
    """Return the middle of the bead's brightness, in pixels of the picture."""
    weights = image.astype(float)
    rows, columns = np.indices(weights.shape)
    return float((columns * weights).sum() / weights.sum()), float((rows * weights).sum() / weights.sum())


@pytest.mark.parametrize("name", list(ORIENTATIONS))
@pytest.mark.parametrize("kind", list(ViewKind))
def test_bead_is_painted_where_it_lies(grid: ViewGrid, qtbot: QtBot, name: str, kind: ViewKind) -> None:
    voxel = (31, 14, 9)
    session = grid.session
    volume = bead_volume(ORIENTATIONS[name], voxel)
    session.set_images(images_of(volume))
    bead = volume.to_patient(*voxel)
    everything = Window(3000.0, 500.0)
    session.look_at(replace(session.look, cursor=bead, crosshair=False, overlays=False, window=everything))
    session.look_at(session.look.with_oblique(mode=ObliqueMode.FREE, turn_deg=33.0, tilt_deg=20.0))
    view = grid.views[kind]
    expected = view.pixel_of(bead)
    assert expected is not None
    view.set_frame(view.to_uv(expected + QPointF(37.0, -21.0)), MM_PER_PX)
    qtbot.wait(1)
    at = view.pixel_of(bead)
    assert at is not None
    picture = view.grab().toImage().convertToFormat(view.grab().toImage().Format.Format_Grayscale8)
    ratio = picture.width() / view.width()
    pixels = np.frombuffer(picture.constBits(), np.uint8).reshape(picture.height(), picture.bytesPerLine())
    near = 45
    x, y = round(at.x() * ratio), round(at.y() * ratio)
    patch = pixels[y - near : y + near + 1, x - near : x + near + 1]
    column, row = bright_centre(patch)
    assert column - near == pytest.approx(0.0, abs=LARGEST_ERROR_MM / MM_PER_PX)
    assert row - near == pytest.approx(0.0, abs=LARGEST_ERROR_MM / MM_PER_PX)


@pytest.mark.parametrize(
    ("direction", "letters"),
    [
        (Vector(1, 0, 0), "L"),
        (Vector(-1, 0, 0), "R"),
        (Vector(0, 1, 0), "P"),
        (Vector(0, 0, -1), "F"),
        (Vector(0.6, -0.8, 0.0), "AL"),
        (Vector(0.1, 0.2, 0.97), "H"),
        (Vector(-0.6, 0.5, 0.62), "HRP"),
    ],
)
def test_letters_name_the_patients_own_directions(direction: Vector, letters: str) -> None:
    assert direction_letters(direction) == letters


def test_patient_right_is_on_screen_left_and_prone_turns_both(grid: ViewGrid) -> None:
    session = grid.session
    session.set_images(images_of(bead_volume(np.eye(3), (5, 5, 5))))
    for kind in (ViewKind.AXIAL, ViewKind.CORONAL):
        plane = grid.views[kind].plane
        assert plane is not None
        assert direction_letters(-plane.right) == "R"
    session.look_at(replace(session.look, prone=True))
    plane = grid.views[ViewKind.AXIAL].plane
    assert plane is not None
    assert direction_letters(-plane.down) == "P"
    assert direction_letters(-plane.right) == "L"
    u, v, _depth = plane.to_view(plane.centre + Vector(10.0, 0.0, 0.0))
    assert (u, v) == pytest.approx((-10.0, 0.0))


def test_cursor_is_one_point_in_all_views(grid: ViewGrid) -> None:
    session = grid.session
    session.set_images(images_of(bead_volume(ORIENTATIONS["oblique"], (5, 5, 5))))
    cursor = Point(20.0, -20.0, 150.0)
    session.look_at(replace(session.look, cursor=cursor))
    for view in grid.views.values():
        plane = view.plane
        assert plane is not None
        assert plane.to_view(cursor)[2] == pytest.approx(0.0, abs=1e-9)
