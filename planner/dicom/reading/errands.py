"""What the reading process is sent for: how each is asked, what is heard on the way, what is brought back.

What comes back is taken for what it claims to be, or not at all.
"""

from __future__ import annotations

from abc import ABC, abstractmethod
from collections.abc import Callable, Sequence
from math import prod
from pathlib import Path
from typing import Generic, TypeVar

import numpy as np
from numpy.typing import NDArray

from planner.carm.frame_picture import FramePicture
from planner.dicom.errors import LoadError
from planner.dicom.image import CtImage
from planner.dicom.loaded import Glimpse
from planner.dicom.reading.client import ReadingProcess
from planner.dicom.reading.messages import (
    Answer,
    Condemned,
    DType,
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
    Scan,
    Scanned,
    SliceIs,
    SliceRead,
    Taken,
    TakePrint,
)
from planner.dicom.reading.ring import AT_ONCE, Ring
from planner.dicom.study import Pictures, Projection, Stack, Study
from planner.imaging.volume import Hu

Progress = Callable[[int, int], None]
Brought = TypeVar("Brought")


class Errand(ABC, Generic[Brought]):
    """One thing that the reading process is sent for; begun again where a file ended the process.

    Attributes
    ----------
    about
        The file or folder that is spoken of where no other is to blame.
    """

    def __init__(self, about: Path) -> None:
        self.about = about

    @abstractmethod
    def begin(self, process: ReadingProcess, condemned: Sequence[Condemned]) -> Request:
        """Return what to ask, given the files that must not be read.

        Raises
        ------
        LoadError
            If nothing can be had without them.
        """

    def hear(self, answer: Answer) -> None:
        """Take what comes before the answer.

        Raises
        ------
        OddMessageError
            If it makes no sense.
        """

    @abstractmethod
    def end(self, answer: Answer) -> Brought:
        """Return what the answer brings.

        Raises
        ------
        OddMessageError
            If it makes no sense.
        """

    def probe(self, _file: Path) -> Request | None:
        """Return what to ask to find out whether it was this file that ended the process; None: nothing."""
        return None

    def _needs(self, condemned: Sequence[Condemned]) -> None:
        if condemned:
            raise LoadError(condemned[0].file, condemned[0].reason, condemned[0].cure)


class ForPrint(Errand[Printed]):
    """What files, and all files in folders, are like now."""

    def __init__(self, about: Path, places: Sequence[Path]) -> None:
        super().__init__(about)
        self._places = tuple(places)

    def begin(self, _process: ReadingProcess, _condemned: Sequence[Condemned]) -> Request:
        """Ask for the print."""
        return TakePrint(self._places)

    def end(self, answer: Answer) -> Printed:
        """Return the print."""
        match answer:
            case Printed():
                return answer
            case _:
                raise OddMessageError("not a print")


class ForStudy(Errand[Study]):
    """What stands at a path; files that end the process are refused.

    An archive is unpacked into an empty folder, `room`.
    """

    def __init__(self, path: Path, progress: Progress | None, room: Path | None, headerless: bool) -> None:
        super().__init__(path)
        self._progress = progress
        self._room = room
        self._headerless = headerless

    def begin(self, _process: ReadingProcess, condemned: Sequence[Condemned]) -> Request:
        """Ask for all but the condemned files."""
        return Scan(self.about, self._room, self._headerless, tuple(condemned))

    def hear(self, answer: Answer) -> None:
        """Say how far it is."""
        if isinstance(answer, Progressed) and self._progress is not None:
            self._progress(answer.done, answer.total)

    def end(self, answer: Answer) -> Study:
        """Return the study."""
        match answer:
            case Scanned(study):
                return study
            case _:
                raise OddMessageError("not a study")


class ForSlice(Errand[Hu]):
    """The HU of one image, [j, i], read-only."""

    def __init__(self, image: CtImage) -> None:
        super().__init__(image.path)
        self._image = image

    def begin(self, _process: ReadingProcess, condemned: Sequence[Condemned]) -> Request:
        """Ask for the image."""
        self._needs(condemned)
        return ReadSlice(self._image)

    def end(self, answer: Answer) -> Hu:
        """Return the HU."""
        match answer:
            case SliceRead():
                return _hu_of(answer, self._image)
            case _:
                raise OddMessageError("not a slice")


class ForPicture(Errand[NDArray[np.uint8]]):
    """One of the pictures of a file that is for viewing only, [j, i] or [j, i, 3], read-only."""

    def __init__(self, pictures: Pictures, frame: int) -> None:
        super().__init__(pictures.file)
        self._pictures = pictures
        self._frame = frame

    def begin(self, _process: ReadingProcess, condemned: Sequence[Condemned]) -> Request:
        """Ask for the picture."""
        self._needs(condemned)
        return ReadPicture(self._pictures, self._frame)

    def end(self, answer: Answer) -> NDArray[np.uint8]:
        """Return the picture."""
        size = (self._pictures.rows, self._pictures.columns)
        match answer:
            case PictureRead(shape, values) if shape in (size, (*size, 3)) and len(values) == prod(shape):
                return np.frombuffer(values, np.uint8).reshape(shape)
            case _:
                raise OddMessageError("not this picture")


