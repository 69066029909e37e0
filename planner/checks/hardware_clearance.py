"""Clearance: how far needle and lesion stay from screws, rods and other metal, surface to surface."""

from __future__ import annotations

from collections.abc import Iterator
from math import ceil

from planner.checks.placements import accuracies, at_least, gaps_mm, least_words, told
from planner.checks.reasons import Reason
from planner.checks.result import Assessed, NotAssessed, Outcome, Result, Value, Values
from planner.checks.rounding import rounded, rounded_down
from planner.checks.scene import Scene
from planner.devices.catalogue import Device, catalogue
from planner.devices.lesion import hazard_envelope, lesion_table
from planner.devices.placement import Accuracy, PlacementTable
from planner.geometry.solids import Capsule, Gap
from planner.geometry.vectors import Point
from planner.guideline.rules import Rule
from planner.plan.parts import Needle, ProcedureKind, Role
from planner.plan.plan import Plan
from planner.words import _

Metal = tuple[tuple[str, Capsule], ...]
"""Every piece of every hardware, with the id of the hardware."""


def check(plan: Plan, scene: Scene, rule: Rule) -> Iterator[Result]:
    """Yield one result per needle: `needle_mm`, `lesion_mm` and the id of the `nearest` hardware.

    A thermometer needle touches metal on purpose and is left out. "No hardware" is an answer: then there is
    nothing to check.
    """
    needles = [needle for needle in plan.needles if needle.role is not Role.THERMOMETER]
    if not plan.hardware:
        if needles and not plan.hardware_reviewed:
            yield NotAssessed("hardware_clearance", "plan", Reason.HARDWARE_NOT_REVIEWED, rule)
        return
    metal = tuple((hardware.id, capsule) for hardware in plan.hardware for capsule in hardware.capsules)
    burns = plan.procedure.kind is ProcedureKind.RF_ABLATION
    table = accuracies(plan)
    for needle in needles:
        burning = burns and needle.role is Role.ELECTRODE
        yield _assess(needle, metal, scene.uncertainty_mm, rule, burning, table)


def _assess(
    needle: Needle,
    metal: Metal,
    uncertainty_mm: float | None,
    rule: Rule,
    burns: bool,
    table: PlacementTable,
) -> Result:
    device = catalogue().get(needle.device)
    if device is None:
        return NotAssessed("hardware_clearance", needle.id, Reason.UNKNOWN_DEVICE, rule, needle.device)
    shaft = Capsule(needle.entry_mm, needle.tip_mm, device.outer_diameter_mm / 2.0)
    nearest, gap, piece = _nearest(shaft, metal)
    touches = rule.limits["fail"].broken_by(gap.gap_mm - (uncertainty_mm or 0.0))
    lesions = _lesions(needle, device) if burns else ()
    if isinstance(lesions, Reason):
        if not touches:
            return NotAssessed("hardware_clearance", needle.id, lesions, rule, needle.device)
        lesions = ()
    measured: list[tuple[str, Value]] = [("needle_mm", gap.gap_mm)]
    outcome = Outcome.FAIL if touches else Outcome.OK
    envelope: tuple[tuple[str, float], ...] = ()
    if lesions:
        lesion_mm, lesion = min(
            ((_nearest(c, metal)[1].gap_mm, c) for c in lesions), key=lambda pair: pair[0]
        )
        measured.append(("lesion_mm", lesion_mm))
        envelope = _envelope(lesion)
        if not touches and rule.limits["warn"].broken_by(lesion_mm):
            outcome = Outcome.WARN
    measured.append(("needle_diameter_mm", device.outer_diameter_mm))
    if uncertainty_mm is not None:
        measured.append(("uncertainty_mm", uncertainty_mm))
    measured.append(("nearest", nearest))
    measured += _in_placements(needle, shaft, lesions, metal, table)
    witness = _between_surfaces(gap, shaft, piece)
    return Assessed("hardware_clearance", needle.id, outcome, tuple(measured), rule, witness, envelope)


def _in_placements(
    needle: Needle, shaft: Capsule, lesions: tuple[Capsule, ...], metal: Metal, table: PlacementTable
) -> Values:
    """Return what needle and lesions keep clear at least in nine of ten placements."""
    pieces = tuple(piece for _name, piece in metal)

    def least_mm(parts: tuple[Capsule, ...], of: Accuracy) -> float:
        return at_least(gaps_mm(needle.segment, of.tip_mm, of.angle_deg, parts, pieces))

    of_needle = told(table, "needle", "mm", lambda of: least_mm((shaft,), of))
    of_lesions = told(table, "lesion", "mm", lambda of: least_mm(lesions, of)) if lesions else ()
    return (*of_needle, *of_lesions)


def _nearest(solid: Capsule, metal: Metal) -> tuple[str, Gap, Capsule]:
    """Return the hardware with the smallest gap to a solid (the first of several), the gap and the piece."""
    found = min(
        ((solid.gap_to(piece), name, piece) for name, piece in metal), key=lambda each: each[0].gap_mm
    )
    return found[1], found[0], found[2]


def _lesions(needle: Needle, device: Device) -> tuple[Capsule, ...] | Reason:
    """Return the large lesion model of every burn, or why it is not known."""
    if device.active_tip_mm is None:
        return Reason.NO_ACTIVE_TIP
    if not needle.lesions:
        return Reason.NO_LESION
    envelopes = tuple(hazard_envelope(needle.segment, device, lesion) for lesion in needle.lesions)
    known = tuple(envelope for envelope in envelopes if envelope is not None)
    return known if len(known) == len(envelopes) else Reason.OUTSIDE_TABLE


def _envelope(lesion: Capsule) -> tuple[tuple[str, float], ...]:
    model = lesion_table().hazard
    return (
        ("radius_mm", lesion.radius_mm),
        ("distal_mm", model.distal_mm),
        ("proximal_mm", model.proximal_mm),
    )


def _between_surfaces(gap: Gap, solid: Capsule, piece: Capsule) -> tuple[Point, Point]:
    """Return the two points on the surfaces that the gap lies between."""
    first, second = gap.witness.first, gap.witness.second
    if first == second:
        return first, second
    step = (second - first).unit()
    return first + step * solid.radius_mm, second + step * -piece.radius_mm


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
        touches = result.measure("needle_mm") <= 0.0
        pattern = (
            _("Needle touches metal {metal} ({band})")
            if touches
            else _("Needle may touch metal {metal} ({band})")
        )
        return pattern.format(metal=metal, band=value(result))
    if result.outcome is Outcome.WARN:
        return _(
            "Needle {band} from metal {metal}; the lesion reaches metal: thermometer on it, stop at 42 °C"
        ).format(band=value(result), metal=metal)
    return _("Needle {band} from metal {metal}").format(band=value(result), metal=metal)


def placed(result: Assessed) -> str:
    """Return what the needle keeps clear of metal at least in nine of ten placements."""
    return least_words(result, "needle")
