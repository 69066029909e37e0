"""From stored values to brightness: modality table or slope, then the window or the table for viewing.

References
----------
PS3.3 C.11.1 (modality LUT), C.11.2 (VOI LUT and windows), C.11.6 and C.7.6.3.1.2 (which end is bright).
"""

from __future__ import annotations

from dataclasses import dataclass
from math import isfinite
from typing import Any

import numpy as np
from numpy.typing import NDArray

from planner.dicom.headers.items import Item
from planner.dicom.images.said import Said

MOST = 0xFFFF
"""The brightest value."""


@dataclass(frozen=True)
class Stored:
    """How the pixels of a picture are kept: how many bits mean something, and whether the first is a sign."""

    bits: int
    signed: bool

    @property
    def lowest(self) -> int:
        """The smallest value there can be."""
        return -(1 << (self.bits - 1)) if self.signed else 0

    @property
    def most(self) -> int:
        """By how much the largest value there can be is above the smallest."""
        return (1 << self.bits) - 1


@dataclass(frozen=True, eq=False)
class Bright:
    """Values in the order of brightness, uint16 [row, column], and those shown black and white.

    The window is None where the file has none.
    """

    values: NDArray[np.uint16]
    window: tuple[float, float] | None
    most: int


def brightness(said: Said, stored: NDArray[np.int32], kept: Stored) -> Bright:
    """Return the values of a picture, the higher the brighter, as bright as the file says.

    Without a table they are the stored ones, counted from the smallest, or from the largest where that is
    dark: nothing is lost.
    """
    dark_is_high = _dark_is_high(said)
    modality = next(said.sequence("ModalityLUTSequence"), None)
    slope, intercept = said.number("RescaleSlope") or 1.0, said.number("RescaleIntercept") or 0.0
    if modality is not None and (table := Table.of(modality, kept.signed)) is not None:
        stored, kept, slope, intercept = table.at(stored), Stored(table.bits, False), 1.0, 0.0
    seen = next(said.sequence("VOILUTSequence"), None)
    if seen is not None and (table := Table.of(seen, kept.signed)) is not None:
        after = np.rint(stored * slope + intercept).astype(np.int32)
        return _turned(Bright(table.at(after).astype(np.uint16), (0.0, table.most), table.most), dark_is_high)
    window = _window(said)
    if window is not None and said.text("VOILUTFunction") == "SIGMOID":
        return _turned(_sigmoid(stored * slope + intercept, window), dark_is_high)
    values = np.clip(stored - kept.lowest, 0, kept.most).astype(np.uint16)
    levels = None
    if window is not None:
        exact = said.text("VOILUTFunction") == "LINEAR_EXACT"
        levels = _levels(window, slope, intercept, exact)
        levels = levels[0] - kept.lowest, levels[1] - kept.lowest
    if slope < 0.0:
        # then what is stored high is dark, and what the window calls dark is stored high
        dark_is_high = not dark_is_high
        levels = None if levels is None else (levels[1], levels[0])
    return _turned(Bright(values, levels, kept.most), dark_is_high)


def _dark_is_high(said: Said) -> bool:
    shape = said.text("PresentationLUTShape")
    return said.text("PhotometricInterpretation") == "MONOCHROME1" or shape == "INVERSE"


def _turned(bright: Bright, dark_is_high: bool) -> Bright:
    if not dark_is_high:
        return bright
    window = None
    if bright.window is not None:
        window = bright.most - bright.window[1], bright.most - bright.window[0]
    return Bright((bright.most - bright.values.astype(np.int32)).astype(np.uint16), window, bright.most)


def _window(said: Said) -> tuple[float, float] | None:
    """Return centre and width of the first window; None where there is none that can be."""
    centres, widths = said.numbers("WindowCenter"), said.numbers("WindowWidth")
    if not centres or not widths or widths[0] < 1.0 or not isfinite(centres[0] + widths[0]):
        return None
    return centres[0], widths[0]


def _levels(window: tuple[float, float], slope: float, intercept: float, exact: bool) -> tuple[float, float]:
    """Return the stored values shown darkest and brightest."""
    centre, width = window
    if not exact:
        centre, width = centre - 0.5, max(width - 1.0, 1e-3)
    return (centre - width / 2.0 - intercept) / slope, (centre + width / 2.0 - intercept) / slope


def _sigmoid(grey: NDArray[Any], window: tuple[float, float]) -> Bright:
    centre, width = window
    steep = np.clip(-4.0 * (grey - centre) / width, -60.0, 60.0)
    return Bright(np.rint(MOST / (1.0 + np.exp(steep))).astype(np.uint16), (0.0, float(MOST)), MOST)


@dataclass(frozen=True, eq=False)
class Table:
    """A table of values: its entries, and the value that the first of them is for."""

    entries: NDArray[np.int32]
    first: int
    bits: int

    @property
    def most(self) -> int:
        """The largest entry there can be."""
        return (1 << self.bits) - 1

    @classmethod
    def of(cls, item: Item, signed: bool) -> Table | None:
        """Return the table of an item of a sequence (PS3.3 C.11.1.1.1); None where it is none."""
        descriptor = item.whole_numbers("LUTDescriptor", 2)
        if len(descriptor) != 3 or not 0 < descriptor[2] <= 16:
            return None
        count, first, bits = descriptor
        count = count or 1 << 16
        if signed and first >= 0x8000:
            first -= 0x10000
        data = item.raw("LUTData")
        # entries of 8 bits may stand in words
        width = 1 if bits <= 8 and len(data) < 2 * count else 2
        entries = np.array(item.whole_numbers("LUTData", width)[:count], np.int32)
        if len(entries) < count:
            return None
        return cls(np.minimum(entries, (1 << bits) - 1), first, bits)

    def at(self, values: NDArray[np.int32]) -> NDArray[np.int32]:
        """Return the entries for some values; below the first and beyond the last these hold."""
        return self.entries[np.clip(values - self.first, 0, len(self.entries) - 1)]
