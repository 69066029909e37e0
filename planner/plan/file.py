"""The plan file: UTF-8 JSON, sorted, stable, versioned; read strictly, written whole or not at all."""

from __future__ import annotations

import hashlib
import re
from pathlib import Path
from typing import Any

import msgspec

from planner.plan.plan import Plan
from planner.plan.whole import reason_of, write_whole
from planner.words import _

VERSION = 1
"""The version of the plan file that this program reads and writes."""

MAX_BYTES = 32 * 1024 * 1024
"""No plan is larger: a file beyond this is something else."""

BACKUPS = 10
"""How many earlier versions of a plan file are kept beside it."""


class PlanError(Exception):
    """A plan file cannot be read or written. `str` is one sentence: which file, why, and what to do."""


class _Head(msgspec.Struct):
    """What must be known before the rest can be read."""

    format: str = ""
    version: int = 0


def read_plan(path: Path) -> Plan:
    """Return the plan in a file.

    Raises
    ------
    PlanError
        If the file cannot be read, is no plan or of another version, or holds an unknown key or an
        impossible value; the sentence names the key.
    """
    try:
        if path.stat().st_size > MAX_BYTES:
            raise PlanError(_("{file}: too large for a plan. Choose a plan file.").format(file=path.name))
        content = path.read_bytes()
    except OSError as error:
        raise PlanError(_unreadable(path, error)) from error
    return decode(content, path.name)


def decode(content: bytes, name: str = "plan") -> Plan:
    """Return the plan in the bytes of a plan file; `name` stands for the file in an error.

    Raises
    ------
    PlanError
        As `read_plan`.
    """
    try:
        head = msgspec.json.decode(content, type=_Head)
    except (msgspec.DecodeError, UnicodeDecodeError, RecursionError) as error:
        raise _no_plan(name) from error
    if head.format != "facet-plan":
        raise _no_plan(name)
    if head.version != VERSION:
        message = _("{file}: version {version}, this program reads {known}. Use the program that saved it.")
        raise PlanError(message.format(file=name, version=head.version, known=VERSION))
    try:
        return msgspec.json.decode(content, type=Plan)
    except msgspec.ValidationError as error:
        raise _refusal(name, str(error)) from error
    except (msgspec.DecodeError, UnicodeDecodeError, RecursionError) as error:
        raise _no_plan(name) from error


def _no_plan(name: str) -> PlanError:
    return PlanError(_("{file}: not a plan file. Choose a file saved as a plan.").format(file=name))


def _refusal(name: str, message: str) -> PlanError:
    """Return the error for a key or value that the plan's own types refuse."""
    what, _dash, where = message.partition(" - at `$")
    where = where.rstrip("`").lstrip(".") or _("the top")
    if unknown := re.match(r"Object contains unknown field `(.*)`", what):
        sentence = _("{file}: unknown key “{key}” at {where}. Use the program that saved it, or take it out.")
        return PlanError(sentence.format(file=name, key=unknown[1], where=where))
    sentence = _("{file}: {where}: {why}. Correct the value or take it out.")
    return PlanError(sentence.format(file=name, where=where, why=what.rstrip(".")))


def _unreadable(path: Path, error: OSError) -> str:
    sentence = _("{file}: cannot be read ({why}). Check the path and the permission.")
    return sentence.format(file=path.name, why=reason_of(error))


def encode(plan: Plan) -> bytes:
    """Return the bytes of the plan file: UTF-8 JSON, keys sorted, indented; what is not there is left out.

    Equal plans give equal bytes: whole numbers given as `int` are written as the floats they are, and a
    negative zero as zero.
    """
    typed = msgspec.convert(msgspec.to_builtins(plan), type=Plan)
    content = msgspec.json.encode(_plain(msgspec.to_builtins(typed)), order="deterministic")
    return msgspec.json.format(content, indent=2) + b"\n"


def _plain(value: Any) -> Any:
    """Return a JSON value without keys that hold nothing and without negative zeros."""
    if isinstance(value, dict):
        return {key: _plain(part) for key, part in value.items() if part is not None}
    if isinstance(value, list | tuple):
        return [_plain(part) for part in value]
    return value + 0.0 if isinstance(value, float) else value


def plan_digest(plan: Plan) -> str:
    """Return the plan's short name for paper: the first 12 hex digits of the SHA-256 of its file."""
    return hashlib.sha256(encode(plan)).hexdigest()[:12]


FILE_MODE = 0o600
"""A plan names a patient: it is its writer's to pass on."""


def write_plan(plan: Plan, path: Path) -> None:
    """Write a plan to a file, whole or not at all; up to `BACKUPS` earlier versions are kept beside it.

    The new file is written beside the old one, brought to the disk, and put in its place in one step.

    Raises
    ------
    PlanError
        If it cannot be written; the old file is then as it was.
    """
    try:
        write_whole(path, encode(plan), FILE_MODE, _keep_backup)
    except OSError as error:
        sentence = _("{file}: cannot be saved ({why}). Choose another name or folder.")
        raise PlanError(sentence.format(file=path.name, why=reason_of(error))) from error


def _keep_backup(path: Path) -> None:
    """Keep the present file, if there is one, as backup 1; what was 1 becomes 2, and so on."""
    if not path.exists():
        return

    def backup(number: int) -> Path:
        return path.with_name(f".{path.name}.{number}.facet-plan-backup")

    for number in range(BACKUPS - 1, 0, -1):
        if backup(number).exists():
            backup(number).replace(backup(number + 1))
    backup(1).hardlink_to(path)


def schema() -> bytes:
    """Return the JSON schema of the plan file, as published in ``resources/schema/facet-plan-1.json``."""
    found = msgspec.json.schema(Plan)
    found = {
        "$schema": "https://json-schema.org/draft/2020-12/schema",
        "title": "Facet Planner plan file",
        **found,
    }
    return msgspec.json.format(msgspec.json.encode(found, order="deterministic"), indent=2) + b"\n"
