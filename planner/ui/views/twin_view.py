"""What a virtual C-arm shows from where a real one stood: beside its frame, moved and enlarged with it."""

from __future__ import annotations

from dataclasses import replace

from PySide6.QtCore import QPointF, QRectF, Qt
from PySide6.QtGui import QColor, QPainter, QPen
from PySide6.QtWidgets import QWidget

from planner.carm.beam import Beam
from planner.carm.beam_view import BeamView
from planner.ui import ink
from planner.ui.frames import beam_in_c_arm, beam_in_plan
from planner.ui.overlays import compose
from planner.ui.overlays.layers import picked_out, split
from planner.ui.overlays.marks import paint
from planner.ui.session import Session
from planner.ui.views.c_arm_gestures import CursorClick
from planner.ui.views.fluoroscope import Fluoroscope, Wish
from planner.ui.views.frame_view import FrameView
from planner.ui.views.furniture import MARGIN_PX, paint_corner, paint_letters
from planner.ui.views.gestures import Drag, Gestures
from planner.ui.views.sights import sight_in_frame
from planner.ui.views.virtual_view import VirtualView
from planner.words import _


class TwinView(VirtualView):
    """The virtual picture of the CT in the beam of a frame.

    Where the vertebra looked at is laid over the frame it is the same beam; else the same angles only, set on
    what the C-arm is set on, and it says so.
    """

    def __init__(
        self,
        real: FrameView,
        session: Session,
        gestures: Gestures,
        fluoroscope: Fluoroscope,
        parent: QWidget | None = None,
    ) -> None:
        self.real = real
        super().__init__(real.twin_pane, session, gestures, fluoroscope, parent)
        real.framed.connect(self._fit)

    @property
    def laid(self) -> bool:
        """Whether it is the beam of the frame itself, not only its angles."""
        return beam_in_plan(self.session, self.real.ref) is not None

    def _beam(self) -> Beam | None:
        session, ref = self.session, self.real.ref
        beam = beam_in_plan(session, ref)
        if beam is not None:
            return beam
        beam = beam_in_c_arm(session, ref)
        return None if beam is None else replace(beam, isocentre=session.look.c_arm.isocentre)

    def _wish_now(self) -> Wish | None:
        """Return the quick picture of what is wanted; None without a CT or where the frame has no beam."""
        beam, volume = self._beam(), self.session.volume
        if beam is None or volume is None:
            return None
        return Wish(volume, BeamView(beam, self.session.site.mirrored), False, True)

    def picture_px(self) -> QRectF:
        """Return where the picture lies in the widget."""
        plane = self.plane
        if plane is None:
            return QRectF(self.rect())
        width, height = plane.field_mm
        corners = self.to_pixel(-width / 2.0, -height / 2.0), self.to_pixel(width / 2.0, height / 2.0)
        return QRectF(*corners).intersected(QRectF(self.rect()))

    def _fit(self) -> None:
        """Show the part that the view of the frame shows, as large."""
        self.centre, self.mm_per_px = self.real.centre, self.real.mm_per_px
        self._apply_frame()

    def paint_over(self, painter: QPainter) -> None:
        """Paint the plan, letters and what this is."""
        area, plane = QRectF(self.rect()), self.plane
        if plane is None:
            painter.setPen(QColor(ink.MUTED))
            room = area.adjusted(MARGIN_PX, MARGIN_PX, -MARGIN_PX, -MARGIN_PX)
            painter.drawText(room, Qt.AlignmentFlag.AlignCenter | Qt.TextFlag.TextWordWrap, self._why_none())
        else:
            self._paint_plan(painter, plane)
            paint(painter, self.gestures.marks(self), self.to_pixel, area=self.picture_px())
            paint_letters(painter, plane, self.picture_px())
            paint_corner(painter, self._lines(), area, grounded=True)
        painter.setPen(QPen(QColor(ink.C_ARM), 2.0))
        painter.setBrush(Qt.BrushStyle.NoBrush)
        painter.drawRect(area.adjusted(1.0, 1.0, -1.0, -1.0))

    def _paint_plan(self, painter: QPainter, plane: BeamView) -> None:
        session = self.session
        if not session.look.overlays:
            return
        sight = sight_in_frame(session, plane)
        still, moving = split(sight, self.real.plan_seen) if session.editing else (sight, None)
        self.layer.paint(painter, self, picked_out(still))
        if moving is not None:
            paint(painter, compose(moving), self.to_pixel, area=self.picture_px())

    def _lines(self) -> tuple[tuple[str, str], ...]:
        level = self.session.look.frames.level.value
        if self.laid:
            words = _("Virtual, in the beam of the picture above; {level} is laid over").format(level=level)
            return ((words, ink.C_ARM),)
        return (
            (_("Virtual, from the same angles"), ink.C_ARM),
            (_("Not laid over the picture above: places do not correspond."), ink.WARNING),
        )

    def _why_none(self) -> str:
        session = self.session
        if self.failure:
            return self.failure
        if session.volume is None:
            return _("Open the CT of this patient to see here what a virtual C-arm shows from these angles.")
        geometry = self.real.geometry_told
        if geometry is not None and geometry.why_no_beam:
            return geometry.why_no_beam
        return _("The picture is being computed…") if geometry is not None else ""

    def background_drag(self, at: QPointF) -> Drag:
        """Return the click that puts the cursor there."""
        return CursorClick(self, at)

    def wheel(self, steps: float, turning: bool) -> None:
        """Do what the wheel does on the frame."""
        self.real.wheel(steps, turning)

    def zoom(self, factor: float, at: QPointF) -> None:
        """Enlarge together with the frame."""
        self.real.zoom(factor, at)

    def pan(self, by_px: QPointF) -> None:
        """Move together with the frame."""
        self.real.pan(by_px)

    def frame(self) -> object:
        """Return which part of the frame is seen."""
        return self.real.frame()

    def restore(self, frame: object) -> None:
        """Show the part of the frame that was seen."""
        self.real.restore(frame)
