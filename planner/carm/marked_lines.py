"""A needle or a nerve marked by two points: its line in space, its angles in space or only as projected."""

from __future__ import annotations

from dataclasses import dataclass
from math import degrees, hypot

from planner.carm.beam import Beam
from planner.carm.triangulation import Triangulated
from planner.geometry.angles import angle_between_lines_deg
from planner.geometry.curves import Segment
from planner.geometry.vectors import Vector, any_perpendicular
from planner.words import _


@dataclass(frozen=True)
class MarkedLine:
    """A straight needle or nerve between two points that are marked in two or more pictures.

    Raises
    ------
    ValueError
        If the two points coincide.
    """

    start: Triangulated
    end: Triangulated

    def __post_init__(self) -> None:
        if self.start.point == self.end.point:
            raise ValueError("a line needs two different points")

    @property
    def segment(self) -> Segment:
        """The line in C-arm space."""
        return Segment(self.start.point, self.end.point)

    def turned_within_deg(self, about: Vector) -> float:
        """Return how far the line may be turned about an axis across it, one standard deviation, degrees."""
        across = about.cross(self.segment.direction)
        if across.length < ROUNDING:
            return 0.0
        way = across.unit()
        return degrees(hypot(self.start.along_mm(way), self.end.along_mm(way)) / self.segment.length_mm)


@dataclass(frozen=True)
class AngleInSpace:
    """The angle between two lines in space, 0 to 90 degrees, and its standard deviation."""

    angle_deg: float
    within_deg: float

    def words(self) -> str:
        """Return "12° in space, ±2°"."""
        return _("{angle:.0f}° in space, ±{within:.0f}°").format(angle=self.angle_deg, within=self.within_deg)


@dataclass(frozen=True)
class ProjectedAngle:
    """The angle between two lines as one picture shows it, 0 to 90 degrees: no angle in space.

    What is parallel in a picture need not be parallel: it is a type of its own, so that no check takes it for
    an angle in space.
    """

    angle_deg: float

    def words(self) -> str:
        """Return "12° as projected"."""
        return _("{angle:.0f}° as projected").format(angle=self.angle_deg)


def angle_in_space(a: MarkedLine, b: MarkedLine) -> AngleInSpace:
    """Return the angle between two marked lines in space."""
    ways = a.segment.direction, b.segment.direction
    about = ways[0].cross(ways[1])
    # lines that are parallel may open to any side
    axis = about.unit() if about.length > 0.0 else any_perpendicular(ways[0])
    within = hypot(a.turned_within_deg(axis), b.turned_within_deg(axis))
    return AngleInSpace(angle_between_lines_deg(*ways), within)


def projected_angle(a: Segment, b: Segment, beam: Beam) -> ProjectedAngle | None:
    """Return the angle between two lines as a beam's picture shows them.

    None where one of them lies partly behind the source, or is seen end on as a point.
    """
    seen = [_direction_seen(line, beam) for line in (a, b)]
    if seen[0] is None or seen[1] is None:
        return None
    return ProjectedAngle(angle_between_lines_deg(seen[0], seen[1]))


def _direction_seen(line: Segment, beam: Beam) -> Vector | None:
    start, end = beam.to_pixel(line.start), beam.to_pixel(line.end)
    if start is None or end is None:
        return None
    seen = Vector(end[0] - start[0], end[1] - start[1], 0.0)
    return seen if seen.length >= LEAST_PX else None


ROUNDING = 1e-9
"""An axis at a smaller angle to a line, in radians, is the line's own: about it nothing turns."""
LEAST_PX = 1.0
"""A line that is seen no longer than this has no direction in the picture."""
