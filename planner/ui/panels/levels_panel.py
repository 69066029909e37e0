"""Step 2: which vertebra is which, how that was counted, and the landmarks of each."""

from __future__ import annotations

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QGridLayout, QToolButton, QVBoxLayout, QWidget

from planner.anatomy.spine import Level
from planner.plan.answers import Topic
from planner.plan.plan import Plan
from planner.plan.vertebrae import unconfirmed_levels
from planner.plan.wording import LANDMARK_NAMES, TIP_NAMES
from planner.ui.panels.answer_fields import AnswerFields
from planner.ui.panels.fields import GRID_PX, Choice, icon_button, plain_label, push_button, row, rows
from planner.ui.panels.fit_words import fit_words
from planner.ui.panels.mark_button import MarkButton, take_or_put_away, taken_landmark
from planner.ui.panels.panel import Panel
from planner.ui.panels.progress import missing_landmarks, needed_levels
from planner.ui.panels.tips_card import TipsCard
from planner.ui.session import Session
from planner.ui.tools.hand import Hand
from planner.words import N_, _

COLUMN_HEADS = {
    "left_pedicle": N_("Left pedicle"),
    "right_pedicle": N_("Right pedicle"),
    "endplate": N_("Endplate"),
}
FOUND_FROM = (Level.L5, Level.S1, Level.L4, Level.L3, Level.L2, Level.L1)
"""The vertebrae that can be clicked to find the others from: the count begins at L5 or S1."""


class LevelsPanel(Panel):
    """The vertebrae from T12 to S1 with a button for each landmark, and the questions about the count."""

    def __init__(self, session: Session, hand: Hand, parent: QWidget | None = None) -> None:
        super().__init__(session, hand, parent)
        self.marks: dict[tuple[Level, str], MarkButton] = {}
        self.clears: dict[Level, QToolButton] = {}
        self._before: Plan | None = None
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
        column.addLayout(self._finding())
        column.addLayout(self._grid())
        self._fits = plain_label("", "muted")
        self._fits.setToolTip(
            _(
                "How far the landmarks lie from those of the template laid on them, and how far angles"
                " against the vertebra may be off: 1 mm on the endplate is nearly 3°."
            )
        )
        column.addWidget(self._fits)
        column.addWidget(plain_label(_("Count"), "section"))
        self.answers = AnswerFields(session, (Topic.COUNT,))
        column.addWidget(self.answers)
        self.tips = TipsCard(session, hand)
        column.addWidget(self.tips)
        column.addStretch(1)
        hand.placed.connect(self._go_on)

    def _finding(self) -> QVBoxLayout:
        self.level = Choice([(level.value, level.value) for level in FOUND_FROM], lambda _level: None)
        self.level.show_value(Level.L5.value)
        self.level.setAccessibleName(_("Vertebra to click"))
        self.look_for = push_button(
            _("Find from one click"),
            "levels",
            _("Click in the body of this vertebra: its landmarks and those of its neighbours are proposed"),
        )
        self.look_for.clicked.connect(self._find)
        self.confirm = push_button(
            _("Confirm landmarks"), "tick", _("I have looked at the landmarks that were found"), primary=True
        )
        self.confirm.clicked.connect(self._confirm)
        self._found_words = plain_label("", "warn")
        column = rows(gap=GRID_PX // 2)
        column.addLayout(row(self.level, self.look_for, None))
        column.addWidget(self._found_words)
        column.addLayout(row(self.confirm, None))
        return column

    def _find(self) -> None:
        self.hand.take_vertebra(Level(self.level.currentData()))
        self._before = self.session.committed

    def _note_found(self) -> None:
        """Say so where the click that was just made has found nothing."""
        before, self._before = self._before, None
        if before is not None and self.session.committed.levels == before.levels:
            self.hand.said.emit(_("No vertebra was recognised there: mark the landmarks one by one."))

    def _confirm(self) -> None:
        self.commit(self.session.committed.with_levels_confirmed(), _("Confirm landmarks"))

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
        for line, level in enumerate(Level, start=1):
            grid.addWidget(self._names[level], line, 0)
            for column, name in enumerate(COLUMN_HEADS, start=1):
                button = self.marks[level, name] = MarkButton(level, name, LANDMARK_NAMES[name])
                button.clicked.connect(lambda _checked, level=level, name=name: self._take(level, name))
                grid.addWidget(button, line, column)
            clear = self.clears[level] = icon_button("clear", _("Clear {level}").format(level=level.value))
            clear.clicked.connect(lambda _checked=False, level=level: self._clear(level))
            grid.addWidget(clear, line, len(COLUMN_HEADS) + 1)
        return grid

    def shown(self) -> object:
        """Return the marked levels, those that the targets need, and the landmark in the hand."""
        plan = self.session.plan
        answered = dict(plan.answers), plan.patient, plan.procedure
        taken = taken_landmark(self.session, self.hand)
        return plan.levels, needed_levels(plan), taken, answered

    def refresh(self) -> None:
        """Show which landmarks are marked and which one is being marked."""
        plan, taken = self.session.plan, taken_landmark(self.session, self.hand)
        self.answers.refresh()
        needed, waiting = needed_levels(plan), unconfirmed_levels(plan)
        names = _(", ").join(level.value for level in waiting)
        self._found_words.setText(
            _("Found in the images: {levels}. Look at each landmark, drag what is wrong.").format(
                levels=names
            )
        )
        self._found_words.setVisible(bool(waiting))
        self.confirm.setVisible(bool(waiting))
        self._fits.setText(fit_words(plan))
        self._fits.setVisible(bool(self._fits.text()))
        for level in Level:
            landmarks = plan.landmarks(level)
            self.clears[level].setEnabled(landmarks is not None)
            name = _("{level} •") if level in needed else "{level}"
            self._names[level].setText(name.format(level=level.value))
            self._names[level].setToolTip(_("The targets lie on this vertebra") if level in needed else "")
            for mark in LANDMARK_NAMES:
                marked = landmarks is not None and getattr(landmarks, mark) is not None
                self.marks[level, mark].show_state(marked, taken == (level, mark), level in waiting)

    def _take(self, level: Level, name: str) -> None:
        take_or_put_away(self.session, self.hand, level, name)
        self.refresh()

    def _go_on(self, placed: str) -> None:
        """Take the next missing landmark of the level of which one was just marked."""
        if placed not in {level.value for level in Level}:
            return
        self._note_found()
        level = Level(placed)
        if self.hand.landmark is not None and self.hand.landmark[1] in TIP_NAMES:
            self.bring_up_to_date()
            return
        missing = missing_landmarks(self.session.plan.landmarks(level))
        if missing:
            self.hand.take_landmark(level, missing[0])
        self.bring_up_to_date()

    def _clear(self, level: Level) -> None:
        plan = self.session.committed.without_level(level)
        self.commit(plan, _("Clear {level}").format(level=level.value))
