"""Beads of a known place, written as CT in any orientation, and edits of what was written."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from math import radians, tan
from pathlib import Path

import numpy as np
import pydicom
from numpy.typing import NDArray
from pydicom.datadict import dictionary_VR, tag_for_keyword
from pydicom.dataelem import RawDataElement
from pydicom.tag import BaseTag
from scipy.spatial.transform import Rotation

from planner.dicom.write import SeriesHeader, write_ct_series
from planner.geometry.vectors import Point
from planner.imaging.volume import Volume
from planner.plan.identity import Patient

PATIENT = Patient(id="P-17", name="Doe^Jane", birth_date="19700203", sex="F")
HEADER = SeriesHeader(patient=PATIENT, seed="phantom", series_description="Lumbar 1.7", packing="explicit")

SHAPE = (22, 58, 64)
SPACING_MM = (0.7, 0.9, 1.7)
"""Along i, j and k: all different, as are the numbers of SHAPE."""
CENTRE = Point(-31.4, 22.7, 240.3)
BEADS = (Point(-31.4, 22.7, 240.3), Point(-20.3, 14.3, 249.1), Point(-42.2, 31.6, 231.4))
SIGMA_MM = 1.5

# rows and columns as a scanner lays them in the patient, PS3.17 FFF.1.2.2.2
POSITIONS = {
    "HFS": ((1, 0, 0), (0, 1, 0)),
    "HFP": ((-1, 0, 0), (0, -1, 0)),
    "HFDR": ((0, 1, 0), (-1, 0, 0)),
    "HFDL": ((0, -1, 0), (1, 0, 0)),
    "FFS": ((-1, 0, 0), (0, 1, 0)),
    "FFP": ((1, 0, 0), (0, -1, 0)),
    "FFDR": ((0, -1, 0), (-1, 0, 0)),
    "FFDL": ((0, 1, 0), (1, 0, 0)),
}
OBLIQUE = Rotation.from_euler("xyz", (40, -35, 25), degrees=True).as_matrix()
PLANES = {
    "axial": ((1, 0, 0), (0, 1, 0)),
    "sagittal": ((0, 1, 0), (0, 0, -1)),
    "coronal": ((1, 0, 0), (0, 0, -1)),
    "oblique": (tuple(OBLIQUE[:, 0]), tuple(OBLIQUE[:, 1])),
}
Directions = tuple[Sequence[float], Sequence[float]]


def lying(position: str, plane: str) -> Directions:
    """Return a plane of the scanner in the patient, who lies in it in some position."""
    rows, columns = (np.array(direction, dtype=float) for direction in POSITIONS[position])
    scanner = np.stack([rows, columns, np.cross(rows, columns)], axis=1)
    row, column = (scanner @ np.array(direction, dtype=float) for direction in PLANES[plane])
    return tuple(row), tuple(column)


def matrix_of(
    directions: Directions,
    tilt_deg: float = 0.0,
    shape: tuple[int, int, int] = SHAPE,
    along_rows: bool = False,
) -> NDArray[np.float64]:
    """Return voxel to patient with CENTRE in the middle; `tilt_deg` moves each slice within its plane."""
    row, column = (np.array(direction, dtype=np.float64) for direction in directions)
    axes = np.stack([row, column, np.cross(row, column)], axis=1) * SPACING_MM
    axes[:, 2] += (row if along_rows else column) * tan(radians(tilt_deg)) * SPACING_MM[2]
    matrix = np.eye(4)
    matrix[:3, :3] = axes
    middle = (np.array(shape[::-1]) - 1) / 2
    matrix[:3, 3] = np.array(tuple(CENTRE)) - axes @ middle
    return matrix


def places(matrix: NDArray[np.float64], shape: tuple[int, ...]) -> NDArray[np.float64]:
    """Return the LPS position of every voxel, [k, j, i, 3]."""
    k, j, i = np.indices(shape)
    return np.stack([i, j, k], axis=-1) @ matrix[:3, :3].T + matrix[:3, 3]


def beads_in(
    matrix: NDArray[np.float64], shape: tuple[int, int, int] = SHAPE, beads: Sequence[Point] = BEADS
) -> NDArray[np.int16]:
    """Return air with a soft bead of 4000 HU at each of `beads`."""
    where = places(matrix, shape)
    hu = np.full(shape, -1000.0)
    for bead in beads:
        square = ((where - np.array(tuple(bead))) ** 2).sum(axis=-1)
        hu += 4000.0 * np.exp(-square / (2 * SIGMA_MM**2))
    return np.asarray(np.rint(hu), dtype=np.int16)


def centroid(volume: Volume, bead: Point) -> NDArray[np.float64]:
    """Return where a bead appears, LPS mm."""
    where = places(volume.voxel_to_patient, volume.hu.shape)
    near = ((where - np.array(tuple(bead))) ** 2).sum(axis=-1) < (4 * SIGMA_MM) ** 2
    weight = volume.hu[near].astype(np.float64) + 1000.0
    return np.asarray((where[near] * weight[:, None]).sum(axis=0) / weight.sum())


def noise(shape: tuple[int, int, int] = (6, 20, 28), seed: int = 3) -> NDArray[np.int16]:
    """Return random HU."""
    return np.random.default_rng(seed).integers(-1000, 3000, shape).astype(np.int16)


def written(
    folder: Path,
    shape: tuple[int, int, int] = (6, 20, 28),
    directions: Directions = PLANES["axial"],
    tilt_deg: float = 0.0,
    header: SeriesHeader = HEADER,
) -> tuple[Path, ...]:
    """Write noise and return the files in slice order."""
    return write_ct_series(folder, noise(shape), matrix_of(directions, tilt_deg, shape), header)


def edit(path: Path, change: Callable[[pydicom.Dataset], object]) -> None:
    """Change a written file in place, right or wrong."""
    dataset = pydicom.dcmread(path)
    change(dataset)
    dataset.save_as(path)


def put(**elements: object) -> Callable[[pydicom.Dataset], None]:
    """Return an edit that sets elements, and deletes those that are None."""

    def change(dataset: pydicom.Dataset) -> None:
        for keyword, value in elements.items():
            if value is None:
                delattr(dataset, keyword)
            else:
                setattr(dataset, keyword, value)

    return change


def move(along_mm: float, axis: int = 2) -> Callable[[pydicom.Dataset], None]:
    """Return an edit that moves an image along an axis of the patient."""

    def change(dataset: pydicom.Dataset) -> None:
        position = [float(value) for value in dataset.ImagePositionPatient]
        position[axis] += along_mm
        dataset.ImagePositionPatient = [f"{value:.6f}" for value in position]

    return change


def put_raw(keyword: str, value: bytes) -> Callable[[pydicom.Dataset], None]:
    """Return an edit that sets the bytes of an element, whether they make sense or not."""
    tag = BaseTag(tag_for_keyword(keyword) or 0)
    kind = dictionary_VR(tag).removesuffix(" or SS")

    def change(dataset: pydicom.Dataset) -> None:
        padded = value + b" " * (len(value) % 2)
        dataset[tag] = RawDataElement(tag, kind, len(padded), padded, 0, False, True)

    return change
