"""The question that a site answers once: how the monitor of its room shows the patient."""

from __future__ import annotations

from msgspec.structs import replace
from PySide6.QtCore import Signal
from PySide6.QtWidgets import QFrame, QWidget

from planner.anatomy.spine import Side
from planner.ui.look import Layout
from planner.ui.panels.fields import GRID_PX, plain_label, push_button, row
from planner.ui.room_settings import keep_site
from planner.ui.session import Session
from planner.words import _


class MonitorQuestion(QFrame):
    """Asks on which side the monitor shows the patient's left, until somebody has said it.

    Signals
    -------
    said
        Why the answer could not be kept.
    """

    said = Signal(str)

    def __init__(self, session: Session, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.session = session
        self.setProperty("role", "notice")
        question = plain_label(
            _(
                "On your room's monitor, with the detector over the back: "
                "on which side is the patient's LEFT? All pictures of the C-arm and the sheet follow."
            )
        )
        self.left, self.right = push_button(_("On the left")), push_button(_("On the right"))
        self.left.clicked.connect(lambda: self._say(Side.LEFT))
        self.right.clicked.connect(lambda: self._say(Side.RIGHT))
        line = row(question, self.left, self.right, gap=2 * GRID_PX)
        line.setContentsMargins(2 * GRID_PX, GRID_PX, 2 * GRID_PX, GRID_PX)
        line.setStretch(0, 1)
        self.setLayout(line)
        session.changed.connect(self.refresh)
        self.refresh()

    def _say(self, side: Side) -> None:
        keep_site(self.session, replace(self.session.site, patient_left=side), self.said.emit)

    def refresh(self) -> None:
        """Ask only beside pictures of the C-arm, and only while nobody has answered."""
        unknown = self.session.site.patient_left is None
        self.setVisible(unknown and self.session.look.layout is not Layout.SLICES)
