"""One C-arm setting for several needles: the direction in which all of them can be looked down at once."""

from __future__ import annotations

from dataclasses import dataclass, replace

import numpy as np
from numpy.typing import NDArray

from planner.carm.angles import CArmAngles, barrel_angles
from planner.carm.machine import Machine
from planner.checks.scene import Scene
from planner.geometry.vectors import POSTERIOR, Vector
from planner.guideline.rules import Rules
from planner.plan.parts import Target
from planner.plan.plan import Plan
from planner.suggest.paths.looking import FROM_BEHIND_DEG, STEP_DEG, grid
from planner.suggest.paths.proposal import Proposals, Why
from planner.suggest.paths.propose import Wish, propose, propose_in, task_of
from planner.suggest.paths.task import Task
from planner.suggest.paths.trying import try_ways
from planner.suggest.paths.ways import cone

Array = NDArray[np.float64]

FINER = ((5.0, 1.25), (1.25, 0.4))
"""The finer looks for the direction: how far from the best yet, and in which steps, in degrees."""


@dataclass(frozen=True)
class CommonView:
    """Needles that one C-arm setting looks down, and what each of them gives up for it.

    Attributes
    ----------
    angles
        The setting, against the scanner; None where no direction serves any target.
    found
        For each target its proposals in that direction, none where it has no free way in it.
    alone
        For each target what it would have for itself, with the others as here.
    """

    angles: CArmAngles | None
    found: tuple[Proposals, ...]
    alone: tuple[Proposals, ...]


def common_view(
    plan: Plan,
    targets: tuple[Target, ...],
    scene: Scene,
    rules: Rules,
    wish: Wish | None = None,
    machine: Machine | None = None,
) -> CommonView:
    """Return needles for some targets that lie in one direction, so that one C-arm setting serves them all.

    Among the directions that the C-arm reaches, that one in which most targets have a free way; of those the
    one with the fewest warnings, then with most of the nerve that is served least, then most in all.

    Raises
    ------
    NoPathsError
        As `propose`.
    """
    wish, machine = wish or Wish(), machine or Machine()
    tasks = [task_of(plan, target, scene, rules, wish) for target in targets]
    hub = _best_direction(tasks, machine)
    found, alone, with_found = [], [], plan
    for target in targets:
        own = propose(with_found, target, scene, rules, wish)
        if hub is None:
            here = replace(own, proposals=())
        else:
            here = propose_in(with_found, target, scene, rules, wish, hub)
        if here.proposals:
            first = replace(here.proposals[0], why=Why.COMMON_VIEW)
            here = replace(here, proposals=(first, *here.proposals[1:]))
            with_found = first.accepted(with_found)
        found.append(here)
        alone.append(own)
    return CommonView(None if hub is None else barrel_angles(hub), tuple(found), tuple(alone))


def _best_direction(tasks: list[Task], machine: Machine) -> Vector | None:
    hubs = _reached(cone(POSTERIOR, FROM_BEHIND_DEG, STEP_DEG), machine)
    best = _best_of(tasks, hubs)
    for spread_deg, step_deg in FINER:
        if best is None:
            return None
        best = _best_of(tasks, _reached(cone(best, spread_deg, step_deg), machine)) or best
    return best


def _reached(hubs: Array, machine: Machine) -> Array:
    """Return the directions that the C-arm reaches."""
    return np.array([hub for hub in hubs if machine.reaches(barrel_angles(_vector(hub)))]).reshape(-1, 3)


def _best_of(tasks: list[Task], hubs: Array) -> Vector | None:
    """Return the direction that serves the targets best; None where none serves any."""
    if not len(hubs):
        return None
    each = [_served(task, hubs) for task in tasks]
    warnings, shares = np.array([w for w, _s in each]), np.array([s for _w, s in each])
    served = shares >= 0.0
    count = served.sum(axis=0)
    warned = np.where(served, warnings, 0).sum(axis=0)
    least = np.round(np.where(served, shares, 1.0).min(axis=0), 2)
    total = np.where(served, shares, 0.0).sum(axis=0)
    first = int(np.lexsort((-total, -least, warned, -count))[0])
    return _vector(hubs[first]) if count[first] else None


def _served(task: Task, hubs: Array) -> tuple[Array, Array]:
    """Return for each direction the fewest warnings, and the largest share of the nerve with so many.

    The share is -1 where no way is free, and 1 where nothing is burnt.
    """
    tried = try_ways(grid(task, hubs), task)
    each = len(tried.ways) // len(hubs)
    free = tried.free.reshape(len(hubs), each)
    warnings = np.where(free, tried.warnings.reshape(len(hubs), each), NONE)
    fewest = warnings.min(axis=1)
    if task.burn is None:
        share = np.ones(warnings.shape)
    else:
        share = tried.captured_mm.reshape(len(hubs), each) / task.reachable_mm
    most = np.where(warnings == fewest[:, None], share, -1.0).max(axis=1)
    return fewest.astype(np.float64), np.where(free.any(axis=1), most, -1.0)


NONE = 1000
"""More warnings than there are checks: no way is free."""


def _vector(row: Array) -> Vector:
    x, y, z = map(float, row)
    return Vector(x, y, z).unit()
