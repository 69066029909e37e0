"""How light and how hard a frame is shown, and the drag that changes it."""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import TYPE_CHECKING

from PySide6.QtCore import QPointF

if TYPE_CHECKING:
    from planner.ui.views.frame_view import FrameView

WIDER_PER_PX, HIGHER_PER_PX = 1.006, 0.002
WIDTHS = (0.1, 5.0)
SHIFTS = (-1.0, 1.0)


@dataclass(frozen=True)
class Shades:
    """A window against that of the file: `wider` times as wide, shifted by a share of its width."""

    wider: float = 1.0
    shifted: float = 0.0

    def window(self, of_file: tuple[float, float]) -> tuple[float, float]:
        """Return the values that are shown black and white."""
        low, high = of_file
        width = high - low
        middle, half = (low + high) / 2.0 + self.shifted * width, width * self.wider / 2.0
        return middle - half, middle + half


class FrameWindowDrag:
    """Changes the greys of a frame: to the right less contrast, downwards darker."""

    def __init__(self, view: FrameView, at: QPointF) -> None:
        self._view, self._start, self._before = view, at, view.shades

    def move(self, at: QPointF) -> None:
        """Follow the mouse."""
        by, before = at - self._start, self._before
        wider = min(max(before.wider * WIDER_PER_PX ** by.x(), WIDTHS[0]), WIDTHS[1])
        shifted = min(max(before.shifted + by.y() * HIGHER_PER_PX, SHIFTS[0]), SHIFTS[1])
        self._view.set_shades(replace(before, wider=wider, shifted=shifted))

    def release(self, at: QPointF) -> None:
        """Keep the greys."""

    def cancel(self) -> None:
        """Put the greys back."""
        self._view.set_shades(self._before)
