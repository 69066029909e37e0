"""The check list: what images cannot answer, in groups as a clinician works, with templates of procedures."""

from __future__ import annotations

from PySide6.QtCore import QSize, Qt
from PySide6.QtWidgets import QHBoxLayout, QLabel, QMenu, QPushButton, QToolButton, QWidget

from planner.plan.answers import Topic, choice_words, how_many_answered, question
from planner.plan.plan import Plan
from planner.plan.templates import TEMPLATES, Template, followed, with_template
from planner.plan.wording import procedure_words
from planner.ui.icons import icon
from planner.ui.panels.answer_fields import AnswerFields
from planner.ui.panels.fields import GRID_PX, StatusLine, plain_label, row, rows
from planner.ui.session import Session
from planner.words import N_, _, ngettext

GROUPS: dict[str, tuple[Topic, ...]] = {
    N_("Indication"): (Topic.CHOOSING, Topic.BLOCK, Topic.REPEAT),
    N_("Blood, devices and drugs"): (Topic.HAZARD, Topic.DEVICE, Topic.DRUG),
    N_("Room and operator"): (Topic.ROOM, Topic.EQUIPMENT, Topic.GOVERNANCE),
    N_("Consent and aftercare"): (Topic.AFTERCARE, Topic.OUTCOME),
}
"""The groups by their names, in order. How the levels were counted is asked where they are marked."""

LISTED = tuple(topic for topics in GROUPS.values() for topic in topics)
"""The topics of the check list."""


class CheckList(QWidget):
    """The templates, then the groups, each folded under its name until it is opened."""

    def __init__(self, session: Session, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.session = session
        self.template = QToolButton()
        self.template.setText(_("Use a template"))
        self.template.setAccessibleName(_("Use a template"))
        self.template.setToolTip(_("Set the procedure and see which questions matter for it"))
        self.template.setProperty("kind", "mark")
        self.template.setPopupMode(QToolButton.ToolButtonPopupMode.InstantPopup)
        self.template.setIcon(icon("down", "muted", "muted"))
        self.template.setIconSize(QSize(12, 12))
        self.template.setLayoutDirection(Qt.LayoutDirection.RightToLeft)
        self.template.setToolButtonStyle(Qt.ToolButtonStyle.ToolButtonTextBesideIcon)
        self.menu = self._menu()
        self.template.setMenu(self.menu)
        self._followed = plain_label("", "muted")
        self._did = StatusLine()
        self._made: Plan | None = None
        self.groups = {name: Group(session, _(name), topics) for name, topics in GROUPS.items()}
        column = rows(self, gap=0)
        column.addLayout(row(plain_label(_("Check list"), "section"), None, self.template))
        column.addSpacing(GRID_PX)
        column.addWidget(self._did)
        column.addWidget(self._followed)
        column.addSpacing(GRID_PX)
        for group in self.groups.values():
            column.addWidget(group)

    def _menu(self) -> QMenu:
        menu = QMenu(self)
        for template in TEMPLATES:
            action = menu.addAction(str(template.title))
            action.triggered.connect(lambda _checked=False, template=template: self.use(template))
        return menu

    def use(self, template: Template) -> None:
        """Make the plan follow a template, as one edit, and say what that changed."""
        before = self.session.committed
        after = with_template(before, template)
        self._made = after
        self._did.say("ok", _done(before, after, template))
        words = _("Use template: {template}").format(template=template.title)
        self.session.commit(after, words)
        self.refresh()

    def refresh(self) -> None:
        """Show the answers of the plan, and for which procedure which questions matter."""
        templates = followed(self.session.plan)
        names = _(", ").join(str(template.title) for template in templates)
        self._followed.setText(_("Bold: what matters for {procedure}").format(procedure=names))
        self._did.setVisible(self._made is not None and self.session.plan == self._made)
        for group in self.groups.values():
            group.refresh(templates)


def _done(before: Plan, after: Plan, template: Template) -> str:
    """Return what using a template changed."""
    told = []
    if after.procedure.kind is not before.procedure.kind:
        told.append(
            _("Procedure changed from {old} to {new}.").format(
                old=procedure_words(before.procedure.kind), new=procedure_words(after.procedure.kind)
            )
        )
    for key, value in template.answers.items():
        if before.answers.get(key) != value:
            asked = question(key)
            words = _("{question}: {answer}").format(question=asked.text, answer=choice_words(asked, value))
            told.append(_("Answered: {answer}.").format(answer=words))
    if not told:
        return _("The plan follows this template already: nothing was changed.")
    return " ".join([*told, _("Undo takes it back.")])


class Group(QWidget):
    """Some topics under one name; a click on it unfolds them."""

    def __init__(self, session: Session, name: str, topics: tuple[Topic, ...]) -> None:
        super().__init__()
        self.session, self.name, self._topics = session, name, topics
        self.head = QPushButton()
        self.head.setProperty("kind", "group")
        self.head.setCheckable(True)
        self._arrow = QLabel()
        self.count = plain_label("", "muted")
        self.count.setWordWrap(False)
        line = QHBoxLayout(self.head)
        line.setContentsMargins(0, 0, GRID_PX // 2, 0)
        line.setSpacing(GRID_PX)
        for label in (self._arrow, plain_label(name, "strong"), self.count):
            label.setAttribute(Qt.WidgetAttribute.WA_TransparentForMouseEvents)
            line.addWidget(label)
        line.setStretch(1, 1)
        self.answers = AnswerFields(session, topics)
        self._inside = QWidget()
        inside = rows(self._inside)
        inside.setContentsMargins(0, GRID_PX // 2, 0, 2 * GRID_PX)
        inside.addWidget(self.answers)
        column = rows(self, gap=0)
        column.addWidget(self.head)
        column.addWidget(self._inside)
        self.head.toggled.connect(self._fold)
        self._fold(opened=False)

    def refresh(self, templates: tuple[Template, ...]) -> None:
        """Show the answers of the plan and how many there are."""
        done, all_of_them = how_many_answered(self.session.plan, *self._topics)
        words = ngettext("{n} of {all} answered", "{n} of {all} answered", all_of_them)
        self.count.setText(words.format(n=done, all=all_of_them))
        self.answers.refresh(templates)
        self._name()

    def _fold(self, opened: bool) -> None:
        self._inside.setVisible(opened)
        self._arrow.setPixmap(icon("up" if opened else "down", "muted").pixmap(16, 16))
        self._name()

    def _name(self) -> None:
        self.head.setAccessibleName(_("{group}: {count}").format(group=self.name, count=self.count.text()))
