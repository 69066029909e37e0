"""Every string of a sheet, to be read back or changed as a whole."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import fields, is_dataclass, replace
from enum import StrEnum
from typing import Any, TypeVar, cast

Part = TypeVar("Part")


def texts(part: object) -> Iterator[str]:
    """Yield every string of a part of the sheet that is printed, in reading order."""
    if isinstance(part, StrEnum):
        return
    if isinstance(part, str):
        if part:
            yield part
    elif isinstance(part, tuple):
        for item in part:
            yield from texts(item)
    elif is_dataclass(part):
        for each in fields(part):
            if each.metadata.get("printed", True):
                yield from texts(getattr(part, each.name))


def with_texts(part: Part, change: Callable[[str], str]) -> Part:
    """Return a part of the sheet with every string that is printed changed."""
    changed: Any = part
    if isinstance(part, str) and not isinstance(part, StrEnum):
        changed = change(part)
    elif isinstance(part, tuple):
        changed = tuple(with_texts(item, change) for item in part)
    elif is_dataclass(part) and not isinstance(part, type):
        printed = [each.name for each in fields(part) if each.metadata.get("printed", True)]
        changed = replace(part, **{name: with_texts(getattr(part, name), change) for name in printed})
    return cast("Part", changed)
