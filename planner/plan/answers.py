"""What images cannot answer: the questions of ``resources/checklist/``, and a plan's answers to them.

Answers stand in a plan under the key of their question. A question about a joint is asked for every joint
that the plan treats: its key holds ``{joint}``, and the plan keeps "block.L4-L5.left.relief".
"""

from __future__ import annotations

from collections.abc import Iterator
from enum import StrEnum
from typing import Any

import msgspec

from planner.anatomy.spine import JOINTS, Joint, Side
from planner.assets import resource
from planner.plan.parts import Part, ProcedureKind
from planner.plan.plan import Answer, Plan
from planner.words.text import Text


class QuestionKind(StrEnum):
    """How a question is answered: one of the choices, "none" or a free text, a text, a tick, or a number."""

    CHOICE = "choice"
    NONE_OR_TEXT = "none_or_text"
    TEXT = "text"
    TICK = "tick"
    NUMBER = "number"


class Topic(StrEnum):
    """What a question is about, which is the name of its file; topics are asked in this order."""

    COUNT = "count"
    HAZARD = "hazard"
    ROOM = "room"
    CHOOSING = "choosing"
    BLOCK = "block"
    REPEAT = "repeat"
    DRUG = "drug"
    DEVICE = "device"
    EQUIPMENT = "equipment"
    GOVERNANCE = "governance"
    AFTERCARE = "aftercare"
    OUTCOME = "outcome"


class Line(Part, frozen=True, kw_only=True):
    """What an answer asks of the room, and the statement that it comes from."""

    text: Text
    statement: str


class Choice(Part, frozen=True, kw_only=True):
    """An answer to choose: the value kept in the plan, its words, and what it asks of the room."""

    value: str
    text: Text
    asks: tuple[Line, ...] = ()


PLACE = "{joint}"
"""Stands in the key of a question about a joint, where the plan has joint and side: "L4-L5.left"."""


class Question(Part, frozen=True, kw_only=True):
    """A question by its key in the plan's answers.

    Attributes
    ----------
    text, hint
        What is asked, and an example of an answer.
    choices
        The answers to choose from; none where it is not a choice.
    unit, low, high
        Of a number: its unit, and the smallest and largest that can be meant.
    needed
        Whether the sheet is incomplete without an answer.
    statement
        Id of the statement whose rule and grade are shown beside it; empty where there is none.
    follows
        Key of the question that must first be answered with something there is; empty: none.
    procedures, of_men
        For which procedures it is asked, and whether men are asked.
    by_template
        Whether a template may answer it: it says which procedure it is, not what was found in the patient.
    joint, side
        What the question is about, where its key names them.
    """

    key: str
    topic: Topic
    kind: QuestionKind
    text: Text
    hint: Text | None = None
    choices: tuple[Choice, ...] = ()
    unit: Text | None = None
    low: float = 0.0
    high: float = 0.0
    needed: bool = True
    statement: str = ""
    follows: str = ""
    procedures: tuple[ProcedureKind, ...] = tuple(ProcedureKind)
    of_men: bool = True
    by_template: bool = False
    joint: str = ""
    side: Side | None = None

    def __post_init__(self) -> None:
        if bool(self.choices) is not (self.kind is QuestionKind.CHOICE):
            raise ValueError(f"{self.key}: a choice has choices, nothing else has")
        number = self.kind is QuestionKind.NUMBER
        if number is (self.unit is None) or number is not (self.low < self.high):
            raise ValueError(f"{self.key}: a number has a unit and a range, nothing else has")
        if self.by_template and self.kind is not QuestionKind.CHOICE:
            raise ValueError(f"{self.key}: a template answers choices only")

    @property
    def general_key(self) -> str:
        """The key as it stands in the file: of a question about one joint with ``{joint}``."""
        return self.key if self.side is None else self.key.replace(f"{self.joint}.{self.side.value}", PLACE)

    def of(self, joint: Joint, side: Side) -> Question:
        """Return the question about one joint; the question itself where it is about none."""
        if PLACE not in self.key:
            return self
        place = f"{joint.name}.{side.value}"
        return msgspec.structs.replace(
            self,
            key=self.key.replace(PLACE, place),
            follows=self.follows.replace(PLACE, place),
            joint=joint.name,
            side=side,
        )


