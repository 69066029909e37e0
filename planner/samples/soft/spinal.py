"""What lies between and within the vertebrae: discs, canal with sac, ligaments, capsules, roots."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from itertools import pairwise

from planner.anatomy.spine import Side
from planner.geometry.frames import Frame
from planner.geometry.vectors import LEFT, SUPERIOR, Vector
from planner.samples.angles import cos_sin
from planner.samples.chance import Chance
from planner.samples.field.shape import axes_along, block, limb
from planner.samples.field.solid import Part, Solid
from planner.samples.known.values import Root
from planner.samples.person.traits import DiscTraits, FacetTraits, PersonTraits, VertebraTraits
from planner.samples.soft.bank import Bank
from planner.samples.soft.course import Course
from planner.samples.soft.lattice import of_loft, of_prism, of_solid
from planner.samples.soft.layers import PLAIN, Layer, Tissue, rim, sac, veined
from planner.samples.soft.muscles import outlines
from planner.samples.soft.outline import loft
from planner.samples.soft.tissues import (
    ANNULUS_HU,
    CAPSULE_HU,
    EPIDURAL_FAT_HU,
    FLUID_HU,
    LIGAMENT_HU,
    NERVE_HU,
    NUCLEUS_HU,
    VACUUM_HU,
)

FINE_MM = Vector(1.0, 1.0, 1.5)
STILL = (0.0, 0.2)
PLATE = (
    (0.0, -1.0), (0.40, -0.95), (0.72, -0.78), (0.93, -0.46), (1.0, -0.04), (0.95, 0.40), (0.76, 0.74),
    (0.47, 0.90), (0.20, 0.85), (0.0, 0.81),
)  # fmt: skip
"""Half of the outline of an endplate, of half width and half depth 1, from the front to the back."""
INTERSPINOUS = (
    (0.0, 45.0), (2.6, 47.0), (2.9, 58.0), (2.6, 69.0), (0.0, 72.0), (-2.6, 69.0), (-2.9, 58.0), (-2.6, 47.0),
)  # fmt: skip
SUPRASPINOUS = ((0.0, 70.5), (2.6, 71.2), (3.4, 72.6), (0.0, 73.6), (-3.4, 72.6), (-2.6, 71.2))
"""Outlines on the typical section."""
SACRAL = (
    (((5.5, 6.0, 25.0), (6.1, 10.0, 25.0), (6.6, 14.0, 21.0), (7.0, 18.0, 8.0)), 2.4),
    (((6.2, 3.0, 26.0), (6.9, 6.0, 26.0), (7.5, 10.0, 21.0), (7.9, 13.0, 8.0)), 1.8),
    (((6.8, 1.6, 26.0), (7.6, 3.5, 25.0), (8.4, 6.0, 22.0)), 1.3),
)
"""Roots in the sacrum: (level, to the side, backwards) on the typical section, and radius."""
INTO_PLATES_MM = 2.5
ROOT_EDGE_MM = 0.8
VEIN_HU, LEAN_FORAMEN_HU, FORAMEN_HU_PER_MM = 34.0, -34.0, 1.9


def layers_of(
    person: PersonTraits,
    course: Course,
    frames: Mapping[str, Frame],
    roots: Sequence[Root],
    bank: Bank,
) -> list[Layer]:
    """Return the parts between and within the vertebrae, from below; bone is laid over them later."""
    layers = list(_midline(person, course, bank))
    layers += list(_canal(course, bank))
    for upper, lower, disc in _pairs(person):
        layers += list(_between(person, upper, lower, disc, frames, bank))
    layers += _sacral(course)
    layers += [_root(root) for root in roots]
    return layers


def foramina_of(person: PersonTraits, course: Course, bank: Bank) -> Iterator[Layer]:
    """Return the fat of the foramina with its veins: the leaner the person, the less of it is mere fat."""
    hu = LEAN_FORAMEN_HU - FORAMEN_HU_PER_MM * min(person.back_fat_mm, 30.0)
    for side in Side:
        shape = loft(course, side, outlines()["foramen"].levels, lambda u, v: (u, v))
        tissue = veined(hu, VEIN_HU, 6.0, 0.42, 9.0)
        yield Layer(of_loft(shape, FINE_MM, bank, (0.5, 0.5)), tissue, 2.0, 0.6)


def _pairs(person: PersonTraits) -> Iterator[tuple[VertebraTraits, VertebraTraits, DiscTraits]]:
    yield from (
        (upper, lower, disc)
        for (upper, lower), disc in zip(pairwise(person.spine.vertebrae), person.spine.discs, strict=False)
    )


def _midline(person: PersonTraits, course: Course, bank: Bank) -> Iterator[Layer]:
    """Return the ligaments between the spinous processes, streaked with fat, and the one behind them."""
    between = dict.fromkeys((-2.4, 8.0), INTERSPINOUS)
    behind = dict.fromkeys((-2.4, 5.3), SUPRASPINOUS)
    fatty = Tissue(PLAIN, 22.0 - 40.0 * person.infiltration, 20.0, Vector(2.2, 5.0, 7.0))
    for levels, tissue in ((between, fatty), (behind, Tissue(PLAIN, LIGAMENT_HU))):
        shape = loft(course, Side.LEFT, levels, lambda u, v: (u, v))
        yield Layer(of_loft(shape, FINE_MM, bank, STILL), tissue, 1.0, 0.3)


def _canal(course: Course, bank: Bank) -> Iterator[Layer]:
    """Return the fat of the canal and the dural sac."""
    tissues = {"canal_fat": veined(EPIDURAL_FAT_HU, VEIN_HU, 5.0, 0.4, 6.0), "sac": sac(FLUID_HU, 24.0)}
    for name, tissue in tissues.items():
        shape = loft(course, Side.LEFT, outlines()[name].levels, lambda u, v: (u, v))
        yield Layer(of_loft(shape, FINE_MM, bank, STILL), tissue, 1.0, 0.15)


def _between(
    person: PersonTraits,
    upper: VertebraTraits,
    lower: VertebraTraits,
    disc: DiscTraits,
    frames: Mapping[str, Frame],
    bank: Bank,
) -> Iterator[Layer]:
    """Return the flaval ligament, the capsules of the joints, and the disc between two vertebrae."""
    frame = frames[lower.name]
    joints = {
        side: person.spine.facets[lower.name, side]
        for side in Side
        if (lower.name, side) in person.spine.facets
    }
    if joints:
        solid = placed(Solid(tuple(_flaval(lower, joints))), frame)
        yield Layer(of_solid(solid, FINE_MM), Tissue(PLAIN, LIGAMENT_HU), 1.0, 0.2)
    for side, joint in joints.items():
        solid = placed(Solid((_capsule(side, joint),)), frame)
        yield Layer(of_solid(solid, FINE_MM), Tissue(PLAIN, CAPSULE_HU), 1.0, 0.3)
    yield from _disc(person, upper, lower, disc, frames, bank)


def _flaval(lower: VertebraTraits, joints: Mapping[Side, FacetTraits]) -> Iterator[Part]:
    """Return both halves of the flaval ligament, a V from the midline to the joints, in the lower frame."""
    back = lower.body.upper_depth_mm / 2.0 + lower.canal_depth_mm
    for joint in joints.values():
        start = Vector(0.0, back + 1.5, 1.0)
        end = Vector(joint.centre.x * 0.82, joint.centre.y - 4.0, 1.0)
        yield Part(limb(start, end, SUPERIOR, (11.5, 2.2), (11.5, 1.7)), 1.0)


def _capsule(side: Side, joint: FacetTraits) -> Part:
    """Return a joint with its capsule as a block in the frame of the lower vertebra."""
    c, s = cos_sin(joint.plane_to_sagittal_deg)
    along = Vector(side.sign * s, c, 0.0)
    half = (joint.width_mm / 2.0 + 2.5, joint.gap_mm / 2.0 + 3.0, joint.height_mm / 2.0 + 2.0)
    return Part(block(joint.centre, half, 3.0, axes_along(along, SUPERIOR.cross(along))))


def _disc(
    person: PersonTraits,
    upper: VertebraTraits,
    lower: VertebraTraits,
    disc: DiscTraits,
    frames: Mapping[str, Frame],
    bank: Bank,
) -> Iterator[Layer]:
    """Return a disc that reaches into both endplates, and the gas in it."""
    above, below = frames[upper.name], frames[lower.name]
    plate = above.origin + above.to_patient(Vector(0.0, 0.0, -upper.body.middle_mm))
    up = (above.superior + below.superior).unit()
    left = (above.left + below.left).without(up).unit()
    frame = Frame(plate.towards(below.origin, 0.5), left, up.cross(left), up)
    height = (disc.front_mm + disc.back_mm) / 2.0
    wide = (upper.body.lower_width_mm + lower.body.upper_width_mm) / 4.0 + disc.bulge_mm
    deep = (upper.body.lower_depth_mm + lower.body.upper_depth_mm) / 4.0 + disc.bulge_mm
    chance = Chance(person.seed, "soft", "disc", lower.name)
    shift = chance.between(-3.0, 3.0)
    tissue = rim(NUCLEUS_HU + shift, ANNULUS_HU + shift, 9.0)
    part = of_prism(frame, outline(wide, deep), height / 2.0 + INTO_PLATES_MM, FINE_MM, bank, 0.35)
    yield Layer(part, tissue, 1.0, 0.3)
    if disc.vacuum:
        front = frame.posterior * chance.between(-5.0, 3.0) + frame.left * chance.between(-6.0, 6.0)
        inner = Frame(frame.origin + front, frame.left, frame.posterior, frame.superior)
        gas = of_prism(
            inner, outline(0.5 * wide, 0.45 * deep), 0.14 * height, Vector(1.0, 1.0, 1.0), bank, 0.8
        )
        yield Layer(gas, Tissue(PLAIN, VACUUM_HU, 60.0), 1.0, 0.8)


def outline(half_width_mm: float, half_depth_mm: float) -> list[tuple[float, float]]:
    """Return the outline of an endplate of these half sizes (left, posterior), concave behind."""
    right = [(half_width_mm * x, half_depth_mm * y) for x, y in PLATE]
    return [*right, *((-x, y) for x, y in right[-2:0:-1])]


def _sacral(course: Course) -> Iterator[Layer]:
    """Return the roots in the canal of the sacrum."""
    for side in Side:
        for way, radius in SACRAL:
            points = [Vector(*course.place(side, level, u, v)) for level, u, v in way]
            parts = tuple(Part(limb(a, b, LEFT, (radius, radius)), 1.0) for a, b in pairwise(points))
            yield Layer(of_solid(Solid(parts), FINE_MM), Tissue(PLAIN, NERVE_HU, 3.0), ROOT_EDGE_MM, 0.1)


def _root(root: Root) -> Layer:
    """Return a root as a layer."""
    parts = []
    for (start, first), (end, last) in pairwise(zip(root.path, root.radii_mm, strict=True)):
        span = end - start
        towards = LEFT if abs(span.unit().x) < 0.9 else SUPERIOR
        a, b = Vector(*start), Vector(*end)
        parts.append(Part(limb(a, b, towards, (first, first), (last, last)), 0.5))
    part = of_solid(Solid(tuple(parts)), Vector(0.8, 0.8, 1.0))
    return Layer(part, Tissue(PLAIN, NERVE_HU, 3.0), ROOT_EDGE_MM, 0.1)


def placed(solid: Solid, frame: Frame) -> Solid:
    """Return a solid given in a frame as one in patient space."""
    axes = (frame.left, frame.posterior, frame.superior)
    return Solid(tuple(part.moved(Vector(*frame.origin), axes) for part in solid.parts), solid.warp)
