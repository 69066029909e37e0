"""Landmarks that may be marked as well: tips of processes, which make a vertebra's frame more certain."""

from __future__ import annotations

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QGridLayout, QLabel, QToolButton, QWidget

from planner.anatomy.shape import shape_of
from planner.anatomy.spine import Level
from planner.anatomy.vertebra import landmark_places
from planner.plan.plan import Plan
from planner.plan.wording import TIP_NAMES
from planner.ui.panels.fields import GRID_PX, icon_button, plain_label, rows
from planner.ui.panels.fit_words import gain_words, has_tips, without_tips
from planner.ui.panels.mark_button import MarkButton, take_or_put_away, taken_landmark
from planner.ui.panels.panel import Panel
from planner.ui.panels.progress import missing_landmarks
from planner.ui.session import Session
from planner.ui.tools.hand import Hand
from planner.words import N_, _

COLUMN_HEADS = {
    "left_transverse_tip": N_("Left transverse"),
    "right_transverse_tip": N_("Right transverse"),
    "spinous_tip": N_("Spinous"),
}
WITH_TIPS = tuple(level for level in Level if set(TIP_NAMES) <= set(landmark_places(shape_of(level))))
"""The vertebrae whose shape has tips: not the sacrum."""
TWINS = {
    "left_transverse_tip": "right_transverse_tip",
    "right_transverse_tip": "left_transverse_tip",
}
"""What follows a tip by itself: one of a pair alone does not say how a vertebra is turned."""


def open_levels(plan: Plan) -> tuple[Level, ...]:
    """Return the vertebrae whose tips can be marked: those with all other landmarks, or with a tip."""
    return tuple(
        level
        for level in WITH_TIPS
        if not missing_landmarks(plan.landmarks(level)) or has_tips(plan.landmarks(level))
    )


class TipsCard(Panel):
    """A row for each vertebra whose other landmarks are marked, and what its tips make of the fit."""

    def __init__(self, session: Session, hand: Hand, parent: QWidget | None = None) -> None:
        super().__init__(session, hand, parent)
        self.marks: dict[tuple[Level, str], MarkButton] = {}
        self.clears: dict[Level, QToolButton] = {}
        self._names: dict[Level, QLabel] = {}
        column = rows(self)
        self._heading = plain_label(_("More certain"), "section")
        column.addWidget(self._heading)
        self._hint = plain_label(
            _("Optional: the tips of the processes tell more surely how a vertebra is turned."), "muted"
        )
        column.addWidget(self._hint)
        self._grid = self._rows()
        column.addLayout(self._grid)
        self._gain = plain_label("", "muted")
        self._gain.setToolTip(
            _(
                "Tips differ more between people than pedicles do: a larger distance from the template is"
                " usual with them, and counts for less."
            )
        )
        column.addWidget(self._gain)
        hand.placed.connect(self._go_on)

    def _rows(self) -> QGridLayout:
        grid = QGridLayout()
        grid.setHorizontalSpacing(GRID_PX // 2)
        grid.setVerticalSpacing(GRID_PX // 2)
        self._heads = [plain_label(_(head), "muted") for head in COLUMN_HEADS.values()]
        for column, label in enumerate(self._heads, start=1):
            label.setAlignment(Qt.AlignmentFlag.AlignCenter)
            grid.addWidget(label, 0, column)
            grid.setColumnStretch(column, 1)
        for line, level in enumerate(WITH_TIPS, start=1):
            self._names[level] = plain_label(level.value, "strong")
            grid.addWidget(self._names[level], line, 0)
            for column, (name, words) in enumerate(TIP_NAMES.items(), start=1):
                button = self.marks[level, name] = MarkButton(level, name, words)
                button.clicked.connect(lambda _checked, level=level, name=name: self._take(level, name))
                grid.addWidget(button, line, column)
            clear = icon_button("clear", _("Clear the tips of {level}").format(level=level.value))
            clear.clicked.connect(lambda _checked=False, level=level: self._clear(level))
            self.clears[level] = clear
            grid.addWidget(clear, line, len(COLUMN_HEADS) + 1)
        return grid

    def shown(self) -> object:
        """Return the marked levels and the landmark in the hand."""
        return self.session.plan.levels, taken_landmark(self.session, self.hand)

    def refresh(self) -> None:
        """Show the rows of the vertebrae whose tips can be marked, and which are."""
        plan, taken = self.session.plan, taken_landmark(self.session, self.hand)
        there = open_levels(plan)
        for widget in (self._heading, self._hint, *self._heads):
            widget.setVisible(bool(there))
        for level in WITH_TIPS:
            landmarks = plan.landmarks(level)
            self._names[level].setVisible(level in there)
            self.clears[level].setVisible(level in there)
            self.clears[level].setEnabled(has_tips(landmarks))
            for name in TIP_NAMES:
                button = self.marks[level, name]
                button.setVisible(level in there)
                marked = landmarks is not None and getattr(landmarks, name) is not None
                button.show_state(marked, taken == (level, name), waits=False)
        self._gain.setText(gain_words(plan))
        self._gain.setVisible(bool(self._gain.text()))

    def _take(self, level: Level, name: str) -> None:
        take_or_put_away(self.session, self.hand, level, name)
        self.refresh()

    def _go_on(self, placed: str) -> None:
        """Take the twin of the tip that was just marked, where it is not marked yet."""
        if self.hand.landmark is None or self.hand.landmark[0] != placed:
            return
        level, name = self.hand.landmark
        twin = TWINS.get(name)
        if twin is not None and getattr(self.session.plan.landmarks(level), twin) is None:
            self.hand.take_landmark(level, twin)
        self.bring_up_to_date()

    def _clear(self, level: Level) -> None:
        plan = without_tips(self.session.committed, level)
        self.commit(plan, _("Clear the tips of {level}").format(level=level.value))
