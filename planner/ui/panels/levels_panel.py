"""Step 2: which vertebra is which, how that was counted, and the landmarks of each."""

from __future__ import annotations

from dataclasses import replace

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QGridLayout, QToolButton, QWidget

from planner.anatomy.spine import Level
from planner.plan.answers import Topic
from planner.plan.parts import Landmarks
from planner.ui.icons import icon
from planner.ui.look import Tool
from planner.ui.panels.answer_fields import AnswerFields
from planner.ui.panels.fields import GRID_PX, icon_button, plain_label, rows
from planner.ui.panels.panel import Panel
from planner.ui.panels.progress import LANDMARK_NAMES, missing_landmarks, needed_levels
from planner.ui.session import Session
from planner.ui.tools.hand import Hand
from planner.words import N_, _

COLUMN_HEADS = {
    "left_pedicle": N_("Left pedicle"),
    "right_pedicle": N_("Right pedicle"),
    "endplate": N_("Endplate"),
}


class LevelsPanel(Panel):
    """The vertebrae from T12 to S1 with a button for each landmark, and the questions about the count."""

    def __init__(self, session: Session, hand: Hand, parent: QWidget | None = None) -> None:
        super().__init__(session, hand, parent)
        self.marks: dict[tuple[Level, str], QToolButton] = {}
        self.clears: dict[Level, QToolButton] = {}
        column = rows(self)
        column.addWidget(
            plain_label(
                _(
                    "Choose a landmark, then click it in a view; the next one of that vertebra follows by"
                    " itself. Endplate: the middle of the upper one."
                ),
                "muted",
            )
        )
        column.addLayout(self._grid())
        column.addWidget(plain_label(_("Count"), "section"))
        self.answers = AnswerFields(session, (Topic.COUNT,))
        column.addWidget(self.answers)
        column.addStretch(1)
        hand.placed.connect(self._go_on)

    def _grid(self) -> QGridLayout:
        grid = QGridLayout()
        grid.setHorizontalSpacing(GRID_PX // 2)
        grid.setVerticalSpacing(GRID_PX // 2)
        for column, head in enumerate(COLUMN_HEADS.values(), start=1):
            label = plain_label(_(head), "muted")
            label.setAlignment(Qt.AlignmentFlag.AlignCenter)
            grid.addWidget(label, 0, column)
            grid.setColumnStretch(column, 1)
        self._names = {level: plain_label(level.value, "strong") for level in Level}
        for row, level in enumerate(Level, start=1):
            grid.addWidget(self._names[level], row, 0)
            for column, name in enumerate(COLUMN_HEADS, start=1):
                button = self.marks[level, name] = self._mark_button(level, name)
                grid.addWidget(button, row, column)
            clear = self.clears[level] = icon_button("clear", _("Clear {level}").format(level=level.value))
            clear.clicked.connect(lambda _checked=False, level=level: self._clear(level))
            grid.addWidget(clear, row, len(COLUMN_HEADS) + 1)
        return grid

    def _mark_button(self, level: Level, name: str) -> QToolButton:
        button = QToolButton()
        button.setProperty("kind", "mark")
        button.setCheckable(True)
        button.setSizePolicy(button.sizePolicy().Policy.Expanding, button.sizePolicy().Policy.Fixed)
        button.clicked.connect(lambda: self._take(level, name))
        return button

    def shown(self) -> object:
        """Return the marked levels, those that the targets need, and the landmark in the hand."""
        plan = self.session.plan
        answered = dict(plan.answers), plan.patient, plan.procedure
        return plan.levels, needed_levels(plan), self._taken, answered

    @property
    def _taken(self) -> tuple[Level, str] | None:
        return self.hand.landmark if self.session.look.tool is Tool.LANDMARK else None

    def refresh(self) -> None:
        """Show which landmarks are marked and which one is being marked."""
        plan, taken = self.session.plan, self._taken
        self.answers.refresh()
        needed = needed_levels(plan)
        for level in Level:
            landmarks = plan.landmarks(level)
            self.clears[level].setEnabled(landmarks is not None)
            name = _("{level} •") if level in needed else "{level}"
            self._names[level].setText(name.format(level=level.value))
            self._names[level].setToolTip(_("The targets lie on this vertebra") if level in needed else "")
            for mark in LANDMARK_NAMES:
                marked = landmarks is not None and getattr(landmarks, mark) is not None
                self._show_mark(level, mark, marked, taken == (level, mark))

    def _show_mark(self, level: Level, name: str, marked: bool, taken: bool) -> None:
        button = self.marks[level, name]
        button.setChecked(taken)
        button.setIcon(
            icon("landmark" if taken else "tick" if marked else "plus", "ok" if marked else "muted")
        )
        state = _("click it in a view") if taken else _("marked") if marked else _("not marked")
        words = _("{level} {landmark}: {state}").format(
            level=level.value, landmark=_(LANDMARK_NAMES[name]), state=state
        )
        button.setToolTip(words)
        button.setAccessibleName(words)

    def _take(self, level: Level, name: str) -> None:
        """Take the landmark, or put it away again; one that is marked already is looked at as well."""
        session = self.session
        if self._taken == (level, name):
            self.hand.take(Tool.CROSSHAIR)
            self.refresh()
            return
        landmarks = session.plan.landmarks(level) or Landmarks()
        point = getattr(landmarks, name)
        if point is not None:
            session.look_at(replace(session.look, cursor=point))
        self.hand.take_landmark(level, name)
        self.refresh()

    def _go_on(self, placed: str) -> None:
        """Take the next missing landmark of the level of which one was just marked."""
        if placed not in {level.value for level in Level}:
            return
        level = Level(placed)
        missing = missing_landmarks(self.session.plan.landmarks(level))
        if missing:
            self.hand.take_landmark(level, missing[0])
        self.bring_up_to_date()

    def _clear(self, level: Level) -> None:
        plan = self.session.committed.without_level(level)
        self.commit(plan, _("Clear {level}").format(level=level.value))
