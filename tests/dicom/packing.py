"""Write a file again in another transfer syntax."""

from __future__ import annotations

import zlib
from collections.abc import Callable
from dataclasses import replace
from functools import partial
from pathlib import Path

import imagecodecs
import numpy as np
import pydicom
from numpy.typing import NDArray
from pydicom import uid
from pydicom.encaps import encapsulate
from pydicom.uid import UID

from planner.dicom.foreign import open_file, stamp_of
from planner.dicom.image import CtImage

Picture = NDArray[np.generic]
Encode = Callable[[Picture], bytes]

GE_PRIVATE = UID("1.2.840.113619.5.2")
PLAIN_FRAGMENTS = UID("1.2.840.10008.1.2.1.98")
DEFLATED_FRAMES = UID("1.2.840.10008.1.2.8.1")
JPEG_XL_LOSSLESS = UID("1.2.840.10008.1.2.4.110")
JPEG_XL_OF_JPEG = UID("1.2.840.10008.1.2.4.111")
JPEG_XL = UID("1.2.840.10008.1.2.4.112")
_STAND_IN = "1.2.840.10008.1.2.4.90"


def pixels_of(dataset: pydicom.Dataset) -> Picture:
    """Return the pixels of a file that is not packed, as they are stored."""
    kind = f"{'i' if dataset.PixelRepresentation else 'u'}{dataset.BitsAllocated // 8}"
    return np.frombuffer(dataset.PixelData, np.dtype(kind)).reshape(dataset.Rows, dataset.Columns)


def taken_for(image: CtImage) -> CtImage:
    """Return an image by a header that is not noticed to be that of an earlier file of this name."""
    with open_file(image.path) as file:
        return replace(image, stamp=stamp_of(file))


def put_packed(dataset: pydicom.Dataset, packed: bytes) -> None:
    """Set the pixels to one packed frame, encapsulated already."""
    dataset.PixelData = packed
    dataset["PixelData"].VR = "OB"
    dataset["PixelData"].is_undefined_length = True


def save_as(syntax: str, encode: Encode | None) -> Callable[[Path], None]:
    """Return what writes a file again in another transfer syntax."""

    def change(path: Path) -> None:
        dataset = pydicom.dcmread(path)
        pixels = pixels_of(dataset)
        # pydicom writes none that it does not know
        known = UID(syntax).name != syntax or syntax == GE_PRIVATE
        dataset.file_meta.TransferSyntaxUID = UID(syntax if known else _STAND_IN)
        if encode is not None:
            put_packed(dataset, encapsulate([encode(pixels)]))
        elif syntax in (uid.ExplicitVRBigEndian, GE_PRIVATE):
            dataset.PixelData = pixels.byteswap().tobytes()
        little, implicit = (
            syntax != uid.ExplicitVRBigEndian,
            syntax in (uid.ImplicitVRLittleEndian, GE_PRIVATE),
        )
        pydicom.dcmwrite(path, dataset, little_endian=little, implicit_vr=implicit, overwrite=True)
        if not known:
            rename_syntax(path, _STAND_IN, syntax)

    return change


def _unsigned(encode: Callable[..., bytes | bytearray], **options: object) -> Encode:
    return lambda pixels: bytes(encode(pixels.view(f"u{pixels.itemsize}"), **options))


def _signed(encode: Callable[..., bytes | bytearray], **options: object) -> Encode:
    return lambda pixels: bytes(encode(pixels, **options))


def _deflate(pixels: Picture) -> bytes:
    packer = zlib.compressobj(wbits=-zlib.MAX_WBITS)
    return packer.compress(pixels.tobytes()) + packer.flush()


def jpeg_xl_of_jpeg(pixels: Picture) -> bytes:
    """Return 8-bit pixels as JPEG in JPEG XL."""
    return bytes(imagecodecs.jpegxl_encode_jpeg(imagecodecs.jpeg8_encode(pixels, 95)))


def rename_syntax(path: Path, said: str, meant: str) -> None:
    """Write another TransferSyntaxUID into a file, and leave everything else."""
    data = path.read_bytes()
    old, new = (_element(text.encode()) for text in (said, meant))
    assert data.count(old) == 1
    data = data.replace(old, new)
    # FileMetaInformationGroupLength, the first element
    length = int.from_bytes(data[140:144], "little") + len(new) - len(old)
    path.write_bytes(data[:140] + length.to_bytes(4, "little") + data[144:])


