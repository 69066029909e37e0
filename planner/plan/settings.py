"""What a site keeps for all its plans: small JSON files, read within bounds, saved whole or not at all."""

from __future__ import annotations

from pathlib import Path
from typing import TypeVar

import msgspec

from planner.plan.whole import reason_of, write_whole
from planner.words import _

MAX_BYTES = 64 * 1024
"""No such file is larger: one beyond this is something else."""

Kept = TypeVar("Kept", bound=msgspec.Struct)


class SettingsFileError(Exception):
    """A file of settings that cannot be read or written. `str` is one sentence."""


def read_settings(file: Path, kind: type[Kept]) -> Kept | None:
    """Return what a file holds; None where there is no file.

    Raises
    ------
    SettingsFileError
        If it cannot be read.
    ValueError
        If it holds something else: an unknown key, an impossible value, no JSON. `str` says why.
    """
    try:
        with file.open("rb") as stream:
            content = stream.read(MAX_BYTES + 1)
    except FileNotFoundError:
        return None
    except OSError as error:
        sentence = _("{file}: cannot be read ({why}). Check the path and the permission.")
        raise SettingsFileError(sentence.format(file=file.name, why=reason_of(error))) from error
    if len(content) > MAX_BYTES:
        raise ValueError(_("too large"))
    try:
        return msgspec.json.decode(content, type=kind)
    except RecursionError as error:
        raise ValueError(str(error)) from error


def save_settings(file: Path, settings: msgspec.Struct) -> None:
    """Save settings, whole or not at all.

    Raises
    ------
    SettingsFileError
        If they cannot be written; what was there is then as it was.
    """
    try:
        file.parent.mkdir(parents=True, exist_ok=True)
        write_whole(file, msgspec.json.format(msgspec.json.encode(settings, order="deterministic")) + b"\n")
    except OSError as error:
        sentence = _("{file}: cannot be saved ({why}). Check the folder and the permission.")
        raise SettingsFileError(sentence.format(file=file.name, why=reason_of(error))) from error
