"""What SimpleITK's series reader makes of the same files: where it puts slices, and where the files say."""

from __future__ import annotations

import shutil
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import numpy as np
import pydicom
import SimpleITK

from planner.dicom.scan import scan
from tests.dicom.cases.case import Case

# what a reader is asked that takes the files of a series for one volume: topic and name of the case
ASKED = (
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
    ("single slice", "one slice"),
    ("localizers and reference images", "a coronal image in a sagittal series"),
    ("per-disc stacks", "three discs, each with its own tilt"),
    ("per-disc stacks", "parallel, of different spacing"),
    ("phases", "two kernels that are one even grid together, one between the slices of the other"),
)


@dataclass(frozen=True)
class Placed:
    """A volume as a reader has it: distance of its slices, and how far the worst slice is from its place."""

    spacing_mm: float
    off_mm: float
    slices: int


@dataclass(frozen=True)
class Comparison:
    """What SimpleITK makes of a case, None where it gives up, and the volumes that we offer."""

    theirs: Placed | None
    ours: tuple[Placed, ...]


def compared(case: Case, folder: Path) -> Comparison:
    """Write the images of a case and read them both ways."""
    opened = case.write(folder / "images")
    return Comparison(by_simpleitk(opened, folder / "flat"), by_us(opened))


def by_simpleitk(folder: Path, flat: Path) -> Placed | None:
    """Return what SimpleITK makes of all files of the one series, copied into one folder as it wants them."""
    flat.mkdir()
    for number, file in enumerate(sorted(folder.rglob("*.dcm"))):
        shutil.copyfile(file, flat / f"{number:04d}.dcm")
    reader: Any = SimpleITK.ImageSeriesReader()  # type: ignore[no-untyped-call]
    names = reader.GetGDCMSeriesFileNames(str(flat))
    reader.SetFileNames(names)
    try:
        image = reader.Execute()
    except RuntimeError:
        return None
    off_mm = [
        np.linalg.norm(np.array(image.TransformIndexToPhysicalPoint((0, 0, k))) - _position(name))
        for k, name in enumerate(names)
    ]
    return Placed(image.GetSpacing()[2], float(max(off_mm)), len(names))


def by_us(folder: Path) -> tuple[Placed, ...]:
    """Return the volumes that we offer."""
    return tuple(
        Placed(
            (stack.spacing_mm or (0.0, 0.0, 0.0))[2],
            max(
                float(np.linalg.norm((stack.affine() @ (0, 0, k, 1))[:3] - np.array(tuple(image.position))))
                for k, image in enumerate(stack.images)
            ),
            len(stack.images),
        )
        for stack in scan(folder).volumes()
    )


def _position(name: str) -> np.ndarray[tuple[int], np.dtype[np.float64]]:
    return np.array(pydicom.dcmread(name, stop_before_pixels=True).ImagePositionPatient, dtype=float)
