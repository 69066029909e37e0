"""Implants as a user would enter them in the plan: straight pieces, paths and diameters."""

from __future__ import annotations

from collections.abc import Iterator

from planner.anatomy.spine import Level, Side
from planner.geometry.vectors import Point
from planner.plan.parts import Hardware, HardwareKind
from planner.samples.implants.values import Cage, Cement, Implants, Lobe
from planner.samples.rounding import rounded, rounded_point

WIDEST_CEMENT_MM = 30.0


def hardware(implants: Implants) -> tuple[Hardware, ...]:
    """Return the hardware of a plan: shafts, heads, rods, cross-links, cement, cages, numbered."""
    return tuple(_numbered(n, piece) for n, piece in enumerate(_pieces(implants), 1))


_Piece = tuple[HardwareKind, tuple[Point, ...], float, Level | None, Side | None]


def _pieces(implants: Implants) -> Iterator[_Piece]:
    for s in implants.screws:
        yield HardwareKind.PEDICLE_SCREW, (s.shoulder, s.tip), s.diameter_mm, s.level, s.side
    for s in implants.screws:
        yield HardwareKind.OTHER, s.head, s.head_diameter_mm, s.level, s.side
    for rod in implants.rods:
        yield HardwareKind.ROD, rod.path, rod.diameter_mm, None, rod.side
    for link in implants.cross_links:
        for capsule, wide in zip(
            link.capsules, (link.diameter_mm, link.clamp_mm, link.clamp_mm), strict=True
        ):
            yield HardwareKind.OTHER, (capsule.start, capsule.end), wide, None, None
    for cement in implants.cements:
        yield HardwareKind.CEMENT, *_cloud(cement), cement.level, None
    for cage in implants.cages:
        yield HardwareKind.OTHER, _core(cage), max(cage.size_mm[0], cage.size_mm[2]), None, None


def _numbered(number: int, piece: _Piece) -> Hardware:
    kind, points, diameter, level, side = piece
    name = f"H{number}"
    wide = round(diameter, 2)
    if len(points) > 2:
        return Hardware(id=name, kind=kind, level=level, side=side, path_mm=rounded(points), diameter_mm=wide)
    start, end = map(rounded_point, points)
    return Hardware(id=name, kind=kind, level=level, side=side, from_mm=start, to_mm=end, diameter_mm=wide)


def _cloud(cement: Cement) -> tuple[tuple[Point, ...], float]:
    """Return a capsule round a cloud: along its longest way, as thick as its farthest lobe needs."""
    lobes = (*cement.lobes, *cement.leak)
    first, last = _farthest(lobes)
    span = last - first
    length = span.length
    along = span * (1.0 / length)
    wide = 0.0
    for lobe in lobes:
        off = lobe.centre - first
        wide = max(wide, off.without(along).length + lobe.radius_mm)
    inset = min(wide / 2.0, length / 3.0)
    return (first + along * inset, last + along * -inset), min(2.0 * wide, WIDEST_CEMENT_MM)


def _farthest(lobes: tuple[Lobe, ...]) -> tuple[Point, Point]:
    pairs = [(a, b) for n, a in enumerate(lobes) for b in lobes[n + 1 :]]
    first, last = max(pairs, key=lambda pair: round(pair[0].centre.distance_to(pair[1].centre), 6))
    return first.centre, last.centre


def _core(cage: Cage) -> tuple[Point, Point]:
    """Return the ends of the cage's long axis, so that a capsule holds about the cage."""
    back = cage.frame.posterior * max((cage.size_mm[1] - cage.size_mm[0]) / 2.0, 1.0)
    return cage.frame.origin + back, cage.frame.origin + back * -1.0
