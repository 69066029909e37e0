"""Labels stay whole inside their picture."""

from __future__ import annotations

import numpy as np
import pytest
from PySide6.QtCore import QPointF, QSize, Qt
from PySide6.QtGui import QImage, QPainter
from PySide6.QtWidgets import QApplication

from planner.ui.overlays.marks import Label, paint

WIDTH, HEIGHT = 300, 120


Place = tuple[float, float]


def ink_of(*places: Place, offset_px: Place = (8.0, -6.0), density: float = 1.0) -> int:
    """Return how much labels put on a picture with their places there: less where they are cut or covered."""
    image = QImage(QSize(WIDTH, HEIGHT) * density, QImage.Format.Format_ARGB32_Premultiplied)
    image.setDevicePixelRatio(density)
    image.fill(Qt.GlobalColor.transparent)
    painter = QPainter(image)
    paint(painter, [Label(at, "tip 12 mm", "#ffffff", offset_px=offset_px) for at in places], QPointF)
    painter.end()
    pixels = np.frombuffer(image.constBits(), np.uint8).reshape(image.height(), image.bytesPerLine())
    return int(pixels[:, 3 : 4 * image.width() : 4].astype(np.int64).sum())


@pytest.mark.parametrize("density", [1.0, 2.0])
@pytest.mark.parametrize(
    ("at", "offset_px"),
    [
        ((WIDTH - 3.0, 60.0), (8.0, -6.0)),
        ((3.0, 60.0), (-60.0, 0.0)),
        ((150.0, 4.0), (8.0, -6.0)),
        ((150.0, HEIGHT - 4.0), (8.0, 20.0)),
        ((WIDTH + 40.0, 60.0), (8.0, -6.0)),
        ((-40.0, 60.0), (8.0, -6.0)),
    ],
    ids=["right", "left", "top", "bottom", "beyond the right edge", "beyond the left edge"],
)
def test_a_label_is_never_cut(qapp: QApplication, at: Place, offset_px: Place, density: float) -> None:
    whole = ink_of((120.0, 60.0), density=density)
    assert ink_of(at, offset_px=offset_px, density=density) == pytest.approx(whole, rel=0.02)


@pytest.mark.parametrize("y", [60.0, 6.0, HEIGHT - 6.0], ids=["middle", "top", "bottom"])
def test_labels_at_one_place_stand_beside_each_other(qapp: QApplication, y: float) -> None:
    assert ink_of(*[(120.0, y)] * 3) == pytest.approx(3 * ink_of((120.0, 60.0)), rel=0.02)


def test_what_lies_far_outside_is_not_named(qapp: QApplication) -> None:
    """Just beyond an edge a needle's name tells which one goes on there."""
    for at in ((-50.0, 60.0), (WIDTH + 50.0, 60.0), (150.0, -50.0), (150.0, HEIGHT + 50.0)):
        assert ink_of(at) == 0
