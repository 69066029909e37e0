"""How the pixels of a written image stand in its file, in every transfer syntax that loses nothing."""

from __future__ import annotations

from typing import Literal

import imagecodecs
import numpy as np
from numpy.typing import NDArray
from pydicom.dataset import Dataset
from pydicom.encaps import encapsulate
from pydicom.pixels.encoders.base import RLELosslessEncoder
from pydicom.uid import (
    UID,
    DeflatedExplicitVRLittleEndian,
    ExplicitVRBigEndian,
    ExplicitVRLittleEndian,
    ImplicitVRLittleEndian,
    JPEG2000Lossless,
    JPEGLosslessSV1,
    JPEGLSLossless,
    RLELossless,
)

Packing = Literal[
    "implicit", "explicit", "big_endian", "deflated", "rle", "jpeg_lossless", "jpeg_ls", "jpeg_2000"
]  # fmt: skip

SYNTAXES: dict[Packing, UID] = {
    "implicit": ImplicitVRLittleEndian,
    "explicit": ExplicitVRLittleEndian,
    "big_endian": ExplicitVRBigEndian,
    "deflated": DeflatedExplicitVRLittleEndian,
    "rle": RLELossless,
    "jpeg_lossless": JPEGLosslessSV1,
    "jpeg_ls": JPEGLSLossless,
    "jpeg_2000": JPEG2000Lossless,
}
"""Transfer syntaxes that lose nothing (PS3.5 10 and annex A)."""


def put_pixels(dataset: Dataset, stored: NDArray[np.uint16], packing: Packing) -> None:
    """Put the stored values of one image [j, i] into a data set that says its size and bits already."""
    packed = _packed(dataset, stored, packing)
    if packed is None:
        big = packing == "big_endian"
        dataset.PixelData = stored.astype(">u2" if big else "<u2").tobytes()
        dataset["PixelData"].VR = "OW"
        return
    dataset.PixelData = encapsulate([packed])
    dataset["PixelData"].VR = "OB"
    dataset["PixelData"].is_undefined_length = True


def _packed(dataset: Dataset, stored: NDArray[np.uint16], packing: Packing) -> bytes | None:
    """Return the one frame as it is packed; None where it stands in the file as it is."""
    bits = int(dataset.BitsStored)
    if packing == "jpeg_ls":
        return bytes(imagecodecs.jpegls_encode(stored))
    if packing == "jpeg_lossless":
        # the first predictor is what SV1 means
        return bytes(imagecodecs.jpeg8_encode(stored, lossless=True, predictor=1, bitspersample=bits))
    if packing == "jpeg_2000":
        plain = imagecodecs.jpeg2k_encode(stored, 0, codecformat="j2k", reversible=True, bitspersample=bits)
        return bytes(plain)
    if packing == "rle":
        return _run_lengths(dataset, stored)
    return None


def _run_lengths(dataset: Dataset, stored: NDArray[np.uint16]) -> bytes:
    return RLELosslessEncoder.encode(
        stored,
        encoding_plugin="pydicom",
        rows=stored.shape[0],
        columns=stored.shape[1],
        samples_per_pixel=1,
        number_of_frames=1,
        bits_allocated=16,
        bits_stored=int(dataset.BitsStored),
        pixel_representation=0,
        photometric_interpretation="MONOCHROME2",
    )
