"""The landmarks of a vertebra where they are seen in the frames shown: a button for each."""

from __future__ import annotations

from msgspec.structs import replace
from PySide6.QtWidgets import QGridLayout, QWidget

from planner.anatomy.spine import Level
from planner.plan.c_arm import FrameRef
from planner.plan.parts import Landmarks
from planner.plan.vertebrae import marked_points
from planner.plan.wording import landmark_words
from planner.ui.frames import beam_in_c_arm
from planner.ui.look import Tool
from planner.ui.panels.fields import clear_layout, icon_button, plain_label, row, rows
from planner.ui.panels.panel import Panel
from planner.ui.panels.seen_button import SeenButton
from planner.ui.session import Session
from planner.ui.tools.hand import Hand
from planner.words import _

Pair = tuple[FrameRef | None, FrameRef | None]
"""The frames shown, left and right; None where there is none, or none that tells its beam."""


class SeenLandmarks(Panel):
    """A row for each landmark that the CT has of the vertebra looked at, a column for each frame."""

    def __init__(self, session: Session, hand: Hand, parent: QWidget | None = None) -> None:
        super().__init__(session, hand, parent)
        self.marks: dict[tuple[str, int], SeenButton] = {}
        self._listed: tuple[object, ...] = ()
        column = rows(self)
        self._grid = QGridLayout()
        self._grid.setSpacing(4)
        column.addLayout(self._grid)
        self._hint = plain_label("", "muted")
        self.clear = icon_button("clear", _("Take these marks back"))
        self.clear.clicked.connect(self._clear_marks)
        line = row(self._hint, self.clear)
        line.setStretch(0, 1)
        column.addLayout(line)
        hand.frames.marked.connect(self._go_on)

    def shown(self) -> object:
        """Return what is looked at, what is marked, and what is in the hand."""
        session = self.session
        look, plan = session.look, session.plan
        in_hand = (look.tool, self.hand.frames.landmark)
        return session.runs, look.frames, plan.levels, plan.c_arm, in_hand

    @property
    def _level(self) -> Level:
        return self.session.look.frames.level

    def refresh(self) -> None:
        """Show what is marked where, and what is to be done."""
        frames, names = self._frames(), self._names()
        if self._listed != (frames, names, self._level):
            self._listed = (frames, names, self._level)
            self._build_grid(frames, names)
        seen = {(s.landmark, s.at) for s in self.session.plan.c_arm.seen_of(self._level)}
        taken = self.hand.frames.landmark if self.session.look.tool is Tool.SEEN_LANDMARK else None
        for (name, side), button in self.marks.items():
            ref = frames[side]
            button.show_state((name, ref) in seen, taken == (self._level, name))
        self.clear.setVisible(bool(seen))
        if not names:
            self._hint.setText(_("Mark this vertebra in the CT first, in step 2."))
        elif frames == (None, None):
            self._hint.setText(_("Neither picture tells its beam: nothing can be laid over them."))
        elif None in frames:
            self._hint.setText(_("One picture: how deep the vertebra lies is told poorly."))
        else:
            self._hint.setText(
                _("Choose a landmark and click it in each picture; the next follows by itself.")
            )

    def _build_grid(self, frames: Pair, names: tuple[str, ...]) -> None:
        clear_layout(self._grid)
        self.marks.clear()
        for side, ref in enumerate(frames):
            if ref is not None and names:
                head = (_("left picture"), _("right picture"))[side]
                self._grid.addWidget(plain_label(head, "muted"), 0, side + 1)
        for line, name in enumerate(names, start=1):
            self._grid.addWidget(plain_label(landmark_words(name)), line, 0)
            for side, ref in enumerate(frames):
                if ref is not None:
                    button = SeenButton(self._level, name)
                    button.clicked.connect(lambda _on=False, name=name: self._take(name))
                    self.marks[name, side] = button
                    self._grid.addWidget(button, line, side + 1)

    def _names(self) -> tuple[str, ...]:
        """Return the landmarks of the vertebra that are marked in the CT."""
        return tuple(marked_points(self.session.plan.landmarks(self._level) or Landmarks()))

    def _frames(self) -> Pair:
        look, session = self.session.look.frames, self.session
        left, right = (
            ref if beam_in_c_arm(session, ref) is not None else None for ref in (look.left, look.right)
        )
        return left, right

    def count(self) -> int:
        """Return how many landmarks are marked in the frames shown."""
        frames = self._frames()
        seen = [s for s in self.session.plan.c_arm.seen_of(self._level) if s.at in frames]
        return len({s.landmark for s in seen})

    def _take(self, name: str) -> None:
        if self.session.look.tool is Tool.SEEN_LANDMARK and self.hand.frames.landmark == (self._level, name):
            self.hand.take(Tool.CROSSHAIR)
        else:
            self.hand.take_seen_landmark(self._level, name)

    def _go_on(self, level: Level, name: str) -> None:
        """Take the landmark again where a picture still lacks it, else the next that one lacks."""
        frames = [ref for ref in self._frames() if ref is not None]
        seen = {(s.landmark, s.at) for s in self.session.committed.c_arm.seen_of(level)}
        names = self._names()
        order = (*names[names.index(name) :], *names[: names.index(name)]) if name in names else names
        missing = next((n for n in order for ref in frames if (n, ref) not in seen), None)
        if missing is None:
            self.hand.take(Tool.CROSSHAIR)
        else:
            self.hand.take_seen_landmark(level, missing)
        self.refresh()

    def _clear_marks(self) -> None:
        plan = self.session.committed
        after = replace(plan, c_arm=plan.c_arm.without_landmarks(self._level))
        self.commit(after, _("Take back the marks of {level}").format(level=self._level.value))
