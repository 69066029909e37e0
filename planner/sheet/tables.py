"""The tables and notices of DESK as content, every string already in words."""

from __future__ import annotations

from dataclasses import dataclass, field


@dataclass(frozen=True)
class CheckRow:
    """One result in words. `strong` where it fails or could not be assessed."""

    outcome: str
    strong: bool
    subject: str
    value: str


@dataclass(frozen=True)
class CheckGroup:
    """The results of one check, worst first, under their rule; `note` holds for all of them."""

    title: str
    limit: str
    source: str
    note: str
    rows: tuple[CheckRow, ...]


@dataclass(frozen=True)
class CheckTable:
    """Every result, the check with the worst first."""

    title: str
    groups: tuple[CheckGroup, ...]


@dataclass(frozen=True)
class AngleRow:
    """The direction of one needle in two frames that must not be mistaken for each other.

    `small` are the room's angles as DICOM has them; `stops` is what keeps this room's C-arm from going there.
    """

    needle: str
    room: str
    small: str
    stops: str
    vertebra: str
    ends: str


@dataclass(frozen=True)
class AngleTable:
    """The directions of all needles."""

    title: str
    headings: tuple[str, str, str, str]
    rows: tuple[AngleRow, ...]
    note: str


@dataclass(frozen=True)
class Notices:
    """Paragraphs under one title."""

    title: str
    paragraphs: tuple[str, ...]


@dataclass(frozen=True)
class Code:
    """A square code: what it holds, what that is in words, and its modules, a line each, "1" for black."""

    title: str
    held: str
    note: str
    modules: tuple[str, ...] = field(metadata={"printed": False})
