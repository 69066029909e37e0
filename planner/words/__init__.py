"""One gettext catalogue for screen, sheet and command line.

Strings are translated when shown, never at import: mark a constant with `N_` and pass it to `_` where it
is shown. The catalogues stand in ``resources/words/<language>/LC_MESSAGES/planner.mo``; English is in the
source.

The language is `use`'s within its block and otherwise the process default of `set_language`. A block holds
for its own thread only (it is a context variable): a new thread starts with the process default. Work handed
to a thread that must keep the caller's language runs through ``contextvars.copy_context().run``.
"""

from __future__ import annotations

import gettext as _stdlib
from contextlib import contextmanager
from contextvars import ContextVar
from functools import cache
from typing import TYPE_CHECKING, Final

from planner.assets import resource

if TYPE_CHECKING:
    from collections.abc import Iterator

LANGUAGES: Final = {"en": "English", "zh_CN": "中文"}
"""The languages there are: code to its own name for itself."""

_SOURCE = "en"
_process_default = _SOURCE
_within_block: ContextVar[str] = ContextVar("language")


def language() -> str:
    """Return the code of the language in force here, a key of `LANGUAGES`."""
    return _within_block.get(_process_default)


def set_language(code: str) -> None:
    """Make `code` the default of the whole process; blocks of `use` keep theirs.

    Raises
    ------
    ValueError
        If `code` is not in `LANGUAGES`.
    """
    global _process_default
    _process_default = _known(code)


@contextmanager
def use(code: str) -> Iterator[None]:
    """Speak `code` within the block, in this thread.

    Raises
    ------
    ValueError
        If `code` is not in `LANGUAGES`.
    """
    token = _within_block.set(_known(code))
    try:
        yield
    finally:
        _within_block.reset(token)


def _(message: str) -> str:
    """Return `message` in the language in force; fill in its ``{names}`` afterwards, by `str.format`."""
    # gettext answers "" with the header of the catalogue
    return _catalogue(language()).gettext(message) if message else ""


def capitalised(words: str) -> str:
    """Return words with their first letter a capital, where they begin a sentence."""
    return words[:1].upper() + words[1:]


def ngettext(singular: str, plural: str, n: int) -> str:
    """Return the wording for the number `n` in the language in force."""
    return _catalogue(language()).ngettext(singular, plural, n)


def pgettext(context: str, message: str) -> str:
    """Return `message` in the sense of `context`: one English word may be two in Chinese.

    A level of the spine and a level of evidence are an example.
    """
    return _catalogue(language()).pgettext(context, message)


def N_(message: str) -> str:  # noqa: N802
    """Mark `message` for the catalogue and return it as it is, to be translated where it is shown."""
    return message


def _known(code: str) -> str:
    if code not in LANGUAGES:
        raise ValueError(f"unknown language {code!r}; there are {', '.join(LANGUAGES)}")
    return code


@cache
def _catalogue(code: str) -> _stdlib.NullTranslations:
    if code == _SOURCE:
        return _stdlib.NullTranslations()
    return _stdlib.translation("planner", resource("words"), [code])
