"""Damage DICOM files, each way in a part of their structure; every mutant follows from its number."""

from __future__ import annotations

import zlib
from collections.abc import Callable, Iterator
from dataclasses import dataclass, replace
from itertools import pairwise

import numpy as np
from pydicom import uid

PIXELS = 0x7FE00010
LONG_VRS = (b"OB", b"OD", b"OF", b"OL", b"OV", b"OW", b"SQ", b"UC", b"UN", b"UR", b"UT", b"SV", b"UV")
VRS = (b"AE", b"CS", b"DA", b"DS", b"FD", b"IS", b"LO", b"OB", b"OW", b"PN", b"SQ", b"UI", b"UN",
       b"US", b"UT", b"\0\0", b"??", b"\xff\xff")  # fmt: skip
VALUES = (b"", b"\\", b"nan", b"inf", b"-0.0", b"1e999", b"1,5", b"0\\0\\0\\0\\0\\0", b"1\\2", b"-1",
          b"\0" * 16,
          b"\xff" * 12, b"9" * 60, b"..\\..\\..\\tmp\\x", b"../../../tmp/x", b"\x1b$)A\xff", b"<img src=file:///x>",
          b"65535", b"2147483648", b"COLOR", b"LOCALIZER\\AXIAL\\LOCALIZER")  # fmt: skip
LENGTHS = (0, 1, 2, 3, 7, 0x7F, 0xFF, 0x7FFF, 0xFFFE, 0xFFFF, 2**31 - 1, 2**31, 2**32 - 2, 2**32 - 1)
TAGS = (0x00020010, 0x00080005, 0x00080016, 0x00080018, 0x00200032, 0x00200037, 0x00280008, 0x00280010,
        0x00280100, 0x00281053, 0x7FE00010, 0xFFFEE000, 0xFFFEE00D, 0xFFFEE0DD, 0,
        0xFFFFFFFF)  # fmt: skip
SYNTAXES = (
    uid.ImplicitVRLittleEndian, uid.ExplicitVRLittleEndian, uid.ExplicitVRBigEndian, uid.RLELossless,
    uid.DeflatedExplicitVRLittleEndian, uid.JPEGLosslessSV1, uid.JPEGLSLossless, uid.JPEG2000Lossless,
    uid.JPEG2000, uid.JPEGBaseline8Bit, uid.HTJ2KLossless, "1.2.840.113619.5.2", "1.2.3", "",
    "9" * 64, "x/../y",
)  # fmt: skip


@dataclass(frozen=True)
class Element:
    """Where an element of a data set stands, in bytes."""

    at: int
    tag: int
    length_at: int
    length_size: int
    value_at: int
    end: int


@dataclass
class Good:
    """A file in the parts that can be hit: file meta, data set (inflated), and how it is written."""

    head: bytes
    body: bytes
    implicit: bool
    little: bool
    deflated: bool

    @classmethod
    def of(cls, content: bytes, syntax: str) -> Good:
        """Take a good file apart."""
        end = 144 + int.from_bytes(content[140:144], "little")
        head, body = content[:end], content[end:]
        deflated = syntax == uid.DeflatedExplicitVRLittleEndian
        if deflated:
            body = zlib.decompress(body, -zlib.MAX_WBITS)
        implicit = syntax in (uid.ImplicitVRLittleEndian, "1.2.840.113619.5.2")
        return cls(head, body, implicit, syntax != uid.ExplicitVRBigEndian, deflated)

    def with_uid(self, said: str, meant: str) -> Good:
        """Return the same file with another UID of the same length in its data set."""
        assert len(said) == len(meant)
        assert said.encode() in self.body
        return replace(self, body=self.body.replace(said.encode(), meant.encode()))

    def elements(self) -> list[Element]:
        """Return where the elements stand, those in items of known length too, the pixels last."""
        return list(self._elements(0, len(self.body)))

    def _elements(self, at: int, end: int) -> Iterator[Element]:
        while at + 8 <= end:
            element = self._element(at)
            yield element
            if element.tag == PIXELS or element.end > end:
                break
            if self.body[at + 4 : at + 6] == b"SQ":
                yield from self._in_items(element.value_at, element.end)
            at = element.end

    def _in_items(self, at: int, end: int) -> Iterator[Element]:
        while at + 8 <= end:
            length = self._number(at + 4, 4)
            yield from self._elements(at + 8, at + 8 + length)
            at += 8 + length

    def written(self, body: bytes, head: bytes | None = None) -> bytes:
        """Return a file of this kind with another body."""
        if self.deflated:
            packer = zlib.compressobj(wbits=-zlib.MAX_WBITS)
            body = packer.compress(body) + packer.flush()
        return (self.head if head is None else head) + body

    def _element(self, at: int) -> Element:
        order = "little" if self.little else "big"
        group, number = (self._number(at + shift, 2) for shift in (0, 2))
        size, length_at = (4, at + 4) if self.implicit else (2, at + 6)
        if not self.implicit and self.body[at + 4 : at + 6] in LONG_VRS:
            size, length_at = 4, at + 8
        length = int.from_bytes(self.body[length_at : length_at + size], order)  # type: ignore[arg-type]
        value_at = length_at + size
        end = len(self.body) if length == 0xFFFFFFFF else value_at + length
        return Element(at, group << 16 | number, length_at, size, value_at, end)

    def _number(self, at: int, size: int) -> int:
        return int.from_bytes(self.body[at : at + size], "little" if self.little else "big")


