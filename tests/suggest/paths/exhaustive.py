"""A search that tries everything, in steps so fine that nothing lies between: the peer of the quick one."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from planner.geometry.vectors import POSTERIOR
from planner.suggest.paths.looking import FROM_BEHIND_DEG
from planner.suggest.paths.task import NERVE_RADIUS_MM, Task, course_of
from planner.suggest.paths.trying import try_ways
from planner.suggest.paths.ways import Beside, beside_nerve, cone

AT_ONCE = 200
"""So many directions are tried in one go."""


@dataclass(frozen=True)
class Fine:
    """The steps of the search."""

    direction_deg: float
    shift_mm: float
    away_mm: float
    turns: int


@dataclass(frozen=True)
class Most:
    """The most nerve that any needle takes in, by how many checks warn; and how many needles were tried."""

    captured_mm: dict[int, float]
    tried: int

    def with_at_most(self, warnings: int) -> float:
        """Return the most that is taken in with so many warnings or fewer, in mm."""
        return max((mm for count, mm in self.captured_mm.items() if count <= warnings), default=0.0)


def exhaustive(task: Task, fine: Fine) -> Most:
    """Return the most nerve that any needle takes in that nothing excludes."""
    course, (low, high) = course_of(task.target)  # type: ignore[arg-type]
    assert task.burn is not None
    reach_mm = (high - low) / 2.0
    middle = (low + high) / 2.0
    shifts = np.arange(-min(reach_mm, 3.0), min(reach_mm, 3.0) + 1e-9, fine.shift_mm)
    arcs = sorted({float(np.clip(middle + shift, 0.0, course.length_mm)) for shift in shifts})
    away = task.radius_mm + NERVE_RADIUS_MM + np.arange(0.0, 1.8 + 1e-9, fine.away_mm)
    where = Beside(tuple(arcs), tuple(away.tolist()), fine.turns)
    hubs = cone(POSTERIOR, FROM_BEHIND_DEG, fine.direction_deg)
    found: dict[int, float] = {}
    tried = 0
    for start in range(0, len(hubs), AT_ONCE):
        ways = beside_nerve(course, where, hubs[start : start + AT_ONCE], task.burn.tip_mm / 2.0)
        each = try_ways(ways, task)
        tried += len(ways)
        for warnings in np.unique(each.warnings[each.free]):
            most = each.captured_mm[each.free & (each.warnings == warnings)].max()
            found[int(warnings)] = max(found.get(int(warnings), 0.0), float(most))
    return Most(found, tried)
