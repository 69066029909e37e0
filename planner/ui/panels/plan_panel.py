"""The plan as a tree: side, targets and their needles; then the hardware. Each with how it stands."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from html import escape

from PySide6.QtCore import QSignalBlocker, QSize, Qt
from PySide6.QtGui import QKeyEvent
from PySide6.QtWidgets import (
    QAbstractItemView,
    QHeaderView,
    QTreeWidget,
    QTreeWidgetItem,
    QWidget,
)

from planner.anatomy.spine import Side
from planner.anatomy.wording import joint_words, side_words
from planner.checks.result import Result
from planner.plan.choosing import chosen_joints
from planner.plan.parts import MedialBranch, Needle, Target
from planner.plan.plan import Plan
from planner.plan.wording import procedure_words, role_words, target_words
from planner.sheet.facts import plain
from planner.ui.editing import Editing
from planner.ui.icons import icon, outcome_icon
from planner.ui.panels.fields import GRID_PX, plain_label, rows
from planner.ui.panels.hardware_panel import PIECE_ICONS
from planner.ui.panels.panel import Panel
from planner.ui.panels.status import piece_words, status, worst
from planner.ui.panels.targets_panel import target_state
from planner.ui.session import Session
from planner.ui.tools.hand import Hand
from planner.words import _


@dataclass(frozen=True)
class Row:
    """A row of the tree: a part's id (empty for a heading), its words, how it stands, what is below."""

    id: str
    text: str
    icon: str = ""
    role: str = ""
    state: str = ""
    below: tuple[Row, ...] = field(default=())


class PlanPanel(Panel):
    """The tree. Selecting works both ways; Del deletes what is selected."""

    def __init__(self, session: Session, hand: Hand, parent: QWidget | None = None) -> None:
        super().__init__(session, hand, parent)
        self.editing = Editing(session, self)
        self.editing.said.connect(hand.said)
        column = rows(self, margin=GRID_PX)
        self._title = plain_label("", "section")
        column.addWidget(self._title)
        self._empty = plain_label(_("Nothing planned yet. Choose joints in step 3."), "muted")
        column.addWidget(self._empty)
        self.tree = _Tree(self.editing.delete)
        self.tree.itemSelectionChanged.connect(self._select)
        column.addWidget(self.tree, 1)
        column.addStretch()
        self._rows: tuple[Row, ...] = ()

    def shown(self) -> object:
        """Return the rows and what is selected."""
        session = self.session
        of = session.plan.procedure.kind, session.laid_by is session.committed
        return plan_rows(session.plan, session.results), session.look.selected, of

    def refresh(self) -> None:
        """Show the plan as it is now."""
        session = self.session
        proposed = session.laid_by is not session.committed
        title = _("Plan with a proposal, not accepted: {procedure}") if proposed else _("Plan: {procedure}")
        self._title.setText(title.format(procedure=procedure_words(session.plan.procedure.kind)))
        shown = plan_rows(session.plan, session.results)
        with QSignalBlocker(self.tree):
            if _shape(shown) == _shape(self._rows):
                self._update(shown)
            else:
                self.tree.clear()
                self.tree.addTopLevelItems([_item(row) for row in shown])
                self.tree.expandAll()
                for item, row in zip(self.tree.items(), _flat(shown), strict=True):
                    item.setFirstColumnSpanned(not row.role)
            self._rows = shown
            self._mark_selected()
        self._empty.setVisible(not shown)
        self.tree.setVisible(bool(shown))

    def _update(self, shown: tuple[Row, ...]) -> None:
        for item, row in zip(self.tree.items(), _flat(shown), strict=True):
            _fill(item, row)

    def _mark_selected(self) -> None:
        selected = self.session.look.selected
        self.tree.clearSelection()
        for item in self.tree.items():
            if selected and item.data(0, Qt.ItemDataRole.UserRole) == selected:
                self.tree.setCurrentItem(item)

    def _select(self) -> None:
        item = self.tree.currentItem()
        chosen = str(item.data(0, Qt.ItemDataRole.UserRole)) if item is not None else ""
        if chosen and chosen != self.session.look.selected:
            self.session.select(chosen)