Chance = np.random.Generator
Damage = Callable[[Good, Chance], bytes]


def mutant(good: Good, kind: str, number: int, seed: int = 0) -> bytes:
    """Return the mutant of that number and seed: the same every time."""
    return KINDS[kind](good, np.random.default_rng([seed, number, list(KINDS).index(kind)]))


def _one(chance: Chance, among: list[Element]) -> Element:
    # the elements that reading rests on stand late: they are hit as often as all others
    return among[int(chance.integers(0, len(among)))]


def _bytes(chance: Chance, most: int) -> bytes:
    return chance.bytes(int(chance.integers(0, most + 1)))


def _put(body: bytes, start: int, end: int, new: bytes) -> bytes:
    return body[:start] + new + body[end:]


def _pick(chance: Chance, among: tuple[bytes, ...]) -> bytes:
    return among[int(chance.integers(0, len(among)))]


def _tag(good: Good, chance: Chance) -> bytes:
    element = _one(chance, good.elements())
    tag = (
        TAGS[int(chance.integers(0, len(TAGS)))] if chance.random() < 0.6 else int(chance.integers(0, 2**32))
    )
    order = "little" if good.little else "big"
    new = (tag >> 16).to_bytes(2, order) + (tag & 0xFFFF).to_bytes(2, order)  # type: ignore[arg-type]
    return good.written(_put(good.body, element.at, element.at + 4, new))


def _vr(good: Good, chance: Chance) -> bytes:
    element = _one(chance, good.elements())
    return good.written(_put(good.body, element.at + 4, element.at + 6, _pick(chance, VRS)))


def _length(good: Good, chance: Chance) -> bytes:
    element = _one(chance, good.elements())
    length = LENGTHS[int(chance.integers(0, len(LENGTHS)))] & (2 ** (8 * element.length_size) - 1)
    if chance.random() < 0.4:
        length = max(0, element.end - element.value_at + int(chance.integers(-9, 10)))
    new = length.to_bytes(element.length_size, "little" if good.little else "big")
    return good.written(_put(good.body, element.length_at, element.value_at, new))


def _value(good: Good, chance: Chance) -> bytes:
    elements = [element for element in good.elements() if element.tag != PIXELS]
    body = good.body
    for _round in range(int(chance.integers(1, 4))):
        element = _one(chance, elements)
        size = element.end - element.value_at
        new = _pick(chance, VALUES) if chance.random() < 0.6 else chance.bytes(size)
        if chance.random() < 0.7:
            body = _put(body, element.value_at, element.end, new[:size].ljust(size))
            continue
        length = min(len(new), 2 ** (8 * element.length_size) - 1)
        head = length.to_bytes(element.length_size, "little" if good.little else "big")
        return good.written(_put(body, element.length_at, element.end, head + new))
    return good.written(body)


def _sequence(good: Good, chance: Chance) -> bytes:
    order = "little" if good.little else "big"

    def word(*numbers: int) -> bytes:
        return b"".join(n.to_bytes(2, order) for n in numbers)  # type: ignore[arg-type]

    unending = b"\xff" * 4
    vr = b"" if good.implicit else b"SQ\0\0"
    start = word(0x0008, 0x1110) + vr
    item, item_end, end = word(0xFFFE, 0xE000), word(0xFFFE, 0xE00D), word(0xFFFE, 0xE0DD)
    depth = int(chance.integers(1, 400))
    shape = int(chance.integers(0, 5))
    if shape == 0:
        new = (start + unending + item + unending) * depth
    elif shape == 1:
        new = (start + unending + item + unending) * depth + (item_end + b"\0" * 4 + end + b"\0" * 4) * depth
    elif shape == 2:
        new = start + unending + (item + b"\0" * 4) * depth
    elif shape == 3:
        new = start + unending + item + _bytes(chance, 40) + end + b"\0" * 4
    else:
        new = start + _bytes(chance, 4).ljust(4, b"\x10") + (item + unending) * depth
    at = _one(chance, good.elements()).at
    return good.written(_put(good.body, at, at, new))


def _syntax(good: Good, chance: Chance) -> bytes:
    text = SYNTAXES[int(chance.integers(0, len(SYNTAXES)))].encode()
    value = text + b"\0" * (len(text) % 2)
    at = good.head.index(b"\x02\x00\x10\x00UI")
    length = int.from_bytes(good.head[at + 6 : at + 8], "little")
    head = _put(good.head, at + 6, at + 8 + length, len(value).to_bytes(2, "little") + value)
    size = int.from_bytes(head[140:144], "little") + len(value) - length
    return good.written(good.body, _put(head, 140, 144, size.to_bytes(4, "little")))


