"""A spine of straight numbers to lay series on."""

from __future__ import annotations

from planner.anatomy.spine import Level
from planner.geometry.frames import Frame
from planner.geometry.vectors import LEFT, Point, Vector
from planner.samples.angles import cos_sin

SLOPES_DEG = {
    Level.T12: -8.0,
    Level.L1: -7.0,
    Level.L2: -4.0,
    Level.L3: -1.0,
    Level.L4: 7.0,
    Level.L5: 17.0,
    Level.S1: 37.0,
}
"""How the upper endplates slope down to the front."""


def frame(level: Level) -> Frame:
    """Return the frame of a vertebra of a person who is not in the middle of the scanner."""
    cosine, sine = cos_sin(SLOPES_DEG[level])
    origin = Point(3.5 + 0.5 * level.order, -12.0 - 1.5 * level.order, -700.0 - 35.3 * level.order)
    return Frame(origin, LEFT, Vector(0.0, cosine, sine), Vector(0.0, -sine, cosine))


FRAMES: dict[str, Frame] = {level: frame(level) for level in Level}
