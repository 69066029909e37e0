"""Distance and angle between points clicked on the images; they are looked at, not part of the plan."""

from __future__ import annotations

from collections.abc import Iterator

from planner.geometry.angles import angle_between_directions_deg
from planner.geometry.vectors import Point
from planner.ui import ink
from planner.ui.look import Tool
from planner.ui.overlays.marks import Label, Mark, Spot, Stroke
from planner.ui.overlays.sight import AnyView

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


def measurement_marks(plane: AnyView, measurements: tuple[tuple[Point, ...], ...]) -> Iterator[Mark]:
    """Yield measurements, faint where a point lies more than 3 mm off the plane."""
    for points in measurements:
        views = [plane.to_view(point) for point in points]
        opacity = 1.0 if all(abs(depth) <= NEAR_MM for _, _, depth in views) else 0.3
        places = tuple((u, v) for u, v, _ in views)
        yield Stroke(places, ink.MEASURE, 1.3, opacity=opacity)
        for place in places:
            yield Spot(place, ink.MEASURE, 2.5, opacity, filled=True)
        if len(points) >= 2:
            yield Label(places[1], measurement_words(points), ink.MEASURE, opacity)


NEAR_MM = 3.0
"""How far off the plane a measured point still counts as lying in it."""
