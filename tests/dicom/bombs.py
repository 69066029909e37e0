"""Files that are made to do harm: to memory, to time, to a decoder, to the disk, to who reads the text."""

from __future__ import annotations

import warnings
import zlib
from collections.abc import Callable
from pathlib import Path

import imagecodecs
import numpy as np
from pydicom import uid

from tests.dicom.packing import SYNTAXES, Picture, save_as
from tests.dicom.phantom import edit, put, written

SHAPE = (9, 20, 28)
Writer = Callable[[Path], Path]


def inserted(change: Callable[[bytes], bytes], syntax: str = "explicit") -> Writer:
    """Return the writer of images and of one more, `bomb`, whose data set begins as `change` makes it."""

    def write(folder: Path) -> Path:
        written(folder, SHAPE)
        (file,) = written(folder / "bomb", (1, *SHAPE[1:]))
        SYNTAXES[syntax](file)
        content = file.read_bytes()
        end = 144 + int.from_bytes(content[140:144], "little")
        file.write_bytes(content[:end] + change(content[end:]))
        return folder

    return write


def edited(**elements: object) -> Writer:
    """Return the writer of images and of one more, `bomb`, with these elements."""

    def write(folder: Path) -> Path:
        written(folder, SHAPE)
        (file,) = written(folder / "bomb", (1, *SHAPE[1:]))
        edit(file, put(**elements))
        return folder

    return write


def packed(syntax: str, encode: Callable[[Picture], bytes]) -> Writer:
    """Return the writer of images, one of which is packed by `encode`."""

    def write(folder: Path) -> Path:
        save_as(syntax, encode)(written(folder, SHAPE)[4])
        return folder

    return write


def with_all(**elements: object) -> Writer:
    """Return the writer of images that all have these elements."""

    def write(folder: Path) -> Path:
        with warnings.catch_warnings():
            # pydicom says that they are not valid, and writes them
            warnings.simplefilter("ignore")
            for file in written(folder, SHAPE):
                edit(file, put(**elements))
        return folder

    return write


def unfolding(body: bytes) -> bytes:
    """Return a deflated data set that unfolds to 2000 times its size: 600 MB of nothing in front of it."""
    packer = zlib.compressobj(9, wbits=-zlib.MAX_WBITS)
    head = b"\x09\x00\x01\x10OB\0\0" + (600_000_000).to_bytes(4, "little")
    packed_bytes = packer.compress(head)
    for _part in range(600):
        packed_bytes += packer.compress(bytes(1_000_000))
    return packed_bytes + packer.compress(zlib.decompress(body, -zlib.MAX_WBITS)) + packer.flush()


def million_items(body: bytes) -> bytes:
    """Return a data set that begins with a sequence of a million empty items."""
    head = b"\x08\x00\x06\x00SQ\0\0\xff\xff\xff\xff"
    return head + b"\xfe\xff\x00\xe0\0\0\0\0" * 1_000_000 + b"\xfe\xff\xdd\xe0\0\0\0\0" + body


def nested(body: bytes) -> bytes:
    """Return a data set that begins with 3,000 sequences, each in an item of the one before."""
    level = b"\x08\x00\x06\x00SQ\x00\x00\xff\xff\xff\xff\xfe\xff\x00\xe0\xff\xff\xff\xff"
    return level * 3000 + body


def wide_j2k(pixels: Picture) -> bytes:
    """Return a JPEG 2000 codestream that claims 60,000 x 60,000 pixels."""
    stream = bytearray(imagecodecs.jpeg2k_encode(pixels, level=0, codecformat="j2k", reversible=True))
    # SIZ: marker, length, capabilities, then the size of the grid and, after its offset, of a tile
    at = stream.index(b"\xff\x51") + 6
    for place in (at, at + 4, at + 16, at + 20):
        stream[place : place + 4] = (60_000).to_bytes(4, "big")
    return bytes(stream)


def wide_jpeg_ls(pixels: Picture) -> bytes:
    """Return a JPEG-LS codestream that claims 60,000 x 60,000 pixels."""
    stream = bytearray(imagecodecs.jpegls_encode(pixels.view(np.uint16)))
    at = stream.index(b"\xff\xf7") + 5
    stream[at : at + 4] = (60_000).to_bytes(2, "big") * 2
    return bytes(stream)


def lying_rle(_pixels: Picture) -> bytes:
    """Return RLE whose header puts its segments far behind its end."""
    numbers = (2, 64, 0x7FFFFFF0, *(0xFFFFFFFF,) * 13)
    return b"".join(number.to_bytes(4, "little") for number in numbers) + b"\x81\x00" * 40


def endless_rle(_pixels: Picture) -> bytes:
    """Return RLE whose segments each unfold to a hundred times an image."""
    run = b"\x81\x07" * 5000
    numbers = (2, 64, 64 + len(run), *(0,) * 13)
    return b"".join(number.to_bytes(4, "little") for number in numbers) + run * 2


def huge_packed(folder: Path) -> Path:
    """Write images and one more that claims 60,000 x 60,000 pixels in header and codestream alike."""
    written(folder, SHAPE)
    (file,) = written(folder / "bomb", (1, *SHAPE[1:]))
    save_as(uid.JPEG2000Lossless, wide_j2k)(file)
    edit(file, put(Rows=60_000, Columns=60_000))
    return folder


def executable(folder: Path) -> Path:
    """Write images whose preamble makes them programs of Windows."""
    for file in written(folder, SHAPE):
        file.write_bytes(b"MZ".ljust(128, b"\x90") + file.read_bytes()[128:])
    return folder


PACKED = {
    "JPEG 2000 that claims 60,000 x 60,000": packed(uid.JPEG2000Lossless, wide_j2k),
    "JPEG-LS that claims 60,000 x 60,000": packed(uid.JPEGLSLossless, wide_jpeg_ls),
    "RLE segments behind the end": packed(uid.RLELossless, lying_rle),
    "RLE segments that unfold to more": packed(uid.RLELossless, endless_rle),
}
"""One image of a series is a bomb for its codec."""
BESIDE = {
    "deflated 2000 times": inserted(unfolding, "deflated"),
    "a million empty items": inserted(million_items),
    "3,000 nested sequences": inserted(nested),
    "65,535 x 65,535 pixels": edited(Rows=65535, Columns=65535),
    "2,147,483,647 frames": edited(NumberOfFrames="2147483647"),
    "60,000 x 60,000 pixels, packed": huge_packed,
}
"""A bomb stands beside good images."""
