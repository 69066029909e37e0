"""What a sheet is made from, and the order of its needles: the same on every page."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import datetime
from functools import cached_property
from itertools import groupby

from planner.anatomy.spine import JOINTS, Joint, Side
from planner.anatomy.wording import joint_words, nerve_place, nerve_short, nerve_words
from planner.carm.site import Site
from planner.checks.estimates import as_estimated
from planner.checks.result import Assessed, NotAssessed, Result
from planner.devices.catalogue import Device, catalogue
from planner.geometry.vectors import Point
from planner.guideline.rules import Rules
from planner.imaging.volume import Volume
from planner.plan.parts import FacetTarget, Guidance, MedialBranch, Needle, ProcedureKind, Role, Target
from planner.plan.plan import Plan
from planner.plan.wording import role_words
from planner.sheet.facts import ImageFacts, plain
from planner.sheet.settings import Setting, one_group, shared_settings
from planner.words import _, ngettext, pgettext


@dataclass(frozen=True)
class Case:
    """A plan with the results, images, rules and room that belong to it, at the time of the sheet.

    `volume` is asked for metal that nobody has drawn; None where it is not at hand. `true_scale` says whether
    the slices along the needles are printed at true scale.
    """

    plan: Plan
    results: tuple[Result, ...]
    facts: ImageFacts
    rules: Rules
    now: datetime
    site: Site
    volume: Volume | None = None
    true_scale: bool = False

    @property
    def burns(self) -> bool:
        """Whether nerves are to be burnt."""
        return self.plan.procedure.kind is ProcedureKind.RF_ABLATION

    @property
    def estimated(self) -> bool:
        """Whether the plan was made on pictures of a C-arm: its lengths are estimates, and there is no CT."""
        return self.plan.c_arm.positions.are_of_c_arm

    def worded(self, words: str) -> str:
        """Return words with lengths of the plan; where these are estimates, each of them says so."""
        return as_estimated(words) if self.estimated else words

    @property
    def under_c_arm(self) -> bool:
        """Whether a C-arm is used."""
        return self.plan.procedure.guidance is Guidance.C_ARM

    @property
    def prone(self) -> bool:
        """Whether the patient lies prone in the room."""
        return self.plan.procedure.position.strip().casefold() == "prone"

    @cached_property
    def settings(self) -> tuple[tuple[Side | None, Setting], ...]:
        """The needles in groups, each with its side: under a C-arm those that share a setting.

        Left before right, from above downwards, then as planned; thermometers after the rest of a side.
        """
        ranked = sorted(self.plan.needles, key=self._rank)
        found: list[tuple[Side | None, Setting]] = []
        for side, of_side in groupby(ranked, key=self.side_of):
            needles = tuple(of_side)
            shared = shared_settings(needles) if self.under_c_arm else (one_group(needles),)
            found += [(side, setting) for setting in shared]
        return tuple(found)

    @property
    def needles(self) -> tuple[Needle, ...]:
        """Every needle in the order of work, which is that of the settings."""
        return tuple(needle for _side, setting in self.settings for needle in setting.needles)

    def _rank(self, needle: Needle) -> tuple[int, bool, int]:
        target = self.plan.target_of(needle)
        probes = needle.role is Role.THERMOMETER
        if target is None:
            return len(SIDES), probes, 0
        return SIDES.index(target.side), probes, target.bone.order

    @property
    def sides(self) -> tuple[Side, ...]:
        """The sides of the targets, left first."""
        return tuple(side for side in SIDES if any(target.side is side for target in self.plan.targets))

    def side_of(self, needle: Needle) -> Side | None:
        """Return the side of a needle's target; None where it has no target."""
        target = self.plan.target_of(needle)
        return None if target is None else target.side

    def assessed(self, check: str, subject: str) -> Assessed | None:
        """Return a result that was assessed; None where it was not, or the check does not apply."""
        found = (r for r in self.results if r.check == check and r.subject == subject)
        return next((r for r in found if isinstance(r, Assessed)), None)

    def unassessed(self, check: str, subject: str) -> NotAssessed | None:
        """Return the result of a check that could not be made; None where it was, or does not apply."""
        found = (r for r in self.results if r.check == check and r.subject == subject)
        return next((r for r in found if isinstance(r, NotAssessed)), None)

    def skin(self, needle: Needle) -> Point | None:
        """Return where a needle goes through the skin; None where the images do not show it."""
        reach = self.assessed("reach", needle.id)
        return None if reach is None or reach.witness is None else reach.witness[0]

    def needles_for(self, role: Role) -> tuple[Needle, ...]:
        """Return the needles of one role, in the order of work."""
        return tuple(needle for needle in self.needles if needle.role is role)


