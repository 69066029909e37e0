"""Secondary captures of known pictures, in every way that screens are written."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import imagecodecs
import numpy as np
import pydicom
from numpy.typing import NDArray
from pydicom import uid
from pydicom.dataset import FileDataset, FileMetaDataset
from pydicom.encaps import encapsulate

SINGLE = uid.SecondaryCaptureImageStorage
BITS = uid.MultiFrameSingleBitSecondaryCaptureImageStorage
BYTES = uid.MultiFrameGrayscaleByteSecondaryCaptureImageStorage
WORDS = uid.MultiFrameGrayscaleWordSecondaryCaptureImageStorage
COLOURS = uid.MultiFrameTrueColorSecondaryCaptureImageStorage


def smooth(frames: int = 3, rows: int = 18, columns: int = 26) -> NDArray[np.uint8]:
    """Return soft pictures in colour, [frame, j, i, 3], each another one; lossy codecs hardly change them."""
    k, j, i = np.indices((frames, rows, columns))
    red, green, blue = 40 + 5 * i + 20 * k, 200 - 6 * j, 60 + 3 * i + 3 * j
    return np.stack([red, green, blue], axis=-1).astype(np.uint8)


def capture(path: Path, pixels: bytes, sop_class: uid.UID, **elements: object) -> Path:
    """Write a secondary capture in Explicit VR Little Endian; the defaults are of one in 8 grey bits."""
    meta = FileMetaDataset()
    meta.MediaStorageSOPClassUID = sop_class
    meta.MediaStorageSOPInstanceUID = uid.UID("2.25.77")
    meta.TransferSyntaxUID = uid.ExplicitVRLittleEndian
    dataset = FileDataset("", {}, file_meta=meta, preamble=b"\0" * 128)
    values = {
        "SOPClassUID": sop_class,
        "SOPInstanceUID": "2.25.77",
        "StudyInstanceUID": "2.25.78",
        "SeriesInstanceUID": "2.25.79",
        "Modality": "OT",
        "SeriesDescription": "Screen",
        "SamplesPerPixel": 1,
        "PhotometricInterpretation": "MONOCHROME2",
        "BitsAllocated": 8,
        "BitsStored": 8,
        "HighBit": 7,
        "PixelRepresentation": 0,
    } | elements
    for keyword, value in values.items():
        setattr(dataset, keyword, value)
    dataset.PixelData = pixels + b"\0" * (len(pixels) % 2)
    dataset["PixelData"].VR = "OW"
    path.parent.mkdir(parents=True, exist_ok=True)
    dataset.save_as(path, enforce_file_format=True)
    return path


def grey(path: Path, pictures: NDArray[np.generic], **elements: object) -> Path:
    """Write grey pictures [frame, j, i] of 8 or 16 bits."""
    frames, rows, columns = pictures.shape
    bits = 8 * pictures.dtype.itemsize
    values = {
        "Rows": rows,
        "Columns": columns,
        "NumberOfFrames": frames,
        "BitsAllocated": bits,
        "BitsStored": bits,
        "HighBit": bits - 1,
    } | elements
    return capture(path, pictures.tobytes(), BYTES if bits == 8 else WORDS, **values)


def colour(path: Path, pictures: NDArray[np.uint8], **elements: object) -> Path:
    """Write pictures in colour [frame, j, i, 3]."""
    frames, rows, columns, _three = pictures.shape
    values = {
        "Rows": rows,
        "Columns": columns,
        "NumberOfFrames": frames,
        "SamplesPerPixel": 3,
        "PlanarConfiguration": 0,
        "PhotometricInterpretation": "RGB",
    } | elements
    return capture(path, pictures.tobytes(), COLOURS, **values)


def pack(
    path: Path, syntax: uid.UID, encode: Callable[[NDArray[np.generic]], bytes], **elements: object
) -> Path:
    """Write a capture again with each of its pictures packed."""
    dataset = pydicom.dcmread(path)
    dtype = np.uint8 if dataset.BitsAllocated == 8 else np.dtype("<u2")
    shape = [int(dataset.NumberOfFrames), int(dataset.Rows), int(dataset.Columns)]
    shape += [3] * (dataset.SamplesPerPixel == 3)
    count = int(np.prod(shape))
    pictures = np.frombuffer(dataset.PixelData, dtype)[:count].reshape(shape)
    dataset.file_meta.TransferSyntaxUID = syntax
    dataset.PixelData = encapsulate([encode(picture) for picture in pictures])
    dataset["PixelData"].VR = "OB"
    dataset["PixelData"].is_undefined_length = True
    for keyword, value in elements.items():
        setattr(dataset, keyword, value)
    dataset.save_as(path)
    return path


def jpeg(**options: object) -> Callable[[NDArray[np.generic]], bytes]:
    """Return an encoder of JPEG."""
    return lambda picture: bytes(imagecodecs.jpeg8_encode(picture, **options))  # type: ignore[arg-type]
