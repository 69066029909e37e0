"""The button of one landmark: whether it is marked, found and not confirmed, or in the hand."""

from __future__ import annotations

from dataclasses import replace

from PySide6.QtWidgets import QToolButton

from planner.anatomy.spine import Level
from planner.plan.parts import Landmarks
from planner.ui.icons import icon
from planner.ui.look import Tool
from planner.ui.session import Session
from planner.ui.tools.hand import Hand
from planner.words import _


class MarkButton(QToolButton):
    """Shows the state of a landmark of a level; `words` name it, to be translated where they are shown."""

    def __init__(self, level: Level, name: str, words: str) -> None:
        super().__init__()
        self.level, self.name, self._words = level, name, words
        self.setProperty("kind", "mark")
        self.setCheckable(True)
        self.setSizePolicy(self.sizePolicy().Policy.Expanding, self.sizePolicy().Policy.Fixed)

    def show_state(self, marked: bool, taken: bool, waits: bool) -> None:
        """Show whether the landmark is marked, is in the hand, and waits to be confirmed."""
        self.setChecked(taken)
        self.setIcon(
            icon(
                "landmark" if taken else "pending" if waits else "tick" if marked else "plus",
                "warn" if waits else "ok" if marked else "muted",
            )
        )
        said = _("found in the images, not confirmed") if waits else _("marked")
        state = _("click it in a view") if taken else said if marked else _("not marked")
        words = _("{level} {landmark}: {state}").format(
            level=self.level.value, landmark=_(self._words), state=state
        )
        self.setToolTip(words)
        self.setAccessibleName(words)


def taken_landmark(session: Session, hand: Hand) -> tuple[Level, str] | None:
    """Return the landmark that is in the hand; None where another tool is."""
    return hand.landmark if session.look.tool is Tool.LANDMARK else None


def take_or_put_away(session: Session, hand: Hand, level: Level, name: str) -> None:
    """Take a landmark, or put it away again; one that is marked already is looked at as well."""
    if taken_landmark(session, hand) == (level, name):
        hand.take(Tool.CROSSHAIR)
        return
    point = getattr(session.plan.landmarks(level) or Landmarks(), name)
    if point is not None:
        session.look_at(replace(session.look, cursor=point))
    hand.take_landmark(level, name)
