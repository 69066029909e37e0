"""The searches that the card of needle paths begins, each as work for another thread."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

from planner.checks.scene import Scene
from planner.plan.parts import Needle, Role, Target
from planner.plan.plan import Plan
from planner.suggest.paths.access import AccessMap, access_map
from planner.suggest.paths.all_targets import AllFound, propose_all, propose_in_one_view, without_needle
from planner.suggest.paths.nerve_part import NervePart
from planner.suggest.paths.proposal import Proposals
from planner.suggest.paths.propose import Wish, propose, task_of
from planner.suggest.paths.thermometer import propose_thermometer
from planner.ui.session import Session

Work = Callable[[], "Found"]


@dataclass(frozen=True)
class Found:
    """What a search has found for a plan: for one target, for several, or what is possible from the skin."""

    plan: Plan
    what: Proposals | AllFound | AccessMap


def _scene(session: Session) -> Scene:
    """Return the scene of the session without what the window's own checks keep in it."""
    scene = session.scene
    return Scene(scene.volume, scene.patient, scene.images, scene.hu)


def for_target(session: Session, target: Target, part: NervePart) -> Work:
    """Return the search for one target."""
    plan, scene, rules = session.committed, _scene(session), session.rules
    return lambda: Found(plan, propose(plan, target, scene, rules, Wish(part)))


def for_all(session: Session, part: NervePart, one_view: bool) -> Work:
    """Return the search for all targets without a needle, down one C-arm setting a side if that is asked."""
    plan, scene, rules, machine = session.committed, _scene(session), session.rules, session.site.machine
    targets = without_needle(plan)
    if one_view:
        return lambda: Found(plan, propose_in_one_view(plan, targets, scene, rules, Wish(part), machine))
    return lambda: Found(plan, propose_all(plan, targets, scene, rules, Wish(part)))


def for_thermometer(session: Session, electrode: Needle) -> Work:
    """Return the search for a thermometer on the metal beside the lesion of an electrode."""
    plan, scene, rules = session.committed, _scene(session), session.rules
    return lambda: Found(plan, propose_thermometer(plan, electrode, scene, rules))


def for_skin(session: Session, target: Target, part: NervePart) -> Work:
    """Return the search for what is possible from the skin."""
    plan, scene, rules = session.committed, _scene(session), session.rules
    return lambda: Found(plan, access_map(task_of(plan, target, scene, rules, Wish(part))))


def electrode_of(plan: Plan, target: Target) -> Needle | None:
    """Return the first electrode of a target; None where it has none."""
    return next((each for each in plan.needles_of(target) if each.role is Role.ELECTRODE), None)
