"""Every action of the window as a row of a table: its words, keys and icon. Menus and toolbar use them."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass

from PySide6.QtCore import QObject
from PySide6.QtGui import QAction, QActionGroup, QKeySequence

from planner.ui.icons import icon
from planner.ui.look import Tool
from planner.words import N_, _


@dataclass(frozen=True)
class Row:
    """One action: its name in the window, words, keys in Qt's portable form, icon (empty: none)."""

    name: str
    text: str
    keys: tuple[str, ...] = ()
    icon: str = ""
    checkable: bool = False


FILE = (
    Row("open", N_("Open images…"), ("Ctrl+O",), "open"),
    Row("open_plan", N_("Open plan…"), ("Ctrl+Shift+O",)),
    Row("new_plan", N_("New plan"), ("Ctrl+N",)),
    Row("save", N_("Save plan"), ("Ctrl+S",), "save"),
    Row("save_as", N_("Save plan as…"), ("Ctrl+Shift+S",)),
    Row("preview", N_("Print preview…"), ("Ctrl+Shift+P",)),
    Row("print", N_("Print…"), ("Ctrl+P",), "print"),
    Row("export_pdf", N_("Export sheet as PDF…"), ("Ctrl+E",), "pdf"),
    Row("quit", N_("Quit"), ("Ctrl+Q",)),
)
EDIT = (
    Row("undo", N_("Undo"), ("Ctrl+Z",), "undo"),
    Row("redo", N_("Redo"), ("Ctrl+Shift+Z", "Ctrl+Y"), "redo"),
    Row("delete", N_("Delete"), ("Del",), "delete"),
    Row("cancel", N_("Cancel"), ("Esc",)),
    Row("finish", N_("Finish drawing"), ("Return", "Enter")),
    Row("back", N_("Take back a point"), ("Backspace",)),
    Row("mirror", N_("Mirror to the other side"), ("M",), "mirror"),
    Row("copy_down", N_("Copy to the next level"), ("C",), "copy"),
    Row("snap", N_("Snap entry to the skin"), ("K",)),
    Row("entry_here", N_("Entry at the mouse"), ("E",)),
    Row("tip_here", N_("Tip at the mouse"), ("T",)),
)
VIEW = (
    Row("fit", N_("Fit images"), ("R",), "layout"),
    Row("next", N_("Next target or needle"), ("N",), "next"),
    Row("previous", N_("Previous target or needle"), ("P",), "previous"),
    Row("window_soft", N_("Soft tissue 400/40"), ("1",)),
    Row("window_bone", N_("Bone 2500/480"), ("2",)),
    Row("window_spine", N_("Spine bone 2000/500"), ("3",)),
    Row("window_metal", N_("Metal 4000/1000"), ("4",)),
    Row("prone", N_("Posterior up in the axial view"), ("V",), "prone", checkable=True),
    Row("crosshair_shown", N_("Show crosshair"), ("X",), checkable=True),
    Row("overlays", N_("Show plan on the images"), ("O",), "eye", checkable=True),
    Row("turn_over", N_("The other images in the view under the mouse"), ("L",)),
    Row("turn_all_over", N_("The other images in all views"), ("Shift+L",)),
    Row("layout_slices", N_("Four slices"), ("F2",), "slices", checkable=True),
    Row("layout_c_arm", N_("Virtual C-arm"), ("F3",), "c-arm", checkable=True),
    Row("layout_three", N_("AP, oblique and lateral side by side"), ("F4",), "three-views", checkable=True),
    Row("layout_frames", N_("Pictures of the real C-arm"), ("F7",), "frames", checkable=True),
    Row("room_mode", N_("Procedure room, full screen"), ("F5",), "room"),
    Row("clear_measurements", N_("Clear measurements"), ("Shift+Del",)),
)
SETTINGS = (Row("room_settings", N_("Room and C-arm…"), (), "monitor"),)
HELP = (
    Row("rules", N_("Rules and sources…"), ("F6",), "sheet"),
    Row("keys", N_("Keys and mouse"), ("F1", "?")),
    Row("about", N_("About")),
)

TOOLS = (
    (Tool.CROSSHAIR, Row("tool_crosshair", N_("Crosshair"), ("Q",), "crosshair")),
    (Tool.WINDOW, Row("tool_window", N_("Window and level"), ("W",), "window")),
    (Tool.DISTANCE, Row("tool_distance", N_("Distance"), ("D",), "distance")),
    (Tool.ANGLE, Row("tool_angle", N_("Angle"), ("A",), "angle")),
    (Tool.NERVE, Row("tool_nerve", N_("Draw nerve course"), ("B",), "nerve")),
    (Tool.FACET, Row("tool_facet", N_("Mark joint"), ("J",), "joint")),
    (Tool.NEEDLE, Row("tool_needle", N_("Draw needle"), ("G",), "needle")),
    (Tool.SCREW, Row("tool_screw", N_("Draw screw"), ("S",), "screw")),
    (Tool.ROD, Row("tool_rod", N_("Draw rod"), ("Shift+R",), "rod")),
)
"""The tools of the toolbar; landmarks are taken from their step."""


EDITS = (
    "new_plan",
    "delete",
    "mirror",
    "copy_down",
    "snap",
    "entry_here",
    "tip_here",
    "clear_measurements",
    "cancel",
    "next",
    "previous",
)
"""What changes the plan, or what of it is looked at, whatever state it is in."""


class Actions(QObject):
    """The actions by name. `connect` gives each its work."""

    def __init__(self, parent: QObject) -> None:
        super().__init__(parent)
        self._actions: dict[str, QAction] = {}
        for row in (*FILE, *EDIT, *VIEW, *SETTINGS, *HELP):
            self._actions[row.name] = self._made(row)
        self.tools = {tool: self._made(row) for tool, row in TOOLS}
        for action in self.tools.values():
            action.setCheckable(True)
        # of a group one is always checked: choosing it again leaves it so
        layouts = [action for name, action in self._actions.items() if name.startswith("layout_")]
        for members in (self.tools.values(), layouts):
            group = QActionGroup(self)
            for action in members:
                group.addAction(action)

    def __getitem__(self, name: str) -> QAction:
        return self._actions[name]

    def of(self, rows: tuple[Row, ...]) -> list[QAction]:
        """Return the actions of rows, in their order."""
        return [self._actions[row.name] for row in rows]

    def connect_all(self, work: Mapping[str, Callable[[], object]]) -> None:
        """Give every action of `work` its slot.

        Raises
        ------
        KeyError
            If a name is no action.
        """
        for name, slot in work.items():
            self._actions[name].triggered.connect(lambda _checked=False, slot=slot: slot())

    def _made(self, row: Row) -> QAction:
        action = QAction(_(row.text), self)
        action.setObjectName(row.name)
        action.setShortcuts([QKeySequence(keys) for keys in row.keys])
        if row.keys:
            action.setToolTip(f"{_(row.text)} ({row.keys[0]})")
        if row.icon:
            action.setIcon(icon(row.icon))
        action.setCheckable(row.checkable)
        return action
