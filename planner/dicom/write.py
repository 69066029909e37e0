"""Write a CT series, for samples and tests: the same input gives the same bytes on every machine."""

from __future__ import annotations

import os
from collections.abc import Iterable
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import numpy as np
from numpy.typing import NDArray
from pydicom.dataset import Dataset
from pydicom.filewriter import dcmwrite
from pydicom.valuerep import format_number_as_ds

from planner.dicom.writing.describe import described
from planner.dicom.writing.header import CHARACTER_SETS, SeriesHeader, Technique
from planner.dicom.writing.packing import SYNTAXES, Packing, put_pixels
from planner.geometry.frames import SQUARE_TOLERANCE

__all__ = ["CHARACTER_SETS", "SYNTAXES", "Packing", "SeriesHeader", "Technique", "write_ct_series"]


WORKERS = 4
"""So many slices are packed at once, where there are as many processors."""


def write_ct_series(
    folder: Path,
    hu: NDArray[np.int16],
    voxel_to_patient: NDArray[np.float64],
    header: SeriesHeader,
    first: int = 1,
    last_is_first: bool = False,
) -> tuple[Path, ...]:
    """Write one CT Image Storage file per slice into `folder` and return the paths in slice order.

    Parameters
    ----------
    folder
        Made where it does not exist.
    hu
        int16, indexed [k, j, i]: slice, row, column.
    voxel_to_patient
        4 x 4, takes [i, j, k, 1] to LPS mm. Rows and columns must be perpendicular; the slices may be
        sheared (gantry tilt) and in any orientation.
    first
        Number of the first image; more than 1 where a series holds several blocks of slices.
    last_is_first
        Whether the slices are numbered from the last to the first, as the table may have travelled.

    Raises
    ------
    ValueError
        If the array or the matrix is not as said, or HU do not go into the bits that are stored.
    """
    _check_grid(hu, voxel_to_patient)
    intercept = min(-1024, int(hu.min()))
    if int(hu.max()) - intercept >= 2**header.bits_stored:
        raise ValueError(f"HU from {intercept} to {int(hu.max())} are more than {header.bits_stored} bits")
    folder.mkdir(parents=True, exist_ok=True)

    def write(k: int) -> Path:
        number = first + (len(hu) - 1 - k if last_is_first else k)
        position = voxel_to_patient @ (0.0, 0.0, float(k), 1.0)
        dataset = described(header, number)
        _place(dataset, voxel_to_patient[:3, :3], position[:3])
        if header.technique is not None:
            _measure(dataset, voxel_to_patient[:3, 2], position[:3], hu.shape[2])
        _fill(dataset, (hu[k].astype(np.int32) - intercept).astype("<u2"), intercept, header)
        path = folder / f"{number:04d}.dcm"
        dcmwrite(path, dataset, enforce_file_format=True, overwrite=True)
        return path

    # the encoders work side by side
    with ThreadPoolExecutor(min(os.cpu_count() or 1, WORKERS)) as pool:
        return tuple(pool.map(write, range(len(hu))))


def _check_grid(hu: NDArray[np.int16], voxel_to_patient: NDArray[np.float64]) -> None:
    if hu.ndim != 3 or hu.dtype != np.int16 or min(hu.shape) < 1:
        raise ValueError("a CT series is written from a three-dimensional int16 array")
    if voxel_to_patient.shape != (4, 4) or not np.isfinite(voxel_to_patient).all():
        raise ValueError("a CT series needs a finite 4 x 4 matrix from voxels to patient")
    lengths = np.linalg.norm(voxel_to_patient[:3, :3], axis=0)
    if lengths.min() <= 0.0 or abs(np.linalg.det(voxel_to_patient[:3, :3] / lengths)) < 0.1:
        raise ValueError("the slices of a CT series must lie one behind the other")
    if abs(np.dot(*(voxel_to_patient[:3, :2] / lengths[:2]).T)) > SQUARE_TOLERANCE:
        raise ValueError("rows and columns of a CT series must be perpendicular")


def _place(dataset: Dataset, axes: NDArray[np.float64], position: NDArray[np.float64]) -> None:
    """Write the image plane (PS3.3 C.7.6.2): PixelSpacing is the distance of rows, then of columns."""
    column_step, row_step = (float(np.linalg.norm(axes[:, axis])) for axis in (0, 1))
    dataset.PixelSpacing = _decimals((row_step, column_step))
    dataset.ImageOrientationPatient = _decimals((*axes[:, 0] / column_step, *axes[:, 1] / row_step))
    dataset.ImagePositionPatient = _decimals(position)


def _measure(
    dataset: Dataset, step: NDArray[np.float64], position: NDArray[np.float64], columns: int
) -> None:
    """Write what repeats the image plane in other words, for viewers that show it."""
    along_mm = float(position @ step) / float(np.linalg.norm(step))
    dataset.SliceLocation = format_number_as_ds(round(along_mm, 3) + 0.0)
    dataset.ReconstructionDiameter = format_number_as_ds(round(columns * float(dataset.PixelSpacing[1]), 3))


def _decimals(values: Iterable[float]) -> list[str]:
    """Return values for a DS element; the last bits, which differ from machine to machine, are cut off."""
    return [format_number_as_ds(round(float(value), 9) + 0.0) for value in values]


def _fill(dataset: Dataset, stored: NDArray[np.uint16], intercept: int, header: SeriesHeader) -> None:
    dataset.SamplesPerPixel = 1
    dataset.PhotometricInterpretation = "MONOCHROME2"
    dataset.Rows, dataset.Columns = stored.shape
    dataset.BitsAllocated = 16
    dataset.BitsStored = header.bits_stored
    dataset.HighBit = header.bits_stored - 1
    dataset.PixelRepresentation = 0
    dataset.RescaleIntercept = str(intercept)
    dataset.RescaleSlope = "1"
    dataset.RescaleType = "HU"
    put_pixels(dataset, stored, header.packing)
