"""Small pictures of the middle slice of each stack."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np
from PySide6.QtCore import QObject, QTimer
from PySide6.QtGui import QImage

from planner.dicom.errors import LoadError
from planner.dicom.image import CtImage
from planner.dicom.pixels import stored_values
from planner.dicom.study import Stack
from planner.ui.look import WINDOW_PRESETS
from planner.ui.panels.series_card import THUMBNAIL_PX, SeriesCard
from planner.ui.pictures import grey_image


def thumbnail(image: CtImage) -> QImage:
    """Return a slice as a small grey picture with square pixels, in the window for bone.

    Raises
    ------
    LoadError
        If its pixels cannot be read.
    """
    values = stored_values(image).astype(np.float32) * image.pixels.slope + image.pixels.intercept
    thin = max(1, min(values.shape) // (2 * THUMBNAIL_PX))
    grey = grey_image(np.ascontiguousarray(values[::thin, ::thin]), WINDOW_PRESETS["spine"])
    height_mm = image.pixels.rows * image.row_step_mm
    width_mm = image.pixels.columns * image.column_step_mm
    largest = max(height_mm, width_mm)
    across, down = (max(1, round(2 * THUMBNAIL_PX * mm / largest)) for mm in (width_mm, height_mm))
    return grey.scaled(across, down)


class Thumbnails(QObject):
    """Gives cards their pictures, one each time the window has nothing else to do."""

    def __init__(self, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._cards: list[SeriesCard] = []
        self._timer = QTimer(self)
        self._timer.timeout.connect(self._fill_next)

    def fill(self, cards: Sequence[SeriesCard]) -> None:
        """Make the pictures of these cards; those of former ones are no longer wanted."""
        self._cards = [card for card in cards if isinstance(card.part, Stack) and card.part.images]
        self._timer.start(0)

    def _fill_next(self) -> None:
        if not self._cards:
            self._timer.stop()
            return
        card = self._cards.pop(0)
        assert isinstance(card.part, Stack)
        images = card.part.images
        try:
            card.set_thumbnail(thumbnail(images[len(images) // 2]))
        except LoadError:
            return  # it has no picture; its card says why when it is opened
