"""What is possible from each place on the skin: where ways to a target enter, and what excludes them."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from planner.geometry.vectors import Point
from planner.imaging.ways import ways_out
from planner.suggest.paths.looking import directions, grid
from planner.suggest.paths.obstacles import OBSTACLES, Obstacle
from planner.suggest.paths.task import Task
from planner.suggest.paths.trying import Tried, try_ways

Array = NDArray[np.float64]

CELL_MM = 4.0
"""Places on the skin that are nearer to each other than about this are one: what a finger points at."""
OF_THE_AIM = (Obstacle.ANGLE, Obstacle.NERVE, Obstacle.COVERAGE)
"""What excludes a way by how it lies to the nerve: from nearly every place on the skin some ways do."""


@dataclass(frozen=True)
class Entry:
    """A place on the skin, LPS mm.

    Attributes
    ----------
    share
        The largest share of what can be reached of the nerve from there, 0 to 1; 1 where nothing is burnt;
        None where no way from there is free.
    obstacle
        What excludes most ways from there, where none is free.
    """

    at: Point
    share: float | None
    obstacle: Obstacle | None


@dataclass(frozen=True)
class AccessMap:
    """The places on the skin from which ways to a target were looked at, in a fixed order.

    `limits` are the shares of a nerve from which on the check of coverage neither fails nor warns; None where
    nothing is burnt.
    """

    target: str
    entries: tuple[Entry, ...]
    limits: tuple[float, float] | None

    @property
    def free(self) -> tuple[Entry, ...]:
        """The places from which some way is free."""
        return tuple(entry for entry in self.entries if entry.share is not None)


def access_map(task: Task) -> AccessMap:
    """Return what is possible from each place on the skin.

    Of the ways that something is in, those count that lie well to the nerve; a place that only other ways
    lead from is left out.
    """
    tried = try_ways(grid(task, directions(task)), task)
    of_aim = np.isin(tried.excluded, [OBSTACLES.index(each) + 1 for each in OF_THE_AIM])
    kept = np.flatnonzero(~of_aim)
    path_mm = _path_mm(task, tried, kept)
    met = np.isfinite(path_mm)
    kept, path_mm = kept[met], path_mm[met]
    ways = tried.ways.taken(kept)
    entries = ways.tips + ways.hubs * path_mm[:, None]
    cells = np.floor(entries / CELL_MM).astype(np.int64)
    _unique, first, cell_of = np.unique(cells, axis=0, return_index=True, return_inverse=True)
    share = np.full(len(kept), 1.0) if task.burn is None else tried.captured_mm[kept] / task.reachable_mm
    order = np.argsort(cell_of.ravel(), kind="stable")
    groups = np.split(order, np.cumsum(np.bincount(cell_of.ravel()))[:-1]) if len(first) else []
    found = tuple(_entry(entries[each], share[each], tried.excluded[kept[each]]) for each in groups)
    return AccessMap(task.target.id, found, _limits(task))


def _limits(task: Task) -> tuple[float, float] | None:
    fail, warn = task.limit("coverage", "fail"), task.limit("coverage", "warn")
    return None if task.burn is None or fail is None or warn is None else (fail.value, warn.value)


def _path_mm(task: Task, tried: Tried, kept: NDArray[np.intp]) -> Array:
    """Return the ways from tip to skin, walked for those that were excluded before they were."""
    path_mm = np.array(tried.path_mm[kept])
    unknown = np.isnan(path_mm)
    if task.scene.volume is not None and unknown.any():
        ways = tried.ways.taken(kept[unknown])
        shortest_mm = task.assumed("bone_path", "shortest")
        path_mm[unknown] = ways_out(task.scene.volume, ways.tips, ways.hubs, 0.0, shortest_mm).path_mm
    return path_mm


def _entry(entries: Array, share: Array, excluded: NDArray[np.int8]) -> Entry:
    x, y, z = map(float, entries.mean(axis=0))
    free = excluded == 0
    if free.any():
        return Entry(Point(x, y, z), float(share[free].max()), None)
    most = int(np.bincount(excluded).argmax())
    return Entry(Point(x, y, z), None, OBSTACLES[most - 1])
