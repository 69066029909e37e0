"""Sentences about images that are put into words when they are shown, in the language of that moment."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from planner.words import _

MOST_NAMED = 12
"""Things named in one sentence; that there are more is shown by an ellipsis."""


@dataclass(frozen=True)
class Note:
    """A sentence of the catalogue and its ``{values}``; `str` puts it into the language in force."""

    message: str
    values: tuple[tuple[str, str | int | float], ...] = ()

    def __str__(self) -> str:
        return _(self.message).format(**dict(self.values))


def note(message: str, **values: str | int | float) -> Note:
    """Return the note of a message marked with `N_` and its values."""
    return Note(message, tuple(values.items()))


def listed(words: Sequence[str], separator: str = ", ") -> str:
    """Return the first of some words for one sentence."""
    return separator.join((*words[:MOST_NAMED], *("…",) * (len(words) > MOST_NAMED)))


def printable(text: str, instead: str = " ") -> str:
    """Return text of a file or its name without what a terminal or a line would act on."""
    return "".join(character if character.isprintable() else instead for character in text)
