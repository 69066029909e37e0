"""What the window's process and the reading process say to each other: MessagePack, decoded by type.

A message from the reading process is data and nothing else: what is not exactly of the type that is expected
does not get past `answer_of`.
"""

from __future__ import annotations

import os
from pathlib import Path
from typing import Any, Literal

import msgspec

from planner.dicom.image import CtImage
from planner.dicom.notes import Note
from planner.dicom.study import Pictures, Projection, Stack, Study

DType = Literal["int16", "float32"]


class TakePrint(msgspec.Struct, tag=True, frozen=True):
    """Ask what these files, and all files in these folders, are like now."""

    paths: tuple[Path, ...]


class Condemned(msgspec.Struct, frozen=True):
    """A file that is not read again, and why."""

    file: Path
    reason: Note
    cure: Note


class Scan(msgspec.Struct, tag=True, frozen=True):
    """Ask what stands at a path, unpacked into a room if it is an archive; the condemned are not read."""

    path: Path
    room: Path | None
    headerless: bool
    condemned: tuple[Condemned, ...]


class Load(msgspec.Struct, tag=True, frozen=True):
    """Ask for the voxels of a stack, slice by slice in the slots of the ring, as numbers of this type.

    Its middle slice is wanted first where `glimpse`.
    """

    stack: Stack
    dtype: DType
    glimpse: bool


class ReadSlice(msgspec.Struct, tag=True, frozen=True):
    """Ask for the HU of one image."""

    image: CtImage


class ReadPicture(msgspec.Struct, tag=True, frozen=True):
    """Ask for one of the pictures of a file that is for viewing only."""

    pictures: Pictures
    frame: int


class ReadFrame(msgspec.Struct, tag=True, frozen=True):
    """Ask for one frame of a projection."""

    projection: Projection
    frame: int


class RingIs(msgspec.Struct, tag=True, frozen=True):
    """The descriptor that comes along is memory for slices, so many bytes each."""

    slot_bytes: int


class Taken(msgspec.Struct, tag=True, frozen=True):
    """The oldest slices in the ring, `ring.AT_ONCE` of them, have been taken out of it."""


class Stop(msgspec.Struct, tag=True, frozen=True):
    """Nobody wants the answer any more."""


class Alive(msgspec.Struct, tag=True, frozen=True):
    """Said once, when everything that reads is imported."""


class Printed(msgspec.Struct, tag=True, frozen=True):
    """A number that is the same as long as nothing was added, changed or taken away.

    `archive` says whether the first of the paths is to be unpacked.
    """

    digest: bytes
    archive: bool


class Progressed(msgspec.Struct, tag=True, frozen=True):
    """So much is done, of so much."""

    done: int
    total: int


class Scanned(msgspec.Struct, tag=True, frozen=True):
    """What was found."""

    study: Study


class SliceRead(msgspec.Struct, tag=True, frozen=True):
    """The HU of one image: rows and columns, values as little-endian bytes."""

    dtype: DType
    shape: tuple[int, int]
    values: bytes


class PictureRead(msgspec.Struct, tag=True, frozen=True):
    """A picture as a screen shows it: rows, columns and, of one in colour, three; its values as bytes."""

    shape: tuple[int, ...]
    values: bytes


class FrameRead(msgspec.Struct, tag=True, frozen=True):
    """A frame: rows and columns, its values as little-endian bytes, its window, its masks as bits."""

    shape: tuple[int, int]
    values: bytes
    window: tuple[float, float]
    outside: bytes | None
    overlay: bytes | None


class Glimpsed(msgspec.Struct, tag=True, frozen=True):
    """The middle slice of a stack, before its voxels."""

    middle: SliceRead


class SliceIs(msgspec.Struct, tag=True, frozen=True):
    """Slice `k` lies in the ring, in slot k modulo the number of slots."""

    k: int


class NotInt16(msgspec.Struct, tag=True, frozen=True):
    """16-bit integers do not hold the HU of the stack."""


class Loaded(msgspec.Struct, tag=True, frozen=True):
    """All voxels have come; the digest is that of the HU as they were read."""

    pixel_digest: str


class Failed(msgspec.Struct, tag=True, frozen=True):
    """It could not be done, as a `LoadError` says it, or a `LoadStoppedError` where `stopped`."""

    file: str
    reason: Note
    cure: Note
    stopped: bool


class Broken(msgspec.Struct, tag=True, frozen=True):
    """It failed by an error nobody foresaw: its kind and where, without any value."""

    kind: str
    where: str


Request = TakePrint | Scan | Load | ReadSlice | ReadPicture | ReadFrame | RingIs | Taken | Stop
Beat = Alive | Progressed | Glimpsed | SliceIs
"""What comes before the answer."""
Answer = Beat | Printed | Scanned | SliceRead | PictureRead | FrameRead | NotInt16 | Loaded | Failed | Broken


class OddMessageError(Exception):
    """A message that is none of those that can come."""


def _as_plain(value: Any) -> Any:
    """Return what MessagePack can hold for what it cannot: paths as bytes, numbers of NumPy as plain ones."""
    if isinstance(value, Path):
        return os.fsencode(value)
    if hasattr(value, "item"):
        return value.item()
    raise NotImplementedError(f"{type(value).__name__} cannot be sent")


def _as_meant(kind: type, value: Any) -> Any:
    if kind is Path and isinstance(value, bytes):
        return Path(os.fsdecode(value))
    raise NotImplementedError(f"{kind.__name__} cannot be received")


_ENCODER = msgspec.msgpack.Encoder(enc_hook=_as_plain)
_REQUESTS = msgspec.msgpack.Decoder(Request, dec_hook=_as_meant)
_ANSWERS = msgspec.msgpack.Decoder(Answer, dec_hook=_as_meant)


def as_bytes(message: Request | Answer) -> bytes:
    """Return a message as it is sent.

    Raises
    ------
    OddMessageError
        If it holds what cannot be sent.
    """
    try:
        return _ENCODER.encode(message)
    except (TypeError, ValueError, OverflowError, NotImplementedError) as error:
        raise OddMessageError(type(message).__name__) from error


def request_of(data: bytes | bytearray) -> Request:
    """Return the request that was sent.

    Raises
    ------
    OddMessageError
        If it is none.
    """
    try:
        request: Request = _REQUESTS.decode(data)
        return request
    except (msgspec.MsgspecError, ValueError, NotImplementedError) as error:
        raise OddMessageError from error


def answer_of(data: bytes | bytearray) -> Answer:
    """Return the answer that was sent.

    Raises
    ------
    OddMessageError
        If it is none.
    """
    try:
        answer: Answer = _ANSWERS.decode(data)
        return answer
    except (msgspec.MsgspecError, ValueError, NotImplementedError) as error:
        raise OddMessageError from error
