"""Looks for the ways of one target: a grid over all of them, then finer about the best."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from planner.geometry.vectors import POSTERIOR, Vector
from planner.plan.parts import FacetTarget
from planner.suggest.paths.grading import near_metal
from planner.suggest.paths.obstacles import OBSTACLES, Obstacle
from planner.suggest.paths.task import NERVE_RADIUS_MM, Task, course_of
from planner.suggest.paths.trying import Tried, try_ways
from planner.suggest.paths.ways import Beside, Ways, beside_nerve, cone, joined, onto_places, round_about

Array = NDArray[np.float64]

FROM_BEHIND_DEG = 65.0
"""No needle comes from farther aside of straight back: through the flank, or flat along the back."""
STEP_DEG = 5.0
"""From one direction to the next: 5 degrees more cost a few percent of the captured length."""
SHIFTS_MM = (-2.4, -1.2, 0.0, 1.2, 2.4)
"""How far along the nerve from the middle of the stretch the middle of an active tip is tried."""
AWAY_MM = (0.1, 0.6, 1.2)
"""How much farther from the nerve than touching it the middle of an active tip is tried."""
TURNS = 12
"""In so many directions round the nerve."""
IN_SLIT = (0.5, 0.75, 1.0)
"""Where along the slit of a joint, from its opening to the point marked in it, a tip is tried."""
NEAR_JOINT_DEG = 35.0
"""So far from the line of a joint's opening a needle into it is looked for."""
ROUNDS = ((3.0, 0.6), (2.0, 0.5), (1.2, 0.3), (0.7, 0.15))
"""The finer looks: how far each way is turned, in degrees, and shifted, in mm."""
SEEDS = 24
"""So many of the best ways, each in a direction of its own, are looked at finer."""
SAME_SHARE = 0.02
"""Captured lengths that differ by less, as a share of what can be reached, count as equal: ours."""


@dataclass(frozen=True, eq=False)
class Found:
    """Every way that was looked at: those of the grid over all, and those of the finer looks.

    `across` says whether only ways were found that run across the nerve or take in little of it.
    """

    grid: Tried
    finer: tuple[Tried, ...]
    across: bool

    @property
    def count(self) -> int:
        """How many ways were looked at."""
        return len(self.grid.ways) + sum(len(each.ways) for each in self.finer)

    @property
    def counts(self) -> dict[Obstacle, int]:
        """How many of the ways of the grid each obstacle excludes."""
        return self.grid.counts


def look(task: Task, hubs: Array | None = None, ways: Ways | None = None) -> Found:
    """Return the ways for a target.

    Parameters
    ----------
    hubs
        The only directions to look in, [n, 3]; None: all from behind.
    ways
        What to look at first; None: a grid over all places in those directions.
    """
    if ways is None:
        ways = grid(task, directions(task) if hubs is None else hubs)
    tried, across = try_ways(ways, task), False
    if not tried.free.any() and task.burn is not None:
        looser = try_ways(ways, task, across=True)
        across = bool(looser.free.any())
        tried = looser if across else tried
    finer, best, pivot_mm = [], tried, 0.0 if task.burn is None else task.burn.tip_mm / 2.0
    for turn_deg, shift_mm in ROUNDS:
        seeds = seeds_of(task, best)
        if not len(seeds):
            break
        turn_deg, shift_mm = turn_deg if hubs is None else 0.0, shift_mm if task.burn is not None else 0.0
        near = round_about(best.ways.taken(seeds), turn_deg, shift_mm, pivot_mm)
        best = try_ways(near, task, across=across)
        finer.append(best)
    return Found(tried, tuple(finer), across)


def directions(task: Task) -> Array:
    """Return the directions in which needles for a target are looked for, unit vectors to the hub, [n, 3]."""
    if isinstance(task.target, FacetTarget) and task.target.opening_mm is not None:
        dorsal, within = task.target.opening_mm
        return cone((dorsal - within).unit(), NEAR_JOINT_DEG, STEP_DEG)
    return cone(POSTERIOR, FROM_BEHIND_DEG, STEP_DEG)


