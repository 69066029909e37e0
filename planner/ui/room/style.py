"""Sizes and colours of the room: large, on a dark ground whatever the theme of the window.

Sizes whose names end in ``_px`` are as designed, for a screen of `DRAWN_FOR_PX`. `unit` is everywhere how
many pixels of the screen at hand stand for one of these: what is drawn is `unit` times as large.
"""

from __future__ import annotations

from dataclasses import dataclass

from PySide6.QtCore import QSize, Qt
from PySide6.QtWidgets import QLabel, QWidget

from planner.anatomy.spine import Side
from planner.ui.panels.fields import plain_label
from planner.ui.theme import THEMES

DRAWN_FOR_PX = (1728.0, 1080.0)
"""The sizes are those of a screen of so many pixels; on any other they grow and shrink with it."""

DARK = THEMES["dark"]
GROUND, BAND, LINE = "#08090b", "#15181c", "#343a42"
SIDE_COLOURS: dict[Side | None, str] = {Side.LEFT: "#6fb7ff", Side.RIGHT: "#ffdf4d", None: "#c9ced4"}
"""Blue and yellow are told apart by every kind of eye; the word stands in each."""
ON_SIDE = "#0b0d10"


@dataclass(frozen=True)
class Type:
    """A size of letters: as designed, and the least it may shrink to where much is to be said."""

    px: float
    least_px: float
    colour: str
    bold: bool = False


TYPES = {
    "patient": Type(40, 36, "#ffffff", True),
    "identity": Type(32, 28, "#d5dae0"),
    "aid": Type(32, 28, "#d5dae0"),
    "origin": Type(32, 28, "#ffdf4d", True),
    "progress": Type(34, 30, "#d5dae0"),
    "side": Type(76, 64, ON_SIDE, True),
    "nerve": Type(76, 64, "#ffffff", True),
    "needle": Type(44, 38, DARK.accent, True),
    "label": Type(30, 26, "#a9b2bc", True),
    "angle": Type(48, 46, "#ffffff", True),
    "square": Type(48, 46, "#e3e7eb"),
    "depth": Type(64, 48, "#ffffff", True),
    "fact": Type(34, 28, "#d5dae0"),
    "entry": Type(48, 44, "#ffffff"),
    "work": Type(33, 28, "#e3e7eb"),
    "sign": Type(36, 30, DARK.fail, True),
    "stop": Type(34, 28, "#ffffff"),
    "stop_label": Type(30, 26, "#ffffff", True),
    "warned": Type(32, 26, "#ffffff"),
    "warned_label": Type(28, 26, DARK.warn, True),
    "view": Type(28, 26, "#ffffff", True),
    "where": Type(28, 26, "#e3e7eb"),
    "amiss": Type(30, 28, DARK.warn, True),
    "detector": Type(28, 26, "#e3e7eb"),
    "unsure": Type(28, 26, DARK.warn),
    "foot": Type(28, 26, "#a9b2bc"),
    "reason": Type(64, 44, "#ffffff", True),
    "hint": Type(38, 32, "#d5dae0"),
}
"""Every kind of text in the room. On a screen of 24 inches 28 px are letters 5 mm high."""

FRAMES = f"""
#room {{ background: {GROUND}; }}
#room QLabel {{ background: transparent; }}
#room QFrame[frame="stop"] {{ background: #7a1710; border-radius: 8px; }}
#room QFrame[frame="warned"] {{ background: {BAND}; border: 2px solid {DARK.warn}; border-radius: 8px; }}
"""


def unit_px(size: QSize) -> float:
    """Return how many pixels of a window of this size stand for one as designed."""
    return max(0.35, min(size.width() / DRAWN_FOR_PX[0], size.height() / DRAWN_FOR_PX[1]))


def size_px(kind: str, unit: float, share: float) -> int:
    """Return the size of one of the `TYPES`, where `share` is 0 as small as it may be, and 1 as designed."""
    found = TYPES[kind]
    return round(unit * (found.least_px + (found.px - found.least_px) * share))


def style_sheet(unit: float, share: float) -> str:
    """Return the style of all texts in these sizes."""
    rules = [FRAMES]
    for name, kind in TYPES.items():
        weight, size = "bold" if kind.bold else "normal", size_px(name, unit, share)
        rules.append(
            f'#room QLabel[type="{name}"] {{ font-size: {size}px; font-weight: {weight};'
            f" color: {kind.colour}; }}"
        )
    for side, colour in SIDE_COLOURS.items():
        rules.append(
            f'#room QLabel[side="{side.value if side else ""}"] {{ background: {colour};'
            f" padding: 0px {round(22 * unit)}px; border-radius: {round(10 * unit)}px; }}"
        )
    return "\n".join(rules)


ABOVE, BELOW = 0.24, 0.04
"""The bundled font keeps so much of a letter's size free above and below the tallest and deepest letters."""


def tighten(part: QWidget, unit: float, share: float) -> None:
    """Take from every text of a part what its font keeps free, and let layouts measure it anew."""
    for label in part.findChildren(QLabel):
        kind = label.property("type")
        if kind in TYPES and kind != "side":
            px = size_px(kind, unit, share)
            label.setContentsMargins(0, -round(px * ABOVE), 0, -round(px * BELOW))
        label.ensurePolished()
        label.updateGeometry()


def big(text: str, kind: str, wraps: bool = True) -> QLabel:
    """Return a text of one of the `TYPES`."""
    label = plain_label(text)
    label.setProperty("type", kind)
    label.setWordWrap(wraps)
    label.setAlignment(Qt.AlignmentFlag.AlignLeft | Qt.AlignmentFlag.AlignVCenter)
    return label


def natural_px(label: QLabel) -> int:
    """Return how many pixels of the screen a text needs in one line."""
    label.ensurePolished()
    return label.fontMetrics().horizontalAdvance(label.text()) + 2
