"""One stack of a series in the list of what a folder holds."""

from __future__ import annotations

from collections.abc import Callable

from PySide6.QtCore import Qt
from PySide6.QtGui import QImage, QPixmap
from PySide6.QtWidgets import QFrame, QLabel, QWidget

from planner.dicom.study import Part, Series, Stack
from planner.sheet.facts import plain
from planner.ui.panels.fields import GRID_PX, StatusLine, plain_label, push_button, row, rows
from planner.words import N_, _, ngettext

THUMBNAIL_PX = 64

PLANE_NAMES = {
    "axial": N_("axial"),
    "sagittal": N_("sagittal"),
    "coronal": N_("coronal"),
    "oblique": N_("oblique"),
}
"""How slices lie, to be translated where it is shown."""


class SeriesCard(QFrame):
    """A stack, a projection or another object of a series: what it is, and a button where it can be shown.

    Parameters
    ----------
    show_it
        Called when the user wants to see a stack.
    why_best
        Why this one is preselected; empty where it is not.
    is_open
        Whether it is the one on the screen.
    """

    def __init__(
        self,
        series: Series,
        part: Part,
        show_it: Callable[[Stack], None],
        why_best: str = "",
        is_open: bool = False,
        parent: QWidget | None = None,
    ) -> None:
        super().__init__(parent)
        self.part = part
        self.setProperty("role", "card")
        column = rows(gap=GRID_PX // 2)
        column.addWidget(plain_label(plain(series.description) or _("no description"), "strong"))
        column.addWidget(plain_label(part_words(series, part), "muted"))
        for role, text in _lines(part, why_best, is_open):
            line = StatusLine()
            line.say(role, text)
            column.addWidget(line)
        self._thumbnail = QLabel()
        self._thumbnail.setFixedSize(THUMBNAIL_PX, THUMBNAIL_PX)
        self._thumbnail.hide()
        if isinstance(part, Stack) and part.action != "refuse" and not is_open:
            button = push_button(_("Show these"), "eye", _("Load this volume and show it"))
            button.clicked.connect(lambda: show_it(part))
            column.addLayout(row(button, None))
        whole = row(gap=GRID_PX + 4)
        whole.setContentsMargins(GRID_PX, GRID_PX, GRID_PX, GRID_PX)
        whole.addWidget(self._thumbnail, 0, Qt.AlignmentFlag.AlignTop)
        whole.addLayout(column, 1)
        self.setLayout(whole)

    def set_thumbnail(self, image: QImage) -> None:
        """Show a small picture of the middle slice."""
        scaled = image.scaled(
            THUMBNAIL_PX,
            THUMBNAIL_PX,
            Qt.AspectRatioMode.KeepAspectRatio,
            Qt.TransformationMode.SmoothTransformation,
        )
        self._thumbnail.setPixmap(QPixmap.fromImage(scaled))
        self._thumbnail.setAlignment(Qt.AlignmentFlag.AlignCenter)
        self._thumbnail.show()


def part_words(series: Series, part: Part) -> str:
    """Return what a part of a series is: "CT · sagittal · 38 slices · 0.51 x 0.51 x 3.00 mm"."""
    words = [plain(series.modality)]
    if isinstance(part, Stack):
        words.append(_(PLANE_NAMES[part.plane]))
        words.append(_slices(part.shape[0]))
        if part.spacing_mm is not None:
            words.append(" × ".join(f"{size:.2f}" for size in part.spacing_mm) + " mm")
        if part.kernel:
            words.append(_("kernel {kernel}").format(kernel=plain(part.kernel)))
    else:
        words.append(part.class_name)
    return " · ".join(word for word in words if word)


def _slices(n: int) -> str:
    return ngettext("{n} slice", "{n} slices", n).format(n=n)


def _lines(part: Part, why_best: str, is_open: bool) -> list[tuple[str, str]]:
    """Return the sentences below a part, each with its role."""
    lines = []
    if is_open:
        lines.append(("ok", _("shown now")))
    if why_best:
        lines.append(("todo", _("Preselected: {reason}").format(reason=why_best)))
    role = "not_assessed" if part.action == "refuse" else "warn"
    lines += [(role, plain(reason)) for reason in part.reasons]
    return lines
