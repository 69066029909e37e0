"""Where the slices of a stack lie, all together: their directions, their normal, their plane."""

from __future__ import annotations

from collections.abc import Sequence

from planner.dicom.header import squared
from planner.dicom.image import CtImage
from planner.dicom.study import Plane
from planner.geometry.angles import angle_between_lines_deg
from planner.geometry.vectors import LEFT, POSTERIOR, SUPERIOR, Vector

PLANE_TOLERANCE_DEG = 30.0
"""Slices whose normal is farther than this from every axis of the patient are oblique."""


def directions_of(images: Sequence[CtImage]) -> tuple[Vector, Vector]:
    """Return the mean unit vectors along a row and along a column."""
    zero = Vector(0.0, 0.0, 0.0)
    row = sum((image.along_row for image in images), zero)
    column = sum((image.along_column for image in images), zero)
    return squared(row, column)


def normal_of(images: Sequence[CtImage]) -> Vector:
    """Return the mean unit normal of images, along a row x along a column: k grows along it."""
    row, column = directions_of(images)
    return row.cross(column)


def distance_along(image: CtImage, normal: Vector) -> float:
    """Return how far along a unit vector an image lies, in mm from the origin of the patient."""
    return Vector(*image.position).dot(normal)


def distances_of(images: Sequence[CtImage]) -> list[float]:
    """Return how far along their normal images lie, in mm."""
    normal = normal_of(images)
    return [distance_along(image, normal) for image in images]


def axis_of(normal: Vector) -> int:
    """Return the axis of the patient nearest to a normal: 0, 1 or 2."""
    return max(range(3), key=lambda axis: abs(tuple(normal)[axis]))


def plane_of(normal: Vector) -> Plane:
    """Return the name of the plane of slices by their normal."""
    axes: tuple[tuple[Plane, Vector], ...] = (("sagittal", LEFT), ("coronal", POSTERIOR), ("axial", SUPERIOR))
    for plane, axis in axes:
        if angle_between_lines_deg(normal, axis) <= PLANE_TOLERANCE_DEG:
            return plane
    return "oblique"
