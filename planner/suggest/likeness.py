"""What a vertebra of a level looks like on CT: places that are bright or dark, and how a scan shows them."""

from __future__ import annotations

from dataclasses import dataclass
from functools import cache
from math import cos, pi, radians, sin

import numpy as np
import scipy
from numpy.typing import NDArray

from planner.anatomy.shape import Shape, shape_of
from planner.anatomy.spine import Level
from planner.geometry.vectors import Point
from planner.imaging.sample import sample_inside
from planner.imaging.volume import Volume

Places = NDArray[np.float64]
"""Places [N, 3] in the frame of a shape: left, posterior, superior of the endplate's centre, mm."""

STEP_MM = 1.25
BLUR_STEPS = 0.8
DARKEST_HU, BRIGHTEST_HU = -100.0, 400.0
"""Beyond these HU count no more: neither air nor metal must outweigh the rest."""
BEFORE = np.array([65.0, 50.0, 60.0])
BEHIND = np.array([65.0, 95.0, 60.0])
"""How far around a place in the body a vertebra, with what it is told by, can reach in the images: right,
anterior, inferior, and left, posterior, superior."""
DISC_MM = 5.0
"""Beyond an endplate this far lies the middle of the disc."""


@dataclass(frozen=True, eq=False)
class Likeness:
    """Places of a shape and how bright each is expected: weights above 0 for bone, below for what is not.

    The weights of the groups, each shared by its places, are ours: as much for the pedicles as for the canal
    between them, half as much for an endplate, less for a disc, which may hold gas, and for what is around.
    """

    places: Places
    weights: NDArray[np.float64]


@cache
def likeness_of(level: Level) -> Likeness:
    """Return what a vertebra of a level looks like."""
    shape = shape_of(level)
    groups = _sacrum(shape) if level is Level.S1 else [*_body(shape), *_arch(shape)]
    return Likeness(
        places=np.concatenate([places for _weight, places in groups]),
        weights=np.concatenate([np.full(len(places), weight / len(places)) for weight, places in groups]),
    )


def _body(shape: Shape) -> list[tuple[float, Places]]:
    """Return endplates, discs, and what lies before and beside the body."""
    plate, half_depth, half_width = _plate(shape), shape.depth_mm / 2.0, shape.width_mm / 2.0
    assert shape.height_mm is not None, "the sacrum has no body of its own"
    lower, waist = -shape.height_mm, -shape.height_mm / 2.0
    beside = [(side * (0.85 * half_width + 8.0), y, waist) for side in (1, -1) for y in (-5.0, 0.0, 5.0)]
    before = [(x, -half_depth - 7.0, waist) for x in (-6.0, 0.0, 6.0)]
    return [
        (1.0, _at(plate, -0.5)),
        (-0.7, _at(plate * 0.8, DISC_MM)),
        (1.0, _at(plate, lower)),
        (-0.7, _at(plate * 0.8, lower - DISC_MM)),
        (-0.5, np.array(beside + before)),
    ]


def _arch(shape: Shape) -> list[tuple[float, Places]]:
    """Return canal, pedicles, what lies above and below these, and the spinous process."""
    canal_mm = 2.0 * shape.canal.y - shape.depth_mm
    behind = shape.depth_mm / 2.0 + canal_mm
    canal = [
        (x, behind - canal_mm / 2.0, z) for x in (-6.0, 0.0, 6.0) for z in (-18.0, -14.0, -10.0, -6.0, -2.0)
    ]
    middle, half_height = np.array(tuple(shape.pedicle)), shape.pedicle_height_mm / 2.0
    beyond = [half_height + 5.0, -half_height - 6.0]
    foramina = np.array([middle + np.array([0.0, back, up]) for back in (-3.0, 0.0, 3.0) for up in beyond])
    groups = [(-2.0, np.array(canal)), (2.0, _both(_pedicle(shape))), (-1.2, _both(foramina))]
    if shape.spinous_tip is not None:
        base, tip = np.array([0.0, behind + 6.0, -16.0]), np.array(tuple(shape.spinous_tip))
        groups.append((0.7, np.array([base + (tip - base) * share for share in (0.1, 0.3, 0.5, 0.7)])))
    return groups


