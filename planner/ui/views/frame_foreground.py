"""What is painted over a frame of a C-arm: marks, the plan where it may be, letters, what it is worth."""

from __future__ import annotations

from math import ceil
from typing import TYPE_CHECKING

from PySide6.QtCore import QPointF, QRectF, Qt
from PySide6.QtGui import QColor, QPainter, QPen

from planner.carm.angles import carm_words
from planner.carm.beam import Beam
from planner.carm.beam_view import BeamView
from planner.carm.frame_geometry import ISOCENTRE, FrameGeometry
from planner.carm.wording import unit_words
from planner.plan.c_arm import FrameRef
from planner.sheet.facts import plain
from planner.ui import ink
from planner.ui.frames import Run, beam_in_plan, laid_over, run_of, scale_in
from planner.ui.overlays import compose
from planner.ui.overlays.layers import picked_out, split
from planner.ui.overlays.marks import paint
from planner.ui.session import Session
from planner.ui.views.frame_marks import marks_in
from planner.ui.views.frame_place import FramePlace
from planner.ui.views.furniture import MARGIN_PX, paint_corner, paint_letters
from planner.ui.views.pictogram import paint_pictogram
from planner.ui.views.sights import sight_in_frame
from planner.words import _

if TYPE_CHECKING:
    from planner.ui.views.frame_view import FrameView

ROOM_FOR_PICTOGRAM_PX = 260
"""A view less high than this goes without the drawing."""

Lines = tuple[tuple[str, str], ...]


def paint_frame(painter: QPainter, view: FrameView) -> None:
    """Paint everything over the frame in `view`, in its pixels."""
    area, ref = QRectF(view.rect()), view.ref
    run, place, geometry = run_of(view.session.runs, ref), view.place, view.geometry_told
    if ref is None or run is None or place is None or geometry is None:
        _paint_instead(painter, area, _("No picture is open here."), ink.MUTED)
    elif view.picture is None:
        words = view.failure or _("The picture is being read…")
        _paint_instead(painter, area, words, ink.WARNING if view.failure else ink.MUTED)
    else:
        _paint_marks(painter, view, ref, place)
        letters = _letters_view(geometry, place)
        if letters is not None:
            paint_letters(painter, letters, view.picture_px())
        paint_corner(painter, frame_lines(view.session, run, ref, geometry), area, grounded=True)
        if letters is not None and area.height() >= ROOM_FOR_PICTOGRAM_PX:
            corner = QPointF(area.left() + MARGIN_PX, area.bottom() - MARGIN_PX)
            paint_pictogram(painter, letters.beam.angles, corner)
    painter.setPen(QPen(QColor(ink.FRAME), 2.0))
    painter.setBrush(Qt.BrushStyle.NoBrush)
    painter.drawRect(area.adjusted(1.0, 1.0, -1.0, -1.0))


def _paint_instead(painter: QPainter, area: QRectF, words: str, colour: str) -> None:
    painter.setPen(QColor(colour))
    room = area.adjusted(MARGIN_PX, MARGIN_PX, -MARGIN_PX, -MARGIN_PX)
    painter.drawText(room, Qt.AlignmentFlag.AlignCenter | Qt.TextFlag.TextWordWrap, words)


def _paint_marks(painter: QPainter, view: FrameView, ref: FrameRef, place: FramePlace) -> None:
    session, plane, field = view.session, view.plane, view.picture_px()
    if plane is not None and session.look.overlays:
        sight = sight_in_frame(session, plane)
        still, moving = split(sight, view.plan_seen) if session.editing else (sight, None)
        view.layer.paint(painter, view, picked_out(still))
        if moving is not None:
            paint(painter, compose(moving), view.to_pixel, area=field)
    if plane is not None:
        paint(painter, view.gestures.marks(view), view.to_pixel, area=field)
    paint(painter, marks_in(view, ref, place), view.to_pixel, area=field)


def _letters_view(geometry: FrameGeometry, place: FramePlace) -> BeamView | None:
    """Return what tells the directions of a picture; None where nothing tells its sides."""
    angles = geometry.angles
    if geometry.laid is None or angles is None:
        return None
    return BeamView(Beam(angles, ISOCENTRE), place.mirrored)


def frame_lines(session: Session, run: Run, ref: FrameRef, geometry: FrameGeometry) -> Lines:
    """Return what stands in the corner of a frame, with what is doubtful in the colour of warnings."""
    lines = [(frame_title(run, ref), ink.FRAME)]
    if geometry.angles is not None:
        lines.append((carm_words(geometry.angles), ink.FURNITURE))
        if session.plan.c_arm.confirmed_view(run.series_uid) is None:
            lines.append((_("view not confirmed"), ink.WARNING))
    state = scale_in(session, ref).state
    worth = _("lengths in {unit}").format(unit=unit_words(state))
    lines.append((worth, ink.FURNITURE if state.is_size else ink.WARNING))
    if geometry.why_no_side:
        lines.append((_("sides not told"), ink.WARNING))
    laid = laid_over(session, ref, session.look.frames.level)
    if laid is not None and beam_in_plan(session, ref) is not None:
        words = _("{level} of the CT laid over, within about {mm} mm")
        lines.append((words.format(level=laid.level.value, mm=max(ceil(laid.in_plane_mm), 1)), ink.FURNITURE))
    return tuple(lines)


def frame_title(run: Run, ref: FrameRef) -> str:
    """Return what a frame is called: the description of its series, and its number in a run."""
    name = plain(run.description) or _("C-arm picture")
    if run.projection.frames == 1:
        return name
    return _("{name}, {n} of {total}").format(name=name, n=ref.frame + 1, total=run.projection.frames)
