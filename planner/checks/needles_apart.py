"""Needles apart: whether two needles, or their hubs, would be in the same place."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from functools import lru_cache

from planner.checks.gaps import between_surfaces, shaft_of
from planner.checks.reasons import Reason
from planner.checks.result import Assessed, NotAssessed, Outcome, Result
from planner.checks.rounding import rounded
from planner.checks.scene import Scene
from planner.devices.catalogue import catalogue
from planner.geometry.solids import Capsule
from planner.geometry.vectors import Point
from planner.guideline.rules import Rule
from planner.plan.parts import Needle, Role
from planner.plan.plan import Plan
from planner.words import _


def check(plan: Plan, scene: Scene, rule: Rule) -> Iterator[Result]:  # noqa: ARG001 - all checks take the scene
    """Yield one result per needle beside others: `gap_mm` and `hubs_mm`, and the `nearest` needle.

    `gap_mm` is the smallest distance between the surfaces of two shafts, from entry to tip; `hubs_mm` that
    between a hub and the hub, or the cannula, of another needle. Needles of one target are put in one after
    the other and are no pair, but for a thermometer, which stays while the other heats. `nearest` is the one
    that the outcome comes from.
    """
    hub = _Hub(rule.assumptions["hub_diameter"].value / 2.0, rule.assumptions["hub_length"].value)
    for needle in plan.needles:
        others = [other for other in plan.needles if other is not needle and _are_together(needle, other)]
        if others:
            yield _assess(needle, others, hub, rule)


def _are_together(one: Needle, other: Needle) -> bool:
    return _with_thermometer(one, other) or not one.target or one.target != other.target


def _with_thermometer(one: Needle, other: Needle) -> bool:
    return (one.role is Role.THERMOMETER) is not (other.role is Role.THERMOMETER)


@dataclass(frozen=True)
class _Hub:
    """The size of every hub."""

    radius_mm: float
    length_mm: float


@dataclass(frozen=True)
class _Solids:
    """A needle from entry to tip, its cannula from hub to tip, and the hub, which leads on outwards."""

    shaft: Capsule
    cannula: Capsule
    hub: Capsule


@lru_cache(maxsize=1024)
def _solids(needle: Needle, hub: _Hub) -> _Solids:
    device, outwards = catalogue()[needle.device], -needle.segment.direction
    rear, end_mm = needle.tip_mm + outwards * device.length_mm, min(hub.radius_mm, hub.length_mm / 2.0)
    return _Solids(
        shaft_of(needle, device),
        Capsule(rear, needle.tip_mm, device.outer_diameter_mm / 2.0),
        Capsule(rear + outwards * end_mm, rear + outwards * (hub.length_mm - end_mm), hub.radius_mm),
    )


@dataclass(frozen=True)
class _Near:
    """The smallest gap between solids of two needles, and the points on the two surfaces."""

    needles: tuple[Needle, Needle]
    gap_mm: float
    witness: tuple[Point, Point]

    def beside(self, needle: Needle) -> Needle:
        """Return the other of the two needles."""
        one, other = self.needles
        return other if one == needle else one


@lru_cache(maxsize=4096)
def _between(one: Needle, other: Needle, hub: _Hub) -> tuple[_Near, _Near]:
    """Return how near two needles come with their shafts, and with a hub."""
    first, second = _solids(one, hub), _solids(other, hub)
    with_hub = [(first.hub, second.hub), (first.hub, second.cannula), (first.cannula, second.hub)]
    needles = (one, other)
    return _near(needles, [(first.shaft, second.shaft)]), _near(needles, with_hub)


def _near(needles: tuple[Needle, Needle], pairs: list[tuple[Capsule, Capsule]]) -> _Near:
    gap, first, second = min(((a.gap_to(b), a, b) for a, b in pairs), key=lambda each: each[0].gap_mm)
    return _Near(needles, gap.gap_mm, between_surfaces(gap, first, second))


def _assess(needle: Needle, others: list[Needle], hub: _Hub, rule: Rule) -> Result:
    strange = [each.device for each in (needle, *others) if each.device not in catalogue()]
    known = [other for other in others if other.device in catalogue()]
    if needle.device in strange or not known:
        return NotAssessed("needles_apart", needle.id, Reason.UNKNOWN_DEVICE, rule, strange[0])
    near = [_between(*sorted((needle, other), key=_by_id), hub) for other in known]
    fails = [shafts for shafts, _hubs in near if _must_fail(shafts, rule)]
    shafts = min(fails or [shafts for shafts, _hubs in near], key=lambda each: each.gap_mm)
    hubs = min((hubs for _shafts, hubs in near), key=lambda each: each.gap_mm)
    least = min(shafts, hubs, key=lambda each: each.gap_mm)
    outcome = Outcome.WARN if rule.limits["warn"].broken_by(least.gap_mm) else Outcome.OK
    measured = (
        ("gap_mm", shafts.gap_mm),
        ("nearest", shafts.beside(needle).id),
        ("hubs_mm", hubs.gap_mm),
        ("nearest_hub", hubs.beside(needle).id),
    )
    worst = shafts if fails or outcome is Outcome.OK else least
    outcome = Outcome.FAIL if fails else outcome
    return Assessed("needles_apart", needle.id, outcome, measured, rule, worst.witness)


def _by_id(needle: Needle) -> str:
    return needle.id


def _must_fail(shafts: _Near, rule: Rule) -> bool:
    return _with_thermometer(*shafts.needles) and rule.limits["fail"].broken_by(shafts.gap_mm)


def value(result: Assessed) -> str:
    """Return the gap that the outcome comes from: between the shafts, or at a hub."""
    gap_mm = result.measure("hubs_mm" if is_by_hubs(result) else "gap_mm")
    return _("{n} mm").format(n=rounded(max(gap_mm, 0.0), result.limits.values()))


def headline(result: Assessed) -> str:
    """Return how far the nearest needle is, or which hub is in the way."""
    if is_by_hubs(result):
        pattern = (
            _("Hub {gap} from needle {other} or its hub")
            if result.measure("hubs_mm") > 0.0
            else _("Hub in the way of needle {other}")
        )
        return pattern.format(gap=value(result), other=result.word("nearest_hub"))
    pattern = (
        _("Needle {gap} from needle {other}")
        if result.measure("gap_mm") > 0.0
        else _("Needle runs into needle {other}")
    )
    return pattern.format(gap=value(result), other=result.word("nearest"))


def is_by_hubs(result: Assessed) -> bool:
    """Say whether a hub is what a warning comes from."""
    return result.outcome is Outcome.WARN and result.measure("hubs_mm") < result.measure("gap_mm")
