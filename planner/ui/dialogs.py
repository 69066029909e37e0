"""Help: the keys and the mouse, from the actions themselves; and what the program is."""

from __future__ import annotations

from collections.abc import Sequence
from importlib.metadata import version

from PySide6.QtCore import Qt
from PySide6.QtGui import QKeySequence
from PySide6.QtWidgets import (
    QDialog,
    QDialogButtonBox,
    QGridLayout,
    QLabel,
    QScrollArea,
    QVBoxLayout,
    QWidget,
)

from planner.ui.actions import EDIT, FILE, HELP, TOOLS, VIEW
from planner.ui.room.keys import KEYS
from planner.words import N_, _

MOUSE = (
    (N_("Left"), N_("the tool: move the crosshair, or drag a point, a needle")),
    (N_("Right, drag"), N_("zoom; ends what is being drawn")),
    (N_("Middle or Shift + left, drag"), N_("move the picture")),
    (N_("Wheel"), N_("next slice, along the view's own normal")),
    (N_("Ctrl + wheel"), N_("zoom at the mouse")),
    (N_("Shift + wheel"), N_("turn the oblique view")),
    (N_("On the C-arm: left, drag"), N_("turn the detector; a click puts the crosshair on the ray")),
    (N_("On the C-arm: wheel, arrows"), N_("turn by 1°; Shift + wheel tilts; Ctrl + wheel magnifies")),
    (N_("On the C-arm: left, needle tool"), N_("the needle is the ray under the mouse")),
    (N_("Ctrl + left, drag a tip"), N_("set its depth: the tip keeps to the line of its needle")),
    (N_("Double click"), N_("one view fills the window, and back; ends what is being drawn")),
    (N_("Up, Down, PgUp, PgDown"), N_("scroll by 1 or 5 slices")),
)
"""What the mouse does on an image."""


def keys_and_mouse(parent: QWidget) -> QDialog:
    """Show the list of keys and mouse gestures; return the open dialog."""
    tools = tuple(row for _tool, row in TOOLS)
    page = QWidget()
    grid = QGridLayout(page)
    grid.setHorizontalSpacing(32)
    row = _section(grid, 0, _("Mouse"), [(_(key), _(text)) for key, text in MOUSE])
    menus = ((_("Tools"), tools), (_("View"), VIEW), (_("Edit"), EDIT), (_("File"), (*FILE, *HELP)))
    for title, rows in menus:
        row = _section(grid, row, title, [(_names(one.keys), _(one.text)) for one in rows if one.keys])
    _section(grid, row, _("Procedure room"), [(_names(keys), _(text)) for keys, text in KEYS])
    scroll = QScrollArea()
    scroll.setWidget(page)
    scroll.setWidgetResizable(True)
    scroll.setMinimumSize(600, 560)
    return _show(parent, _("Keys and mouse"), scroll)


def _names(keys: Sequence[str] | Sequence[Qt.Key]) -> str:
    native = QKeySequence.SequenceFormat.NativeText
    return ", ".join(QKeySequence(key).toString(native) for key in keys)


def _section(grid: QGridLayout, row: int, title: str, lines: list[tuple[str, str]]) -> int:
    heading = QLabel(title)
    heading.setObjectName("section")
    grid.addWidget(heading, row, 0, 1, 2)
    for key, text in lines:
        row += 1
        grid.addWidget(QLabel(key), row, 0, Qt.AlignmentFlag.AlignTop)
        label = QLabel(text)
        label.setWordWrap(True)
        grid.addWidget(label, row, 1)
    return row + 1


def about(parent: QWidget) -> QDialog:
    """Show what the program is and is not; return the open dialog."""
    text = "\n\n".join(
        (
            _("Facet Planner {version}").format(version=version("facet-planner")),
            _(
                "Plans needles to the lumbar facet joints and their nerves, measures them against limits"
                " whose source is named, and prints the plan sheet."
            ),
            _(
                "It is a planning aid, not a certified medical device. A nerve cannot be seen on CT. The"
                " scan is supine, the patient prone: bone and the views in the room decide."
            ),
            _(
                "The evidence is disputed: the consensus of 2024 is for these procedures, mostly on"
                " low-level evidence; MINT 2017 and the BMJ guideline of 2025 are against."
            ),
        )
    )
    label = QLabel(text)
    label.setTextFormat(Qt.TextFormat.PlainText)
    label.setWordWrap(True)
    label.setMinimumWidth(460)
    return _show(parent, _("About Facet Planner"), label)


def _show(parent: QWidget, title: str, content: QWidget) -> QDialog:
    dialog = QDialog(parent)
    dialog.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
    dialog.setWindowTitle(title)
    buttons = QDialogButtonBox(QDialogButtonBox.StandardButton.Close, dialog)
    buttons.rejected.connect(dialog.reject)
    column = QVBoxLayout(dialog)
    column.addWidget(content)
    column.addWidget(buttons)
    dialog.open()
    return dialog
