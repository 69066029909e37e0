"""What carries a statement, in words: a check, a question, a default, a warning, a place on the sheet."""

from __future__ import annotations

from planner.guideline.rules import Rules
from planner.guideline.statements import Kind
from planner.plan.answers import question
from planner.words import N_, _

_DEFAULTS = {
    "Procedure.guidance": N_("A new plan is guided by a C-arm."),
    "Lesion.temperature_c": N_("A new lesion is one of 80 °C."),
}
_PLACES = {
    "room.procedure": N_("page DO, the line of the procedure"),
    "room.timeout": N_("page DO, the time-out"),
    "room.stop": N_("page DO, the STOP box"),
    "room.room": N_("page DO, how the room is set up"),
    "room.groups": N_("page DO, the settings of the C-arm and their needles"),
    "room.order": N_("page DO, the order of work"),
    "room.dose": N_("page DO, doses and tests"),
    "room.signs": N_("page DO, the signs to stop for"),
    "record.needles": N_("page RECORD, the fields of each needle"),
    "record.strip": N_("page RECORD, the strip of the tests"),
    "record.groups": N_("page RECORD, what was done"),
    "pictures.needles": N_("page PICTURES, the views of each needle"),
}


def carrier_words(rules: Rules, carrier: str) -> str:
    """Return a carrier ("sheet:room.stop") in words; a warning says what it says.

    Raises
    ------
    KeyError
        If there are no words for it.
    """
    kind, _colon, name = carrier.partition(":")
    match Kind(kind):
        case Kind.CHECK:
            title = next(rule.title for rule in rules.rules if rule.check == name)
            return _("Check: {title}").format(title=title)
        case Kind.ANSWER:
            return _("Question of the check list: {question}").format(question=question(name).text)
        case Kind.DEFAULT:
            return _("Default: {what}").format(what=_(_DEFAULTS[name]))
        case Kind.WARNING:
            return _("Warning: {text}").format(text=_warnings(rules)[name])
        case Kind.SHEET:
            return _("Sheet: {place}").format(place=_(_PLACES[name]))


def checked_by(carrier: str) -> str:
    """Return the check that a carrier is; empty where it is none."""
    kind, _colon, name = carrier.partition(":")
    return name if Kind(kind) is Kind.CHECK else ""


def _warnings(rules: Rules) -> dict[str, str]:
    notices = {notice.id: str(notice.text) for notice in rules.notices}
    notes = {f"{rule.check}.{note.id}": str(note.text) for rule in rules.rules for note in rule.notes}
    return notices | notes
