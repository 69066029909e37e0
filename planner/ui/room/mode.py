"""The mode for the procedure room: fills the screen with one needle at a time; keys, foot pedal, gloves."""

from __future__ import annotations

from PySide6.QtCore import Qt
from PySide6.QtGui import QCloseEvent, QKeyEvent, QResizeEvent
from PySide6.QtWidgets import QHBoxLayout, QVBoxLayout, QWidget

from planner.sheet.compose import SheetBlockedError
from planner.ui.files import sheet_language
from planner.ui.room.board import Board
from planner.ui.room.content import RoomContent
from planner.ui.room.darkroom import Darkroom
from planner.ui.room.frame import Header, Progress, Turn, aid_words
from planner.ui.room.keys import FIRST, LAST, LEAVE, NEXT, PREVIOUS
from planner.ui.room.notice import Notice
from planner.ui.room.picture import beams_of
from planner.ui.room.style import style_sheet, tighten, unit_px
from planner.ui.session import Session
from planner.ui.views.fluoroscope import Fluoroscope
from planner.words import _, use

TURN_PX, MARGIN_PX, GAP_PX = 84.0, 14.0, 8.0
"""Width of the targets at the sides, what is left free round the rest and between its parts, as designed."""


class RoomMode(QWidget):
    """A window of its own that shows the needles of the plan one by one, in the order of the sheet.

    It changes nothing of the plan. While it is open it has its own needle; when it is left the session's
    selection is the needle that was seen last. Once left it holds nothing of plan and images.
    """

    def __init__(self, session: Session, fluoroscope: Fluoroscope, parent: QWidget | None = None) -> None:
        super().__init__(parent, Qt.WindowType.Window)
        self.session = session
        self.setObjectName("room")
        self.setAttribute(Qt.WidgetAttribute.WA_StyledBackground)
        self.setMinimumSize(640, 400)
        self.setFocusPolicy(Qt.FocusPolicy.StrongFocus)
        self._darkroom = Darkroom(fluoroscope, self)
        self._content: RoomContent | None = None
        self._shown: tuple[object, ...] | None = None
        self._reason = ""
        self._index = 0
        self.page: Board | Notice | None = None
        self.header, self.progress = Header(), Progress()
        self.back, self.onward = Turn(-1), Turn(1)
        self.back.clicked.connect(lambda: self.step(-1))
        self.onward.clicked.connect(lambda: self.step(1))
        self._lay_out()
        session.changed.connect(self._refresh)

    def _lay_out(self) -> None:
        self._column = QVBoxLayout()
        self._column.addWidget(self.header)
        self._column.addWidget(self.progress)
        self._line = QHBoxLayout(self)
        self._line.setContentsMargins(0, 0, 0, 0)
        self._line.setSpacing(0)
        self._line.addWidget(self.back)
        self._line.addLayout(self._column, 1)
        self._line.addWidget(self.onward)

    @property
    def needle(self) -> str:
        """The id of the needle that is shown; empty where none is."""
        return self._content.ids[self._index] if self._content is not None and self._content.ids else ""

    @property
    def idle(self) -> bool:
        """Whether every picture is there."""
        return self._darkroom.idle

    def open(self) -> None:
        """Fill the screen that the window is on, beginning with the needle that is selected."""
        window = self.parentWidget()
        if window is not None:
            self.setGeometry(window.screen().geometry())
        self.start()
        self.showFullScreen()
        self.activateWindow()
        self.setFocus()

    def start(self) -> None:
        """Go to the needle that is selected, or to that of the selected target, else to the first."""
        if self.session.editing:
            self.session.cancel()
        self._shown = None
        self._compose()
        selected, content = self.session.look.selected, self._content
        self._index = 0
        if content is not None:
            needles = content.case.needles
            ids = [needle.id for needle in needles] + [needle.target for needle in needles]
            self._index = ids.index(selected) % len(needles) if selected in ids else 0
        self._turn()

    def step(self, by: int) -> None:
        """Go on to the next needle (+1) or back (-1); at the ends nothing happens."""
        self.go_to(self._index + by)

    def go_to(self, index: int) -> None:
        """Show a needle by its place in the order of work."""
        count = len(self._content.ids) if self._content is not None else 0
        if 0 <= index < count and index != self._index:
            self._index = index
            self._turn()

    def _refresh(self) -> None:
        """Show the plan anew where it has changed, the same needle as far as it is still there."""
        if not self.isVisible() or self.session.editing:
            return
        before, shown = self.needle, self._shown
        self._compose()
        if self._shown == shown:
            return
        ids = self._content.ids if self._content is not None else ()
        last = max(0, len(ids) - 1)
        self._index = ids.index(before) if before in ids else min(self._index, last)
        self._turn()

    def _compose(self) -> None:
        """Read the session, unless what the room shows of it is the same."""
        session = self.session
        look = session.look.c_arm
        made_of = (session.committed, session.images, session.site, look.greys)
        if self._shown == made_of:
            return
        self._shown, self._content, self._reason = made_of, None, ""
        with use(sheet_language(session.committed)):
            if session.images is not None and session.committed.needles:
                try:
                    self._content = RoomContent(session)
                except SheetBlockedError as error:
                    self._reason = str(error)

    def _turn(self) -> None:
        """Show the page of the needle at hand."""
        self._take_away()
        with use(sheet_language(self.session.committed)):
            self.page = self._board() or self._notice()
        self._column.addWidget(self.page, 1)
        self._fit()
        self.page.show()

    def _take_away(self) -> None:
        if self.page is not None:
            self._column.removeWidget(self.page)
            self.page.hide()
            self.page.deleteLater()
            self.page = None

    def _board(self) -> Board | None:
        content = self._content
        if content is None:
            self._darkroom.drop()
            return None
        page = content.page(self._index)
        following = content.page(self._index + 1) if self._index + 1 < len(content.ids) else None
        self.header.say(content.banner, content.procedure)
        self.progress.say(page.progress, content.groups, self._index)
        self.back.setEnabled(self._index > 0)
        self.onward.setEnabled(following is not None)
        for part in (self.header, self.progress, self.back, self.onward):
            part.show()
        self._darkroom.want(content.volume, beams_of(page), () if following is None else beams_of(following))
        self._entitle(page.progress)
        return Board(content, page, self._darkroom)

    def _notice(self) -> Notice:
        """Return what stands there instead of a needle, and of the plan nothing beside it."""
        for part in (self.header, self.progress, self.back, self.onward):
            part.hide()
        self._entitle(_("Procedure room"))
        leave = _("Esc or F5: back to the window")
        if self._reason:
            return Notice(self._reason, leave, aid_words(), stop=True)
        words = _("No needle is planned yet. Draw one in step 4, Needles, then come back.")
        return Notice(words, leave, aid_words())

    def _entitle(self, words: str) -> None:
        notice = _("Planning aid, not a medical device")
        self.setWindowTitle(f"{words} – {notice}")

    def _fit(self) -> None:
        unit = unit_px(self.size())
        margin, gap = round(MARGIN_PX * unit), round(GAP_PX * unit)
        sheet = style_sheet(unit, 1.0)
        if sheet != self.styleSheet():
            self.setStyleSheet(sheet)
        for turn in (self.back, self.onward):
            turn.setFixedWidth(round(TURN_PX * unit))
        self._column.setContentsMargins(margin, margin, margin, margin)
        self._column.setSpacing(gap)
        for part in (self.header, self.progress):
            tighten(part, unit, 1.0)
            part.set_unit(unit)
        if isinstance(self.page, Board):
            width = self.width() - 2 * round(TURN_PX * unit) - 2 * margin
            used = sum(_height(part, width) + gap for part in (self.header, self.progress))
            self.page.fit(unit, width, self.height() - 2 * margin - used)

    def keyPressEvent(self, event: QKeyEvent) -> None:
        """Turn the pages or leave, by keys or by a pedal that sends them."""
        key = Qt.Key(event.key())
        if event.isAutoRepeat():
            return  # a pedal that is held down must not run through the needles
        if key in NEXT:
            self.step(1)
        elif key in PREVIOUS:
            self.step(-1)
        elif key in FIRST:
            self.go_to(0)
        elif key in LAST and self._content is not None:
            self.go_to(len(self._content.ids) - 1)
        elif key in LEAVE:
            self.close()
        else:
            super().keyPressEvent(event)

    def resizeEvent(self, event: QResizeEvent) -> None:
        """Give everything the size that the screen allows."""
        super().resizeEvent(event)
        self._fit()

    def closeEvent(self, event: QCloseEvent) -> None:
        """Leave the needle that was seen last selected, and let go of plan and images."""
        super().closeEvent(event)
        if self.needle not in ("", self.session.look.selected):
            self.session.select(self.needle)
        self._take_away()
        self._darkroom.drop()
        self._content = self._shown = None


def _height(part: QWidget, width: int) -> int:
    return part.heightForWidth(width) if part.hasHeightForWidth() else part.sizeHint().height()
