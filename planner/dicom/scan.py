"""Look through a folder or a file: headers only, in one pass, and say what is there."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from itertools import groupby
from pathlib import Path

from pydicom.uid import CTImageStorage, MediaStorageDirectoryStorage

from planner.dicom.errors import LoadError, LoadStoppedError
from planner.dicom.headers.elements import Elements, read_elements
from planner.dicom.image import CtImage
from planner.dicom.images.frames import images_of
from planner.dicom.images.header import IMAGE_KEYWORDS, acquisition_of
from planner.dicom.images.pictures import PICTURE_KEYWORDS, pictures
from planner.dicom.images.projection import PROJECTION_KEYWORDS, projection
from planner.dicom.notes import Note, note
from planner.dicom.series.stacks import stacks_of
from planner.dicom.sources.archive import is_archive, refusal_of_archive, unpack
from planner.dicom.sources.files import Sources, files_at
from planner.dicom.sources.private_folder import PrivateFolder, room_for
from planner.dicom.study import Other, Pictures, Projection, Refused, Series, Study
from planner.dicom.syntaxes import MULTI_FRAME_VOLUMES, PICTURES, PROJECTIONS, registered_name
from planner.words import N_

_KEYWORDS = tuple(dict.fromkeys((*IMAGE_KEYWORDS, *PROJECTION_KEYWORDS, *PICTURE_KEYWORDS)))


@dataclass
class _Found:
    """What has been found of one series so far."""

    first: Elements
    files: int = 0
    images: list[CtImage] = field(default_factory=list)
    projections: list[Projection] = field(default_factory=list)
    pictures: list[Pictures] = field(default_factory=list)
    others: list[tuple[str, Note, Path]] = field(default_factory=list)
    refused: int = 0


def scan(
    path: Path,
    progress: Callable[[int, int], None] | None = None,
    cancelled: Callable[[], bool] | None = None,
    into: Path | None = None,
    headerless: bool = False,
) -> Study:
    """Return what stands in a folder (nested, names and endings do not matter), on a disc, or in one file.

    Parameters
    ----------
    path
        A folder; the index of a disc (DICOMDIR), for the files that it names; an archive (zip); or an image.
    progress
        Called with the number of files read and the number of files there are.
    cancelled
        Asked before each file; true stops the scan.
    into
        An empty folder for what is unpacked where the path is an archive. Whoever made it removes it, when no
        stack of the study is read any more: the study is worth nothing without it. Where none is given, one
        is made that stays till the end of the program.
    headerless
        Whether files that do not say how they are written are read as they look; the volumes say so then.

    Raises
    ------
    LoadError
        If the path does not exist, cannot be opened or holds no files, or as `LoadStoppedError` when stopped.
    """
    sources, start = _sources(path, into, progress, cancelled)
    if not sources.files and not sources.refused:
        cure = note(N_("Look whether it is the right one."))
        raise LoadError(path, note(N_("there is nothing here that could be an image")), cure)
    names, total = dict(sources.names), start + len(sources.files)
    found: dict[tuple[str, str], _Found] = {}
    refused: list[Refused] = list(sources.refused)
    for done, file in enumerate(sources.files, start):
        if cancelled is not None and cancelled():
            raise LoadStoppedError(path)
        if progress is not None:
            progress(done, total)
        try:
            _sort_in(read_elements(file, _KEYWORDS, headerless), found)
        except LoadError as error:
            said = refusal_of_archive(file) or error
            refused.append(Refused.of(said.about(names.get(said.file, said.file))))
    if progress is not None:
        progress(total, total)
    series = sorted(map(_series, found.values()), key=lambda each: (each.date, each.number, each.series_uid))
    return Study(path, tuple(each for each in series if each.parts), tuple(refused), sources.names)


def _sources(
    path: Path,
    into: Path | None,
    progress: Callable[[int, int], None] | None,
    cancelled: Callable[[], bool] | None,
) -> tuple[Sources, int]:
    """Return the files of a path and the steps of progress that were made to have them."""
    if not is_archive(path):
        return files_at(path, cancelled), 0

    def twice(done: int, total: int) -> None:
        if progress is not None:
            progress(done, 2 * total)

    sources = unpack(path, into or _room_of_the_program(path), twice, cancelled)
    return sources, len(sources.files)


def _room_of_the_program(path: Path) -> Path:
    room = room_for(path)
    _ROOMS.append(room)
    return room.path


_ROOMS: list[PrivateFolder] = []
"""Kept till the end of the program, which removes them."""


def _sort_in(elements: Elements, found: dict[tuple[str, str], _Found]) -> None:
    """Add a file to its series.

    Raises
    ------
    LoadError
        If it is an index, or a CT image without valid geometry.
    """
    series_uid = elements.text("SeriesInstanceUID")
    sop_class = elements.sop_class
    if sop_class == MediaStorageDirectoryStorage:
        cure = note(N_("Open the folder that it stands in."))
        raise LoadError(elements.path, note(N_("this is only the index of a disc")), cure)
    # what names no series stays together with its folder
    home = series_uid or str(elements.path.parent)
    series = found.setdefault((elements.text("StudyInstanceUID"), home), _Found(elements))
    if sop_class in PROJECTIONS:
        series.projections.append(projection(elements))
    elif sop_class in PICTURES:
        series.pictures.append(pictures(elements))
    elif sop_class != CTImageStorage and sop_class not in MULTI_FRAME_VOLUMES:
        name = registered_name(sop_class)
        series.others.append((name, note(N_("{name}: not a CT volume."), name=name), elements.path))
    else:
        try:
            series.images.extend(images_of(elements))
        except LoadError:
            series.refused += 1
            raise
    series.files += 1


def _series(found: _Found) -> Series:
    first = found.first
    said = acquisition_of(first)
    return Series(
        series_uid=first.text("SeriesInstanceUID"),
        study_uid=first.text("StudyInstanceUID"),
        modality=first.text("Modality"),
        description=first.text("SeriesDescription"),
        date=first.text("StudyDate") or first.text("SeriesDate"),
        number=first.whole_or_none("SeriesNumber") or 0,
        files=found.files,
        stacks=stacks_of(found.images, found.refused) if found.images else (),
        projections=tuple(found.projections),
        pictures=tuple(found.pictures),
        others=_others(found.others),
        patient=said.patient,
        name_reading=said.name_reading,
    )


def _others(others: Sequence[tuple[str, Note, Path]]) -> tuple[Other, ...]:
    ordered = sorted(others, key=lambda other: (other[0], other[2]))
    grouped = groupby(ordered, key=lambda other: (other[0], other[1]))
    return tuple(Other(name, tuple(path for *_, path in files), (why,)) for (name, why), files in grouped)
