"""Structures: how far lesion and needle stay from roots, canal, vessels, and the tip behind the foramen."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

from planner.carm.foramen import TipAtForamen, tip_at_foramen
from planner.checks import behind_foramen
from planner.checks.behind_foramen import against, by_foramen
from planner.checks.drawn import Drawn
from planner.checks.foramina import exit_is_drawn
from planner.checks.gaps import Nearest, Pieces, hazard_size, hazards_of, nearest_of, shaft_of
from planner.checks.placements import accuracies, at_least, gaps_mm, least_words, told
from planner.checks.reasons import Reason
from planner.checks.result import (
    Assessed,
    NotAssessed,
    Outcome,
    Result,
    Value,
    Values,
    at_best_warn,
    judged,
    worse,
)
from planner.checks.rounding import rounded
from planner.checks.scene import Scene
from planner.devices.catalogue import catalogue
from planner.devices.placement import PlacementTable
from planner.geometry.solids import Capsule
from planner.geometry.vectors import Point
from planner.guideline.rules import Rule
from planner.plan.parts import MedialBranch, Needle, ProcedureKind, Provenance, Role, StructureKind, Target
from planner.plan.plan import Plan
from planner.plan.vertebrae import is_unconfirmed
from planner.plan.wording import structure_words, template_words
from planner.words import _


def check(plan: Plan, scene: Scene, rule: Rule) -> Iterator[Result]:  # noqa: ARG001 - all checks take the scene
    """Yield one result per needle: `lesion_mm`, `needle_mm`, the `nearest` structure, `behind_foramen_mm`.

    `gap_freehand_mm` and `gap_corrected_mm` are what needle and lesions together keep from all that is drawn
    in nine of ten placements. `behind_foramen_mm` is how far the tip lies behind the foramen in front of it,
    told for placements in the same way; a thermometer, which goes to metal, has none.

    A structure counts as drawn for a needle that it comes as near to as the rule assumes. An electrode near
    which no root, foramen or canal is drawn is not assessed, and one whose own foramen holds no drawn root
    can at best warn, and so can every needle near which one is a proposal that nobody has accepted, or whose
    foramen is told by landmarks that the program found and nobody has confirmed; what fails already fails
    without them. Other needles are judged by what there is to
    measure: without anything, one for a nerve is not assessed, one for a joint or a thermometer has no
    result.
    """
    drawn, table = Drawn.of(plan), accuracies(plan)
    burns = plan.procedure.kind is ProcedureKind.RF_ABLATION
    for needle in plan.needles:
        case = _Case(plan, needle, plan.target_of(needle), burns and needle.role is Role.ELECTRODE)
        result = _assess(case, drawn, rule, table)
        if result is not None:
            yield result


@dataclass(frozen=True)
class _Case:
    """A needle, what it is for, and whether it burns."""

    plan: Plan
    needle: Needle
    target: Target | None
    burns: bool

    @property
    def bone(self) -> str:
        """The vertebra on which the target lies; empty without a target."""
        return "" if self.target is None else self.target.bone.value

    @property
    def behind(self) -> TipAtForamen | None:
        """Where the tip lies against the foramen; None where that does not matter or is not known."""
        return tip_at_foramen(self.plan, self.needle)


@dataclass(frozen=True)
class _Gaps:
    """What comes nearest to the needle and to its lesions; None where nothing is near, or nothing burns.

    Also whether anything that holds nerves is near, and whether a proposal is.
    """

    needle: Nearest | None
    lesion: Nearest | None
    nerves_near: bool = False
    proposal_near: bool = False

    @property
    def nearer(self) -> Nearest | None:
        """The one of both that comes nearer to a structure, the lesion where they are equal."""
        found = [each for each in (self.lesion, self.needle) if each is not None]
        return min(found, key=lambda each: each.gap.gap_mm, default=None)


def _gaps(solids: tuple[Capsule, ...], drawn: Drawn, rule: Rule) -> _Gaps:
    """Return what comes nearest to a shaft and the lesions after it, where anything is near."""
    within_mm = rule.assumptions["drawn_within"].value
    shaft, *lesions = solids

    def is_near(pieces: Pieces | None) -> bool:
        return pieces is not None and nearest_of(solids, pieces).gap.gap_mm <= within_mm

    if drawn.all is None or not is_near(drawn.all):
        return _Gaps(None, None)
    lesion = nearest_of(lesions, drawn.all) if lesions else None
    return _Gaps(nearest_of((shaft,), drawn.all), lesion, is_near(drawn.nerves), is_near(drawn.proposed))


def _assess(case: _Case, drawn: Drawn, rule: Rule, table: PlacementTable) -> Result | None:
    needle, behind, device = case.needle, case.behind, catalogue().get(case.needle.device)
    if device is None:
        return _not_assessed(case, rule, Reason.UNKNOWN_DEVICE)
    lesions = hazards_of(needle, device) if case.burns else ()
    solids = (shaft_of(needle, device), *(() if isinstance(lesions, Reason) else lesions))
    gaps = _gaps(solids, drawn, rule)
    outcome = worse(_by_gap(gaps, rule), by_foramen(behind))
    if outcome is not Outcome.FAIL:
        missing = lesions if isinstance(lesions, Reason) else _missing(case, gaps, behind)
        if missing is not None:
            return _not_assessed(case, rule, missing)
    if gaps.nearer is None and behind is None:
        return None
    reason = _doubt(case, drawn, behind) or _proposed(case, gaps, behind)
    return Assessed(
        "structure_clearance",
        needle.id,
        outcome if reason is None else at_best_warn(outcome),
        (
            *_measured(gaps, drawn),
            *_in_placements(needle, solids, gaps, drawn, table),
            *behind_foramen.measured(behind, table),
        ),
        rule,
        _witness(needle, gaps, behind, rule),
        hazard_size(gaps.lesion.solid) if gaps.lesion is not None else (),
        reason,
        case.bone,
    )


def _by_gap(gaps: _Gaps, rule: Rule) -> Outcome:
    return Outcome.OK if gaps.nearer is None else judged(rule, gaps.nearer.gap.gap_mm)


def _missing(case: _Case, gaps: _Gaps, behind: TipAtForamen | None) -> Reason | None:
    """Return what keeps a needle that does not fail from being assessed."""
    if case.burns:
        return None if gaps.nerves_near else Reason.STRUCTURES_NOT_DRAWN
    for_nerve = isinstance(case.target, MedialBranch) and case.needle.role is not Role.THERMOMETER
    return Reason.NO_BORDER if for_nerve and gaps.nearer is None and behind is None else None


def _doubt(case: _Case, drawn: Drawn, behind: TipAtForamen | None) -> Reason | None:
    """Return what leaves an electrode in doubt though all that is drawn is clear of it."""
    if not case.burns:
        return None
    if case.target is None:
        return Reason.NO_TARGET
    if behind is None:
        return Reason.NO_BORDER
    there = exit_is_drawn(case.plan, case.target, drawn.roots, drawn.foramina)
    return None if there else Reason.ROOT_NOT_DRAWN


def _proposed(case: _Case, gaps: _Gaps, behind: TipAtForamen | None) -> Reason | None:
    """Return what of that which is measured to is a proposal: the landmarks first, the rest lies by them."""
    if behind is not None and is_unconfirmed(case.plan, behind.level):
        return Reason.LANDMARKS_NOT_CONFIRMED
    return Reason.STRUCTURES_PROPOSED if gaps.proposal_near else None


def _not_assessed(case: _Case, rule: Rule, reason: Reason) -> NotAssessed:
    detail = case.bone if reason is Reason.NO_BORDER else case.needle.device
    return NotAssessed("structure_clearance", case.needle.id, reason, rule, detail)


def _measured(gaps: _Gaps, drawn: Drawn) -> Values:
    measured: list[tuple[str, Value]] = []
    if gaps.lesion is not None:
        measured.append(("lesion_mm", gaps.lesion.gap.gap_mm))
    if gaps.needle is not None:
        measured.append(("needle_mm", gaps.needle.gap.gap_mm))
    if gaps.nearer is not None:
        nearest = drawn.named[gaps.nearer.id]
        measured += [("nearest", nearest.id), ("kind", nearest.kind.value)]
        if not nearest.is_drawn_by_hand:
            measured.append(("provenance", nearest.provenance.value))
    return tuple(measured)


def _in_placements(
    needle: Needle, solids: tuple[Capsule, ...], gaps: _Gaps, drawn: Drawn, table: PlacementTable
) -> Values:
    """Return what shaft and lesions together keep from all that is drawn, in nine of ten placements."""
    structures = drawn.all
    if gaps.nearer is None or structures is None:
        return ()
    return told(
        table,
        "gap",
        "mm",
        lambda of: at_least(gaps_mm(needle.segment, of.tip_mm, of.angle_deg, solids, structures)),
    )


def _witness(
    needle: Needle, gaps: _Gaps, behind: TipAtForamen | None, rule: Rule
) -> tuple[Point, Point] | None:
    """Return what the outcome comes from: the gap, or tip and foramen where that is worse or all there is."""
    of_foramen = gaps.nearer is None or _is_worse(by_foramen(behind), _by_gap(gaps, rule))
    if behind is not None and of_foramen:
        return needle.tip_mm, behind.foot
    return None if gaps.nearer is None else gaps.nearer.surfaces


def _is_worse(outcome: Outcome, other: Outcome) -> bool:
    return outcome is not other and worse(outcome, other) is outcome


def is_of_foramen(result: Assessed) -> bool:
    """Say whether a result comes from where the tip lies against the foramen, not from a clearance."""
    gap_mm, behind_mm = _gap_mm(result), result.number("behind_foramen_mm")
    if gap_mm is None or behind_mm is None:
        return gap_mm is None
    of_foramen = against(behind_mm, result.measure("foramen_within_mm"))
    return _is_worse(of_foramen, judged(result.rule, gap_mm))


def _gap_mm(result: Assessed) -> float | None:
    """Return the gap that a result is judged by: that of lesion or needle, whichever is less."""
    gaps = [gap for name in ("lesion_mm", "needle_mm") if (gap := result.number(name)) is not None]
    return min(gaps, default=None)


def value(result: Assessed) -> str:
    """Return the clearance; where the foramen is what counts, how far the tip lies behind it or in front."""
    if is_of_foramen(result):
        return behind_foramen.value_words(result.measure("behind_foramen_mm"))
    return _("{n} mm").format(n=_gap_number(result))


def headline(result: Assessed) -> str:
    """Return the clearance with what it is measured to, and where the tip lies against the foramen."""
    parts = [] if _gap_mm(result) is None else [_gap_words(result)]
    if result.number("behind_foramen_mm") is not None:
        parts.append(behind_foramen.headline(result))
    return _("; ").join(parts)


def placed(result: Assessed) -> str:
    """Return what becomes in nine of ten placements of what the result comes from."""
    return behind_foramen.placed(result) if is_of_foramen(result) else least_words(result, "gap")


def _gap_words(result: Assessed) -> str:
    gap_mm, lesion_mm = _gap_mm(result), result.number("lesion_mm")
    assert gap_mm is not None
    burns = lesion_mm is not None and lesion_mm <= gap_mm
    what = _structure(result)
    if gap_mm <= 0.0:
        pattern = _("Lesion reaches {structure}") if burns else _("Needle touches {structure}")
        return pattern.format(structure=what)
    pattern = _("Lesion {n} mm from {structure}") if burns else _("Needle {n} mm from {structure}")
    return pattern.format(n=_gap_number(result), structure=what)


def _structure(result: Assessed) -> str:
    """Return what the gap is measured to; of a structure of the template, how sure it is."""
    kind = structure_words(StructureKind(result.word("kind")))
    named = _("{kind} {id}").format(kind=kind, id=result.word("nearest"))
    if not result.word("provenance"):
        return named
    sure = template_words(Provenance(result.word("provenance")))
    return _("{structure} {sure}").format(structure=named, sure=sure)


def _gap_number(result: Assessed) -> str:
    return rounded(max(_gap_mm(result) or 0.0, 0.0), result.limits.values())
