"""Beside pictures of a real C-arm: what their lengths are worth, and a vertebra of the CT laid over them."""

from __future__ import annotations

from PySide6.QtWidgets import QWidget

from planner.ui.frames import FrameSource
from planner.ui.panels.fields import GRID_PX, plain_label, rows
from planner.ui.panels.frame_size import FrameSizeCard
from planner.ui.panels.laying_card import LayingCard
from planner.ui.panels.panel import Panel
from planner.ui.seeking import Seeker
from planner.ui.session import Session
from planner.ui.tools.hand import Hand
from planner.words import _


class FramesPanel(Panel):
    """What can be done with the frames that are shown; it stands in the place of a step."""

    def __init__(
        self, session: Session, hand: Hand, frame: FrameSource, parent: QWidget | None = None
    ) -> None:
        super().__init__(session, hand, parent)
        column = rows(self, gap=2 * GRID_PX)
        self._about = plain_label("", "muted")
        column.addWidget(self._about)
        self.size_card = FrameSizeCard(session, hand)
        column.addWidget(self.size_card)
        self.laying = LayingCard(session, hand, frame)
        column.addWidget(self.laying)
        column.addStretch(1)

    @property
    def seeker(self) -> Seeker:
        """What lays a vertebra over frames, beside the window."""
        return self.laying.seeker

    def shown(self) -> object:
        """Return which frames are open and looked at, and whether there is a CT."""
        session = self.session
        return session.runs, session.look.frames.both, session.images, session.plan.c_arm.positions

    def refresh(self) -> None:
        """Say what can be done here, and offer it."""
        session = self.session
        self._about.setText(about_words(session))
        self.size_card.setVisible(bool(session.runs))
        self.laying.setVisible(session.volume is not None and bool(session.runs))


def about_words(session: Session) -> str:
    """Return what can be done with the frames that are open."""
    if not session.runs:
        return _("Open pictures of the C-arm in the step Study.")
    if session.plan.c_arm.positions.are_of_c_arm:
        return _(
            "Planned on these pictures alone: take a tool, click a point in one picture, then the same point"
            " in the other, on the dashed line. Lengths are estimates."
        )
    return _(
        "Nothing of the CT plan is drawn on a real picture until the vertebra is laid over it and you have"
        " accepted that: on the table the patient lies otherwise than in the scanner."
    )
