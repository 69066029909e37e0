"""Chooses among the free ways: the first, and others that differ from it and have more of something."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass, fields, replace

import numpy as np
from numpy.typing import NDArray

from planner.geometry.angles import angle_between_directions_deg
from planner.geometry.vectors import Point
from planner.plan.parts import Needle, Role
from planner.suggest.paths.grading import near_metal
from planner.suggest.paths.judging import proposal_of
from planner.suggest.paths.looking import SAME_SHARE, STEP_DEG, Found, hub_of, order, seeds_of
from planner.suggest.paths.proposal import Proposal, Why
from planner.suggest.paths.surroundings import FAR_MM, broken
from planner.suggest.paths.task import Task
from planner.suggest.paths.trying import Tried
from planner.suggest.paths.ways import Ways

Array = NDArray[np.float64]
Mask = NDArray[np.bool_]

JUDGED = 10
"""So many of the best ways are judged by the checks to find the first."""
ATTEMPTS = 4
"""So many ways are judged to find one that has more of something and does not fail more checks."""
DIFFERENT_DEG, DIFFERENT_MM = 6.0, 3.0
"""Two proposals differ where their directions or their tips do by as much: what a hand can aim at."""


@dataclass(frozen=True)
class More:
    """Something that a proposal may have more of, and how much more is worth a proposal of its own."""

    why: Why
    of: Callable[[Tried], Array]
    least: float


LEAST_MORE = 2.0
"""More nerve is worth a proposal of its own where it is more than twice what no image tells apart."""
_MORE = (
    More(Why.PARALLEL, lambda tried: -tried.angle_deg, 3.0),
    More(Why.FROM_METAL, lambda tried: tried.needle_mm, 1.0),
    More(Why.FROM_STRUCTURES, lambda tried: tried.structure_mm, 1.0),
    More(Why.SHORTEST, lambda tried: -tried.path_mm, 5.0),
    More(Why.LEAST_TILT, lambda tried: -np.degrees(np.arccos(tried.ways.hubs[:, 1].clip(-1.0, 1.0))), 6.0),
)
"""What is looked for besides the most nerve, in this order."""


def chosen(task: Task, found: Found, needle_id: str) -> tuple[Proposal, ...]:
    """Return the proposals, best first; none where no way is free."""
    pool = free_ways(found)
    rank = Rank(task)
    first = _first(task, pool, needle_id, rank)
    if first is None:
        return ()
    proposals = [first]
    for extra in _others(task, pool, first, needle_id):
        if all(differ(extra.needle, other.needle) for other in proposals):
            proposals.append(extra)
    if (best := min(proposals, key=rank)) is not first:
        proposals[0] = replace(first, why=Why.OTHER)
    others = sorted((each for each in proposals if each is not best), key=rank)
    why = Why.AT_METAL if task.role is Role.THERMOMETER else Why.FIRST
    return (replace(best, why=why), *others)


def free_ways(found: Found) -> Tried:
    """Return all ways that nothing excludes, those of the finer looks included."""
    parts = [(each, np.flatnonzero(each.free)) for each in (found.grid, *found.finer)]
    ways = Ways(
        np.concatenate([each.ways.tips[free] for each, free in parts]),
        np.concatenate([each.ways.hubs[free] for each, free in parts]),
    )
    names = [field.name for field in fields(Tried) if field.name != "ways"]
    return Tried(
        ways, *(np.concatenate([getattr(each, name)[free] for each, free in parts]) for name in names)
    )


@dataclass(frozen=True)
class Rank:
    """The place of a proposal in a list, as a key to sort by: the less the better.

    Checks that fail, are not assessed and warn; then the nerve in the lesion, where what is told apart by
    `SAME_SHARE` only is equal; whether the needle nearly touches metal; then what is taken in at least in 9
    of 10 placements, and on average over them; the angle to the nerve, or to the opening of a joint in steps
    of 5 degrees; and the path. Where nothing burns, nearly touching metal counts as a warning.
    """

    task: Task

    def __call__(self, proposal: Proposal) -> tuple[float, ...]:
        """Return the key."""
        captured, placed = (
            proposal.number("coverage", name) or 0.0
            for name in ("captured_stretch_mm", "captured_corrected_mm")
        )
        burns = self.task.burn is not None
        same_mm = SAME_SHARE * self.task.reachable_mm if burns else 1.0
        fails, missing, warnings = proposal.weight
        near = self._near_metal(proposal)
        return (
            fails,
            missing,
            warnings if burns else warnings + near,
            -round(captured / same_mm),
            near,
            *(-round(taken / same_mm) for taken in (placed, proposal.expected_mm or 0.0)),
            round(proposal.number("alignment", "angle_deg") or 0.0),
            round((proposal.slit_deg or 0.0) / STEP_DEG),
            proposal.number("reach", "path_mm") or 0.0,
        )

    def _near_metal(self, proposal: Proposal) -> int:
        needle_mm = proposal.number("hardware_clearance", "needle_mm")
        known_mm = self.task.scene.uncertainty_mm or 0.0
        return 0 if needle_mm is None else int(near_metal(np.array([needle_mm]), known_mm)[0])


def differ(one: Needle, other: Needle) -> bool:
    """Say whether two needles are different ways, not the same one again."""
    apart_deg = angle_between_directions_deg(one.segment.direction, other.segment.direction)
    return apart_deg >= DIFFERENT_DEG or one.tip_mm.distance_to(other.tip_mm) >= DIFFERENT_MM


def _first(task: Task, pool: Tried, needle_id: str, rank: Rank) -> Proposal | None:
    best = dict.fromkeys([*order(task, pool)[: JUDGED // 2], *seeds_of(task, pool)[: JUDGED // 2]])
    found = [each for n in best if (each := _judged(task, pool, int(n), needle_id, Why.FIRST)) is not None]
    return min(found, key=rank, default=None)


def _others(task: Task, pool: Tried, first: Proposal, needle_id: str) -> Iterator[Proposal]:
    """Yield what has more of something than the first and still takes in enough, or more, of the nerve."""
    at = _place_of(pool, first)
    enough = _takes_enough(task, pool)
    if task.burn is not None:
        same_mm = SAME_SHARE * task.reachable_mm
        more = pool.captured_mm >= pool.captured_mm[at] + LEAST_MORE * same_mm
        by_nerve = np.lexsort((pool.off_mm, pool.warnings, -np.round(pool.captured_mm / same_mm)))
        yield from _attempt(task, pool, by_nerve[more[by_nerve]], first, (needle_id, Why.MOST_NERVE))
    for each in _MORE:
        if each.why is Why.FROM_METAL and task.role is Role.THERMOMETER:
            continue
        values = each.of(pool)
        if np.isnan(values).all() or values[at] >= FAR_MM / 2.0:
            continue
        wanted = enough & (values >= values[at] + each.least) & (pool.warnings <= pool.warnings[at])
        best = np.lexsort((pool.path_mm, -np.round(values / each.least * 2.0)))
        yield from _attempt(task, pool, best[wanted[best]], first, (needle_id, each.why))


def _attempt(
    task: Task, pool: Tried, best: NDArray[np.intp], first: Proposal, of: tuple[str, Why]
) -> Iterator[Proposal]:
    """Yield the first of some ways that no more checks fail than of the first proposal, if there is one."""
    for n in best[:ATTEMPTS]:
        proposal = _judged(task, pool, int(n), *of)
        if proposal is not None and proposal.weight[0] <= first.weight[0]:
            yield proposal
            return


def _takes_enough(task: Task, pool: Tried) -> Mask:
    if task.burn is None:
        return np.ones(len(pool.ways), np.bool_)
    return ~broken(task.limit("coverage", "warn"), pool.captured_mm / task.reachable_mm)


def _place_of(pool: Tried, proposal: Proposal) -> int:
    """Return which of the ways a proposal is."""
    tip, hub = np.array(tuple(proposal.needle.tip_mm)), np.array(tuple(-proposal.needle.segment.direction))
    off = np.linalg.norm(pool.ways.tips - tip, axis=1) + np.linalg.norm(pool.ways.hubs - hub, axis=1)
    return int(np.argmin(off))


def _judged(task: Task, pool: Tried, n: int, needle_id: str, why: Why) -> Proposal | None:
    x, y, z = map(float, pool.ways.tips[n])
    return proposal_of(task, Point(x, y, z), hub_of(pool, n), needle_id, why)
