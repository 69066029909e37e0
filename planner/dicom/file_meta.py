"""The file meta information (PS3.10 7.1): how a file is written, taken without pydicom.

pydicom inflates a deflated file of any size as soon as it has read this far.
"""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path

from planner.dicom.errors import LoadError
from planner.dicom.notes import Note, note
from planner.words import N_

NOT_DICOM = note(N_("this is not a DICOM file"))

_SOP_CLASS, _SOP_UID, _SYNTAX = 0x0002, 0x0003, 0x0010
_PREFIX_END = 132
_LONGEST_UID = 64


@dataclass(frozen=True)
class FileMeta:
    """What is needed of the file meta information.

    `start` is where the data set begins, in bytes; `sop_class` and `sop_uid` are empty where absent.
    """

    syntax: str
    sop_class: str
    sop_uid: str
    start: int


def file_meta(path: Path, head: bytes) -> FileMeta:
    """Return the file meta information of a file by its first bytes.

    Raises
    ------
    LoadError
        If the file is not DICOM, or does not say how it is written within these bytes.
    """
    if head[_PREFIX_END - 4 : _PREFIX_END] != b"DICM":
        raise LoadError(path, _why_not_dicom(head), note(N_("Leave it out, or export it as DICOM.")))
    values: dict[int, str] = {}
    at = _PREFIX_END
    while (element := head[at : at + 12])[:2] == b"\x02\x00":
        number, length, start = _little(element[2:4]), _little(element[6:8]), at + 8
        if element[4:6] in (b"OB", b"UN"):
            length, start = _little(element[8:12]), at + 12
        at = start + length
        if number in (_SOP_CLASS, _SOP_UID, _SYNTAX):
            values[number] = head[start:at][:_LONGEST_UID].rstrip(b"\0 ").decode("ascii", "replace")
    if not values.get(_SYNTAX):
        raise LoadError(path, note(N_("it does not say in which transfer syntax it is written")))
    return FileMeta(values[_SYNTAX], values.get(_SOP_CLASS, ""), values.get(_SOP_UID, ""), at)


def _little(value: bytes) -> int:
    return int.from_bytes(value, "little")


def _why_not_dicom(head: bytes) -> Note:
    if head[:2] == b"\x08\x00" or head[:4] == b"\x02\x00\x00\x00":
        return note(N_("this is DICOM without the file header that says how it is written"))
    return NOT_DICOM
