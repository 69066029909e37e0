"""What SimpleITK's series reader makes of the same files: where it puts slices, and where the files say."""

from __future__ import annotations

import shutil
from collections.abc import Sequence
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from typing import Any

import numpy as np
import pydicom
import SimpleITK
from numpy.typing import NDArray
from pydicom.dataset import Dataset

from planner.dicom.load import load_volume
from planner.dicom.scan import scan
from planner.dicom.series.stack import Stack
from tests.dicom.cases.case import Case

# what a reader is asked that takes the files of a series for one volume: topic and name of the case
ASKED = (
    ("patient positions and planes", "axial, HFS"),
    ("patient positions and planes", "axial, HFP"),
    ("patient positions and planes", "axial, HFDR"),
    ("patient positions and planes", "axial, FFS"),
    ("patient positions and planes", "sagittal, HFS"),
    ("patient positions and planes", "sagittal, HFP"),
    ("patient positions and planes", "coronal, FFDL"),
    ("patient positions and planes", "oblique, HFS"),
    ("patient positions and planes", "oblique, FFP"),
    ("gantry tilt", "none"),
    ("gantry tilt", "0.11° over 12 slices"),
    ("gantry tilt", "2.0°, which other readers take as none"),
    ("gantry tilt", "30.0°"),
    ("gantry tilt", "none, but the tag says 25°"),
    ("directions", "each slice off by a millionth in its own way"),
    ("spacing between slices", "the tag is negative: ignored"),
    ("missing slice", "one in the middle"),
    ("missing slice", "three in two places"),
    ("non-uniform spacing", "each gap a little longer than the one before"),
    ("duplicate slice", "every file twice"),
    ("duplicate slice", "other pixels in one place"),
    ("single slice", "one slice"),
    ("localizers and reference images", "a coronal image in a sagittal series"),
    ("per-disc stacks", "three discs, each with its own tilt"),
    ("per-disc stacks", "parallel, of different spacing"),
    ("phases", "two kernels that are one even grid together, one between the slices of the other"),
    ("multi-frame volumes", "Enhanced CT, frames in order"),
    ("multi-frame volumes", "Enhanced CT, frames in no order"),
    ("multi-frame volumes", "Enhanced CT, tilted 12°"),
    ("multi-frame volumes", "each frame with its own slope and intercept"),
    ("multi-frame volumes", "an axial and a sagittal stack, mixed"),
)


@dataclass(frozen=True)
class Placed:
    """A volume as a reader has it.

    Attributes
    ----------
    spacing_mm
        Distance of its slices.
    off_mm
        How far the worst slice is from its place.
    off_hu
        How far the worst value of a slice is from that of its file; None where slices are resampled, or where
        what is packed was not unpacked to be compared.
    """

    spacing_mm: float
    off_mm: float
    slices: int
    off_hu: float | None


@dataclass(frozen=True)
class Comparison:
    """What SimpleITK makes of a case, None where it gives up, and the volumes that we offer."""

    theirs: Placed | None
    ours: tuple[Placed, ...]


@dataclass(frozen=True, eq=False)
class Image:
    """What a file says of one image: where its first voxel lies, LPS mm, and its HU, None where packed."""

    position: NDArray[np.float64]
    hu: NDArray[np.float64] | None


def compared(case: Case, folder: Path) -> Comparison:
    """Write the images of a case and read them both ways."""
    opened = case.write(folder / "images")
    return Comparison(by_simpleitk(opened, folder / "flat"), by_us(opened))


def by_simpleitk(opened: Path, flat: Path) -> Placed | None:
    """Return what SimpleITK makes of a file, or of all of the one series, copied to where it wants them."""
    image: Any
    try:
        if opened.is_file():
            image, said = SimpleITK.ReadImage(str(opened)), images_in(opened)
        else:
            names = copied(opened, flat)
            image, said = series_of(names), tuple(images_in(Path(name))[0] for name in names)
    except RuntimeError:
        return None
    off_mm = [
        np.linalg.norm(np.array(image.TransformIndexToPhysicalPoint((0, 0, k))) - each.position)
        for k, each in enumerate(said)
    ]
    off_hu = _off_hu(SimpleITK.GetArrayFromImage(image), said)
    return Placed(image.GetSpacing()[2], float(max(off_mm)), len(said), off_hu)


def copied(folder: Path, flat: Path) -> list[str]:
    """Return the files of the series in the order in which SimpleITK wants them."""
    flat.mkdir()
    for number, file in enumerate(sorted(folder.rglob("*.dcm"))):
        shutil.copyfile(file, flat / f"{number:04d}.dcm")
    reader: Any = SimpleITK.ImageSeriesReader()  # type: ignore[no-untyped-call]
    return list(reader.GetGDCMSeriesFileNames(str(flat)))


def series_of(names: list[str]) -> Any:
    """Return the image that SimpleITK makes of files."""
    reader: Any = SimpleITK.ImageSeriesReader()  # type: ignore[no-untyped-call]
    reader.SetFileNames(names)
    return reader.Execute()


def by_us(opened: Path) -> tuple[Placed, ...]:
    """Return the volumes that we offer."""
    return tuple(map(_ours, scan(opened).volumes()))


def _ours(stack: Stack) -> Placed:
    said = [images_in(image.path)[image.frame] for image in stack.images]
    off_mm = [
        np.linalg.norm((stack.affine() @ (0, 0, k, 1))[:3] - image.position) for k, image in enumerate(said)
    ]
    off_hu = _off_hu(load_volume(stack).volume.hu, said) if stack.action == "load" else None
    return Placed((stack.spacing_mm or (0.0, 0.0, 0.0))[2], float(max(off_mm)), len(said), off_hu)


def _off_hu(values: NDArray[Any], said: Sequence[Image]) -> float | None:
    if any(image.hu is None for image in said) or len(values) != len(said):
        return None
    return max(float(np.abs(slice_ - image.hu).max()) for slice_, image in zip(values, said, strict=True))


@cache
def images_in(file: Path) -> tuple[Image, ...]:
    """Return what a file says of each of its images, by PS3.3 C.7.6.2 and C.11.1, and by nothing of ours."""
    dataset = pydicom.dcmread(file)
    if "PerFrameFunctionalGroupsSequence" not in dataset:
        return (_image(dataset, dataset, dataset, 0),)
    shared = dataset.SharedFunctionalGroupsSequence[0]
    return tuple(
        _image(
            dataset,
            _group("PlanePositionSequence", frame, shared),
            _group("PixelValueTransformationSequence", frame, shared),
            number,
        )
        for number, frame in enumerate(dataset.PerFrameFunctionalGroupsSequence)
    )


def _group(macro: str, frame: Dataset, shared: Dataset) -> Dataset:
    items: Sequence[Dataset] = frame.get(macro) or shared[macro].value
    return items[0]


def _image(dataset: Dataset, plane: Dataset, scale: Dataset, number: int) -> Image:
    position = np.array(plane.ImagePositionPatient, dtype=float)
    if dataset.file_meta.TransferSyntaxUID.is_compressed:
        return Image(position, None)
    stored = dataset.pixel_array.reshape(-1, dataset.Rows, dataset.Columns)[number].astype(float)
    return Image(position, stored * float(scale.RescaleSlope) + float(scale.RescaleIntercept))
