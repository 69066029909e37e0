"""The functional groups of a file of many images: what is said of all of them, and of each.

References
----------
PS3.3 C.7.6.16 (multi-frame functional groups), C.7.6.17 (dimensions), C.8.15.3 (CT macros).
"""

from __future__ import annotations

from dataclasses import dataclass
from itertools import islice

from pydicom.uid import ExplicitVRBigEndian, ImplicitVRLittleEndian

from planner.dicom.errors import LoadError
from planner.dicom.foreign import foreign, open_file
from planner.dicom.headers.elements import DAMAGED, Elements, open_data_set
from planner.dicom.headers.items import Coding, Item, Span
from planner.dicom.images.header import number_of_frames
from planner.dicom.limits import LONGEST_HEADER, MOST_FRAMES
from planner.dicom.notes import note
from planner.words import N_

_PER_FRAME_TAG = 0x52009230
# a value of these dimensions says where a frame lies, or when it was made: no two frames need share it
_OF_ITS_OWN = frozenset(
    (
        0x00200032,  # ImagePositionPatient
        0x00201041,  # SliceLocation
        0x00209057,  # InStackPositionNumber
        0x00209113,  # PlanePositionSequence
        0x00209301,  # ImagePositionVolume
        0x00189074,  # FrameAcquisitionDateTime
        0x00189151,  # FrameReferenceDateTime
    )
)


@dataclass(frozen=True)
class FunctionalGroups:
    """What a file says of its frames.

    Attributes
    ----------
    shared
        What holds for all frames.
    frames
        What holds for each, in the order of the pixels.
    phase_dimensions
        Which of the DimensionIndexValues do not count places or times of single frames.
    """

    shared: Item
    frames: tuple[Item, ...]
    phase_dimensions: tuple[int, ...]

    def macro(self, frame: int, keyword: str) -> Item | None:
        """Return a group of attributes of a frame: its own, else the one of all; None where there is none."""
        return self.frames[frame].first(keyword) or self.shared.first(keyword)


def read_functional_groups(elements: Elements) -> FunctionalGroups:
    """Return the functional groups of the file that `elements` were read from.

    Raises
    ------
    LoadError
        If they are missing, damaged, more than `MOST_FRAMES`, or not as many as the file says it has frames.
    """
    if not elements.raw("NumberOfFrames"):
        raise elements.invalid("NumberOfFrames")
    said = number_of_frames(elements)
    if said > MOST_FRAMES:
        many = N_("it says that it holds {said} images; more than {most} are not read")
        raise LoadError(elements.path, note(many, said=said, most=MOST_FRAMES))
    with foreign(elements.path, DAMAGED):
        header = read_header(elements)
        frames = tuple(islice(header.items("PerFrameFunctionalGroupsSequence"), MOST_FRAMES + 1))
        nothing = Item(b"", Span(0, 0, _coding(elements.syntax)))
        shared = header.first("SharedFunctionalGroupsSequence") or nothing
        dimensions = _phase_dimensions(header)
    if not frames:
        raise elements.invalid("PerFrameFunctionalGroupsSequence")
    if len(frames) != said:
        unlike = N_("it says that it holds {said} images and describes {found}")
        raise LoadError(elements.path, note(unlike, said=said, found=len(frames)))
    return FunctionalGroups(shared, frames, dimensions)


def read_header(elements: Elements, last: int = _PER_FRAME_TAG) -> Item:
    """Return the whole header of a file, up to the groups of each frame where it has them.

    Parameters
    ----------
    last
        The tag behind which nothing is looked at.

    Raises
    ------
    LoadError
        If it is longer than `LONGEST_HEADER`.
    """
    with foreign(elements.path, DAMAGED), open_file(elements.path, elements.stamp) as file:
        data = open_data_set(elements.path, file)
        length = elements.pixel_offset - data.tell()
        if length > LONGEST_HEADER:
            raise LoadError(elements.path, note(N_("its header is longer than that of an image can be")))
        header = data.read(max(length, 0))
    return Item(header, Span(0, len(header), _coding(elements.syntax)), last=last)


def _coding(syntax: str) -> Coding:
    return Coding(implicit=syntax == ImplicitVRLittleEndian, little=syntax != ExplicitVRBigEndian)


def _phase_dimensions(header: Item) -> tuple[int, ...]:
    dimensions = islice(header.items("DimensionIndexSequence"), MOST_FRAMES)
    pointers = [dimension.whole_numbers("DimensionIndexPointer", 2) for dimension in dimensions]
    return tuple(
        place
        for place, pointer in enumerate(pointers)
        if len(pointer) == 2 and pointer[0] << 16 | pointer[1] not in _OF_ITS_OWN
    )
