"""What ``suggest`` proposes: one function a kind, each building on the plan of the one before."""

from __future__ import annotations

import argparse
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from types import MappingProxyType
from typing import TYPE_CHECKING, Any

from planner.words import _

if TYPE_CHECKING:
    from planner.checks.scene import Scene
    from planner.guideline.rules import Rules
    from planner.plan.parts import Hardware, Needle, Target
    from planner.plan.plan import Plan
    from planner.suggest.courses import Course


@dataclass(frozen=True)
class Proposed:
    """What one kind of proposals makes of a plan.

    Attributes
    ----------
    plan
        With the first of the proposals in it, accepted by nobody.
    report, text
        All of them, for other programs and to read.
    complete
        Whether there is one wherever one was asked for, and none fails a check.
    """

    plan: Plan
    report: Any
    text: str
    complete: bool = True


Proposer = Callable[["Plan", "Scene", "Rules", argparse.Namespace], Proposed]


def _hardware(plan: Plan, scene: Scene, _rules: Rules, _arguments: argparse.Namespace) -> Proposed:
    """Return the hardware that the images show and the plan has not got."""
    import msgspec

    from planner.sheet.stop import hardware_words
    from planner.suggest.hardware.find import propose_hardware
    from planner.suggest.hardware.proposal import accepted

    volume = scene.volume
    assert volume is not None, "the command has read the images"
    found = propose_hardware(plan, volume)
    pieces = found.pieces
    lines = [
        _("{id}: {kind} {mm:.1f} mm, found in the CT").format(
            id=piece.id, kind=hardware_words(piece.kind), mm=piece.diameter_mm
        )
        for piece in pieces
    ]
    return Proposed(
        plan=_as_proposals(plan, accepted(plan, found, [piece.id for piece in pieces])[0]),
        report={
            "pieces": [msgspec.to_builtins(piece) for piece in pieces],
            "found_again": list(found.marked),
            "uncertainty_mm": found.uncertainty_mm,
            "clipped": found.is_clipped,
            "cut_off_hu": found.cut_off_hu,
        },
        text="\n".join(lines) or _("No hardware was found that the plan has not got."),
    )


def _courses(plan: Plan, scene: Scene, _rules: Rules, arguments: argparse.Namespace) -> Proposed:
    """Return courses and joints for the targets that no person has marked."""
    from planner.plan.wording import target_words
    from planner.suggest.course_wording import course_words
    from planner.suggest.courses import propose_courses
    from planner.suggest.joints import propose_joints

    only = arguments.target
    found = propose_courses(plan, scene.volume, only)
    laid = propose_joints(found.plan, only)
    joints = [target for target in laid.targets if target not in found.plan.targets]
    named = {target.id: target_words(target) for target in plan.targets}
    lines = [f"{named[key]}: {course_words(course)}" for key, course in found.courses.items()]
    lines += [_("{target}: proposed from the template").format(target=named[each.id]) for each in joints]
    hint = _("{target}: mark the landmarks of its vertebra, and a course can be proposed")
    lines += [hint.format(target=named[key]) for key in found.without_frame]
    return Proposed(
        plan=laid,
        report={
            "courses": {key: _course_report(course) for key, course in found.courses.items()},
            "joints": [each.id for each in joints],
            "without_frame": list(found.without_frame),
        },
        text="\n".join(lines) or _("Every target is marked already."),
        complete=not found.without_frame,
    )


def _course_report(course: Course) -> dict[str, Any]:
    return {
        "course_mm": [list(point) for point in course.points],
        "moved_mean_mm": course.mean_mm,
        "moved_most_mm": course.most_mm,
        "agreeing_share": course.agreeing,
        "disagreeing_mm": [list(point) for point in course.disagreeing],
        "from_neighbours": course.from_neighbours,
    }


def _structures(plan: Plan, _scene: Scene, _rules: Rules, _arguments: argparse.Namespace) -> Proposed:
    """Return the roots and foramina beside all targets that nobody has drawn."""
    from planner.suggest.structures import propose_structures

    laid = propose_structures(plan)
    new = [structure.id for structure in laid.structures if structure not in plan.structures]
    words = _("Roots and foramina from the template: {names}.").format(names=_(", ").join(new))
    return Proposed(laid, {"proposed": new}, words if new else _("No root or foramen was proposed."))


def _needles(plan: Plan, scene: Scene, rules: Rules, arguments: argparse.Namespace) -> Proposed:
    """Return needles for the targets that have none."""
    from planner.carm.site import load_site
    from planner.suggest.paths.all_targets import propose_all, propose_in_one_view
    from planner.suggest.paths.nerve_part import NervePart
    from planner.suggest.paths.propose import Wish
    from planner.suggest.paths.report import paths_report, paths_text

    targets = _asked_for(plan, arguments)
    wish, machine = Wish(NervePart(arguments.part), arguments.device), load_site().machine
    if arguments.one_view:
        found = propose_in_one_view(plan, targets, scene, rules, wish, machine)
    else:
        found = propose_all(plan, targets, scene, rules, wish)
    firsts = [each.proposals[0] for each in found.found if each.proposals]
    complete = len(firsts) == len(targets) and not any(each.weight[0] for each in firsts)
    text = paths_text(found.plan, found, machine) if targets else _("Every target has a needle already.")
    return Proposed(_as_proposals(plan, found.plan), paths_report(found), text, complete)


def _thermometers(plan: Plan, scene: Scene, rules: Rules, arguments: argparse.Namespace) -> Proposed:
    """Return thermometers beside the lesions that come near to metal, where they are asked for."""
    from planner.carm.site import load_site
    from planner.suggest.paths.all_targets import propose_thermometers
    from planner.suggest.paths.report import paths_report, paths_text

    if not arguments.thermometer:
        return Proposed(plan, None, "")
    found = propose_thermometers(plan, scene, rules, arguments.target or ())
    nothing = _("No lesion comes near to metal without a thermometer there.")
    text = paths_text(found.plan, found, load_site().machine) or nothing
    complete = not found.refused and all(each.proposals for each in found.found)
    return Proposed(_as_proposals(plan, found.plan), paths_report(found), text, complete)


def _as_proposals(before: Plan, after: Plan) -> Plan:
    """Return a plan in which the needles and the hardware that are new or changed are accepted by nobody."""
    from msgspec.structs import replace

    items: tuple[Needle | Hardware, ...] = (*after.needles, *after.hardware)
    for item in items:
        if item != before.item(item.id):
            after = after.with_item(replace(item, accepted=False))
    return after


def _asked_for(plan: Plan, arguments: argparse.Namespace) -> tuple[Target, ...]:
    """Return the targets that needles are proposed for.

    Raises
    ------
    ValueError
        If a target that is named is not in the plan, or no such needle is there to take.
    """
    from planner.suggest.paths.all_targets import without_needle
    from planner.suggest.paths.task import ensure_device

    ensure_device(plan, arguments.device)
    names = arguments.target or [target.id for target in plan.targets]
    if strange := [name for name in names if all(target.id != name for target in plan.targets)]:
        raise ValueError(_("The plan has no target {id}.").format(id=strange[0]))
    open_ones = plan.targets if arguments.replace else without_needle(plan)
    return tuple(target for target in open_ones if target.id in names)


PROPOSERS: Mapping[str, Proposer] = MappingProxyType(
    {
        "hardware": _hardware,
        "courses": _courses,
        "structures": _structures,
        "needles": _needles,
        "thermometers": _thermometers,
    }
)
"""What is proposed, in the order in which it builds on each other; the keys are those of the report."""
