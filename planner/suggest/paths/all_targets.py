"""Needle paths for several targets, one after the other, each with those before it in place."""

from __future__ import annotations

from collections.abc import Collection, Iterator
from dataclasses import dataclass

from planner.anatomy.spine import Side
from planner.carm.angles import CArmAngles
from planner.carm.machine import Machine
from planner.checks import review
from planner.checks.result import Assessed, Outcome
from planner.checks.scene import Scene
from planner.guideline.rules import Rules
from planner.plan.parts import Needle, Role, Target
from planner.plan.plan import Plan
from planner.suggest.paths.common_view import common_view
from planner.suggest.paths.proposal import Proposals
from planner.suggest.paths.propose import NoPathsError, Wish, propose, task_of
from planner.suggest.paths.task import replaces, role_for
from planner.suggest.paths.thermometer import propose_thermometer


@dataclass(frozen=True)
class Refused:
    """A target for which nothing can be looked for: `why` is one sentence."""

    target: Target
    why: str


@dataclass(frozen=True)
class OneView:
    """The one C-arm setting for the needles of a side; `angles` are None where no direction serves any."""

    side: Side
    angles: CArmAngles | None
    found: tuple[Proposals, ...]
    alone: tuple[Proposals, ...]


@dataclass(frozen=True)
class AllFound:
    """What was found for several targets, in the order of the plan.

    `plan` is the plan with the first proposal of each in it.
    """

    plan: Plan
    found: tuple[Proposals, ...]
    refused: tuple[Refused, ...]
    views: tuple[OneView, ...] = ()


def without_needle(plan: Plan) -> tuple[Target, ...]:
    """Return the targets that have no needle of the role that the procedure takes for them."""
    return tuple(
        target
        for target in plan.targets
        if not any(replaces(needle, target, role_for(plan, target)) for needle in plan.needles)
    )


def propose_all(
    plan: Plan,
    targets: tuple[Target, ...],
    scene: Scene,
    rules: Rules,
    wish: Wish | None = None,
) -> AllFound:
    """Return needle paths for some targets; needles that they have already are replaced."""
    wish = wish or Wish()
    fit, refused = _fit(plan, targets, scene, rules, wish)
    found, grown = [], _bare(plan, fit)
    for target in fit:
        each = propose(grown, target, scene, rules, wish)
        if each.proposals:
            grown = each.proposals[0].accepted(grown)
        found.append(each)
    return AllFound(grown, tuple(found), refused)


def propose_thermometers(plan: Plan, scene: Scene, rules: Rules, only: Collection[str] = ()) -> AllFound:
    """Return the ways for a thermometer beside each electrode that comes near to metal and has none.

    Near is what the check of the clearance to hardware does not pass. `only` names targets; empty: all.
    """
    found, refused, grown = [], [], plan
    for electrode in _near_metal(plan, scene, rules):
        target = plan.target_of(electrode)
        if target is None or (only and target.id not in only):
            continue
        try:
            each = propose_thermometer(grown, electrode, scene, rules)
        except NoPathsError as error:
            refused.append(Refused(target, str(error)))
            continue
        if each.proposals:
            grown = each.proposals[0].accepted(grown)
        found.append(each)
    return AllFound(grown, tuple(found), tuple(refused))


def _near_metal(plan: Plan, scene: Scene, rules: Rules) -> Iterator[Needle]:
    """Yield the electrodes that come near to metal and whose target no thermometer is planned for."""
    near = {
        result.subject
        for result in review(plan, scene, rules)
        if result.check == "hardware_clearance"
        and not (isinstance(result, Assessed) and result.outcome is Outcome.OK)
    }
    watched = {needle.target for needle in plan.needles if needle.role is Role.THERMOMETER}
    for needle in plan.needles:
        if needle.role is Role.ELECTRODE and needle.id in near and needle.target not in watched:
            yield needle


def propose_in_one_view(
    plan: Plan,
    targets: tuple[Target, ...],
    scene: Scene,
    rules: Rules,
    wish: Wish | None = None,
    machine: Machine | None = None,
) -> AllFound:
    """Return needle paths for some targets, those of each side down one C-arm setting."""
    wish = wish or Wish()
    fit, refused = _fit(plan, targets, scene, rules, wish)
    found, views, grown = {}, [], _bare(plan, fit)
    for side in Side:
        of_side = tuple(target for target in fit if target.side is side)
        if not of_side:
            continue
        common = common_view(grown, of_side, scene, rules, wish, machine)
        views.append(OneView(side, common.angles, common.found, common.alone))
        for each in common.found:
            found[each.target.id] = each
            if each.proposals:
                grown = each.proposals[0].accepted(grown)
    return AllFound(grown, tuple(found[target.id] for target in fit), refused, tuple(views))


def _fit(
    plan: Plan, targets: tuple[Target, ...], scene: Scene, rules: Rules, wish: Wish
) -> tuple[tuple[Target, ...], tuple[Refused, ...]]:
    fit, refused = [], []
    for target in targets:
        try:
            task_of(plan, target, scene, rules, wish)
            fit.append(target)
        except NoPathsError as error:
            refused.append(Refused(target, str(error)))
    return tuple(fit), tuple(refused)


def _bare(plan: Plan, targets: tuple[Target, ...]) -> Plan:
    """Return the plan without the needles that new ones for some targets stand in the place of."""
    for needle in plan.needles:
        if any(replaces(needle, target, role_for(plan, target)) for target in targets):
            plan = plan.without_item(needle.id)
    return plan
