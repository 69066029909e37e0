"""A cage in a disc space, brought in from behind and one side: it lies obliquely between the endplates."""

from __future__ import annotations

from planner.geometry.frames import Frame
from planner.geometry.vectors import Point, Vector
from planner.samples.angles import cos_sin
from planner.samples.chance import Chance
from planner.samples.implants.site import Carrier, Distances, rows
from planner.samples.implants.values import METALS, Cage, Material

WIDTHS_MM, LENGTHS_MM = (10.0, 12.0), (24.0, 28.0)
WALL_MM = {True: 1.6, False: 2.4}
"""Of a ring of metal, of one of plastic."""
OBLIQUE_DEG = (20.0, 40.0)
SUNK_MM = 0.4
"""Into each endplate: a cage is put in under pressure."""
LOWEST_MM, HIGHEST_MM = 4.0, 15.0
STEP_MM = 0.25


def cage_between(upper: Carrier, lower: Carrier, material: Material, seed: int) -> Cage | None:
    """Return the cage between two vertebrae; None where the disc space is too low for one."""
    chance = Chance(seed, "implants", "cage", upper.level)
    top = upper.at(Vector(0.0, 0.0, -upper.traits.body.middle_mm))
    up = (upper.frame.superior + lower.frame.superior).unit()
    side = 1.0 if chance.happens(0.5) else -1.0
    c, s = cos_sin(chance.between(*OBLIQUE_DEG))
    back = (lower.frame.posterior * c + lower.frame.left * (s * side)).without(up).unit()
    left = back.cross(up)
    aside = lower.frame.left * (side * chance.between(0.0, 4.0))
    centre = lower.frame.origin.towards(top, 0.5) + aside + back * -chance.between(0.0, 3.0)
    width, length = round(chance.between(*WIDTHS_MM)), round(chance.between(*LENGTHS_MM))
    corners = [
        centre + left * (a * 0.42 * width) + back * (b * 0.42 * length)
        for a, b in ((0.0, 0.0), (1.0, 1.0), (1.0, -1.0), (-1.0, 1.0), (-1.0, -1.0))
    ]
    above = min(_free_mm(corner, up, upper.distances) for corner in corners)
    below = min(_free_mm(corner, up * -1.0, lower.distances) for corner in corners)
    height = above + below + 2.0 * SUNK_MM
    if height < LOWEST_MM:
        return None
    middle = centre + up * ((above - below) / 2.0)
    frame = Frame(middle, left, back, up)
    size = (float(width), float(length), min(height, HIGHEST_MM))
    wall = WALL_MM[material in METALS]
    markers = () if material in METALS else _markers(frame, size, wall)
    return Cage(
        upper=upper.level,
        lower=lower.level,
        frame=frame,
        size_mm=size,
        wall_mm=wall,
        material=material,
        markers=markers,
    )


def _free_mm(start: Point, direction: Vector, bone: Distances) -> float:
    """Return how far it is from a point to bone."""
    steps = [STEP_MM * n for n in range(int(HIGHEST_MM / STEP_MM) + 1)]
    for mm, distance in zip(steps, bone(rows(start + direction * mm for mm in steps)), strict=True):
        if distance <= 0.0:
            return mm
    return HIGHEST_MM / 2.0


def _markers(
    frame: Frame, size_mm: tuple[float, float, float], wall_mm: float
) -> tuple[tuple[Point, Point], ...]:
    """Return pins in the wall: one in front, two at the back, upright."""
    left, back = (size_mm[0] - wall_mm) / 2.0, (size_mm[1] - wall_mm) / 2.0
    half = size_mm[2] / 2.0 - 0.8
    found = []
    for a, b in ((0.0, -back), (left, back - 1.5), (-left, back - 1.5)):
        foot = frame.origin + frame.left * a + frame.posterior * b
        found.append((foot + frame.superior * half, foot + frame.superior * -half))
    return tuple(found)
