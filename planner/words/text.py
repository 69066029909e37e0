"""A text that a file of resources/ gives in every language; the words of the source are in the catalogue."""

from __future__ import annotations

import msgspec

from planner.words import language


class Text(msgspec.Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """A text in both languages; `str` speaks the one in force.

    Raises
    ------
    ValueError
        If a language is blank.
    """

    en: str
    zh_CN: str  # noqa: N815 - the code of the language

    def __post_init__(self) -> None:
        if not (self.en.strip() and self.zh_CN.strip()):
            raise ValueError("a text is needed in every language")

    def __str__(self) -> str:
        return self.zh_CN if language() == "zh_CN" else self.en
