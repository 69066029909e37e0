"""Write a file again in another transfer syntax."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import imagecodecs
import numpy as np
import pydicom
from numpy.typing import NDArray
from pydicom import uid
from pydicom.encaps import encapsulate
from pydicom.uid import UID


def save_as(syntax: UID, encode: Callable[[NDArray[np.generic]], bytes] | None) -> Callable[[Path], None]:
    """Return what writes a file again in another transfer syntax."""

    def change(path: Path) -> None:
        dataset = pydicom.dcmread(path)
        dtype = np.dtype("i2" if dataset.PixelRepresentation else "u2")
        pixels = np.frombuffer(dataset.PixelData, dtype).reshape(dataset.Rows, dataset.Columns)
        dataset.file_meta.TransferSyntaxUID = syntax
        if encode is not None:
            dataset.PixelData = encapsulate([encode(pixels)])
            dataset["PixelData"].VR = "OB"
            dataset["PixelData"].is_undefined_length = True
            dataset.save_as(path)
            return
        if syntax == uid.ExplicitVRBigEndian:
            dataset.PixelData = pixels.byteswap().tobytes()
        little, implicit = syntax != uid.ExplicitVRBigEndian, syntax == uid.ImplicitVRLittleEndian
        pydicom.dcmwrite(path, dataset, little_endian=little, implicit_vr=implicit, overwrite=True)

    return change


def _unsigned(encode: Callable[..., bytes | bytearray]) -> Callable[[NDArray[np.generic]], bytes]:
    return lambda pixels: bytes(encode(pixels.view(np.uint16)))


def rle(path: Path) -> None:
    dataset = pydicom.dcmread(path)
    dataset.compress(uid.RLELossless, encoding_plugin="pydicom", generate_instance_uid=False)
    dataset.save_as(path)


def _jpeg_2000(pixels: NDArray[np.generic]) -> bytes:
    return bytes(imagecodecs.jpeg2k_encode(pixels, level=0, codecformat="j2k", reversible=True))


SYNTAXES = {
    "implicit": save_as(uid.ImplicitVRLittleEndian, None),
    "explicit": save_as(uid.ExplicitVRLittleEndian, None),
    "big endian": save_as(uid.ExplicitVRBigEndian, None),
    "deflated": save_as(uid.DeflatedExplicitVRLittleEndian, None),
    "rle": rle,
    "jpeg lossless": save_as(uid.JPEGLossless, _unsigned(imagecodecs.ljpeg_encode)),
    "jpeg lossless sv1": save_as(uid.JPEGLosslessSV1, _unsigned(imagecodecs.ljpeg_encode)),
    "jpeg-ls": save_as(uid.JPEGLSLossless, _unsigned(imagecodecs.jpegls_encode)),
    "jpeg 2000": save_as(uid.JPEG2000Lossless, _jpeg_2000),
}
