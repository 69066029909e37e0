"""What is read before the pictures: what must be settled first, in red, and what to look at again."""

from __future__ import annotations

from collections.abc import Sequence

from PySide6.QtWidgets import QFrame, QVBoxLayout

from planner.sheet.content import Labelled
from planner.ui.room.flow import Cell, Flow
from planner.ui.room.warnings import Warned
from planner.words import _


class Urgent(QFrame):
    """Lines in a frame; those that there is no room for are counted. Not shown where there are none.

    Parameters
    ----------
    kind
        Of the frame and its texts: "stop" or "warned".
    """

    def __init__(self, kind: str, lines: Sequence[Labelled]) -> None:
        super().__init__()
        self.setProperty("frame", kind)
        label_kind = f"{kind}_label"
        self.count = len(lines)
        self.lines = Flow([Cell(line.label, line.text, kind, label_kind) for line in lines])
        self.more, self._pattern = Flow([Cell("", "", label_kind)]), _more_pattern()
        self._column = QVBoxLayout(self)
        for flow in (self.lines, self.more):
            self._column.addWidget(flow)
        self._column.addStretch(1)
        self.show_first(self.count)
        self.setVisible(bool(lines))

    def show_first(self, shown: int) -> None:
        """Show only so many; how many more there are is said."""
        left_out = self.count - shown
        self.lines.show_first(shown)
        self.more.say(0, self._pattern.format(n=left_out) if left_out else "")
        self.more.setVisible(bool(left_out))
        self.updateGeometry()

    def set_unit(self, unit: float) -> None:
        """Take over the size of the screen, see `style.unit_px`."""
        beside, above = round(16 * unit), round(8 * unit)
        self._column.setContentsMargins(beside, above, beside, above)
        self._column.setSpacing(round(4 * unit))
        for flow in (self.lines, self.more):
            flow.set_unit(unit)


class Stops(Urgent):
    """What must be settled before this needle."""

    def __init__(self, stops: Sequence[Labelled]) -> None:
        super().__init__("stop", stops)


class WarnedPanel(Urgent):
    """What to look at again."""

    def __init__(self, warnings: Sequence[Warned]) -> None:
        labels = (_("LOOK AGAIN"), *("•" for _each in warnings[1:]))
        super().__init__(
            "warned",
            [Labelled(label, each.words) for label, each in zip(labels, warnings, strict=False)],
        )


def _more_pattern() -> str:
    """Return how it is said that there are ``{n}`` things more than there is room for."""
    return _("and {n} more: see the program or the sheet")
