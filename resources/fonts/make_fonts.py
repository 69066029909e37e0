"""Cut the two fonts of screen and paper out of Noto Sans SC, Source Sans 3 and Noto Sans Symbols 2.

``python resources/fonts/make_fonts.py NOTO_SANS_SC SOURCE_SANS_3 NOTO_SANS_SYMBOLS_2``, each the unpacked
package named in README.md beside this file. The fonts are written beside it too.
"""

from __future__ import annotations

import sys
from collections import defaultdict
from pathlib import Path

from fontTools import subset
from fontTools.pens.recordingPen import DecomposingRecordingPen
from fontTools.pens.transformPen import TransformPen
from fontTools.pens.ttGlyphPen import TTGlyphPen
from fontTools.ttLib import TTFont

FAMILY = "Facet Planner Sans"
WEIGHTS = {"Regular": "400Regular", "Bold": "700Bold"}
BLOCKS = (
    range(0x20, 0x7F),
    range(0xA0, 0x250),  # Latin
    range(0x370, 0x460),  # Greek, Cyrillic
    range(0x1E00, 0x1F00),  # Latin of Vietnam
    range(0x2010, 0x2300),  # punctuation, super- and subscripts, letter-like, arrows, mathematics
    range(0x2460, 0x2800),  # enclosed numbers, boxes, geometric shapes, symbols, dingbats
    range(0x3000, 0x3100),  # Chinese punctuation, kana
    range(0xFF00, 0xFFF0),  # full width
)
NARROW = "·•…‘’“”"
"""Characters that a Chinese font sets as wide as an ideograph, which tears an English line apart."""
SYMBOLS = "☐☑☒✔✕✗✘∘⬤➤"
"""Characters that only the symbol font has."""


def main(chinese: Path, latin: Path, symbols: Path) -> None:
    """Write a Regular and a Bold font of the characters of GBK and of `BLOCKS`, in TrueType outlines."""
    for style, weight in WEIGHTS.items():
        font = _cut(_only(chinese, f"*_{weight}.ttf"))
        letters = TTFont(_only(latin, f"*_{weight}.ttf"))
        present, offered = font.getBestCmap(), letters.getBestCmap()
        wanted = {c for block in BLOCKS for c in block if c in offered and c not in present}
        # the Latin letters of Noto Sans SC are those of Source Sans, drawn larger
        scale = font["hmtx"][present[ord("H")]][0] / letters["hmtx"][offered[ord("H")]][0]
        _borrow(font, letters, wanted.union(map(ord, NARROW)), scale)
        _borrow(font, TTFont(_only(symbols, "*_400Regular.ttf")), set(map(ord, SYMBOLS)), 1.0)
        _give_every_character_its_own_glyph(font)
        _rename(font, style)
        font.save(Path(__file__).with_name(f"FacetPlannerSans-{style}.ttf"))


def _only(package: Path, pattern: str) -> Path:
    (file,) = package.rglob(pattern)
    return file


def _gbk() -> set[int]:
    pairs = (bytes((high, low)) for high in range(0x81, 0xFF) for low in range(0x40, 0xFF))
    text = "".join(pair.decode("gbk", "ignore") for pair in pairs)
    return {ord(character) for character in text if not 0xE000 <= ord(character) < 0xF900}


def _cut(source: Path) -> TTFont:
    options = subset.Options()
    options.hinting = False
    options.layout_features = ["kern"]
    options.drop_tables += ["BASE", "GSUB", "STAT", "vhea", "vmtx"]
    options.name_IDs = ["*"]
    font = TTFont(source, recalcTimestamp=False)
    cutter = subset.Subsetter(options)
    cutter.populate(unicodes=_gbk().union(*BLOCKS))
    cutter.subset(font)
    return font


def _borrow(font: TTFont, lender: TTFont, characters: set[int], scale: float) -> None:
    """Copy the glyphs of `characters` into `font`; all these fonts have 1000 units to the em."""
    glyphs, names = lender.getGlyphSet(), lender.getBestCmap()
    for character in sorted(characters):
        name = names[character]
        record, pen = DecomposingRecordingPen(glyphs), TTGlyphPen(None)
        glyphs[name].draw(record)
        record.replay(TransformPen(pen, (scale, 0, 0, scale, 0, 0)))
        advance, bearing = (round(scale * units) for units in lender["hmtx"][name])
        _add(font, f"borrowed{character:04X}", pen.glyph(), (advance, bearing), character)


def _give_every_character_its_own_glyph(font: TTFont) -> None:
    """Part the characters that share one, such as the middle dot and the bullet.

    The text layer of a PDF is read from the glyphs: of two characters with one glyph, the wrong one may come
    back.
    """
    sharing = defaultdict(list)
    for character, name in font.getBestCmap().items():
        sharing[name].append(character)
    for name, characters in sharing.items():
        for character in sorted(characters)[1:]:
            _add(font, f"own{character:04X}", font["glyf"][name], font["hmtx"][name], character)


def _add(font: TTFont, name: str, glyph: object, metrics: tuple[int, int], character: int) -> None:
    font["glyf"][name] = glyph
    font["hmtx"][name] = metrics
    for table in font["cmap"].tables:
        if table.isUnicode() and table.format != 14:
            table.cmap[character] = name


def _rename(font: TTFont, style: str) -> None:
    """Give the family a name of its own, so that no font of the machine is taken in its place."""
    names = {
        1: FAMILY,
        2: style,
        3: f"{FAMILY} {style}",
        4: f"{FAMILY} {style}",
        6: f"FacetPlannerSans-{style}",
    }
    table = font["name"]
    table.names = [n for n in table.names if n.nameID in {0, 13, 14} and n.langID == 0x409]
    for identifier, text in names.items():
        table.setName(text, identifier, 3, 1, 0x409)


if __name__ == "__main__":
    main(*map(Path, sys.argv[1:]))
