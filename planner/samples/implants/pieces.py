"""The solids of implants, each of one material, in patient space."""

from __future__ import annotations

from dataclasses import dataclass
from itertools import pairwise

from planner.geometry.frames import SCANNER, Frame
from planner.geometry.vectors import POSTERIOR, Point, Vector
from planner.samples.field.shape import Axes, Shape, axes_along, bar, barrel, block, ellipsoid, limb, threaded
from planner.samples.field.solid import Part, Solid, Warp
from planner.samples.implants.values import Cage, Cement, CrossLink, Implants, Lobe, Material, Rod, Screw

PITCH_MM, POINT_MM = 2.75, 6.0
CORE_AT_HEAD, CORE_AT_TIP = 0.82, 0.6
"""Of the outer radius: the core of a screw grows towards its head."""
PLAY_MM = 0.1
"""Between a rod and the slot it lies in."""
PLUG_RADIUS_MM, PLUG_MM = 4.75, 4.5
"""The set screw above the rod."""
CLOUD_BLEND_MM = 3.0
PIN_RADIUS_MM = 0.45


@dataclass(frozen=True)
class Piece:
    """A solid of one material; those later in a list lie over those before.

    Attributes
    ----------
    hu
        On an extended scale.
    grain_hu
        Standard deviation of the patches within it: the barium in cement is not evenly spread.
    """

    solid: Solid
    material: Material
    hu: float
    grain_hu: float = 0.0
    frame: Frame = SCANNER


def pieces(implants: Implants, seed: int) -> tuple[Piece, ...]:
    """Return everything that has been put in as solids; `seed` makes the cement uneven."""
    found = [_cement(cement, seed) for cement in implants.cements]
    for cage in implants.cages:
        found += _cage(cage)
    found += [Piece(_screw(screw), screw.material, screw.material.hu) for screw in implants.screws]
    for rod in implants.rods:
        found += _rod(rod)
    found += [Piece(_cross_link(link), link.material, link.material.hu) for link in implants.cross_links]
    return tuple(found)


def _screw(screw: Screw) -> Solid:
    """Return the shaft, the tulip with its slot, and the set screw that closes it."""
    top, foot = (_vector(end) for end in screw.head)
    up = (top - foot).unit()
    radius = screw.diameter_mm / 2.0
    rod, rod_mm = _vector(screw.rod), screw.rod_diameter_mm / 2.0 + PLAY_MM
    across: Axes = axes_along(screw.along_rod, up)
    open_mm = (top - rod).dot(up) / 2.0 + 1.0
    slot = block(rod + across[1] * open_mm, (screw.head_diameter_mm, open_mm, rod_mm), 0.0, across)
    plug = rod + across[1] * (screw.rod_diameter_mm / 2.0)
    core = (CORE_AT_HEAD * radius, CORE_AT_TIP * radius)
    shaft = threaded(_vector(screw.shoulder), _vector(screw.tip), radius, core, POINT_MM, PITCH_MM)
    return Solid(
        (
            Part(bar(foot, top, screw.head_diameter_mm / 2.0, 1.5), 0.0),
            Part(slot, 0.2, carve=True),
            Part(barrel(rod, screw.along_rod, rod_mm), 0.2, carve=True),
            Part(bar(plug, plug + across[1] * PLUG_MM, PLUG_RADIUS_MM, 0.6), 0.0),
            Part(shaft, 0.8),
        )
    )


def _rod(rod: Rod) -> list[Piece]:
    """Return a rod as a few solids, so that few of its pieces are near any one voxel."""
    links = [_link(a, b, rod.diameter_mm / 2.0) for a, b in pairwise(rod.path)]
    groups = [links[n : n + 8] for n in range(0, len(links), 8)]
    return [
        Piece(Solid(tuple(Part(link, 0.0) for link in group)), rod.material, rod.material.hu)
        for group in groups
    ]


def _link(start: Point, end: Point, radius_mm: float) -> Shape:
    towards = POSTERIOR if abs((end - start).unit().y) < 0.9 else Vector(1.0, 0.0, 0.0)
    return limb(_vector(start), _vector(end), towards, (radius_mm, radius_mm))


def _cross_link(link: CrossLink) -> Solid:
    """Return the bar with a clamp at each end, which reaches round its rod."""
    left, right = map(_vector, link.bar)
    parts = [Part(bar(left, right, link.diameter_mm / 2.0, 0.8), 0.0)]
    for rod, end in zip(map(_vector, link.clamps), (left, right), strict=True):
        axes = axes_along(end - rod, right - left)
        half = link.clamp_mm / 2.0
        long_mm = (end - rod).length / 2.0
        size = (long_mm + half * 0.8, half, half * 0.9)
        parts.append(Part(block((rod + end) * 0.5, size, 1.2, axes), 0.5))
    return Solid(tuple(parts))


def _cement(cement: Cement, seed: int) -> Piece:
    parts = tuple(Part(_ball(lobe), CLOUD_BLEND_MM) for lobe in (*cement.lobes, *cement.leak))
    warp = Warp(seed, ("cement", cement.level), 3.0, 0.7)
    return Piece(Solid(parts, warp), Material.CEMENT, cement.hu, 0.16 * cement.hu)


def _ball(lobe: Lobe) -> Shape:
    return ellipsoid(_vector(lobe.centre), (lobe.radius_mm, lobe.radius_mm, lobe.radius_mm))


def _cage(cage: Cage) -> list[Piece]:
    """Return the ring, the graft in it, and its pins."""
    axes: Axes = (cage.frame.left, cage.frame.posterior, cage.frame.superior)
    centre = _vector(cage.frame.origin)
    half = [size / 2.0 for size in cage.size_mm]
    inner = (half[0] - cage.wall_mm, half[1] - cage.wall_mm, half[2] + 1.0)
    ring = Solid(
        (
            Part(block(centre, (half[0], half[1], half[2]), 1.5, axes), 0.0),
            Part(block(centre, inner, 0.8, axes), 0.3, carve=True),
        )
    )
    graft = Solid((Part(block(centre, (inner[0], inner[1], half[2] - 0.3), 0.8, axes), 0.0),))
    found = [
        Piece(graft, Material.GRAFT, Material.GRAFT.hu, 90.0),
        Piece(ring, cage.material, cage.material.hu),
    ]
    if cage.markers:
        pins = tuple(Part(bar(_vector(a), _vector(b), PIN_RADIUS_MM, 0.2), 0.0) for a, b in cage.markers)
        found.append(Piece(Solid(pins), Material.TITANIUM, Material.TITANIUM.hu))
    return found


def _vector(point: Point) -> Vector:
    return Vector(*point)
