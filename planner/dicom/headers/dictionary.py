"""What the standard says of elements: the tag of each keyword, and how the length of a value is written.

References
----------
PS3.5 7.1.2 (lengths of 16 and of 32 bits), 7.5 (items); PS3.6 (keywords).
"""

from __future__ import annotations

from functools import cache

from pydicom.datadict import tag_for_keyword

SHORT_VRS = frozenset(b"AE AS AT CS DA DS DT FD FL IS LO LT PN SH SL SS ST TM UI UL US".split())
"""Value representations after which a length of 16 bits stands."""
LONG_VRS = frozenset(b"OB OD OF OL OV OW SQ SV UC UN UR UT UV".split())
"""Those after which two bytes are left out, and a length of 32 bits stands."""

ITEM, ITEM_END, SEQUENCE_END = 0xFFFEE000, 0xFFFEE00D, 0xFFFEE0DD
"""The tags that hold sequences together."""
UNDEFINED_LENGTH = 0xFFFFFFFF


@cache
def tag_of(keyword: str) -> int:
    """Return the tag of an element, group in the upper half.

    Raises
    ------
    ValueError
        If there is no such keyword.
    """
    tag = tag_for_keyword(keyword)
    if tag is None:
        raise ValueError(f"{keyword} is no keyword of the DICOM dictionary")
    return int(tag)
