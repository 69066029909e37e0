"""HU of tissues, and how a shape of one of them is laid over what is there."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from planner.geometry.frames import SCANNER, Frame
from planner.geometry.vectors import LEFT, POSTERIOR, SUPERIOR, Vector
from planner.samples.grid import Grid
from planner.samples.shapes import Field, Process, Shape, axes_along, coverage
from planner.samples.solids import Ripple

EDGE_MM = 1.1
"""Over how many mm the edge of a soft tissue fades."""
AIR_HU, GAS_HU, FAT_HU, EPIDURAL_FAT_HU = -1000.0, -930.0, -103.0, -91.0
FLUID_HU, ORGAN_HU, SKIN_HU, NERVE_HU, BLOOD_HU = 14.0, 34.0, 35.0, 36.0, 42.0
MUSCLE_HU, LIVER_HU, LIGAMENT_HU, DISC_HU, PLAQUE_HU = 56.0, 57.0, 75.0, 88.0, 620.0


@dataclass(frozen=True)
class Drawn:
    """A shape of one HU value, in the frame of a vertebra or of the patient, its surface made uneven."""

    shape: Shape
    hu: float
    frame: Frame = SCANNER
    uneven_mm: float = 0.0


def tube(start: Vector, end: Vector, start_mm: tuple[float, float], end_mm: tuple[float, float]) -> Process:
    """Return a tube with half sizes to the left and across that at both ends, rounded by the smaller."""
    direction = end - start
    towards = LEFT if abs(direction.unit().x) < 0.9 else POSTERIOR
    axes = axes_along(direction, towards)
    caps = (min(start_mm), min(end_mm))
    return Process(start, end, axes, (caps[0], *start_mm), (caps[1], *end_mm))


def ellipsoid(centre: Vector, half_mm: tuple[float, float, float]) -> Process:
    """Return an ellipsoid by its half sizes to the left, backwards and upwards."""
    return Process(centre, centre, (LEFT, POSTERIOR, SUPERIOR), half_mm, half_mm)


def lay(hu: Field, share: Field, value: Field | float) -> None:
    """Put `value` over `hu`, in place, as far as `share` covers it."""
    hu += share * (np.asarray(value, np.float32) - hu)


def draw(hu: Field, grid: Grid, part: Drawn) -> None:
    """Lay a shape over `hu` [k, j, i], in place."""
    slab = grid.around(part.shape.box, part.frame, EDGE_MM + part.uneven_mm)
    if slab is not None:
        distance = part.shape.distance(*grid.positions(slab, part.frame))
        if part.uneven_mm > 0.0:
            ripple = Ripple(part.uneven_mm, part.uneven_mm * 14.0, part.hu * 0.013)
            distance = distance + ripple.at(*grid.positions(slab, SCANNER))
        lay(hu[slab], coverage(distance, EDGE_MM), part.hu)
