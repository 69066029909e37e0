"""The look of the window: two palettes of a few roles, one font, one style sheet."""

from __future__ import annotations

from dataclasses import asdict, dataclass
from functools import cache
from pathlib import Path
from string import Template

from PySide6.QtGui import QColor, QFont, QFontDatabase, QPalette
from PySide6.QtWidgets import QApplication, QStyleFactory

from planner.assets import resource
from planner.checks.result import Assessed, Outcome, Result


@dataclass(frozen=True)
class Colours:
    """The colours of a theme by what they are for.

    `ok`, `warn`, `fail` and `not_assessed` stand beside a word and an icon, never alone.
    """

    window: str
    raised: str
    base: str
    hover: str
    line: str
    text: str
    muted: str
    accent: str
    on_accent: str
    ok: str
    warn: str
    fail: str
    not_assessed: str


THEMES = {
    "dark": Colours(
        window="#202327",
        raised="#2a2e33",
        base="#17191c",
        hover="#353a41",
        line="#3d434b",
        text="#e7eaed",
        muted="#a0a9b3",
        accent="#6cb2ee",
        on_accent="#0c1a27",
        ok="#63d48c",
        warn="#f2b84f",
        fail="#ff8377",
        not_assessed="#bba9ec",
    ),
    "light": Colours(
        window="#f1f3f5",
        raised="#ffffff",
        base="#ffffff",
        hover="#e6eaee",
        line="#cfd5db",
        text="#1b2126",
        muted="#57626d",
        accent="#1565a7",
        on_accent="#ffffff",
        ok="#19743f",
        warn="#8a5200",
        fail="#b8261a",
        not_assessed="#5b45a8",
    ),
}
"""Each theme by its name."""

POINT_SIZE = 10
"""Size of ordinary text, in points."""

_FACES = ("fonts/FacetPlannerSans-Regular.ttf", "fonts/FacetPlannerSans-Bold.ttf")
_PROPERTY = "facetTheme"


def apply_theme(app: QApplication, name: str) -> None:
    """Give the program the theme "dark" or "light".

    Raises
    ------
    ValueError
        If there is no theme of this name.
    """
    if name not in THEMES:
        raise ValueError(f"unknown theme {name!r}; there are {', '.join(THEMES)}")
    app.setProperty(_PROPERTY, name)
    app.setStyle(QStyleFactory.create("Fusion"))
    app.setFont(QFont(font_family(), POINT_SIZE))
    app.setPalette(_palette(THEMES[name]))
    app.setStyleSheet(_style_sheet(name))


def current_theme() -> str:
    """Return the name of the theme in force; "dark" before one was applied."""
    app = QApplication.instance()
    return str((app.property(_PROPERTY) if app is not None else None) or "dark")


def colours() -> Colours:
    """Return the colours of the theme in force."""
    return THEMES[current_theme()]


@cache
def font_family() -> str:
    """Return the family of the bundled font, which has the letters of both languages.

    Raises
    ------
    OSError
        If Qt cannot read the font.
    """
    families = [_families(resource(face)) for face in _FACES]
    return families[0]


def _families(path: Path) -> str:
    handle = QFontDatabase.addApplicationFont(str(path))
    names = QFontDatabase.applicationFontFamilies(handle) if handle >= 0 else []
    if not names:
        raise OSError(f"not a font that Qt can read: {path}")
    return names[0]


def outcome_role(result: Result) -> str:
    """Return the name of the colour, and of the icon, that a result is shown with."""
    if not isinstance(result, Assessed):
        return "not_assessed"
    return {Outcome.OK: "ok", Outcome.WARN: "warn", Outcome.FAIL: "fail"}[result.outcome]


@cache
def _style_sheet(name: str) -> str:
    template = Template(resource("looks/window.qss").read_text(encoding="utf-8"))
    roles = asdict(THEMES[name])
    drawings = {what: resource(f"looks/{what}-{name}.svg").as_posix() for what in ("tick", "up", "down")}
    return template.substitute(roles, **drawings)


def _palette(colours: Colours) -> QPalette:
    palette = QPalette()
    roles = {
        QPalette.ColorRole.Window: colours.window,
        QPalette.ColorRole.WindowText: colours.text,
        QPalette.ColorRole.Base: colours.base,
        QPalette.ColorRole.AlternateBase: colours.raised,
        QPalette.ColorRole.Text: colours.text,
        QPalette.ColorRole.PlaceholderText: colours.muted,
        QPalette.ColorRole.Button: colours.raised,
        QPalette.ColorRole.ButtonText: colours.text,
        QPalette.ColorRole.BrightText: colours.fail,
        QPalette.ColorRole.ToolTipBase: colours.raised,
        QPalette.ColorRole.ToolTipText: colours.text,
        QPalette.ColorRole.Highlight: colours.accent,
        QPalette.ColorRole.HighlightedText: colours.on_accent,
        QPalette.ColorRole.Link: colours.accent,
        QPalette.ColorRole.LinkVisited: colours.accent,
        QPalette.ColorRole.Mid: colours.line,
        QPalette.ColorRole.Accent: colours.accent,
    }
    for role, colour in roles.items():
        palette.setColor(role, QColor(colour))
    for role in (QPalette.ColorRole.WindowText, QPalette.ColorRole.Text, QPalette.ColorRole.ButtonText):
        faded = QColor(colours.muted)
        faded.setAlpha(150)
        palette.setColor(QPalette.ColorGroup.Disabled, role, faded)
    return palette
