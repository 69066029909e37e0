"""The menus and the toolbar, built from the table of actions."""

from __future__ import annotations

from collections.abc import Callable

from PySide6.QtCore import QSize, Qt, Signal
from PySide6.QtGui import QAction, QActionGroup
from PySide6.QtWidgets import QComboBox, QLabel, QMainWindow, QMenu, QToolBar

from planner.imaging.reslice import SlabMode
from planner.ui.actions import EDIT, FILE, HELP, SETTINGS, VIEW, Actions
from planner.ui.theme import THEMES, current_theme
from planner.words import LANGUAGES, _, language

SLABS_MM = (0, 2, 5, 10, 20, 30)
"""Thicknesses of the slab that the toolbar offers."""


class Bars(QMainWindow):
    """A window with menus and toolbar, and nothing in them but actions.

    Signals
    -------
    language_chosen, theme_chosen
        The user wants the window in another language ("zh_CN") or theme ("light").
    slab_chosen
        A thickness in mm and a mode.
    """

    language_chosen = Signal(str)
    theme_chosen = Signal(str)
    slab_chosen = Signal(float, str)

    def __init__(self) -> None:
        super().__init__()
        self.actions_by_name = Actions(self)
        self._build_menus()
        self._build_toolbar()

    def _build_menus(self) -> None:
        actions = self.actions_by_name
        for title, rows in ((_("File"), FILE), (_("Edit"), EDIT), (_("View"), VIEW)):
            self.menuBar().addMenu(title).addActions(actions.of(rows))
        tools = self.menuBar().addMenu(_("Tools"))
        tools.addActions(list(actions.tools.values()))
        settings = self.menuBar().addMenu(_("Settings"))
        tongues = settings.addMenu(_("Language"))
        self._choices(tongues, LANGUAGES, language(), self.language_chosen.emit)
        themes = {name: _("Dark") if name == "dark" else _("Light") for name in THEMES}
        self._choices(settings.addMenu(_("Theme")), themes, current_theme(), self.theme_chosen.emit)
        settings.addActions(actions.of(SETTINGS))
        self.menuBar().addMenu(_("Help")).addActions(actions.of(HELP))

    def _choices(
        self, menu: QMenu, names: dict[str, str], chosen: str, choose: Callable[[str], None]
    ) -> None:
        group = QActionGroup(menu)
        for key, text in names.items():
            action = QAction(text, group)
            action.setCheckable(True)
            action.setChecked(key == chosen)
            action.triggered.connect(lambda _checked=False, key=key: choose(key))
            menu.addAction(action)

    def _build_toolbar(self) -> None:
        bar, actions = QToolBar(_("Tools"), self), self.actions_by_name
        bar.setObjectName("toolbar")
        bar.setMovable(False)
        bar.setIconSize(QSize(20, 20))
        for name in ("open", "save"):
            bar.addAction(actions[name])
        bar.addSeparator()
        for name in ("undo", "redo"):
            bar.addAction(actions[name])
        bar.addSeparator()
        bar.addActions(list(actions.tools.values()))
        bar.addSeparator()
        for name in ("previous", "next", "mirror", "prone", "overlays", "fit"):
            bar.addAction(actions[name])
        bar.addSeparator()
        for name in ("layout_slices", "layout_c_arm", "layout_three", "layout_frames", "room_mode"):
            bar.addAction(actions[name])
        bar.addSeparator()
        self._build_display(bar)
        self.addToolBar(Qt.ToolBarArea.TopToolBarArea, bar)

    def _build_display(self, bar: QToolBar) -> None:
        """Add the choices of window and slab."""
        actions = self.actions_by_name
        self.preset = QComboBox(bar)
        self.preset.setAccessibleName(_("Window preset"))
        self.preset.setToolTip(_("Grey window (keys 1 to 4)"))
        for name in ("soft", "bone", "spine", "metal"):
            self.preset.addItem(actions[f"window_{name}"].text(), name)
        self.preset.activated.connect(
            lambda index: actions[f"window_{self.preset.itemData(index)}"].trigger()
        )
        self.slab = QComboBox(bar)
        self.slab.setAccessibleName(_("Slab"))
        self.slab.setToolTip(_("Slab thickness: mean, or brightest voxel (MIP)"))
        self.slab.addItem(_("Thin slice"), (0.0, SlabMode.MEAN.value))
        for thickness in SLABS_MM[1:]:
            self.slab.addItem(_("{mm} mm mean").format(mm=thickness), (float(thickness), SlabMode.MEAN.value))
        for thickness in SLABS_MM[1:]:
            slab = (float(thickness), SlabMode.MAXIMUM.value)
            self.slab.addItem(_("{mm} mm MIP").format(mm=thickness), slab)
        self.slab.activated.connect(lambda index: self.slab_chosen.emit(*self.slab.itemData(index)))
        for name, combo in ((_("Window"), self.preset), (_("Slab"), self.slab)):
            bar.addWidget(QLabel(f" {name} ", bar))
            bar.addWidget(combo)
