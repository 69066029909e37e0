"""The bone of the sacrum's upper two segments and of the ilium wings."""

from __future__ import annotations

from planner.anatomy.spine import Side
from planner.geometry.vectors import LEFT, POSTERIOR, SUPERIOR, Vector
from planner.samples.joint import FacetJoint
from planner.samples.numbers import VertebraNumbers, cos_sin, on_side
from planner.samples.shapes import Placed, Process, axes_along
from planner.samples.solids import Added, Carved
from planner.samples.vertebra import UPRIGHT, Centrum

SEGMENT_HEIGHT_MM = 30.0
SACRAL_BEND_DEG = 14.0
"""How far the second segment is turned back against the first: the sacrum is hollow in front."""


def centrum_of_sacrum(numbers: VertebraNumbers) -> Centrum:
    """Return the first sacral body."""
    plate = numbers.superior_endplate
    return Centrum((plate.depth_mm + 3.0, plate.width_mm), (23.0, 40.0), 40.0, (SEGMENT_HEIGHT_MM, 27.0))


def sacrum(numbers: VertebraNumbers, above: dict[Side, FacetJoint]) -> tuple[Added, ...]:
    """Return what is added to the first sacral body: the second, the alae, the arch and its processes."""
    c, s = cos_sin(SACRAL_BEND_DEG)
    second = Centrum((23.0, 38.0), (18.0, 32.0), 31.0, (27.0, 25.0))
    turned = (LEFT, Vector(0.0, c, s), Vector(0.0, -s, c))
    parts = [
        Added(Placed(second, Vector(0.0, 2.0, -SEGMENT_HEIGHT_MM - 0.6), turned), 2.0),
        Added(_crest(Vector(0.0, 43.0, -19.0), Vector(0.0, 52.0, -27.0), 8.0), 4.0),
        Added(_crest(Vector(0.0, 44.0, -34.0), Vector(0.0, 52.0, -50.0), 9.0), 4.0),
    ]
    for side in Side:
        parts += _half(numbers, side, above[side])
    return tuple(parts)


def _half(numbers: VertebraNumbers, side: Side, joint: FacetJoint) -> list[Added]:
    def at(lateral: float, posterior: float, superior: float) -> Vector:
        return Vector(side.sign * lateral, posterior, superior)

    neck = joint.centre + joint.outward * 3.0
    return [
        Added(Process(at(20, 13, -13), at(47, 21, -14), UPRIGHT, (8, 15, 12.5), (8, 15, 13.0)), 6.0),
        Added(Process(at(33, 24, -22), at(27, 32, -60), UPRIGHT, (17, 14, 10), (12, 9, 10)), 6.0),
        Added(Process(at(23, 16, -11), at(26, 31, -12), UPRIGHT, (9, 8, 9), (8, 7, 9)), 4.0),
        Added(joint.superior_process, 3.5),
        Added(_strut(at(26, 30, -10), neck + Vector(0.0, 1.0, -7.0), (4.5, 5.0, 6.0)), 4.0),
        Added(_knob(on_side(numbers.mamillary_mm, side) + Vector(-side.sign * 1.0, -3.0, -3.0)), 3.0),
        Added(_plate(at(20, 36, -18), at(1, 43, -20), 8.5), 3.0),
        Added(_plate(at(22, 40, -42), at(1, 46, -42), 11.0), 3.0),
        Added(_strut(at(24, 38, -16), at(23, 42, -40), (4.0, 4.5, 3.5)), 4.0),
    ]


def _strut(start: Vector, end: Vector, radii_mm: tuple[float, float, float]) -> Process:
    return Process(start, end, axes_along(end - start, LEFT), radii_mm, radii_mm)


def _plate(start: Vector, end: Vector, half_height_mm: float) -> Process:
    radii = (3.0, half_height_mm, 3.0)
    return Process(start, end, axes_along(end - start, SUPERIOR), radii, radii)


def _crest(start: Vector, end: Vector, half_height_mm: float) -> Process:
    radii = (3.0, 3.0, half_height_mm)
    return Process(start, end, UPRIGHT, (radii[1], radii[0], radii[2]), (3.4, 3.0, half_height_mm))


def _knob(centre: Vector) -> Process:
    return Process(centre, centre, UPRIGHT, (3.8, 3.8, 5.0), (3.8, 3.8, 5.0))


def sacral_canal(numbers: VertebraNumbers) -> Process:
    """Return the canal within the sacrum."""
    front = numbers.superior_endplate.depth_mm / 2.0 + 1.5
    return Process(
        Vector(0.0, front + 9.0, 16.0),
        Vector(0.0, front + 15.0, -60.0),
        (SUPERIOR, LEFT, POSTERIOR),
        (4.0, 14.0, 8.0),
        (4.0, 11.0, 5.5),
    )


def sacral_holes(numbers: VertebraNumbers) -> tuple[Carved, ...]:
    """Return the sacral canal and the first foramina, to be carved."""
    holes = [Carved(sacral_canal(numbers), 0.0, 1.5)]
    for side in Side:
        start, end = Vector(side.sign * 22.0, -14.0, -34.0), Vector(side.sign * 15.0, 26.0, -27.0)
        holes.append(Carved(_strut(start, end, (3.0, 5.5, 5.5)), 0.0, 2.0))
    return tuple(holes)
