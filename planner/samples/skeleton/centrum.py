"""The body of a vertebra: kidney-shaped across, waisted, with dished endplates and spurs at their rims."""

from __future__ import annotations

from planner.geometry.vectors import Vector
from planner.samples.angles import cos_sin
from planner.samples.field.kernels import CENTRUM
from planner.samples.field.shape import UPRIGHT, Shape, limb
from planner.samples.field.solid import Part
from planner.samples.person.traits import BodyTraits, Osteophyte

BEYOND_MM = 3.0
"""The ellipse across a body lies so far back; what is behind the depth is cut off, nearly flat."""
HOLLOW_RADIUS_MM = 30.0
"""Of the back of a body."""


def centrum(body: BodyTraits, behind_mm: float = 0.0) -> Shape:
    """Return the body, in the frame of its vertebra, its lower end `behind_mm` behind its upper one."""
    depth = (body.upper_depth_mm + body.lower_depth_mm) / 2.0
    width = (body.upper_width_mm + body.lower_width_mm) / 2.0
    numbers = (
        body.upper_width_mm / 2.0,
        body.upper_depth_mm / 2.0,
        body.lower_width_mm / 2.0,
        body.lower_depth_mm / 2.0,
        body.waist_width_mm / 2.0,
        body.waist_depth_mm / 2.0,
        body.middle_mm,
        (body.back_mm - body.front_mm) / depth,
        body.left_taller_mm / width,
        body.upper_dish_mm,
        body.lower_dish_mm,
        BEYOND_MM,
        HOLLOW_RADIUS_MM,
        behind_mm,
    )
    side = max(body.upper_width_mm, body.lower_width_mm, body.waist_width_mm) / 2.0 + 0.5
    half = max(body.upper_depth_mm, body.lower_depth_mm, body.waist_depth_mm) / 2.0
    low = -max(body.front_mm, body.back_mm) - abs(body.left_taller_mm) / 2.0 - 2.0
    box = (Vector(-side, -half - 0.5, low), Vector(side, half + 2.0 * BEYOND_MM + max(behind_mm, 0.0), 1.0))
    return Shape(CENTRUM, Vector(0.0, 0.0, 0.0), UPRIGHT, numbers, box)


def height_at(body: BodyTraits, x: float, y: float) -> float:
    """Return the height of the body `x` to the left and `y` behind its middle, in mm, at the rims."""
    depth = (body.upper_depth_mm + body.lower_depth_mm) / 2.0
    width = (body.upper_width_mm + body.lower_width_mm) / 2.0
    return body.middle_mm + (body.back_mm - body.front_mm) / depth * y + body.left_taller_mm / width * x


def rim(body: BodyTraits, upper: bool, angle_deg: float, beyond_mm: float = 0.0) -> Vector:
    """Return a point of the rim of an endplate; 0 degrees is left, 90 front, 180 right."""
    c, s = cos_sin(angle_deg)
    wide = (body.upper_width_mm if upper else body.lower_width_mm) / 2.0
    deep = (body.upper_depth_mm if upper else body.lower_depth_mm) / 2.0
    x, y = c * (wide + beyond_mm), -s * (deep + beyond_mm)
    return Vector(x, y, 0.0 if upper else -height_at(body, x, y))


def spur(body: BodyTraits, osteophyte: Osteophyte) -> Part:
    """Return a beak at the rim of an endplate, bent towards the disc."""
    up = 1.0 if osteophyte.upper else -1.0
    root = rim(body, osteophyte.upper, osteophyte.angle_deg, -3.0) + Vector(0.0, 0.0, -2.4 * up)
    tip = rim(body, osteophyte.upper, osteophyte.angle_deg, osteophyte.length_mm - 1.0)
    tip = tip + Vector(0.0, 0.0, up * (0.12 * osteophyte.length_mm - 0.8))
    across = Vector(0.0, 0.0, 1.0).cross(tip - root)
    broad = 3.4 + 0.5 * osteophyte.length_mm
    return Part(limb(root, tip, across, (broad, 2.4), (broad * 0.45, 1.0), (2.0, 1.0)), 2.5)
