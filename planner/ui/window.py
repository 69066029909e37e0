"""The window: steps on the left, four views in the middle, plan and findings on the right."""

from __future__ import annotations

from collections.abc import Callable
from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING

from PySide6.QtCore import QSettings, Qt
from PySide6.QtGui import QCloseEvent, QDragEnterEvent, QDropEvent
from PySide6.QtWidgets import QDockWidget, QSplitter, QStackedWidget, QVBoxLayout, QWidget

from planner.dicom.study import Stack
from planner.ui.actions import EDITS
from planner.ui.dialogs import about, keys_and_mouse
from planner.ui.editing import Editing
from planner.ui.files import Files
from planner.ui.frames import planned_on_pictures
from planner.ui.loading import Loader
from planner.ui.look import WINDOW_PRESETS, Layout, Tool
from planner.ui.looking import Looking
from planner.ui.menus import Bars
from planner.ui.notice import NoticeBar
from planner.ui.opening_pictures import OpeningPictures
from planner.ui.panels.fields import GRID_PX, plain_label, rows
from planner.ui.panels.findings_panel import FindingsPanel
from planner.ui.panels.plan_panel import PlanPanel
from planner.ui.panels.steps import StepsDock
from planner.ui.readout import Readout
from planner.ui.session import Session
from planner.ui.tools.hand import Hand
from planner.ui.view_grid import ViewGrid
from planner.ui.views.gestures import Gestures
from planner.ui.views.glimpse import GlimpseView
from planner.words import _

if TYPE_CHECKING:
    from planner.ui.room.mode import RoomMode
    from planner.ui.room_dialog import RoomDialog
    from planner.ui.rules.window import RulesWindow

GEOMETRY_KEY = "window/geometry"
"""Where the settings keep the place of the window."""


