"""The plan's answers in words, for the sheet."""

from __future__ import annotations

from collections.abc import Iterator

from planner.plan.answers import QuestionKind, answer, choice_words, is_none, question
from planner.plan.plan import Plan
from planner.sheet.facts import plain
from planner.words import _

BOX, TICKED = "☐", "☑"
"""Something to tick, and something that was ticked on the screen."""


def answer_words(plan: Plan, key: str) -> str:
    """Return an answer in words, text as the user wrote it; empty where nobody has answered."""
    asked, given = question(key), answer(plan, key)
    if given is None:
        return ""
    if asked.kind is QuestionKind.TICK:
        return TICKED if given is True else BOX
    if asked.kind is QuestionKind.CHOICE:
        return plain(choice_words(asked, given))
    if asked.unit is not None and isinstance(given, float | int):
        return f"{given:g} {asked.unit}"
    if is_none(given):
        return _("none")
    return plain(str(given))


def answered_words(plan: Plan, key: str) -> str:
    """Return a question with its answer in words."""
    return _("{question}: {answer}").format(question=question(key).text, answer=answer_words(plan, key))


def has(plan: Plan, key: str) -> bool:
    """Say whether an answer tells of something that is there."""
    given = answer(plan, key)
    return given is not None and not is_none(given) and given != "does_not_apply"


def count_words(plan: Plan) -> str:
    """Return how the levels were counted and whether a vertebra is transitional."""
    method = answer_words(plan, "count_method") or _("HOW is not answered")
    match answer(plan, "transitional_vertebra"):
        case "yes":
            transitional = _("TRANSITIONAL VERTEBRA")
        case "no":
            transitional = _("no transitional vertebra")
        case "unknown":
            transitional = _("transitional vertebra: NOT KNOWN")
        case _:
            transitional = _("transitional vertebra: not answered")
    return _("{method}; {transitional}").format(method=method, transitional=transitional)


def counted_words(plan: Plan, report: bool) -> Iterator[str]:
    """Yield who counted, who checks it, and where there should be one, the tick that a report agrees."""
    yield _("counted by {person}").format(person=answer_words(plan, "counted_by") or "__________")
    yield _("checked by {person}").format(person="__________")
    if report:
        tick = answer_words(plan, "same_count_as_block_report") or BOX
        yield _("same as in the block report {tick}").format(tick=tick)


def pad_words(plan: Plan) -> str:
    """Return where the ground pad goes and what its skin must be like."""
    site = answer_words(plan, "pad_site") or _("lower limb, side ________")
    return _("{site}; skin clean, dry, no scar, no tattoo, no metal in that limb {tick}").format(
        site=site, tick=answer_words(plan, "pad_skin") or BOX
    )
