"""The one door through which the program reads images of others: in a process of their own.

A file that crashes it, hangs or wants all memory is refused in a sentence, and the reading goes on.
"""

from __future__ import annotations

import atexit
import threading
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from functools import cache
from math import prod
from pathlib import Path

import numpy as np
from numpy.typing import NDArray

from planner.carm.frame_picture import FramePicture
from planner.dicom.errors import LoadError, LoadStoppedError
from planner.dicom.image import CtImage
from planner.dicom.loaded import Glimpse, LoadedImages, described, too_big
from planner.dicom.reading.client import POLL_S
from planner.dicom.reading.errands import (
    ForFrame,
    ForPicture,
    ForPrint,
    ForSlice,
    ForStudy,
    ForVolume,
    Progress,
)
from planner.dicom.reading.keeper import Keeper
from planner.dicom.reading.memory import memory_available
from planner.dicom.reading.messages import DType
from planner.dicom.reading.remembered import KnownStudy, KnownVolume, Remembered, places_of
from planner.dicom.sources.private_folder import PrivateFolder, remove_left_over, room_for
from planner.dicom.study import Pictures, Projection, Stack, Study
from planner.dicom.tilt import layout_of
from planner.imaging.volume import Hu, Volume

Cancelled = Callable[[], bool]


class Reader:
    """Reads folders, volumes and single slices; may be asked from any thread, one thing at a time.

    What was read last is remembered for as long as its files are what they were.
    """

    def __init__(self) -> None:
        self._lock = threading.Lock()
        self._keeper = Keeper()
        self._remembered = Remembered()
        self._room: PrivateFolder | None = None
        self._names: dict[str, str] = {}
        remove_left_over()

    @property
    def pid(self) -> int | None:
        """The number of the reading process; None while there is none."""
        return self._keeper.pid

    def start(self) -> None:
        """Have the reading process started, so that it is there when it is needed; returns at once."""
        if not self._lock.acquire(blocking=False):
            return  # it reads already
        try:
            self._keeper.start()
        except OSError:
            return  # whoever needs it is told
        finally:
            self._lock.release()

    def scan(
        self,
        path: Path,
        progress: Progress | None = None,
        cancelled: Cancelled | None = None,
        headerless: bool = False,
    ) -> Study:
        """Return what stands in a folder or file; see `planner.dicom.scan.scan`.

        What was unpacked for the study before is gone when the new one is there. One that is read without
        the headers of its files is not remembered.
        """
        path, stopped = path.absolute(), cancelled or _never
        with self._turn(path, stopped):
            known = None if headerless else self._remembered.study(path)
            if known is not None:
                now = self._keeper.ask(ForPrint(path, known.places), stopped)
                if now.digest == known.print:
                    return known.study
            now = self._keeper.ask(ForPrint(path, (path,)), stopped)
            room = room_for(path) if now.archive else None
            study = self._scanned(
                ForStudy(path, progress, room.path if room else None, headerless), stopped, room
            )
            if headerless:
                return study
            places = places_of(path, study)
            if len(places) > 1:
                now = self._keeper.ask(ForPrint(path, places), stopped)
            self._remembered.keep_study(KnownStudy(path, places, now.digest, study))
            return study

    def load(
        self,
        stack: Stack,
        progress: Progress | None = None,
        cancelled: Cancelled | None = None,
        glimpse: Callable[[Glimpse], None] | None = None,
    ) -> LoadedImages:
        """Return the volume of a stack; see `planner.dicom.load.load_volume`."""
        if stack.action == "refuse":
            raise stack.refusal()
        stopped = cancelled or _never
        with self._turn(stack.folder, stopped):
            now = self._keeper.ask(ForPrint(stack.folder, sorted(set(stack.files))), stopped)
            known = self._remembered.volume(stack)
            if known is not None and known.print == now.digest:
                return known.images
            images = self._volume(stack, progress, stopped, glimpse)
            self._remembered.keep_volume(KnownVolume(stack, now.digest, images))
            return images

    def slice_hu(self, image: CtImage) -> Hu:
        """Return the HU of one image, [j, i], read-only; see `planner.dicom.load.slice_hu`."""
        with self._turn(image.path, _never):
            return self._keeper.ask(ForSlice(image), _never)

    def picture(self, pictures: Pictures, frame: int) -> NDArray[np.uint8]:
        """Return one of the pictures of a file, read-only; see `planner.dicom.images.pictures.picture_of`."""
        with self._turn(pictures.file, _never):
            return self._keeper.ask(ForPicture(pictures, frame), _never)

    def frame(self, projection: Projection, frame: int = 0) -> FramePicture:
        """Return one frame of a projection; see `planner.dicom.images.frame_picture.frame_of`.

        Raises
        ------
        LoadError
            If the projection cannot be shown, or the frame cannot be read.
        IndexError
            If there is no such frame.
        """
        if projection.action == "refuse":
            raise projection.refusal()
        if not 0 <= frame < projection.frames:
            raise IndexError(f"there is no frame {frame}")
        with self._turn(projection.file, _never):
            return self._keeper.ask(ForFrame(projection, frame), _never)

    def forget(self) -> None:
        """Forget what was read, so that it is read anew."""
        with self._lock:
            self._remembered.forget()

    def close(self) -> None:
        """End the reading process, and what is being read; let go of what was remembered."""
        self._keeper.kill()
        with self._lock:
            self._keeper.end()
            self._remembered.forget()
            self._leave(None)

    def _scanned(self, errand: ForStudy, stopped: Cancelled, room: PrivateFolder | None) -> Study:
        """Return what is found anew; what was unpacked before goes, and is no longer remembered."""
        try:
            study = self._keeper.ask(errand, stopped)
        except BaseException:
            if room is not None:
                room.close()
            raise
        self._leave(room)
        self._names = dict(study.names)
        return study

    def _leave(self, room: PrivateFolder | None) -> None:
        if self._room is not None:
            self._room.close()
            self._remembered.forget_unpacked()
        self._room = room

    @contextmanager
    def _turn(self, about: Path, stopped: Cancelled) -> Iterator[None]:
        """Wait until nobody else reads; call what was unpacked from an archive as the user does."""
        while not self._lock.acquire(timeout=POLL_S):
            if stopped():
                raise LoadStoppedError(about)
        try:
            yield
        except LoadError as error:
            name = self._names.get(error.file)
            if name is None or isinstance(error, LoadStoppedError):
                raise
            raise error.about(name) from error
        finally:
            self._lock.release()

    def _volume(
        self,
        stack: Stack,
        progress: Progress | None,
        stopped: Cancelled,
        glimpse: Callable[[Glimpse], None] | None,
    ) -> LoadedImages:
        layout = layout_of(stack)
        hu = self._space(stack, layout.shape, "int16")
        errand = ForVolume(stack, hu, progress, glimpse)
        if not self._keeper.ask(errand, stopped):
            hu = self._space(stack, layout.shape, "float32")
            errand = ForVolume(stack, hu, progress, None)
            self._keeper.ask(errand, stopped)
        return described(stack, Volume(hu, np.array(layout.voxel_to_patient)), errand.pixel_digest)

    def _space(self, stack: Stack, shape: tuple[int, int, int], dtype: DType) -> Hu:
        """Return an array for a volume; remembered ones go before it is made."""
        size = prod(shape) * np.dtype(dtype).itemsize
        self._remembered.make_room(size)
        available = memory_available()
        if available is not None and size > available:
            raise too_big(stack)
        try:
            return np.empty(shape, dtype)
        except MemoryError as error:
            raise too_big(stack) from error


def _never() -> bool:
    return False


@cache
def shared_reader() -> Reader:
    """Return the reader of the whole program; its process ends with the program."""
    reader = Reader()
    atexit.register(reader.close)
    return reader
