"""A field for an angle to one of two sides: "20° left"."""

from __future__ import annotations

from collections.abc import Callable

from PySide6.QtGui import QValidator
from PySide6.QtWidgets import QWidget

from planner.ui.panels.numbers import NumberField


class AngleField(NumberField):
    """Whole degrees to a side, the first positive; the first letter of a side or a sign chooses it.

    Parameters
    ----------
    first, second
        The words of the sides.
    most_deg
        The largest angle to either.
    committed
        Called with the angle when the user has finished: in degrees, positive to the first side, negative to
        the second.
    """

    def __init__(
        self,
        first: str,
        second: str,
        most_deg: float,
        committed: Callable[[float], None],
        parent: QWidget | None = None,
    ) -> None:
        self._first, self._second = first, second
        super().__init__(committed, low=-most_deg, high=most_deg, decimals=0, parent=parent)

    def textFromValue(self, value: float) -> str:
        """Return the angle with its side; straight has none."""
        whole = round(value)
        if whole == 0:
            return "0°"
        return f"{abs(whole)}° {self._first if whole > 0 else self._second}"

    def valueFromText(self, text: str) -> float:
        """Return the angle of a text, to the side that it names, or else to the side that was shown."""
        typed = text.strip().casefold()
        digits = "".join(c for c in typed if c.isdigit())
        angle = float(digits) if digits else 0.0
        word = typed.lstrip("-+0123456789.° ")
        if typed.startswith("-") or self._names(word, self._second, self._first):
            return -angle
        if typed.startswith("+") or self._names(word, self._first, self._second):
            return angle
        # not the value as it is: that follows every key
        return angle if self._before_typing >= 0.0 else -angle

    @staticmethod
    def _names(word: str, side: str, other: str) -> bool:
        """Say whether a word is the beginning of one side and not of the other."""
        side, other = side.casefold(), other.casefold()
        return bool(word) and side.startswith(word) and not other.startswith(word)

    def validate(self, text: str, position: int) -> tuple[QValidator.State, str, int]:
        """Let be typed whatever has at most three digits; without any it is no angle yet."""
        digits = sum(c.isdigit() for c in text)
        if digits > MOST_DIGITS:
            return QValidator.State.Invalid, text, position
        state = QValidator.State.Acceptable if digits else QValidator.State.Intermediate
        return state, text, position


MOST_DIGITS = 3
