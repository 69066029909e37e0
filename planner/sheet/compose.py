"""Plan, results and what the images say become the plan sheet, in the language in force."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import datetime
from enum import Enum

from planner.carm.site import Site
from planner.checks.result import Assessed, Outcome, Result
from planner.checks.wording import headline, subject_text
from planner.guideline.rules import Rules
from planner.imaging.volume import Volume
from planner.plan.file import plan_digest
from planner.plan.plan import Plan
from planner.sheet.case import (
    Case,
    joints_words,
    nerves_words,
    procedure_capitals,
    side_capitals,
    sides_capitals,
)
from planner.sheet.content import Banner, Sheet
from planner.sheet.desk import desk_page
from planner.sheet.facts import ImageFacts, date_words, person_name, plain, sex_words, visible
from planner.sheet.frames import frame_page
from planner.sheet.pictures import picture_page
from planner.sheet.record import record_page
from planner.sheet.room import room_page
from planner.sheet.texts import with_texts
from planner.words import _, language


class Obstacle(Enum):
    """Why there is no sheet."""

    OTHER_IMAGES = "image_identity"
    WRONG_SIDE = "side"


class SheetBlockedError(Exception):
    """A sheet would send a needle to the wrong patient or side. `str` is one sentence; `why` says which."""

    def __init__(self, why: Obstacle, sentence: str) -> None:
        super().__init__(sentence)
        self.why = why


def refuse_if_blocked(plan: Plan, results: Iterable[Result]) -> None:
    """Refuse a plan whose images or sides are not what they are said to be.

    Raises
    ------
    SheetBlockedError
        If the checks of the images or of a side fail.
    """
    failed = [r for r in results if isinstance(r, Assessed) and r.outcome is Outcome.FAIL]
    for why in Obstacle:
        for result in failed:
            if result.check == why.value:
                raise SheetBlockedError(
                    why,
                    _("No sheet: {subject}: {finding}").format(
                        subject=subject_text(plan, result), finding=headline(result)
                    ),
                )


TRUE_SCALE = "sheet_true_scale"
"""The answer of a plan whose sheet is always to be at true scale."""


def compose(
    plan: Plan,
    results: tuple[Result, ...],
    facts: ImageFacts,
    rules: Rules,
    now: datetime,
    site: Site,
    volume: Volume | None = None,
    true_scale: bool = False,
) -> Sheet:
    """Return the sheet of a plan: the same arguments in the same language give the same sheet.

    Parameters
    ----------
    results
        What `review` returned for this plan: the screen shows the same objects.
    rules
        The rules as the plan changes them.
    now
        The time printed on every page, with its time zone.
    site
        The room: its monitor and its C-arm.
    volume
        The images, which show metal that nobody has drawn; None: not at hand.
    true_scale
        Whether the slices along the needles are printed at true scale, with a bar to prove it; they are as
        well where the plan asks for it.

    Raises
    ------
    SheetBlockedError
        As `refuse_if_blocked`.
    """
    refuse_if_blocked(plan, results)
    to_scale = true_scale or plan.answers.get(TRUE_SCALE) is True
    case = Case(plan, results, facts, rules, now, site, volume, to_scale)
    # without a CT nothing is cut or computed: there are only the pictures that were taken
    pictures = frame_page(case) if case.estimated else picture_page(case)
    pages = (room_page(case), record_page(case), *((pictures,) if pictures else ()), desk_page(case))
    sheet = Sheet(language(), _("Facet plan"), now, _banner(case), pages)
    # ids and free text reach the sheet by many ways, some through the wording of the results
    return with_texts(sheet, visible)


def _banner(case: Case) -> Banner:
    patient = case.plan.patient
    identity = [
        _("ID {id}").format(id=plain(patient.id) or _("NOT GIVEN")),
        _("born {date}").format(date=date_words(patient.birth_date)),
        sex_words(patient.sex),
    ]
    return Banner(
        program=_("FACET PLAN"),
        disclaimer=_("planning aid, not a medical device"),
        origin=_("SAMPLE: no real patient") if case.facts.sample else _("REAL PATIENT"),
        watermark=_("SAMPLE") if case.facts.sample else "",
        patient=person_name(patient.name) or _("NAME NOT GIVEN"),
        identity=tuple(filter(None, identity)),
        plan=_("plan {digest}").format(digest=plan_digest(case.plan)),
        made=case.now.strftime("%Y-%m-%d %H:%M"),
        running=_running(case),
        continued=_("(continued)"),
        page_of=_("page {n} of {total}"),
    )


def _running(case: Case) -> str:
    """Return procedure, sides and joints in a line; sides whose joints differ, with these."""
    treated = joints_words(case) or nerves_words(case)
    by_side = any(treated.startswith(side_capitals(side)) for side in case.sides)
    sides = "" if by_side else sides_capitals(case.sides)
    return "  ".join(filter(None, (procedure_capitals(case.plan.procedure.kind), sides, treated)))
