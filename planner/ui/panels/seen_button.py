"""The button of a landmark in one frame: whether it is marked there, or in the hand."""

from __future__ import annotations

from PySide6.QtWidgets import QToolButton

from planner.anatomy.spine import Level
from planner.plan.wording import landmark_words
from planner.ui.icons import icon
from planner.words import _


class SeenButton(QToolButton):
    """Shows the state of a landmark of a level in a frame."""

    def __init__(self, level: Level, name: str) -> None:
        super().__init__()
        self._level, self._name = level, name
        self.setProperty("kind", "mark")
        self.setCheckable(True)
        self.setSizePolicy(self.sizePolicy().Policy.Expanding, self.sizePolicy().Policy.Fixed)

    def show_state(self, marked: bool, taken: bool) -> None:
        """Show whether the landmark is marked in the frame, and whether it is in the hand."""
        self.setChecked(taken)
        self.setIcon(icon("tick" if marked else "landmark" if taken else "plus", "ok" if marked else "muted"))
        state = _("marked") if marked else _("click it in the picture") if taken else _("not marked")
        words = _("{level} {landmark}: {state}").format(
            level=self._level.value, landmark=landmark_words(self._name), state=state
        )
        self.setToolTip(words)
        self.setAccessibleName(words)
