"""A view of the virtual C-arm: what its screen shows, the plan on it, and the mouse that turns it."""

from __future__ import annotations

from dataclasses import replace

from PySide6.QtCore import QPointF, QRectF
from PySide6.QtGui import QKeyEvent, QPainter

from planner.carm.beam_view import BeamView
from planner.ui.beams import FIXED, beam_view, view_of
from planner.ui.c_arm_words import Shows, shown_by
from planner.ui.look import MAGNIFIED, CArmLook, CArmPane, within
from planner.ui.views.c_arm_foreground import paint_c_arm
from planner.ui.views.c_arm_gestures import CursorClick, TurnDrag, turn_by_key, turn_on_screen
from planner.ui.views.fluoroscope import Wish
from planner.ui.views.gestures import Drag
from planner.ui.views.virtual_view import VirtualView

MARGIN_PX = 2
WORDS_PX, PICTOGRAM_PX = 92.0, 80.0
"""Room above the field for the words, and below it for the drawing."""


class CArmView(VirtualView):
    """One of the views of the C-arm, on what the session looks at."""

    kind: CArmPane

    @property
    def steered(self) -> bool:
        """Whether the user turns this pane."""
        return self.kind not in FIXED

    @property
    def wanted(self) -> BeamView:
        """The view that the session asks for, held still while an edit is under way."""
        session = self.session
        return beam_view(self.kind, session.look, session.laid_by, session.site)

    @property
    def shows(self) -> Shows | None:
        """What the picture that is shown was made to show; None before there is one."""
        return self._shown.shows if self._shown is not None else None

    def _wish_now(self) -> Wish | None:
        """Return the quick picture of what the session asks for; None before images are open."""
        session, volume = self.session, self.session.volume
        if volume is None:
            return None
        shows = shown_by(session, view_of(self.kind, session.look, session.laid_by))
        return Wish(volume, self.wanted, session.look.c_arm.noise, True, shows)

    def picture_px(self) -> QRectF:
        """Return where the picture lies in the widget: the field of the detector, collimated or not."""
        side = min(self.width(), self.height()) - 2.0 * MARGIN_PX
        spare = self.height() - side
        below = min(max(spare - WORDS_PX, spare / 4.0), PICTOGRAM_PX)
        return QRectF((self.width() - side) / 2.0, spare - below, side, side)

    def _fit(self) -> None:
        """Fill the widget with the whole field of the detector, open or not."""
        session = self.session
        machine = session.site.machine
        share = machine.source_to_isocentre_mm / machine.source_to_detector_mm
        field_mm = machine.field_mm / session.look.c_arm.magnified * share
        field_px = self.picture_px()
        self.mm_per_px = field_mm / max(field_px.width(), 1.0)
        self.centre = (0.0, (self.height() / 2.0 - field_px.center().y()) * self.mm_per_px)
        self._apply_frame()

    def paint_over(self, painter: QPainter) -> None:
        """Paint the plan, letters, pictogram and texts."""
        paint_c_arm(painter, self)

    def background_drag(self, at: QPointF) -> Drag:
        """Return the drag that turns the C-arm; a click puts the cursor there."""
        return TurnDrag(self, at) if self.steered else CursorClick(self, at)

    def wheel(self, steps: float, turning: bool) -> None:
        """Turn the C-arm: to the side, with Shift to head or feet; a pane that stays is magnified."""
        if not self.steered:
            self.zoom(MAGNIFY_PER_STEP**steps, QPointF())
        elif turning:
            turn_on_screen(self.session, 0.0, steps)
        else:
            turn_on_screen(self.session, steps, 0.0)

    def zoom(self, factor: float, at: QPointF) -> None:
        """Magnify; the isocentre stays in the middle."""
        look = self.session.look
        magnified = within(look.c_arm.magnified * factor, MAGNIFIED)
        self.session.look_at(look.with_c_arm(magnified=magnified))

    def pan(self, by_px: QPointF) -> None:
        """Move the patient under the C-arm, as a table does."""
        plane, session = self.plane, self.session
        if plane is None:
            return
        step = plane.right * (by_px.x() * self.mm_per_px) + plane.down * (by_px.y() * self.mm_per_px)
        session.look_at(session.look.with_c_arm(isocentre=session.look.c_arm.isocentre + -step))

    def frame(self) -> CArmLook:
        """Return how the C-arm stands."""
        return self.session.look.c_arm

    def restore(self, frame: object) -> None:
        """Put the C-arm back to where it stood."""
        session = self.session
        session.look_at(replace(session.look, c_arm=frame))  # type: ignore[arg-type]

    def keyPressEvent(self, event: QKeyEvent) -> None:
        """Turn the C-arm by the arrow keys."""
        if not (self.steered and turn_by_key(self.session, event.key())):
            super().keyPressEvent(event)


MAGNIFY_PER_STEP = 1.1
"""How much a notch of the wheel or a key enlarges in a pane that stays."""
