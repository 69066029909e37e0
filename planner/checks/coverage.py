"""Coverage: how much of the nerve lies within the lesions, in a lesion model chosen small."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass

from planner.checks.captured import captured_mm
from planner.checks.electrodes import electrodes, is_instrumented, is_proposal
from planner.checks.placements import accuracies, at_least, least_words, told
from planner.checks.reasons import Reason
from planner.checks.result import Assessed, NotAssessed, Result, Values, at_best_warn, judged
from planner.checks.rounding import rounded
from planner.checks.scene import Scene
from planner.devices.catalogue import catalogue
from planner.devices.lesion import cover_envelope
from planner.devices.placement import Accuracy
from planner.geometry.solids import Spheroid, clipped, total_mm, union
from planner.guideline.rules import Rule
from planner.plan.parts import MedialBranch, Needle
from planner.plan.plan import Plan
from planner.words import _


def check(plan: Plan, scene: Scene, rule: Rule) -> Iterator[Result]:  # noqa: ARG001 - all checks take the scene
    """Yield one result per nerve, for the union of its lesions, and one per electrode.

    The outcome is judged on the nerve; a needle's own row shows its own share with its nerve's outcome, so
    that one of two needles that share the work does not fail alone.
    """
    burning = list(electrodes(plan))
    for target in plan.targets:
        if isinstance(target, MedialBranch):
            needles = [needle for needle, of in burning if of is target]
            yield from _of_target(plan, target, needles, rule)
    for needle, of in burning:
        if of is None:
            yield NotAssessed("coverage", needle.id, Reason.NO_TARGET, rule)


def _of_target(plan: Plan, target: MedialBranch, needles: list[Needle], rule: Rule) -> Iterator[Result]:
    found = {needle: _lesions(needle) for needle in needles}
    missing = {needle: lesions for needle, lesions in found.items() if isinstance(lesions, _Missing)}
    known = {needle: lesions for needle, lesions in found.items() if not isinstance(lesions, _Missing)}
    blocked = _without_course(target) or (_Missing(Reason.NO_NEEDLE) if not needles else None)
    if blocked is None and missing:
        blocked = next(iter(missing.values()))
    if blocked is not None:
        yield NotAssessed("coverage", target.id, blocked.reason, rule, blocked.detail)
        for needle in needles:
            why = missing.get(needle, blocked)
            yield NotAssessed("coverage", needle.id, why.reason, rule, why.detail)
        return
    measured = _measured(target, known)
    outcome, reason = judged(rule, dict(measured)["judged_share"]), None
    doubt = _doubt(plan, target)
    if doubt is not None:
        outcome, reason = at_best_warn(outcome), doubt
    placed = _Placed(plan, rule)
    rows = {target.id: known, **{needle.id: {needle: lesions} for needle, lesions in known.items()}}
    for subject, lesions in rows.items():
        values = (*_measured(target, lesions), *placed.told(target, lesions))
        yield Assessed("coverage", subject, outcome, values, rule, envelope=_envelope(lesions), reason=reason)


def _doubt(plan: Plan, target: MedialBranch) -> Reason | None:
    """Return why a nerve that is taken in whole is still not ok; None where nothing speaks against it."""
    if is_proposal(target):
        return Reason.NOT_ACCEPTED
    return Reason.INSTRUMENTED if is_instrumented(plan, target) else None


Lesions = Mapping[Needle, tuple[Spheroid, ...]]
"""The small lesion models of each needle."""


@dataclass(frozen=True)
class _Missing:
    """What keeps the lesions of a needle, or the nerve, from being known."""

    reason: Reason
    detail: str = ""


class _Placed:
    """What the lesions of a plan take in when its needles do not lie as planned."""

    def __init__(self, plan: Plan, rule: Rule) -> None:
        self._table = accuracies(plan)
        self._places = {needle.id: place for place, needle in enumerate(plan.needles)}
        self._end_mm = rule.assumptions["course_uncertainty"].value

    def told(self, target: MedialBranch, lesions: Lesions) -> Values:
        """Return what is taken in at least in nine of ten placements."""

        def least_mm(of: Accuracy) -> float:
            return at_least(captured_mm(target, lesions, self._places, self._end_mm, of))

        return told(self._table, "captured", "mm", least_mm)


def _without_course(target: MedialBranch) -> _Missing | None:
    if target.course is None:
        return _Missing(Reason.NO_COURSE)
    return _Missing(Reason.NO_STRETCH) if target.stretch is None else None


def _lesions(needle: Needle) -> tuple[Spheroid, ...] | _Missing:
    device = catalogue().get(needle.device)
    if device is None:
        return _Missing(Reason.UNKNOWN_DEVICE, needle.device)
    if device.active_tip_mm is None:
        return _Missing(Reason.NO_ACTIVE_TIP, needle.device)
    if not needle.lesions:
        return _Missing(Reason.NO_LESION)
    envelopes = [cover_envelope(needle.segment, device, lesion) for lesion in needle.lesions]
    known = tuple(envelope for envelope in envelopes if envelope is not None)
    return known if len(known) == len(envelopes) else _Missing(Reason.OUTSIDE_TABLE)


def cover_envelopes(plan: Plan, target: MedialBranch) -> list[Spheroid]:
    """Return the small lesion models of all electrodes of a nerve, as far as they are known."""
    found = [_lesions(needle) for needle, of in electrodes(plan) if of is not None and of.id == target.id]
    return [spheroid for lesions in found if not isinstance(lesions, _Missing) for spheroid in lesions]


def _measured(target: MedialBranch, lesions: Lesions) -> tuple[tuple[str, float], ...]:
    """Return the captured length of the course, its share of the stretch to treat, and the share to judge.

    The last is of what one lesion can reach: of the stretch, or of the active tip where that is shorter.
    """
    course, stretch = target.course, target.stretch
    assert course is not None
    assert stretch is not None
    spheroids = [spheroid for own in lesions.values() for spheroid in own]
    captured = union([part for spheroid in spheroids for part in spheroid.captured(course)])
    stretch_mm = stretch[1] - stretch[0]
    within_mm = total_mm(clipped(captured, *stretch))
    reachable_mm = min(stretch_mm, max(spheroid.length_mm for spheroid in spheroids))
    return (
        ("captured_mm", total_mm(captured)),
        ("captured_share", within_mm / stretch_mm),
        ("captured_stretch_mm", within_mm),
        ("stretch_mm", stretch_mm),
        ("reachable_mm", reachable_mm),
        ("judged_share", min(1.0, within_mm / reachable_mm)),
    )


def _envelope(lesions: Lesions) -> Values:
    smallest = min((s for own in lesions.values() for s in own), key=lambda spheroid: spheroid.width_mm)
    return (("length_mm", smallest.length_mm), ("width_mm", smallest.width_mm))


def value(result: Assessed) -> str:
    """Return the length of nerve within the stretch to treat."""
    return _("{n} mm").format(n=rounded(result.measure("captured_stretch_mm")))


def headline(result: Assessed) -> str:
    """Return the length of nerve in the lesion, and its share of what can be reached."""
    within, stretch = result.measure("captured_stretch_mm"), result.measure("stretch_mm")
    reachable = result.measure("reachable_mm")
    percent = rounded(result.measure("judged_share"), result.limits.values(), scale=100.0)
    if reachable < stretch:
        return _(
            "{mm} of {stretch} mm of nerve in the lesion: {percent} percent of the {tip} mm that it can reach"
        ).format(mm=rounded(within), stretch=rounded(stretch), percent=percent, tip=rounded(reachable))
    return _("{mm} of {stretch} mm of nerve in the lesion ({percent}%)").format(
        mm=rounded(within), stretch=rounded(stretch), percent=percent
    )


def placed(result: Assessed) -> str:
    """Return what is taken in at least in nine of ten placements."""
    return least_words(result, "captured")
