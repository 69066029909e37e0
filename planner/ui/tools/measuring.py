"""Distance and angle between points clicked on the images; they are looked at, not part of the plan."""

from __future__ import annotations

from collections.abc import Iterator

from planner.geometry.angles import angle_between_directions_deg
from planner.geometry.vectors import Point
from planner.ui import ink
from planner.ui.look import Tool
from planner.ui.overlays.marks import Label, Mark, Spot, Stroke
from planner.ui.overlays.sight import Sight

MEASURED_POINTS = {Tool.DISTANCE: 2, Tool.ANGLE: 3}
"""How many points each measuring tool takes; the corner of an angle is the second."""


def measurement_words(points: tuple[Point, ...]) -> str:
    """Return what was measured: mm between two points, degrees at the second of three."""
    if len(points) == 2:
        return f"{points[0].distance_to(points[1]):.1f} mm"
    first, second = points[0] - points[1], points[2] - points[1]
    if first.length == 0.0 or second.length == 0.0:
        return ""
    return f"{angle_between_directions_deg(first, second):.1f}°"


def measurement_marks(sight: Sight, measurements: tuple[tuple[Point, ...], ...]) -> Iterator[Mark]:
    """Yield measurements, each as strong as that of its points which the picture shows the faintest."""
    for points in measurements:
        opacity = min(sight.opacity(point) for point in points)
        places = tuple(sight.uv(point) for point in points)
        yield Stroke(places, ink.MEASURE, 1.3, opacity=opacity)
        for place in places:
            yield Spot(place, ink.MEASURE, 2.5, opacity, filled=True)
        if len(points) >= 2:
            yield Label(places[1], measurement_words(points), ink.MEASURE, opacity)
