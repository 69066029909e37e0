"""DESK: for the doctor: what the plan rests on, every check with limit and source, and what is not known."""

from __future__ import annotations

from collections.abc import Iterator
from importlib.metadata import version
from itertools import pairwise

from planner.anatomy.spine import Level
from planner.carm.angles import AP, barrel_angles, carm_words, dicom_words
from planner.carm.in_vertebra import hub_words
from planner.carm.turning import shortest_round, turn_deg
from planner.checks.limit_words import limit_text
from planner.checks.result import NotAssessed, Outcome, Result
from planner.checks.wording import (
    check_words,
    headline,
    placed_words,
    reason_words,
    subject_text,
    verdict,
    with_reason,
)
from planner.geometry.vectors import Point
from planner.plan.choosing import is_drawn
from planner.plan.file import plan_digest
from planner.plan.parts import Needle
from planner.plan.wording import found_levels_words, origin_words, structure_title, target_words
from planner.sheet.c_arm import picture_fact, picture_lines
from planner.sheet.case import Case, needle_title
from planner.sheet.changed import changed_facts
from planner.sheet.citing import explained, rule_key, rule_sources, source_numbers
from planner.sheet.code import plan_code
from planner.sheet.content import DeskPage, Labelled
from planner.sheet.facts import date_words, plain
from planner.sheet.frames import why_no_pictures
from planner.sheet.needles import device_words, lean_words, setting_letter
from planner.sheet.settings import hub_direction
from planner.sheet.stop import override_words
from planner.sheet.tables import AngleRow, AngleTable, CheckGroup, CheckRow, CheckTable, Notices
from planner.words import _


def desk_page(case: Case) -> DeskPage:
    """Return the page."""
    return DeskPage(
        heading=_("DESK: for the doctor"),
        facts=tuple(_facts(case)),
        code=plan_code(case.plan),
        checks=CheckTable(
            _("Every check, worst first"),
            tuple(_groups(case)),
        ),
        angles=_angles(case) if case.needles else None,
        notices=tuple(_notices(case)),
    )


def _facts(case: Case) -> Iterator[Labelled]:
    if case.estimated:
        yield picture_fact(case)
        yield Labelled(_("Position"), _lay(case))
    else:
        yield from _ct_facts(case)
    found = found_levels_words(case.plan)
    if found:
        yield Labelled(_("Levels"), found)
    for banner in case.facts.banners:
        yield Labelled(_("Notice"), plain(banner))
    if case.under_c_arm and len(case.settings) > 1:
        yield Labelled(_("C-arm"), _turning(case))
    yield Labelled(_("Plan"), _("SHA-256 begins {digest}").format(digest=plan_digest(case.plan)))
    yield from changed_facts(case)
    yield Labelled(_("Program"), _("Facet Planner {version}").format(version=version("facet-planner")))


def _ct_facts(case: Case) -> Iterator[Labelled]:
    facts = case.facts
    yield Labelled(
        _("Images"),
        _("CT of {date}, series {series}").format(
            date=date_words(facts.study_date), series=plain(facts.series_description) or _("without a name")
        ),
    )
    thickness = (
        _("slices {mm:g} mm thick").format(mm=facts.slice_thickness_mm)
        if facts.slice_thickness_mm is not None
        else _("thickness of the slices not known")
    )
    yield Labelled(_("Scan"), _("{thickness}; {position}").format(thickness=thickness, position=_lay(case)))


def _turning(case: Case) -> str:
    """Return the order of settings that turns the C-arm least, and how far the printed order turns it."""
    views = [barrel_angles(setting.hub) for _side, setting in case.settings]
    least = shortest_round(views)
    printed_deg = sum(turn_deg(one, other) for one, other in pairwise((AP, *views)))
    if printed_deg - least.total_deg < WORTH_DEG:
        return _("turned by {n}° in all from straight AP in the printed order; no order takes less").format(
            n=round(printed_deg)
        )
    return _(
        "turned least in the order {order}: {least}° in all from straight AP, {printed}° in the printed order"
    ).format(
        order=_(", ").join(setting_letter(n) for n in least.order),
        least=round(least.total_deg),
        printed=round(printed_deg),
    )


WORTH_DEG = 1.0
"""An order that saves less than this of turning is no better than another."""


def _lay(case: Case) -> str:
    """Return how the patient lay in the scanner (PS3.3 C.7.3.1.1.2)."""
    match case.facts.patient_position.strip():
        case "HFS":
            return _("patient supine, head first")
        case "FFS":
            return _("patient supine, feet first")
        case "HFP":
            return _("patient prone, head first")
        case "FFP":
            return _("patient prone, feet first")
        case "":
            return _("how the patient lay is not known")
        case other:
            return _("patient position {code}").format(code=plain(other))


def _groups(case: Case) -> Iterator[CheckGroup]:
    """Yield the results by rule. They come worst first, so the rule with the worst comes first."""
    by_rule: dict[str, list[Result]] = {}
    for result in case.results:
        by_rule.setdefault(rule_key(result.rule), []).append(result)
    sources = rule_sources(case)
    for key, results in by_rule.items():
        yield CheckGroup(
            title=check_words(results[0]),
            limit=limit_text(results[0]),
            source=sources[key],
            note=(shared := _shared_reason(results)),
            rows=tuple(_check(case, result, shared) for result in results),
        )


