"""The needle of a way, as it would stand in the plan, and what the checks themselves say of it."""

from __future__ import annotations

from planner.checks import CHECKS
from planner.checks.captured import Burns, captured_mm
from planner.checks.placements import accuracies
from planner.checks.result import Result, severity
from planner.devices.catalogue import catalogue
from planner.devices.lesion import cover_envelope
from planner.geometry.vectors import Point, Vector
from planner.plan.parts import MedialBranch, Needle, Role
from planner.suggest.paths.proposal import Proposal, Why
from planner.suggest.paths.task import Task, course_of, replaces

OF_A_NEEDLE = (
    "alignment",
    "coverage",
    "structure_clearance",
    "hardware_clearance",
    "skin",
    "reach",
    "bone_path",
    "needles_apart",
)
"""The checks whose results depend on where a needle lies."""
DECIMALS = 2
"""Positions are proposed to a hundredth of a millimetre: finer than anything that is seen."""


def proposal_of(task: Task, tip: Point, hub: Vector, needle_id: str, why: Why) -> Proposal | None:
    """Return the needle of a way, judged; None where its line meets no skin within the scan.

    Parameters
    ----------
    hub
        Unit vector from tip to hub.
    """
    tip = _rounded(tip)
    skin = task.scene.skin_on_ray(tip, tip + hub * task.longest_mm)
    if skin is None:
        return None
    spare = task.limit("reach", "warn")
    path_mm = skin.distance_to(tip)
    fitting = [c for c in task.cannulae if spare is None or not spare.broken_by(c.length_mm - path_mm)]
    needle = Needle(
        id=needle_id,
        target=task.target.id,
        role=task.role,
        device=(fitting[0] if fitting else task.cannulae[-1]).id,
        entry_mm=_rounded(skin),
        tip_mm=tip,
        lesions=task.lesions,
    )
    return Proposal(needle, task.target, why, judged(task, needle), _expected_mm(task, needle))


def _expected_mm(task: Task, needle: Needle) -> float | None:
    """Return what the lesion takes in on average over the placements of a corrected needle."""
    device, rule = catalogue()[needle.device], task.rules.rule("coverage", task.plan.procedure.kind)
    envelopes = [cover_envelope(needle.segment, device, lesion) for lesion in needle.lesions]
    spheroids = tuple(each for each in envelopes if each is not None)
    if rule is None or not spheroids or not isinstance(task.target, MedialBranch):
        return None
    plan = task.rules.placed(task.plan.with_item(needle))
    place = next(n for n, each in enumerate(plan.needles) if each.id == needle.id)
    end_mm, burns = rule.assumptions["course_uncertainty"].value, Burns(needle.segment, place, spheroids)
    taken = captured_mm(*course_of(task.target), (burns,), end_mm, accuracies(plan).corrected)
    return float(taken.mean())


def judged(task: Task, needle: Needle) -> tuple[Result, ...]:
    """Return what the checks say of a needle in its plan, and of its target, worst first."""
    plan = task.rules.placed(task.plan.with_item(needle))
    of_target = (task.target.id,) if task.role is Role.ELECTRODE else ()
    subjects = (needle.id, "plan", *of_target)
    found: list[Result] = []
    for name in OF_A_NEEDLE:
        rule = task.rules.rule(name, plan.procedure.kind)
        if rule is not None:
            found += [r for r in CHECKS[name].run(plan, task.scene, rule) if r.subject in subjects]
    return tuple(sorted(found, key=severity))


def needle_id_for(task: Task, plan_needles: tuple[Needle, ...]) -> str:
    """Return the id of the needle that is replaced, else one that no part of the plan has."""
    replaced = [n for n in plan_needles if replaces(n, task.target, task.role)]
    return replaced[0].id if replaced else task.plan.free_id("N")


def _rounded(point: Point) -> Point:
    return Point(*(round(each, DECIMALS) + 0.0 for each in point))
