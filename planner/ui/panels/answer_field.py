"""A question that images cannot answer, as a field; its answer is one edit of the plan."""

from __future__ import annotations

from PySide6.QtWidgets import QCheckBox, QGridLayout, QLabel, QWidget

from planner.anatomy.wording import side_words
from planner.plan.answers import NONE, Question, QuestionKind, answer, is_none, number, questions
from planner.plan.plan import Answer, Plan
from planner.ui.icons import icon
from planner.ui.panels.fields import GRID_PX, Choice, Tick, plain_label, row, rows, set_role
from planner.ui.panels.numbers import NumberField, OptionalNumber, TextField
from planner.ui.panels.statement_line import StatementLine
from planner.ui.session import Session
from planner.words import _

MARK_PX = 18
NUMBER_PX = 124
UNIT_PX = 36


class Mark(QLabel):
    """A hollow circle where nobody has answered, a tick where somebody has."""

    def __init__(self) -> None:
        super().__init__()
        self.setFixedSize(MARK_PX, MARK_PX)

    def show_answered(self, answered: bool) -> None:
        """Show whether there is an answer."""
        picture = icon("tick", "ok") if answered else icon("unanswered", "muted")
        self.setPixmap(picture.pixmap(MARK_PX, MARK_PX))
        words = _("answered") if answered else _("not answered")
        self.setToolTip(words)
        self.setAccessibleName(words)


class AnswerField(QWidget):
    """One question with its mark and what it rests on; in a row of a table (`bare`) only what answers it.

    `silent` are those in which nothing says that there is no answer: the words of the question do.
    """

    silent = False

    def __init__(self, session: Session, asked: Question, *, bare: bool = False) -> None:
        super().__init__()
        self.session, self.asked, self.bare = session, asked, bare
        self.mark = Mark()
        self.label = plain_label(str(asked.text), "muted")
        session.opened_plan.connect(self.forget)

    def show_plan(self, plan: Plan, *, matters: bool = False) -> None:
        """Show what a plan answers, and whether the question matters for the procedure in particular."""
        value = answer(plan, self.asked.key)
        self.mark.show_answered(value is not None)
        words = str(self.asked.text)
        if value is None and self.silent:
            words = _("{question} (not answered)").format(question=words)
        self.show_words(words, "strong" if matters else "muted")
        self.show_answer(value)

    def show_words(self, words: str, role: str) -> None:
        """Show what is asked, in a role of the style sheet."""
        self.label.setText(words)
        set_role(self.label, role)

    def show_answer(self, value: Answer | None) -> None:
        """Show an answer."""
        raise NotImplementedError

    def keep(self, value: Answer | None) -> None:
        """Put an answer into the plan, as long as the plan asks for it; None takes it back."""
        plan = self.session.committed
        if self.asked in questions(plan, self.asked.topic):
            words = _("Answer: {question}").format(question=question_words(self.asked))
            self.session.commit(plan.with_answer(self.asked.key, value), words)

    def forget(self) -> None:
        """Drop what is being written: it was meant for a plan that is no more."""
        for text in self.findChildren(TextField):
            text.forget()
        for written in self.findChildren(NumberField):
            written.forget()

    def lay_out(self, editor: QWidget, named: QWidget) -> None:
        """Put what answers the question under its words; `named` is what the words are the name of."""
        named.setAccessibleName(question_words(self.asked))
        self.label.setBuddy(named)
        grid = _grid(self)
        if self.bare:
            grid.addWidget(editor, 0, 0)
            return
        grid.addWidget(self.mark, 0, 0)
        grid.addWidget(self.label, 0, 1)
        grid.addWidget(editor, 1, 1)
        self.add_statement(grid, 2)

    def add_statement(self, grid: QGridLayout, line: int) -> None:
        """Put below what the question rests on, where it rests on something."""
        rules = self.session.rules
        if self.asked.statement:
            grid.addWidget(StatementLine(rules, rules.statements[self.asked.statement]), line, 0, 1, 2)


