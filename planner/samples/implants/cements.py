"""Cement in the body of a vertebra: a cloud of lobes, now and then with a trail that has leaked."""

from __future__ import annotations

from planner.geometry.vectors import LEFT, POSTERIOR, SUPERIOR, Vector
from planner.samples.chance import Chance
from planner.samples.implants.site import Carrier, rows
from planner.samples.implants.values import Cement, Lobe

MEAN_HU, SD_HU = 1750.0, 260.0
"""PMMA with barium: 1000 to 2500 (``clinical.md`` 3.5)."""
INSIDE_MM = 0.8
"""Least bone round a lobe."""
SMALLEST_MM = 1.6
SMALL_LOBES = 9
DIRECTIONS = tuple(
    axis * sign for axis in (LEFT, POSTERIOR, SUPERIOR) for sign in (1.0, -1.0)
) + tuple(
    Vector(x, y, z) * 0.57735 for x in (1.0, -1.0) for y in (1.0, -1.0) for z in (1.0, -1.0)
)  # fmt: skip


def cement_in(carrier: Carrier, seed: int, leaks: bool) -> Cement:
    """Return the cement in a body: a large lobe from each pedicle, with smaller ones round it."""
    level = carrier.level
    chance = Chance(seed, "implants", "cement", level)
    body = carrier.traits.body
    lobes: list[Lobe] = []
    for sign in (1.0, -1.0):
        middle = Vector(
            sign * chance.between(0.11, 0.19) * body.waist_width_mm,
            -chance.between(0.02, 0.16) * body.waist_depth_mm,
            -body.middle_mm * chance.between(0.4, 0.6),
        )
        lobes += _lobe(carrier, middle, chance.between(0.17, 0.3) * body.middle_mm)
        for _ in range(SMALL_LOBES):
            away = Vector(chance.about(0.0, 5.0), chance.about(0.0, 4.5), chance.about(0.0, 4.5))
            lobes += _lobe(carrier, middle + away, chance.between(1.8, 4.2))
    leak = _leak(carrier, chance) if leaks else ()
    hu = max(1000.0, min(2500.0, chance.about(MEAN_HU, SD_HU)))
    return Cement(level=level, lobes=tuple(lobes), leak=leak, hu=round(hu))


def _lobe(carrier: Carrier, local: Vector, radius_mm: float) -> list[Lobe]:
    """Return a lobe made small enough to stay within bone; none where it would be too small."""
    centre = carrier.at(local)
    while radius_mm >= SMALLEST_MM:
        surface = [centre + out * (radius_mm + INSIDE_MM) for out in DIRECTIONS]
        if float(carrier.distances(rows(surface)).max()) < 0.0:
            return [Lobe(centre, radius_mm)]
        radius_mm *= 0.85
    return []


def _leak(carrier: Carrier, chance: Chance) -> tuple[Lobe, ...]:
    """Return a thin trail: backwards along the basivertebral vein, or sidewards along a segmental one."""
    body = carrier.traits.body
    half = -body.middle_mm / 2.0
    if chance.happens(0.5):
        start, step = Vector(chance.about(0.0, 1.5), 0.1 * body.waist_depth_mm, half), POSTERIOR
        wall = 0.5 * body.waist_depth_mm
        beyond = chance.between(1.0, 2.5)
    else:
        side = 1.0 if chance.happens(0.5) else -1.0
        start, step = Vector(0.2 * side * body.waist_width_mm, -0.1 * body.waist_depth_mm, half), LEFT * side
        wall = 0.5 * body.waist_width_mm
        beyond = chance.between(3.0, 7.0)
    trail: list[Lobe] = []
    at = start
    while abs(at.dot(step)) < wall + beyond:
        trail.append(Lobe(carrier.at(at), chance.between(0.9, 1.7)))
        at = at + step * 1.6 + Vector(0.0, chance.about(0.0, 0.35), chance.about(0.0, 0.4))
    return tuple(trail)
