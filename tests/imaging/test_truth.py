"""Projections of what is known in closed form, in stacks of every kind, seen from all around."""

from __future__ import annotations

from dataclasses import dataclass
from functools import cache

import numpy as np
import pytest
from numpy.typing import NDArray
from scipy.spatial.transform import Rotation

from planner.carm.angles import CArmAngles
from planner.carm.beam import Beam, Detector
from planner.carm.fluoroscopy import screen_of
from planner.geometry.vectors import Point
from planner.imaging.projection import Body, water_paths
from planner.imaging.volume import AIR_HU, Volume

Array = NDArray[np.float64]

CENTRE = np.array([12.0, -30.0, 140.0])
HALF_MM = np.array([62.0, 41.0, 55.0])
TURN = Rotation.from_euler("zyx", (12, -8, 15), degrees=True).as_matrix()
"""Columns: the axes of the ellipsoid."""
INSIDE_HU = 60.0
BEADS = CENTRE + np.array([[0.0, 0.0, 0.0], [38.0, 9.0, -21.0], [-30.0, -17.0, 26.0], [5.0, 24.0, 33.0]])
BEAD_MM, BEAD_HU = 2.2, 9000.0
ANGLES_DEG = [
    (180.0, 0.0), (0.0, 0.0), (90.0, 0.0), (-90.0, 0.0), (155.0, 0.0),
    (-140.0, 0.0), (180.0, 30.0), (150.0, -20.0), (45.0, 10.0), (120.0, 15.0),
]  # fmt: skip
DETECTOR = Detector(150, 180, 1.4)


@dataclass(frozen=True)
class Stack:
    """Directions of i, j, k as columns, spacing along them; the grid is centred on the ellipsoid."""

    axes: tuple[tuple[float, ...], ...]
    spacing_mm: tuple[float, float, float]
    turn_deg: tuple[float, float, float] = (0.0, 0.0, 0.0)

    @property
    def directions(self) -> Array:
        turn = Rotation.from_euler("zyx", self.turn_deg, degrees=True).as_matrix()
        columns: Array = turn @ np.array(self.axes).T
        return columns


AXIAL = ((1.0, 0.0, 0.0), (0.0, 1.0, 0.0), (0.0, 0.0, 1.0))
STACKS = {
    "axial": Stack(AXIAL, (0.7, 0.7, 1.0)),
    "axial from the head down, left-handed": Stack((AXIAL[0], AXIAL[1], (0.0, 0.0, -1.0)), (0.7, 0.6, 1.0)),
    "sagittal": Stack(((0.0, 1.0, 0.0), (0.0, 0.0, -1.0), (-1.0, 0.0, 0.0)), (0.6, 0.6, 1.5)),
    "coronal": Stack(((1.0, 0.0, 0.0), (0.0, 0.0, -1.0), (0.0, 1.0, 0.0)), (0.7, 0.8, 1.2)),
    "oblique": Stack(AXIAL, (0.7, 0.8, 1.0), (25.0, -20.0, 35.0)),
    "tilted": Stack(AXIAL, (0.7, 0.7, 1.0), (0.0, 0.0, 22.0)),
}


@cache
def grid(name: str) -> tuple[Array, tuple[int, int, int]]:
    """Return voxel_to_patient and shape of a stack that holds the ellipsoid."""
    stack = STACKS[name]
    reach_mm = np.linalg.norm(stack.directions.T @ TURN * HALF_MM, axis=1) + 6.0
    ni, nj, nk = (int(n) for n in np.ceil(2.0 * reach_mm / stack.spacing_mm))
    matrix = np.eye(4)
    matrix[:3, :3] = stack.directions * stack.spacing_mm
    matrix[:3, 3] = CENTRE - matrix[:3, :3] @ ((np.array([ni, nj, nk]) - 1.0) / 2.0)
    return matrix, (nk, nj, ni)


def places(matrix: Array, box: tuple[slice, ...]) -> Array:
    """Return the centres of the voxels in a box [k, j, i], [..., xyz]."""
    k, j, i = np.mgrid[box]
    centres: Array = np.stack([i, j, k], axis=-1) @ matrix[:3, :3].T + matrix[:3, 3]
    return centres


def covered(depth_mm: Array, normals: Array, name: str) -> Array:
    """Return how much of each voxel lies on the inner side of a nearly flat surface."""
    stack = STACKS[name]
    across_mm = np.abs(normals @ stack.directions) @ np.array(stack.spacing_mm)
    share: Array = np.clip(0.5 + depth_mm / across_mm, 0.0, 1.0)
    return share


@cache
def ellipsoid(name: str) -> Body:
    matrix, shape = grid(name)
    inner = (places(matrix, tuple(slice(n) for n in shape)) - CENTRE) @ TURN / HALF_MM
    radius = np.linalg.norm(inner, axis=-1)
    slope = inner / np.maximum(radius, 1e-6)[..., None] / HALF_MM
    steepness = np.linalg.norm(slope, axis=-1)
    normals = slope / np.maximum(steepness, 1e-9)[..., None] @ TURN.T
    share = covered((1.0 - radius) / np.maximum(steepness, 1e-9), normals, name)
    hu = np.rint(AIR_HU + share * (INSIDE_HU - AIR_HU)).astype(np.int16)
    return Body.of(Volume(hu, matrix.copy()))