def _grid(field: QWidget) -> QGridLayout:
    grid = QGridLayout(field)
    grid.setContentsMargins(0, 0, 0, 0)
    grid.setHorizontalSpacing(GRID_PX)
    grid.setVerticalSpacing(GRID_PX // 2)
    return grid


def question_words(asked: Question) -> str:
    """Return what is asked, and of which joint: "L4-L5 left: Diagnostic block"."""
    if asked.side is None:
        return str(asked.text)
    joint = _("{joint} {side}").format(joint=asked.joint, side=side_words(asked.side))
    return _("{joint}: {question}").format(joint=joint, question=asked.text)


class _ChoiceField(AnswerField):
    def __init__(self, session: Session, asked: Question, *, bare: bool = False) -> None:
        super().__init__(session, asked, bare=bare)
        words = [(choice.value, str(choice.text)) for choice in asked.choices]
        self.choice = Choice(words, lambda value: self.keep(value or None), _("not answered"))
        self.lay_out(self.choice, self.choice)

    def show_answer(self, value: Answer | None) -> None:
        self.choice.show_value("" if value is None else str(value))


class _TextAnswer(AnswerField):
    silent = True

    def __init__(self, session: Session, asked: Question, *, bare: bool = False) -> None:
        super().__init__(session, asked, bare=bare)
        self.text = TextField(lambda text: self.keep(text or None), str(asked.hint or ""))
        self.lay_out(self.text, self.text)

    def show_answer(self, value: Answer | None) -> None:
        self.text.show_value("" if value is None else str(value))


class _NoneOrText(AnswerField):
    """A tick "none", and a line for what there is; neither is "not answered"."""

    silent = True

    def __init__(self, session: Session, asked: Question, *, bare: bool = False) -> None:
        super().__init__(session, asked, bare=bare)
        self.none = QCheckBox(_("none"))
        self.none.setAccessibleName(_("{question}: none").format(question=asked.text))
        self.none.clicked.connect(lambda ticked: self.keep(NONE if ticked else None))
        self.text = TextField(lambda text: self.keep(text or None), str(asked.hint or ""))
        whole = QWidget()
        line = row(self.none, self.text)
        line.setStretch(1, 1)
        whole.setLayout(line)
        self.lay_out(whole, self.text)

    def show_answer(self, value: Answer | None) -> None:
        nothing = is_none(value)
        self.none.setChecked(nothing)
        self.text.show_value("" if value is None or nothing else str(value))


class _TickField(AnswerField):
    """A box to tick, which is its own mark, hollow until it is ticked."""

    silent = True

    def __init__(self, session: Session, asked: Question, *, bare: bool = False) -> None:
        super().__init__(session, asked, bare=bare)
        self.tick = Tick("" if bare else str(asked.text), lambda ticked: self.keep(True if ticked else None))
        self.tick.box.setFixedWidth(MARK_PX)
        self.tick.box.setAccessibleName(question_words(asked))
        grid = _grid(self)
        grid.addWidget(self.tick, 0, 0, 1, 2)
        if not bare:
            self.add_statement(grid, 1)

    def show_words(self, words: str, role: str) -> None:
        if not self.bare:
            self.tick.show_words(words, role)

    def show_answer(self, value: Answer | None) -> None:
        self.tick.box.setChecked(value is True)


class _NumberAnswer(AnswerField):
    """A number in its unit; empty is "not answered"."""

    def __init__(self, session: Session, asked: Question, *, bare: bool = False) -> None:
        super().__init__(session, asked, bare=bare)
        self.number = OptionalNumber(self.keep, low=asked.low, high=asked.high, blank=_("not answered"))
        self.number.setFixedWidth(NUMBER_PX)
        unit = plain_label(str(asked.unit))
        if bare:
            unit.setFixedWidth(UNIT_PX)
        whole = QWidget()
        column = rows(whole, gap=GRID_PX // 2)
        column.addLayout(row(self.number, unit, None))
        if asked.hint is not None:
            self.number.setToolTip(str(asked.hint))
            if not bare:
                column.addWidget(plain_label(str(asked.hint), "small"))
        self.lay_out(whole, self.number)

    def show_answer(self, value: Answer | None) -> None:
        meant = number(self.session.plan, self.asked.key)
        self.number.show_number(meant, "" if value is None else str(value))


FIELDS: dict[QuestionKind, type[AnswerField]] = {
    QuestionKind.CHOICE: _ChoiceField,
    QuestionKind.TEXT: _TextAnswer,
    QuestionKind.NONE_OR_TEXT: _NoneOrText,
    QuestionKind.TICK: _TickField,
    QuestionKind.NUMBER: _NumberAnswer,
}
"""What field each kind of question has."""
