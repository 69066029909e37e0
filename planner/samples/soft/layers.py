"""What is laid over what: each layer a part's distances, what it is made of, and how its edge looks."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace
from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray

from planner.geometry.vectors import Vector
from planner.samples.field.shape import Field
from planner.samples.soft.lattice import Floats, Lattice

PLAIN, MUSCLE, LUMEN, STOOL, RIM, SKIN, VESSEL, SAC, SHEET, VEINED = range(10)
"""Kinds of tissue; the compiled function `planner.samples.soft.painting.tissue_hu` knows each."""
NUMBERS = 16
FAR_MM = 1e6
FINE_GRAIN_MM = Vector(1.7, 1.7, 3.0)


@dataclass(frozen=True)
class Tissue:
    """What a layer is made of: a kind and the numbers it needs, HU and mm.

    Attributes
    ----------
    hu, mottle_hu, cell_mm
        Mean, standard deviation and grain of its texture.
    own
        What else the kind needs; see the functions that make tissues.
    """

    kind: int
    hu: float
    mottle_hu: float = 3.0
    cell_mm: Vector = FINE_GRAIN_MM
    own: tuple[float, ...] = ()

    def shifted(self, hu: float) -> Tissue:
        """Return the tissue `hu` brighter."""
        return replace(self, hu=self.hu + hu)


def muscle(
    hu: float,
    fat: tuple[float, float],
    heights_mm: tuple[float, float],
    lean: tuple[float, float] = (0.0, 0.0),
    midline_mm: float = 0.0,
) -> Tissue:
    """Return muscle whose share of fat goes from `fat[0]` at the upper of two heights to `fat[1]` below.

    Parameters
    ----------
    lean
        How the fibres run: mm to the left and backwards per mm upwards.
    midline_mm
        LPS x beside which there is more of the fat.
    """
    return Tissue(MUSCLE, hu, 4.0, Vector(1.6, 1.6, 7.0), (*fat, *heights_mm, *lean, midline_mm))


def lumen(hu: float, wall_hu: float, wall_mm: float, up: Vector, level_mm: float) -> Tissue:
    """Return bowel: a wall, and within it fluid with gas above a level (along `up`, from the LPS origin)."""
    return Tissue(LUMEN, hu, 4.0, Vector(3.0, 3.0, 3.0), (wall_hu, wall_mm, *up, level_mm))


def stool(hu: float, wall_hu: float, wall_mm: float, gas: float) -> Tissue:
    """Return colon with stool in which bubbles take about the share `gas`."""
    return Tissue(STOOL, hu, 14.0, Vector(3.2, 3.2, 3.2), (wall_hu, wall_mm, gas))


def rim(hu: float, rim_hu: float, rim_mm: float, mottle_hu: float = 3.0) -> Tissue:
    """Return a tissue whose outermost `rim_mm` fade to another value."""
    return Tissue(RIM, hu, mottle_hu, own=(rim_hu, rim_mm))


def vessel(hu: float, plaque: float, plaque_hu: float) -> Tissue:
    """Return blood with a thin wall, calcified over about the share `plaque` of its face."""
    return Tissue(VESSEL, hu, 2.0, Vector(2.5, 2.5, 4.0), (plaque, plaque_hu))


def sheet(hu: float, strength: float, off_mm: float, half_mm: float) -> Tissue:
    """Return a thin sheet `off_mm` outside a part's face, of twice `half_mm`; `strength` is how it covers."""
    return Tissue(SHEET, hu, own=(strength, off_mm, half_mm))


def veined(hu: float, vein_hu: float, cell_mm: float, share: float, mottle_hu: float = 4.0) -> Tissue:
    """Return tissue with small vessels through it, `cell_mm` apart; `share` says how wide they are."""
    return Tissue(VEINED, hu, mottle_hu, Vector(3.0, 3.0, 4.0), (vein_hu, cell_mm, share))


def skin(fat_hu: float, skin_hu: float, skin_mm: float) -> Tissue:
    """Return the fat under the skin, with the skin."""
    return Tissue(SKIN, fat_hu, 4.0, Vector(4.0, 4.0, 5.0), (skin_hu, skin_mm))


def sac(hu: float, nerves_hu: float) -> Tissue:
    """Return the dural sac with the nerves of the cauda in it, so much brighter than the fluid."""
    return Tissue(SAC, hu, 2.0, own=(nerves_hu,))


class Packed(NamedTuple):
    """Layers as arrays, from the lowest to the uppermost, as the compiled functions read them.

    Attributes
    ----------
    values, starts, shapes
        Distances of all parts, one after the other; where that of each layer begins; its counts [k, j, i].
    places
        First knot of each, mm, and knots per mm.
    boxes
        Lowest and highest LPS corner outside which it is not met.
    kinds, tissues
        Kind; HU, texture, cells and its own numbers.
    edges
        Width of the edge, and how uneven it is, mm.
    """

    values: Field
    starts: NDArray[np.int64]
    shapes: NDArray[np.int64]
    places: Floats
    boxes: Floats
    kinds: NDArray[np.int64]
    tissues: Floats
    edges: Floats


@dataclass(frozen=True, eq=False)
class Layer:
    """A part and what it is made of.

    Attributes
    ----------
    edge_mm
        Over how many mm its edge fades.
    uneven_mm
        Standard deviation of the small waves of its edge.
    """

    part: Lattice
    tissue: Tissue
    edge_mm: float = 1.0
    uneven_mm: float = 0.25


def packed(layers: Sequence[Layer]) -> Packed:
    """Return layers as arrays."""
    fields: dict[int, Field] = {id(layer.part.distance_mm): layer.part.distance_mm for layer in layers}
    begins, total = {}, 0
    for key, distance_mm in fields.items():
        begins[key] = total
        total += distance_mm.size
    return Packed(
        np.concatenate([distance_mm.ravel() for distance_mm in fields.values()]),
        np.array([begins[id(layer.part.distance_mm)] for layer in layers], dtype=np.int64),
        np.array([layer.part.distance_mm.shape for layer in layers], dtype=np.int64),
        np.array([[*layer.part.first, *(1.0 / step for step in layer.part.step)] for layer in layers]),
        np.array([_box(layer.part) for layer in layers]),
        np.array([layer.tissue.kind for layer in layers], dtype=np.int64),
        np.array([_row(layer.tissue) for layer in layers]),
        np.array([[layer.edge_mm, layer.uneven_mm] for layer in layers]),
    )


def _box(part: Lattice) -> list[float]:
    counts = part.distance_mm.shape[::-1]
    low = list(part.first)
    high = [a + step * (n - 1) for a, step, n in zip(part.first, part.step, counts, strict=True)]
    if part.endless:
        low[2], high[2] = -FAR_MM, FAR_MM
    return [*low, *high]


def _row(tissue: Tissue) -> list[float]:
    row = [tissue.hu, tissue.mottle_hu, *tissue.cell_mm, *tissue.own]
    return row + [0.0] * (NUMBERS - len(row))