@cache
def beads(name: str) -> tuple[Body, ...]:
    """Return the body of each bead alone."""
    matrix, shape = grid(name)

    def alone(bead: Array) -> Body:
        middle = (np.linalg.inv(matrix) @ (*bead, 1.0))[2::-1]
        reach = (BEAD_MM / np.array(STACKS[name].spacing_mm) + 3.0)[::-1]
        box = tuple(slice(int(m - r), int(m + r) + 1) for m, r in zip(middle, reach, strict=True))
        off = places(matrix, box) - bead
        far = np.linalg.norm(off, axis=-1)
        share = covered(BEAD_MM - far, off / np.maximum(far, 1e-6)[..., None], name)
        hu = np.full(shape, AIR_HU, np.float32)
        hu[box] += share * (BEAD_HU - AIR_HU)
        return Body.of(Volume(hu, matrix.copy()))

    return tuple(alone(bead) for bead in BEADS)


def beam(angles_deg: tuple[float, float]) -> Beam:
    isocentre = Point(*(CENTRE + np.array([4.0, -7.0, 5.0])))
    return Beam(CArmAngles(*angles_deg), isocentre, detector=DETECTOR)


def chords_mm(seen: Beam) -> Array:
    """Return how much of each ray lies within the ellipsoid, by the roots of its equation."""
    row, column = np.indices((DETECTOR.rows, DETECTOR.columns))
    source = np.array(tuple(seen.source))
    ends = np.array(tuple(seen.detector_origin)) + column[..., None] * np.array(tuple(seen.right_mm))
    rays = ends + row[..., None] * np.array(tuple(seen.down_mm)) - source
    p, d = (source - CENTRE) @ TURN / HALF_MM, rays @ TURN / HALF_MM
    a, b, c = (d * d).sum(axis=-1), d @ p, float(p @ p) - 1.0
    root = np.sqrt(np.maximum(b * b - a * c, 0.0))
    chords: Array = 2.0 * root / a * np.linalg.norm(rays, axis=-1)
    return chords


@pytest.mark.parametrize("name", STACKS)
def test_water_paths_are_those_of_the_ellipsoid(name: str) -> None:
    off_mm = []
    for angles_deg in ANGLES_DEG:
        seen = beam(angles_deg)
        found = water_paths(ellipsoid(name), seen.source, screen_of(seen))
        expected = chords_mm(seen) * (1.0 + INSIDE_HU / 1000.0)
        met = expected > 0.0
        assert 2000 < met.sum() < 0.9 * met.size
        off_mm.append(np.abs(found - expected)[met])
        assert found[met].mean() == pytest.approx(expected[met].mean(), abs=0.2), angles_deg
        # a grazing ray is as long as the rounding of the edge by the voxels makes it
        assert np.percentile(off_mm[-1], 90) < 0.5, angles_deg
        assert np.median(off_mm[-1]) < 0.1, angles_deg
    assert np.percentile(np.concatenate(off_mm), 95) < 0.5


@pytest.mark.parametrize("name", STACKS)
def test_beads_are_seen_where_the_pinhole_puts_them(name: str) -> None:
    bead_mm = 2.0 * BEAD_MM * (1.0 + BEAD_HU / 1000.0)  # of water, through its middle
    for angles_deg in ANGLES_DEG:
        seen = beam(angles_deg)
        for bead, body in zip(BEADS, beads(name), strict=True):
            picture = water_paths(body, seen.source, screen_of(seen))
            row, column = np.indices(picture.shape)
            expected = seen.to_pixel(Point(*bead))
            assert expected is not None
            found = float((picture * column).sum()), float((picture * row).sum())
            off = np.array(found) / picture.sum() - expected
            assert np.hypot(*off) < 0.5, (angles_deg, bead)
            assert picture.max() > 0.8 * bead_mm


@pytest.mark.parametrize("name", ["axial", "sagittal", "oblique"])
def test_the_coarse_picture_is_the_full_one_reduced(name: str) -> None:
    body = ellipsoid(name)
    assert body.coarse is not body
    for angles_deg in ANGLES_DEG[::3]:
        seen, half = beam(angles_deg), beam(angles_deg).coarser(2)
        full = water_paths(body, seen.source, screen_of(seen))
        coarse = water_paths(body.coarse, half.source, screen_of(half))
        reduced = full.reshape(half.detector.rows, 2, half.detector.columns, 2).mean(axis=(1, 3))
        assert np.corrcoef(reduced.ravel(), coarse.ravel())[0, 1] > 0.998
        assert abs(float(coarse.mean() - reduced.mean())) < 0.002 * float(reduced.mean())
