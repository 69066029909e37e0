"""The bar below a frame of a C-arm: which run is shown, which of its frames, is its view confirmed."""

from __future__ import annotations

from msgspec.structs import replace
from PySide6.QtCore import QSignalBlocker, Qt, QTimer
from PySide6.QtGui import QHideEvent, QShowEvent
from PySide6.QtWidgets import QHBoxLayout, QSizePolicy, QSlider, QWidget

from planner.plan.c_arm import ConfirmedView, FrameRef
from planner.sheet.facts import plain
from planner.ui.frames import Run, possible_letters, run_of
from planner.ui.icons import icon
from planner.ui.panels.fields import Choice, icon_button, plain_label, push_button
from planner.ui.session import Session
from planner.ui.views.frame_view import FrameView
from planner.words import _

USUAL_MS = 67.0
"""How long a frame is shown where its file does not say: 15 to the second."""


class FrameBar(QWidget):
    """Steers one view of frames."""

    def __init__(self, session: Session, view: FrameView, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.session, self.view = session, view
        self._listed: tuple[Run, ...] = ()
        self.run = Choice([], self._show_run)
        self.run.setAccessibleName(_("Picture or run of the C-arm"))
        self.run.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Fixed)
        self.slider = QSlider(Qt.Orientation.Horizontal)
        self.slider.setAccessibleName(_("Frame of the run"))
        self.slider.setFocusPolicy(Qt.FocusPolicy.NoFocus)
        self.slider.valueChanged.connect(self._go_to)
        self.play = icon_button("play", _("Play the run"))
        self.play.setCheckable(True)
        self.play.toggled.connect(self._play)
        self.number = plain_label("", "muted")
        self.number.setWordWrap(False)
        self.confirm = push_button(
            _("Confirm view"), "tick", _("I have compared where the detector stood with how the patient lay")
        )
        self.confirm.clicked.connect(lambda: self._confirm(None))
        self.sides = tuple(push_button("", hint=_("So lies this picture, head up")) for _n in range(2))
        for number, button in enumerate(self.sides):
            button.clicked.connect(lambda _on=False, number=number: self._tell_sides(number))
        line = QHBoxLayout(self)
        line.setContentsMargins(6, 3, 6, 3)
        line.setSpacing(6)
        for widget, stretch in (
            (self.run, 3),
            (self.play, 0),
            (self.slider, 2),
            (self.number, 0),
            (self.confirm, 0),
            *((button, 0) for button in self.sides),
        ):
            line.addWidget(widget, stretch)
        self._clock = QTimer(self)
        self._clock.timeout.connect(self._next)
        session.changed.connect(self.refresh)
        self.refresh()

    @property
    def _run(self) -> Run | None:
        return run_of(self.session.runs, self.view.ref)

    def refresh(self) -> None:
        """Show which run and frame is looked at, and what can be done with it."""
        if not self.isVisible():
            return
        runs, run, ref = self.session.runs, self._run, self.view.ref
        if runs != self._listed:
            self._listed = runs
            self.run.set_choices([(r.projection.sop_instance_uid, run_words(r)) for r in runs])
        self.setEnabled(run is not None)
        many = run is not None and run.projection.frames > 1
        for widget in (self.slider, self.play, self.number):
            widget.setVisible(many)
        if not many:
            self.play.setChecked(False)
        if run is None or ref is None:
            for button in (self.confirm, *self.sides):
                button.hide()
            return
        self.run.show_value(ref.sop_instance_uid)
        with QSignalBlocker(self.slider):
            self.slider.setRange(0, run.projection.frames - 1)
            self.slider.setValue(ref.frame)
        self.number.setText(f"{ref.frame + 1}/{run.projection.frames}")
        self._show_questions(run, ref)

    def _show_questions(self, run: Run, ref: FrameRef) -> None:
        """Ask whether the view is right; where the file does not tell its sides, which they are."""
        own = run.geometry(ref)
        letters = possible_letters(own) if own.why_no_side else ()
        open_one = self.session.plan.c_arm.confirmed_view(run.series_uid) is None
        self.confirm.setVisible(open_one and own.angles is not None and not letters)
        for button, each in zip(self.sides, letters or (("", ""), ("", "")), strict=True):
            button.setVisible(open_one and bool(letters))
            words = _("{letters} on the right").format(letters=each[0])
            button.setText(words)
            button.setAccessibleName(words)

    def _show_run(self, sop_instance_uid: str) -> None:
        run = next((r for r in self.session.runs if r.projection.sop_instance_uid == sop_instance_uid), None)
        if run is not None:
            self.view.show_frame(run.frame(0))

    def _go_to(self, number: int) -> None:
        run = self._run
        if run is not None:
            self.view.show_frame(run.frame(number))

    def _play(self, on: bool) -> None:
        run = self._run
        self.play.setIcon(icon("stop" if on else "play"))
        if on and run is not None:
            self._clock.start(round(run.projection.frame_ms or USUAL_MS))
        else:
            self._clock.stop()

    def _next(self) -> None:
        """Go on to the next frame, from the last to the first; one that is still being read is waited for."""
        run, ref = self._run, self.view.ref
        if run is not None and ref is not None and self.view.pictures.idle:
            self.view.show_frame(run.frame((ref.frame + 1) % run.projection.frames))

    def _tell_sides(self, number: int) -> None:
        run, ref = self._run, self.view.ref
        if run is not None and ref is not None:
            self._confirm(possible_letters(run.geometry(ref))[number])

    def _confirm(self, letters: tuple[str, str] | None) -> None:
        run, plan = self._run, self.session.committed
        if run is not None:
            view = ConfirmedView(series_uid=run.series_uid, letters=letters)
            after = replace(plan, c_arm=plan.c_arm.with_confirmed(view))
            self.session.commit(after, _("Confirm the view of C-arm pictures"))

    def showEvent(self, event: QShowEvent) -> None:
        """Catch up with what happened while the bar was hidden."""
        super().showEvent(event)
        self.refresh()

    def hideEvent(self, event: QHideEvent) -> None:
        """Play nothing that nobody sees."""
        super().hideEvent(event)
        self.play.setChecked(False)


def run_words(run: Run) -> str:
    """Return a run in a list: its description, its angles, how many frames."""
    projection = run.projection
    words = [plain(run.description) or _("C-arm picture")]
    if projection.primary_deg is not None and projection.secondary_deg is not None:
        angles = (round(projection.primary_deg), round(projection.secondary_deg))
        words.append(" / ".join(f"{angle:+d}°" for angle in angles))
    if projection.frames > 1:
        words.append(_("{n} frames").format(n=projection.frames))
    return " · ".join(words)
