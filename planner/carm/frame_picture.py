"""The picture of one frame of a C-arm, in square pixels: its values, the window to see them in, its masks."""

from __future__ import annotations

from dataclasses import dataclass, replace
from functools import cached_property

import numpy as np
from numpy.typing import NDArray


@dataclass(frozen=True, eq=False)
class FramePicture:
    """What is shown of a frame.

    Attributes
    ----------
    values
        uint16 [row, column], the higher the brighter, whatever the file holds.
    window
        The values that are shown black and white.
    outside
        Where the shutters are, or nothing was recorded: bool [row, column]; None where that is nowhere.
    overlay
        What is drawn over the picture: bool [row, column]; None where nothing is.
    """

    values: NDArray[np.uint16]
    window: tuple[float, float]
    outside: NDArray[np.bool_] | None = None
    overlay: NDArray[np.bool_] | None = None

    @cached_property
    def grey(self) -> NDArray[np.uint8]:
        """The picture as a screen shows it, uint8 [row, column]: black outside, nothing drawn over it."""
        dark, bright = self.window
        scale = 255.0 / (bright - dark) if bright > dark else 0.0
        shown = np.clip((self.values.astype(np.float32) - dark) * scale, 0.0, 255.0)
        whole: NDArray[np.uint8] = np.rint(shown).astype(np.uint8)
        if self.outside is not None:
            whole[self.outside] = 0
        return whole

    def in_window(self, dark: float, bright: float) -> FramePicture:
        """Return the same picture shown in another window."""
        return replace(self, window=(dark, bright))
