"""What is painted over a picture of the C-arm: the plan, letters, where the detector stands, warnings."""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtCore import QPointF, QRectF, Qt
from PySide6.QtGui import QColor, QPainter, QPen

from planner.carm.beam_view import BeamView
from planner.ui import ink
from planner.ui.c_arm_words import c_arm_lines
from planner.ui.overlays import compose
from planner.ui.overlays.layers import picked_out, split
from planner.ui.overlays.marks import paint
from planner.ui.views.furniture import MARGIN_PX, paint_corner, paint_letters, paint_scale_bar
from planner.ui.views.pictogram import paint_pictogram
from planner.ui.views.sights import sight_of
from planner.words import _

if TYPE_CHECKING:
    from planner.ui.views.c_arm_view import CArmView

CROSS_PX = (5.0, 12.0)
"""The cursor's cross leaves its middle free: it runs between these distances from it."""
ROOM_FOR_PICTOGRAM_PX = 260
"""A view less high than this goes without the drawing."""


def paint_c_arm(painter: QPainter, view: CArmView) -> None:
    """Paint everything over the picture of `view`, in its pixels."""
    area = QRectF(view.rect())
    plane, shows, session = view.plane, view.shows, view.session
    if plane is not None and shows is not None:
        if session.look.overlays:
            _paint_plan(painter, view, plane)
        if session.look.crosshair:
            _paint_cursor(painter, view, plane)
        field = view.picture_px()
        paint(painter, view.gestures.marks(view), view.to_pixel, area=field)
        paint_letters(painter, plane, field)
        paint_scale_bar(painter, view.mm_per_px, field)
        paint_corner(painter, c_arm_lines(session, shows, plane, view.steered), area, grounded=True)
        if area.height() >= ROOM_FOR_PICTOGRAM_PX:
            corner = QPointF(area.left() + MARGIN_PX, area.bottom() - MARGIN_PX)
            paint_pictogram(painter, plane.beam.angles, corner)
    elif session.volume is not None:
        _paint_instead(painter, view, area)
    painter.setPen(QPen(QColor(ink.C_ARM), 2.0))
    painter.setBrush(Qt.BrushStyle.NoBrush)
    painter.drawRect(area.adjusted(1.0, 1.0, -1.0, -1.0))


def _paint_instead(painter: QPainter, view: CArmView, area: QRectF) -> None:
    """Say in the place of a picture that it is still to come, or why there is none."""
    painter.setPen(QColor(ink.WARNING if view.failure else ink.MUTED))
    room = area.adjusted(MARGIN_PX, MARGIN_PX, -MARGIN_PX, -MARGIN_PX)
    flags = Qt.AlignmentFlag.AlignCenter | Qt.TextFlag.TextWordWrap
    painter.drawText(room, flags, view.failure or _("The picture is being computed…"))


def _paint_plan(painter: QPainter, view: CArmView, plane: BeamView) -> None:
    session = view.session
    sight = sight_of(session, plane)
    still, moving = split(sight, session.committed) if session.editing else (sight, None)
    view.layer.paint(painter, view, picked_out(still))
    if moving is not None:
        paint(painter, compose(moving), view.to_pixel, area=view.picture_px())


def _paint_cursor(painter: QPainter, view: CArmView, plane: BeamView) -> None:
    u, v, _depth = plane.to_view(view.session.look.cursor)
    middle = view.to_pixel(u, v)
    if not view.picture_px().contains(middle):
        return
    near, far = CROSS_PX
    painter.setPen(QPen(QColor(ink.FURNITURE), 1.0))
    for way in (QPointF(1.0, 0.0), QPointF(-1.0, 0.0), QPointF(0.0, 1.0), QPointF(0.0, -1.0)):
        painter.drawLine(middle + way * near, middle + way * far)
