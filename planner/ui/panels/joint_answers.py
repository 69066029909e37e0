"""The same questions about every joint that the plan treats: a table, a row for each joint and side."""

from __future__ import annotations

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QGridLayout, QVBoxLayout, QWidget

from planner.anatomy.spine import Joint, Side
from planner.anatomy.wording import side_words
from planner.plan.answers import Question, QuestionKind, answer, applies
from planner.plan.plan import Plan
from planner.plan.templates import Template
from planner.ui.panels.answer_field import FIELDS, MARK_PX, AnswerField, Mark
from planner.ui.panels.fields import GRID_PX, plain_label, row, rows, set_role
from planner.ui.panels.statement_line import StatementLine
from planner.ui.session import Session
from planner.words import _

Place = tuple[Joint, Side]
TICK_PX = 58
"""Width of the column of a tick, for its words above it."""


class JointAnswers(QWidget):
    """The table. Its rows come and go with the targets; a row stays that of its joint and side.

    `asked` holds questions as they stand in their file, about no joint in particular. Those that follow from
    another stand below its field, once it is answered.
    """

    def __init__(self, session: Session, asked: tuple[Question, ...], parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.session, self.asked = session, asked
        self._rows: dict[Place, JointRow] = {}
        self._heads = [plain_label(str(each.text)) for each in asked if not each.follows]
        column = rows(self, gap=GRID_PX // 2)
        column.addLayout(self._head())
        self._column = rows(gap=GRID_PX)
        column.addLayout(self._column)
        statements = dict.fromkeys(each.statement for each in asked if each.statement)
        for statement in statements:
            line = StatementLine(session.rules, session.rules.statements[statement])
            column.addWidget(line)

    @property
    def fields(self) -> dict[str, AnswerField]:
        """The fields of all rows by the keys of their questions, also of rows that are hidden."""
        return {key: field for each in self._rows.values() for key, field in each.fields.items()}

    def _head(self) -> QGridLayout:
        grid = QGridLayout()
        grid.setHorizontalSpacing(GRID_PX // 2)
        leads = [each for each in self.asked if not each.follows]
        if len(leads) == 1:
            grid.addLayout(_indented(self._heads[0]), 0, 0)
            return grid
        grid.setColumnStretch(0, 1)
        for column, head in enumerate(self._heads, start=1):
            head.setAlignment(Qt.AlignmentFlag.AlignHCenter | Qt.AlignmentFlag.AlignBottom)
            head.setFixedWidth(TICK_PX)
            grid.addWidget(head, 0, column)
        return grid

    def refresh(self, templates: tuple[Template, ...]) -> None:
        """Show a row for each joint that the plan treats, and what it asks there."""
        plan = self.session.plan
        treated = [(joint, side) for side in Side for joint in plan.joints(side)]
        asked = any(applies(plan, each) for each in self.asked)
        self.setVisible(bool(treated) and asked)
        for place in treated:
            if place not in self._rows:
                self._rows[place] = JointRow(self.session, self.asked, place)
                self._sort()
        for place, shown in self._rows.items():
            shown.setVisible(place in treated)
            shown.show_plan(plan, templates)
        leads = (each for each in self.asked if not each.follows)
        strong, plain = ("small_strong", "small") if len(self._heads) > 1 else ("strong", "muted")
        for head, each in zip(self._heads, leads, strict=True):
            set_role(head, strong if any(template.cares(each) for template in templates) else plain)

    def _sort(self) -> None:
        """Put the rows in the order of the sides, and on each from above downwards."""
        for place in sorted(self._rows, key=lambda place: (list(Side).index(place[1]), place[0].name)):
            self._column.addWidget(self._rows[place])


class JointRow(QWidget):
    """The questions about one joint: its name, the fields, and below them what follows from the answer."""

    def __init__(self, session: Session, asked: tuple[Question, ...], place: Place) -> None:
        super().__init__()
        joint, side = place
        self.fields: dict[str, AnswerField] = {}
        self._mark = Mark()
        self._name = plain_label(_("{joint} {side}").format(joint=joint.name, side=side_words(side)))
        self._word = plain_label("", "small")
        self._follow: list[tuple[Question, QWidget]] = []
        column = rows(self, gap=GRID_PX // 2)
        fields = [FIELDS[each.kind](session, each.of(joint, side), bare=True) for each in asked]
        self.fields = {field.asked.key: field for field in fields}
        column.addLayout(self._first_line([field for field in fields if not field.asked.follows]))
        for field in fields:
            if field.asked.follows:
                column.addWidget(self._following(field))

    def _first_line(self, fields: list[AnswerField]) -> QGridLayout:
        grid = QGridLayout()
        grid.setHorizontalSpacing(GRID_PX // 2)
        grid.setColumnMinimumWidth(0, MARK_PX + GRID_PX // 2)
        name = rows(gap=0)
        name.addWidget(self._name)
        ticks = fields[0].asked.kind is QuestionKind.TICK
        name.addWidget(self._word)
        if ticks:
            self._word.setText(_("not answered"))
            self._word.setWordWrap(False)
        grid.addWidget(
            self._mark, 0, 0, Qt.AlignmentFlag.AlignTop if ticks else Qt.AlignmentFlag.AlignVCenter
        )
        grid.addLayout(name, 0, 1)
        grid.setColumnStretch(1 if ticks else 2, 1)
        for column, field in enumerate(fields, start=2):
            grid.addWidget(field, 0, column, Qt.AlignmentFlag.AlignTop if ticks else Qt.AlignmentFlag(0))
            if ticks:
                field.setFixedWidth(TICK_PX)
                field.setContentsMargins((TICK_PX - MARK_PX) // 2, 0, 0, 0)
        return grid

    def _following(self, field: AnswerField) -> QWidget:
        whole = QWidget()
        line = row(field.label, field)
        line.setStretch(0, 1)
        line.setContentsMargins(3 * GRID_PX, 0, 0, 0)
        whole.setLayout(line)
        self._follow.append((field.asked, whole))
        return whole

    def show_plan(self, plan: Plan, templates: tuple[Template, ...]) -> None:
        """Show what a plan answers about the joint."""
        for field in self.fields.values():
            field.show_plan(plan, matters=any(template.cares(field.asked) for template in templates))
        for asked, line in self._follow:
            line.setVisible(applies(plan, asked))
        given = [answer(plan, key) is not None for key in self.fields]
        first = any(given) if not self._follow else given[0]
        self._mark.show_answered(first)
        self._word.setVisible(not first and bool(self._word.text()))


def _indented(widget: QWidget) -> QVBoxLayout:
    layout = rows(gap=0)
    layout.setContentsMargins(3 * GRID_PX, 0, 0, 0)
    layout.addWidget(widget)
    return layout
