"""How a data set is written that no file header describes: told from its first elements.

Only the three ways without compression can be told (PS3.5 7.1, A.1 to A.3); what stands in the pixels is
found out where they are read.
"""

from __future__ import annotations

from itertools import pairwise

from pydicom.uid import ExplicitVRBigEndian, ExplicitVRLittleEndian, ImplicitVRLittleEndian

from planner.dicom.headers.dictionary import LONG_VRS, SHORT_VRS

_ELEMENTS = 3
"""So many elements must make sense one after the other."""
_LONGEST = 4096
"""Bytes of the longest of them."""
_FIRST_GROUP = 0x0008


def syntax_at(head: bytes, start: int) -> str | None:
    """Return the transfer syntax of the data set that begins at `start` of the first bytes of a file.

    None where no data set of an image begins there: its first elements are of group 0008, each tag above the
    one before.
    """
    for syntax in (ExplicitVRLittleEndian, ExplicitVRBigEndian, ImplicitVRLittleEndian):
        tags = _tags(head, start, syntax)
        if tags and tags[0] >> 16 == _FIRST_GROUP and all(a < b for a, b in pairwise(tags)):
            return str(syntax)
    return None


def _tags(head: bytes, at: int, syntax: str) -> list[int]:
    """Return the tags of the first elements if written so; none where they cannot be."""
    big = syntax == ExplicitVRBigEndian
    tags: list[int] = []
    while len(tags) < _ELEMENTS:
        group, number = _number(head[at : at + 2], big), _number(head[at + 2 : at + 4], big)
        if syntax == ImplicitVRLittleEndian:
            length, value = _number(head[at + 4 : at + 8], big), at + 8
        elif head[at + 4 : at + 6] in LONG_VRS:
            length, value = _number(head[at + 8 : at + 12], big), at + 12
        elif head[at + 4 : at + 6] in SHORT_VRS:
            length, value = _number(head[at + 6 : at + 8], big), at + 8
        else:
            return []
        at = value + length
        if length > _LONGEST or at > len(head):
            return []
        tags.append(group << 16 | number)
    return tags


def _number(value: bytes, big: bool) -> int:
    return int.from_bytes(value, "big" if big else "little")