def _pixels(good: Good, chance: Chance) -> bytes:
    pixels = good.elements()[-1]
    body = bytearray(good.body)
    for _byte in range(int(chance.integers(1, 12))):
        # most of what a codec trusts stands at the beginning
        reach = (
            min(60, pixels.end - pixels.value_at) if chance.random() < 0.6 else pixels.end - pixels.value_at
        )
        body[pixels.value_at + int(chance.integers(0, max(reach, 1))) - (reach == 0)] = int(
            chance.integers(0, 256)
        )
    return good.written(bytes(body))


def _fragments(good: Good, chance: Chance) -> bytes:
    pixels = good.elements()[-1]
    inside = good.body[pixels.value_at :]
    marks = [at for at in range(len(inside) - 8) if inside[at : at + 3] == b"\xfe\xff\x00"]
    if not marks:
        item = b"\xfe\xff\x00\xe0" + (len(inside) + int(chance.integers(-4, 5))).to_bytes(4, "little")
        return good.written(_put(good.body, pixels.value_at, pixels.value_at, item))
    at = marks[int(chance.integers(0, len(marks)))]
    kind = int(chance.integers(0, 4))
    if kind == 0:
        length = LENGTHS[int(chance.integers(0, len(LENGTHS)))]
        inside = _put(inside, at + 4, at + 8, length.to_bytes(4, "little"))
    elif kind == 1:
        inside = _put(inside, at, at, inside[at : at + int(chance.integers(8, 200))])
    elif kind == 2:
        inside = _put(inside, at, at + int(chance.integers(1, 60)), b"")
    else:
        inside = _put(inside, at, at + 4, _bytes(chance, 4).ljust(4, b"\0"))
    return good.written(good.body[: pixels.value_at] + inside)


def _deflate(good: Good, chance: Chance) -> bytes:
    if not good.deflated:
        # what is not deflated, and says so
        at = good.head.index(b"\x02\x00\x10\x00UI")
        length = int.from_bytes(good.head[at + 6 : at + 8], "little")
        value = uid.DeflatedExplicitVRLittleEndian.encode()
        head = _put(good.head, at + 6, at + 8 + length, len(value).to_bytes(2, "little") + value)
        size = int.from_bytes(head[140:144], "little") + len(value) - length
        head = _put(head, 140, 144, size.to_bytes(4, "little"))
        packed = zlib.compress(good.body * int(chance.integers(1, 4)))
        return head + packed[int(chance.integers(0, 3)) :]
    stream = bytearray(good.written(good.body)[len(good.head) :])
    for _byte in range(int(chance.integers(1, 6))):
        stream[int(chance.integers(0, len(stream)))] = int(chance.integers(0, 256))
    return good.head + bytes(stream[: int(chance.integers(1, len(stream) + 1))])


def _meta(good: Good, chance: Chance) -> bytes:
    head = bytearray(good.head)
    for _byte in range(int(chance.integers(1, 8))):
        at = int(chance.integers(120, len(head)))
        if chance.random() < 0.2:
            del head[at : at + int(chance.integers(1, 12))]
        else:
            head[min(at, len(head) - 1)] = int(chance.integers(0, 256))
    return good.written(good.body, bytes(head))


def _cut(good: Good, chance: Chance) -> bytes:
    whole = good.written(good.body)
    return whole[: int(chance.integers(0, len(whole)))]


def _doubled(good: Good, chance: Chance) -> bytes:
    elements = good.elements()
    kind = int(chance.integers(0, 4))
    if kind == 0:
        one, other = _one(chance, elements[:-1]), _one(chance, elements[:-1])
        return good.written(_put(good.body, other.at, other.at, good.body[one.at : one.end]))
    if kind == 1:
        (one, other) = list(pairwise(elements[:-1]))[int(chance.integers(0, len(elements) - 2))]
        swapped = good.body[other.at : other.end] + good.body[one.at : one.end]
        return good.written(_put(good.body, one.at, other.end, swapped))
    if kind == 2:
        return good.written(good.body) + good.written(good.body)
    at = int(chance.integers(0, len(good.body)))
    return good.written(_put(good.body, at, at, good.body[at : at + int(chance.integers(1, 300))]))


KINDS: dict[str, Damage] = {
    "tag": _tag,
    "VR": _vr,
    "length": _length,
    "value": _value,
    "sequence": _sequence,
    "transfer syntax": _syntax,
    "pixel bytes": _pixels,
    "fragments": _fragments,
    "deflate": _deflate,
    "file meta": _meta,
    "cut off": _cut,
    "doubled": _doubled,
}
"""What is damaged: the name to what does it."""
