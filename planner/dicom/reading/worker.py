"""The process that reads foreign files; `client.ReadingProcess` starts it.

It does one thing at a time, says how far it is, and ends when nobody is at the other end of its socket.
"""

from __future__ import annotations

import os
import signal
import socket
import sys
import threading
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from queue import SimpleQueue
from traceback import extract_tb

import numpy as np
from numpy.typing import NDArray

from planner.dicom.errors import LoadError, LoadStoppedError
from planner.dicom.filling import fill
from planner.dicom.image import CtImage
from planner.dicom.images.frame_picture import frame_of
from planner.dicom.images.pictures import picture_of
from planner.dicom.limits import READING_BUDGET
from planner.dicom.load import slice_hu
from planner.dicom.notes import note
from planner.dicom.pixels.hounsfield import NotInt16Error
from planner.dicom.reading import memory
from planner.dicom.reading.channel import Channel
from planner.dicom.reading.logbook import Logbook
from planner.dicom.reading.messages import (
    Alive,
    Answer,
    Broken,
    Condemned,
    Failed,
    FrameRead,
    Glimpsed,
    Load,
    Loaded,
    NotInt16,
    OddMessageError,
    PictureRead,
    Printed,
    Progressed,
    ReadFrame,
    ReadPicture,
    ReadSlice,
    Request,
    RingIs,
    Scan,
    Scanned,
    SliceIs,
    SliceRead,
    Stop,
    Taken,
    TakePrint,
    as_bytes,
    request_of,
)
from planner.dicom.reading.prints import print_of
from planner.dicom.reading.ring import AT_ONCE, SLOTS, Ring
from planner.dicom.scan import scan
from planner.dicom.sources.archive import is_archive
from planner.dicom.study import Pictures, Projection
from planner.dicom.tilt import layout_of
from planner.dicom.watch import set_watch
from planner.imaging.volume import Hu
from planner.words import N_

PROGRESS_S = 0.03
"""How far a scan is, is told no more often than this."""


