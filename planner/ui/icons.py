"""Icons: line drawings from ``resources/icons``, coloured for the theme when they are asked for."""

from __future__ import annotations

from functools import lru_cache

from PySide6.QtCore import QByteArray, QRectF, Qt
from PySide6.QtGui import QColor, QIcon, QPainter, QPixmap
from PySide6.QtSvg import QSvgRenderer

from planner.assets import resource
from planner.ui.theme import colours

SIZES_PX = (16, 20, 24, 32, 48)
"""Sizes that an icon is drawn in, so that a screen of any density finds a sharp one."""

_FADED = 0.4


def icon(name: str, role: str = "text", chosen: str = "on_accent") -> QIcon:
    """Return an icon in a colour of the theme in force.

    Parameters
    ----------
    name
        A file of ``resources/icons`` without its ending.
    role, chosen
        Fields of `planner.ui.theme.Colours`: the colour at rest, and on a button that is pressed in. On a
        selected line of a list it is that of the text there.

    Raises
    ------
    FileNotFoundError
        If there is no such icon.
    """
    theme = colours()
    return _icon(name, getattr(theme, role), getattr(theme, chosen), theme.on_accent)


def outcome_icon(role: str) -> QIcon:
    """Return the icon of an outcome; each has a shape of its own.

    "ok", "warn", "fail", "not_assessed"; "pending" for what is not done yet, which is no outcome of a check.
    """
    colour = "muted" if role == "pending" else role
    return icon(role.replace("_", "-"), colour, colour)


def badged_icon(name: str, role: str = "text") -> QIcon:
    """Return an icon with a small tick at its corner: this is done."""
    theme = colours()
    return _badged(name, getattr(theme, role), theme.ok, theme.window)


@lru_cache(maxsize=64)
def _badged(name: str, colour: str, tick_colour: str, ground: str) -> QIcon:
    drawing, tick = _source(name), _source("tick").replace('stroke-width="1.7"', 'stroke-width="3.5"')
    made = QIcon()
    for size_px in SIZES_PX:
        pixmap = _drawn(drawing, colour, size_px)
        badge_px = round(size_px * 0.55)
        corner = size_px - badge_px
        painter = QPainter(pixmap)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        painter.setPen(Qt.PenStyle.NoPen)
        painter.setBrush(QColor(ground))
        painter.drawEllipse(corner, corner, badge_px, badge_px)
        painter.drawPixmap(corner, corner, _drawn(tick, tick_colour, badge_px))
        painter.end()
        made.addPixmap(pixmap)
    return made


def _source(name: str) -> str:
    return resource(f"icons/{name}.svg").read_text(encoding="utf-8")


@lru_cache(maxsize=512)
def _icon(name: str, colour: str, chosen_colour: str, selected_colour: str) -> QIcon:
    drawing = _source(name)
    made = QIcon()
    for size_px in SIZES_PX:
        plain = _drawn(drawing, colour, size_px)
        made.addPixmap(plain, QIcon.Mode.Normal, QIcon.State.Off)
        made.addPixmap(plain, QIcon.Mode.Active, QIcon.State.Off)
        made.addPixmap(_drawn(drawing, colour, size_px, _FADED), QIcon.Mode.Disabled, QIcon.State.Off)
        made.addPixmap(_drawn(drawing, chosen_colour, size_px), QIcon.Mode.Normal, QIcon.State.On)
        selected = _drawn(drawing, selected_colour, size_px)
        for state in (QIcon.State.Off, QIcon.State.On):
            made.addPixmap(selected, QIcon.Mode.Selected, state)
    return made


def _drawn(drawing: str, colour: str, size_px: int, opacity: float = 1.0) -> QPixmap:
    renderer = QSvgRenderer(QByteArray(drawing.replace("currentColor", QColor(colour).name()).encode()))
    pixmap = QPixmap(size_px, size_px)
    pixmap.fill(Qt.GlobalColor.transparent)
    painter = QPainter(pixmap)
    painter.setOpacity(opacity)
    renderer.render(painter, QRectF(0.0, 0.0, size_px, size_px))
    painter.end()
    return pixmap
