"""A short list of parts of the plan or of findings, two lines each; selecting works both ways."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from html import escape

from PySide6.QtCore import (
    QEvent,
    QModelIndex,
    QPersistentModelIndex,
    QRect,
    QSignalBlocker,
    QSize,
    Qt,
    Signal,
)
from PySide6.QtGui import QColor, QFont, QFontMetrics, QIcon, QPainter, QResizeEvent
from PySide6.QtWidgets import (
    QAbstractItemView,
    QListWidget,
    QListWidgetItem,
    QSizePolicy,
    QStyle,
    QStyledItemDelegate,
    QStyleOptionViewItem,
    QWidget,
)

from planner.ui.icons import icon, outcome_icon
from planner.ui.theme import colours

Index = QModelIndex | QPersistentModelIndex
_STATE = Qt.ItemDataRole.UserRole + 1
ICON_PX = 18
MARGIN_PX = 8
WRAP = Qt.TextFlag.TextWordWrap.value | Qt.AlignmentFlag.AlignLeft.value | Qt.AlignmentFlag.AlignTop.value


@dataclass(frozen=True)
class Entry:
    """A line of the list.

    Attributes
    ----------
    id
        What it is known by, unique in the list.
    text, state
        The upper line, and the lower one in smaller letters; empty where there is none.
    role
        An outcome whose icon stands before it; empty where `icon` does.
    icon
        The name of an icon.
    """

    id: str
    text: str
    state: str = ""
    role: str = ""
    icon: str = ""

    @property
    def picture(self) -> QIcon:
        """What stands before it."""
        return outcome_icon(self.role) if self.role else icon(self.icon, "muted", "muted")


class ItemList(QListWidget):
    """The list.

    Parameters
    ----------
    chosen
        Called with the id that the user selects.
    most
        The list is as high as its lines, up to this many; 0: it fills the room it is given.

    Signals
    -------
    hovered
        The id of the line under the pointer; empty when the pointer leaves the list.
    """

    hovered = Signal(str)

    def __init__(
        self, name: str, chosen: Callable[[str], None], most: int = 8, parent: QWidget | None = None
    ) -> None:
        super().__init__(parent)
        self._most = most
        self._entries: tuple[Entry, ...] = ()
        self.setAccessibleName(name)
        self.setItemDelegate(TwoLines(self))
        self.setSelectionMode(QAbstractItemView.SelectionMode.SingleSelection)
        self.setIconSize(QSize(ICON_PX, ICON_PX))
        self.setUniformItemSizes(False)
        self.setResizeMode(QListWidget.ResizeMode.Adjust)
        # without it the lines are not measured anew when the scroll bar takes some of their width
        self.setWordWrap(True)
        self.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self.setVerticalScrollMode(QAbstractItemView.ScrollMode.ScrollPerPixel)
        if most:
            self.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Fixed)
        self.currentItemChanged.connect(lambda item, _last: chosen(_id(item)) if item else None)
        self.itemClicked.connect(lambda item: chosen(_id(item)))
        self.setMouseTracking(True)
        self.itemEntered.connect(lambda item: self.hovered.emit(_id(item)))

    def show_entries(self, entries: Sequence[Entry], selected: str) -> None:
        """Show these lines and mark the selected one."""
        with QSignalBlocker(self):
            while self.count() > len(entries):
                self.takeItem(self.count() - 1)
            while self.count() < len(entries):
                self.addItem(QListWidgetItem())
            for row, entry in enumerate(entries):
                if row >= len(self._entries) or self._entries[row] != entry:
                    _show(self.item(row), entry)
            self._entries = tuple(entries)
            ids = [entry.id for entry in entries]
            self.setCurrentRow(ids.index(selected) if selected in ids else -1)
        if self._most:
            self._fit()

    def leaveEvent(self, event: QEvent) -> None:
        """Say that no line is under the pointer any more."""
        super().leaveEvent(event)
        self.hovered.emit("")

    def resizeEvent(self, event: QResizeEvent) -> None:
        """Fit anew: lines wrap otherwise in another width."""
        super().resizeEvent(event)
        if self._most:
            self._fit()

    def _fit(self) -> None:
        heights = sum(self.sizeHintForRow(row) for row in range(min(self.count(), self._most)))
        height = heights + 2 * self.frameWidth() + 2
        if self.height() != height or self.minimumHeight() != height:
            self.setFixedHeight(height)
        self.setVisible(self.count() > 0)


def _id(item: QListWidgetItem) -> str:
    return str(item.data(Qt.ItemDataRole.UserRole))


def _show(item: QListWidgetItem, entry: Entry) -> None:
    item.setData(Qt.ItemDataRole.UserRole, entry.id)
    item.setData(_STATE, entry.state)
    item.setText(entry.text)
    item.setIcon(entry.picture)
    whole = "\n".join(part for part in (entry.text, entry.state) if part)
    item.setData(Qt.ItemDataRole.AccessibleTextRole, whole)
    item.setToolTip(f"<qt>{escape(whole)}</qt>")


class TwoLines(QStyledItemDelegate):
    """Paints an icon, a line of text and below it a smaller, quieter one; both wrap."""

    def paint(self, painter: QPainter, option: QStyleOptionViewItem, index: Index) -> None:
        """Paint one line of the list."""
        self.initStyleOption(option, index)
        text, picture = option.text, QIcon(option.icon)
        option.text, option.icon = "", QIcon()
        style = option.widget.style()
        style.drawControl(QStyle.ControlElement.CE_ItemViewItem, option, painter, option.widget)
        chosen = bool(option.state & QStyle.StateFlag.State_Selected)
        area = option.rect.adjusted(MARGIN_PX, MARGIN_PX - 2, -MARGIN_PX, 2 - MARGIN_PX)
        picture.paint(
            painter,
            QRect(area.left(), area.top(), ICON_PX, ICON_PX),
            Qt.AlignmentFlag.AlignCenter,
            QIcon.Mode.Selected if chosen else QIcon.Mode.Normal,
        )
        area.setLeft(area.left() + ICON_PX + MARGIN_PX)
        theme = colours()
        painter.save()
        painter.setFont(option.font)
        painter.setPen(QColor(theme.on_accent if chosen else theme.text))
        upper = QFontMetrics(option.font).boundingRect(area, WRAP, text)
        painter.drawText(area, WRAP, text)
        area.setTop(upper.bottom() + 2)
        painter.setFont(_small(option))
        painter.setPen(QColor(theme.on_accent if chosen else theme.muted))
        painter.drawText(area, WRAP, str(index.data(_STATE) or ""))
        painter.restore()

    def sizeHint(self, option: QStyleOptionViewItem, index: Index) -> QSize:
        """Return the room that both lines need in the width of the list."""
        self.initStyleOption(option, index)
        view = option.widget
        width = view.viewport().width() if isinstance(view, QAbstractItemView) else option.rect.width()
        area = QRect(0, 0, max(width - ICON_PX - 3 * MARGIN_PX, 40), 10_000)
        height = QFontMetrics(option.font).boundingRect(area, WRAP, option.text).height()
        state = str(index.data(_STATE) or "")
        if state:
            height += 2 + QFontMetrics(_small(option)).boundingRect(area, WRAP, state).height()
        return QSize(width, max(height, ICON_PX) + 2 * MARGIN_PX - 4)


def _small(option: QStyleOptionViewItem) -> QFont:
    font = QFont(option.font)
    font.setPointSizeF(max(font.pointSizeF() - 1.0, 7.0))
    return font