def _read() -> Iterator[Question]:
    folder = resource("checklist")
    for topic in Topic:
        content: dict[str, list[dict[str, Any]]] = msgspec.toml.decode(
            (folder / f"{topic}.toml").read_bytes()
        )
        for entry in content["question"]:
            yield msgspec.convert({**entry, "topic": topic.value}, Question)


NONE = "none"
"""The answer that there is no such thing."""

QUESTIONS = tuple(_read())
"""Every question, in the order in which it is asked; those about a joint once."""

_BY_KEY = {asked.key: asked for asked in QUESTIONS} | {
    (one := asked.of(joint, side)).key: one for asked in QUESTIONS for joint in JOINTS for side in Side
}


def question(key: str) -> Question:
    """Return the question of a key, also of one that names a joint and a side.

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


def number(plan: Plan, key: str) -> float | None:
    """Return the answer to a question for a number, in its unit; None without one that can be meant."""
    found, asked = answer(plan, key), _BY_KEY[key]
    return found if isinstance(found, float | int) and asked.low <= found <= asked.high else None


def is_none(value: Answer | None) -> bool:
    """Say whether an answer means that there is no such thing. No answer does not."""
    if isinstance(value, str):
        return value.strip().casefold() in (NONE, "no")
    return value is False


def applies(plan: Plan, asked: Question) -> bool:
    """Say whether a question has to do with this plan: a man is not asked for a pregnancy."""
    if plan.procedure.kind not in asked.procedures:
        return False
    if not asked.of_men and plan.patient.sex.strip().upper() == "M":
        return False
    first = answer(plan, asked.follows) if asked.follows else True
    return first is not None and not is_none(first)


def questions(plan: Plan, *topics: Topic) -> tuple[Question, ...]:
    """Return the questions of some topics that apply to a plan, in order; about joints, one for each."""
    of_topics = (asked for asked in QUESTIONS if asked.topic in topics)
    return tuple(one for asked in of_topics for one in _for_each(plan, asked) if applies(plan, one))


def _for_each(plan: Plan, asked: Question) -> Iterator[Question]:
    if PLACE in asked.key:
        yield from (asked.of(joint, side) for side in Side for joint in plan.joints(side))
    else:
        yield asked


def unanswered(plan: Plan, *topics: Topic) -> tuple[Question, ...]:
    """Return the needed questions of some topics that nobody has answered."""
    return tuple(q for q in questions(plan, *topics) if q.needed and answer(plan, q.key) is None)


def how_many_answered(plan: Plan, *topics: Topic) -> tuple[int, int]:
    """Return how many questions of some topics are answered, and how many there are.

    Ticks about one joint that rest on one statement are reasons for one thing: one of them answers them all.
    """
    answered: dict[object, bool] = {}
    for asked in questions(plan, *topics):
        together = asked.kind is QuestionKind.TICK and asked.joint
        what = (asked.statement, asked.joint, asked.side) if together else asked.key
        answered[what] = answered.get(what, False) or answer(plan, asked.key) is not None
    return sum(answered.values()), len(answered)


def choice_words(asked: Question, value: Answer) -> str:
    """Return the answer to a choice in words; a value that is not among the choices as it is."""
    return next((str(choice.text) for choice in asked.choices if choice.value == str(value)), str(value))


def asks(plan: Plan, key: str) -> tuple[Line, ...]:
    """Return what the answer to a choice asks of the room; nothing where the question does not apply."""
    asked, value = question(key), answer(plan, key)
    if value is None or not applies(plan, asked):
        return ()
    return next((choice.asks for choice in asked.choices if choice.value == str(value)), ())
