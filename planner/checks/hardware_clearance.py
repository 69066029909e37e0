"""Clearance: how far needle and lesion stay from screws, rods and other metal, surface to surface."""

from __future__ import annotations

from collections.abc import Iterator
from math import ceil

from planner.checks.closest_metal import NEAR_MM, Around, metal_around
from planner.checks.gaps import Pieces, hazard_size, hazards_of, pieces_of, shaft_of
from planner.checks.placements import accuracies, at_least, gaps_mm, least_words, told
from planner.checks.reasons import Reason
from planner.checks.result import Assessed, NotAssessed, Outcome, Result, Value, Values
from planner.checks.rounding import rounded, rounded_down
from planner.checks.scene import Scene
from planner.devices.catalogue import Device, catalogue
from planner.devices.placement import Accuracy, PlacementTable
from planner.geometry.solids import Capsule
from planner.guideline.rules import Rule
from planner.plan.parts import Needle, ProcedureKind, Role
from planner.plan.plan import Plan
from planner.words import _


def check(plan: Plan, scene: Scene, rule: Rule) -> Iterator[Result]:
    """Yield one result per needle: `needle_mm`, `lesion_mm` and the id of the `nearest` hardware.

    Metal is where the plan has it and where the images show it; the nearer counts, at the worse end of where
    its surface may lie. `nearest` is empty where it is metal that the plan does not have: unless the needle
    touches it, that is not assessed. A thermometer needle touches metal on purpose and is left out. "No
    hardware" is an answer: then there is nothing to check, but for metal that is seen near a needle.
    """
    needles = [needle for needle in plan.needles if needle.role is not Role.THERMOMETER]
    if not needles:
        return
    if scene.why_blind is Reason.NOT_HU:
        yield NotAssessed("hardware_clearance", "plan", Reason.NOT_HU, rule)
    if not plan.hardware and not plan.hardware_reviewed:
        yield NotAssessed("hardware_clearance", "plan", Reason.HARDWARE_NOT_REVIEWED, rule)
    if not needles or not (plan.hardware or (scene.metal is not None and scene.metal.regions)):
        return
    pieces = pieces_of(plan.hardware)
    burns = plan.procedure.kind is ProcedureKind.RF_ABLATION
    table = accuracies(plan)
    for needle in needles:
        device = catalogue().get(needle.device)
        if device is None:
            yield NotAssessed("hardware_clearance", needle.id, Reason.UNKNOWN_DEVICE, rule, needle.device)
            continue
        burning = burns and needle.role is Role.ELECTRODE
        result = _assess(needle, device, pieces, scene, rule, burning, table)
        if result is not None:
            yield result


def _assess(
    needle: Needle,
    device: Device,
    pieces: Pieces,
    scene: Scene,
    rule: Rule,
    burns: bool,
    table: PlacementTable,
) -> Result | None:
    """Return the result of a needle; None where there is no metal that it could come near."""
    shaft, uncertainty_mm = shaft_of(needle, device), scene.metal_uncertainty_mm
    around = metal_around((shaft,), pieces, scene)
    closest, off_mm = around.closest, uncertainty_mm or 0.0
    touches = closest is not None and rule.limits["fail"].broken_by(closest.gap_mm - off_mm)
    lesions = hazards_of(needle, device) if burns else ()
    burnt = Around(None, None) if isinstance(lesions, Reason) else metal_around(lesions, pieces, scene)
    reason = None if touches else _not_known(around, burnt, off_mm)
    if reason is not None:
        return NotAssessed("hardware_clearance", needle.id, reason, rule)
    if closest is None or (around.listed is None and not touches):
        return None
    if isinstance(lesions, Reason):
        if not touches:
            return NotAssessed("hardware_clearance", needle.id, lesions, rule, needle.device)
        lesions = ()
    measured: list[tuple[str, Value]] = [("needle_mm", closest.gap_mm)]
    outcome = Outcome.FAIL if touches else Outcome.OK
    envelope: Values = ()
    if burnt.closest is not None:
        measured.append(("lesion_mm", burnt.closest.gap_mm))
        envelope = hazard_size(lesions[0])
        if not touches and rule.limits["warn"].broken_by(burnt.closest.gap_mm - off_mm):
            outcome = Outcome.WARN
    measured.append(("needle_diameter_mm", device.outer_diameter_mm))
    if uncertainty_mm is not None:
        measured.append(("uncertainty_mm", uncertainty_mm))
    measured.append(("nearest", closest.id))
    if pieces.ids:
        measured += _in_placements(needle, shaft, lesions, pieces, table)
    return Assessed(
        "hardware_clearance", needle.id, outcome, tuple(measured), rule, closest.surfaces, envelope
    )