def grid(task: Task, hubs: Array) -> Ways:
    """Return the ways to try first, in every given direction."""
    target = task.target
    if isinstance(target, FacetTarget):
        return onto_places(_in_joint(target), hubs)
    course, (low, high) = course_of(target)
    middle = (low + high) / 2.0
    if task.burn is None:
        places = np.array([tuple(course.at(arc)) for arc in (middle, low, high)])
        off = hubs[:, None, :] * (NERVE_RADIUS_MM + task.radius_mm)
        ways = [onto_places(place[None], hubs) for place in places]
        return joined([Ways(each.tips + off[:, 0], each.hubs) for each in ways])
    touching = task.radius_mm + NERVE_RADIUS_MM
    # past its ends there is no course to lie along
    arcs = tuple(sorted({min(max(middle + shift, 0.0), course.length_mm) for shift in SHIFTS_MM}))
    where = Beside(arcs, tuple(touching + more for more in AWAY_MM), TURNS)
    return beside_nerve(course, where, hubs, task.burn.tip_mm / 2.0)


def _in_joint(target: FacetTarget) -> Array:
    """Return where the tip of a needle in a joint is tried: along its slit from the opening, or its point."""
    if target.point_mm is None:
        raise ValueError(f"the joint {target.id} is not marked")
    if target.opening_mm is None:
        return np.array([tuple(target.point_mm)])
    dorsal, within = target.opening_mm
    return np.array([tuple(dorsal.towards(within, share)) for share in IN_SLIT])


def order(task: Task, tried: Tried) -> NDArray[np.intp]:
    """Return the free ways, best first.

    Fewest warnings, most nerve, not nearly touching metal, nearest to the nerve, shortest.
    Where nothing burns: fewest warnings, least bone at the tip, straightest into a joint, then shortest.
    """
    free = np.flatnonzero(tried.free)
    warnings, path_mm = tried.warnings[free], tried.path_mm[free]
    if task.burn is None:
        off_deg = _off_slit_deg(task, tried.ways.hubs[free])
        return free[np.lexsort((path_mm, np.round(off_deg / STEP_DEG), tried.tip_bone_mm[free], warnings))]
    taken = np.round(tried.captured_mm[free] / (SAME_SHARE * task.reachable_mm))
    near = near_metal(tried.needle_mm[free], task.scene.uncertainty_mm or 0.0)
    return free[np.lexsort((path_mm, tried.off_mm[free], near, -taken, warnings))]


def _off_slit_deg(task: Task, hubs: Array) -> Array:
    """Return how far directions are off the opening of a joint; 0 for a nerve, or without an opening."""
    if not isinstance(task.target, FacetTarget) or task.target.opening_mm is None:
        return np.zeros(len(hubs))
    dorsal, within = task.target.opening_mm
    return np.asarray(
        np.degrees(np.arccos((hubs @ np.array(tuple((dorsal - within).unit()))).clip(-1.0, 1.0)))
    )


def seeds_of(task: Task, tried: Tried) -> NDArray[np.intp]:
    """Return the best free ways, each farther than a step from the directions of those before it."""
    hubs, chosen = tried.ways.hubs, np.empty(0, np.intp)
    apart = np.cos(np.radians(STEP_DEG * 0.9))
    for n in order(task, tried):
        if len(chosen) == SEEDS:
            break
        if len(chosen) == 0 or (hubs[chosen] @ hubs[n]).max() < apart:
            chosen = np.append(chosen, n)
    return chosen


def excluding(counts: dict[Obstacle, int]) -> tuple[tuple[Obstacle, int], ...]:
    """Return what excludes ways with how many, most first."""
    return tuple(sorted(counts.items(), key=lambda each: (-each[1], OBSTACLES.index(each[0]))))


def hub_of(tried: Tried, n: int) -> Vector:
    """Return the direction from tip to hub of a way."""
    x, y, z = map(float, tried.ways.hubs[n])
    return Vector(x, y, z).unit()
