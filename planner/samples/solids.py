"""Solids: shapes blended together, made gently uneven, and carved."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from planner.geometry.vectors import Vector
from planner.samples.shapes import NOTHING, Box, Field, Shape, along, around, smooth_max, smooth_min


@dataclass(frozen=True)
class Ripple:
    """A gentle unevenness: three products of two smooth periodic waves, each of at most `height_mm` / 3.

    `phase` sets neighbours apart. The slope stays below 12 `height_mm` / `length_mm`, mostly far below.
    """

    height_mm: float
    length_mm: float
    phase: float = 0.0

    def at(self, x: Field, y: Field, z: Field) -> Field:
        """Return the unevenness at positions, in mm, between plus and minus `height_mm`."""
        total = NOTHING
        for n, (one, other) in enumerate(WAVE_PAIRS):
            first = _wave(along(x, y, z, one * (1.0 / self.length_mm)), self.phase + 0.37 * n)
            second = _wave(along(x, y, z, other * (1.0 / self.length_mm)), 0.61 * self.phase + 0.23 * n)
            total = total + first * second
        return total * np.float32(self.height_mm / len(WAVE_PAIRS))


WAVE_PAIRS = (
    (Vector(0.8, 0.5, 0.33), Vector(-0.3, 0.6, 0.74)),
    (Vector(0.11, 0.97, -0.55), Vector(1.05, -0.4, 0.2)),
    (Vector(-0.62, 0.31, 1.25), Vector(0.45, 1.22, 0.38)),
)
"""Directions of the waves of `Ripple`, of unequal length, so that no pattern repeats visibly."""


def _wave(turns: Field, phase: float) -> Field:
    """Return a smooth wave between -1 and 1 with one period per turn."""
    shifted = turns + np.float32(phase)
    ramp = np.abs((shifted - np.floor(shifted)) * np.float32(2.0) - np.float32(1.0))
    wave: Field = ramp * ramp * (np.float32(6.0) - ramp * np.float32(4.0)) - np.float32(1.0)
    return wave


@dataclass(frozen=True)
class Added:
    """A shape and how broadly it is blended into what is there already."""

    shape: Shape
    blend_mm: float = 3.0


@dataclass(frozen=True)
class Carved:
    """A shape that is taken away, together with `margin_mm` around it."""

    shape: Shape
    margin_mm: float = 0.0
    blend_mm: float = 1.0


@dataclass(frozen=True)
class Solid:
    """Shapes added one after the other with smooth blends, made uneven, then shapes carved out of them."""

    added: tuple[Added, ...]
    carved: tuple[Carved, ...] = ()
    ripple: Ripple | None = None

    @property
    def box(self) -> Box:
        """The corners of a box around everything that is added."""
        boxes = [part.shape.box for part in self.added]
        return around([corner for box in boxes for corner in box], 0.0)

    def distance(self, x: Field, y: Field, z: Field) -> Field:
        """Return the signed distance, in mm."""
        field = self.added[0].shape.distance(x, y, z)
        for part in self.added[1:]:
            field = smooth_min(field, part.shape.distance(x, y, z), part.blend_mm)
        if self.ripple is not None:
            field = field + self.ripple.at(x, y, z)
        for hole in self.carved:
            cut = np.float32(hole.margin_mm) - hole.shape.distance(x, y, z)
            field = smooth_max(field, cut, hole.blend_mm)
        return field