SIDES = (Side.LEFT, Side.RIGHT)
"""The order in which the sides stand on the sheet."""


def device_of(needle: Needle) -> Device | None:
    """Return the needle's device; None where the catalogue has no such thing."""
    return catalogue().get(needle.device)


def side_capitals(side: Side | None) -> str:
    """Return a side in capitals; a needle without a target has none."""
    if side is None:
        return _("SIDE NOT GIVEN: no target")
    return pgettext("capitals", "LEFT") if side is Side.LEFT else pgettext("capitals", "RIGHT")


def sides_capitals(sides: Sequence[Side]) -> str:
    """Return all sides in capitals: "LEFT + RIGHT"."""
    return " + ".join(map(side_capitals, sides)) or _("SIDE NOT GIVEN")


def procedure_capitals(kind: ProcedureKind) -> str:
    """Return the procedure in capitals, short enough for the largest type."""
    match kind:
        case ProcedureKind.RF_ABLATION:
            return _("RF ABLATION")
        case ProcedureKind.MEDIAL_BRANCH_BLOCK:
            return _("NERVE BLOCK")
        case ProcedureKind.FACET_INJECTION:
            return _("JOINT INJECTION")


def target_short(target: Target) -> str:
    """Return what a needle is for, without the side that stands above it: "L3 MB on L4", "L4-L5 joint"."""
    if isinstance(target, MedialBranch):
        return _("{nerve} {place}").format(nerve=nerve_short(target.nerve), place=nerve_place(target.nerve))
    return _("{joint} joint").format(joint=joint_words(Joint.named(target.joint)))


def needle_title(case: Case, needle: Needle) -> str:
    """Return a needle's id, side and purpose: "N1  LEFT  L3 MB (on L4)"."""
    target = case.plan.target_of(needle)
    if target is None:
        purpose = role_words(needle.role)
    else:
        purpose = nerve_words(target.nerve) if isinstance(target, MedialBranch) else target_short(target)
        if needle.role is Role.THERMOMETER:
            purpose = _("{role}, {purpose}").format(role=role_words(needle.role), purpose=purpose)
    return "  ".join((plain(needle.id), side_capitals(case.side_of(needle)), purpose))


def joints_words(case: Case) -> str:
    """Return the joints that the targets treat: "L4-L5, L5-S1", by side where the sides differ."""
    return _by_side(case, _joints_of)


def joints_titled(case: Case) -> str:
    """Return the joints with the word before them: "Joints L4-L5, L5-S1"."""
    joints = joints_words(case)
    if not joints:
        return _("No whole joint")
    number = len({joint for side in case.sides for joint in _joints_of(case.plan, side).split(_(", "))})
    return ngettext("Joint {joints}", "Joints {joints}", number).format(joints=joints)


def nerves_words(case: Case) -> str:
    """Return the nerves of the targets under both their names, by side where the sides differ."""
    return _by_side(case, _nerves_of)


def _by_side(case: Case, of_side: Callable[[Plan, Side], str]) -> str:
    by_side = {side: words for side in case.sides if (words := of_side(case.plan, side))}
    if len(set(by_side.values())) <= 1 and len(by_side) == len(case.sides):
        return next(iter(by_side.values()), "")
    return _("; ").join(f"{side_capitals(side)} {words}" for side, words in by_side.items())


def _joints_of(plan: Plan, side: Side) -> str:
    named = {t.joint for t in plan.targets if isinstance(t, FacetTarget) and t.side is side}
    whole = {j.name for j in plan.joints(side)}
    return _(", ").join(joint_words(j) for j in JOINTS if j.name in named | whole)


def _nerves_of(plan: Plan, side: Side) -> str:
    branches = [t for t in plan.targets if isinstance(t, MedialBranch) and t.side is side]
    return _(", ").join(nerve_words(t.nerve) for t in sorted(branches, key=lambda t: t.nerve.order))
