"""The room with the plans that the sheet is tested with, on their own body."""

from __future__ import annotations

from collections.abc import Callable, Iterator

import pytest
from PySide6.QtCore import QCoreApplication, QEvent
from PySide6.QtWidgets import QApplication, QLabel
from pytestqt.qtbot import QtBot

from planner.dicom.loaded import LoadedImages
from planner.plan.plan import Plan
from planner.sheet.content import RoomPage
from planner.ui.room.mode import RoomMode
from planner.ui.session import Session
from planner.ui.theme import apply_theme, current_theme
from planner.ui.views.fluoroscope import Fluoroscope
from tests.sheet.cases import BODY, FACTS, IMAGES, PATIENT, sheet_of

Enter = Callable[..., RoomMode]


@pytest.fixture
def session(qapp: QApplication) -> Session:
    """A session with the body of the sheet's tests open."""
    made = Session()
    made.set_images(
        LoadedImages(
            volume=BODY,
            patient=PATIENT,
            images=IMAGES,
            notes=(),
            study_date=FACTS.study_date,
            series_description=FACTS.series_description,
            slice_thickness_mm=1.25,
            manufacturer="",
            kernel="",
            patient_position="HFS",
            sample=True,
        )
    )
    return made


@pytest.fixture
def enter(qtbot: QtBot, qapp: QApplication, session: Session) -> Iterator[Enter]:
    """Show a plan in the room, in a window of 1920 x 1080."""
    if current_theme() != "dark":
        apply_theme(qapp, "dark")
    fluoroscope = Fluoroscope()
    rooms: list[RoomMode] = []

    def show(plan: Plan | None = None, size: tuple[int, int] = (1920, 1080)) -> RoomMode:
        if plan is not None:
            session.set_plan(plan, None)
        room = RoomMode(session, fluoroscope)
        rooms.append(room)
        room.resize(*size)
        room.start()
        room.show()
        qtbot.waitExposed(room)
        return room

    yield show
    fluoroscope.close()
    for room in rooms:
        room.close()
        room.deleteLater()
    # what lingers is styled anew with every change of theme
    QCoreApplication.sendPostedEvents(None, QEvent.Type.DeferredDelete.value)


def read(room: RoomMode) -> list[str]:
    """Return every text that can be seen in the room."""
    return [label.text() for label in room.findChildren(QLabel) if label.isVisible() and label.text()]


def shown(room: RoomMode) -> str:
    """Return the same as one text."""
    return "\n".join(read(room))


def room_page(session: Session) -> RoomPage:
    """Return the page of the sheet that hangs next to the table."""
    page = sheet_of(session.committed, site=session.site).pages[0]
    assert isinstance(page, RoomPage)
    return page
