"""Ways that a needle might go: grids of directions and of places, the same every time."""

from __future__ import annotations

from dataclasses import dataclass
from math import cos, pi, radians, sin

import numpy as np
from numpy.typing import NDArray

from planner.geometry.curves import Polyline
from planner.geometry.many import perpendiculars
from planner.geometry.vectors import Vector, any_perpendicular

Array = NDArray[np.float64]


@dataclass(frozen=True, eq=False)
class Ways:
    """Needles that might be laid: n tips in LPS mm and n unit vectors from tip to hub, [n, 3]."""

    tips: Array
    hubs: Array

    def __len__(self) -> int:
        return len(self.tips)

    def taken(self, which: NDArray[np.intp] | NDArray[np.bool_]) -> Ways:
        """Return some of them."""
        return Ways(self.tips[which], self.hubs[which])


def joined(parts: list[Ways]) -> Ways:
    """Return several grids as one."""
    return Ways(np.concatenate([p.tips for p in parts]), np.concatenate([p.hubs for p in parts]))


def cone(axis: Vector, spread_deg: float, step_deg: float) -> Array:
    """Return unit vectors within an angle of an axis, about a step apart, the axis first, [n, 3]."""
    across = any_perpendicular(axis)
    basis = np.array([tuple(across), tuple(axis.unit().cross(across)), tuple(axis.unit())])
    found = [(0.0, 0.0, 1.0)]
    for ring in range(1, int(spread_deg / step_deg + 1e-9) + 1):
        out = radians(ring * step_deg)
        count = max(6, round(2.0 * pi * sin(out) / radians(step_deg)))
        turns = (2.0 * pi * n / count for n in range(count))
        found += [(sin(out) * cos(turn), sin(out) * sin(turn), cos(out)) for turn in turns]
    return np.asarray(np.array(found) @ basis)


@dataclass(frozen=True)
class Beside:
    """Where the middle of an active tip is tried: arc lengths of the course, distances, turns round it."""

    arcs_mm: tuple[float, ...]
    away_mm: tuple[float, ...]
    turns: int


def beside_nerve(course: Polyline, where: Beside, hubs: Array, half_tip_mm: float) -> Ways:
    """Return the needles whose active tips have their middles beside a nerve, in every given direction."""
    middles = np.array([tuple(course.at(arc)) for arc in where.arcs_mm])
    first, second = across(hubs)
    turns = 2.0 * pi * np.arange(where.turns) / where.turns
    sideways = (
        np.cos(turns)[None, :, None] * first[:, None, :] + np.sin(turns)[None, :, None] * second[:, None, :]
    )
    away = np.array(where.away_mm)
    # axes: directions, turns, distances, arcs, and those of space
    tips = (
        middles[None, None, None, :, :]
        + sideways[:, :, None, None, :] * away[None, None, :, None, None]
        - hubs[:, None, None, None, :] * half_tip_mm
    )
    each = tips.shape[1] * tips.shape[2] * tips.shape[3]
    return Ways(np.ascontiguousarray(tips.reshape(-1, 3)), np.repeat(hubs, each, axis=0))


def onto_places(places: Array, hubs: Array) -> Ways:
    """Return the needles with a tip at each of some places, in every given direction."""
    tips = np.tile(places, (len(hubs), 1))
    return Ways(np.ascontiguousarray(tips), np.repeat(hubs, len(places), axis=0))


def round_about(ways: Ways, turn_deg: float, shift_mm: float, pivot_mm: float = 0.0) -> Ways:
    """Return each way and its neighbours: turned by an angle, and shifted all ways.

    Itself and eight directions round it (none where it is not turned), each at the place itself and moved by
    `shift_mm`, where that is above 0, both ways along the needle and in four ways across it. They are turned
    about a point that lies `pivot_mm` behind the tip.
    """
    first, second = across(ways.hubs)
    none = np.zeros_like(first)
    moves = (none, first, -first, second, -second, ways.hubs, -ways.hubs) if shift_mm > 0.0 else (none,)
    tips, hubs = [], []
    for n in range(9 if turn_deg > 0.0 else 1):
        turn = 2.0 * pi * n / 8.0
        tilt = 0.0 if n == 0 else radians(turn_deg)
        leaning = cos(turn) * first + sin(turn) * second
        hub = cos(tilt) * ways.hubs + sin(tilt) * leaning
        for move in moves:
            tips.append(ways.tips + pivot_mm * (ways.hubs - hub) + shift_mm * move)
            hubs.append(hub)
    return Ways(np.concatenate(tips), np.concatenate(hubs))


def across(hubs: Array) -> tuple[Array, Array]:
    """Return two unit vectors square to each direction and to each other, [n, 3] each."""
    first = perpendiculars(hubs)
    return first, np.cross(hubs, first)
