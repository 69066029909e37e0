"""A vertebra of the CT laid over the frames shown: landmarks marked, laid by the pictures, accepted."""

from __future__ import annotations

from typing import TYPE_CHECKING

from msgspec.structs import replace
from PySide6.QtWidgets import QButtonGroup, QGridLayout, QProgressBar, QRadioButton, QWidget

from planner.anatomy.spine import Level
from planner.plan.c_arm import LaidOver
from planner.plan.wording import laid_within_words
from planner.ui.frames import FrameSource
from planner.ui.frames_look import Overlaid
from planner.ui.panels.fields import (
    Choice,
    StatusLine,
    labelled,
    plain_label,
    push_button,
    row,
    rows,
)
from planner.ui.panels.panel import Panel
from planner.ui.panels.seen_landmarks import SeenLandmarks
from planner.ui.seeking import Seeker
from planner.ui.session import Session
from planner.ui.tools.hand import Hand
from planner.words import N_, _, pgettext

if TYPE_CHECKING:
    from planner.ui.laying import Laying

OVERLAID_NAMES = {
    Overlaid.NOTHING: N_("plan only"),
    Overlaid.BLEND: N_("with the bone of the CT"),
    Overlaid.EDGES: N_("with its edges"),
}


class LayingCard(Panel):
    """Lays the vertebra that is looked at over the frames, and takes whether somebody finds that it fits."""

    def __init__(
        self, session: Session, hand: Hand, frame: FrameSource, parent: QWidget | None = None
    ) -> None:
        super().__init__(session, hand, parent)
        self._frame = frame
        self.seeker = Seeker(self)
        self.seeker.changed.connect(self.bring_up_to_date)
        self.seeker.found.connect(self._on_found)
        self._told: tuple[str, ...] = ()
        self._refusal = ""
        self._tried_for: Level | None = None
        column = rows(self)
        column.addWidget(plain_label(_("The CT over these pictures"), "section"))
        self.level = Choice([], self._set_level)
        column.addLayout(labelled(_("Vertebra"), self.level))
        self.seen = SeenLandmarks(session, hand)
        column.addWidget(self.seen)
        self.lay = push_button("", "frames", _("From the marked landmarks, then by the bone in the pictures"))
        self.lay.clicked.connect(self._lay)
        column.addLayout(row(self.lay, None))
        self._busy = QProgressBar()
        self._busy.setRange(0, 0)
        self._busy.setAccessibleName(_("The vertebra is being laid over the pictures"))
        column.addWidget(self._busy)
        self.told = StatusLine()
        column.addWidget(self.told)
        self._details = plain_label("", "muted")
        column.addWidget(self._details)
        column.addLayout(self._overlaid())
        self.accept = push_button(
            _("Accept"),
            "tick",
            _("I have looked: the bone of the CT lies on the bone of the pictures"),
            primary=True,
        )
        self.accept.clicked.connect(self._accept)
        self.away = push_button(
            pgettext("vertebra", "Take away"), "delete", _("The vertebra is no longer laid over pictures")
        )
        self.away.clicked.connect(self._take_away)
        column.addLayout(row(self.accept, self.away, None))

    def _overlaid(self) -> QGridLayout:
        grid, group = QGridLayout(), QButtonGroup(self)
        self.overlaid = {each: QRadioButton(_(name)) for each, name in OVERLAID_NAMES.items()}
        for line, (each, button) in enumerate(self.overlaid.items()):
            group.addButton(button)
            grid.addWidget(button, line, 0)
            button.clicked.connect(lambda _checked=False, each=each: self._show_overlaid(each))
        return grid

    def shown(self) -> object:
        """Return what is looked at, what is marked and laid, and whether a search is under way."""
        session = self.session
        c_arm = session.plan.c_arm
        return (
            (session.runs, session.look.frames, session.volume is not None, session.plan.levels),
            (c_arm.landmarks, c_arm.laid_over, c_arm.positions, self.seeker.busy, self._told, self._refusal),
        )

    def refresh(self) -> None:
        """Show the landmarks, what laying came to, and what can be done."""
        session = self.session
        levels = [marked.level for marked in session.plan.levels]
        self.level.set_choices([(level.value, level.value) for level in levels])
        self.level.show_value(self._level.value if self._level in levels else "")
        if levels and self._level not in levels:
            session.look_at(session.look.with_frames(level=levels[0]))
            return
        laid, busy = session.plan.c_arm.laid(self._level), self.seeker.busy
        words = _("Lay {level} over") if laid is None else _("Lay {level} over again")
        self.lay.setText(words.format(level=self._level.value))
        self.lay.setEnabled(bool(levels) and not busy and self.seen.count() >= LEAST)
        self._busy.setVisible(busy)
        self._show_outcome(laid)

    @property
    def _level(self) -> Level:
        return self.session.look.frames.level

    def _show_outcome(self, laid: LaidOver | None) -> None:
        self.told.setVisible(laid is not None or bool(self._refusal))
        self.accept.setVisible(laid is not None and not laid.accepted)
        self.away.setVisible(laid is not None)
        for each, button in self.overlaid.items():
            button.setVisible(laid is not None)
            button.setChecked(self.session.look.frames.overlaid is each)
        self._details.setVisible(laid is not None)
        if self._refusal and self._tried_for is self._level:
            self.told.say("fail", self._refusal)
        elif laid is not None:
            elsewhere = not set(laid.frames) & set(self.session.look.frames.both)
            role = "ok" if laid.accepted and not elsewhere else "warn"
            self.told.say(role, elsewhere_words(laid) if elsewhere else laid_words(laid))
        else:
            self.told.hide()
        if laid is not None:
            fresh = self._told if self._tried_for is self._level else ()
            self._details.setText("\n".join(fresh or (residual_words(laid),)))

    def _set_level(self, level: str) -> None:
        if level:
            self.session.look_at(self.session.look.with_frames(level=Level(level)))

    def _lay(self) -> None:
        self._tried_for, self._told, self._refusal = self._level, (), ""
        # not needed at the start, which every user waits for
        from planner.ui.laying import laying_of

        work = laying_of(self.session, self._level, self._frame)
        self.seeker.seek(lambda _tell: work())

    def _on_found(self, found: Laying | str) -> None:
        if isinstance(found, str):
            self._refusal = found
            self.bring_up_to_date()
            return
        self._told = found.words
        plan, level = self.session.committed, found.laid.level
        self.session.look_at(self.session.look.with_frames(overlaid=Overlaid.EDGES, level=level))
        after = replace(plan, c_arm=plan.c_arm.with_laid(found.laid))
        self.commit(after, _("Lay {level} over C-arm pictures").format(level=level.value))

    def _accept(self) -> None:
        plan = self.session.committed
        laid = plan.c_arm.laid(self._level)
        if laid is not None:
            after = replace(plan, c_arm=plan.c_arm.with_laid(replace(laid, accepted=True)))
            text = _("Accept {level} over C-arm pictures").format(level=self._level.value)
            self.commit(after, text)

    def _take_away(self) -> None:
        plan = self.session.committed
        after = replace(plan, c_arm=plan.c_arm.without_laid(self._level))
        self.commit(after, _("Take {level} off C-arm pictures").format(level=self._level.value))

    def _show_overlaid(self, overlaid: Overlaid) -> None:
        self.session.look_at(self.session.look.with_frames(overlaid=overlaid))


LEAST = 3
"""So many landmarks tell how a vertebra lies."""


def laid_words(laid: LaidOver) -> str:
    """Return how a vertebra is laid over frames, and whether somebody has accepted it."""
    said = _("{level} laid over: {within}").format(level=laid.level.value, within=laid_within_words(laid))
    if laid.accepted:
        return said
    return _("{words}. NOT accepted: look whether bone lies on bone.").format(words=said)


def elsewhere_words(laid: LaidOver) -> str:
    """Return that a vertebra is laid over other frames than those that are shown."""
    words = _("{level} is laid over other pictures than these: nothing of it is drawn here.")
    return words.format(level=laid.level.value)


def residual_words(laid: LaidOver) -> str:
    """Return how far the marked landmarks lie from where they are seen."""
    return _("Landmarks lie {mm:.1f} mm from where they are seen (root mean square).").format(
        mm=laid.residual_mm
    )