class Window(Bars):
    """The main window on a session. It owns no state of the plan: a new one shows the same session."""

    def __init__(self, session: Session) -> None:
        super().__init__()
        self.session = session
        self.hand = Hand(session, self)
        self.gestures = Gestures(session, self.hand, self)
        self.editing = Editing(session, self)
        self.looking = Looking(session, self)
        self.loader = Loader(self)
        self.files = Files(session, self.loader, self)
        self.pictures = OpeningPictures(session, self.loader, self)
        self.views = ViewGrid(session, self.gestures, self, self.loader.reader.frame)
        self.glimpse = GlimpseView(session, self.loader, self)
        self.notices = NoticeBar(self)
        self.readout = Readout(session, self)
        self.steps = StepsDock(session, self.hand, self.loader, self)
        self._banners: tuple[str, ...] = ()
        self._room: RoomMode | None = None
        self._room_dialog: RoomDialog | None = None
        self._rules: RulesWindow | None = None
        self._lay_out()
        self._connect()
        self.setAcceptDrops(True)
        session.changed.connect(self.refresh)
        self.refresh()

    def _lay_out(self) -> None:
        middle = QWidget(self)
        column = QVBoxLayout(middle)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(0)
        column.addWidget(self.notices)
        self._pictures = QStackedWidget(middle)
        self._pictures.addWidget(self.views)
        self._pictures.addWidget(self.glimpse)
        column.addWidget(self._pictures, 1)
        column.addWidget(self.readout)
        self.setCentralWidget(middle)
        right = QSplitter(Qt.Orientation.Vertical, self)
        right.addWidget(PlanPanel(self.session, self.hand, right))
        self.findings = FindingsPanel(self.session, self.hand, right)
        right.addWidget(self.findings)
        right.setSizes([300, 400])
        self._dock("steps", _("Steps"), self.steps, Qt.DockWidgetArea.LeftDockWidgetArea, 300)
        self._right = QStackedWidget(self)
        self._right.addWidget(right)
        self._right.addWidget(_waiting())
        self._dock("plan", _("Plan and findings"), self._right, Qt.DockWidgetArea.RightDockWidgetArea, 320)
        self.resize(1480, 900)

    def _dock(self, name: str, title: str, widget: QWidget, area: Qt.DockWidgetArea, width: int) -> None:
        dock = QDockWidget(title, self)
        dock.setObjectName(name)
        dock.setWidget(widget)
        dock.setFeatures(QDockWidget.DockWidgetFeature.NoDockWidgetFeatures)
        dock.setTitleBarWidget(QWidget(dock))
        self.addDockWidget(area, dock)
        self.resizeDocks([dock], [width], Qt.Orientation.Horizontal)

    def _connect(self) -> None:
        self.actions_by_name.connect_all(self._work())
        for tool, action in self.actions_by_name.tools.items():
            action.triggered.connect(partial(self._take, tool))
        editing, hand, views = self.editing, self.hand, self.views
        self.slab_chosen.connect(self.looking.set_slab)
        views.pointed.connect(lambda point, _images: editing.set_mouse(point))
        views.pointed.connect(self.readout.show_point)
        for source in (hand.said, editing.said, views.question.said, views.c_arm_bar.screen_menu.said):
            source.connect(self.readout.say)
        for opening in (self.files, self.pictures):
            opening.said.connect(self.notices.add)
        self.files.unsaid.connect(self.notices.remove)
        for moment in (self.loader.started, self.loader.finished):
            moment.connect(self._show_reading)
        self.steps.open_requested.connect(self.files.open_path)
        self.steps.pictures_wanted.connect(self.pictures.look_at)
        self.steps.frames_wanted.connect(self.pictures.open_frames)
        self.steps.rule_wanted.connect(self.open_rules)
        self.findings.card_wanted.connect(self.steps.show_card)
        self.steps.sheet_requested.connect(lambda name: self.actions_by_name[name].trigger())

    def _work(self) -> dict[str, Callable[[], object]]:
        """Return what every action of menus and toolbar does, by the action's name."""
        hand, views, undo = self.hand, self.views, self.session.undo_stack
        return {
            **self.files.work(),
            **self.editing.work(),
            **self.looking.work(),
            "undo": undo.undo,
            "redo": undo.redo,
            "cancel": self.gestures.cancel,
            "finish": hand.finish,
            "back": hand.back,
            "fit": views.fit,
            "turn_over": views.turn_over,
            "turn_all_over": views.turn_all_over,
            "layout_frames": self.pictures.show_frames,
            "room_mode": self._enter_room,
            "room_settings": self._set_up_room,
            "rules": self.open_rules,
            "keys": lambda: keys_and_mouse(self),
            "about": lambda: about(self),
            "quit": self.quit,
        }

    def _take(self, tool: Tool, _checked: bool = False) -> None:
        self.hand.take(tool)
        self.refresh()

    def _enter_room(self) -> None:
        # not needed at the start, which every user waits for
        from planner.ui.room.mode import RoomMode

        if self._room is None:
            self._room = RoomMode(self.session, self.views.fluoroscope, self)
        self._room.open()

    def _set_up_room(self) -> None:
        from planner.ui.room_dialog import RoomDialog

        if self._room_dialog is None:
            self._room_dialog = RoomDialog(self.session, self)
        self._room_dialog.show()
        self._room_dialog.raise_()
        self._room_dialog.activateWindow()

    def open_rules(self, key: str = "") -> None:
        """Open the rule book, at an entry where one is named."""
        from planner.ui.rules.window import RulesWindow

        if self._rules is None:
            self._rules = RulesWindow(self.session, self)
        self._rules.open_at(key)

    def _show_reading(self) -> None:
        """Show what is being read in the place of the images that are open: whose they are is said there."""
        reading = self._reading
        self._pictures.setCurrentWidget(self.views if reading is None else self.glimpse)
        # nor may a plan and its findings stand beside images that they are not of
        self._right.setCurrentIndex(0 if reading is None else 1)
        self.readout.show_reading(reading.acquisition if reading is not None else None)
        self.steps.hold(reading is not None)
        self._enable_edits()

    def _show_banners(self) -> None:
        """Show above the views what must be said of the images there, and of those beside them."""
        session = self.session
        wanted = session.images.banners if session.images is not None else ()
        if session.companion is not None:
            wanted += tuple(_("Beside: {notice}").format(notice=each) for each in session.companion.banners)
        for banner in self._banners:
            if banner not in wanted:
                self.notices.remove(banner)
        for banner in wanted:
            if banner not in self._banners:
                self.notices.add(banner)
        self._banners = wanted

    def refresh(self) -> None:
        """Show in menus, toolbar and title what the session is in."""
        session, actions, look = self.session, self.actions_by_name, self.session.look
        self._show_banners()
        undo = session.undo_stack
        self._enable_edits()
        actions["undo"].setText(_("Undo {edit}").format(edit=undo.undoText()).strip())
        actions["redo"].setText(_("Redo {edit}").format(edit=undo.redoText()).strip())
        for layout in Layout:
            actions[f"layout_{layout.value}"].setChecked(look.layout is layout)
        actions["prone"].setChecked(look.prone)
        actions["crosshair_shown"].setChecked(look.crosshair)
        actions["overlays"].setChecked(look.overlays)
        for tool, action in actions.tools.items():
            action.setChecked(tool is look.tool)
        preset = next((name for name, window in WINDOW_PRESETS.items() if window == look.window), "")
        self.preset.setCurrentIndex(self.preset.findData(preset))
        name = session.path.name if session.path is not None else _("new plan")
        mark = "" if undo.isClean() else " •"
        if session.is_stale:
            mark += _(" (stale: made on other images)")
        notice = _("Planning aid, not a medical device")
        self.setWindowTitle(f"{name}{mark} – {notice}")

    @property
    def _reading(self) -> Stack | None:
        """What is being read in the place of the images that are open; None where nothing is."""
        return self.loader.stack if not self.loader.beside else None

    def _enable_edits(self) -> None:
        """Let only be done what can be; nothing while the plan is out of sight because images are read."""
        session, undo, points = self.session, self.session.undo_stack, bool(self.hand.points)
        opened, beside = session.images is not None, session.companion is not None
        possible = dict.fromkeys(EDITS, True) | {
            "undo": undo.canUndo(),
            "redo": undo.canRedo(),
            **dict.fromkeys(("finish", "back"), points),
            **dict.fromkeys(("preview", "print", "export_pdf"), opened or planned_on_pictures(session)),
            "room_mode": opened,
            **dict.fromkeys(("turn_over", "turn_all_over"), beside),
        }
        for name, enabled in possible.items():
            self.actions_by_name[name].setEnabled(enabled and self._reading is None)

    def quit(self) -> None:
        """Close the window, once nothing unsaved is in it that the user wants."""
        if self.files.may_leave():
            self.close()

    def dragEnterEvent(self, event: QDragEnterEvent) -> None:
        """Take whatever is dropped on the window: what cannot be opened is refused in words."""
        event.acceptProposedAction()

    def dropEvent(self, event: QDropEvent) -> None:
        """Open what was dropped."""
        event.acceptProposedAction()
        self.files.open_dropped(
            [Path(url.toLocalFile()) for url in event.mimeData().urls() if url.isLocalFile()]
        )

    def closeEvent(self, event: QCloseEvent) -> None:
        """Ask what is to become of unsaved work; keep the place of the window."""
        if event.spontaneous() and not self.files.may_leave():
            event.ignore()
            return
        QSettings().setValue(GEOMETRY_KEY, self.saveGeometry())
        self.loader.wait()
        self.steps.study.thumbnails.wait()
        self.steps.hardware.finder.wait()
        self.steps.needles.paths.wait()
        self.views.close_down()
        self.steps.frames.seeker.wait()
        super().closeEvent(event)


def _waiting() -> QWidget:
    """Return what stands in the place of the plan while other images are read."""
    page = QWidget()
    column = rows(page, margin=2 * GRID_PX)
    column.addWidget(plain_label(_("The plan is shown again once the images are read."), "muted"))
    column.addStretch(1)
    return page
