"""Sentences about images that are put into words when they are shown, in the language of that moment."""

from __future__ import annotations

from dataclasses import dataclass

from planner.words import _


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
