"""Where the slices of a stack lie, all together: their directions, their normal, their plane."""

from __future__ import annotations

from collections.abc import Sequence
from functools import lru_cache

from planner.dicom.image import CtImage
from planner.dicom.series.stack import Plane
from planner.dicom.tolerances import PLANE
from planner.geometry.angles import angle_between_lines_deg
from planner.geometry.vectors import LEFT, POSTERIOR, SUPERIOR, Vector


@lru_cache(maxsize=64)
def squared(row: Vector, column: Vector) -> tuple[Vector, Vector]:
    """Return the perpendicular unit vectors nearest to two that are almost so; each gives way by half."""
    half = (row.unit() + column.unit()).unit()
    across = (row.unit() - column.unit()).without(half).unit()
    return (half + across).unit(), (half - across).unit()


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


def along(images: Sequence[CtImage]) -> list[CtImage]:
    """Return images sorted along their normal; those in one place by their names, so that copies follow."""
    normal = normal_of(images)
    return sorted(images, key=lambda image: (distance_along(image, normal), *identity(image)))


def spans_mm(groups: Sequence[Sequence[CtImage]]) -> list[tuple[float, float]]:
    """Return where each of several groups of parallel images begins and ends along their common normal."""
    normal = normal_of([image for group in groups for image in group])
    places = [[distance_along(image, normal) for image in group] for group in groups]
    return [(min(distances), max(distances)) for distances in places]


def identity(image: CtImage) -> tuple[str, int, str]:
    """Return what tells an image from every other: SOP instance, frame, file."""
    return image.sop_uid, image.frame, str(image.path)


def axis_of(normal: Vector) -> int:
    """Return the axis of the patient nearest to a normal: 0, 1 or 2."""
    return max(range(3), key=lambda axis: abs(tuple(normal)[axis]))


def plane_of(normal: Vector) -> Plane:
    """Return the name of the plane of slices by their normal."""
    axes: tuple[tuple[Plane, Vector], ...] = (("sagittal", LEFT), ("coronal", POSTERIOR), ("axial", SUPERIOR))
    for plane, axis in axes:
        if PLANE.holds(angle_between_lines_deg(normal, axis)):
            return plane
    return "oblique"
