"""RECORD: what the room writes down, needle by needle and for the whole procedure."""

from __future__ import annotations

from planner.plan.parts import Needle, ProcedureKind, Role
from planner.sheet.answers import answer_words, answered_words, has
from planner.sheet.case import Case, needle_title
from planner.sheet.content import Field, FieldGroup, RecordPage, TestStrip
from planner.words import _

SENSORY_V = (0.2, 0.3, 0.4, 0.5)
"""Sensory thresholds of the strip, in volts: up to the limit of the consensus, section 5.3."""

MOTOR_FACTOR = 3.0
"""Motor test up to three times the sensory threshold: consensus, section 5.3."""

LEAST_MOTOR_V = 1.5
"""And to at least this: the source gives 1.5 to 2 V, and an injury it reports followed a test up to 1 V."""


def record_page(case: Case) -> RecordPage:
    """Return the page: a box per needle, the strip of thresholds, pain, devices, dose and signatures."""
    return RecordPage(
        _("RECORD: to be written in the room"),
        tuple(FieldGroup(needle_title(case, needle), _lines(case, needle)) for needle in case.needles),
        _strip() if case.needles_for(Role.ELECTRODE) and case.burns else None,
        (_pain(case), _room(case), *((_afterwards(case),) if case.burns else ()), _signatures()),
    )


Line = tuple[Field, ...]


def _lines(case: Case, needle: Needle) -> tuple[Line, ...]:
    if needle.role is Role.THERMOMETER:
        return ((_views(case), _by()), (Field(_("highest on the metal"), "°C"), Field(_("at")), Field("")))
    if case.burns and needle.role is Role.ELECTRODE:
        return _burn_lines(case, needle)
    return _injection_lines(case)


def _views(case: Case) -> Field:
    words = (
        _("views saved: AP ☐  oblique ☐  lateral ☐")
        if case.under_c_arm
        else _("tip shown on the images ☐  saved ☐")
    )
    return Field(words, blank=False, share=2.2)


def _by() -> Field:
    return Field(_("done by"))


def _burn_lines(case: Case, needle: Needle) -> tuple[Line, ...]:
    metal = (Field(_("metal"), "°C"),) if case.plan.hardware else ()
    burns = [
        (
            Field(_("burn {n}").format(n=n), "°C", share=1.1),
            Field("", "s"),
            *metal,
            Field(_("by")) if n == 1 else Field("", blank=False),
        )
        for n in range(1, max(len(needle.lesions), 1) + 1)
    ]
    first, *further = burns
    local = (Field(_("local"), "mL"), Field(_("at"), share=0.9))
    return (
        (_views(case), Field(_("aspiration clear ☐"), blank=False), Field(_("impedance"), "Ω", share=1.1)),
        (
            Field("50 Hz", _("V (under 0.5)"), share=1.4),
            Field(_("2 Hz up to"), "V", share=1.1),
            Field(_("multifidus  Y ☐  N ☐"), blank=False),
            Field(_("LEG  Y ☐  N ☐"), blank=False, share=0.8),
        ),
        (*local, *first),
        *((Field("", blank=False), Field("", blank=False, share=0.9), *line) for line in further),
    )


def _injection_lines(case: Case) -> tuple[Line, ...]:
    spread = (
        _("contrast in the joint ☐  no vessel ☐")
        if case.plan.procedure.kind is ProcedureKind.FACET_INJECTION
        else _("contrast at the bone ☐  no vessel ☐")
    )
    return (
        (_views(case), Field(_("aspiration clear ☐"), blank=False), Field(spread, blank=False, share=1.6)),
        (
            Field(_("contrast"), "mL", share=1.5),
            Field(_("drug"), share=1.6),
            Field("", "mL"),
            Field(_("at"), share=0.9),
            Field(_("by")),
        ),
    )


def _strip() -> TestStrip:
    def row(title: str, factor: float) -> tuple[str, ...]:
        return (title, *(f"{volts * factor:.1f}" for volts in SENSORY_V))

    return TestStrip(
        _("From the sensory to the motor test"),
        (
            row(_("sensory threshold at 50 Hz, V"), 1.0),
            row(_("motor test at 2 Hz: three times, V"), MOTOR_FACTOR),
        ),
        _(
            "Go on to at least {volts} V in any case. Wanted: multifidus twitches. Forbidden: leg moves."
        ).format(volts=f"{LEAST_MOTOR_V:.1f}"),
    )


def _pain(case: Case) -> FieldGroup:
    scores: Line = (
        Field(_("before"), "/ 10"),
        Field(_("after"), "/ 10"),
        Field(_("at"), share=0.8),
        _relief(),
    )
    if case.burns:
        return FieldGroup(_("Pain"), (scores,))
    later: Line = tuple(Field(_("after {hours} h").format(hours=hours), "/ 10") for hours in (1, 2, 4, 6))
    return FieldGroup(_("Pain"), (scores, later))


def _relief() -> Field:
    """Return the blank for the relief, with the cut-off of the consensus, sections 4.4 and 5.4."""
    return Field(_("relief"), _("% (50 or more?)"), share=1.4)


def _afterwards(case: Case) -> FieldGroup:
    """Return what is asked for once the patient has gone home: it decides whether to ablate again."""
    therapy = answered_words(case.plan, "physiotherapy") if answer_words(case.plan, "physiotherapy") else ""
    return FieldGroup(
        _("Afterwards"),
        (
            (
                Field(therapy or _("physiotherapy: before ☐  after ☐"), blank=False, share=1.6),
                Field(_("follow-up at 3 months on")),
            ),
            (
                Field(_("pain at 3 months"), "/ 10"),
                _relief(),
                Field(_("relief lasted"), _("months")),
            ),
        ),
    )


def _room(case: Case) -> FieldGroup:
    lines: list[Line] = []
    if case.burns:
        lines.append((Field(_("ground pad checked ☐"), blank=False), Field(_("pad site"), share=1.5), _by()))
    if has(case.plan, "implanted_device"):
        lines.append((Field(_("implanted device restored ☐"), blank=False, share=1.5), Field(_("at")), _by()))
    if case.burns:
        lines += _through_cannula(case)
    if case.under_c_arm:
        lines.append(
            (Field(_("screening time"), _("min")), Field(_("dose")), Field(_("needle lot"), share=1.3))
        )
    else:
        lines.append((Field(_("dose")), Field(_("needle lot"), share=1.3)))
    lines.append((Field(_("what happened besides"), share=1.0),))
    lines.append((Field(""),))
    return FieldGroup(_("Room"), tuple(lines))


def _through_cannula(case: Case) -> list[Line]:
    """Return what is given once a nerve is burnt: as decided, or a blank where nobody has decided."""
    if has(case.plan, "steroid_after"):
        return [(Field(answered_words(case.plan, "steroid_after"), blank=False, share=2.5), _by())]
    if answer_words(case.plan, "steroid_after"):
        return []
    return [(Field(_("given through the cannula after burning (optional)"), share=2.5), _by())]


def _signatures() -> FieldGroup:
    return FieldGroup(
        _("Signed"),
        (
            (Field(_("operator")), Field(_("nurse")), Field(_("radiographer"))),
            (Field(_("date and time")), Field("")),
        ),
    )
