"""Where a point that is marked in one picture of a C-arm can be seen in another: on a line."""

from __future__ import annotations

from math import inf

from planner.carm.beam import Beam
from planner.carm.triangulation import Mark, Pixel
from planner.geometry.vectors import Point

DEPTHS_MM = (-150.0, 150.0)
"""A patient's spine lies no farther from the isocentre's plane than this, on either side."""
NEAREST_MM = 1.0
"""What is not at least so far in front of a source is not seen."""


def epipolar_line(
    mark: Mark, other: Beam, depths_mm: tuple[float, float] = DEPTHS_MM
) -> tuple[Pixel, Pixel] | None:
    """Return the ends of the line in another picture on which a marked point must be seen.

    Parameters
    ----------
    depths_mm
        From where to where the point may lie, in mm behind the plane through the mark's isocentre, away from
        its detector, as in a `BeamView`. The first end of the line belongs to the first of them.

    Returns
    -------
    pair of pixels or None
        Clipped to the other picture, to the outer edges of its pixels; None where nothing of the line is in
        it. Both ends are the same where the other beam looks along the ray.
    """
    beam, ray = mark.beam, mark.ray
    along = beam.source_to_isocentre_mm
    ends = [
        ray.start.towards(ray.end, max(along - depth, NEAREST_MM) / beam.source_to_detector_mm)
        for depth in depths_mm
    ]
    front = _in_front(ends[0], ends[1], other)
    if front is None:
        return None
    start, end = (other.to_pixel(point) for point in front)
    assert start is not None
    assert end is not None
    return _clipped(start, end, other)


def _in_front(start: Point, end: Point, beam: Beam) -> tuple[Point, Point] | None:
    """Return the part of a segment that lies in front of a beam's source."""
    a, b = ((point - beam.source).dot(beam.towards_detector) - NEAREST_MM for point in (start, end))
    if max(a, b) <= 0.0:
        return None
    if a < 0.0:
        return start.towards(end, a / (a - b)), end
    if b < 0.0:
        return start, start.towards(end, a / (a - b))
    return start, end


def _clipped(start: Pixel, end: Pixel, beam: Beam) -> tuple[Pixel, Pixel] | None:
    """Return the part of a line of a picture within its outer edges (Liang and Barsky)."""
    low, high = 0.0, 1.0
    for a, b, count in zip(start, end, (beam.detector.columns, beam.detector.rows), strict=True):
        first, last = -0.5 - a, count - 0.5 - a
        if b == a:
            if first > 0.0 or last < 0.0:
                low = inf
            continue
        enter, leave = sorted((first / (b - a), last / (b - a)))
        low, high = max(low, enter), min(high, leave)
    if low > high:
        return None
    at = [tuple(a + (b - a) * share for a, b in zip(start, end, strict=True)) for share in (low, high)]
    return (at[0][0], at[0][1]), (at[1][0], at[1][1])
