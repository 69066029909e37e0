"""Screws, rods and cross-link of one person, fitted to one another and to the bone."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from itertools import pairwise

import numpy as np

from planner.anatomy.spine import Level, Side
from planner.geometry.vectors import Vector
from planner.samples.chance import Chance
from planner.samples.implants.heads import Seat, Tulip, leaning, seated
from planner.samples.implants.rods import Bend, raised
from planner.samples.implants.shafts import LENGTHS_MM, Shaft, fitted
from planner.samples.implants.site import Distances, Site, rows
from planner.samples.implants.values import Material, Misplacement, Rod, Screw
from planner.samples.implants.wishes import ImplantWishes

ROD_DIAMETERS_MM = (5.5, 6.0)
OVERHANG_MM = (5.0, 10.0)
ROD_CLEAR_MM = 0.3
"""Least distance of a rod from bone, surface to surface."""
ROUNDS = 14
LARGEST_RISE_MM = 2.0
RAISED_TO_MM = 5.0
"""So far behind the bone heads are raised to spare the rod a kink: beyond, the rod is bent."""
SMALLEST_HEADS_MM = (12.0, 11.0)
HEADS_APART_MM = 0.6
"""Where heads would touch, smaller ones are taken."""
LONGEST_MM = 75.0


def screws_and_rods(
    site: Site, wishes: ImplantWishes, seed: int
) -> tuple[tuple[Screw, ...], tuple[Rod, ...]]:
    """Return the screws that the pedicles take, and a rod per side through two or more of them."""
    chance = Chance(seed, "implants", "sizes")
    rod_mm = ROD_DIAMETERS_MM[int(chance.happens(0.4))]
    tulip = Tulip(round(chance.between(12.0, 14.0), 1), round(chance.between(15.0, 17.0), 1))
    shafts = {side: _shafts(site, wishes, side, seed) for side in wishes.sides}
    for smaller in SMALLEST_HEADS_MM:
        joined = {side: _joined(site, own, tulip, rod_mm) for side, own in shafts.items()}
        if all(_apart(seats) for seats, _ in joined.values()):
            break
        tulip = replace(tulip, diameter_mm=smaller)
    else:
        joined = {side: _joined(site, own, tulip, rod_mm) for side, own in shafts.items()}
    screws: list[Screw] = []
    rods: list[Rod] = []
    for side, (seats, bend) in joined.items():
        tangents = bend.tangents() if bend is not None else [_downwards(site, s) for s in shafts[side]]
        screws += [
            _screw(seat, along, rod_mm, wishes.material) for seat, along in zip(seats, tangents, strict=True)
        ]
        if bend is not None:
            own = Chance(seed, "implants", "rod", side)
            path = bend.path((own.between(*OVERHANG_MM), own.between(*OVERHANG_MM)))
            rods.append(Rod(side=side, path=path, diameter_mm=rod_mm, material=wishes.material))
    order = {level: n for n, level in enumerate(Level)}
    return tuple(sorted(screws, key=lambda screw: order[screw.level])), tuple(rods)


def _shafts(site: Site, wishes: ImplantWishes, side: Side, seed: int) -> list[Shaft]:
    """Return the shafts of one side, from the top."""
    wanted = {(m.level, m.side): m.how for m in wishes.misplaced}
    found = []
    for level in Level:
        if level in wishes.screws and level in site.carriers:
            chance = Chance(seed, "implants", "screw", level, side)
            shaft = fitted(site.carriers[level], side, chance, wanted.get((level, side)))
            if shaft is not None:
                found.append(shaft)
    return found


def _joined(
    site: Site, shafts: Sequence[Shaft], tulip: Tulip, rod_mm: float
) -> tuple[list[Seat], Bend | None]:
    """Return the heads of one side and the curve of their rod; None where there are fewer than two."""
    bones = [site.near(shaft.level) for shaft in shafts]
    uprights = [shaft.inward * -1.0 for shaft in shafts]
    seats = [seated(s, tulip, up, bone) for s, up, bone in zip(shafts, uprights, bones, strict=True)]
    if len(shafts) < 2:
        return seats, None
    forwards = shafts[0].inward
    for _ in range(ROUNDS):
        bend = Bend([seat.rod for seat in seats], forwards)
        seats = [
            seated(seat.shaft, tulip, leaning(seat.shaft, along), bone, seat.setback_mm)
            for seat, along, bone in zip(seats, bend.tangents(), bones, strict=True)
        ]
        wanted = raised([seat.rod for seat in seats], [seat.upright for seat in seats])
        rises = [
            max(0.0, min(rise, RAISED_TO_MM - seat.setback_mm))
            for seat, rise in zip(seats, wanted, strict=True)
        ]
        if max(rises) < 0.1:
            short = max(0.0, ROD_CLEAR_MM - _rod_clear_mm(site.bone, bend, rod_mm))
            rises = [short] * len(seats)
        if max(rises) == 0.0:
            break
        seats = [
            replace(seat, setback_mm=seat.setback_mm + min(rise, LARGEST_RISE_MM))
            for seat, rise in zip(seats, rises, strict=True)
        ]
    return seats, Bend([seat.rod for seat in seats], forwards)


def _apart(seats: Sequence[Seat]) -> bool:
    """Say whether no head touches the next."""
    return all(a.rod.distance_to(b.rod) >= a.tulip.diameter_mm + HEADS_APART_MM for a, b in pairwise(seats))


def _rod_clear_mm(bone: Distances, bend: Bend, rod_mm: float) -> float:
    path = bend.path((OVERHANG_MM[1], OVERHANG_MM[1]))
    return float(np.min(bone(rows(path)))) - rod_mm / 2.0


def _downwards(site: Site, shaft: Shaft) -> Vector:
    """Return the direction in which a rod would run in a head that stands alone."""
    down = site.carriers[shaft.level].frame.superior * -1.0
    return down.without(shaft.inward).unit()


def _screw(seat: Seat, along: Vector, rod_mm: float, material: Material) -> Screw:
    length = _length_mm(seat)
    upright = leaning(seat.shaft, along)
    final = replace(seat, upright=upright)
    shaft = seat.shaft
    return Screw(
        level=shaft.level,
        side=shaft.side,
        entry=shaft.entry,
        shoulder=final.shoulder,
        tip=final.shoulder + shaft.inward * length,
        head=final.ends,
        rod=final.rod,
        along_rod=along,
        diameter_mm=shaft.diameter_mm,
        length_mm=length,
        head_diameter_mm=seat.tulip.diameter_mm,
        rod_diameter_mm=rod_mm,
        material=material,
        misplaced=shaft.misplaced,
    )


def _length_mm(seat: Seat) -> float:
    """Return the longest screw that leaves its bone in front; for one that is to be too long, the next."""
    room = seat.setback_mm + seat.shaft.reach_mm
    if seat.shaft.misplaced is Misplacement.LONG:
        steps = [5.0 * n for n in range(6, int(LONGEST_MM / 5.0) + 1)]
        return next((mm for mm in steps if mm >= room), LONGEST_MM)
    return max((mm for mm in LENGTHS_MM if mm <= room), default=LENGTHS_MM[0])
