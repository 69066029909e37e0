"""One part of a series in the list of what a folder holds."""

from __future__ import annotations

from collections.abc import Sequence
from enum import Enum

from PySide6.QtCore import Qt, Signal
from PySide6.QtGui import QImage, QPixmap
from PySide6.QtWidgets import QFrame, QLabel, QPushButton, QVBoxLayout, QWidget

from planner.dicom.study import Part, Pictures, Projection, Series, Stack
from planner.sheet.facts import plain
from planner.ui.panels.fields import GRID_PX, StatusLine, clear_layout, plain_label, push_button, row, rows
from planner.ui.panels.series_words import (
    companion_words,
    part_words,
    residual_sentence,
    scan_words,
    title_words,
)
from planner.words import _

THUMBNAIL_PX = 72


class Place(Enum):
    """What a card's volume is to the images that are open."""

    APART = "apart"
    OPEN = "open"
    SAME_SPACE = "same space"
    BESIDE = "beside"


class SeriesCard(QFrame):
    """A stack, pictures, projections or other objects: what it is, and buttons for what can be done with it.

    Parameters
    ----------
    why_best
        Why this one is preselected; empty where it is not.
    companions
        The other volumes that can be looked at together with this one.
    files
        How many files it stands for, where it is no volume.

    Signals
    -------
    wanted, wanted_beside, pictures_wanted, frames_wanted
        The user wants to open the volume, to look at it beside the open one, to look at the pictures, or at
        the frames of a C-arm.
    unwanted_beside
        The user does not want to look at it beside the open one any more.
    """

    wanted = Signal(object)
    wanted_beside = Signal(object)
    unwanted_beside = Signal()
    pictures_wanted = Signal(object)
    frames_wanted = Signal(object)

    def __init__(
        self,
        series: Series,
        part: Part,
        why_best: str = "",
        companions: Sequence[Stack] = (),
        files: int = 1,
        parent: QWidget | None = None,
    ) -> None:
        super().__init__(parent)
        self.part = part
        self.place: Place | None = None
        self.setProperty("role", "card")
        self._thumbnail = QLabel()
        self._thumbnail.setFixedSize(THUMBNAIL_PX, THUMBNAIL_PX)
        self._thumbnail.setAlignment(Qt.AlignmentFlag.AlignCenter)
        if not isinstance(part, Stack):
            self._thumbnail.hide()
        words = rows(gap=GRID_PX // 4)
        words.addWidget(plain_label(title_words(series, part), "strong"))
        words.addWidget(plain_label(part_words(part, files)))
        words.addWidget(plain_label(scan_words(series, part), "muted"))
        words.addStretch(1)
        head = row(gap=GRID_PX + 4)
        head.addWidget(self._thumbnail, 0, Qt.AlignmentFlag.AlignTop)
        head.addLayout(words, 1)
        column = rows(self, margin=GRID_PX, gap=GRID_PX // 2)
        column.addLayout(head)
        self._standing = QVBoxLayout()
        column.addLayout(self._standing)
        for role, text in _lines(part, why_best):
            column.addWidget(_line(role, text))
        for text in (residual_sentence(part), companion_words(companions)):
            if text:
                column.addWidget(plain_label(text, "muted"))
        self._buttons = row()
        column.addLayout(self._buttons)
        self.set_place(Place.APART)

    def set_thumbnail(self, image: QImage) -> None:
        """Show a small picture of the middle slice."""
        scaled = image.scaled(
            THUMBNAIL_PX,
            THUMBNAIL_PX,
            Qt.AspectRatioMode.KeepAspectRatio,
            Qt.TransformationMode.SmoothTransformation,
        )
        self._thumbnail.setPixmap(QPixmap.fromImage(scaled))

    def set_place(self, place: Place) -> None:
        """Say what the volume is to the images that are open, and offer what can be done with it now."""
        if place is self.place:
            return
        self.place = place
        clear_layout(self._standing)
        clear_layout(self._buttons)
        if place is Place.OPEN:
            self._standing.addWidget(_line("ok", _("shown now")))
        elif place is Place.BESIDE:
            self._standing.addWidget(_line("ok", _("shown beside (key L in a view)")))
        for button in self._offered(place):
            self._buttons.addWidget(button)
        self._buttons.addStretch(1)

    def _offered(self, place: Place) -> list[QPushButton]:
        part = self.part
        if isinstance(part, Pictures):
            look = push_button(_("Look at"), "eye", _("Look at these pictures in a window of their own"))
            look.clicked.connect(lambda: self.pictures_wanted.emit(part))
            return [look]
        if isinstance(part, Projection) and part.action == "load":
            look = push_button(_("Show C-arm pictures"), "frames", _("Show them with their geometry"))
            look.clicked.connect(lambda: self.frames_wanted.emit(part))
            return [look]
        if not isinstance(part, Stack) or part.action == "refuse" or place is Place.OPEN:
            return []
        show = push_button(_("Show these"), "eye", _("Load this volume and show it"))
        show.clicked.connect(lambda: self.wanted.emit(part))
        if place is Place.BESIDE:
            away = push_button(_("Take away"), "clear", _("Show only the images that are planned on"))
            away.clicked.connect(self.unwanted_beside)
            return [show, away]
        if place is Place.SAME_SPACE:
            hint = _("Load it beside the open images: the views show either, at the same point")
            beside = push_button(_("Look at beside"), "layout", hint)
            beside.clicked.connect(lambda: self.wanted_beside.emit(part))
            return [show, beside]
        return [show]


def _line(role: str, text: str) -> StatusLine:
    line = StatusLine()
    line.say(role, text)
    return line


def _lines(part: Part, why_best: str) -> list[tuple[str, str]]:
    """Return the sentences below a part, each with its role."""
    lines = []
    if why_best:
        lines.append(("pending", _("Preselected: {reason}").format(reason=why_best)))
    role = "not_assessed" if part.action == "refuse" else "warn"
    return lines + [(role, plain(reason)) for reason in part.reasons]