class _Tree(QTreeWidget):
    def __init__(self, delete: Callable[[], None]) -> None:
        super().__init__()
        self._delete = delete
        self.setColumnCount(2)
        self.setHeaderHidden(True)
        self.setAccessibleName(_("Plan"))
        self.setIconSize(QSize(16, 16))
        self.setIndentation(14)
        self.setSelectionMode(QAbstractItemView.SelectionMode.SingleSelection)
        header = self.header()
        header.setStretchLastSection(False)
        header.setSectionResizeMode(0, QHeaderView.ResizeMode.Stretch)
        header.setSectionResizeMode(1, QHeaderView.ResizeMode.ResizeToContents)

    def items(self) -> list[QTreeWidgetItem]:
        """Return every item, headings before what is below them."""
        return _below(self.invisibleRootItem())

    def keyPressEvent(self, event: QKeyEvent) -> None:
        """Delete what is selected with Del."""
        if event.key() == Qt.Key.Key_Delete:
            self._delete()
            return
        super().keyPressEvent(event)


def _below(item: QTreeWidgetItem) -> list[QTreeWidgetItem]:
    found: list[QTreeWidgetItem] = []
    for number in range(item.childCount()):
        child = item.child(number)
        assert child is not None
        found += [child, *_below(child)]
    return found


def plan_rows(plan: Plan, results: tuple[Result, ...]) -> tuple[Row, ...]:
    """Return the plan as rows: a heading for each side, needles without a target, hardware."""
    found = [_side_row(plan, side, results) for side in Side if any(t.side is side for t in plan.targets)]
    loose = [needle for needle in plan.needles if not needle.target]
    if loose:
        below = tuple(_needle_row(needle, results) for needle in loose)
        found.append(Row("", _("Needles without a target"), below=below))
    if plan.hardware:
        pieces = tuple(Row(p.id, piece_words(p), PIECE_ICONS[p.kind]) for p in plan.hardware)
        found.append(Row("", _("Hardware"), below=pieces))
    elif plan.hardware_reviewed:
        found.append(Row("", _("Hardware: none")))
    return tuple(found)


def _side_row(plan: Plan, side: Side, results: tuple[Result, ...]) -> Row:
    joints = _(", ").join(joint_words(joint) for joint in chosen_joints(plan, side))
    title = _("{side}: {joints}").format(side=side_words(side).upper(), joints=joints)
    below = tuple(_target_row(plan, target, results) for target in plan.targets if target.side is side)
    return Row("", title if joints else side_words(side).upper(), below=below)


def _target_row(plan: Plan, target: Target, results: tuple[Result, ...]) -> Row:
    role, state = target_state(plan, target)
    if role == "ok" and worst(results, target.id) is not None:
        role, state = status(results, target.id)
    picture = "nerve" if isinstance(target, MedialBranch) else "joint"
    below = tuple(_needle_row(needle, results) for needle in plan.needles_of(target))
    return Row(target.id, target_words(target), picture, role, state, below)


def _needle_row(needle: Needle, results: tuple[Result, ...]) -> Row:
    role, state = status(results, needle.id)
    text = _("{id} {role}").format(id=plain(needle.id), role=role_words(needle.role))
    return Row(needle.id, text, "needle", role, state)


def _flat(shown: tuple[Row, ...]) -> Iterator[Row]:
    """Yield every row, each before what is below it."""
    for row in shown:
        yield row
        yield from _flat(row.below)


def _shape(shown: tuple[Row, ...]) -> object:
    return tuple((row.id, _shape(row.below)) for row in shown)


def _item(row: Row) -> QTreeWidgetItem:
    item = QTreeWidgetItem()
    _fill(item, row)
    item.addChildren([_item(below) for below in row.below])
    return item


def _fill(item: QTreeWidgetItem, row: Row) -> None:
    item.setData(0, Qt.ItemDataRole.UserRole, row.id)
    item.setText(0, row.text)
    tip = f"<qt>{escape(row.text)}<br>{escape(row.state)}</qt>"
    item.setToolTip(0, tip)
    item.setToolTip(1, tip)
    if row.icon:
        item.setIcon(0, icon(row.icon, "muted", "muted"))
    if row.role:
        item.setIcon(1, outcome_icon(row.role))
        item.setText(1, short_words(row.role))
    if not row.id:
        item.setFlags(Qt.ItemFlag.ItemIsEnabled)
        font = item.font(0)
        font.setBold(True)
        item.setFont(0, font)


def short_words(role: str) -> str:
    """Return an outcome in one or two words, beside its icon."""
    match role:
        case "ok":
            return _("ok")
        case "warn":
            return _("look")
        case "fail":
            return _("fails")
        case "not_assessed":
            return _("unknown")
    return _("to do")
