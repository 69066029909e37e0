"""The steps of the work: a rail that shows how far each has come, and the panel of the current one."""

from __future__ import annotations

from dataclasses import replace

from PySide6.QtCore import QSize, Qt, Signal
from PySide6.QtWidgets import (
    QButtonGroup,
    QFrame,
    QHBoxLayout,
    QScrollArea,
    QSizePolicy,
    QStackedWidget,
    QToolButton,
    QVBoxLayout,
    QWidget,
)

from planner.ui.icons import badged_icon, icon
from planner.ui.loading import Loader
from planner.ui.look import Layout, Tool
from planner.ui.panels.check_panel import CheckPanel
from planner.ui.panels.fields import GRID_PX, StatusLine, plain_label, push_button, rows
from planner.ui.panels.frames_panel import FramesPanel
from planner.ui.panels.hardware_panel import HardwarePanel
from planner.ui.panels.levels_panel import LevelsPanel
from planner.ui.panels.needles_panel import NeedlesPanel
from planner.ui.panels.panel import Panel
from planner.ui.panels.progress import STEP_NAMES, Progress, Step, progress
from planner.ui.panels.sheet_panel import SheetPanel
from planner.ui.panels.study_panel import StudyPanel
from planner.ui.panels.targets_panel import TargetsPanel
from planner.ui.session import Session
from planner.ui.tools.hand import Hand
from planner.words import _

STEP_ICONS = {
    Step.STUDY: "study",
    Step.LEVELS: "levels",
    Step.TARGETS: "target",
    Step.NEEDLES: "needle",
    Step.HARDWARE: "screw",
    Step.CHECK: "check",
    Step.SHEET: "sheet",
}
"""Each step's icon on the rail."""

RAIL_PX = 76


