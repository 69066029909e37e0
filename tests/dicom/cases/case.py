"""A case: images that a test writes itself, and what the program must say to them."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from itertools import groupby
from pathlib import Path
from typing import Literal

from planner.dicom.errors import LoadError
from planner.dicom.images.pictures import picture_of
from planner.dicom.load import load_volume
from planner.dicom.scan import scan
from planner.dicom.series.describe import described
from planner.dicom.study import Pictures, Study
from planner.dicom.tolerances import Tolerance

Outcome = Literal["load", "resample", "apart", "view", "refuse"]
"""Loaded as it is; resampled to right angles; offered as several volumes; for viewing only; refused."""


@dataclass(frozen=True)
class Case:
    """One line of the table of cases.

    Attributes
    ----------
    topic
        The heading it stands under, as "gantry tilt".
    name
        What is special about the images, as "2.0° over 36 mm"; unique within the topic.
    write
        Writes the images into an empty folder and returns what the user opens: that folder, or a file in it.
    outcome
        What the program does.
    says
        Parts of what it says, each of which must be there; none where it must say nothing.
    tolerance
        The tolerance that decides it; each has a case on either side.
    """

    topic: str
    name: str
    write: Callable[[Path], Path]
    outcome: Outcome
    says: tuple[str, ...] = ()
    tolerance: Tolerance | None = None


@dataclass(frozen=True)
class Verdict:
    """What the program did with a case, and every sentence it said, without the paths of the machine."""

    outcome: Outcome
    sentences: tuple[str, ...]


def judged(case: Case, folder: Path) -> Verdict:
    """Write the images of a case into a folder, open them as the program does, and tell what it said."""
    opened = case.write(folder)
    try:
        study = scan(opened)
    except LoadError as error:
        return Verdict("refuse", (_without(str(error), folder),))
    sentences = list(_said(study))
    for stack in study.volumes():
        try:
            load_volume(stack)
        except LoadError as error:
            return Verdict("refuse", (*sentences, _without(str(error), folder)))
    for pictures in _pictures(study):
        for frame in range(pictures.frames):
            picture_of(pictures, frame)
    return Verdict(_outcome(study), tuple(dict.fromkeys(_without(text, folder) for text in sentences)))


def _said(study: Study) -> list[str]:
    parts = [part for series in study.series for part in series.parts]
    sentences = [sentence for part in parts for sentence in part.reasons]
    return sentences + list(_volumes(study)) + list(_refused(study))


def _volumes(study: Study) -> Iterator[str]:
    """Say of several volumes what each is and which is taken."""
    volumes = study.volumes()
    if len(volumes) > 1:
        best = study.best()
        for stack in volumes:
            yield f"{described(stack)}{' (preselected)' if stack is best else ''}."
        yield f"Preselected: {study.best_reason()}." if best else f"Not preselected: {study.best_reason()}."


def _refused(study: Study) -> Iterator[str]:
    """Name refused files, those with the same reason together."""
    ordered = sorted(study.refused, key=lambda each: (each.reason, each.cure, each.file))
    for (reason, cure), group in groupby(ordered, key=lambda each: (each.reason, each.cure)):
        files = [each.file for each in group]
        named = files[0] if len(files) == 1 else f"{files[0]} … {files[-1]} ({len(files)} files)"
        yield f"{named}: {reason}. {cure}"


def _pictures(study: Study) -> tuple[Pictures, ...]:
    return tuple(pictures for series in study.series for pictures in series.pictures)


def _outcome(study: Study) -> Outcome:
    volumes = study.volumes()
    if not volumes:
        return "view" if _pictures(study) else "refuse"
    if len(volumes) > 1:
        return "apart"
    return "resample" if volumes[0].action == "resample" else "load"


def _without(text: str, folder: Path) -> str:
    return text.replace(f"{folder}/", "").replace(str(folder), "the folder")
