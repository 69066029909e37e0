"""The file meta information (PS3.10 7.1): how a file is written, taken without pydicom.

pydicom inflates a deflated file of any size as soon as it has read this far.
"""

from __future__ import annotations

from dataclasses import dataclass, replace
from pathlib import Path

from planner.dicom.errors import READ_HEADERLESS, LoadError
from planner.dicom.headers.headerless import syntax_at
from planner.dicom.notes import note
from planner.words import N_

NOT_DICOM = note(N_("this is not a DICOM file"))

_HEADERLESS = note(N_("this is DICOM without the file header that says how it is written"))
_LEAVE_OUT = note(N_("Leave it out, or export it as DICOM."))

_SOP_CLASS, _SOP_UID, _SYNTAX = 0x0002, 0x0003, 0x0010
_PREFIX_END = 132
_LONGEST_UID = 64


@dataclass(frozen=True)
class FileMeta:
    """What is needed of the file meta information.

    `start` is where the data set begins, in bytes; `sop_class` and `sop_uid` are empty where absent.
    `guessed` is whether the file does not say its transfer syntax itself.
    """

    syntax: str
    sop_class: str
    sop_uid: str
    start: int
    guessed: bool = False


def file_meta(path: Path, head: bytes, headerless: bool = False) -> FileMeta:
    """Return the file meta information of a file by its first bytes.

    Parameters
    ----------
    headerless
        Whether a file that does not say how it is written is taken as its first elements look.

    Raises
    ------
    LoadError
        If the file is not DICOM, or does not say how it is written within these bytes.
    """
    prefixed = head[_PREFIX_END - 4 : _PREFIX_END] == b"DICM"
    meta = _meta_at(head, _PREFIX_END if prefixed else 0)
    if prefixed and meta.syntax:
        return meta
    if headerless:
        syntax = meta.syntax or syntax_at(head, meta.start)
        if syntax:
            return replace(meta, syntax=syntax, guessed=not meta.syntax)
    if not prefixed:
        headless = syntax_at(head, meta.start) is not None or head[:4] == b"\2\0\0\0"
        raise LoadError(
            path, _HEADERLESS if headless else NOT_DICOM, READ_HEADERLESS if headless else _LEAVE_OUT
        )
    raise LoadError(path, note(N_("it does not say in which transfer syntax it is written")), READ_HEADERLESS)


def _meta_at(head: bytes, at: int) -> FileMeta:
    """Return the elements of group 2 that begin at a place, empty where there are none."""
    values: dict[int, str] = {}
    while (element := head[at : at + 12])[:2] == b"\x02\x00":
        number, length, start = _little(element[2:4]), _little(element[6:8]), at + 8
        if element[4:6] in (b"OB", b"UN"):
            length, start = _little(element[8:12]), at + 12
        at = start + length
        if number in (_SOP_CLASS, _SOP_UID, _SYNTAX):
            values[number] = head[start:at][:_LONGEST_UID].rstrip(b"\0 ").decode("ascii", "replace")
    return FileMeta(values.get(_SYNTAX, ""), values.get(_SOP_CLASS, ""), values.get(_SOP_UID, ""), at)


def _little(value: bytes) -> int:
    return int.from_bytes(value, "little")
