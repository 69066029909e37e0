"""Coverage: how much of the nerve lies within the lesions, in a lesion model chosen small."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from functools import lru_cache

from planner.checks.captured import Burns, captured_mm
from planner.checks.electrodes import electrodes, is_instrumented, is_proposal
from planner.checks.placements import accuracies, at_least, least_words, told
from planner.checks.reasons import Reason
from planner.checks.result import Assessed, NotAssessed, Result, Values, at_best_warn, judged
from planner.checks.rounding import rounded
from planner.checks.scene import Scene
from planner.devices.catalogue import catalogue
from planner.devices.lesion import cover_envelope
from planner.devices.placement import PlacementTable
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
    found = {needle.id: _burns(plan, needle) for needle in needles}
    missing = {name: burns for name, burns in found.items() if isinstance(burns, _Missing)}
    known = {name: burns for name, burns in found.items() if not isinstance(burns, _Missing)}
    blocked = _without_course(target) or (_Missing(Reason.NO_NEEDLE) if not needles else None)
    if blocked is None and missing:
        blocked = next(iter(missing.values()))
    if blocked is not None:
        yield NotAssessed("coverage", target.id, blocked.reason, rule, blocked.detail)
        for name in found:
            why = missing.get(name, blocked)
            yield NotAssessed("coverage", name, why.reason, rule, why.detail)
        return
    rows = {target.id: tuple(known.values()), **{name: (burns,) for name, burns in known.items()}}
    outcome, reason = judged(rule, dict(_measured(target, rows[target.id]))["judged_share"]), None
    doubt = _doubt(plan, target)
    if doubt is not None:
        outcome, reason = at_best_warn(outcome), doubt
    end_mm, table = rule.assumptions["course_uncertainty"].value, accuracies(plan)
    for subject, burns in rows.items():
        values = (*_measured(target, burns), *_placed(target, burns, end_mm, table))
        yield Assessed("coverage", subject, outcome, values, rule, envelope=_envelope(burns), reason=reason)


def _doubt(plan: Plan, target: MedialBranch) -> Reason | None:
    """Return why a nerve that is taken in whole is still not ok; None where nothing speaks against it."""
    if is_proposal(target):
        return Reason.NOT_ACCEPTED
    return Reason.INSTRUMENTED if is_instrumented(plan, target) else None


@dataclass(frozen=True)
class _Missing:
    """What keeps the lesions of a needle, or the nerve, from being known."""

    reason: Reason
    detail: str = ""


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


def _burns(plan: Plan, needle: Needle) -> Burns | _Missing:
    lesions = _lesions(needle)
    if isinstance(lesions, _Missing):
        return lesions
    place = next(n for n, each in enumerate(plan.needles) if each.id == needle.id)
    return Burns(needle.segment, place, lesions)


def cover_envelopes(plan: Plan, target: MedialBranch) -> list[Spheroid]:
    """Return the small lesion models of all electrodes of a nerve, as far as they are known."""
    found = [_lesions(needle) for needle, of in electrodes(plan) if of is not None and of.id == target.id]
    return [spheroid for lesions in found if not isinstance(lesions, _Missing) for spheroid in lesions]


@lru_cache(maxsize=512)
def _measured(target: MedialBranch, burns: tuple[Burns, ...]) -> tuple[tuple[str, float], ...]:
    """Return the captured length of the course, its share of the stretch to treat, and the share to judge.

    The last is of what one lesion can reach: of the stretch, or of the active tip where that is shorter.
    """
    course, stretch = target.course, target.stretch
    assert course is not None
    assert stretch is not None
    spheroids = [spheroid for each in burns for spheroid in each.lesions]
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


@lru_cache(maxsize=512)
def _placed(target: MedialBranch, burns: tuple[Burns, ...], end_mm: float, table: PlacementTable) -> Values:
    """Return what is taken in at least in nine of ten placements."""
    course, stretch = target.course, target.stretch
    assert course is not None
    assert stretch is not None
    return told(table, "captured", "mm", lambda of: at_least(captured_mm(course, stretch, burns, end_mm, of)))


def _envelope(burns: tuple[Burns, ...]) -> Values:
    smallest = min((s for each in burns for s in each.lesions), key=lambda spheroid: spheroid.width_mm)
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
