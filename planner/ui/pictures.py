"""Pictures without a window: slices and views of the C-arm with their overlays, for sheet and commands."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path

import numpy as np
from numpy.typing import NDArray
from PySide6.QtCore import QBuffer, QByteArray, QIODevice, QPointF, QRect, QRectF, QSizeF, Qt
from PySide6.QtGui import QImage, QImageWriter, QPainter

from planner.carm.beam_view import BeamView
from planner.carm.fluoroscopy import screen_picture
from planner.carm.screen import Greys
from planner.checks.result import Result
from planner.geometry.frames import ViewPlane
from planner.imaging.projection import Body
from planner.imaging.reslice import Rect, reslice
from planner.imaging.volume import Volume
from planner.plan.plan import Plan
from planner.plan.whole import write_whole
from planner.ui.look import WINDOW_PRESETS, Window
from planner.ui.overlays import compose
from planner.ui.overlays.layers import picked_out
from planner.ui.overlays.marks import LABEL_OPACITY, Label, Mark, Spot, paint
from planner.ui.overlays.sight import AnyView, Sight
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
    image = grey_image(reslice(volume, plane, rect, mm_per_px).hu, window)
    marks = compose(Sight(plan, tuple(results), plane, selected))
    return furnished(image, marks, plane, mm_per_px, width / reference_px)


def render_c_arm(
    body: Body,
    plan: Plan,
    results: Sequence[Result],
    view: BeamView,
    setting: Greys,
    selected: str = "",
    reference_px: float = REFERENCE_PX,
) -> QImage:
    """Return what a C-arm shows, a pixel for each of its detector, with overlays, letters and scale bar.

    The scale bar holds in the plane through the isocentre.
    """
    shown = view.laid(screen_picture(body, view.beam, setting))
    marks, columns = marks_of(Sight(plan, tuple(results), view, selected)), view.beam.detector.columns
    return furnished(as_image(shown), marks, view, view.field_mm[0] / columns, columns / reference_px)


def marks_of(sight: Sight, sparse: bool = False) -> list[Mark]:
    """Return the plan on a picture of the C-arm: what goes with what is selected strong, the rest faint.

    Parameters
    ----------
    sparse
        Whether the picture is small, so that the labels of all but what is selected and the handles of what
        is faint would hide bone: they are left out.
    """
    marks = [mark for each in picked_out(sight) for mark in compose(each)]
    return [mark for mark in marks if not (sparse and _hides_bone(mark, sight.selected))]


def _hides_bone(mark: Mark, selected: str) -> bool:
    match mark:
        case Label():
            return mark.text != selected
        case Spot():
            return mark.opacity < LABEL_OPACITY
    return False


def furnished(
    grey: QImage,
    marks: Sequence[Mark],
    view: AnyView,
    mm_per_px: float,
    scale: float,
    scale_bar: bool = True,
    unit: str = "mm",
) -> QImage:
    """Return a grey picture, the middle of the view in its middle, with marks, letters and a scale bar.

    `unit` is that of the scale bar, with what it is worth: "est. mm".
    """
    image = grey.convertToFormat(QImage.Format.Format_RGB32)
    area = QRectF(image.rect())
    middle = area.center()

    def to_pixel(u_mm: float, v_mm: float) -> QPointF:
        return QPointF(middle.x() + u_mm / mm_per_px, middle.y() + v_mm / mm_per_px)

    painter = QPainter(image)
    paint(painter, marks, to_pixel, scale)
    paint_letters(painter, view, area, scale)
    if scale_bar:
        paint_scale_bar(painter, mm_per_px, area, scale, unit)
    painter.end()
    return image


def grey_image(hu: NDArray[np.float32], window: Window) -> QImage:
    """Return HU [row, column] as a grey picture of its own memory."""
    grey = np.clip((hu - window.low) * (255.0 / window.width), 0.0, 255.0).astype(np.uint8)
    return as_image(grey)


def as_image(grey: NDArray[np.uint8]) -> QImage:
    """Return greys [row, column] as a picture of its own memory."""
    rows, columns = grey.shape
    return QImage(grey.tobytes(), columns, rows, columns, QImage.Format.Format_Grayscale8).copy()


def write_png(image: QImage, path: Path) -> None:
    """Write a picture to a PNG file, whole or not at all.

    Raises
    ------
    OSError
        If the file cannot be written; what stood there before is then as it was.
    """
    buffer = QBuffer()
    buffer.open(QIODevice.OpenModeFlag.WriteOnly)
    QImageWriter(buffer, QByteArray(b"png")).write(image)
    write_whole(path, bytes(buffer.data().data()))
