"""Cases of how pixels are packed, and of files that lie about it."""

from __future__ import annotations

from pathlib import Path

import imagecodecs
import numpy as np
from pydicom import uid
from pydicom.encaps import encapsulate

from tests.dicom.cases.case import Case
from tests.dicom.cases.pixel_writers import (
    SLICE,
    Write,
    changed,
    images,
    of_8_bits,
    of_12_bits,
    packed,
    renamed,
)
from tests.dicom.packing import (
    JPEG_XL,
    LOSSY,
    LOSSY_8_BITS,
    MAYBE_LOSSLESS,
    SYNTAXES,
    jpeg_ls,
    put_packed,
    save_as,
)
from tests.dicom.phantom import edit

_LOSSY = ("that loses detail", "geometry has not", "A lossless copy is better")
_AGAIN = "as Explicit VR Little Endian or with lossless compression"


def in_fragments(file: Path) -> None:
    def change(dataset: object) -> None:
        frame = bytes(imagecodecs.jpegls_encode(SLICE.astype(np.uint16)))
        put_packed(dataset, encapsulate([frame], fragments_per_frame=3))  # type: ignore[arg-type]

    SYNTAXES["jpeg-ls"](file)
    edit(file, change)


def without_end(file: Path) -> None:
    """Take the end away from the last fragment, and leave the element whole."""
    frame = bytes(imagecodecs.jpeg8_encode(SLICE.astype(np.uint16), lossless=True, bitspersample=16))
    save_as(uid.JPEGLosslessSV1, lambda _pixels: frame[:-40] + bytes(40))(file)


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
        "its pixels are not packed (Explicit VR Little Endian), but they are",
        _AGAIN,
    ),
    _lie(
        "not packed, said to be",
        images(SYNTAXES["explicit"], renamed(uid.ExplicitVRLittleEndian, uid.JPEGLSLossless)),
        "JPEG-LS Lossless Image Compression, but they are not packed",
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
CASES = (*_SYNTAX_CASES, *_LOSS_CASES, *_LIES)
