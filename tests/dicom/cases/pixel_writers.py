"""Writers of slices whose pixels are packed or kept in one way or another."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import numpy as np
from numpy.typing import NDArray

from tests.dicom.packing import (
    rename_syntax,
    save_as,
)
from tests.dicom.phantom import edit, put, put_raw, written

Write = Callable[[Path], Path]
Change = Callable[[Path], object]

SHAPE = (3, 20, 28)
SLICE = np.fromfunction(lambda j, i: 2000 + 900 * np.sin(i / 6) + 800 * np.cos(j / 5), SHAPE[1:])


def images(*changes: Change, stored: NDArray[np.generic] | None = None, **elements: object) -> Write:
    """Return the writer of a few slices, each changed likewise."""

    def write(folder: Path) -> Path:
        for file in written(folder, SHAPE):
            if stored is not None:
                edit(file, put(PixelData=np.ascontiguousarray(stored).tobytes()))
            edit(file, put(**elements))
            for change in changes:
                change(file)
        return folder

    return write


def of_12_bits(*changes: Change, **elements: object) -> Write:
    """Return the writer of slices of 12 bits without signs."""
    kept = {"BitsStored": 12, "HighBit": 11, "PixelRepresentation": 0, "RescaleIntercept": "-1024"}
    return images(*changes, stored=SLICE.astype("<u2"), **(kept | elements))


def of_8_bits(*changes: Change, **elements: object) -> Write:
    """Return the writer of slices of 8 bits."""
    kept = {"BitsAllocated": 8, "BitsStored": 8, "HighBit": 7, "PixelRepresentation": 0}
    scale = {"RescaleSlope": "16", "RescaleIntercept": "-1024"}
    return images(*changes, stored=(SLICE / 16).astype(np.uint8), **(kept | scale | elements))


def renamed(said: str, meant: str) -> Change:
    return lambda file: rename_syntax(file, said, meant)


def changed(**elements: object) -> Change:
    return lambda file: edit(file, put(**elements))


def raw(keyword: str, value: bytes) -> Change:
    return lambda file: edit(file, put_raw(keyword, value))


def packed(syntax: str, codestream: bytes) -> Change:
    """Return what puts one codestream into a file."""

    def change(file: Path) -> None:
        save_as(syntax, lambda _pixels: codestream)(file)

    return change
