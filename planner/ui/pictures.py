"""Pictures without a window: a slice with its overlays, for the sheet and for the command line."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path

import numpy as np
from numpy.typing import NDArray
from PySide6.QtCore import QBuffer, QByteArray, QIODevice, QPointF, QRect, QRectF, QSizeF, Qt
from PySide6.QtGui import QImage, QImageWriter, QPainter

from planner.checks.result import Result
from planner.geometry.frames import ViewPlane
from planner.imaging.reslice import Rect, reslice
from planner.imaging.volume import Volume
from planner.plan.plan import Plan
from planner.ui.look import WINDOW_PRESETS, Window
from planner.ui.overlays import compose
from planner.ui.overlays.marks import paint
from planner.ui.overlays.sight import Sight
from planner.ui.views.furniture import paint_letters, paint_scale_bar

REFERENCE_PX = 480.0
"""A picture this wide has lines and letters of screen size; a larger one has them larger."""


def fitted(size: QSizeF, room: QRect) -> QRectF:
    """Return where something of this size lies in the middle of a room, as large as there is room for."""
    scaled = size.scaled(QSizeF(room.size()), Qt.AspectRatioMode.KeepAspectRatio)
    area = QRectF(0.0, 0.0, scaled.width(), scaled.height())
    area.moveCenter(QRectF(room).center())
    return area


def render_picture(
    volume: Volume,
    plan: Plan,
    results: Sequence[Result],
    plane: ViewPlane,
    size_px: tuple[int, int],
    mm_per_px: float,
    window: Window = WINDOW_PRESETS["spine"],
    selected: str = "",
    reference_px: float = REFERENCE_PX,
) -> QImage:
    """Return a picture of `plane`, its origin in the middle, with overlays, direction letters and scale bar.

    Parameters
    ----------
    size_px
        Width and height.
    mm_per_px
        The scale, the same in both directions.
    reference_px
        The width at which lines and letters have screen size: the smaller, the larger they are.
    """
    width, height = size_px
    rect = Rect(-width * mm_per_px / 2, -height * mm_per_px / 2, width * mm_per_px, height * mm_per_px)
    image = grey_image(reslice(volume, plane, rect, mm_per_px).hu, window).convertToFormat(
        QImage.Format.Format_RGB32
    )

    def to_pixel(u_mm: float, v_mm: float) -> QPointF:
        return QPointF(width / 2 + u_mm / mm_per_px, height / 2 + v_mm / mm_per_px)

    scale = width / reference_px
    marks = compose(Sight(plan, tuple(results), plane, selected))
    painter = QPainter(image)
    paint(painter, marks, to_pixel, scale)
    area = QRectF(0.0, 0.0, width, height)
    paint_letters(painter, plane, area, scale)
    paint_scale_bar(painter, mm_per_px, area, scale)
    painter.end()
    return image


def grey_image(hu: NDArray[np.float32], window: Window) -> QImage:
    """Return HU [row, column] as a grey picture of its own memory."""
    grey = np.clip((hu - window.low) * (255.0 / window.width), 0.0, 255.0).astype(np.uint8)
    rows, columns = grey.shape
    return QImage(grey.tobytes(), columns, rows, columns, QImage.Format.Format_Grayscale8).copy()


def write_png(image: QImage, path: Path) -> None:
    """Write a picture to a PNG file.

    Raises
    ------
    OSError
        If the file cannot be written.
    """
    buffer = QBuffer()
    buffer.open(QIODevice.OpenModeFlag.WriteOnly)
    QImageWriter(buffer, QByteArray(b"png")).write(image)
    path.write_bytes(buffer.data().data())
