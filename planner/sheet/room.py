"""DO: the page that hangs next to the table: what, which side, what stops it, the needles, the order."""

from __future__ import annotations

from collections.abc import Iterator
from functools import reduce

from planner.carm.site import screen_words
from planner.checks.limit_words import quantity_words
from planner.guideline.limits import Breach
from planner.plan.answers import asks
from planner.plan.parts import Guidance, Lesion, Needle, ProcedureKind, Role
from planner.plan.vertebrae import vertebra_frame
from planner.sheet.answers import answer_words, count_words, counted_words, pad_words
from planner.sheet.case import (
    Case,
    joints_titled,
    nerves_words,
    procedure_capitals,
    sides_capitals,
)
from planner.sheet.content import Labelled, ProcedureLine, RoomLines, RoomPage, TimeOut
from planner.sheet.ct import table_notes
from planner.sheet.facts import plain
from planner.sheet.needles import needle_groups, shared_device_words
from planner.sheet.settings import SHARED_WITHIN_DEG
from planner.sheet.stop import stop_box
from planner.words import _, ngettext

SUPINE = ("HFS", "FFS")
PRONE = ("HFP", "FFP")
"""Patient positions (PS3.3 C.7.3.1.1.2) by how the patient lies."""


def room_page(case: Case) -> RoomPage:
    """Return the page."""
    return RoomPage(
        heading=_("DO: next to the table"),
        procedure=_procedure(case),
        timeout=TimeOut(_("TIME-OUT"), _("name ☐  side marked ☐  level on screen ☐  consent ☐"), _("by")),
        stop=stop_box(case),
        room=RoomLines(
            tuple(_room_lines(case)),
            Labelled(_("DETECTOR"), _detector(case)) if case.under_c_arm else None,
        ),
        groups=needle_groups(case),
        depth=_depth_note(case),
        footnotes=tuple(_footnotes(case)),
        order=Labelled(_("EACH NEEDLE IN ORDER"), _order(case)),
        dose=tuple(_dose(case)),
        signs=Labelled(_("STOP:"), " · ".join(_signs(case))),
    )


def _procedure(case: Case) -> ProcedureLine:
    plan, number = case.plan, len(case.plan.needles)
    position = _position_capitals(plain(plan.procedure.position))
    nerves = nerves_words(case)
    return ProcedureLine(
        kind=procedure_capitals(plan.procedure.kind),
        sides=sides_capitals(case.sides),
        joints=joints_titled(case),
        facts=(
            _("Patient {position}").format(position=position),
            ngettext("{n} needle", "{n} needles", number).format(n=number),
        ),
        nerves=Labelled(_("Nerves"), nerves) if nerves else None,
        count=Labelled(_("Levels"), count_words(plan)),
        counted=tuple(counted_words(plan, report=case.burns)),
    )


def _position_capitals(position: str) -> str:
    named = {"prone": _("PRONE"), "supine": _("SUPINE"), "lateral": _("ON THE SIDE")}
    return named.get(position.casefold(), position.upper()) or _("position not given")


def _room_lines(case: Case) -> Iterator[Labelled]:
    if case.burns:
        yield Labelled(_("PAD"), pad_words(case.plan))
    yield Labelled(_("SEDATION"), answer_words(case.plan, "sedation") or _("not answered ________"))
    cannula = shared_device_words(case)
    if cannula:
        yield Labelled(_("CANNULA"), cannula)
    operator = answer_words(case.plan, "operator") or "____________"
    governed = (str(line.text) for line in asks(case.plan, "endoscopic"))
    yield Labelled(_("OPERATOR"), " · ".join((operator, *governed)))


def _detector(case: Case) -> str:
    words = _("Words say where the DETECTOR goes, from the patient's own sides. {screen}").format(
        screen=_screen(case)
    )
    return _("stands over the BACK. {words}").format(words=words) if case.prone else words


def _screen(case: Case) -> str:
    """Return which side of the monitor shows the patient's left; a blank where nobody has confirmed it."""
    if case.site.patient_left is not None:
        return screen_words(case.site)
    return _(
        "Screen: the patient's LEFT is on the ______ of the monitor: NOT CONFIRMED (pictures: on the LEFT)."
    )


def _depth_note(case: Case) -> str:
    if not case.needles:
        return ""
    if not any(case.assessed("reach", needle.id) for needle in case.needles):
        return _("DEPTH: along the needle. {scan}").format(scan=_scan_words(case))
    return _("DEPTH: along the needle, from the skin. {scan}").format(scan=_scan_words(case))


def _footnotes(case: Case) -> Iterator[str]:
    if case.plan.levels:
        yield _("LEVEL MARK: on the skin, straight behind the middle between the pedicles.")
    if case.under_c_arm and any(len(setting.needles) > 1 for _side, setting in case.settings):
        yield _("Needles under one C-arm letter lie within {n:g}° of it.").format(n=SHARED_WITHIN_DEG)
    if case.under_c_arm and any(vertebra_frame(case.plan, marked.level) for marked in case.plan.levels):
        yield _squared_otherwise(case)
    if case.plan.procedure.guidance is Guidance.CT and case.needles:
        yield from table_notes(case)
    if case.plan.procedure.kind is not ProcedureKind.FACET_INJECTION:
        on_pictures = _("The nerve is not visible on X-ray pictures: bone and views decide.")
        yield on_pictures if case.estimated else _("The nerve is not visible on CT: bone and views decide.")


