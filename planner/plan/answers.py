"""What images cannot answer: the one list of questions, and the keys under which a plan keeps the answers."""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum

from planner.plan.parts import ProcedureKind
from planner.plan.plan import Answer, Plan
from planner.words import N_, _


class QuestionKind(StrEnum):
    """How a question is answered: one of the choices, "none" or a free text, a free text, or a tick."""

    CHOICE = "choice"
    NONE_OR_TEXT = "none_or_text"
    TEXT = "text"
    TICK = "tick"


class Topic(StrEnum):
    """Where a question is asked."""

    COUNT = "count"
    HAZARD = "hazard"
    ROOM = "room"


@dataclass(frozen=True)
class Question:
    """A question by its key in the plan's answers.

    Attributes
    ----------
    text, hint
        What is asked, and an example of an answer; to be translated where they are shown.
    choices
        For a choice: the value kept in the plan and its words, to be translated where they are shown.
    needed
        Whether the sheet is incomplete without an answer.
    """

    key: str
    topic: Topic
    kind: QuestionKind
    text: str
    hint: str = ""
    choices: tuple[tuple[str, str], ...] = ()
    needed: bool = True


NONE = "none"
"""The answer that there is no such thing."""

_YES_NO = (("no", N_("no")), ("yes", N_("yes")))

QUESTIONS = (
    Question(
        "count_method",
        Topic.COUNT,
        QuestionKind.CHOICE,
        N_("Levels counted"),
        choices=(
            ("from_last_rib", N_("from the last rib downwards")),
            ("from_sacrum", N_("from the sacrum upwards")),
            ("iliolumbar_ligament", N_("by the iliolumbar ligament at L5")),
            ("earlier_report", N_("taken over from an earlier report")),
        ),
    ),
    Question("counted_by", Topic.COUNT, QuestionKind.TEXT, N_("Counted by"), N_("Name")),
    Question(
        "transitional_vertebra",
        Topic.COUNT,
        QuestionKind.CHOICE,
        N_("Transitional vertebra"),
        choices=(*_YES_NO, ("unknown", N_("not known"))),
    ),
    Question(
        "same_count_as_block_report",
        Topic.COUNT,
        QuestionKind.TICK,
        N_("Same count as in the block report"),
        needed=False,
    ),
    Question(
        "allergy", Topic.HAZARD, QuestionKind.NONE_OR_TEXT, N_("Allergy"), N_("Drug, contrast, latex …")
    ),
    Question(
        "anticoagulant", Topic.HAZARD, QuestionKind.NONE_OR_TEXT, N_("Anticoagulant"), N_("Name of the drug")
    ),
    Question(
        "anticoagulant_decision",
        Topic.HAZARD,
        QuestionKind.TEXT,
        N_("Decision on it"),
        N_("What was decided, and by whom"),
    ),
    Question(
        "implanted_device",
        Topic.HAZARD,
        QuestionKind.NONE_OR_TEXT,
        N_("Pacemaker, ICD or stimulator"),
        N_("Which device"),
    ),
    Question(
        "implanted_device_contact",
        Topic.HAZARD,
        QuestionKind.TEXT,
        N_("Device team"),
        N_("Who programs it, and how to reach them"),
    ),
    Question("infection", Topic.HAZARD, QuestionKind.NONE_OR_TEXT, N_("Infection"), N_("Where")),
    Question(
        "pregnancy",
        Topic.HAZARD,
        QuestionKind.CHOICE,
        N_("Pregnancy"),
        choices=(*_YES_NO, ("does_not_apply", N_("does not apply"))),
    ),
    Question(
        "sedation",
        Topic.ROOM,
        QuestionKind.CHOICE,
        N_("Sedation"),
        choices=(
            (NONE, N_("none")),
            ("short_acting", N_("short-acting, no opioid")),
            ("with_opioid", N_("with an opioid")),
        ),
    ),
    Question(
        "pad_site",
        Topic.ROOM,
        QuestionKind.TEXT,
        N_("Ground pad"),
        N_("Side and place, for example left calf"),
    ),
    Question(
        "pad_skin",
        Topic.ROOM,
        QuestionKind.TICK,
        N_("Skin there is clean, dry, without scar or tattoo"),
        needed=False,
    ),
    Question("operator", Topic.ROOM, QuestionKind.TEXT, N_("Operator"), N_("Name and grade")),
)
"""Every question, in the order in which it is asked."""

_BY_KEY = {question.key: question for question in QUESTIONS}
_FOLLOWS = {"anticoagulant_decision": "anticoagulant", "implanted_device_contact": "implanted_device"}
"""Questions that are asked only after another was answered with something there is."""


def question(key: str) -> Question:
    """Return the question of a key.

    Raises
    ------
    KeyError
        If no question has this key.
    """
    return _BY_KEY[key]


def answer(plan: Plan, key: str) -> Answer | None:
    """Return the answer to a question; None where nobody has answered. Blank text is no answer."""
    found = plan.answers.get(key)
    if isinstance(found, bool) and _BY_KEY[key].kind is not QuestionKind.TICK:
        return "yes" if found else "no"
    return None if isinstance(found, str) and not found.strip() else found


def is_none(value: Answer | None) -> bool:
    """Say whether an answer means that there is no such thing. No answer does not."""
    if isinstance(value, str):
        return value.strip().casefold() in (NONE, "no")
    return value is False


def applies(plan: Plan, asked: Question) -> bool:
    """Say whether a question has to do with this plan: a man is not asked for a pregnancy."""
    if asked.key == "pregnancy":
        return plan.patient.sex.strip().upper() != "M"
    if asked.key in ("pad_site", "pad_skin"):
        return plan.procedure.kind is ProcedureKind.RF_ABLATION
    if asked.key in _FOLLOWS:
        first = answer(plan, _FOLLOWS[asked.key])
        return first is not None and not is_none(first)
    return True


def questions(plan: Plan, *topics: Topic) -> tuple[Question, ...]:
    """Return the questions of some topics that apply to a plan, in order."""
    return tuple(q for q in QUESTIONS if q.topic in topics and applies(plan, q))


def unanswered(plan: Plan, *topics: Topic) -> tuple[Question, ...]:
    """Return the needed questions of some topics that nobody has answered."""
    return tuple(q for q in questions(plan, *topics) if q.needed and answer(plan, q.key) is None)


def choice_words(asked: Question, value: Answer) -> str:
    """Return the answer to a choice in words; a value that is not among the choices as it is."""
    return next((_(words) for key, words in asked.choices if key == str(value)), str(value))
