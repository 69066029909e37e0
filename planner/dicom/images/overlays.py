"""What is drawn over a picture: planes of groups 6000 to 601E, in the header or in high bits of the pixels.

References
----------
PS3.3 C.9.2 (overlay plane), C.9.3 (multi-frame overlay); PS3.5 8.1.2 (bits of overlays).
"""

from __future__ import annotations

from typing import Any

import numpy as np
from numpy.typing import NDArray

from planner.dicom.headers.items import Item

_GROUPS = range(0x6000, 0x6020, 2)
_ROWS, _COLUMNS, _FRAMES, _ORIGIN, _FIRST = 0x0010, 0x0011, 0x0015, 0x0050, 0x0051
_ALLOCATED, _POSITION, _DATA = 0x0100, 0x0102, 0x3000

Mask = NDArray[np.bool_]


def overlay_of(header: Item, frame: int, shape: tuple[int, int], stored: NDArray[Any]) -> Mask | None:
    """Return what all planes draw over a frame, bool [row, column]; None where they draw nothing.

    Parameters
    ----------
    header
        All elements before the pixels.
    stored
        The words of the frame as they stand in the file, with bits that are no part of the picture.
    """
    drawn = np.zeros(shape, np.bool_)
    for group in _GROUPS:
        plane = _plane(header, group << 16, frame)
        if plane is not None:
            _draw(drawn, plane, _origin(header, group << 16))
        elif header.whole((group << 16) + _ALLOCATED) not in (None, 1) and not header.at(
            (group << 16) + _DATA
        ):
            position = header.whole((group << 16) + _POSITION) or 0
            if 0 < position < 16 and stored.dtype.itemsize == 2:
                drawn |= (stored.view(np.uint16) >> np.uint16(position) & 1).astype(np.bool_)
    return drawn if drawn.any() else None


def _plane(header: Item, group: int, frame: int) -> Mask | None:
    """Return the bits of one plane for a frame; None where it has none."""
    rows, columns = header.whole(group + _ROWS) or 0, header.whole(group + _COLUMNS) or 0
    data = header.at(group + _DATA)
    number = frame + 1 - (header.whole(group + _FIRST) or 1)
    frames = _frames(header, group)
    if frames == 1 and not header.at(group + _FRAMES):
        number = 0
    first = number * rows * columns
    if not rows or not columns or not 0 <= number < frames or len(data) * 8 < first + rows * columns:
        return None
    bits = np.unpackbits(np.frombuffer(data[first // 8 :], np.uint8), bitorder="little")[first % 8 :]
    return bits[: rows * columns].reshape(rows, columns).astype(np.bool_)


def _frames(header: Item, group: int) -> int:
    said = header.at(group + _FRAMES).decode("ascii", "replace").strip("\0 ")
    return int(said) if said.isdigit() and len(said) < 6 else 1


def _origin(header: Item, group: int) -> tuple[int, int]:
    """Return the row and column of the first bit, from 0."""
    raw = header.at(group + _ORIGIN)
    if len(raw) != 4:
        return 0, 0
    row, column = np.frombuffer(raw, header.int16)
    return int(row) - 1, int(column) - 1


def _draw(drawn: Mask, plane: Mask, origin: tuple[int, int]) -> None:
    row, column = origin
    rows, columns = plane.shape
    part = drawn[max(row, 0) : max(row + rows, 0), max(column, 0) : max(column + columns, 0)]
    part |= plane[max(-row, 0) :, max(-column, 0) :][: part.shape[0], : part.shape[1]]
