"""Coverage: how much of the nerve lies within the lesions, in a lesion model chosen small."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

from planner.checks.electrodes import electrodes, is_proposal
from planner.checks.reasons import Reason
from planner.checks.result import Assessed, NotAssessed, Outcome, Result, Values, at_best_warn, judged
from planner.checks.rounding import rounded
from planner.checks.scene import Scene
from planner.devices.catalogue import catalogue
from planner.devices.lesion import cover_envelope
from planner.geometry.curves import Polyline
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
            yield from _of_target(target, [needle for needle, of in burning if of is target], rule)
    for needle, of in burning:
        if of is None:
            yield NotAssessed("coverage", needle.id, Reason.NO_TARGET, rule)


def _of_target(target: MedialBranch, needles: list[Needle], rule: Rule) -> Iterator[Result]:
    lesions = {needle.id: _lesions(needle) for needle in needles}
    missing = [found for found in lesions.values() if isinstance(found, _Missing)]
    spheroids = [s for found in lesions.values() if not isinstance(found, _Missing) for s in found]
    blocked = _without_course(target) or (_Missing(Reason.NO_NEEDLE) if not needles else None)
    if blocked is None and missing:
        blocked = missing[0]
    if blocked is not None:
        yield NotAssessed("coverage", target.id, blocked.reason, rule, blocked.detail)
        for needle in needles:
            own = lesions[needle.id]
            why = own if isinstance(own, _Missing) else blocked
            yield NotAssessed("coverage", needle.id, why.reason, rule, why.detail)
        return
    measured = _measured(target, spheroids, max(s.length_mm for s in spheroids))
    outcome, reason = judged(rule, dict(measured)["judged_share"]), None
    if is_proposal(target):
        outcome, reason = at_best_warn(outcome), Reason.NOT_ACCEPTED
    yield _assessed(target.id, outcome, measured, spheroids, rule, reason)
    for needle in needles:
        own = lesions[needle.id]
        if not isinstance(own, _Missing):
            yield _assessed(needle.id, outcome, _measured(target, own, own[0].length_mm), own, rule, reason)


@dataclass(frozen=True)
class _Missing:
    """What keeps the lesions of a needle, or the nerve, from being known."""

    reason: Reason
    detail: str = ""


def _without_course(target: MedialBranch) -> _Missing | None:
    if target.course is None:
        return _Missing(Reason.NO_COURSE)
    return _Missing(Reason.NO_STRETCH) if target.stretch is None else None


def _lesions(needle: Needle) -> list[Spheroid] | _Missing:
    device = catalogue().get(needle.device)
    if device is None:
        return _Missing(Reason.UNKNOWN_DEVICE, needle.device)
    if device.active_tip_mm is None:
        return _Missing(Reason.NO_ACTIVE_TIP, needle.device)
    if not needle.lesions:
        return _Missing(Reason.NO_LESION)
    envelopes = [cover_envelope(needle.segment, device, lesion) for lesion in needle.lesions]
    known = [envelope for envelope in envelopes if envelope is not None]
    return known if len(known) == len(envelopes) else _Missing(Reason.OUTSIDE_TABLE)


def cover_envelopes(plan: Plan, target: MedialBranch) -> list[Spheroid]:
    """Return the small lesion models of all electrodes of a nerve, as far as they are known."""
    found = [_lesions(needle) for needle, of in electrodes(plan) if of is not None and of.id == target.id]
    return [spheroid for lesions in found if not isinstance(lesions, _Missing) for spheroid in lesions]


def _measured(
    target: MedialBranch, spheroids: list[Spheroid], tip_mm: float
) -> tuple[tuple[str, float], ...]:
    """Return the captured length of the course, its share of the stretch to treat, and the share to judge.

    The last is of what one lesion can reach: of the stretch, or of the active tip where that is shorter.
    """
    course, stretch = target.course, target.stretch
    assert course is not None
    assert stretch is not None
    captured = _captured(course, spheroids)
    stretch_mm = stretch[1] - stretch[0]
    within_mm = total_mm(clipped(captured, *stretch))
    reachable_mm = min(stretch_mm, tip_mm)
    return (
        ("captured_mm", total_mm(captured)),
        ("captured_share", within_mm / stretch_mm),
        ("captured_stretch_mm", within_mm),
        ("stretch_mm", stretch_mm),
        ("reachable_mm", reachable_mm),
        ("judged_share", min(1.0, within_mm / reachable_mm)),
    )


def _captured(course: Polyline, spheroids: list[Spheroid]) -> list[tuple[float, float]]:
    return union([part for spheroid in spheroids for part in spheroid.captured(course)])


def _assessed(
    subject: str,
    outcome: Outcome,
    measured: Values,
    spheroids: list[Spheroid],
    rule: Rule,
    reason: Reason | None,
) -> Assessed:
    smallest = min(spheroids, key=lambda spheroid: spheroid.width_mm)
    envelope = (("length_mm", smallest.length_mm), ("width_mm", smallest.width_mm))
    return Assessed("coverage", subject, outcome, measured, rule, envelope=envelope, reason=reason)


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
