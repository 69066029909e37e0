"""Take one picture out of the element with the pixels of a file, whatever it is packed in.

References
----------
PS3.5 8.1.1, A, D (native and packed pixels).
"""

from __future__ import annotations

import warnings
from typing import Any, BinaryIO

from numpy.typing import NDArray
from pydicom.uid import ExplicitVRBigEndian, ImplicitVRLittleEndian

from planner.dicom.headers.elements import Elements
from planner.dicom.headers.items import Item
from planner.dicom.notes import note
from planner.dicom.pixels.picture_codecs import decoder_of
from planner.dicom.syntaxes import NATIVE
from planner.words import N_

DAMAGED_PICTURE = note(N_("its picture is damaged, or packed in a way that cannot be shown"))


def enter_pixels(data: BinaryIO, elements: Elements) -> None:
    """Go to the value of the element with the pixels.

    Raises
    ------
    ValueError
        If there are none.
    """
    data.seek(elements.pixel_offset)
    head = data.read(8 if elements.syntax == ImplicitVRLittleEndian else 12)
    tag = b"\x7f\xe0\x00\x10" if elements.syntax == ExplicitVRBigEndian else b"\xe0\x7f\x10\x00"
    if head[:4] != tag:
        raise ValueError("there are no pixels")


def decoded(
    data: BinaryIO, elements: Elements, header: Item, frames: int, frame: int, whole_words: bool = False
) -> NDArray[Any]:
    """Return one picture: grey values [j, i], or samples [j, i, 3].

    Parameters
    ----------
    data
        At the value of the element with the pixels.
    header
        All elements before it.
    frames, frame
        How many pictures there are, and which one, from 0.
    whole_words
        Whether bits that are no part of the picture are kept where it is not packed.

    Raises
    ------
    Exception
        Whatever pydicom or a codec raises for what is damaged.
    """
    options: dict[str, Any] = {
        "rows": elements.short("Rows"),
        "columns": elements.short("Columns"),
        "samples_per_pixel": elements.short("SamplesPerPixel") or 1,
        "planar_configuration": elements.short("PlanarConfiguration") or 0,
        "photometric_interpretation": elements.text("PhotometricInterpretation"),
        "bits_allocated": elements.short("BitsAllocated"),
        "bits_stored": elements.short("BitsStored"),
        "pixel_representation": elements.short("PixelRepresentation") or 0,
        "number_of_frames": frames,
        "correct_unused_bits": not (whole_words and elements.syntax in NATIVE),
        "pixel_keyword": "PixelData",
        "pixel_vr": "OW",
    }
    tables = header.raw("ExtendedOffsetTable"), header.raw("ExtendedOffsetTableLengths")
    if all(tables):
        options["extended_offsets"] = tables
    with warnings.catch_warnings():
        # they quote values of the file, and tell nothing that is not found out by itself
        warnings.simplefilter("ignore")
        values, _properties = decoder_of(elements.syntax).as_array(data, index=frame, **options)
    return values