def _shared_reason(results: list[Result]) -> str:
    """Return the reason that several results of a check have in common; empty where they have none."""
    reasons = {reason_words(result) for result in results}
    said = {headline(result) for result in results}
    return reasons.pop() if len(results) > 1 and len(reasons) == 1 and not reasons & said else ""


def _check(case: Case, result: Result, shared: str) -> CheckRow:
    """Return a result as a row; a reason that stands above all rows is not said in each again."""
    line, why = headline(result), reason_words(result)
    told = _("; ").join(filter(None, (line, placed_words(result))))
    return CheckRow(
        outcome=verdict(result),
        strong=isinstance(result, NotAssessed) or result.outcome is Outcome.FAIL,
        subject=subject_text(case.plan, result),
        value=told if why in (line, shared) else with_reason(told, why),
    )


def _angles(case: Case) -> AngleTable:
    room = _("IN THE ROOM: the C-arm down the barrel") if case.under_c_arm else _("IN THE ROOM: the needle")
    ends = (
        _("device; entry → tip, LPS, est. mm from the isocentre")
        if case.estimated
        else _("device; entry → tip, LPS mm")
    )
    return AngleTable(
        _("Directions of the needles in two frames that must not be mistaken for each other"),
        (_("needle"), room, _("against the vertebra itself"), ends),
        tuple(_angle(case, needle) for needle in case.needles),
        _angles_note(case),
    )


def _angles_note(case: Case) -> str:
    if case.estimated:
        return _(
            "The column of the room holds for a patient who lies as in the pictures. The column of the "
            "vertebra is for comparing with published angles: nothing is set by it."
        )
    if case.under_c_arm:
        return _(
            "The C-arm is set by the column of the room, which holds for a patient who lies as in the CT. "
            "The column of the vertebra is for comparing with published angles: it is NOT a C-arm setting."
        )
    return _(
        "The column of the room holds for a patient who lies as in the CT. The column of the vertebra is "
        "for comparing with published angles: no needle is laid by it."
    )


def _angle(case: Case, needle: Needle) -> AngleRow:
    angles = barrel_angles(hub_direction(needle))
    target = case.plan.target_of(needle)
    return AngleRow(
        needle=needle_title(case, needle),
        room=carm_words(angles) if case.under_c_arm else lean_words(case, needle),
        small=dicom_words(angles) if case.under_c_arm else "",
        stops=case.site.machine.what_stops(angles) if case.under_c_arm else "",
        vertebra=_("no target") if target is None else _against(case, needle, target.bone),
        ends=_("{device}; {entry} → {tip}").format(
            device=device_words(needle), entry=_point(needle.entry_mm), tip=_point(needle.tip_mm)
        ),
    )


def _against(case: Case, needle: Needle, level: Level) -> str:
    words = hub_words(case.plan, level, hub_direction(needle))
    if words is None:
        return _("not known: mark both pedicles and the endplate of {level}").format(level=level.value)
    return _("{level}: {tilt}").format(level=level.value, tilt=words)


def _point(point: Point) -> str:
    return f"({point.x:.0f}, {point.y:.0f}, {point.z:.0f})"


def _notices(case: Case) -> Iterator[Notices]:
    evidence, *others = case.rules.notices_for(case.plan.procedure.kind)
    yield Notices(_("The evidence is disputed"), (str(evidence.text), *(str(n.text) for n in others)))
    yield Notices(_("What the program does not know"), tuple(_unknowns(case)))
    if pictures := (*picture_lines(case), *why_no_pictures(case)):
        yield Notices(_("C-arm pictures"), pictures)
    yield from explained(case)
    if case.plan.overrides:
        yield Notices(_("Overridden"), tuple(override_words(case, o) for o in case.plan.overrides))
    if plain(case.plan.notes):
        yield Notices(_("Notes"), tuple(plain(line) for line in case.plan.notes.splitlines() if plain(line)))
    numbers = source_numbers(case)
    yield Notices(
        _("Sources"), tuple(f"[{n}] {case.rules.sources[key].citation}" for key, n in numbers.items())
    )


def _unknowns(case: Case) -> Iterator[str]:
    for target in case.plan.targets:
        if is_drawn(target) and not target.is_drawn_by_hand:
            yield _("{target}: {origin}.").format(target=target_words(target), origin=origin_words(target))
    by_origin: dict[str, list[str]] = {}
    for structure in case.plan.structures:
        if not structure.is_drawn_by_hand:
            by_origin.setdefault(origin_words(structure), []).append(plain(structure_title(structure)))
    for origin, titles in by_origin.items():
        yield _("{target}: {origin}.").format(target=_(", ").join(titles), origin=origin)
    yield _(
        "Passing every check means that the geometry is within the limits. It does not mean that the "
        "procedure is indicated, and it is no clearance to begin: views, tests and the people in the room "
        "decide."
    )
    yield _(
        "A result that cannot be assessed is never a pass. Angles and distances are printed in whole degrees "
        "and millimetres; a clearance beside metal is a range, and the range beside an angle is what the "
        "uncertainty of the nerve's course alone makes of it."
    )
    yield _(
        "This sheet comes from a planning aid, not from a certified medical device. It does not follow the "
        "patient: after any change of position its numbers are where to start looking, not where to stop."
    )