class Worker:
    """Answers what comes through a channel."""

    def __init__(self, channel: Channel, logbook: Logbook) -> None:
        self._channel = channel
        self._logbook = logbook
        self._requests: SimpleQueue[Request] = SimpleQueue()
        self._unwanted = threading.Event()
        self._free = threading.Semaphore(0)
        self._ring: Ring | None = None
        self._condemned: dict[Path, Condemned] = {}
        self._told_s = 0.0

    def run(self) -> None:
        """Answer until the other end is closed, which ends the process."""
        set_watch(self._watched)
        threading.Thread(target=self._listen, name="listen", daemon=True).start()
        self._say(Alive())
        while True:
            self._say(self._answer(self._requests.get()))

    def _listen(self) -> None:
        """Take what comes, also while a file is being read: that nobody wants it, or is there, any more."""
        try:
            while (message := self._channel.receive()) is not None:
                self._take(request_of(message))
        finally:
            # the thread that reads may be deep in a decoder
            os._exit(0)

    def _take(self, request: Request) -> None:
        match request:
            case Stop():
                self._unwanted.set()
                self._free.release(SLOTS)
            case Taken():
                self._free.release(AT_ONCE)
            case RingIs(slot_bytes):
                if self._ring is not None:
                    self._ring.close()
                self._ring = Ring(self._channel.descriptors.popleft(), slot_bytes)
            case _:
                # here and not where it is begun: a Stop may follow at once
                self._unwanted.clear()
                self._requests.put(request)

    def _say(self, answer: Answer) -> None:
        self._logbook.sign()
        try:
            message = as_bytes(answer)
        except OddMessageError:
            message = as_bytes(Broken("OddMessageError", type(answer).__name__))
        self._channel.send(message)

    def _answer(self, request: Request) -> Answer:
        try:
            with memory.memory_limit(READING_BUDGET):
                return self._done(request)
        except LoadError as error:
            return _failed(error)
        except MemoryError:
            return _failed(LoadError(_named(request), note(N_("it takes more memory than an image can"))))
        # what nobody foresaw ends one reading and not the program
        except Exception as error:
            frames = extract_tb(error.__traceback__)
            where = " ".join(f"{Path(frame.filename).name}:{frame.lineno}" for frame in frames)
            return Broken(type(error).__name__, where)

    def _done(self, request: Request) -> Answer:
        match request:
            case TakePrint(paths):
                return Printed(print_of(paths), archive=bool(paths) and is_archive(paths[0]))
            case Scan(path, room, headerless, condemned):
                self._condemned = {each.file: each for each in condemned}
                return Scanned(scan(path, self._tell, self._unwanted.is_set, room, headerless))
            case ReadSlice(image):
                return _slice(image)
            case ReadPicture(pictures, frame):
                return _picture(pictures, frame)
            case ReadFrame(projection, frame):
                return _frame(projection, frame)
            case Load():
                return self._load(request)
            case _:
                raise OddMessageError(type(request).__name__)

    def _load(self, request: Load) -> Answer:
        stack, ring = request.stack, self._ring
        layout = layout_of(stack)
        rows, columns = layout.shape[1:]
        if ring is None or rows * columns * np.dtype(request.dtype).itemsize > ring.slot_bytes:
            raise OddMessageError("no room for slices")
        if request.glimpse:
            self._say(Glimpsed(_slice(stack.images[len(stack.images) // 2])))
        self._free = threading.Semaphore(SLOTS)

        def place(k: int) -> Hu:
            self._free.acquire()
            if self._unwanted.is_set():
                raise LoadStoppedError(stack.folder)
            return ring.slot(k, (rows, columns), request.dtype)

        try:
            digest = fill(stack, layout, place, lambda k: self._say(SliceIs(k)))
        except NotInt16Error:
            return NotInt16()
        return Loaded(digest)

    def _tell(self, done: int, total: int) -> None:
        now = time.monotonic()
        if done == total or now - self._told_s >= PROGRESS_S:
            self._told_s = now
            self._say(Progressed(done, total))

    @contextmanager
    def _watched(self, file: Path) -> Iterator[None]:
        condemned = self._condemned.get(file)
        if condemned is not None:
            raise LoadError(file, condemned.reason, condemned.cure)
        with self._logbook.holding(file):
            yield


def _failed(error: LoadError) -> Failed:
    stopped = isinstance(error, LoadStoppedError)
    return Failed(error.file, error.reason_note, error.cure_note, stopped)


def _slice(image: CtImage) -> SliceRead:
    hu = slice_hu(image)
    rows, columns = hu.shape
    little = hu.astype(hu.dtype.newbyteorder("<"), copy=False)
    return SliceRead("int16" if hu.dtype == np.int16 else "float32", (rows, columns), little.tobytes())


def _picture(pictures: Pictures, frame: int) -> PictureRead:
    picture = picture_of(pictures, frame)
    return PictureRead(picture.shape, picture.tobytes())


def _frame(projection: Projection, frame: int) -> FrameRead:
    picture = frame_of(projection, frame)
    rows, columns = picture.values.shape
    values = picture.values.astype("<u2", copy=False).tobytes()
    return FrameRead((rows, columns), values, picture.window, _bits(picture.outside), _bits(picture.overlay))


def _bits(mask: NDArray[np.bool_] | None) -> bytes | None:
    return None if mask is None else np.packbits(mask).tobytes()


def _named(request: Request) -> Path:
    match request:
        case Scan(path):
            return path
        case Load(stack):
            return stack.folder
        case ReadSlice(image):
            return image.path
        case ReadPicture(pictures):
            return pictures.file
        case ReadFrame(projection):
            return projection.file
        case _:
            return Path()


def main() -> None:
    """Run the worker on the two descriptors that the command line names: its socket and the logbook."""
    # Ctrl+C in the terminal is for the program, which closes the socket when it ends
    signal.signal(signal.SIGINT, signal.SIG_IGN)
    memory.no_core_dumps()
    memory.first_to_go()
    end, page = (int(word) for word in sys.argv[1:3])
    channel = Channel(socket.socket(fileno=end), takes_descriptors=True)
    Worker(channel, Logbook(page)).run()