class ForFrame(Errand[FramePicture]):
    """One frame of a projection, its arrays read-only."""

    def __init__(self, projection: Projection, frame: int) -> None:
        super().__init__(projection.file)
        self._projection = projection
        self._frame = frame

    def begin(self, _process: ReadingProcess, condemned: Sequence[Condemned]) -> Request:
        """Ask for the frame."""
        self._needs(condemned)
        return ReadFrame(self._projection, self._frame)

    def end(self, answer: Answer) -> FramePicture:
        """Return the frame."""
        squares = self._projection.geometry(self._frame).squares
        shape = (squares.rows, squares.columns)
        match answer:
            case FrameRead() if answer.shape == shape and len(answer.values) == 2 * prod(shape):
                values = np.frombuffer(answer.values, "<u2").reshape(shape)
                masks = (_mask_of(bits, shape) for bits in (answer.outside, answer.overlay))
                return FramePicture(values, answer.window, *masks)
            case _:
                raise OddMessageError("not this frame")


def _mask_of(bits: bytes | None, shape: tuple[int, int]) -> NDArray[np.bool_] | None:
    if bits is None:
        return None
    if len(bits) != -(-prod(shape) // 8):
        raise OddMessageError("a mask of another size")
    mask: NDArray[np.bool_] = np.unpackbits(np.frombuffer(bits, np.uint8), count=prod(shape)).view(np.bool_)
    mask.flags.writeable = False
    return mask.reshape(shape)


class ForVolume(Errand[bool]):
    """The voxels of a stack, laid into `hu` [k, j, i]; brings whether that type of number holds them."""

    def __init__(
        self,
        stack: Stack,
        hu: Hu,
        progress: Progress | None,
        glimpse: Callable[[Glimpse], None] | None,
    ) -> None:
        super().__init__(stack.folder)
        self.pixel_digest = ""
        self._stack = stack
        self._hu = hu
        self._middle = stack.images[len(stack.images) // 2]
        self._progress, self._glimpse = progress, glimpse
        self._process: ReadingProcess | None = None
        self._ring: Ring | None = None
        self._come = 0

    def begin(self, process: ReadingProcess, condemned: Sequence[Condemned]) -> Request:
        """Ask for all slices, from the first."""
        self._needs(condemned)
        self._process, self._ring = process, process.ring(self._hu[0].nbytes)
        self._come = 0
        return Load(self._stack, self._dtype, glimpse=self._glimpse is not None)

    def hear(self, answer: Answer) -> None:
        """Take the next slice, or the glimpse before the first."""
        match answer:
            case SliceIs(k):
                self._take(k)
            case Glimpsed(middle) if self._glimpse is not None:
                glimpse, self._glimpse = self._glimpse, None
                glimpse(Glimpse(self._middle, _hu_of(middle, self._middle)))
            case _:
                pass

    def end(self, answer: Answer) -> bool:
        """Return whether all slices have come; else they have to be asked for as float32."""
        match answer:
            case Loaded(digest) if self._come == len(self._hu) and digest.startswith("sha256:"):
                self.pixel_digest = digest
                return True
            case NotInt16() if self._dtype == "int16":
                return False
            case _:
                raise OddMessageError("not this volume")

    def probe(self, file: Path) -> Request | None:
        """Read the file alone: several were in hand."""
        image = next((image for image in self._stack.images if image.path == file), None)
        return None if image is None else ReadSlice(image)

    @property
    def _dtype(self) -> DType:
        return "int16" if self._hu.dtype == np.int16 else "float32"

    def _take(self, k: int) -> None:
        slices, rows, columns = self._hu.shape
        if k != self._come or k >= slices or self._ring is None or self._process is None:
            raise OddMessageError("not the next slice")
        self._hu[k] = self._ring.slot(k, (rows, columns), self._dtype)
        self._come += 1
        if self._come % AT_ONCE == 0:
            self._process.say(Taken())
        if self._progress is not None:
            self._progress(self._come, slices)


def _hu_of(read: SliceRead, image: CtImage) -> Hu:
    dtype = np.dtype(read.dtype).newbyteorder("<")
    size = (image.pixels.rows, image.pixels.columns)
    if read.shape != size or len(read.values) != size[0] * size[1] * dtype.itemsize:
        raise OddMessageError("a slice of another size")
    hu: Hu = np.frombuffer(read.values, dtype).reshape(size).astype(read.dtype, copy=False)
    return hu