def _squared_otherwise(case: Case) -> str:
    if case.estimated:
        return _(
            "If an endplate squares at another tilt than in the pictures, change the next tilt by the "
            "difference."
        )
    return _("If an endplate squares at another tilt than in the CT, change the next tilt by the difference.")


def _scan_words(case: Case) -> str:
    if case.estimated:
        return _("ESTIMATED from pictures of a C-arm: look at the tip in two views.")
    position = case.facts.patient_position.strip()
    if position in SUPINE and case.prone:
        return _("Depth is from CT lying supine: prone it may differ.")
    if position in PRONE and case.prone:
        return _("The CT was made lying prone as well.")
    return _("Whether the patient lay in the CT as on the table is not known.")


def _order(case: Case) -> str:
    views = (
        _("views AP, oblique, lateral (tip BEHIND foramen line)")
        if case.under_c_arm
        else _("tip on the images")
    )
    order = {
        ProcedureKind.RF_ABLATION: _("{views} → aspirate → 50 Hz → 2 Hz → local → wait → burn"),
        ProcedureKind.MEDIAL_BRANCH_BLOCK: _("{views} → aspirate → contrast live: at bone, no vessel → drug"),
        ProcedureKind.FACET_INJECTION: _("{views} → aspirate → contrast: in the joint, no vessel → drug"),
    }
    return order[case.plan.procedure.kind].format(views=views)


def _dose(case: Case) -> Iterator[Labelled]:
    if case.burns:
        yield from _burns(case)
        yield Labelled(_("TEST"), _("50 Hz felt under 0.5 V; 2 Hz to at least 1.5 V: multifidus, NO leg"))
    else:
        yield Labelled(_("INJECT"), _volumes(case))


def _burns(case: Case) -> Iterator[Labelled]:
    """Yield one line for all electrodes that burn alike."""
    alike: dict[tuple[Lesion, ...], list[Needle]] = {}
    for needle in case.needles_for(Role.ELECTRODE):
        alike.setdefault(needle.lesions, []).append(needle)
    for lesions, needles in alike.items():
        names = "" if len(alike) == 1 else ", ".join(plain(needle.id) for needle in needles)
        yield Labelled(_("BURN {needles}").format(needles=names).strip(), _lesions_words(lesions))


def _lesions_words(lesions: tuple[Lesion, ...]) -> str:
    if not lesions:
        return _("temperature and time are not planned: ____ °C  ____ s")
    first = lesions[0]
    if all(lesion == first for lesion in lesions):
        return _("{burn} × {n}").format(burn=_lesion_words(first), n=len(lesions))
    burns = [_lesion_words(lesion) for lesion in lesions]
    return reduce(lambda done, burn: _("{done}, then {burn}").format(done=done, burn=burn), burns)


def _lesion_words(lesion: Lesion) -> str:
    burn = _("{celsius:g} °C  {seconds:g} s").format(celsius=lesion.temperature_c, seconds=lesion.duration_s)
    if lesion.withdraw_mm == 0.0:
        return burn
    return _("drawn back {mm:.0f} mm: {burn}").format(mm=lesion.withdraw_mm, burn=burn)


def _volumes(case: Case) -> str:
    """Return the volumes as planned, and the limit that their sum is held to."""
    kind = case.plan.procedure.kind
    each = _("each joint") if kind is ProcedureKind.FACET_INJECTION else _("each nerve")
    limit = _volume_limit(case)
    drug_ml, contrast_ml = case.plan.injection.drug_ml, case.plan.injection.contrast_ml
    if drug_ml is None or contrast_ml is None:
        return _("{each}: contrast ____ mL + drug ____ mL, not decided ({limit})").format(
            each=each, limit=limit
        )
    return _("{each}: contrast {contrast} + drug {drug} = {total} ({limit})").format(
        each=each,
        contrast=quantity_words(contrast_ml, "mL"),
        drug=quantity_words(drug_ml, "mL"),
        total=quantity_words(round(contrast_ml + drug_ml, 3), "mL"),
        limit=limit,
    )


def _volume_limit(case: Case) -> str:
    rule = case.rules.rule("injected_volume", case.plan.procedure.kind)
    limit = rule.limits.get("fail") if rule is not None else None
    if limit is None:
        return _("no limit is known")
    value = quantity_words(limit.value, limit.unit)
    if limit.breach is Breach.AT_OR_ABOVE:
        return _("UNDER {value}").format(value=value)
    return _("at most {value}").format(value=value)


def _signs(case: Case) -> Iterator[str]:
    if case.burns:
        yield _("leg twitch")
        yield _("leg pain")
        if case.plan.hardware:
            yield _("metal over 42 °C")
        yield _("impedance odd")
    else:
        yield _("blood")
        yield _("contrast in vessel or canal")
        yield _("leg pain")
    yield _("patient says stop")
