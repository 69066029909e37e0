"""Text of DICOM elements as Unicode, whatever character set they claim; what cannot be decoded is replaced.

pydicom 3.0.2 leaves the escape sequence of ISO 2022 IR 58 in the text and reports every doubtful byte to the
log, where text of patients must not go; so the decoding is ours.
"""

from __future__ import annotations

from functools import lru_cache

from planner.dicom.headers.charset import text_of

LONGEST = 10240
"""Characters of the longest text that the standard allows but for those without any limit (PS3.5 6.2, LT)."""


@lru_cache(maxsize=1024)
def decoded(value: bytes, character_sets: tuple[str, ...]) -> str:
    """Return the text of an element; one that is too long to be text of an image ends in "…".

    Parameters
    ----------
    value
        The bytes as they stand in the file.
    character_sets
        The values of SpecificCharacterSet; an unknown one counts as Latin-1.
    """
    text = text_of(value[: 4 * LONGEST], character_sets)
    return text if len(text) <= LONGEST else f"{text[: LONGEST - 1]}…"
