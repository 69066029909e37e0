"""What lengths in the frames shown are worth, and the calibration of one by something of known size."""

from __future__ import annotations

from msgspec.structs import replace
from PySide6.QtWidgets import QWidget

from planner.carm.calibration import Calibration
from planner.carm.known_length import CalibrationError, Known
from planner.carm.known_length import KnownSize as Fitted
from planner.carm.wording import length_words
from planner.plan.c_arm import FrameRef, KnownSize
from planner.ui.frames import scale_in
from planner.ui.frames_look import OnFrame
from planner.ui.look import Tool
from planner.ui.panels.fields import StatusLine, icon_button, plain_label, push_button, row, rows
from planner.ui.panels.numbers import NumberField
from planner.ui.panels.panel import Panel
from planner.ui.session import Session
from planner.ui.tools.hand import Hand
from planner.words import _

USUAL_MM = {Known.LENGTH: 10.0, Known.DIAMETER: 1.3}
"""Offered first: the active tip of many cannulae; the width of an 18 gauge needle."""


class FrameSizeCard(Panel):
    """The state of the two frames that are shown, and how to better it."""

    def __init__(self, session: Session, hand: Hand, parent: QWidget | None = None) -> None:
        super().__init__(session, hand, parent)
        self._kind = Known.LENGTH
        column = rows(self)
        column.addWidget(plain_label(_("Lengths in these pictures"), "section"))
        self.states = (StatusLine(), StatusLine())
        for line in self.states:
            column.addWidget(line)
        self.length = push_button(
            _("Known length"), "distance", _("Mark both ends of something of known length")
        )
        self.diameter = push_button(
            _("Known diameter"), "needle", _("Mark opposite edges of a needle or ball of known diameter")
        )
        self.length.clicked.connect(lambda: self._take(Known.LENGTH))
        self.diameter.clicked.connect(lambda: self._take(Known.DIAMETER))
        column.addLayout(row(self.length, self.diameter, None))
        self._asked = QWidget()
        self.size_mm = NumberField(lambda _mm: None, unit=_("mm"), low=0.1, high=500.0, decimals=2)
        self.size_mm.setAccessibleName(_("Its true size"))
        self.use = push_button(_("Use"), "tick", _("Calibrate this picture by it"), primary=True)
        self.use.clicked.connect(self._use)
        self.drop = icon_button("delete", _("Do not use it"))
        self.drop.clicked.connect(lambda: self.session.look_at(self.session.look.with_frames(to_size=None)))
        self._asked.setLayout(row(plain_label(_("Its true size")), self.size_mm, self.use, self.drop, None))
        column.addWidget(self._asked)
        self._caution = plain_label("", "muted")
        column.addWidget(self._caution)
        self.remove = push_button(_("Remove calibration"), "delete")
        self.remove.clicked.connect(self._remove)
        column.addLayout(row(self.remove, None))
        self._measured = plain_label(
            _("Distance and angle (keys D, A) measure within one picture; an angle is then as projected."),
            "muted",
        )
        column.addWidget(self._measured)

    def shown(self) -> object:
        """Return the frames looked at, what is known of their sizes, and what waits for one."""
        look, c_arm = self.session.look.frames, self.session.plan.c_arm
        return self.session.runs, look.both, look.to_size, c_arm.known_sizes

    def refresh(self) -> None:
        """Show what lengths are worth in each picture, and ask for a size that is missing."""
        look, session = self.session.look.frames, self.session
        names = (_("left"), _("right"))
        for line, name, ref in zip(self.states, names, (look.left, look.right), strict=True):
            line.setVisible(ref is not None)
            if ref is not None:
                state = scale_in(session, ref).state
                role = "ok" if state is Calibration.CALIBRATED else "warn"
                words = _("{name}: {state}").format(name=name, state=state_words(session, ref))
                line.say(role if state.is_size else "not_assessed", words)
        self._asked.setVisible(look.to_size is not None)
        known = [ref for ref in look.both if session.plan.c_arm.known_size(ref) is not None]
        self.remove.setVisible(bool(known))
        self._caution.setVisible(bool(known))
        if known:
            size = session.plan.c_arm.known_size(known[0])
            assert size is not None
            self._caution.setText(_fitted(size).caution)

    def _take(self, kind: Known) -> None:
        self._kind = kind
        self.size_mm.show_value(USUAL_MM[kind])
        self.hand.take(Tool.KNOWN_LENGTH if kind is Known.LENGTH else Tool.KNOWN_DIAMETER)

    def _use(self) -> None:
        marked = self.session.look.frames.to_size
        if marked is None:
            return
        size = _size(self._kind, marked, self.size_mm.value())
        try:
            _fitted(size)
        except CalibrationError as error:
            self.hand.said.emit(str(error))
            return
        self.session.look_at(self.session.look.with_frames(to_size=None))
        plan = self.session.committed
        after = replace(plan, c_arm=plan.c_arm.with_known_size(size))
        self.commit(after, _("Calibrate a C-arm picture"))

    def _remove(self) -> None:
        plan, c_arm = self.session.committed, self.session.committed.c_arm
        for ref in self.session.look.frames.both:
            c_arm = c_arm.without_known_size(ref)
        self.commit(replace(plan, c_arm=c_arm), _("Remove calibration"))


def state_words(session: Session, ref: FrameRef) -> str:
    """Return what lengths in a frame are worth, with what a pixel is: "mm, calibrated: 0.259 mm a pixel"."""
    scale = scale_in(session, ref)
    match scale.state:
        case Calibration.CALIBRATED:
            hundred = length_words(scale.length((0.0, 0.0), (100.0, 0.0)))
            return _("calibrated: 100 px are {length}").format(length=hundred)
        case Calibration.ESTIMATED:
            return _("estimated from the distances of the C-arm, at the isocentre")
        case Calibration.DETECTOR:
            return _("on the detector only, larger than in the patient")
        case _:
            return _("pixels only: calibrate to measure")


def _size(kind: Known, marked: OnFrame, size_mm: float) -> KnownSize:
    first, last = marked.places_px
    return KnownSize(at=marked.at, kind=kind.value, from_px=first, to_px=last, size_mm=size_mm)


def _fitted(size: KnownSize) -> Fitted:
    return Fitted(Known(size.kind), size.from_px, size.to_px, size.size_mm)
