"""What the metal beside a nerve costs: what is in the way, and what would be first without it."""

from __future__ import annotations

from dataclasses import replace

import numpy as np
from numpy.typing import NDArray

from planner.suggest.paths.choosing import free_ways
from planner.suggest.paths.looking import SAME_SHARE, Found, look
from planner.suggest.paths.obstacles import OBSTACLES, Obstacle
from planner.suggest.paths.proposal import GivenUp, Proposal
from planner.suggest.paths.surroundings import broken, least_mm, nearest_pieces
from planner.suggest.paths.task import Task
from planner.suggest.paths.trying import BEYOND_MM


def blocks(task: Task, found: Found) -> tuple[tuple[str, int], ...]:
    """Return which hardware is nearest to the ways that touch metal, with how many of them, most first."""
    metal = task.around.metal
    touching = _touching(found)
    if metal is None or not touching.any():
        return ()
    ways = found.grid.ways.taken(touching)
    rears = ways.tips + ways.hubs * (task.longest_mm + BEYOND_MM)
    names, counts = np.unique(
        np.array(metal.ids)[nearest_pieces(ways.tips, rears, metal)], return_counts=True
    )
    pairs = zip(names.tolist(), counts.tolist(), strict=True)
    return tuple(sorted(pairs, key=lambda each: (-each[1], each[0])))


def _touching(found: Found) -> NDArray[np.bool_]:
    return np.asarray(found.grid.excluded == OBSTACLES.index(Obstacle.METAL) + 1)


def given_up(task: Task, found: Found, first: Proposal) -> GivenUp | None:
    """Return what the first proposal gives up for its clearance; None where no metal is in the way.

    The ways that are free but for metal are looked at as if there were none. Compared is the one with fewest
    warnings, then most nerve, then the smallest angle.
    """
    metal, clear_mm = task.around.metal, first.number("hardware_clearance", "needle_mm")
    angle, captured = first.number("alignment", "angle_deg"), first.number("coverage", "captured_stretch_mm")
    if metal is None or clear_mm is None or angle is None or captured is None:
        return None
    without = replace(task, around=replace(task.around, metal=None))
    pool = free_ways(look(without, ways=found.grid.ways.taken(found.grid.free | _touching(found))))
    if not len(pool.ways):
        return None
    taken = np.round(pool.captured_mm / (SAME_SHARE * task.reachable_mm))
    best = np.lexsort((pool.angle_deg, -taken, pool.warnings))[:1]
    tips = pool.ways.tips[best]
    rears = tips + pool.ways.hubs[best] * (task.longest_mm + BEYOND_MM)
    gap_mm = least_mm(tips, rears, task.radius_mm, metal)
    if not broken(
        task.limit("hardware_clearance", "fail"), gap_mm - (task.scene.metal_uncertainty_mm or 0.0)
    )[0]:
        return None
    return GivenUp(
        angle_deg=angle - float(pool.angle_deg[best[0]]),
        captured_mm=float(pool.captured_mm[best[0]]) - captured,
        clear_mm=clear_mm,
        clear_without_mm=float(gap_mm[0]),
        blocked_by=metal.ids[int(nearest_pieces(tips, rears, metal)[0])],
    )
