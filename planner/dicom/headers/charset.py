"""The character sets of DICOM (PS3.3 C.12.1.1.2), by the names files give them, and how text goes from bytes.

References
----------
PS3.5 6.1.2.4-5: code extensions (escape sequences), and which characters bring back the first set.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from functools import cache, lru_cache

from pydicom.charset import CODES_TO_ENCODINGS, python_encoding

UNNAMED = ""
"""The character set of files that name none: ASCII; what is above it is read as Latin-1."""
LATIN_1, UTF_8, GB18030, KOREAN, JAPANESE = "latin_1", "utf8", "gb18030", "cp949", "cp932"
"""Codecs by the names that Python has for them."""

_ESCAPE = b"\x1b"
_PIECES = re.compile(rb"^[^\x1b]+|\x1b[^\x1b]*")
_DELIMITERS = re.compile(rb"[\\^=\r\n\f\t]")
_KEEPS_ESCAPES = ("iso2022_jp", "iso2022_jp_2")
# what is written where the narrower set is named: all of that, and characters of names besides
_WIDER = {
    "iso_ir_58": GB18030,
    "GB2312": GB18030,
    "GBK": GB18030,
    "GB18030": GB18030,
    "euc_kr": KOREAN,
    "shift_jis": JAPANESE,
    "iso8859": LATIN_1,
    "UTF8": UTF_8,
}
# Latin alphabet No. 9 came into the standard after pydicom's table; the others are names of no standard
_ADDED = {
    "ISO_IR 203": "iso8859_15",
    "ISO 2022 IR 203": "iso8859_15",
    "UTF-8": UTF_8,
    "UTF8": UTF_8,
    "GB2312": GB18030,
    "ISO 8859-1": LATIN_1,
}
_ESCAPES = {b"\x1b-b": "iso8859_15", b"\x1b$@": "iso2022_jp", **CODES_TO_ENCODINGS}
_ALONE = (UTF_8, GB18030)


@lru_cache(maxsize=64)
def codec_of(character_set: str) -> str | None:
    """Return the codec of a character set by its name in DICOM, however spelt; None where it is not known."""
    return _codecs().get(_spelt(character_set))


def unknown(character_sets: Sequence[str]) -> tuple[str, ...]:
    """Return those character sets of a file that are not known."""
    return tuple(name for name in character_sets if codec_of(name) is None)


def first_codec(character_sets: Sequence[str]) -> str:
    """Return the codec of text without escape sequences; an unknown set counts as Latin-1."""
    return codec_of(character_sets[0] if character_sets else UNNAMED) or LATIN_1


def text_of(value: bytes, character_sets: Sequence[str]) -> str:
    """Return bytes as text; what cannot be decoded is replaced by U+FFFD."""
    first = first_codec(character_sets)
    if first in _ALONE and _ESCAPE not in value:
        return value.decode(first, "replace")
    return "".join(_piece(piece, first) for piece in _PIECES.findall(value))


def _piece(piece: bytes, first: str) -> str:
    """Return the text from one escape sequence to the next."""
    if not piece.startswith(_ESCAPE):
        return piece.decode(first, "replace")
    escape = next((known for known in _ESCAPES if piece.startswith(known)), _ESCAPE)
    codec = _ESCAPES.get(escape, first)
    if codec in _KEEPS_ESCAPES:
        return piece.decode(codec, "replace")
    body = piece[len(escape) :]
    codec = _WIDER.get(codec, codec)
    if codec == GB18030:
        return body.decode(codec, "replace")
    # a delimiter brings back the first character set
    delimiter = _DELIMITERS.search(body)
    cut = delimiter.start() if delimiter else len(body)
    return body[:cut].decode(codec, "replace") + body[cut:].decode(first, "replace")


@cache
def _codecs() -> dict[str, str]:
    """Return the codecs by the names of their sets, as `_spelt`."""
    known = {**python_encoding, **_ADDED}
    return {_spelt(name): _WIDER.get(codec, codec) for name, codec in known.items()}


def _spelt(name: str) -> str:
    return re.sub(r"[\s_-]+", " ", name.strip()).upper()
