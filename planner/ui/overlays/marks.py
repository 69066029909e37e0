"""The marks that overlays are made of, in mm of the picture; and how they are painted, in pixels."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from dataclasses import dataclass
from itertools import pairwise
from math import atan2, cos, pi, sin

from PySide6.QtCore import QPointF, QRectF, QSizeF, Qt
from PySide6.QtGui import (
    QBrush,
    QColor,
    QFontMetricsF,
    QPaintDevice,
    QPainter,
    QPainterPath,
    QPen,
    QPolygonF,
)

from planner.ui.overlays.halo import HALO_PX, label_font, paint_text

UV = tuple[float, float]
"""A place in a picture, (u, v) in mm."""

ToPixel = Callable[[float, float], QPointF]
"""Takes (u, v) in mm to device-independent pixels."""


@dataclass(frozen=True)
class Stroke:
    """A line through points; closed and filled where `fill_opacity` is above 0."""

    points: tuple[UV, ...]
    colour: str
    width_px: float = 1.5
    dashed: bool = False
    opacity: float = 1.0
    closed: bool = False
    fill_opacity: float = 0.0


@dataclass(frozen=True)
class Tube:
    """A round tube through points, as wide as it is, with one outline round the whole."""

    points: tuple[UV, ...]
    colour: str
    width_mm: float
    width_px: float = 1.3
    opacity: float = 1.0
    fill_opacity: float = 0.15
    dashed: bool = False


@dataclass(frozen=True)
class Patch:
    """An area made of overlapping outlines, with one outline round the whole."""

    outlines: tuple[tuple[UV, ...], ...]
    colour: str
    width_px: float = 1.3
    opacity: float = 1.0
    fill_opacity: float = 0.15
    dashed: bool = False


@dataclass(frozen=True)
class Spot:
    """A round handle; hollow unless `filled`."""

    at: UV
    colour: str
    radius_px: float = 4.0
    opacity: float = 1.0
    filled: bool = False


@dataclass(frozen=True)
class Label:
    """A short text with a dark halo, `offset_px` away from its place."""

    at: UV
    text: str
    colour: str
    opacity: float = 1.0
    offset_px: UV = (8.0, -6.0)


Mark = Stroke | Tube | Patch | Spot | Label


def paint(
    painter: QPainter,
    marks: Iterable[Mark],
    to_pixel: ToPixel,
    scale: float = 1.0,
    smooth: bool = True,
    area: QRectF | None = None,
) -> None:
    """Paint marks; `scale` enlarges pixel sizes (line widths, handles, letters) for paper.

    Lines that are not `smooth` take half the time. Nothing is painted outside of `area`, in pixels (None: all
    there is to paint on). Labels are painted last, moved down or up where they would cover each other.
    """
    painter.save()
    painter.setRenderHint(QPainter.RenderHint.Antialiasing, smooth)
    area = _picture(painter.device()) if area is None else area
    painter.setClipRect(area)
    labels: list[Label] = []
    for mark in marks:
        match mark:
            case Stroke():
                _stroke(painter, mark, to_pixel, scale)
            case Tube():
                _tube(painter, mark, to_pixel, scale)
            case Patch():
                _patch(painter, mark, to_pixel, scale)
            case Spot():
                _spot(painter, mark, to_pixel, scale)
            case Label() if mark.opacity >= LABEL_OPACITY:
                labels.append(mark)
    taken: list[QRectF] = []
    for label in sorted(labels, key=lambda one: -one.opacity):
        if _named(area, to_pixel(*label.at), scale):
            taken.append(_label(painter, label, to_pixel, scale, area, taken))
    painter.restore()


def _stroke(painter: QPainter, mark: Stroke, to_pixel: ToPixel, scale: float) -> None:
    points = QPolygonF([to_pixel(u, v) for u, v in mark.points])
    painter.setOpacity(mark.opacity)
    painter.setPen(_pen(mark, scale, Qt.PenCapStyle.RoundCap))
    if mark.closed:
        painter.setBrush(_filling(mark.colour, mark.fill_opacity))
        painter.drawPolygon(points)
    else:
        painter.drawPolyline(points)


def _tube(painter: QPainter, mark: Tube, to_pixel: ToPixel, scale: float) -> None:
    path = QPainterPath()
    path.setFillRule(Qt.FillRule.WindingFill)
    path.addPolygon(QPolygonF([to_pixel(u, v) for u, v in tube_outline(mark.points, mark.width_mm / 2.0)]))
    path.closeSubpath()
    _area(painter, path, mark, scale)


def tube_outline(points: tuple[UV, ...], radius: float) -> tuple[UV, ...]:
    """Return the outline of a round tube through points: along one side, round the end, and back."""
    turns = [atan2(v1 - v0, u1 - u0) for (u0, v0), (u1, v1) in pairwise(points)]
    # at an inner point the outline stands half-way between the directions on either side
    between = [a + ((b - a + pi) % (2.0 * pi) - pi) / 2.0 for a, b in pairwise(turns)]
    headings = [turns[0], *between, turns[-1]]
    sides = [
        [
            (u + radius * cos(h + s), v + radius * sin(h + s))
            for (u, v), h in zip(points, headings, strict=True)
        ]
        for s in (pi / 2.0, -pi / 2.0)
    ]
    caps = [
        [
            (u + radius * cos(start - n * pi / CAP_STEPS), v + radius * sin(start - n * pi / CAP_STEPS))
            for n in range(1, CAP_STEPS)
        ]
        for (u, v), start in ((points[-1], turns[-1] + pi / 2.0), (points[0], turns[0] - pi / 2.0))
    ]
    return (*sides[0], *caps[0], *reversed(sides[1]), *caps[1])


CAP_STEPS = 10


def _patch(painter: QPainter, mark: Patch, to_pixel: ToPixel, scale: float) -> None:
    path = QPainterPath()
    path.setFillRule(Qt.FillRule.WindingFill)
    for outline in mark.outlines:
        path.addPolygon(QPolygonF([to_pixel(u, v) for u, v in outline]))
        path.closeSubpath()
    _area(painter, path.simplified(), mark, scale)


def _area(painter: QPainter, path: QPainterPath, mark: Tube | Patch, scale: float) -> None:
    painter.setOpacity(mark.opacity)
    painter.setPen(_pen(mark, scale, Qt.PenCapStyle.SquareCap))
    painter.setBrush(_filling(mark.colour, mark.fill_opacity))
    painter.drawPath(path)


def _pen(mark: Stroke | Tube | Patch, scale: float, cap: Qt.PenCapStyle) -> QPen:
    """Return what a line is drawn with; dashes end square, whatever the ends of a whole line look like."""
    pen = QPen(QColor(mark.colour), mark.width_px * scale)
    pen.setCapStyle(Qt.PenCapStyle.FlatCap if mark.dashed else cap)
    if mark.dashed:
        pen.setDashPattern([3.0, 2.5])
    return pen


def _filling(colour: str, opacity: float) -> QBrush:
    """Return what fills an outline; nothing where it would not be seen, as that takes time too."""
    if opacity == 0.0:
        return QBrush()
    fill = QColor(colour)
    fill.setAlphaF(opacity)
    return QBrush(fill)


def _spot(painter: QPainter, mark: Spot, to_pixel: ToPixel, scale: float) -> None:
    painter.setOpacity(mark.opacity)
    painter.setPen(QPen(QColor(mark.colour), 1.5 * scale))
    painter.setBrush(QBrush(QColor(mark.colour)) if mark.filled else Qt.BrushStyle.NoBrush)
    radius = mark.radius_px * scale
    painter.drawEllipse(to_pixel(*mark.at), radius, radius)


def _label(
    painter: QPainter, mark: Label, to_pixel: ToPixel, scale: float, area: QRectF, taken: list[QRectF]
) -> QRectF:
    font = label_font(painter.font(), scale)
    metrics = QFontMetricsF(font)
    origin = to_pixel(*mark.at) + QPointF(*mark.offset_px) * scale
    box = metrics.boundingRect(mark.text).translated(origin)
    move = _into(box, area, (HALO_PX + 1.0) * scale)
    move += _off_others(box.translated(move), area, metrics.height() * 0.5, taken)
    box.translate(move)
    origin += move
    painter.setOpacity(mark.opacity)
    paint_text(painter, origin, mark.text, font, QColor(mark.colour), scale)
    return box


def _picture(device: QPaintDevice) -> QRectF:
    return QRectF(QPointF(0.0, 0.0), QSizeF(device.width(), device.height()) / device.devicePixelRatioF())


def _named(area: QRectF, place: QPointF, scale: float) -> bool:
    """Say whether a place is named: in the picture, or so near that its name tells what leaves it there."""
    beyond = BEYOND_PX * scale
    return area.adjusted(-beyond, -beyond, beyond, beyond).contains(place)


def _into(box: QRectF, picture: QRectF, margin_px: float) -> QPointF:
    """Return by how much a label moves to stay in its picture.

    One that is longer than the picture is wide begins at its left edge.
    """
    area = picture.adjusted(margin_px, margin_px, -margin_px, -margin_px)
    leftwards, upwards = min(0.0, area.right() - box.right()), min(0.0, area.bottom() - box.bottom())
    return QPointF(max(leftwards, area.left() - box.left()), max(upwards, area.top() - box.top()))


def _off_others(box: QRectF, picture: QRectF, step_px: float, taken: list[QRectF]) -> QPointF:
    """Return by how much a label moves to cover no other: down, or where the picture ends below it, up."""
    tried = []
    for step in (QPointF(0.0, step_px), QPointF(0.0, -step_px)):
        move = QPointF()
        while any(box.translated(move).intersects(other) for other in taken):
            move += step
        if picture.contains(box.translated(move)):
            return move
        tried.append(move)
    return tried[0]


BEYOND_PX = 45.0
"""Places so far outside of a picture still have their name in it."""

LABEL_OPACITY = 0.5
"""What is drawn fainter than this, being far from the slice, goes without its label."""
