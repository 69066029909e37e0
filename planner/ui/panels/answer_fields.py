"""The questions that images cannot answer, as fields; each answer is one edit of the plan."""

from __future__ import annotations

from PySide6.QtWidgets import QCheckBox, QWidget

from planner.plan.answers import (
    NONE,
    QUESTIONS,
    Question,
    QuestionKind,
    Topic,
    answer,
    is_none,
    questions,
)
from planner.plan.plan import Answer
from planner.ui.panels.fields import GRID_PX, Choice, Tick, labelled, row, rows
from planner.ui.panels.numbers import TextField
from planner.ui.session import Session
from planner.words import _


class AnswerFields(QWidget):
    """A field for every question of some topics that applies to the plan; its panel calls `refresh`."""

    def __init__(self, session: Session, topics: tuple[Topic, ...], parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.session, self._topics = session, topics
        self.fields: dict[str, _Field] = {}
        self._column = rows(self, gap=GRID_PX + 4)
        for asked in (each for each in QUESTIONS if each.topic in topics):
            field = self.fields[asked.key] = _MAKERS[asked.kind](session, asked)
            self._column.addWidget(field)
        self.refresh()

    def refresh(self) -> None:
        """Show the answers of the plan, and the questions that apply to it."""
        plan = self.session.plan
        asked = {each.key for each in questions(plan, *self._topics)}
        for key, field in self.fields.items():
            field.setVisible(key in asked)
            field.show_answer(answer(plan, key))


class _Field(QWidget):
    """One question."""

    def __init__(self, session: Session, asked: Question) -> None:
        super().__init__()
        self.session, self.asked = session, asked

    def show_answer(self, value: Answer | None) -> None:
        """Show the answer of the plan."""
        raise NotImplementedError

    def keep(self, value: Answer | None) -> None:
        """Put an answer into the plan; None takes it back."""
        plan = self.session.committed.with_answer(self.asked.key, value)
        self.session.commit(plan, _("Answer: {question}").format(question=self.asked.text))


class _ChoiceField(_Field):
    def __init__(self, session: Session, asked: Question) -> None:
        super().__init__(session, asked)
        words = [(choice.value, str(choice.text)) for choice in asked.choices]
        self.choice = Choice(words, lambda value: self.keep(value or None), _("not answered"))
        self.setLayout(labelled(str(asked.text), self.choice))

    def show_answer(self, value: Answer | None) -> None:
        self.choice.show_value("" if value is None else str(value))


class _TextAnswer(_Field):
    def __init__(self, session: Session, asked: Question) -> None:
        super().__init__(session, asked)
        self.text = TextField(lambda text: self.keep(text or None), str(asked.hint or ""))
        self.setLayout(labelled(str(asked.text), self.text))

    def show_answer(self, value: Answer | None) -> None:
        self.text.show_value("" if value is None else str(value))


class _NoneOrText(_Field):
    """A tick "none", and a line for what there is; neither is "not answered"."""

    def __init__(self, session: Session, asked: Question) -> None:
        super().__init__(session, asked)
        self.none = QCheckBox(_("none"))
        self.none.setAccessibleName(_("{question}: none").format(question=asked.text))
        self.none.clicked.connect(lambda ticked: self.keep(NONE if ticked else None))
        self.text = TextField(lambda text: self.keep(text or None), str(asked.hint or ""))
        whole = QWidget()
        line = row(self.none, self.text)
        line.setStretch(1, 1)
        whole.setLayout(line)
        self.setLayout(labelled(str(asked.text), whole))
        self.text.setAccessibleName(str(asked.text))

    def show_answer(self, value: Answer | None) -> None:
        nothing = is_none(value)
        self.none.setChecked(nothing)
        self.text.show_value("" if value is None or nothing else str(value))


class _TickField(_Field):
    def __init__(self, session: Session, asked: Question) -> None:
        super().__init__(session, asked)
        self.tick = Tick(str(asked.text), lambda ticked: self.keep(True if ticked else None))
        self.setLayout(row(self.tick))

    def show_answer(self, value: Answer | None) -> None:
        self.tick.box.setChecked(value is True)


_MAKERS: dict[QuestionKind, type[_Field]] = {
    QuestionKind.CHOICE: _ChoiceField,
    QuestionKind.TEXT: _TextAnswer,
    QuestionKind.NONE_OR_TEXT: _NoneOrText,
    QuestionKind.TICK: _TickField,
}