def _element(value: bytes) -> bytes:
    padded = value + b"\0" * (len(value) % 2)
    return b"\x02\x00\x10\x00UI" + len(padded).to_bytes(2, "little") + padded


def rle(path: Path) -> None:
    dataset = pydicom.dcmread(path)
    dataset.compress(uid.RLELossless, encoding_plugin="pydicom", generate_instance_uid=False)
    dataset.save_as(path)


jpeg_2000 = partial(_signed, imagecodecs.jpeg2k_encode, codecformat="j2k")
htj2k = partial(_signed, imagecodecs.htj2k_encode)
jpeg_lossless = partial(_unsigned, imagecodecs.jpeg8_encode, lossless=True, bitspersample=16)
jpeg_ls = partial(_unsigned, imagecodecs.jpegls_encode)
jpeg_xl = partial(_unsigned, imagecodecs.jpegxl_encode)
jpeg = partial(_unsigned, imagecodecs.jpeg8_encode)

SYNTAXES = {
    "implicit": save_as(uid.ImplicitVRLittleEndian, None),
    "explicit": save_as(uid.ExplicitVRLittleEndian, None),
    "big endian": save_as(uid.ExplicitVRBigEndian, None),
    "deflated": save_as(uid.DeflatedExplicitVRLittleEndian, None),
    "ge private": save_as(GE_PRIVATE, None),
    "plain fragments": save_as(PLAIN_FRAGMENTS, lambda pixels: pixels.tobytes()),
    "deflated frames": save_as(DEFLATED_FRAMES, _deflate),
    "rle": rle,
    "jpeg lossless": save_as(uid.JPEGLossless, jpeg_lossless(predictor=6)),
    "jpeg lossless sv1": save_as(uid.JPEGLosslessSV1, jpeg_lossless(predictor=1)),
    "jpeg lossless, another writer": save_as(uid.JPEGLosslessSV1, _unsigned(imagecodecs.ljpeg_encode)),
    "jpeg-ls": save_as(uid.JPEGLSLossless, jpeg_ls()),
    "jpeg-ls near-lossless of none": save_as(uid.JPEGLSNearLossless, jpeg_ls(level=0)),
    "jpeg 2000": save_as(uid.JPEG2000Lossless, jpeg_2000(level=0, reversible=True)),
    "htj2k": save_as(uid.HTJ2KLossless, htj2k(reversible=True)),
    "htj2k rpcl": save_as(uid.HTJ2KLosslessRPCL, htj2k(reversible=True, tlm=True)),
    "jpeg xl": save_as(JPEG_XL_LOSSLESS, jpeg_xl(lossless=True)),
}
"""Name to what writes a file again, bit for bit."""

MAYBE_LOSSLESS = {
    "jpeg 2000": save_as(uid.JPEG2000, jpeg_2000(level=0, reversible=True)),
    "htj2k": save_as(uid.HTJ2K, htj2k(reversible=True)),
    "jpeg xl": save_as(JPEG_XL, jpeg_xl(lossless=True)),
}
"""Likewise, in syntaxes that may also lose something."""

LOSSY = {
    "jpeg extended": save_as(uid.JPEGExtended12Bit, jpeg(level=95, bitspersample=12)),
    "jpeg-ls near-lossless": save_as(uid.JPEGLSNearLossless, jpeg_ls(level=2)),
    "jpeg 2000": save_as(uid.JPEG2000, jpeg_2000(level=90, reversible=False)),
    "htj2k": save_as(uid.HTJ2K, htj2k(level=0.0001, reversible=False)),
    "jpeg xl": save_as(JPEG_XL, jpeg_xl(distance=0.5, bitspersample=12)),
}
"""Name to what writes a file of 12 bits again, nearly."""

LOSSY_8_BITS = {
    "jpeg baseline": save_as(uid.JPEGBaseline8Bit, jpeg(level=95)),
    "jpeg xl of jpeg": save_as(JPEG_XL_OF_JPEG, jpeg_xl_of_jpeg),
}
"""Name to what writes a file of 8 bits again, nearly."""