def _not_known(needle: Around, lesions: Around, off_mm: float) -> Reason | None:
    """Return why a needle that touches nothing is not passed: metal near it is not known well enough."""
    unlisted_mm = needle.unlisted.gap_mm - off_mm if needle.unlisted is not None else NEAR_MM
    burnt_mm = lesions.unlisted.gap_mm - off_mm if lesions.unlisted is not None else NEAR_MM
    if unlisted_mm < NEAR_MM or burnt_mm <= 0.0:
        return Reason.METAL_NOT_IN_PLAN
    return None if needle.is_readable else Reason.METAL_UNREADABLE


def _in_placements(
    needle: Needle, shaft: Capsule, lesions: tuple[Capsule, ...], metal: Pieces, table: PlacementTable
) -> Values:
    """Return what needle and lesions keep clear at least in nine of ten placements."""

    def least_mm(parts: tuple[Capsule, ...], of: Accuracy) -> float:
        return at_least(gaps_mm(needle.segment, of.tip_mm, of.angle_deg, parts, metal))

    of_needle = told(table, "needle", "mm", lambda of: least_mm((shaft,), of))
    of_lesions = told(table, "lesion", "mm", lambda of: least_mm(lesions, of)) if lesions else ()
    return (*of_needle, *of_lesions)


def value(result: Assessed) -> str:
    """Return the clearance of the needle as the range that the images leave: "1-4 mm"."""
    gap, uncertainty = result.measure("needle_mm"), result.number("uncertainty_mm")
    if uncertainty is None:
        return _("{n} mm").format(n=rounded(max(gap, 0.0), [result.limits["fail"]]))
    low, high = gap - uncertainty, gap + uncertainty
    if high <= 0.0:
        return _("{n} mm").format(n=0)
    touching = result.outcome is Outcome.FAIL
    # a needle that passes must not read as if it might touch
    first = "0" if touching else rounded_down(low, [result.limits["fail"]])
    return _("{low}-{high} mm").format(low=first, high=ceil(high))


def headline(result: Assessed) -> str:
    """Return the clearance and the metal that it is measured to, and that the lesion reaches metal."""
    metal = result.word("nearest")
    if result.outcome is Outcome.FAIL:
        return _touching(result, metal)
    if result.outcome is Outcome.WARN:
        reaches = (
            _("Needle {band} from metal {metal}; the lesion reaches metal: thermometer on it, stop at 42 °C")
            if result.measure("lesion_mm") <= 0.0
            else _(
                "Needle {band} from metal {metal}; the lesion may reach metal: thermometer on it, stop at"
                " 42 °C"
            )
        )
        return reaches.format(band=value(result), metal=metal)
    return _("Needle {band} from metal {metal}").format(band=value(result), metal=metal)


def _touching(result: Assessed, metal: str) -> str:
    touches = result.measure("needle_mm") <= 0.0
    if not metal:
        unlisted = (
            _("Needle touches metal that the plan does not have ({band})")
            if touches
            else _("Needle may touch metal that the plan does not have ({band})")
        )
        return unlisted.format(band=value(result))
    pattern = (
        _("Needle touches metal {metal} ({band})")
        if touches
        else _("Needle may touch metal {metal} ({band})")
    )
    return pattern.format(metal=metal, band=value(result))


def placed(result: Assessed) -> str:
    """Return what the needle keeps clear of metal at least in nine of ten placements."""
    return least_words(result, "needle") if result.number("needle_corrected_mm") is not None else ""
