"""The questions that images cannot answer, topic by topic, as fields; each answer is one edit of the plan."""

from __future__ import annotations

from collections.abc import Iterator
from itertools import groupby

from PySide6.QtWidgets import QWidget

from planner.plan.answers import PLACE, QUESTIONS, Question, QuestionKind, Topic, questions
from planner.plan.templates import Template
from planner.ui.panels.answer_field import FIELDS, AnswerField
from planner.ui.panels.fields import GRID_PX, rows
from planner.ui.panels.joint_answers import JointAnswers
from planner.ui.session import Session


class AnswerFields(QWidget):
    """A field for every question of some topics that applies to the plan; its panel calls `refresh`.

    Questions about joints stand together in a table, as far as they have to do with one another.
    """

    def __init__(self, session: Session, topics: tuple[Topic, ...], parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.session, self._topics = session, topics
        self._single: dict[str, AnswerField] = {}
        self.tables: list[JointAnswers] = []
        self._column = rows(self, gap=GRID_PX + 4)
        for asked in _together(topics):
            self._add(asked)
        self.refresh()

    @property
    def fields(self) -> dict[str, AnswerField]:
        """The fields by the keys of their questions, also those that are hidden."""
        return self._single | {key: f for table in self.tables for key, f in table.fields.items()}

    def _add(self, asked: tuple[Question, ...]) -> None:
        if PLACE in asked[0].key:
            table = JointAnswers(self.session, asked)
            self.tables.append(table)
            self._column.addWidget(table)
            return
        for each in asked:
            field = self._single[each.key] = FIELDS[each.kind](self.session, each)
            self._column.addWidget(field)

    def refresh(self, templates: tuple[Template, ...] = ()) -> None:
        """Show the answers of the plan, the questions that apply to it, and which matter for a template."""
        plan = self.session.plan
        asked = {each.key for each in questions(plan, *self._topics)}
        for key, field in self._single.items():
            field.setVisible(key in asked)
            field.show_plan(plan, matters=any(template.cares(field.asked) for template in templates))
        for table in self.tables:
            table.refresh(templates)


def _together(topics: tuple[Topic, ...]) -> Iterator[tuple[Question, ...]]:
    """Yield the questions of some topics; those about joints with their likes, ticks with ticks."""
    for topic in topics:
        of_topic = (asked for asked in QUESTIONS if asked.topic is topic)
        for _likes, found in groupby(of_topic, key=lambda asked: (PLACE in asked.key, _likeness(asked))):
            yield tuple(found)


def _likeness(asked: Question) -> str:
    if PLACE not in asked.key:
        return ""
    return asked.key.partition(PLACE)[0] + str(asked.kind is QuestionKind.TICK)
