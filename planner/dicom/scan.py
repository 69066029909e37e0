"""Look through a folder or a file: headers only, in one pass, and say what is there."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, field
from itertools import groupby
from pathlib import Path

from pydicom.uid import CTImageStorage, MediaStorageDirectoryStorage

from planner.dicom.elements import Elements, read_elements
from planner.dicom.errors import LoadError, LoadStoppedError
from planner.dicom.header import IMAGE_KEYWORDS, acquisition_of, ct_image
from planner.dicom.image import CtImage
from planner.dicom.notes import Note, note
from planner.dicom.projection import PROJECTION_KEYWORDS, projection
from planner.dicom.stacks import stacks_of
from planner.dicom.study import Other, Projection, Refused, Series, Study
from planner.dicom.syntaxes import MULTI_FRAME_VOLUMES, PROJECTIONS, registered_name
from planner.words import N_

_KEYWORDS = (*IMAGE_KEYWORDS, *PROJECTION_KEYWORDS)
_OWN_NAMES = ("plan.json", "truth.json", "source.txt", "dicomdir", ".ds_store", "thumbs.db", "desktop.ini")
_OWN_BEGINNINGS = ("readme", "license")
_OWN_ENDINGS = (".facet-plan", ".facet-plan-backup", ".journal")


@dataclass
class _Found:
    """What has been found of one series so far."""

    first: Elements
    files: int = 0
    images: list[CtImage] = field(default_factory=list)
    projections: list[Projection] = field(default_factory=list)
    others: list[tuple[str, Note, Path]] = field(default_factory=list)
    refused: int = 0


def scan(
    path: Path,
    progress: Callable[[int, int], None] | None = None,
    cancelled: Callable[[], bool] | None = None,
) -> Study:
    """Return what stands in a folder (nested, names and endings do not matter) or in one file.

    Parameters
    ----------
    progress
        Called with the number of files read and the number of files there are.
    cancelled
        Asked before each file; true stops the scan.

    Raises
    ------
    LoadError
        If the path does not exist, or as `LoadStoppedError` when stopped.
    """
    paths = _files(path)
    found: dict[tuple[str, str], _Found] = {}
    refused: list[Refused] = []
    for done, file in enumerate(paths):
        if cancelled is not None and cancelled():
            raise LoadStoppedError(path)
        if progress is not None:
            progress(done, len(paths))
        try:
            _sort_in(read_elements(file, _KEYWORDS), found)
        except LoadError as error:
            refused.append(Refused.of(error))
    if progress is not None:
        progress(len(paths), len(paths))
    series = sorted(map(_series, found.values()), key=lambda each: (each.date, each.number, each.series_uid))
    return Study(path, tuple(each for each in series if each.parts), tuple(refused))


def _files(path: Path) -> list[Path]:
    """Return the files to look at, sorted; ours and those of the file browsers are passed over."""
    if path.is_file():
        return [path]
    if not path.is_dir():
        raise LoadError(path, note(N_("there is no such file or folder")), note(N_("Look at the name.")))
    return sorted(file for file in _walk(path) if not _is_ours(file))


def _walk(folder: Path) -> Iterator[Path]:
    for inside in folder.rglob("*"):
        if inside.is_file():
            yield inside


def _is_ours(file: Path) -> bool:
    name = file.name.lower()
    half_saved = name.startswith(".") and name.endswith(".tmp")
    named_so = name in _OWN_NAMES or name.startswith(_OWN_BEGINNINGS) or name.endswith(_OWN_ENDINGS)
    return named_so or half_saved or _is_plan(file)


def _is_plan(file: Path) -> bool:
    """Say whether a file is a plan, whatever its name."""
    if file.suffix.lower() != ".json":
        return False
    try:
        with file.open("rb") as opened:
            return b'"facet-plan"' in opened.read(1 << 20)
    except OSError:
        return False


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
    elif sop_class != CTImageStorage:
        name = registered_name(sop_class)
        multi = sop_class in MULTI_FRAME_VOLUMES
        why = N_("{name}: not read yet as a volume.") if multi else N_("{name}: not a CT volume.")
        series.others.append((name, note(why, name=name), elements.path))
    elif (elements.number_or_none("NumberOfFrames") or 1) > 1:
        name = registered_name(sop_class)
        why = N_("{name} of several frames in one file: not read yet as a volume.")
        series.others.append((name, note(why, name=name), elements.path))
    else:
        try:
            series.images.append(ct_image(elements))
        except LoadError:
            series.refused += 1
            raise
    series.files += 1


def _series(found: _Found) -> Series:
    first = found.first
    said = acquisition_of(first)
    number = first.number_or_none("SeriesNumber")
    return Series(
        series_uid=first.text("SeriesInstanceUID"),
        study_uid=first.text("StudyInstanceUID"),
        modality=first.text("Modality"),
        description=first.text("SeriesDescription"),
        date=first.text("StudyDate") or first.text("SeriesDate"),
        number=int(number or 0),
        files=found.files,
        stacks=stacks_of(found.images, found.refused) if found.images else (),
        projections=tuple(found.projections),
        others=_others(found.others),
        patient=said.patient,
        name_reading=said.name_reading,
    )


def _others(others: Sequence[tuple[str, Note, Path]]) -> tuple[Other, ...]:
    ordered = sorted(others, key=lambda other: (other[0], other[2]))
    grouped = groupby(ordered, key=lambda other: (other[0], other[1]))
    return tuple(Other(name, tuple(path for *_, path in files), (why,)) for (name, why), files in grouped)
