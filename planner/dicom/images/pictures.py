"""Pictures that were captured from a screen: shown as they are, with nothing to measure on them.

References
----------
PS3.3 A.8 (secondary capture), C.7.6.3.1.2 (photometric interpretation), C.7.6.3.1.6 (palettes), C.11.2.1.2
(windows); PS3.5 8.1.1, D (native pixels).
"""

from __future__ import annotations

from io import BufferedReader
from math import isfinite
from typing import Any, BinaryIO

import numpy as np
from numpy.typing import NDArray

from planner.dicom.errors import OPEN_AGAIN, LoadError
from planner.dicom.foreign import foreign, open_file
from planner.dicom.headers.elements import Elements, open_data_set, read_elements
from planner.dicom.headers.items import Item
from planner.dicom.images.decoding import DAMAGED_PICTURE, decoded, enter_pixels
from planner.dicom.images.functional_groups import read_header
from planner.dicom.images.header import number_of_frames
from planner.dicom.limits import MOST_PICTURES, MOST_SAMPLES
from planner.dicom.notes import Note, note
from planner.dicom.pixels.picture_codecs import can_decode
from planner.dicom.study import Pictures
from planner.dicom.syntaxes import registered_name
from planner.words import N_

BURNED_IN = "BurnedInAnnotation"
PICTURE_KEYWORDS = (
    *("Rows", "Columns", "NumberOfFrames", "SamplesPerPixel", "PhotometricInterpretation"),
    *("PlanarConfiguration", "BitsAllocated", "BitsStored", "PixelRepresentation", BURNED_IN),
    *("RescaleSlope", "RescaleIntercept", "WindowCenter", "WindowWidth"),
)

_NO_GEOMETRY = note(N_("No geometry: for viewing only. Nothing can be measured or planned on it."))
_MAY_NAME = note(N_("It may show the patient's name in the picture."))
NAMES = note(N_("It says that the picture itself names the patient."))


def pictures(elements: Elements) -> Pictures:
    """Return the pictures of a secondary capture.

    Raises
    ------
    LoadError
        If their size is missing or not valid, or if they cannot be decoded.
    """
    rows, columns = elements.short("Rows"), elements.short("Columns")
    frames = number_of_frames(elements)
    if not rows or not columns:
        raise elements.invalid("Columns" if rows else "Rows")
    if frames > MOST_PICTURES:
        raise elements.invalid("NumberOfFrames")
    if not can_decode(elements.syntax):
        why = note(N_("pictures in {syntax} are not shown"), syntax=registered_name(elements.syntax))
        raise LoadError(elements.path, why)
    return Pictures(
        file=elements.path,
        class_name=registered_name(elements.sop_class),
        frames=frames,
        rows=rows,
        columns=columns,
        colour=not elements.text("PhotometricInterpretation").startswith("MONOCHROME"),
        notes=_notes(elements),
    )


def _notes(elements: Elements) -> tuple[Note, ...]:
    burned_in = elements.text(BURNED_IN)
    if burned_in == "NO":
        return (_NO_GEOMETRY,)
    return _NO_GEOMETRY, NAMES if burned_in == "YES" else _MAY_NAME


