"""Solids: shapes blended together one after the other, trimmed, carved, and made gently uneven."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from functools import cached_property
from math import ceil

import numpy as np
from numpy.typing import NDArray

from planner.geometry.vectors import Vector
from planner.samples.chance import LARGEST_BELL, Chance
from planner.samples.field.kernels import FAR, NUMBERS, POSE, Floats, Tape, point_distances
from planner.samples.field.shape import Axes, Box, Shape, around

SPLINE_SD = 0.4079
"""What the quadratic B-spline in three directions leaves of the standard deviation of its knots: 0.55^1.5."""


@dataclass(frozen=True)
class Part:
    """A shape and what becomes of it in a solid.

    Attributes
    ----------
    blend_mm
        How broadly it is rounded into what is there already.
    carve
        It is taken away instead of added.
    margin_mm
        It counts as so much larger all round.
    within, without
        Shapes that trim it before it is blended in, their edges rounded over `cut_mm`.
    """

    shape: Shape
    blend_mm: float = 3.0
    carve: bool = False
    margin_mm: float = 0.0
    within: tuple[Shape, ...] = ()
    without: tuple[Shape, ...] = ()
    cut_mm: float = 1.0

    def moved(self, origin: Vector, axes: Axes) -> Part:
        """Return the part in another frame, where its own frame has this origin and these axes."""
        return Part(
            self.shape.moved(origin, axes),
            self.blend_mm,
            self.carve,
            self.margin_mm,
            tuple(shape.moved(origin, axes) for shape in self.within),
            tuple(shape.moved(origin, axes) for shape in self.without),
            self.cut_mm,
        )


@dataclass(frozen=True)
class Warp:
    """A smooth random displacement of space: no surface of the body is a mathematical one.

    What is added to a solid is displaced; what trims or carves it is not, so that two bones whose faces are
    cut by one surface keep their distance.

    Attributes
    ----------
    seed, purpose
        Name the stream of chance.
    cell_mm
        Distance of the knots; about half the length of a wave.
    height_mm
        Standard deviation of each component.
    """

    seed: int
    purpose: tuple[str, ...]
    cell_mm: float = 9.0
    height_mm: float = 0.5

    @property
    def largest_mm(self) -> float:
        """No component of the displacement is larger."""
        return LARGEST_BELL * self.height_mm / SPLINE_SD

    def lattice(self, box: Box) -> tuple[Floats, Vector]:
        """Return the displacements at knots [k, j, i, 3] over a box, and the position of the first knot."""
        low, high = box
        first = low - Vector(self.cell_mm, self.cell_mm, self.cell_mm)
        counts = [ceil((b - a) / self.cell_mm) + 3 for a, b in zip(low, high, strict=True)]
        numbers = Chance(self.seed, *self.purpose).bell(3 * counts[0] * counts[1] * counts[2])
        knots = numbers.astype(np.float64).reshape(counts[2], counts[1], counts[0], 3)
        return knots * (self.height_mm / SPLINE_SD), first


@dataclass(frozen=True)
class Solid:
    """Parts, blended in their order.

    Raises
    ------
    ValueError
        If the first part is not added.
    """

    parts: tuple[Part, ...]
    warp: Warp | None = None

    def __post_init__(self) -> None:
        if not self.parts or self.parts[0].carve:
            raise ValueError("a solid begins with a part that is added")

    @cached_property
    def box(self) -> Box:
        """The corners of a box around everything that is added."""
        corners = [corner for part in self.parts if not part.carve for corner in part.shape.box]
        margin = max(part.margin_mm for part in self.parts if not part.carve)
        return around(corners, margin + (0.0 if self.warp is None else self.warp.largest_mm))

    def distances_mm(self, points: NDArray[np.float64]) -> NDArray[np.float64]:
        """Return the signed distances of points [n, 3], given in the solid's frame: negative inside, mm."""
        return point_distances(np.ascontiguousarray(points, dtype=np.float64), self.tape, FAR)

    def near_mm(self, points: NDArray[np.float64], reach_mm: float) -> NDArray[np.float64]:
        """Return the distances of points [n, 3] as `distances_mm`, but `reach_mm` where they are larger.

        It takes a fraction of the time.
        """
        return point_distances(np.ascontiguousarray(points, dtype=np.float64), self.tape, reach_mm)

    @cached_property
    def tape(self) -> Tape:
        """The solid as arrays, for the compiled functions."""
        shapes: list[Shape] = []
        cuts: list[int] = []
        signs: list[float] = []
        first, last = [], []
        for part in self.parts:
            shapes.append(part.shape)
        for part in self.parts:
            first.append(len(cuts))
            for shape, sign in [(s, 1.0) for s in part.within] + [(s, -1.0) for s in part.without]:
                cuts.append(len(shapes))
                signs.append(sign)
                shapes.append(shape)
            last.append(len(cuts))
        lattice, warp = self._warped()
        rows = [
            [
                n,
                first[n],
                last[n],
                part.blend_mm,
                part.margin_mm,
                part.cut_mm,
                part.carve,
                *self._box_of(part),
            ]
            for n, part in enumerate(self.parts)
        ]
        return Tape(
            kinds=np.array([shape.kind for shape in shapes]),
            shapes=np.array([_row(shape) for shape in shapes]),
            parts=np.array(rows, np.float64),
            cuts=np.array(list(zip(cuts, signs, strict=True)), np.float64).reshape(-1, 2),
            lattice=lattice,
            warp=warp,
        )

    def _warped(self) -> tuple[Floats, Floats]:
        if self.warp is None:
            return np.zeros((0, 0, 0, 3)), np.zeros(5)
        lattice, first = self.warp.lattice(self.box)
        return lattice, np.array([*first, self.warp.cell_mm, self.warp.largest_mm])

    def _box_of(self, part: Part) -> list[float]:
        warp_mm = 0.0 if self.warp is None or part.carve else self.warp.largest_mm
        low, high = around(part.shape.box, part.blend_mm + part.margin_mm + warp_mm)
        return [*low, *high]


def moved(parts: Iterable[Part], origin: Vector, axes: Axes) -> tuple[Part, ...]:
    """Return parts in another frame, where their own frame has this origin and these axes."""
    return tuple(part.moved(origin, axes) for part in parts)


def _row(shape: Shape) -> list[float]:
    row = [*shape.origin, *(part for axis in shape.axes for part in axis), *shape.numbers]
    return row + [0.0] * (POSE + NUMBERS - len(row))
