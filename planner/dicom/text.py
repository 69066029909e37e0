"""Text of DICOM elements as Unicode, whatever character set they claim; what cannot be decoded is replaced.

References
----------
PS3.5 6.1.2.5: code extensions (escape sequences). pydicom 3.0.2 leaves the escape of ISO 2022 IR 58 in the
text and reports every doubtful byte to the log, where text of patients must not go; so the decoding is ours.
"""

from __future__ import annotations

import re
from collections.abc import Sequence

from pydicom.charset import CODES_TO_ENCODINGS, python_encoding

_ESCAPE = b"\x1b"
_PIECES = re.compile(rb"^[^\x1b]+|\x1b[^\x1b]*")
_DELIMITERS = re.compile(rb"[\\^=\r\n\f]")
_KEEPS_ESCAPES = ("iso2022_jp", "iso2022_jp_2")
# GB18030 holds the whole of GB2312 and the characters that careless senders add to it
_GB2312 = {"iso_ir_58": "gb18030", "GB2312": "gb18030"}


def decoded(value: bytes, character_sets: Sequence[str]) -> str:
    """Return the text of an element.

    Parameters
    ----------
    value
        The bytes as they stand in the file.
    character_sets
        The values of SpecificCharacterSet; an unknown one counts as Latin-1.
    """
    if value.isascii() and _ESCAPE not in value:
        return value.decode("ascii")
    first = _codec(character_sets[0] if character_sets else "")
    return "".join(_piece(piece, first) for piece in _PIECES.findall(value))


def _piece(piece: bytes, first: str) -> str:
    """Return the text from one escape sequence to the next."""
    if not piece.startswith(_ESCAPE):
        return piece.decode(first, "replace")
    escape = next((known for known in CODES_TO_ENCODINGS if piece.startswith(known)), _ESCAPE)
    codec = CODES_TO_ENCODINGS.get(escape, first)
    if codec in _KEEPS_ESCAPES:
        return piece.decode(codec, "replace")
    body = piece[len(escape) :]
    if codec in _GB2312:
        return body.decode(_GB2312[codec], "replace")
    # a delimiter brings back the first character set
    delimiter = _DELIMITERS.search(body)
    cut = delimiter.start() if delimiter else len(body)
    return body[:cut].decode(codec, "replace") + body[cut:].decode(first, "replace")


def _codec(character_set: str) -> str:
    known = {name.replace("_", " "): codec for name, codec in python_encoding.items()}
    codec = known.get(re.sub(r"[_-]", " ", character_set.strip()), "latin_1")
    return _GB2312.get(codec, codec)
