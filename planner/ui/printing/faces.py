"""The faces of the sheet: the fonts that come with the program, unhinted and without ligatures."""

from __future__ import annotations

from functools import cache

from PySide6.QtGui import QFont, QFontDatabase, QRawFont

from planner.assets import resource
from planner.ui.printing.marks import Style

FINE = 20
"""Units to the point in which text is measured and painted: fonts come in whole units only."""

_LIGATURES = ("liga", "clig", "dlig", "hlig")
"""Off: a ligature reaches the text layer of a PDF as one odd character."""


@cache
def families() -> tuple[str, ...]:
    """Return the families of the program's own fonts, Latin first; loads them when first asked.

    Raises
    ------
    FileNotFoundError
        If the fonts were not installed, or one cannot be read.
    """
    found: dict[str, None] = {}
    for path in sorted(resource("fonts").glob("*.ttf")):
        loaded = QFontDatabase.addApplicationFont(str(path))
        if loaded < 0:
            raise FileNotFoundError(f"part of Facet Planner is damaged: {path}")
        found.update(dict.fromkeys(QFontDatabase.applicationFontFamilies(loaded)))
    return tuple(found)


@cache
def face(style: Style) -> QFont:
    """Return the font of a style, `FINE` pixels to the point."""
    font = QFont(list(families()))
    font.setPixelSize(round(style.size_pt * FINE))
    font.setBold(style.bold)
    font.setHintingPreference(QFont.HintingPreference.PreferNoHinting)
    for feature in _LIGATURES:
        font.setFeature(QFont.Tag(feature), 0)
    return font


def missing_characters(text: str) -> str:
    """Return the characters of `text` that no font of the program has, each once, in order.

    They are painted with whatever font the machine has, or as an empty box where it has none.
    """
    raws = [QRawFont.fromFont(QFont(family)) for family in families()]
    return "".join(
        character
        for character in dict.fromkeys(text)
        if not character.isspace() and not any(raw.supportsCharacter(ord(character)) for raw in raws)
    )