def _sacrum(shape: Shape) -> list[tuple[float, Places]]:
    """Return what S1 is told by: its edges rather than its insides, which are as bright all through.

    Endplate and disc; the promontory with its cortex and what lies before it; the wall behind and the canal;
    the mass of the ala and what lies above it; pedicles and superior articular processes.
    """
    plate, half_depth = _plate(shape), shape.depth_mm / 2.0
    canal_mm = 2.0 * shape.canal.y - shape.depth_mm
    aside, rise = (-12.0, 0.0, 12.0), (-3.0, -9.0)
    before = [(x, -half_depth - 6.0, z) for x in aside for z in rise]
    promontory = [(0.75 * x, -half_depth + 1.5, z) for x in aside for z in (-3.0, -7.0)]
    behind = [(x, half_depth - 1.0, z) for x in (-8.0, 0.0, 8.0) for z in (-3.0, -8.0)]
    canal = [
        (x, half_depth + canal_mm / 2.0, z) for x in (-6.0, 0.0, 6.0) for z in (-14.0, -10.0, -6.0, -2.0)
    ]
    ala = np.array([(x, y, z) for x in (32.0, 38.0) for y in (14.0, 20.0) for z in (-9.0, -14.0)])
    above = np.array([(x, y, 9.0) for x in (30.0, 37.0) for y in (8.0, 14.0)])
    tip = np.array(tuple(shape.superior_articular_tip))
    process = np.array([tip + step for step in ((0.0, 0.6, -2.1), (0.0, 0.1, -5.1), (1.2, 3.1, -8.1))])
    return [
        (1.5, _at(plate, -0.8)),
        (-1.5, _at(plate * 0.85, 4.0)),
        (-0.7, np.array(before)),
        (1.0, np.array(promontory)),
        (0.7, np.array(behind)),
        (-2.0, np.array(canal)),
        (0.7, _both(ala)),
        (-0.7, _both(above)),
        (1.0, _both(_pedicle(shape))),
        (1.0, _both(process)),
    ]


def _pedicle(shape: Shape) -> Places:
    angle, middle = radians(shape.pedicle_angle_deg), np.array(tuple(shape.pedicle))
    along, across = np.array([sin(angle), cos(angle), 0.0]), np.array([cos(angle), -sin(angle), 0.0])
    half_width, half_height = (
        shape.pedicle_width_mm / 2.0,
        np.array([0.0, 0.0, shape.pedicle_height_mm / 2.0]),
    )
    return np.array(
        [
            middle + along * step + across * (half_width * wide) + half_height * high
            for step in (-4.0, 0.0, 4.0)
            for wide in (-0.8, 0.0, 0.8)
            for high in (-0.7, 0.0, 0.7)
        ]
    )


def _plate(shape: Shape) -> NDArray[np.float64]:
    """Return places [N, 2] on the superior endplate, within three quarters of its rim."""
    turns = [2.0 * pi * n / 12.0 for n in range(12)]
    rings = [(share * cos(turn), share * sin(turn)) for share in (0.4, 0.75) for turn in turns]
    return np.array([(0.0, 0.0), *rings]) * (shape.width_mm / 2.0, shape.depth_mm / 2.0)


def _at(plate: NDArray[np.float64], height_mm: float) -> Places:
    return np.column_stack([plate, np.full(len(plate), height_mm)])


def _both(left: Places) -> Places:
    return np.concatenate([left, left * (-1.0, 1.0, 1.0)])


@dataclass(frozen=True, eq=False)
class Surroundings:
    """The brightness of a scan around a place, 1 for each 100 HU, on a grid along the axes of the patient."""

    middle: Places
    brightness: NDArray[np.float64]

    def at(self, steps: Places) -> NDArray[np.float64]:
        """Return the brightness at places given as steps [N, 3] from the middle, LPS mm."""
        index = ((steps + BEFORE) / STEP_MM).T
        return np.asarray(scipy.ndimage.map_coordinates(self.brightness, index, order=1, mode="nearest"))

    def coarsely_at(self, steps: Places) -> NDArray[np.float64]:
        """Return the brightness of the nearest place of the grid."""
        last = np.array(self.brightness.shape) - 1
        i, j, k = np.clip(np.rint((steps + BEFORE) / STEP_MM).astype(np.intp), 0, last).T
        found: NDArray[np.float64] = self.brightness[i, j, k]
        return found


def surroundings_of(volume: Volume, middle: Point) -> Surroundings:
    """Return the brightness around a place; outside the images it is that of water."""
    axes = [np.arange(-before, behind, STEP_MM) for before, behind in zip(BEFORE, BEHIND, strict=True)]
    grid = np.stack(np.meshgrid(*axes, indexing="ij"), axis=-1)
    hu = sample_inside(volume, grid.reshape(-1, 3) + np.array(tuple(middle)))
    seen = np.clip(np.nan_to_num(hu, nan=0.0), DARKEST_HU, BRIGHTEST_HU).reshape(grid.shape[:3])
    return Surroundings(
        np.array(tuple(middle)), np.asarray(scipy.ndimage.gaussian_filter(seen / 100.0, BLUR_STEPS))
    )
