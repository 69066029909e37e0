"""Needle paths for the targets of a plan: proposals that a user looks at and accepts or not."""

from __future__ import annotations

from dataclasses import dataclass, replace

import numpy as np
from msgspec.structs import replace as replaced
from numpy.typing import NDArray

from planner.checks.reasons import Reason, reason_text
from planner.checks.scene import Scene
from planner.geometry.vectors import Vector
from planner.guideline.rules import Rules
from planner.plan.choosing import belongs, is_drawn
from planner.plan.parts import FacetTarget, MedialBranch
from planner.plan.plan import Plan
from planner.suggest.paths.choosing import chosen
from planner.suggest.paths.judging import needle_id_for
from planner.suggest.paths.looking import excluding, look
from planner.suggest.paths.metal_cost import blocks, given_up
from planner.suggest.paths.nerve_part import NervePart, part_words, stretch_of
from planner.suggest.paths.proposal import Proposals
from planner.suggest.paths.task import Task, role_for, task_for
from planner.words import _


class NoPathsError(Exception):
    """Needle paths cannot be looked for. `str` is one sentence: why, and what to do."""


@dataclass(frozen=True)
class Wish:
    """What is asked for: which part of a nerve, and which device ("" as the plan's last of its role)."""

    part: NervePart = NervePart.OWN
    device: str = ""


def propose(
    plan: Plan, target: MedialBranch | FacetTarget, scene: Scene, rules: Rules, wish: Wish | None = None
) -> Proposals:
    """Return the needle paths for a target, best first, and what excludes all others; the same every time.

    Parameters
    ----------
    rules
        With the limits of the plan: what the checks judge by.

    Raises
    ------
    NoPathsError
        If there are no images, the target is not drawn or not of the plan's procedure, or its course lacks
        the part that is asked for.
    """
    return _found(plan, task_of(plan, target, scene, rules, wish or Wish()), None)


def propose_in(
    plan: Plan,
    target: MedialBranch | FacetTarget,
    scene: Scene,
    rules: Rules,
    wish: Wish,
    hub: Vector,
) -> Proposals:
    """Return the needle paths for a target in one direction, from tip to hub; raises as `propose`."""
    return _found(plan, task_of(plan, target, scene, rules, wish), np.array([tuple(hub.unit())]))


def _found(plan: Plan, task: Task, hubs: NDArray[np.float64] | None) -> Proposals:
    found = look(task, hubs)
    proposals = chosen(task, found, needle_id_for(task, plan.needles))
    if proposals and task.burn is not None:
        cost = given_up(task, found, proposals[0])
        proposals = (replace(proposals[0], given_up=cost), *proposals[1:])
    return Proposals(
        target=task.target,
        proposals=proposals,
        tried=len(found.grid.ways),
        free=int(found.grid.free.sum()),
        looked_at=found.count,
        excluded=excluding(found.counts),
        across=found.across,
        blocks=blocks(task, found),
    )


def task_of(plan: Plan, target: MedialBranch | FacetTarget, scene: Scene, rules: Rules, wish: Wish) -> Task:
    """Return what is looked for; raises what `propose` raises."""
    if scene.volume is None:
        raise NoPathsError(_("Needle paths are looked for on images: open those of the plan first."))
    if not scene.hu:
        raise NoPathsError(reason_text(Reason.NOT_HU))
    if not belongs(plan, target):
        raise NoPathsError(_("{target} is not what this procedure treats.").format(target=target.id))
    if not is_drawn(target):
        raise NoPathsError(
            _("{target} is not drawn yet: draw it in the step Targets first.").format(target=target.id)
        )
    asked = with_part(plan, target, wish.part) if isinstance(target, MedialBranch) else target
    try:
        return task_for(plan, asked, scene, rules, role_for(plan, target), wish.device)
    except ValueError as error:
        raise NoPathsError(str(error)) from error


def with_part(plan: Plan, target: MedialBranch, part: NervePart) -> MedialBranch:
    """Return a nerve whose stretch to treat is a part of it.

    Raises
    ------
    NoPathsError
        If its course has not got that part.
    """
    stretch = stretch_of(plan, target, part)
    if stretch is None:
        sentence = _("The course of {target} has not got this part: {part}. Draw it longer.")
        raise NoPathsError(sentence.format(target=target.id, part=part_words(part)))
    return target if part is NervePart.OWN else replaced(target, stretch_mm=stretch)
