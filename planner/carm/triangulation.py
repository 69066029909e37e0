"""The same point marked in two or more pictures of a C-arm: where it lies in space, and how surely.

Positions are in C-arm space: LPS axes, the origin where the caller put the isocentre of the beams. All beams
are of one position of the patient.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from enum import StrEnum
from itertools import combinations
from math import sqrt

import numpy as np
from numpy.typing import NDArray

from planner.carm.beam import Beam
from planner.geometry.angles import angle_between_lines_deg
from planner.geometry.curves import Segment
from planner.geometry.distances import between_segments
from planner.geometry.vectors import Point, Vector
from planner.words import _

LEAST_APART_DEG = 10.0
"""Rays at a smaller angle fix the depth of a point poorly: 1 px of 0.4 mm makes 2 mm of it. Ours."""
MARKED_PX = 1.0
"""Standard deviation of a mark along rows and columns."""
ROUNDS = 12

Pixel = tuple[float, float]
"""Column and row in a picture; whole numbers are the centres of pixels."""
Matrix = NDArray[np.float64]


@dataclass(frozen=True)
class Mark:
    """A pixel of a beam's picture at which somebody has marked something."""

    beam: Beam
    column: float
    row: float

    @property
    def ray(self) -> Segment:
        """From the source to the marked place on the detector: all that is seen there."""
        return Segment(self.beam.source, self.beam.at_pixel(self.column, self.row))


@dataclass(frozen=True)
class Triangulated:
    """A point in space that marks in several pictures tell.

    Attributes
    ----------
    point
        Where all pictures together see it nearest to its marks, in the sense of least squares of pixels.
    apart_mm
        The largest distance between two of the rays, where they come nearest to one another: 0 for marks of
        one and the same point in a geometry without fault.
    off_px
        How far from the mark the point is seen, picture by picture.
    axes_mm
        Three vectors at right angles, the longest first: how far the point may lie off, one standard
        deviation, from marks that are off by `MARKED_PX`, or by what they disagree where that is more. What
        is wrong with the angles and distances of the C-arm itself is in it only as far as the rays show it.
    """

    point: Point
    apart_mm: float
    off_px: tuple[float, ...]
    axes_mm: tuple[Vector, Vector, Vector]

    @property
    def within_mm(self) -> float:
        """How far the point may lie off in its least certain direction, one standard deviation."""
        return self.axes_mm[0].length

    def along_mm(self, direction: Vector) -> float:
        """Return how far the point may lie off along a unit vector, one standard deviation."""
        return sqrt(sum(axis.dot(direction) ** 2 for axis in self.axes_mm))


class NoPoint(StrEnum):
    """Why marks tell no point."""

    ONE_PICTURE = "one picture"
    NEARLY_PARALLEL = "nearly parallel"
    BEHIND_SOURCE = "behind the source"


@dataclass(frozen=True)
class NotTriangulated:
    """That marks tell no point, and why; the angle is the largest between two rays."""

    reason: NoPoint
    angle_deg: float = 0.0

    def words(self) -> str:
        """Return the reason in a sentence."""
        match self.reason:
            case NoPoint.ONE_PICTURE:
                return _("A point in space needs its mark in two pictures from different directions.")
            case NoPoint.NEARLY_PARALLEL:
                pattern = _(
                    "The two pictures look nearly the same way ({angle:.0f}° apart): turn the C-arm by "
                    "{least:.0f}° or more for a point in space."
                )
                return pattern.format(angle=self.angle_deg, least=LEAST_APART_DEG)
            case NoPoint.BEHIND_SOURCE:
                return _("The marks do not belong to one point: their rays part in front of the C-arm.")


def triangulated(marks: Sequence[Mark], marked_px: float = MARKED_PX) -> Triangulated | NotTriangulated:
    """Return the point that is marked in two or more beams, or why there is none.

    Parameters
    ----------
    marks
        Of one and the same thing, one for each picture.
    marked_px
        Standard deviation of a mark.
    """
    rays = [mark.ray for mark in marks]
    angles = [angle_between_lines_deg(a.vector, b.vector) for a, b in combinations(rays, 2)]
    if not angles or max(angles) == 0.0:
        return NotTriangulated(NoPoint.ONE_PICTURE)
    if max(angles) < LEAST_APART_DEG:
        return NotTriangulated(NoPoint.NEARLY_PARALLEL, max(angles))
    place = _nearest_to(rays)
    for _round in range(ROUNDS):
        seen = _seen(marks, place)
        if seen is None:
            return NotTriangulated(NoPoint.BEHIND_SOURCE, max(angles))
        off, slopes = seen
        step, *_rest = np.linalg.lstsq(slopes, off, rcond=None)
        place = place + step
        if float(np.abs(step).max()) < 1e-9:
            break
    seen = _seen(marks, place)
    if seen is None:
        return NotTriangulated(NoPoint.BEHIND_SOURCE, max(angles))
    off, slopes = seen
    freedom = off.size - 3
    spread = marked_px**2 * max(1.0, float(off @ off) / (marked_px**2 * freedom))
    return Triangulated(
        point=Point(*map(float, place)),
        apart_mm=max(_apart_mm(a, b) for a, b in combinations(rays, 2)),
        off_px=tuple(float(each) for each in np.hypot(*off.reshape(-1, 2).T)),
        axes_mm=_axes((spread * np.linalg.inv(slopes.T @ slopes)).astype(np.float64)),
    )


def _nearest_to(rays: Sequence[Segment]) -> Matrix:
    """Return the place with the least sum of squared distances from the lines of rays."""
    normal, target = np.zeros((3, 3)), np.zeros(3)
    for ray in rays:
        way = np.array(tuple(ray.direction))
        across = np.eye(3) - np.outer(way, way)
        normal += across
        target += across @ np.array(tuple(ray.start))
    return np.asarray(np.linalg.solve(normal, target))


def _seen(marks: Sequence[Mark], place: Matrix) -> tuple[Matrix, Matrix] | None:
    """Return how far marks lie from where a place is seen, px, and how that moves with it; None if unseen."""
    point, off, slopes = Point(*map(float, place)), [], []
    for mark in marks:
        pixel = mark.beam.to_pixel(point)
        if pixel is None:
            return None
        off += [mark.column - pixel[0], mark.row - pixel[1]]
        slopes += list(pixel_slopes(mark.beam, point))
    return np.array(off), np.array(slopes)


def pixel_slopes(beam: Beam, point: Point) -> Matrix:
    """Return how (column, row) of a point in front of the source change with it: 2 x 3, px per mm."""
    ray = point - beam.source
    depth_mm = ray.dot(beam.towards_detector)
    per_mm = beam.source_to_detector_mm / (depth_mm * beam.detector.pixel_mm)
    axes = (beam.right, beam.down)
    return per_mm * np.array(
        [tuple(axis - beam.towards_detector * (ray.dot(axis) / depth_mm)) for axis in axes]
    )


def _apart_mm(a: Segment, b: Segment) -> float:
    return between_segments(a.start, a.end, b.start, b.end).distance_mm


def _axes(covariance: Matrix) -> tuple[Vector, Vector, Vector]:
    squares, ways = np.linalg.eigh(covariance)
    smallest, middle, largest = (
        Vector(*map(float, way * sqrt(max(float(square), 0.0))))
        for square, way in zip(squares, ways.T, strict=True)
    )
    return largest, middle, smallest