def picture_of(pictures: Pictures, frame: int) -> NDArray[np.uint8]:
    """Return one picture as a screen shows it: [j, i], or [j, i, 3] red, green and blue.

    Grey values are shown in the window of the file where it has one, else from the darkest to the brightest.

    Parameters
    ----------
    frame
        Its number in the file, from 0.

    Raises
    ------
    LoadError
        If the file cannot be read, or is not as its header says.
    """
    # what was found without a header was allowed then
    elements = read_elements(pictures.file, PICTURE_KEYWORDS, headerless=True)
    samples = elements.short("SamplesPerPixel") or 1
    size = (elements.short("Rows") or 0, elements.short("Columns") or 0)
    if size != (pictures.rows, pictures.columns) or not 0 <= frame < pictures.frames:
        raise LoadError(pictures.file, note(N_("it is not the file that was found here before")), OPEN_AGAIN)
    if size[0] * size[1] * samples > MOST_SAMPLES:
        raise LoadError(pictures.file, note(N_("its picture is bigger than what can be shown")))
    header = read_header(elements)
    with (
        foreign(pictures.file, DAMAGED_PICTURE),
        BufferedReader(open_file(pictures.file, elements.stamp)) as file,
    ):
        data = open_data_set(pictures.file, file)
        enter_pixels(data, elements)
        if elements.short("BitsAllocated") == 1:
            return _shown(_bits(data, elements, frame), elements, header)
        return _shown(decoded(data, elements, header, pictures.frames, frame), elements, header)


def _bits(data: BinaryIO, elements: Elements, frame: int) -> NDArray[np.uint8]:
    """Return a picture of single bits, which follow each other without gaps (PS3.5 8.1.1)."""
    rows, columns = elements.short("Rows") or 0, elements.short("Columns") or 0
    first = frame * rows * columns
    last = first + rows * columns
    data.seek(first // 8, 1)
    packed = np.frombuffer(data.read(-(-last // 8) - first // 8), np.uint8)
    bits = np.unpackbits(packed, bitorder="little")[first % 8 :]
    return bits[: rows * columns].reshape(rows, columns)


def _shown(values: NDArray[Any], elements: Elements, header: Item) -> NDArray[np.uint8]:
    kind = elements.text("PhotometricInterpretation")
    if kind == "PALETTE COLOR":
        return _painted(values, header)
    if values.ndim == 3:
        most = (1 << (elements.short("BitsStored") or 8)) - 1
        return _shades(values, 0.0, float(most))
    slope = elements.number_or_none("RescaleSlope") or 1.0
    grey = values * slope + (elements.number_or_none("RescaleIntercept") or 0.0)
    dark, bright = _window(elements) or (float(grey.min()), float(grey.max()))
    shades = _shades(grey, dark, bright)
    return 255 - shades if kind == "MONOCHROME1" else shades


def _window(elements: Elements) -> tuple[float, float] | None:
    """Return the values shown darkest and brightest by the first window; None where there is none."""
    try:
        centre, width = (float(elements.texts(f"Window{name}")[0]) for name in ("Center", "Width"))
    except (IndexError, ValueError):
        return None
    if not (isfinite(centre) and isfinite(width) and width > 1.0):
        return None
    return centre - 0.5 - (width - 1.0) / 2, centre - 0.5 + (width - 1.0) / 2


def _shades(values: NDArray[Any], dark: float, bright: float) -> NDArray[np.uint8]:
    scale = 255.0 / (bright - dark) if bright > dark else 0.0
    return np.rint(np.clip((values - dark) * scale, 0.0, 255.0)).astype(np.uint8)


def _painted(values: NDArray[Any], header: Item) -> NDArray[np.uint8]:
    """Return values in the colours of the palette of the file."""
    return np.stack([_one_colour(values, header, colour) for colour in ("Red", "Green", "Blue")], axis=-1)


def _one_colour(values: NDArray[Any], header: Item, colour: str) -> NDArray[np.uint8]:
    entries, first, bits = header.whole_numbers(f"{colour}PaletteColorLookupTableDescriptor", 2)
    entries = entries or 1 << 16
    if values.dtype.kind == "i" and first >= 0x8000:
        first -= 0x10000
    data = f"{colour}PaletteColorLookupTableData"
    # entries of 8 bits may stand in words
    width = 1 if len(header.raw(data)) < 2 * entries else 2
    shift = 8 if bits > 8 else 0
    table = np.array([entry >> shift & 0xFF for entry in header.whole_numbers(data, width)], dtype=np.uint8)
    return table[np.clip(values.astype(np.int64) - first, 0, entries - 1)]
