"""The bones beside the spine: the iliac wings and the twelfth ribs."""

from __future__ import annotations

from itertools import pairwise

from planner.anatomy.spine import Side
from planner.geometry.vectors import SUPERIOR, Vector
from planner.samples.shapes import Block, Process, Shape, axes_along
from planner.samples.solids import Added, Carved, Ripple, Solid

CREST = (
    (42.0, 69.0, -34.0),
    (55.0, 41.0, -4.0),
    (68.0, 15.0, 13.0),
    (93.0, -14.0, 27.0),
    (124.0, -60.0, 22.0),
)
"""The iliac crest from behind to the front: lateral, behind and above the sacral endplate's centre."""
HALF_HEIGHT_MM = 50.0
HALF_THICKNESS_MM = (6.5, 6.0, 4.4, 4.0)
FLARE = 0.22
"""How far the wing leans outwards per mm upwards."""
SACROILIAC_GAP_MM = 2.2
RIB = ((27.0, 37.0, -11.0), (47.0, 47.0, -24.0), (76.0, 38.0, -42.0), (98.0, 12.0, -58.0))
"""The course of the twelfth rib in the frame of T12: lateral, posterior, superior."""


def iliac_wing(side: Side, sacrum: Shape) -> Solid:
    """Return one iliac wing, in an upright frame at the sacral endplate, with a gap to `sacrum`."""
    crest = [Vector(side.sign * lateral, back, up) for lateral, back, up in CREST]
    plates = []
    for (start, end), half in zip(pairwise(crest), HALF_THICKNESS_MM, strict=True):
        down = Vector(-side.sign * FLARE, 0.0, -1.0)
        axes = axes_along(end - start, down)
        centre = (start + end) * 0.5 + axes[1] * (HALF_HEIGHT_MM - 2.0)
        halves = ((end - start).length / 2.0 + 3.0, HALF_HEIGHT_MM, half)
        plates.append(Added(Block(centre, axes, halves, rounding_mm=half - 0.2), 7.0))
    return Solid(tuple(plates), (Carved(sacrum, SACROILIAC_GAP_MM, 0.5),), Ripple(1.2, 24.0, side.sign * 0.3))


def twelfth_rib(side: Side) -> Solid:
    """Return the twelfth rib of one side, in the frame of T12."""
    points = [Vector(side.sign * lateral, back, up) for lateral, back, up in RIB]
    pieces = []
    for start, end in pairwise(points):
        axes = axes_along(end - start, SUPERIOR)
        pieces.append(Added(Process(start, end, axes, (3.0, 5.2, 3.2), (3.0, 5.0, 3.0)), 2.0))
    return Solid(tuple(pieces), (), Ripple(0.6, 19.0, side.sign * 0.2))
