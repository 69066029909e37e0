"""The steered view of the C-arm with a plan, its picture taken."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace

import numpy as np
import pytest
from msgspec.structs import replace as replaced
from numpy.typing import NDArray
from PySide6.QtGui import QImage
from pytestqt.qtbot import QtBot

from planner.anatomy.spine import Level, Side
from planner.carm.angles import CArmAngles
from planner.geometry.vectors import Point
from planner.plan.parts import Landmarks, MedialBranch, Needle
from planner.plan.plan import Plan
from planner.ui.look import CArmPane, Layout
from planner.ui.view_grid import ViewGrid
from planner.ui.views.c_arm_view import CArmView
from tests.ui.conftest import SKIN_Y_MM

STEERED = CArmPane.STEERED
TIP, ENTRY = Point(21.0, 31.0, 17.0), Point(27.0, SKIN_Y_MM, 3.0)
TILTED = Landmarks(
    left_pedicle=Point(20.0, 26.0, 6.0), right_pedicle=Point(-15.0, 27.0, 7.0), endplate=Point(2.0, 2.0, 13.0)
)


def planned() -> Plan:
    branch = MedialBranch(
        id="T1", nerve=Level.L3, side=Side.LEFT, course_mm=(Point(19.0, 28.0, 20.0), Point(22.0, 36.0, 12.0))
    )
    needle = Needle(id="N1", target="T1", device="rf-18g-100-10", entry_mm=ENTRY, tip_mm=TIP)
    return Plan(targets=(branch,), needles=(needle,)).with_landmarks(Level.L4, TILTED)


@pytest.fixture
def c_arm(grid: ViewGrid, qtbot: QtBot) -> Iterator[CArmView]:
    """The steered view, large, with a plan, its first picture taken."""
    session = grid.session
    images = session.images
    assert images is not None
    session.commit(replaced(planned(), patient=images.patient, images=images.images), "plan")
    session.select("N1")
    session.look_at(replace(session.look, layout=Layout.C_ARM, maximised=STEERED))
    view = grid.c_arms[STEERED]
    settle(qtbot, view)
    yield view
    grid.fluoroscope.close()


def settle(qtbot: QtBot, view: CArmView) -> None:
    """Wait until the full picture of what is wanted is on the screen."""
    qtbot.waitUntil(lambda: view.settled, timeout=20_000)


def steered(view: CArmView) -> CArmAngles:
    assert view.plane is not None
    return view.plane.beam.angles


def lightness(view: CArmView) -> NDArray[np.float64]:
    """Return how light every pixel of a view is, 0 to 255."""
    image = view.grab().toImage().convertToFormat(QImage.Format.Format_Grayscale8)
    rows = np.frombuffer(image.constBits(), np.uint8).reshape(image.height(), image.bytesPerLine())
    return rows[:, : image.width()].astype(float)
