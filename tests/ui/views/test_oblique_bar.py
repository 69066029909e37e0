"""The bar of the oblique view in wide and in narrow views."""

from __future__ import annotations

import pytest
from PySide6.QtCore import QCoreApplication
from PySide6.QtWidgets import QLabel, QSlider, QToolButton, QVBoxLayout, QWidget
from pytestqt.qtbot import QtBot

from planner.ui.look import ObliqueMode
from planner.ui.session import Session
from planner.ui.views.oblique_bar import LEAST_SLIDER_PX, ObliqueBar


@pytest.mark.parametrize("width_px", [250, 277, 400, 700])
@pytest.mark.parametrize("mode", [ObliqueMode.SCANNED, ObliqueMode.FREE])
def test_nothing_is_squeezed_or_covered(
    session: Session, qtbot: QtBot, width_px: int, mode: ObliqueMode
) -> None:
    holder = QWidget()
    bar = ObliqueBar(session, holder)
    column = QVBoxLayout(holder)
    column.setContentsMargins(0, 0, 0, 0)
    column.addWidget(bar)
    column.addStretch(1)
    qtbot.addWidget(holder)
    holder.resize(width_px, 300)
    session.look_at(session.look.with_oblique(mode=mode))
    holder.show()
    qtbot.waitExposed(holder)
    QCoreApplication.processEvents()
    parts: list[QWidget] = [
        part for kind in (QToolButton, QLabel, QSlider) for part in bar.findChildren(kind) if part.isVisible()
    ]
    sliders = [part for part in parts if isinstance(part, QSlider)]
    assert len(sliders) == (2 if mode is ObliqueMode.FREE else 1)
    for part in parts:
        assert bar.rect().contains(part.geometry())
        assert part.width() >= part.minimumSizeHint().width()
        assert not any(part.geometry().intersects(other.geometry()) for other in parts if other is not part)
    for slider in sliders:
        assert slider.width() >= LEAST_SLIDER_PX
    beside = sliders[0].y() < bar.mode_buttons[mode].geometry().bottom()
    assert beside == (width_px >= (700 if mode is ObliqueMode.FREE else 400))
