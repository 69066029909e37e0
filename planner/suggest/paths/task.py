"""What is looked for: a needle of a kind for a target, and the limits that it is held against."""

from __future__ import annotations

from dataclasses import dataclass

from msgspec.structs import replace

from planner.checks.scene import Scene
from planner.devices.catalogue import Device, DeviceKind, catalogue
from planner.devices.lesion import cover_envelope, hazard_envelope
from planner.geometry.curves import Polyline, Segment
from planner.geometry.solids import Interval
from planner.geometry.vectors import Point
from planner.guideline.limits import Limit
from planner.guideline.rules import Rules
from planner.plan.parts import FacetTarget, Lesion, MedialBranch, Needle, ProcedureKind, Role
from planner.plan.plan import Plan
from planner.plan.wording import role_words
from planner.suggest.paths.along import Burn
from planner.suggest.paths.surroundings import Hub, Surroundings, surroundings_of
from planner.words import _

USUAL_DEVICE = {
    Role.ELECTRODE: "rf-18g-100-10",
    Role.INJECTION: "spinal-22g-90",
    Role.THERMOMETER: "thermo-20g-100",
}
"""What is taken where the plan has no needle of a role yet: what is in common use (needles.toml)."""
KINDS = {
    Role.ELECTRODE: DeviceKind.ELECTRODE,
    Role.INJECTION: DeviceKind.SPINAL,
    Role.THERMOMETER: DeviceKind.THERMOMETER,
}
NERVE_RADIUS_MM = 0.5
"""Ours: half the thickness of a nerve that is under 2 mm thick, so that no needle is laid into the nerve."""


@dataclass(frozen=True)
class Hazard:
    """The large model of a lesion: how far the ends of its axis lie behind the tip, and its radius, in mm."""

    front_mm: float
    rear_mm: float
    radius_mm: float


@dataclass(frozen=True, eq=False)
class Task:
    """A needle that is looked for.

    Attributes
    ----------
    plan
        With the target as it is to be treated; needles that the new one replaces are out of it.
    cannulae
        Alike but for their length, the shortest first.
    burn, hazard
        The lesion; None where nothing burns.
    """

    plan: Plan
    target: MedialBranch | FacetTarget
    role: Role
    cannulae: tuple[Device, ...]
    lesions: tuple[Lesion, ...]
    burn: Burn | None
    hazard: Hazard | None
    around: Surroundings
    scene: Scene
    rules: Rules

    def limit(self, check: str, name: str) -> Limit | None:
        """Return the limit of a check, "warn" or "fail"; None where there is none."""
        rule = self.rules.rule(check, self.plan.procedure.kind)
        return None if rule is None else rule.limits.get(name)

    def assumed(self, check: str, name: str) -> float:
        """Return what a check assumes.

        Raises
        ------
        ValueError
            If the check does not apply to the plan's procedure.
        """
        rule = self.rules.rule(check, self.plan.procedure.kind)
        if rule is None:
            raise ValueError(f"{check} is not checked in this procedure")
        return rule.assumptions[name].value

    @property
    def reachable_mm(self) -> float:
        """What one lesion can take in of the nerve: the stretch, or the lesion where that is shorter.

        Raises
        ------
        ValueError
            If the target is no nerve with a course, or nothing burns.
        """
        if self.burn is None or not isinstance(self.target, MedialBranch):
            raise ValueError(f"nothing is burnt at {self.target.id}")
        _course, (low, high) = course_of(self.target)
        return min(high - low, self.burn.length_mm)

    @property
    def radius_mm(self) -> float:
        """The radius of the needle."""
        return self.cannulae[0].outer_diameter_mm / 2.0

    @property
    def longest_mm(self) -> float:
        """The length of the longest cannula."""
        return self.cannulae[-1].length_mm


