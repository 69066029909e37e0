"""How well hardware is found on spines whose screws are known, and whether the clearance's band holds."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from planner.checks.hardware_clearance import check
from planner.checks.reasons import Reason
from planner.checks.result import Assessed
from planner.checks.scene import Scene
from planner.geometry.angles import angle_between_lines_deg
from planner.geometry.curves import Segment
from planner.geometry.vectors import Point, Vector
from planner.guideline.rules import load_rules
from planner.imaging.volume import Volume
from planner.plan.parts import Hardware, HardwareKind, Needle, Procedure, ProcedureKind, Role
from planner.plan.plan import Plan
from planner.samples.known.truth import TrueScrew, Truth
from planner.suggest.hardware.find import propose_hardware
from planner.suggest.hardware.proposal import accepted

Array = NDArray[np.float64]

SAME_MM = 6.0
"""A found screw is a true one where its axis stays so near to both ends of that."""
HEAD_EDGE_MM = 1.5
"""The edges of a head are rounded so far (`samples/implants/pieces.py`)."""
NEEDLES = 60
NEEDLE_RADIUS_MM = 0.36
"""Of the needle that is laid beside the metal: 22 gauge."""


@dataclass(frozen=True)
class FoundScrew:
    """How far a found screw is off: axis in degrees and, at its worse end, in mm; diameter and tip in mm."""

    angle_deg: float
    off_mm: float
    diameter_mm: float
    tip_mm: float
    place_is_right: bool


@dataclass(frozen=True)
class Measured:
    """What was found in one scan, and how many needles out of how many lie within their band.

    Attributes
    ----------
    safe, within
        Needles whose true distance is no smaller than the worse end says; and no larger than the better end.
    """

    true_screws: int
    true_rods: int
    screws: tuple[FoundScrew, ...]
    false_screws: int
    rods: int
    rest: int
    needles: int
    safe: int
    within: int


def measured(volume: Volume, truth: Truth, plan: Plan, needles: int = NEEDLES) -> Measured:
    """Return how well the hardware of a scan is found."""
    proposal = propose_hardware(plan, volume)
    found = [piece for piece in proposal.pieces if piece.kind is HardwareKind.PEDICLE_SCREW]
    pairs = [(piece, _true(piece, truth.screws)) for piece in found]
    right = {true.entry_mm: (piece, true) for piece, true in pairs if true is not None}
    whole, _proposal = accepted(plan, proposal, [piece.id for piece in proposal.pieces])
    bands = list(_bands(whole, volume, truth, needles))
    return Measured(
        true_screws=len(truth.screws),
        true_rods=len(truth.rods),
        screws=tuple(_compared(piece, true) for piece, true in right.values()),
        false_screws=len(found) - len(right),
        rods=sum(piece.kind is HardwareKind.ROD for piece in proposal.pieces),
        rest=len(proposal.pieces) - 2 * len(found) - len(truth.rods),
        needles=len(bands),
        safe=sum(low <= true for true, low, _high in bands),
        within=sum(low <= true <= high for true, low, high in bands),
    )


def _true(piece: Hardware, screws: Iterable[TrueScrew]) -> TrueScrew | None:
    off = [(_off_mm(piece, screw), screw) for screw in screws]
    nearest = min(off, key=lambda pair: pair[0], default=None)
    return nearest[1] if nearest is not None and nearest[0] <= SAME_MM else None


def _off_mm(piece: Hardware, true: TrueScrew) -> float:
    """Return how far the axis of a piece passes beside the ends of a true screw, at the worse of them."""
    start, end = piece.points
    way = (end - start).unit()
    return max((at - start).without(way).length for at in (true.shoulder_mm, true.tip_mm))


def _compared(piece: Hardware, true: TrueScrew) -> FoundScrew:
    start, end = piece.points
    way = (end - start).unit()
    return FoundScrew(
        angle_deg=angle_between_lines_deg(way, true.tip_mm - true.shoulder_mm),
        off_mm=_off_mm(piece, true),
        diameter_mm=piece.diameter_mm - true.diameter_mm,
        tip_mm=(end - true.tip_mm).dot(way),
        place_is_right=(piece.level, piece.side) == (true.level, true.side),
    )


def _bands(plan: Plan, volume: Volume, truth: Truth, count: int) -> Iterable[tuple[float, float, float]]:
    """Yield of needles beside metal the true distance and the band that the check gives, in mm."""
    scene, rule = (
        Scene(volume),
        next(rule for rule in load_rules().rules if rule.check == "hardware_clearance"),
    )
    surface = _surface(truth)
    rng = np.random.default_rng(truth.seed)
    plan = Plan(
        levels=plan.levels,
        hardware=plan.hardware,
        hardware_reviewed=True,
        procedure=Procedure(kind=ProcedureKind.MEDIAL_BRANCH_BLOCK),
    )
    for _needle in range(count):
        needle = _beside(rng, surface)
        true_mm = _away_mm(surface, needle.segment) - NEEDLE_RADIUS_MM
        if not 0.0 < true_mm < 10.0:
            continue
        for result in check(plan.with_item(needle), scene, rule):
            if not isinstance(result, Assessed):
                assert result.reason is Reason.METAL_NOT_IN_PLAN, result
                continue
            gap, off = result.measure("needle_mm"), result.measure("uncertainty_mm")
            yield true_mm, gap - off, gap + off


def _beside(rng: np.random.Generator, surface: Array) -> Needle:
    """Return a needle from behind whose tip lies 1 to 7 mm outside of a place on metal."""
    at = surface[rng.integers(len(surface))]
    outwards = rng.normal(size=3)
    tip = at + outwards / np.linalg.norm(outwards) * rng.uniform(1.0, 7.0)
    hub = np.array([rng.normal(0.0, 0.5), 1.0, rng.normal(0.0, 0.5)])
    entry = tip + hub / np.linalg.norm(hub) * 80.0
    return Needle(
        id="N1", role=Role.INJECTION, device="spinal-22g-90", entry_mm=_point(entry), tip_mm=_point(tip)
    )


def _away_mm(surface: Array, needle: Segment) -> float:
    a, b = np.array(tuple(needle.start)), np.array(tuple(needle.end))
    share = np.clip((surface - a) @ (b - a) / float((b - a) @ (b - a)), 0.0, 1.0)
    return float(np.linalg.norm(surface - a - share[:, None] * (b - a), axis=1).min())


def _surface(truth: Truth) -> Array:
    """Return places on the true surfaces: of shafts by the crests of their threads, of heads, and of rods."""
    found = []
    for screw in truth.screws:
        found.append(_tube(screw.shoulder_mm, screw.tip_mm, screw.diameter_mm / 2.0))
        foot, top = screw.head_mm[1], screw.head_mm[0]
        found.append(_tube(foot, top, screw.head_diameter_mm / 2.0, HEAD_EDGE_MM))
    for rod in truth.rods:
        found += [
            _tube(a, b, rod.diameter_mm / 2.0) for a, b in zip(rod.path_mm, rod.path_mm[1:], strict=False)
        ]
    for link in truth.cross_links:
        found.append(_tube(link.from_mm, link.to_mm, link.diameter_mm / 2.0))
    return np.concatenate(found)


def _tube(start: Point, end: Point, radius_mm: float, edge_mm: float | None = None) -> Array:
    """Return places on a round bar, every 0.4 mm; with flat ends where it has rounded edges."""
    axis = (end - start).unit()
    side = Vector(*np.cross(tuple(axis), (0.0, 0.0, 1.0))).unit()
    other = axis.cross(side)
    turns = np.linspace(0.0, 2.0 * np.pi, max(8, int(2.0 * np.pi * radius_mm / 0.4)), endpoint=False)
    ring = np.cos(turns)[:, None] * np.array(tuple(side)) + np.sin(turns)[:, None] * np.array(tuple(other))
    length, inset = start.distance_to(end), edge_mm or 0.0
    profile = [(mm, radius_mm) for mm in np.arange(inset, length - inset, 0.4)]
    if edge_mm is not None:
        flat = [(0.0, radius) for radius in np.arange(0.0, radius_mm - edge_mm, 0.4)]
        bends = np.linspace(0.0, np.pi / 2.0, 5)
        edge = [(edge_mm * (1.0 - np.sin(a)), radius_mm - edge_mm * (1.0 - np.cos(a))) for a in bends]
        cap = [*flat, *edge]
        profile += [*cap, *((length - mm, radius) for mm, radius in cap)]
    rows = [np.array(tuple(start)) + mm * np.array(tuple(axis)) + radius * ring for mm, radius in profile]
    return np.concatenate(rows)


def _point(place: Array) -> Point:
    x, y, z = map(float, place)
    return Point(x, y, z)


def share(values: Sequence[float], limit: float) -> float:
    """Return the share of values that lie within a limit on either side."""
    return float(np.mean(np.abs(np.array(values)) <= limit)) if values else 1.0
