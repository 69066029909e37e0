"""Paints the plan sheet: the laid-out pages on a printer, a PDF or an image, as vectors."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable

from PySide6.QtCore import QMarginsF, QPointF, QRectF, QSize, Qt
from PySide6.QtGui import (
    QBrush,
    QColor,
    QImage,
    QPagedPaintDevice,
    QPageLayout,
    QPageSize,
    QPainter,
    QPainterPath,
    QPen,
)

from planner.sheet.content import PictureRequest, Sheet
from planner.ui.printing.faces import FINE, face
from planner.ui.printing.layout import PAGE_HEIGHT, PAGE_WIDTH, LaidPage, lay_out
from planner.ui.printing.marks import Area, Modules, PicturePlace, Piece, Stroke, Style
from planner.words import _

Pictures = Callable[[PictureRequest, QSize], QImage]
"""Renders a picture at a size in pixels, with overlays, scale bar and letters."""

PICTURE_DPI = 200
"""Pixels to the inch of a picture: a voxel of 0.7 mm then has about five."""

WATERMARK = QColor(238, 238, 238)
"""Light enough to read everything on it."""

A4 = QPageLayout(QPageSize(QPageSize.PageSizeId.A4), QPageLayout.Orientation.Portrait, QMarginsF(0, 0, 0, 0))
A4.setMode(QPageLayout.Mode.FullPageMode)
"""The whole sheet of paper: the margins are the layout's own."""


def paint_sheet(sheet: Sheet, device: QPagedPaintDevice, pictures: Pictures) -> int:
    """Paint a sheet on a printer or PDF writer and return how many pages it has.

    Raises
    ------
    OSError
        If the device cannot be painted on (a file that cannot be written, a printer that is gone).
    """
    device.setPageLayout(A4)
    pages = lay_out(sheet)
    painter = QPainter()
    if not painter.begin(device):
        raise OSError(_("the printer or file cannot be written to"))
    try:
        for number, page in enumerate(pages):
            if number:
                device.newPage()
            paint_page(painter, page, pictures)
    finally:
        painter.end()
    return len(pages)


def page_image(page: LaidPage, pictures: Pictures, dpi: float) -> QImage:
    """Return one laid-out page as a picture on white, at `dpi` pixels to the inch."""
    scale = dpi / 72.0
    image = QImage(round(PAGE_WIDTH * scale), round(PAGE_HEIGHT * scale), QImage.Format.Format_RGB32)
    image.setDotsPerMeterX(round(dpi / 0.0254))
    image.setDotsPerMeterY(round(dpi / 0.0254))
    image.fill(Qt.GlobalColor.white)
    painter = QPainter(image)
    try:
        paint_page(painter, page, pictures)
    finally:
        painter.end()
    return image


def paint_page(painter: QPainter, page: LaidPage, pictures: Pictures) -> None:
    """Paint one laid-out page on the whole of a painter's device."""
    # rendered before anything is painted: what fails then leaves no half-painted page and no open painter
    images = {m: pictures(m.request, _pixels(m)) for m in page.marks if isinstance(m, PicturePlace)}
    device = painter.device()
    painter.save()
    painter.setRenderHints(
        QPainter.RenderHint.Antialiasing
        | QPainter.RenderHint.TextAntialiasing
        | QPainter.RenderHint.SmoothPixmapTransform
        | QPainter.RenderHint.LosslessImageRendering
    )
    painter.scale(device.logicalDpiX() / 72.0, device.logicalDpiY() / 72.0)
    if page.watermark:
        _paint_watermark(painter, page.watermark)
    for mark in page.marks:
        if isinstance(mark, PicturePlace):
            painter.drawImage(QRectF(mark.left, mark.top, mark.width, mark.height), images[mark])
        else:
            _paint(painter, mark)
    painter.restore()


def _pixels(place: PicturePlace) -> QSize:
    """Return the size in which a picture is rendered."""
    return QSize(*(round(points / 72.0 * PICTURE_DPI) for points in (place.width, place.height)))


def _paint(painter: QPainter, mark: Piece | Stroke | Area | Modules) -> None:
    match mark:
        case Piece():
            _paint_text(painter, mark)
        case Stroke():
            painter.setPen(_pen(mark.thickness))
            painter.drawLine(QPointF(mark.left, mark.top), QPointF(mark.right, mark.bottom))
        case Modules():
            painter.fillPath(_modules(mark), Qt.GlobalColor.black)
        case Area():
            rect = QRectF(mark.left, mark.top, mark.width, mark.height)
            if mark.filled:
                painter.fillRect(rect, Qt.GlobalColor.black)
            else:
                painter.setPen(_pen(mark.thickness))
                painter.setBrush(Qt.BrushStyle.NoBrush)
                inset = mark.thickness / 2.0
                painter.drawRect(rect.adjusted(inset, inset, -inset, -inset))


def _modules(mark: Modules) -> QPainterPath:
    """Return the black modules as one outline: filled one by one they would show seams."""
    path, side = QPainterPath(), mark.size / len(mark.modules)
    path.setFillRule(Qt.FillRule.WindingFill)
    for row, line in enumerate(mark.modules):
        for run in re.finditer("1+", line):
            first, last = run.span()
            left, top = mark.left + first * side, mark.top + row * side
            path.addRect(QRectF(left, top, (last - first) * side, side))
    return path


def _paint_text(painter: QPainter, piece: Piece) -> None:
    painter.save()
    painter.translate(piece.left, piece.top + piece.style.baseline_pt)
    painter.scale(1.0 / FINE, 1.0 / FINE)
    painter.setFont(face(piece.style))
    painter.setPen(Qt.GlobalColor.white if piece.style.white else Qt.GlobalColor.black)
    painter.drawText(QPointF(0.0, 0.0), piece.text)
    painter.restore()


def _paint_watermark(painter: QPainter, words: str) -> None:
    """Paint words across the page as outlines, so that they do not stray into the text of a PDF."""
    path = QPainterPath()
    path.addText(QPointF(0.0, 0.0), face(Style(100.0, bold=True)), words)
    box = path.boundingRect()
    painter.save()
    painter.translate(PAGE_WIDTH / 2.0, PAGE_HEIGHT / 2.0)
    painter.rotate(-54.0)
    fit = WATERMARK_LENGTH / box.width()
    painter.scale(fit, fit)
    painter.translate(-box.center())
    painter.fillPath(path, QBrush(WATERMARK))
    painter.restore()


WATERMARK_LENGTH = 640.0
"""Length of the watermark in points."""


def _pen(thickness: float) -> QPen:
    return QPen(Qt.GlobalColor.black, thickness, Qt.PenStyle.SolidLine, Qt.PenCapStyle.FlatCap)


def texts_of(pages: Iterable[LaidPage]) -> list[list[str]]:
    """Return the pieces of text of each page in the order in which they are painted."""
    return [[mark.text for mark in page.marks if isinstance(mark, Piece)] for page in pages]
