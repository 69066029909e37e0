"""What lies round a target, as the checks of a plan see it, in arrays for many needles at once."""

from __future__ import annotations

from dataclasses import dataclass
from functools import lru_cache

import numpy as np
from numpy.typing import NDArray

from planner.carm.foramen import foramen_border, tip_behind_mm
from planner.checks.behind_foramen import within_mm
from planner.checks.gaps import Pieces, pieces_of
from planner.devices.catalogue import catalogue
from planner.geometry.many import axis_gaps_mm, least_gaps_mm
from planner.geometry.vectors import LEFT, POSTERIOR, SUPERIOR, Point
from planner.guideline.limits import Breach, Limit
from planner.plan.parts import Needle, Role, Target
from planner.plan.plan import Plan
from planner.plan.vertebrae import vertebra_frame

Array = NDArray[np.float64]
Mask = NDArray[np.bool_]

FAR_MM = 1e6
"""A distance to what is not there."""


@dataclass(frozen=True)
class Border:
    """The border of a foramen as it is judged: how far a tip lies behind it is linear in the tip's place."""

    at_origin_mm: float
    gradient: tuple[float, float, float]
    within_mm: float

    def behind_mm(self, tips: Array) -> Array:
        """Return how far tips lie behind the border, in mm, negative in front of it."""
        return np.asarray(tips @ np.array(self.gradient) + self.at_origin_mm)

    def fails(self, behind_mm: Array) -> Mask:
        """Say which tips lie in front of the border by more than it may be wrong."""
        return np.asarray(behind_mm < -self.within_mm)


def border_of(plan: Plan, target: Target) -> Border | None:
    """Return the border that needles for a target stay behind; None where it is not known."""
    frame = vertebra_frame(plan, target.bone)
    border = foramen_border(plan, target.bone, target.side)
    if frame is None or border is None:
        return None
    origin = Point(0.0, 0.0, 0.0)
    at_origin = tip_behind_mm(origin, border, frame)
    x, y, z = (
        tip_behind_mm(origin + axis, border, frame) - at_origin for axis in (LEFT, POSTERIOR, SUPERIOR)
    )
    return Border(at_origin, (x, y, z), within_mm(border))


@dataclass(frozen=True)
class Hub:
    """The size of every hub, as the check of needles apart has it, in mm."""

    radius_mm: float
    length_mm: float

    def ends(self, tips: Array, hubs: Array, lengths_mm: Array) -> tuple[Array, Array]:
        """Return the ends of the axes of the hubs of needles of some lengths, LPS mm, [n, 3]."""
        inset_mm = min(self.radius_mm, self.length_mm / 2.0)
        first, last = (lengths_mm + mm for mm in (inset_mm, self.length_mm - inset_mm))
        return tips + hubs * first[:, None], tips + hubs * last[:, None]


@dataclass(frozen=True, eq=False)
class Others:
    """The needles that are in place together with a new one: from entry to tip, from hub to tip, and hubs."""

    shafts: Pieces
    cannulae: Pieces
    hubs: Pieces


@dataclass(frozen=True, eq=False)
class Surroundings:
    """Metal, structures, the foramen and the needles that are there already; None for what is not."""

    metal: Pieces | None
    structures: Pieces | None
    border: Border | None
    needles: Others | None
    hub: Hub


def surroundings_of(plan: Plan, target: Target, role: Role, hub: Hub) -> Surroundings:
    """Return what lies round a target for a new needle of a role, which stands in the place of such a one."""
    others = tuple(needle for needle in plan.needles if _stays_beside(needle, target, role))
    return Surroundings(
        pieces_of(plan.hardware) if plan.hardware else None,
        pieces_of(plan.structures) if plan.structures else None,
        border_of(plan, target) if role is not Role.THERMOMETER else None,
        _others(others, hub) if others else None,
        hub,
    )


def _stays_beside(needle: Needle, target: Target, role: Role) -> bool:
    """Say whether a needle is in place together with a new one for a target (as `needles_apart` has it)."""
    if needle.device not in catalogue():
        return False
    with_thermometer = (needle.role is Role.THERMOMETER) is not (role is Role.THERMOMETER)
    return with_thermometer or needle.target != target.id


@lru_cache(maxsize=64)
def _others(needles: tuple[Needle, ...], hub: Hub) -> Others:
    devices = [catalogue()[needle.device] for needle in needles]
    entries, tips = (
        np.array([tuple(p) for p in points])
        for points in zip(*((needle.entry_mm, needle.tip_mm) for needle in needles), strict=True)
    )
    outwards = np.array([tuple(-needle.segment.direction) for needle in needles])
    lengths, radii = (
        np.array([getattr(d, name) for d in devices]) for name in ("length_mm", "outer_diameter_mm")
    )
    first, last = hub.ends(tips, outwards, lengths)
    ids = tuple(needle.id for needle in needles)
    return Others(
        Pieces(ids, (), entries, tips, radii / 2.0),
        Pieces(ids, (), tips + outwards * lengths[:, None], tips, radii / 2.0),
        Pieces(ids, (), first, last, np.full(len(needles), hub.radius_mm)),
    )


def least_mm(starts: Array, ends: Array, radius_mm: float, pieces: Pieces | None) -> Array:
    """Return how far capsules from `starts` to `ends` keep from the nearest piece, surface to surface."""
    if pieces is None:
        return np.full(len(starts), FAR_MM)
    return least_gaps_mm(starts, ends, pieces.starts, pieces.ends, pieces.radii_mm) - radius_mm


def nearest_pieces(starts: Array, ends: Array, pieces: Pieces) -> NDArray[np.intp]:
    """Return which piece is the nearest to each of some segments, [n]."""
    gaps = [
        axis_gaps_mm(starts, ends, first, last) - radius
        for first, last, radius in zip(pieces.starts, pieces.ends, pieces.radii_mm, strict=True)
    ]
    return np.asarray(np.argmin(np.array(gaps), axis=0))


def broken(limit: Limit | None, values: Array) -> Mask:
    """Say which values break a limit; none where there is no limit."""
    if limit is None:
        return np.zeros(len(values), np.bool_)
    match limit.breach:
        case Breach.ABOVE:
            return np.asarray(values > limit.value)
        case Breach.AT_OR_ABOVE:
            return np.asarray(values >= limit.value)
        case Breach.BELOW:
            return np.asarray(values < limit.value)
        case Breach.AT_OR_BELOW:
            return np.asarray(values <= limit.value)
