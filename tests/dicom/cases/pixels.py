"""Cases of pixels: how they are packed, what their bits mean, and files that lie about either."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import imagecodecs
import numpy as np
from numpy.typing import NDArray
from pydicom import uid
from pydicom.encaps import encapsulate

from tests.dicom.cases.case import Case
from tests.dicom.packing import (
    JPEG_XL,
    LOSSY,
    LOSSY_8_BITS,
    MAYBE_LOSSLESS,
    SYNTAXES,
    jpeg_2000,
    jpeg_ls,
    put_packed,
    rename_syntax,
    save_as,
)
from tests.dicom.phantom import edit, put, put_raw, written

Write = Callable[[Path], Path]
Change = Callable[[Path], object]

SHAPE = (3, 20, 28)
_ABOVE = {"BitsStored": 12, "PixelRepresentation": 0, "RescaleIntercept": "-1024"}
_SLICE = np.fromfunction(lambda j, i: 2000 + 900 * np.sin(i / 6) + 800 * np.cos(j / 5), SHAPE[1:])
_LOSSY = ("that loses detail", "geometry has not", "A lossless copy is better")
_AGAIN = "as Explicit VR Little Endian or with lossless compression"


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
    return images(*changes, stored=_SLICE.astype("<u2"), **(kept | elements))


def of_8_bits(*changes: Change, **elements: object) -> Write:
    """Return the writer of slices of 8 bits."""
    kept = {"BitsAllocated": 8, "BitsStored": 8, "HighBit": 7, "PixelRepresentation": 0}
    scale = {"RescaleSlope": "16", "RescaleIntercept": "-1024"}
    return images(*changes, stored=(_SLICE / 16).astype(np.uint8), **(kept | scale | elements))


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


def in_fragments(file: Path) -> None:
    def change(dataset: object) -> None:
        frame = bytes(imagecodecs.jpegls_encode(_SLICE.astype(np.uint16)))
        put_packed(dataset, encapsulate([frame], fragments_per_frame=3))  # type: ignore[arg-type]

    SYNTAXES["jpeg-ls"](file)
    edit(file, change)


def without_end(file: Path) -> None:
    """Take the end away from the last fragment, and leave the element whole."""
    frame = bytes(imagecodecs.jpeg8_encode(_SLICE.astype(np.uint16), lossless=True, bitspersample=16))
    save_as(uid.JPEGLosslessSV1, lambda _pixels: frame[:-40] + bytes(40))(file)


def signed_codestream(file: Path) -> None:
    values = (_SLICE - 2048).astype(np.int16)
    encode = jpeg_2000(level=0, reversible=True, bitspersample=12)
    packed(uid.JPEG2000Lossless, encode(values))(file)


def unsigned_codestream(file: Path) -> None:
    save_as(uid.JPEG2000Lossless, jpeg_2000(level=0, reversible=True, bitspersample=12))(file)


def scaled_apart(folder: Path) -> Path:
    for k, file in enumerate(written(folder, SHAPE), 1):
        edit(file, put(RescaleSlope=f"{k}", RescaleIntercept=f"{-1000 - k}"))
    return folder


def _read(name: str) -> Case:
    return Case("transfer syntax", name, images(SYNTAXES[name]), "load")


def _not_read(name: str, syntax: str, says: str) -> Case:
    change = (SYNTAXES["rle"], renamed(uid.RLELossless, syntax))
    return Case("transfer syntax", name, images(*change), "refuse", (says, _AGAIN))


def _lie(name: str, write: Write, *says: str) -> Case:
    return Case("file that lies about its syntax", name, write, "refuse", says)


_PACKED_AS = "t says that it is packed as"
_SYNTAX_CASES = (
    *map(_read, SYNTAXES),
    Case("transfer syntax", "one frame in three fragments", images(in_fragments), "load"),
    _not_read("jpeg with arithmetic coding", "1.2.840.10008.1.2.4.52", "cannot be decoded here"),
    _not_read("jpeg, hierarchical", "1.2.840.10008.1.2.4.65", "Hierarchical (Process 28) cannot be"),
    _not_read("jpeg 2000, several components", "1.2.840.10008.1.2.4.92", "cannot be decoded here"),
    _not_read("on a jpip server", "1.2.840.10008.1.2.4.94", "not in the file (JPIP Referenced)"),
    _not_read("mpeg2", "1.2.840.10008.1.2.4.100", "is for films"),
    _not_read("hevc", "1.2.840.10008.1.2.4.107", "is for films"),
    _not_read("private of philips", "1.3.46.670589.33.1.4.1", "Philips CT-private-ELE"),
    _not_read("private of someone", "1.2.840.113845.1.2.1", "private transfer syntax 1.2.840.113845.1.2.1"),
)
_LOSS_CASES = (
    *(Case("lossy compression", name, of_12_bits(write), "load", _LOSSY) for name, write in LOSSY.items()),
    *(
        Case("lossy compression", f"{name}, 8 bits", of_8_bits(write), "load", _LOSSY)
        for name, write in LOSSY_8_BITS.items()
    ),
    *(
        Case("lossy compression", f"{name}, nothing said", images(write), "load", _LOSSY)
        for name, write in MAYBE_LOSSLESS.items()
    ),
    *(
        Case(
            "lossy compression",
            f"{name}, said to have lost nothing",
            images(write, LossyImageCompression="00"),
            "load",
        )
        for name, write in MAYBE_LOSSLESS.items()
        if name != "jpeg xl"
    ),
    Case(
        "lossy compression",
        "jpeg-ls that lost something, said to have lost nothing",
        of_12_bits(LOSSY["jpeg-ls near-lossless"], LossyImageCompression="00"),
        "load",
        _LOSSY,
    ),
    Case(
        "lossy compression",
        "once, before it was unpacked, with its ratio",
        images(
            LossyImageCompression="01",
            LossyImageCompressionMethod="ISO_15444_1",
            LossyImageCompressionRatio="7.4",
        ),
        "load",
        (*_LOSSY, "(JPEG 2000 7:1)"),
    ),
    Case(
        "lossy compression",
        "jpeg of values with signs",
        of_12_bits(LOSSY["jpeg extended"], changed(PixelRepresentation=1)),
        "refuse",
        ("ossy JPEG holds no negative values",),
    ),
)
_LIES = (
    _lie(
        "implicit, said to be explicit",
        images(SYNTAXES["implicit"], renamed(uid.ImplicitVRLittleEndian, uid.ExplicitVRLittleEndian)),
        "it is written as Implicit VR Little Endian",
    ),
    _lie(
        "explicit, said to be implicit",
        images(SYNTAXES["explicit"], renamed(uid.ExplicitVRLittleEndian, uid.ImplicitVRLittleEndian)),
        "it is written as Explicit VR Little Endian",
    ),
    _lie(
        "little endian, said to be big endian",
        images(SYNTAXES["explicit"], renamed(uid.ExplicitVRLittleEndian, uid.ExplicitVRBigEndian)),
        "it is written as Explicit VR Little Endian",
    ),
    _lie(
        "big endian, said to be little endian",
        images(SYNTAXES["big endian"], renamed(uid.ExplicitVRBigEndian, uid.ExplicitVRLittleEndian)),
        "it is written as Explicit VR Big Endian",
    ),
    _lie(
        "deflated, said not to be",
        images(SYNTAXES["deflated"], renamed(uid.DeflatedExplicitVRLittleEndian, uid.ExplicitVRLittleEndian)),
        "written as Explicit VR Little Endian, but it is not",
    ),
    _lie(
        "packed, said not to be",
        images(SYNTAXES["jpeg-ls"], renamed(uid.JPEGLSLossless, uid.ExplicitVRLittleEndian)),
        "its pixels are not packed, but they are",
        _AGAIN,
    ),
    _lie(
        "not packed, said to be",
        images(SYNTAXES["explicit"], renamed(uid.ExplicitVRLittleEndian, uid.JPEGLSLossless)),
        "its pixels are packed, but they are not",
        _AGAIN,
    ),
    _lie(
        "jpeg-ls, said to be jpeg 2000",
        images(SYNTAXES["jpeg-ls"], renamed(uid.JPEGLSLossless, uid.JPEG2000Lossless)),
        _PACKED_AS,
        "but it is packed as JPEG-LS",
    ),
    _lie(
        "jpeg 2000, said to be rle",
        images(SYNTAXES["jpeg 2000"], renamed(uid.JPEG2000Lossless, uid.RLELossless)),
        "as RLE Lossless, but it is packed as JPEG 2000",
    ),
    _lie(
        "rle, said to be jpeg lossless",
        images(SYNTAXES["rle"], renamed(uid.RLELossless, uid.JPEGLosslessSV1)),
        "but it is packed as RLE",
    ),
    _lie(
        "lossy jpeg, said to be lossless",
        of_12_bits(LOSSY["jpeg extended"], renamed(uid.JPEGExtended12Bit, uid.JPEGLosslessSV1)),
        "but it is packed as JPEG.",
    ),
    _lie(
        "jpeg 2000, said to be jpeg xl",
        images(SYNTAXES["jpeg 2000"], renamed(uid.JPEG2000Lossless, JPEG_XL)),
        "as JPEG XL, but it is packed as JPEG 2000",
    ),
    _lie(
        "rubbish, said to be jpeg 2000",
        images(packed(uid.JPEG2000Lossless, b"neither this nor that" * 20)),
        "(Lossless Only), but it is not",
    ),
    _lie(
        "a codestream of another size",
        images(packed(uid.JPEGLSLossless, jpeg_ls()(np.zeros((3000, 3000), np.uint16)))),
        "header says 28 x 20 pixels, but 3000 x 3000 are packed",
    ),
    _lie(
        "a codestream in colour",
        images(packed(uid.JPEGLSLossless, jpeg_ls()(np.zeros((20, 28, 3), np.uint8)))),
        "hese are colour pictures",
    ),
    _lie("a codestream without its end", images(without_end), "he file ends before its pixels do"),
    _lie(
        "header and codestream of a picture without end",
        images(SYNTAXES["jpeg-ls"], changed(Rows=65535, Columns=65535)),
        "65535 x 65535 pixels are more than a CT has",
    ),
)
_BIT_CASES = (
    Case(
        "bits",
        "12 of 16, rubbish above them",
        images(
            stored=((_SLICE.astype("<u2") & 0x0FFF) | 0xA000).astype("<u2"),
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
            stored=(_SLICE.astype("<u2") << 4).astype("<u2"),
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

CASES = (*_SYNTAX_CASES, *_LOSS_CASES, *_LIES, *_BIT_CASES, *_SIGN_CASES, *_HU_CASES)
