"""The bones beside the spine: the iliac wings and the lower ribs."""

from __future__ import annotations

from itertools import pairwise

from planner.anatomy.spine import Side
from planner.geometry.vectors import SUPERIOR, Vector
from planner.samples.field.shape import Shape, ellipsoid, limb
from planner.samples.field.solid import Part, Solid, Warp
from planner.samples.person.traits import VertebraTraits
from planner.samples.skeleton.centrum import centrum

PELVIS_LEAN_DEG = 35.0
"""How far the endplate of S1 slopes in the pelvis below, which turns with it."""
SACROILIAC_GAP_MM = 2.2
CREST = (
    (43.0, 62.0, -38.0),
    (47.0, 54.0, -20.0),
    (60.0, 36.0, 6.0),
    (80.0, 8.0, 28.0),
    (104.0, -26.0, 36.0),
    (126.0, -66.0, 22.0),
)
"""The iliac crest from the posterior superior spine to the front: lateral, behind and above the endplate."""
FOOT = (
    (40.0, 40.0, -62.0),
    (46.0, 30.0, -66.0),
    (52.0, 16.0, -70.0),
    (66.0, -6.0, -74.0),
    (80.0, -30.0, -78.0),
    (98.0, -56.0, -70.0),
)
"""Below each point of the crest, where the wing meets what is not in the picture."""
THICK_MM = (7.0, 8.0, 5.5, 3.0, 2.8, 3.8)
"""Half the thickness of the wing below each point."""
FREE_MM = 2.4
"""Between a rib and the shapes of its vertebra, which their blends make larger."""
RIBS = {
    11: ((21.0, 12.0, -4.0), (31.0, 24.0, -7.0), (42.0, 39.0, -12.0), (60.0, 50.0, -22.0),
         (88.0, 38.0, -40.0), (112.0, 8.0, -60.0), (124.0, -30.0, -78.0)),
    12: ((22.0, 13.0, -8.0), (31.0, 24.0, -12.0), (40.0, 36.0, -17.0), (56.0, 45.0, -28.0),
         (80.0, 36.0, -45.0), (98.0, 16.0, -58.0)),
}  # fmt: skip
"""The course of a rib in the frame of its vertebra, scaled to a body 42 mm wide: lateral, behind, above."""


def iliac_wing(side: Side, face: Shape, room: Shape, seed: int) -> Solid:
    """Return one iliac wing, in the frame of the pelvis at the sacral endplate.

    Parameters
    ----------
    face
        Everything within the iliac side of the sacro-iliac joint; the wing lies without.
    room
        Of the sacrum beside that joint.
    """

    def at(place: tuple[float, float, float]) -> Vector:
        return Vector(side.sign * place[0], place[1], place[2])

    parts: list[Part] = []
    kept = (face,)
    for (high, low), (next_high, next_low), thick, next_thick in zip(
        list(zip(CREST, FOOT, strict=True)),
        list(zip(CREST[1:], FOOT[1:], strict=True)),
        THICK_MM,
        THICK_MM[1:],
        strict=False,
    ):
        half = (at(high) - at(low)).length / 2.0
        next_half = (at(next_high) - at(next_low)).length / 2.0
        start, end = (at(high) + at(low)) * 0.5, (at(next_high) + at(next_low)) * 0.5
        up = (at(high) - at(low) + at(next_high) - at(next_low)).unit()
        plate = limb(start, end, up, (half, thick), (next_half, next_thick), (4.0, 4.0))
        parts.append(Part(plate, 9.0, without=kept, cut_mm=2.0))
    for start_at, end_at in pairwise(CREST):
        lip = limb(at(start_at) + SUPERIOR * -3.0, at(end_at) + SUPERIOR * -3.0, SUPERIOR, (6.5, 5.5))
        parts.append(Part(lip, 5.0, without=kept, cut_mm=2.0))
    tuberosity = limb(at((52.0, 36.0, -18.0)), at((48.0, 14.0, -44.0)), SUPERIOR, (16.0, 9.0), (18.0, 9.0))
    parts.append(Part(tuberosity, 7.0, without=kept, cut_mm=2.0))
    parts.append(Part(room, 1.5, carve=True, within=(face,), cut_mm=0.3))
    return Solid(tuple(parts), Warp(seed, ("bone", "ilium", side.value), 30.0, 0.8))


def rib_course(side: Side, which: int, vertebra: VertebraTraits) -> list[Vector]:
    """Return the course of a rib from its head on, past the tip of the transverse process."""
    size = vertebra.body.upper_width_mm / 42.0
    past = abs(vertebra.arches[side].transverse_tip.x) + 8.0
    return [
        Vector(side.sign * (x * size if n == 0 else max(x * size, past)), y * size, z)
        for n, (x, y, z) in enumerate(RIBS[which])
    ]


def rib(side: Side, which: int, vertebra: VertebraTraits, seed: int) -> Solid:
    """Return the eleventh or twelfth rib of one side, in the frame of its vertebra."""
    points = rib_course(side, which, vertebra)
    parts = [Part(ellipsoid(points[0], (4.0, 4.0, 5.0)), 0.0)]
    arch = vertebra.arches[side]
    for n, (start, end) in enumerate(pairwise(points)):
        tall = 4.2 if n == 0 else 5.6
        parts.append(Part(limb(start, end, SUPERIOR, (tall, 3.2), (5.6, 3.2), (3.0, 3.0)), 2.0))
    root = arch.pedicle + Vector(side.sign * 3.0, 7.0, -1.0)
    process = limb(
        root,
        arch.transverse_tip,
        SUPERIOR,
        (arch.transverse_height_mm / 2.0 + 1.0, arch.transverse_thickness_mm / 2.0 + 1.0),
    )
    neck = limb(
        arch.pedicle + Vector(0.0, -8.0, 0.0),
        arch.pedicle + Vector(0.0, 8.0, 0.0),
        SUPERIOR,
        (arch.pedicle_height_mm / 2.0, arch.pedicle_width_mm / 2.0),
    )
    parts += [Part(shape, 1.0, True, FREE_MM) for shape in (centrum(vertebra.body), neck, process)]
    return Solid(tuple(parts), Warp(seed, ("bone", "rib", str(which), side.value), 12.0, 0.5))