def course_of(target: MedialBranch) -> tuple[Polyline, Interval]:
    """Return course and stretch of a nerve that has both.

    Raises
    ------
    ValueError
        If it has not.
    """
    if target.course is None or target.stretch is None:
        raise ValueError(f"the course of {target.id} is not drawn")
    return target.course, target.stretch


def role_for(plan: Plan, target: MedialBranch | FacetTarget) -> Role:
    """Return what a needle for a target is used as in the plan's procedure."""
    burns = plan.procedure.kind is ProcedureKind.RF_ABLATION and isinstance(target, MedialBranch)
    return Role.ELECTRODE if burns else Role.INJECTION


def task_for(
    plan: Plan,
    target: MedialBranch | FacetTarget,
    scene: Scene,
    rules: Rules,
    role: Role,
    device: str = "",
) -> Task:
    """Return what is looked for: a needle like the plan's last of its role, or of a device that is named.

    Raises
    ------
    ValueError
        If the device named is not in the catalogue or cannot be used so.
    """
    like = [needle for needle in plan.needles if needle.role is role and needle.device in catalogue()]
    name = device or (like[-1].device if like else USUAL_DEVICE[role])
    cannulae = _alike(name, role)
    lesions = ((like[-1].lesions[:1] if like else ()) or (Lesion(),)) if role is Role.ELECTRODE else ()
    lesions = tuple(replace(lesion, withdraw_mm=0.0) for lesion in lesions)
    kept = replace(plan, needles=tuple(n for n in plan.needles if not replaces(n, target, role)))
    kept = kept.with_item(target)
    burn, hazard = _models(cannulae[0], lesions)
    around = surroundings_of(kept, target, role, _hub(rules, plan))
    return Task(kept, target, role, cannulae, lesions, burn, hazard, around, scene, rules)


def ensure_device(plan: Plan, device: str) -> None:
    """Look whether a device that is named can be used for the targets of a plan; "" is none named.

    Raises
    ------
    ValueError
        If not, in a sentence.
    """
    if device:
        for role in {role_for(plan, target) for target in plan.targets}:
            _alike(device, role)


def replaces(needle: Needle, target: MedialBranch | FacetTarget, role: Role) -> bool:
    """Say whether a new needle of a role for a target stands in the place of one that is there."""
    return needle.target == target.id and needle.role is role


def _hub(rules: Rules, plan: Plan) -> Hub:
    """Return the size of hubs that needles are held apart by; none at all where that is not checked."""
    rule = rules.rule("needles_apart", plan.procedure.kind)
    if rule is None:
        return Hub(0.0, 0.0)
    assumed = rule.assumptions
    return Hub(assumed["hub_diameter"].value / 2.0, assumed["hub_length"].value)


def _alike(name: str, role: Role) -> tuple[Device, ...]:
    chosen = catalogue().get(name)
    if chosen is None or chosen.kind is not KINDS[role]:
        sentence = _("There is no {role} called {device}.")
        raise ValueError(sentence.format(role=role_words(role), device=name))
    like = (chosen.kind, chosen.gauge, chosen.active_tip_mm)
    found = [d for d in catalogue().values() if (d.kind, d.gauge, d.active_tip_mm) == like]
    return tuple(sorted(found, key=lambda each: each.length_mm))


def _models(device: Device, lesions: tuple[Lesion, ...]) -> tuple[Burn | None, Hazard | None]:
    """Return the lesion of a needle that comes straight down onto the origin; None where it is not known."""
    if not lesions or device.active_tip_mm is None:
        return None, None
    needle = Segment(Point(0.0, 0.0, device.length_mm), Point(0.0, 0.0, 0.0))
    cover = cover_envelope(needle, device, lesions[0])
    hazard = hazard_envelope(needle, device, lesions[0])
    if cover is None or hazard is None:
        return None, None
    return (
        Burn(device.active_tip_mm, cover.centre.z, cover.length_mm, cover.width_mm),
        Hazard(hazard.end.z, hazard.start.z, hazard.radius_mm),
    )
