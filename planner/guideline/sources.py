"""Where rules come from: references, and the notices that stand above all rules.

The texts are our own words in every language, never the sentences of a source.
"""

from __future__ import annotations

from collections.abc import Iterable
from pathlib import Path
from typing import Literal

import msgspec

from planner.plan.parts import ProcedureKind
from planner.words.text import Text


class Entry(msgspec.Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """What all entries of the rule files share: frozen, unknown keys refused."""


class Note(Entry, frozen=True, kw_only=True):
    """Where the evidence disagrees, or what a result does not prove.

    `id` is the name by which a statement says that this note carries it; most notes need none.
    """

    id: str = ""
    text: Text
    sources: tuple[str, ...] = ()


class Notice(Entry, frozen=True, kw_only=True):
    """A note to all rules, on every sheet of its procedures."""

    id: str
    applies_to: tuple[ProcedureKind, ...] = tuple(ProcedureKind)
    text: Text
    sources: tuple[str, ...]


class Source(Entry, frozen=True, kw_only=True):
    """A reference in full; `access` says how much of it was read."""

    citation: str
    access: Literal["full", "abstract", "excerpt"]
    doi: str = ""
    url: str = ""


class SourceFile(Entry, frozen=True, kw_only=True):
    """What ``sources.toml`` holds."""

    source: dict[str, Source]
    notice: tuple[Notice, ...]

    def __post_init__(self) -> None:
        refuse_twice("notice", (notice.id for notice in self.notice))


def read_sources(folder: Path) -> SourceFile:
    """Return the references and notices of a folder of rules.

    Raises
    ------
    ValueError
        If the file has an unknown key, lacks a language, or calls two notices by one id.
    """
    return msgspec.toml.decode((folder / "sources.toml").read_bytes(), type=SourceFile)


def refuse_twice(what: str, ids: Iterable[str]) -> None:
    """Refuse ids of which two are the same.

    Raises
    ------
    ValueError
        If an id is given twice; `what` says of what.
    """
    seen: set[str] = set()
    for name in ids:
        if name in seen:
            raise ValueError(f"{what} {name!r} is given twice")
        seen.add(name)
