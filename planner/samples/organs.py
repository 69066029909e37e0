"""The parts that are drawn one by one: muscles before the spine, vessels, bowel, kidneys, discs, nerves."""

from __future__ import annotations

from collections.abc import Iterator
from itertools import pairwise

from planner.anatomy.spine import Level, Side
from planner.geometry.frames import Frame
from planner.geometry.vectors import LEFT, Vector
from planner.samples.body import Body
from planner.samples.numbers import Chance
from planner.samples.shapes import Process
from planner.samples.spine import Bone
from planner.samples.tissue import (
    BLOOD_HU,
    DISC_HU,
    FAT_HU,
    GAS_HU,
    LIVER_HU,
    MUSCLE_HU,
    NERVE_HU,
    ORGAN_HU,
    PLAQUE_HU,
    Drawn,
    ellipsoid,
    tube,
)
from planner.samples.vertebra import Centrum

STRANDS = 90
"""Small vessels in the fat."""
LOOPS = 9
"""Of small bowel."""
PSOAS = (
    (60, 25, 8, 7, 8),
    (20, 31, 4, 12, 13),
    (-20, 38, 0, 16, 18),
    (-60, 45, -4, 20, 21),
    (-95, 53, -20, 21, 19),
    (-140, 64, -48, 20, 17),
)
QUADRATUS = ((60, 52, 34, 11, 7), (10, 62, 33, 15, 8), (-50, 73, 30, 18, 9), (-72, 80, 28, 15, 7))
"""Heights against L3, places beside the bodies' middles (lateral, behind), half widths and depths."""
GLUTEUS = ((72.0, 66.0, -112.0), (94.0, 47.0, -152.0), (20.0, 13.0))
ILIACUS = ((84.0, -6.0, -92.0), (79.0, -2.0, -146.0), (14.0, 9.0))
"""Two ends against the superior endplate of L3 (lateral, behind, up), and half sizes."""
KIDNEY_MM, HILUM_MM, LIVER_MM = (25.0, 24.0, 50.0), (12.0, 9.0, 22.0), (60.0, 62.0, 58.0)
PLAQUE_MM = (1.2, 2.6, 4.0)
CAPSULE_MM = (11.0, 6.0, 12.0)


def in_the_fat(body: Body, chance: Chance) -> Iterator[Drawn]:
    """Yield what lies in the fat before and beside the spine, in the order in which it is drawn."""
    yield from _strands(body, chance)
    yield from _muscles(body)
    yield from _organs(body, chance)


def at_the_spine(body: Body) -> Iterator[Drawn]:
    """Yield discs, roots and joint capsules, over which the bones are drawn."""
    for upper, lower in pairwise(body.spine.bones.values()):
        yield disc_between(upper, lower)
    yield from _nerves(body)


def _strands(body: Body, chance: Chance) -> Iterator[Drawn]:
    """Small vessels in the fat before and beside the spine."""
    for _ in range(STRANDS):
        height, lateral = chance.between(-125, 80), chance.between(-110, 110)
        start = body.beside(Side.LEFT, height, lateral, chance.between(-75, 25))
        end = start + Vector(chance.between(-14, 14), chance.between(-12, 12), chance.between(-30, 30))
        radius = chance.between(0.7, 1.7)
        yield Drawn(tube(start, end, (radius, radius), (radius, radius)), BLOOD_HU, uneven_mm=1.5)


def _muscles(body: Body) -> Iterator[Drawn]:
    """Psoas, quadratus lumborum, gluteus and iliacus: chains of tubes."""
    for side in Side:
        for chain in (PSOAS, QUADRATUS):
            for upper, lower in pairwise(chain):
                start, end = (body.beside(side, *place[:3]) for place in (upper, lower))
                yield Drawn(tube(start, end, upper[3:], lower[3:]), MUSCLE_HU, uneven_mm=3.0)

        for first, last, radii in (GLUTEUS, ILIACUS):
            start, end = (
                Vector(*body.anchor) + Vector(side.sign * lateral, back, up)
                for lateral, back, up in (first, last)
            )
            yield Drawn(tube(start, end, radii, radii), MUSCLE_HU, uneven_mm=3.0)


def _organs(body: Body, chance: Chance) -> Iterator[Drawn]:
    for side, height in ((Side.LEFT, 38.0), (Side.RIGHT, 26.0)):
        kidney = body.beside(side, height, 68.0, 6.0)
        yield Drawn(ellipsoid(kidney, KIDNEY_MM), ORGAN_HU, uneven_mm=2.5)
        yield Drawn(ellipsoid(kidney + Vector(-side.sign * 15.0, -4.0, 0.0), HILUM_MM), FAT_HU, uneven_mm=3.0)
    yield Drawn(ellipsoid(body.beside(Side.RIGHT, 105.0, 82.0, -62.0), LIVER_MM), LIVER_HU)
    yield from _vessels(body)
    for _ in range(LOOPS):
        yield from _loop(body, chance)
    for side in Side:
        start, end = body.beside(side, 60.0, 97.0, 0.0), body.beside(side, -52.0, 97.0, -20.0)
        yield Drawn(tube(start, end, (19, 17), (18, 18)), ORGAN_HU, uneven_mm=4.0)
        front = Vector(0.0, -6.0, 0.0)
        yield Drawn(tube(start + front, end + front, (10, 6), (13, 8)), GAS_HU, uneven_mm=4.5)


