"""The bone of one vertebra alone, cut out of a CT: what can be laid over a frame whatever its neighbours do.

A voxel belongs to the vertebra whose skeleton, a set of points in the shape of its level, comes nearest.
"""

from __future__ import annotations

from collections.abc import Mapping
from math import ceil, floor

import numpy as np
import scipy
from numpy.typing import NDArray

from planner.anatomy.column import neighbour_of
from planner.anatomy.shape import Shape
from planner.anatomy.spine import Level, Side
from planner.anatomy.vertebra import FittedVertebra
from planner.geometry.vectors import Vector
from planner.imaging.projection import Body
from planner.imaging.volume import AIR_HU, Volume

REACH_MM = 14.0
"""What lies farther from the skeleton than this is not of the vertebra."""
SOFT_HU = 90.0
"""What is no denser than this counts as nothing: its edge would be one that no frame shows."""
MOST_HU = 2500.0
"""Denser than this is metal, whose values say little."""
SACRUM_MM = 24.0
"""Height of the part of the sacrum that counts."""
EVERY_MM = 3.0

Places = NDArray[np.float64]


def bone_alone(
    volume: Volume, vertebra: FittedVertebra, others: Mapping[Level, FittedVertebra]
) -> Body | None:
    """Return the bone of a vertebra ready for projection, all else empty; None where the volume has none.

    Parameters
    ----------
    others
        The vertebrae that are known; a neighbour that is not among them is guessed from this one.

    What a voxel has above soft tissue is what counts: its water is 0 up to `SOFT_HU`.
    """
    own = skeleton(vertebra)
    box = _box(volume, own)
    if box is None:
        return None
    (k0, j0, i0), hu = box
    nk, nj, ni = hu.shape
    kept = np.flatnonzero(hu > SOFT_HU)
    k, j, i = np.unravel_index(kept, (nk, nj, ni))
    places = np.stack((i + i0, j + j0, k + k0), axis=1) @ volume.voxel_to_patient[:3, :3].T
    places += volume.voxel_to_patient[:3, 3]
    off = np.asarray(scipy.spatial.cKDTree(own).query(places, distance_upper_bound=REACH_MM)[0])
    near = np.isfinite(off)
    for other in _neighbours(vertebra, others):
        beyond = np.asarray(scipy.spatial.cKDTree(skeleton(other)).query(places[near])[0])
        near[near] = off[near] < beyond
    if not near.any():
        return None
    values = np.full(hu.shape, AIR_HU, np.float32)
    values.flat[kept[near]] = np.minimum(hu.flat[kept[near]], MOST_HU) - SOFT_HU + AIR_HU
    matrix = np.array(volume.voxel_to_patient, np.float64)
    matrix[:3, 3] = (volume.voxel_to_patient @ (i0, j0, k0, 1.0))[:3]
    return Body.of(Volume(values, matrix))


def skeleton(vertebra: FittedVertebra) -> Places:
    """Return points in the inside of a vertebra as its shape has them, N x 3, LPS mm."""
    shape = vertebra.shape
    lines = [line for side in Side for line in _sided(shape, side)]
    own = [*_body(shape), *(place for line in lines for place in _along(*line))]
    return np.array([tuple(vertebra.place(place)) for place in own])


def _body(shape: Shape) -> list[Vector]:
    """Return points of the body: its ellipse, from a little below one endplate to above the other."""
    height_mm = shape.height_mm or SACRUM_MM
    found = []
    for level in np.linspace(-2.5, 2.5 - height_mm, max(2, ceil(height_mm / 5.0))):
        for x in np.linspace(-0.42, 0.42, 7) * shape.width_mm:
            for y in np.linspace(-0.42, 0.42, 6) * shape.depth_mm:
                if (x / shape.width_mm) ** 2 + (y / shape.depth_mm) ** 2 <= 0.2:
                    found.append(Vector(float(x), float(y), float(level)))
    return found


def _sided(shape: Shape, side: Side) -> list[tuple[Vector, Vector]]:
    def own(place: Vector) -> Vector:
        return Vector(side.sign * place.x, place.y, place.z)

    joint = own(shape.mamillary)
    lines = [
        (own(Vector(shape.pedicle.x * 0.8, shape.depth_mm * 0.4, shape.pedicle.z)), own(shape.pedicle)),
        (own(shape.pedicle), joint),
        (joint, own(shape.superior_articular_tip)),
    ]
    if shape.transverse_tip is not None:
        lines.append((own(shape.pedicle), own(shape.transverse_tip)))
    if shape.inferior_articular_tip is not None and shape.spinous_tip is not None:
        lamina = Vector(0.0, shape.canal.y + 0.6 * (shape.canal_depth_mm or 15.0), shape.pedicle.z - 8.0)
        lines += [(joint, own(shape.inferior_articular_tip)), (joint, lamina), (lamina, shape.spinous_tip)]
    return lines


def _along(start: Vector, end: Vector) -> list[Vector]:
    count = ceil((end - start).length / EVERY_MM) + 1
    return [start + (end - start) * float(share) for share in np.linspace(0.0, 1.0, count)]


def _neighbours(vertebra: FittedVertebra, others: Mapping[Level, FittedVertebra]) -> list[FittedVertebra]:
    levels = (level for level in (vertebra.level.above, vertebra.level.below) if level is not None)
    return [others.get(level) or neighbour_of(vertebra, level) for level in levels]


def _box(volume: Volume, places: Places) -> tuple[tuple[int, int, int], NDArray[np.float32]] | None:
    """Return the first voxel [k, j, i] of the box round places, and its HU; None where there is none."""
    corners = np.concatenate((places - REACH_MM, places + REACH_MM))
    low, high = corners.min(axis=0), corners.max(axis=0)
    grid = np.stack(np.meshgrid(*zip(low, high, strict=True), indexing="ij"), axis=-1).reshape(-1, 3)
    voxels = grid @ volume.patient_to_voxel[:3, :3].T + volume.patient_to_voxel[:3, 3]
    first = [max(floor(v), 0) for v in voxels.min(axis=0)]
    after = [min(ceil(v) + 1, n) for v, n in zip(voxels.max(axis=0), volume.hu.shape[::-1], strict=True)]
    if any(a >= b for a, b in zip(first, after, strict=True)):
        return None
    (i0, j0, k0), (i1, j1, k1) = first, after
    return (k0, j0, i0), np.asarray(volume.hu[k0:k1, j0:j1, i0:i1], np.float32)