class StepsDock(Panel):
    """The left side of the window.

    Signals
    -------
    open_requested
        A folder or file to open: a `pathlib.Path`.
    pictures_wanted
        Pictures without geometry to look at: the `Pictures`.
    frames_wanted
        A file with frames of a C-arm to look at: the `Projection`.
    sheet_requested
        What to do with the sheet: "preview", "print" or "export_pdf".
    rule_wanted
        The key of an entry of the rule book; empty: the book as a whole.
    """

    open_requested = Signal(object)
    pictures_wanted = Signal(object)
    frames_wanted = Signal(object)
    sheet_requested = Signal(str)
    rule_wanted = Signal(str)

    def __init__(self, session: Session, hand: Hand, loader: Loader, parent: QWidget | None = None) -> None:
        super().__init__(session, hand, parent)
        self.current = Step.STUDY
        self._last: tuple[Progress, ...] = ()
        self.study = StudyPanel(session, hand, loader)
        self.frames = FramesPanel(session, hand, loader.reader.frame)
        self._on_frames = self._were_laid_out = False
        self.sheet = SheetPanel(session, hand)
        self.check = CheckPanel(session, hand)
        self.needles = NeedlesPanel(session, hand)
        self.hardware = HardwarePanel(session, hand)
        self.panels: dict[Step, Panel] = {
            Step.STUDY: self.study,
            Step.LEVELS: LevelsPanel(session, hand),
            Step.TARGETS: TargetsPanel(session, hand),
            Step.NEEDLES: self.needles,
            Step.HARDWARE: self.hardware,
            Step.CHECK: self.check,
            Step.SHEET: self.sheet,
        }
        self.study.open_requested.connect(self.open_requested)
        self.study.pictures_wanted.connect(self.pictures_wanted)
        self.study.frames_wanted.connect(self.frames_wanted)
        self.sheet.sheet_requested.connect(self.sheet_requested)
        self.check.rule_wanted.connect(self.rule_wanted)
        self._buttons = {step: self._button(step) for step in Step}
        self._pictures = self._rail_button(_("C-arm"), "frames")
        self._pictures.clicked.connect(self._go_to_frames)
        self._title = plain_label("", "title")
        self._missing = StatusLine()
        # two lines whatever is said: else what lies below moves away from under the mouse
        self._missing.label.ensurePolished()
        self._missing.setMinimumHeight(2 * self._missing.label.fontMetrics().lineSpacing())
        self._missing.label.setAlignment(Qt.AlignmentFlag.AlignTop)
        self._stack = QStackedWidget()
        self._next = push_button("")
        self._next.clicked.connect(self._go_on)
        self._lay_out()
        self.go_to(Step.STUDY)

    def _button(self, step: Step) -> QToolButton:
        button = self._rail_button(_(STEP_NAMES[step]), STEP_ICONS[step])
        button.clicked.connect(lambda: self.go_to(step))
        return button

    def _rail_button(self, words: str, icon_name: str) -> QToolButton:
        button = QToolButton()
        button.setProperty("kind", "step")
        button.setText(words)
        button.setIcon(icon(icon_name, "muted", "text"))
        button.setIconSize(QSize(24, 24))
        button.setToolButtonStyle(Qt.ToolButtonStyle.ToolButtonTextUnderIcon)
        button.setCheckable(True)
        button.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Fixed)
        return button

    def _lay_out(self) -> None:
        group = QButtonGroup(self)
        rail = QFrame()
        rail.setFixedWidth(RAIL_PX)
        column = QVBoxLayout(rail)
        column.setContentsMargins(0, GRID_PX, 0, GRID_PX)
        column.setSpacing(0)
        for step, button in self._buttons.items():
            group.addButton(button)
            column.addWidget(button)
            self._stack.addWidget(_scrolled(self.panels[step]))
        column.addStretch(1)
        group.addButton(self._pictures)
        column.addWidget(self._pictures)
        self._stack.addWidget(_scrolled(self.frames))
        right = rows(margin=0)
        right.setContentsMargins(2 * GRID_PX, 2 * GRID_PX, GRID_PX, GRID_PX)
        right.addWidget(self._title)
        right.addWidget(self._missing)
        right.addWidget(self._stack, 1)
        right.addWidget(self._next)
        whole = QHBoxLayout(self)
        whole.setContentsMargins(0, 0, 0, 0)
        whole.setSpacing(0)
        whole.addWidget(rail)
        whole.addLayout(right, 1)
        self.setMinimumWidth(MINIMUM_PX)

    def go_to(self, step: Step) -> None:
        """Show the panel of a step; a tool half way through another step's work is put away."""
        if self.hand.clicks:
            self.hand.take(Tool.CROSSHAIR)
        self.current, self._on_frames = step, False
        self._buttons[step].setChecked(True)
        self._stack.setCurrentIndex(step.number - 1)
        self._title.setText(_("{n}  {step}").format(n=step.number, step=_(STEP_NAMES[step])))
        self._missing.show()
        following = step.next
        self._next.setVisible(following is not None)
        if following is not None:
            words = _("Next: {step}").format(step=_(STEP_NAMES[following]))
            self._next.setText(words)
            self._next.setAccessibleName(words)
            self._next.setToolTip(words)
            self._next.setIcon(icon("next"))
        self.refresh()

    def _go_to_frames(self) -> None:
        """Show the pictures of the C-arm, and in the place of a step what can be done with them."""
        look = self.session.look
        if look.layout is Layout.FRAMES:
            self._show_frames()
            self.refresh()
        else:
            self.session.look_at(replace(look, layout=Layout.FRAMES, maximised=None))

    def _show_frames(self) -> None:
        self._on_frames = True
        self._pictures.setChecked(True)
        self._stack.setCurrentIndex(len(Step))
        self._title.setText(_("C-arm pictures"))
        self._missing.hide()
        self._next.hide()

    def show_card(self, check: str, subject: str) -> None:
        """Go to the step of the checks, to the card of a result."""
        self.go_to(Step.CHECK)
        self.check.show_card(check, subject)

    def hold(self, reading: bool) -> None:
        """Let nothing be edited while other images are read: what would be edited is out of sight."""
        for step, panel in self.panels.items():
            panel.setEnabled(step is Step.STUDY or not reading)

    def _go_on(self) -> None:
        following = self.current.next
        if following is not None:
            self.go_to(following)

    def shown(self) -> object:
        """Return how far each step has come, and whether pictures of the C-arm are open and shown."""
        return self._progress(), bool(self.session.runs), self._frames_laid_out

    def _progress(self) -> tuple[Progress, ...]:
        session = self.session
        if session.laid_by is session.committed or not self._last:
            # what is only proposed has not been done
            there = session.images is not None
            self._last = tuple(progress(step, session.plan, there, session.results) for step in Step)
        return self._last

    @property
    def _frames_laid_out(self) -> bool:
        return self.session.look.layout is Layout.FRAMES

    def _follow_layout(self) -> None:
        """Show what belongs to the pictures of the C-arm when these come, and the step again when they go."""
        laid_out = self._frames_laid_out
        self._pictures.setVisible(laid_out or bool(self.session.runs))
        if laid_out != self._were_laid_out:
            self._were_laid_out = laid_out
            if laid_out:
                self._show_frames()
            elif self._on_frames:
                self.go_to(self.current)

    def refresh(self) -> None:
        """Bring ticks and the sentence of what is missing up to date."""
        self._follow_layout()
        for step, state in zip(Step, self._progress(), strict=True):
            button = self._buttons[step]
            shown = step is self.current and not self._on_frames
            role = "text" if shown else "muted"
            picture = STEP_ICONS[step]
            button.setIcon(badged_icon(picture, role) if state.done else icon(picture, role, role))
            words = _("{step}: {state}").format(step=_(STEP_NAMES[step]), state=state.words)
            button.setToolTip(words)
            button.setAccessibleName(words)
            if shown:
                self._missing.say("ok" if state.done else "pending", state.words)


MINIMUM_PX = 408


def _scrolled(panel: QWidget) -> QScrollArea:
    area = QScrollArea()
    area.setWidget(panel)
    area.setWidgetResizable(True)
    area.setFrameShape(QFrame.Shape.NoFrame)
    area.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAsNeeded)
    return area