def _vessels(body: Body) -> Iterator[Drawn]:
    """Aorta and cava down to their forks, the common iliac vessels, and a plaque in the aorta."""
    for side, lateral, fork, radii in (
        (Side.LEFT, 7.0, -42.0, (9.0, 9.0)),
        (Side.RIGHT, 19.0, -50.0, (12.0, 8.5)),
    ):
        places = [body.beside(side, height, lateral, -30.0) for height in (140.0, 40.0, fork)]
        for upper, lower in pairwise(places):
            yield Drawn(tube(upper, lower, radii, radii), BLOOD_HU)
        small = (radii[0] * 0.65, radii[1] * 0.7)
        for leg in Side:
            yield Drawn(tube(places[-1], body.beside(leg, -130.0, 50.0, -62.0), small, small), BLOOD_HU)
    wall = body.beside(Side.LEFT, -28.0, 13.0, -24.0)
    yield Drawn(ellipsoid(wall, PLAQUE_MM), PLAQUE_HU)


def _loop(body: Body, chance: Chance) -> Iterator[Drawn]:
    """One loop of bowel: wall, content, and sometimes gas that stands in front."""
    height, lateral = chance.between(-120, 60), chance.between(-85, 85)
    start = body.beside(Side.LEFT, height, lateral, chance.between(-88, -66))
    end = start + Vector(chance.between(-35, 35), chance.between(-8, 8), chance.between(-22, 22))
    outer = chance.between(10.0, 14.0)
    inner = outer - 2.4
    yield Drawn(tube(start, end, (outer, outer), (outer, outer)), BLOOD_HU, uneven_mm=3.0)
    content = chance.between(5.0, 30.0)
    yield Drawn(tube(start, end, (inner, inner), (inner, inner)), content, uneven_mm=3.0)
    if chance.between(0.0, 1.0) < 0.45:
        rise = Vector(0.0, -inner * 0.35, 0.0)
        flat = (inner * 0.8, inner * 0.55)
        yield Drawn(tube(start + rise, end + rise, flat, flat), GAS_HU, uneven_mm=1.5)


def _nerves(body: Body) -> Iterator[Drawn]:
    for level, bone in body.spine.bones.items():
        if level not in (Level.T12, Level.S1):
            for side in Side:
                for start, end, radius in root_course(bone, side):
                    yield Drawn(tube(start, end, (radius, radius), (radius, radius)), NERVE_HU, bone.frame)
    for (lower, _), joint in body.spine.joints.items():
        capsule = Process(joint.centre, joint.centre, joint.axes, CAPSULE_MM, CAPSULE_MM)
        yield Drawn(capsule, BLOOD_HU, body.spine.frames[lower])


def root_course(bone: Bone, side: Side) -> tuple[tuple[Vector, Vector, float], ...]:
    """Return the exiting root of a vertebra as tubes (start, end, radius mm) in its frame: sac to psoas."""
    pedicle = bone.numbers.pedicle
    lateral, posterior, superior = pedicle.centre_mm[1], -pedicle.centre_mm[0], pedicle.centre_mm[2]
    medial = lateral - pedicle.width_mm / 2.0
    under = superior - pedicle.height_mm / 2.0 - 4.2
    points = [
        Vector(side.sign * (medial - 3.6), posterior + 0.5, superior + 2.0),
        Vector(side.sign * (medial - 0.8), posterior + 0.5, under + 2.0),
        Vector(side.sign * (lateral + 0.5), posterior - 1.0, under - 1.5),
        Vector(side.sign * (lateral + 13.0), posterior - 11.0, under - 15.0),
    ]
    return (
        (points[0], points[1], 1.7),
        (points[1], points[2], 2.9),
        (points[2], points[3], 2.0),
    )


def disc_between(upper: Bone, lower: Bone) -> Drawn:
    """Return the disc: as wide as its endplates, into which it reaches; bone is drawn over it."""
    plate = upper.to_patient(Vector(0.0, 0.0, -upper.centrum.mid_height_mm))
    height = (plate - lower.frame.origin).dot(lower.frame.superior)
    up = (upper.frame.superior + lower.frame.superior).unit()
    frame = Frame(plate + up * 3.0, LEFT, up.cross(LEFT), up)
    below, above = upper.numbers.inferior_endplate, lower.numbers.superior_endplate
    sizes = (below.depth_mm, below.width_mm) if below else (above.depth_mm, above.width_mm)
    wide = (sizes[1] + above.width_mm) / 2.0 + 1.0
    centrum = Centrum(sizes, (above.depth_mm, above.width_mm), wide, (height + 6.0, height + 6.0))
    return Drawn(centrum, DISC_HU, frame)
