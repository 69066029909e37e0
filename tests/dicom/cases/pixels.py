"""Cases of what the bits of pixels mean, and how they become HU."""

from __future__ import annotations

from pathlib import Path

import numpy as np
from pydicom import uid

from tests.dicom.cases.case import Case
from tests.dicom.cases.pixel_writers import (
    SHAPE,
    SLICE,
    changed,
    images,
    of_8_bits,
    of_12_bits,
    packed,
    raw,
)
from tests.dicom.packing import (
    SYNTAXES,
    jpeg_2000,
    save_as,
)
from tests.dicom.phantom import edit, put, written

_ABOVE = {"BitsStored": 12, "PixelRepresentation": 0, "RescaleIntercept": "-1024"}


def signed_codestream(file: Path) -> None:
    values = (SLICE - 2048).astype(np.int16)
    encode = jpeg_2000(level=0, reversible=True, bitspersample=12)
    packed(uid.JPEG2000Lossless, encode(values))(file)


def unsigned_codestream(file: Path) -> None:
    save_as(uid.JPEG2000Lossless, jpeg_2000(level=0, reversible=True, bitspersample=12))(file)


def scaled_apart(folder: Path) -> Path:
    for k, file in enumerate(written(folder, SHAPE), 1):
        edit(file, put(RescaleSlope=f"{k}", RescaleIntercept=f"{-1000 - k}"))
    return folder


_BIT_CASES = (
    Case(
        "bits",
        "12 of 16, rubbish above them",
        images(
            stored=((SLICE.astype("<u2") & 0x0FFF) | 0xA000).astype("<u2"),
            BitsStored=12,
            HighBit=11,
            PixelRepresentation=0,
            RescaleIntercept="-1024",
        ),
        "load",
    ),
    Case(
        "bits",
        "12 of 16 at the top, high bit 15",
        images(
            stored=(SLICE.astype("<u2") << 4).astype("<u2"),
            BitsStored=12,
            HighBit=15,
            PixelRepresentation=0,
            RescaleIntercept="-1024",
        ),
        "load",
    ),
    Case("bits", "8", of_8_bits(), "load"),
    Case(
        "bits",
        "12 packed side by side",
        of_12_bits(raw("BitsAllocated", b"\x0c\x00")),
        "refuse",
        ("12 bits of 12 per pixel are not read",),
    ),
    Case(
        "bits",
        "32",
        images(BitsAllocated=32, BitsStored=32, HighBit=31),
        "refuse",
        ("32 bits of 32 per pixel are not read",),
    ),
    Case(
        "bits",
        "floating point",
        images(FloatPixelData=bytes(4 * 20 * 28), PixelData=None),
        "refuse",
        ("ts pixels are floating-point numbers",),
    ),
    Case(
        "bits",
        "8, big-endian words of ge",
        of_8_bits(SYNTAXES["ge private"]),
        "refuse",
        ("8 bits of 8 per pixel are not read",),
    ),
    Case("bits", "a codestream of 16 that holds 12", of_12_bits(SYNTAXES["jpeg lossless sv1"]), "load"),
    Case(
        "bits",
        "a codestream of 16 that holds more than 12",
        of_12_bits(SYNTAXES["jpeg lossless sv1"], changed(BitsStored=11, HighBit=10)),
        "refuse",
        ("ts pixels have more bits than the header says",),
    ),
)
_SIGN_CASES = (
    Case(
        "signs of a codestream",
        "jpeg 2000 without signs under a header without",
        of_12_bits(unsigned_codestream),
        "load",
    ),
    Case(
        "signs of a codestream",
        "jpeg 2000 with signs under a header without",
        of_12_bits(signed_codestream),
        "load",
        (
            "codestream says that pixels may be negative, their header says not",
            "the header was followed",
            "air is near -1000 HU",
        ),
    ),
    Case(
        "signs of a codestream",
        "jpeg 2000 without signs under a header with signs",
        of_12_bits(unsigned_codestream, changed(PixelRepresentation=1)),
        "load",
        ("header says that pixels may be negative, their codestream says not", "the header was followed"),
    ),
    Case(
        "signs of a codestream",
        "jpeg lossless, which has none, under a header with signs",
        images(SYNTAXES["jpeg lossless sv1"]),
        "load",
    ),
)
_HU_CASES = (
    Case("pixel padding", "one value", of_12_bits(raw("PixelPaddingValue", b"\x00\x00")), "load"),
    Case(
        "pixel padding",
        "a range",
        of_12_bits(raw("PixelPaddingValue", b"\x00\x00"), raw("PixelPaddingRangeLimit", b"\x05\x00")),
        "load",
    ),
    Case(
        "pixel padding",
        "negative, written without sign",
        images(raw("PixelPaddingValue", b"\x30\xf8")),
        "load",
    ),
    Case("MONOCHROME1", "HU are not inverted", images(PhotometricInterpretation="MONOCHROME1"), "load"),
    Case("rescale", "another slope and intercept in each slice", scaled_apart, "load"),
    Case("rescale", "a slope that is not whole", images(RescaleSlope="0.5"), "load"),
    Case(
        "rescale", "no slope", images(RescaleSlope=None), "refuse", ("RescaleSlope is missing or not valid",)
    ),
    Case("rescale", "slope 0", images(RescaleSlope="0"), "refuse", ("RescaleSlope is missing or not valid",)),
    Case(
        "rescale",
        "a table in their place",
        images(ModalityLUTSequence=[]),
        "refuse",
        ("table in place of slope and intercept is not read",),
    ),
    Case(
        "rescale", "values in other units", images(RescaleType="OD"), "refuse", ("he values are OD, not HU",)
    ),
)

CASES = (*_BIT_CASES, *_SIGN_CASES, *_HU_CASES)
