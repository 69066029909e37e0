"""What is painted over the image of a view: overlays, crosshair, letters, scale bar, texts."""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtCore import QPointF, QRectF, Qt
from PySide6.QtGui import QColor, QPainter, QPen

from planner.dicom.loaded import LoadedImages
from planner.geometry.frames import ViewPlane
from planner.imaging.reslice import SlabMode
from planner.sheet.facts import date_words, plain
from planner.ui import ink
from planner.ui.look import ObliqueMode, ViewKind
from planner.ui.overlays import compose
from planner.ui.overlays.layers import split
from planner.ui.overlays.marks import paint
from planner.ui.planes import WITHOUT_NEEDLE, mode_in_view, needle_in_view, plane_of
from planner.ui.views.furniture import paint_corner, paint_letters, paint_scale_bar
from planner.ui.views.sights import sight_of
from planner.words import _

if TYPE_CHECKING:
    from planner.ui.views.slice_view import SliceView


def paint_foreground(painter: QPainter, view: SliceView) -> None:
    """Paint everything over the image of `view`, in its pixels."""
    area = QRectF(view.rect())
    plane = view.plane
    if plane is not None:
        _paint_crosshair(painter, view, plane)
        session = view.session
        if session.look.overlays:
            sight = sight_of(session, plane)
            still, moving = split(sight, session.committed) if session.editing else (sight, None)
            view.layer.paint(painter, view, (still,))
            if moving is not None:
                paint(painter, compose(moving), view.to_pixel)
        paint(painter, view.gestures.marks(view), view.to_pixel)
        paint_letters(painter, plane, area)
        paint_scale_bar(painter, view.mm_per_px, area)
        taken = view.turn_over.width() + view.turn_over.MARGIN_PX if view.turn_over.isVisible() else 0.0
        paint_corner(painter, _corner_lines(view, plane), area.adjusted(0.0, 0.0, -taken, 0.0))
    painter.setPen(QPen(QColor(ink.COMPANION if view.is_beside else ink.VIEW[view.kind]), 2.0))
    painter.setBrush(Qt.BrushStyle.NoBrush)
    painter.drawRect(area.adjusted(1.0, 1.0, -1.0, -1.0))


def view_name(kind: ViewKind, mode: ObliqueMode = ObliqueMode.FREE) -> str:
    """Return what a view is called."""
    match kind:
        case ViewKind.AXIAL:
            return _("Axial")
        case ViewKind.SAGITTAL:
            return _("Sagittal")
        case ViewKind.CORONAL:
            return _("Coronal")
        case ViewKind.OBLIQUE:
            names = {
                ObliqueMode.ALONG: _("Along the needle"),
                ObliqueMode.BARREL: _("Down the barrel"),
                ObliqueMode.FREE: _("Oblique"),
                ObliqueMode.SCANNED: _("As scanned"),
            }
            return names[mode]


def _corner_lines(view: SliceView, plane: ViewPlane) -> tuple[tuple[str, str], ...]:
    look, plan = view.session.look, view.session.plan
    needle = needle_in_view(plan, look.selected)
    mode = mode_in_view(look, needle)
    name = view_name(view.kind, mode)
    if view.kind is ViewKind.OBLIQUE and needle is not None and mode not in WITHOUT_NEEDLE:
        name = f"{name} {needle.id}"
    lines = [(name, ink.VIEW[view.kind])]
    if view.is_beside and view.images is not None:
        lines.append((_("Beside: {series}").format(series=images_words(view.images)), ink.COMPANION))
    if view.kind is ViewKind.OBLIQUE and mode is ObliqueMode.ALONG:
        lines.append(
            (_("turned {angle}° about the needle").format(angle=round(look.oblique.turn_deg)), ink.FURNITURE)
        )
    elif view.kind is ViewKind.OBLIQUE and mode is ObliqueMode.BARREL:
        lines.append((_("{depth} mm from the tip").format(depth=round(look.oblique.depth_mm)), ink.FURNITURE))
    elif view.kind is not ViewKind.OBLIQUE:
        lines.append((position_words(view.kind, plane), ink.FURNITURE))
    if look.slab_mm > 0.0:
        mean = look.slab_mode is SlabMode.MEAN
        slab = _("{mm} mm mean") if mean else _("{mm} mm MIP")
        lines.append((slab.format(mm=round(look.slab_mm)), ink.FURNITURE))
    window = _("W {width} L {level}").format(width=round(look.window.width), level=round(look.window.level))
    lines.append((window, ink.FURNITURE))
    return tuple(lines)


def images_words(images: LoadedImages) -> str:
    """Return which images these are, among others of the patient: "Bone 1.0 · B60s · 2025-01-02"."""
    scanned = date_words(images.study_date) if images.study_date else ""
    words = (plain(images.series_description) or _("no description"), plain(images.kernel), scanned)
    return " · ".join(word for word in words if word)


def position_words(kind: ViewKind, plane: ViewPlane) -> str:
    """Return where a standard plane lies along its axis, in mm of LPS."""
    axis, value = {
        ViewKind.AXIAL: ("S", plane.centre.z),
        ViewKind.SAGITTAL: ("L", plane.centre.x),
        ViewKind.CORONAL: ("P", plane.centre.y),
    }.get(kind, ("", 0.0))
    return f"{axis} {value:.1f} mm" if axis else ""


def _paint_crosshair(painter: QPainter, view: SliceView, plane: ViewPlane) -> None:
    """Paint where the other standard planes cut this one, leaving the cursor's place free."""
    session = view.session
    volume = session.volume
    if volume is None or not session.look.crosshair:
        return
    u, v, _depth = plane.to_view(session.look.cursor)
    centre = view.to_pixel(u, v)
    reach = view.width() + view.height()
    for kind in (ViewKind.AXIAL, ViewKind.SAGITTAL, ViewKind.CORONAL):
        other = plane_of(kind, session.look, session.plan, volume)
        line = plane.normal.cross(other.normal)
        if kind is view.kind or line.length < 0.02:
            continue
        step = QPointF(line.dot(plane.right), line.dot(plane.down)) / line.length
        colour = QColor(ink.VIEW[kind])
        colour.setAlphaF(0.55)
        painter.setPen(QPen(colour, 1.0))
        for sign in (-1.0, 1.0):
            painter.drawLine(centre + step * (sign * CROSSHAIR_GAP_PX), centre + step * (sign * reach))


CROSSHAIR_GAP_PX = 14.0
"""The crosshair leaves the place itself free."""
