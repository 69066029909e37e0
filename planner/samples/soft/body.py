"""A person's body round the spine, without bone and metal: asked for places of the skin, and painted."""

from __future__ import annotations

import os
from collections.abc import Callable, Iterable, Mapping, Sequence
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass, field
from functools import cached_property

import numpy as np
from numpy.typing import NDArray

from planner.geometry.frames import Frame
from planner.geometry.vectors import POSTERIOR, Point, Vector
from planner.samples.field.shape import Field
from planner.samples.grid import Grid, Slab
from planner.samples.known.values import Root
from planner.samples.person.traits import PersonTraits
from planner.samples.soft import bowel, muscles, organs, spinal, vessels, wall
from planner.samples.soft.bank import Bank, bank_of
from planner.samples.soft.course import Course, course
from planner.samples.soft.layers import Layer, Packed, packed
from planner.samples.soft.painting import lay
from planner.samples.soft.table import lay_table
from planner.samples.soft.trunk import Trunk, trunk_of

FARTHEST_MM = 260.0
"""No way from the spine to the skin is longer."""
STEP_MM = 0.5
SLAB = 4
"""Slices that a thread paints at a time."""


@dataclass(frozen=True, eq=False)
class Body:
    """The soft parts of a person.

    Attributes
    ----------
    frames
        The frame of each vertebra by its name.
    gravity
        Where things fall: posterior for a patient lying on the back, anterior on the front, left or right.
    roots
        Nerve roots to draw.
    """

    person: PersonTraits
    frames: Mapping[str, Frame]
    gravity: Vector = POSTERIOR
    roots: Sequence[Root] = field(default=())

    @cached_property
    def course(self) -> Course:
        """How the spine runs through the body."""
        return course(self.person, self.frames)

    @cached_property
    def trunk(self) -> Trunk:
        """Skin, wall and cavity."""
        return trunk_of(self.person, self.course, self.gravity, self.bank)

    @cached_property
    def bank(self) -> Bank:
        """Chance for texture and unevenness."""
        return bank_of(self.person.seed)

    @cached_property
    def layers(self) -> tuple[Layer, ...]:
        """All parts, from the lowest to the uppermost."""
        person, line, trunk_, bank = self.person, self.course, self.trunk, self.bank
        groups: tuple[Callable[[], Iterable[Layer]], ...] = (
            lambda: wall.layers_of(person, line, trunk_),
            lambda: organs.layers_of(person, line, trunk_, self.gravity),
            lambda: wall.recess_of(person, line, trunk_),
            lambda: vessels.layers_of(person, line),
            lambda: bowel.layers_of(person, line, trunk_, self.gravity),
            lambda: spinal.foramina_of(person, line, bank),
            lambda: muscles.layers_of(person, line, trunk_.wall, bank),
            lambda: spinal.layers_of(person, line, self.frames, self.roots, bank),
        )
        with ThreadPoolExecutor(min(os.cpu_count() or 1, len(groups))) as pool:
            made = pool.map(lambda group: tuple(group()), groups)
        return tuple(layer for group in made for layer in group)

    @cached_property
    def packed(self) -> Packed:
        """The layers as arrays."""
        return packed(self.layers)

    def skin_distance(self, points: Sequence[Point]) -> list[float]:
        """Return the signed distances of patient points to the skin, in mm: negative inside."""
        return self.trunk.skin.at(points)

    def skin_along(self, inside: Point, outwards: Vector) -> Point | None:
        """Return where a line from within the body leaves it, LPS mm; None within `FARTHEST_MM`."""
        steps = [n * STEP_MM for n in range(int(FARTHEST_MM / STEP_MM))]
        depths = self.skin_distance([inside + outwards * step for step in steps])
        for n in range(1, len(steps)):
            if depths[n - 1] < 0.0 <= depths[n]:
                share = depths[n - 1] / (depths[n - 1] - depths[n])
                return inside + outwards * (steps[n - 1] + STEP_MM * share)
        return None

    def skin_behind(self, inside: Point) -> Point:
        """Return the skin straight behind a point of the body.

        Raises
        ------
        ValueError
            If the point does not lie in the body.
        """
        skin = self.skin_along(inside, POSTERIOR)
        if skin is None:
            raise ValueError("the point does not lie in the body")
        return skin


def paint(hu: Field, grid: Grid, slab: Slab, body: Body) -> None:
    """Fill the HU [k, j, i] of a slab with air, table and body, in place; bone and metal come later.

    Parameters
    ----------
    hu
        float32, of the size of the slab.
    """
    matrix = np.ascontiguousarray(grid.voxel_to_patient[:3, :4], dtype=np.float64)
    layers, bank = body.packed, body.bank
    under = table_of(body)

    def fill(first: int) -> None:
        piece = hu[first : first + SLAB]
        start = (slab[0].start + first, slab[1].start, slab[2].start)
        lay_table(piece, start, matrix, under)
        lay(piece, start, matrix, layers, bank)

    with ThreadPoolExecutor(min(os.cpu_count() or 1, 8)) as pool:
        list(pool.map(fill, range(0, hu.shape[0], SLAB)))


def table_of(body: Body) -> NDArray[np.float64]:
    """Return where the table is, as `lay_table` reads it."""
    rest, down = body.trunk.rest, body.gravity
    return np.array([*rest, *down])
