"""Small pictures of the middle slice of each stack, made beside the window."""

from __future__ import annotations

from collections.abc import Sequence
from queue import SimpleQueue
from threading import Event, Thread

import numpy as np
from PySide6.QtCore import QObject, QTimer
from PySide6.QtGui import QImage

from planner.dicom.errors import LoadError
from planner.dicom.image import CtImage
from planner.dicom.reader import Reader
from planner.dicom.study import Stack
from planner.imaging.volume import Hu
from planner.ui.look import WINDOW_PRESETS
from planner.ui.panels.series_card import THUMBNAIL_PX, SeriesCard
from planner.ui.pictures import grey_image


def thumbnail(image: CtImage, hu: Hu) -> QImage:
    """Return a slice [j, i] as a small grey picture with square pixels, in the window for bone."""
    thin = max(1, min(hu.shape) // (2 * THUMBNAIL_PX))
    small = np.ascontiguousarray(hu[::thin, ::thin], dtype=np.float32)
    height_mm = image.pixels.rows * image.row_step_mm
    width_mm = image.pixels.columns * image.column_step_mm
    largest = max(height_mm, width_mm)
    across, down = (max(1, round(2 * THUMBNAIL_PX * mm / largest)) for mm in (width_mm, height_mm))
    return grey_image(small, WINDOW_PRESETS["spine"]).scaled(across, down)


class Thumbnails(QObject):
    """Gives cards their pictures as they come; the window never waits for one."""

    def __init__(self, reader: Reader, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._reader = reader
        self._cards: list[SeriesCard] = []
        self._making: _Making | None = None
        self._timer = QTimer(self)
        self._timer.setInterval(LOOK_MS)
        self._timer.timeout.connect(self._show)

    def fill(self, cards: Sequence[SeriesCard]) -> None:
        """Make the pictures of these cards; those of former ones are no longer wanted."""
        self.stop()
        self._cards = [card for card in cards if isinstance(card.part, Stack) and card.part.images]
        stacks = [card.part for card in self._cards if isinstance(card.part, Stack)]
        middles = [stack.images[len(stack.images) // 2] for stack in stacks]
        self._making = _Making(self._reader, middles)
        self._making.start()
        self._timer.start()

    def _show(self) -> None:
        making = self._making
        if making is None:
            return
        ended = not making.is_alive()
        while not making.made.empty():
            n, picture = making.made.get()
            self._cards[n].set_thumbnail(picture)
        if ended:
            self._timer.stop()

    def stop(self) -> None:
        """Make no more pictures."""
        self._timer.stop()
        if self._making is not None:
            self._making.unwanted.set()

    def wait(self) -> None:
        """Stop, and wait until no thread runs any more, for the end of the program."""
        self.stop()
        if self._making is not None:
            self._making.join()


LOOK_MS = 30
"""How often it is looked whether there are new pictures."""


class _Making(Thread):
    """The thread: it knows no widget and no signal, so it may outlive them."""

    def __init__(self, reader: Reader, images: Sequence[CtImage]) -> None:
        super().__init__(name="thumbnails", daemon=True)
        self._reader, self._images = reader, tuple(images)
        self.unwanted = Event()
        self.made: SimpleQueue[tuple[int, QImage]] = SimpleQueue()

    def run(self) -> None:
        """Make one picture after the other."""
        for n, image in enumerate(self._images):
            if self.unwanted.is_set():
                return
            try:
                hu = self._reader.slice_hu(image)
            except LoadError:
                continue  # it has no picture; its card says why when it is opened
            self.made.put((n, thumbnail(image, hu)))
