"""Fold single CT images into one file of many frames, as a scanner that makes Enhanced CT writes them."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from pathlib import Path

import imagecodecs
import numpy as np
import pydicom
from numpy.typing import NDArray
from pydicom import uid
from pydicom.dataset import Dataset
from pydicom.encaps import encapsulate, encapsulate_extended
from pydicom.pixels.encoders.base import EncodeRunner
from pydicom.pixels.encoders.native import _encode_frame as rle_frame
from pydicom.sequence import Sequence as Items

Change = Callable[[int, Dataset], object]

_PLACED = (
    *("ImagePositionPatient", "ImageOrientationPatient", "PixelSpacing", "SliceThickness", "InstanceNumber"),
    *("RescaleSlope", "RescaleIntercept", "RescaleType", "ConvolutionKernel", "KVP", "AcquisitionNumber"),
    *("TemporalPositionIdentifier", "ImageType", "PixelData"),
)


def holding(**elements: object) -> Items:
    """Return a sequence of one item; elements that are None are left out."""
    item = Dataset()
    for keyword, value in elements.items():
        if value is not None:
            setattr(item, keyword, value)
    return Items([item])


def fold(
    files: Sequence[Path],
    target: Path,
    sop_class: uid.UID = uid.EnhancedCTImageStorage,
    change: Change = lambda _frame, _groups: None,
    shared: Sequence[str] = ("PlaneOrientationSequence", "PixelMeasuresSequence"),
    undefined: bool = False,
) -> Path:
    """Write the images of single files as the frames of one, in this order; the single files are deleted.

    Parameters
    ----------
    change
        Called with the number of each frame and its functional groups before they are written.
    shared
        Groups said once for all frames, as those of the first.
    undefined
        Write sequences and items with delimiters in place of lengths.
    """
    singles = [pydicom.dcmread(file) for file in files]
    whole = pydicom.dcmread(files[0])
    for keyword in _PLACED:
        if keyword in whole:
            delattr(whole, keyword)
    frames = [_groups(single, sop_class) for single in singles]
    common = Dataset()
    for keyword in shared:
        setattr(common, keyword, getattr(frames[0], keyword))
        for groups in frames:
            delattr(groups, keyword)
    for number, groups in enumerate(frames):
        change(number, groups)
    whole.SOPClassUID = whole.file_meta.MediaStorageSOPClassUID = sop_class
    whole.SOPInstanceUID = whole.file_meta.MediaStorageSOPInstanceUID = uid.UID(f"{whole.SOPInstanceUID}1")
    whole.ImageType = ["ORIGINAL", "PRIMARY", "VOLUME", "NONE"]
    whole.NumberOfFrames = len(frames)
    whole.SharedFunctionalGroupsSequence = Items([common])
    whole.PerFrameFunctionalGroupsSequence = Items(frames)
    if undefined:
        _delimit(whole)
    whole.PixelData = b"".join(single.PixelData for single in singles)
    whole["PixelData"].VR = "OW"
    for file in files:
        file.unlink()
    target.parent.mkdir(parents=True, exist_ok=True)
    whole.save_as(target, enforce_file_format=True)
    return target


def _groups(single: Dataset, sop_class: uid.UID) -> Dataset:
    """Return the functional groups that say what a single image says in its header."""
    groups = Dataset()
    groups.PlanePositionSequence = holding(ImagePositionPatient=single.ImagePositionPatient)
    groups.PlaneOrientationSequence = holding(ImageOrientationPatient=single.ImageOrientationPatient)
    groups.PixelMeasuresSequence = holding(
        PixelSpacing=single.PixelSpacing, SliceThickness=single.SliceThickness
    )
    temporal = single.get("TemporalPositionIdentifier")
    groups.FrameContentSequence = holding(
        FrameAcquisitionNumber=int(single.AcquisitionNumber) if "AcquisitionNumber" in single else None,
        TemporalPositionIndex=None if temporal is None else int(temporal),
    )
    if sop_class == uid.XRay3DAngiographicImageStorage:
        groups.XRay3DFrameTypeSequence = holding(FrameType=single.ImageType)
        return groups
    groups.CTImageFrameTypeSequence = holding(FrameType=single.ImageType)
    groups.PixelValueTransformationSequence = holding(
        RescaleSlope=single.RescaleSlope,
        RescaleIntercept=single.RescaleIntercept,
        RescaleType=single.RescaleType,
    )
    if sop_class == uid.LegacyConvertedEnhancedCTImageStorage:
        groups.UnassignedPerFrameConvertedAttributesSequence = holding(
            ConvolutionKernel=single.get("ConvolutionKernel"), KVP=single.get("KVP")
        )
    else:
        groups.CTReconstructionSequence = holding(ConvolutionKernel=single.get("ConvolutionKernel"))
        groups.CTXRayDetailsSequence = holding(KVP=single.get("KVP"))
    return groups


def _delimit(dataset: Dataset) -> None:
    for element in dataset:
        if element.VR == "SQ":
            element.is_undefined_length = True
            for item in element.value:
                item.is_undefined_length_sequence_item = True
                _delimit(item)


def dimensions(frame_indices: Sequence[Sequence[int]]) -> Change:
    """Return a change that gives each frame its dimension indices; see `point_at` for what they count."""

    def change(number: int, groups: Dataset) -> None:
        groups.FrameContentSequence[0].DimensionIndexValues = list(frame_indices[number])

    return change


def point_at(*tags: int) -> Callable[[Dataset], None]:
    """Return an edit of a file that says which elements its dimension indices count."""

    def change(dataset: Dataset) -> None:
        dataset.DimensionIndexSequence = Items(
            [item for tag in tags for item in holding(DimensionIndexPointer=tag)]
        )

    return change


def rewrite(path: Path, syntax: uid.UID) -> None:
    """Write a file of frames again in another syntax in which pixels stand as they are."""
    dataset = pydicom.dcmread(path)
    dataset.file_meta.TransferSyntaxUID = syntax
    little = syntax != uid.ExplicitVRBigEndian
    if not little:
        dataset.PixelData = np.frombuffer(dataset.PixelData, "<u2").byteswap().tobytes()
    implicit = syntax == uid.ImplicitVRLittleEndian
    pydicom.dcmwrite(path, dataset, little_endian=little, implicit_vr=implicit, overwrite=True)


def packed(path: Path, codec: str, offsets: str, fragments: int = 1) -> None:
    """Write a file of frames again with each frame packed.

    Parameters
    ----------
    offsets
        How the frames are told apart: by a "table", an "extended" table, or "none".
    fragments
        How many there are of each frame.
    """
    dataset = pydicom.dcmread(path)
    syntax, encode = _CODECS[codec]
    count, shape = int(dataset.NumberOfFrames), (int(dataset.Rows), int(dataset.Columns))
    frames = [encode(frame) for frame in np.frombuffer(dataset.PixelData, "<u2").reshape(count, *shape)]
    dataset.file_meta.TransferSyntaxUID = syntax
    if offsets == "extended":
        data, dataset.ExtendedOffsetTable, dataset.ExtendedOffsetTableLengths = encapsulate_extended(frames)
        dataset.PixelData = data
    else:
        dataset.PixelData = encapsulate(frames, fragments_per_frame=fragments, has_bot=offsets == "table")
    dataset["PixelData"].VR = "OB"
    dataset["PixelData"].is_undefined_length = True
    dataset.save_as(path)


def _rle(frame: NDArray[np.uint16]) -> bytes:
    runner = EncodeRunner(uid.RLELossless)
    options = {
        "rows": frame.shape[0],
        "columns": frame.shape[1],
        "samples_per_pixel": 1,
        "bits_allocated": 16,
    }
    for name, value in options.items():
        runner.set_option(name, value)
    return bytes(rle_frame(frame.tobytes(), runner))


_CODECS: dict[str, tuple[uid.UID, Callable[[NDArray[np.uint16]], bytes]]] = {
    "jpeg-ls": (uid.JPEGLSLossless, lambda frame: bytes(imagecodecs.jpegls_encode(frame))),
    "jpeg 2000": (
        uid.JPEG2000Lossless,
        lambda frame: bytes(imagecodecs.jpeg2k_encode(frame, level=0, codecformat="j2k", reversible=True)),
    ),
    "rle": (uid.RLELossless, _rle),
}
