"""What a map of the C-arm shows of plan and room: where needles are seen end-on and at full length."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from functools import lru_cache
from itertools import groupby

from PySide6.QtCore import QPointF, QRectF, Qt
from PySide6.QtGui import QColor, QFont, QFontMetricsF, QPainter, QPainterPath, QPen

from planner.carm.angles import AP, CArmAngles, barrel_angles
from planner.carm.machine import Machine
from planner.carm.perpendicular import perpendicular_curve
from planner.carm.site import Site
from planner.carm.turning import shortest_round
from planner.plan.parts import Needle
from planner.plan.plan import Plan
from planner.ui.planes import needle_in_view
from planner.ui.theme import Colours, colours
from planner.ui.views.angle_scale import STEP_DEG, Scale
from planner.words import _, pgettext

PAST_LATERAL_DEG = 30.0
"""The curve is drawn so far past the lateral."""
STRONG_DEG = 30.0
"""Lines of the grid at multiples of this are stronger."""
NUMBERED_FROM_PX = 170.0
"""A map less high than this has no numbers at its lines."""
TOGETHER_PX = 9.0
"""Dots nearer to each other than this share a label."""


@dataclass(frozen=True)
class Spot:
    """Where a needle is seen end-on."""

    needle: str
    angles: CArmAngles


@dataclass(frozen=True)
class Chart:
    """What is on the map.

    Attributes
    ----------
    needle
        The id of the one that is selected; empty where none is.
    curve
        The positions that see it at full length.
    spots
        Every needle's, in the plan's order.
    order, total_deg
        The shortest round of all spots from straight over the back, and how far it turns the C-arm.
    """

    machine: Machine
    needle: str
    curve: tuple[CArmAngles, ...]
    spots: tuple[Spot, ...]
    order: tuple[int, ...]
    total_deg: float


def charted(plan: Plan, selected: str, site: Site) -> Chart:
    """Return what is on the map; the same arguments give the same object."""
    return _charted(plan.needles, needle_in_view(plan, selected), site.machine)


@lru_cache(maxsize=16)
def _charted(needles: tuple[Needle, ...], shown: Needle | None, machine: Machine) -> Chart:
    spots = _spots(needles)
    order, total_deg = _round(tuple(spot.angles for spot in spots))
    curve = () if shown is None else perpendicular_curve(shown.segment.direction, 1.0, PAST_LATERAL_DEG)
    return Chart(machine, "" if shown is None else shown.id, curve, spots, order, total_deg)


def _spots(needles: tuple[Needle, ...]) -> tuple[Spot, ...]:
    return tuple(Spot(needle.id, barrel_angles(-needle.segment.direction)) for needle in needles)


@lru_cache(maxsize=16)
def _round(views: tuple[CArmAngles, ...]) -> tuple[tuple[int, ...], float]:
    found = shortest_round(views)
    return found.order, found.total_deg


def round_words(chart: Chart) -> str:
    """Return the shortest round in words; empty where there are not two needles to go round."""
    if len(chart.spots) < 2:
        return ""
    names = _(", ").join(chart.spots[n].needle for n in chart.order)
    return _("shortest round AP, {needles}: {total}° in all").format(
        needles=names, total=round(chart.total_deg)
    )


def paint_chart(painter: QPainter, chart: Chart, scale: Scale) -> None:
    """Paint everything that stays while the C-arm is turned."""
    theme = colours()
    painter.fillRect(QRectF(0.0, 0.0, scale.width, scale.height), QColor(theme.window))
    painter.setRenderHint(QPainter.RenderHint.Antialiasing)
    painter.save()
    painter.setClipRect(scale.area)
    _paint_reach(painter, chart.machine, scale, theme)
    _paint_grid(painter, scale, theme)
    _paint_curve(painter, chart, scale, theme)
    _paint_round(painter, chart, scale, theme)
    _paint_spots(painter, chart, scale, theme)
    _paint_sides(painter, scale, theme)
    painter.restore()


def _paint_reach(painter: QPainter, machine: Machine, scale: Scale, theme: Colours) -> None:
    corners = (
        scale.place(machine.left_deg, machine.head_deg),
        scale.place(-machine.right_deg, -machine.feet_deg),
    )
    painter.setPen(QPen(QColor(theme.muted), 1.2))
    painter.setBrush(QColor(theme.raised))
    painter.drawRect(QRectF(*corners).normalized())
    painter.setBrush(Qt.BrushStyle.NoBrush)


def _paint_grid(painter: QPainter, scale: Scale, theme: Colours) -> None:
    area, numbered = scale.area, scale.height >= NUMBERED_FROM_PX
    font = _font(painter, 0.8, False)
    painter.setFont(font)
    for across, most in ((True, scale.side_deg), (False, scale.tilt_deg)):
        for n in range(-int(most // STEP_DEG), int(most // STEP_DEG) + 1):
            angle = n * STEP_DEG
            strong = angle % STRONG_DEG == 0.0
            colour = QColor(theme.muted if angle == 0.0 else theme.line)
            colour.setAlphaF(1.0 if strong else 0.5)
            painter.setPen(QPen(colour, 1.0))
            at = scale.place(angle, 0.0) if across else scale.place(0.0, angle)
            if across:
                painter.drawLine(QPointF(at.x(), area.top()), QPointF(at.x(), area.bottom()))
            else:
                painter.drawLine(QPointF(area.left(), at.y()), QPointF(area.right(), at.y()))
            if numbered and strong and angle != 0.0 and abs(angle) < most:
                painter.setPen(QColor(theme.muted))
                # at the edges, where no needle is: they lie near the middle
                edge = QPointF(at.x(), area.bottom()) if across else QPointF(area.left(), at.y())
                painter.drawText(edge + QPointF(3.0, -3.0), f"{abs(angle):.0f}")


def _paint_curve(painter: QPainter, chart: Chart, scale: Scale, theme: Colours) -> None:
    """Paint the curve solid where the machine reaches it, and dashed beyond."""
    for reached, part in groupby(_steps(chart), key=lambda step: step[0]):
        pen = QPen(QColor(theme.accent if reached else theme.muted), 2.0 if reached else 1.2)
        if not reached:
            pen.setDashPattern([3.0, 3.0])
        path, before = QPainterPath(), None
        for _reached, start, end in part:
            if start is not before:
                path.moveTo(scale.to_pixel(start))
            path.lineTo(scale.to_pixel(end))
            before = end
        painter.setPen(pen)
        painter.drawPath(path)


def _steps(chart: Chart) -> Iterator[tuple[bool, CArmAngles, CArmAngles]]:
    """Yield the pieces of the curve, without those that jump from one edge of the angles to the other."""
    reached = [chart.machine.reaches(angles) for angles in chart.curve]
    for n in range(len(chart.curve) - 1):
        start, end = chart.curve[n], chart.curve[n + 1]
        if not _jumps(start, end):
            yield reached[n] and reached[n + 1], start, end


def _jumps(start: CArmAngles, end: CArmAngles) -> bool:
    """Say whether a piece passes under the patient, where the two edges of the map meet."""
    front = abs(start.primary_deg) < 90.0 and abs(end.primary_deg) < 90.0
    return front and (start.primary_deg >= 0.0) != (end.primary_deg >= 0.0)


def _paint_round(painter: QPainter, chart: Chart, scale: Scale, theme: Colours) -> None:
    if len(chart.spots) < 2:
        return
    path = QPainterPath(scale.to_pixel(AP))
    for n in chart.order:
        path.lineTo(scale.to_pixel(chart.spots[n].angles))
    painter.setPen(QPen(QColor(theme.not_assessed), 1.2))
    painter.drawPath(path)


def _paint_spots(painter: QPainter, chart: Chart, scale: Scale, theme: Colours) -> None:
    places = [(scale.to_pixel(spot.angles), spot.needle) for spot in chart.spots]
    for at, needle in places:
        chosen = needle == chart.needle
        painter.setPen(QPen(QColor(theme.base), 1.0))
        painter.setBrush(QColor(theme.accent if chosen else theme.text))
        painter.drawEllipse(at, 4.5 if chosen else 3.2, 4.5 if chosen else 3.2)
    painter.setBrush(Qt.BrushStyle.NoBrush)
    painter.setFont(_font(painter, 0.95, True))
    taken: list[QRectF] = []
    places.sort(key=lambda place: place[0].y())  # so that labels one below the other are those of their dots
    for at, names in _together(places):
        taken.append(_paint_beside(painter, at, " ".join(names), scale.area, taken, theme))


def _together(places: Sequence[tuple[QPointF, str]]) -> Iterable[tuple[QPointF, list[str]]]:
    """Return labels with their places: dots that lie on each other have one."""
    found: list[tuple[QPointF, list[str]]] = []
    for at, name in places:
        near = next((names for other, names in found if (at - other).manhattanLength() < TOGETHER_PX), None)
        if near is None:
            found.append((at, [name]))
        else:
            near.append(name)
    return found


def _paint_beside(
    painter: QPainter, at: QPointF, text: str, area: QRectF, taken: Sequence[QRectF], theme: Colours
) -> QRectF:
    """Paint a label right of its dot, or left where it would leave the map, and return its place."""
    metrics = QFontMetricsF(painter.font())
    width, height = metrics.horizontalAdvance(text) + 4.0, metrics.ascent() + 2.0
    x = at.x() + 6.0 if at.x() + 8.0 + width < area.right() else at.x() - 6.0 - width
    box = QRectF(x, min(max(at.y() - height, area.top()), area.bottom() - height), width, height)
    while any(box.intersects(other) for other in taken):
        box.translate(0.0, 2.0)
    ground = QColor(theme.raised)
    ground.setAlpha(200)
    painter.fillRect(box, ground)
    painter.setPen(QColor(theme.text))
    painter.drawText(QPointF(box.left() + 2.0, box.bottom() - 2.0), text)
    return box


def _paint_sides(painter: QPainter, scale: Scale, theme: Colours) -> None:
    """Paint where the patient's sides, head and feet are, as the detector goes."""
    area, font = scale.area.adjusted(4.0, 2.0, -4.0, -2.0), _font(painter, 0.85, True)
    painter.setFont(font)
    painter.setPen(QColor(theme.muted))
    left, right = pgettext("capitals", "LEFT"), pgettext("capitals", "RIGHT")
    west, east = (right, left) if scale.mirrored else (left, right)
    align = Qt.AlignmentFlag
    lower = area.translated(0.0, QFontMetricsF(font).height() * 0.6)
    painter.drawText(lower, align.AlignLeft | align.AlignVCenter, west)
    painter.drawText(lower, align.AlignRight | align.AlignVCenter, east)
    head, feet = pgettext("capitals", "HEAD"), pgettext("capitals", "FEET")
    painter.drawText(area, align.AlignHCenter | align.AlignTop, f"  {head}")
    painter.drawText(area, align.AlignHCenter | align.AlignBottom, f"  {feet}")


def _font(painter: QPainter, share: float, bold: bool) -> QFont:
    font = QFont(painter.font())
    font.setPixelSize(max(9, round(13.0 * share)))
    font.setBold(bold)
    return font
