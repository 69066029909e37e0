"""What stands in a folder: studies as series, series as stacks, and what was refused; values only."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Literal

import numpy as np
from numpy.typing import NDArray

from planner.dicom.errors import EXPORT_AGAIN, LoadError
from planner.dicom.image import Acquisition, CtImage
from planner.dicom.notes import Note, note
from planner.plan.identity import Patient
from planner.words import N_, _

Kind = Literal["volume", "projection", "localizer", "other"]
Action = Literal["load", "resample", "refuse"]
Plane = Literal["axial", "sagittal", "coronal", "oblique"]
Matrix = tuple[tuple[float, ...], ...]

UNKNOWN = Patient()
"""The patient of images that name none."""
USUAL_SLICES = 8
"""Fewer slices than this are preselected only where there is nothing else."""


@dataclass(frozen=True)
class Stack:
    """Images of one series that lie one behind the other: a volume, or what is kept apart from it.

    Attributes
    ----------
    index
        Its number within the series, from 0; the biggest stack comes first.
    images
        In slice order, along the normal of the slices (along a row x along a column).
    shape
        (slices, rows, columns).
    voxel_to_patient
        4 x 4, takes [i, j, k, 1] to LPS mm as the images lie, sheared where the gantry was tilted; None where
        the slices are on no regular grid.
    spacing_mm
        Distance of columns, of rows, and of the planes of the slices; None likewise.
    tilt_deg
        Angle between the normal of the slices and the line of their positions; None likewise.
    largest_gap_error_mm
        The largest distance of a slice, or of a gap, from a regular grid; None where there is one slice.
    action
        Load as it is, resample to right angles, or refuse.
    notes
        Why it is resampled, refused or kept apart, and what else must be said.
    cure
        What to do about a volume that is refused, for the first of the notes; else None.
    """

    index: int
    kind: Kind
    images: tuple[CtImage, ...]
    shape: tuple[int, int, int]
    voxel_to_patient: Matrix | None
    spacing_mm: tuple[float, float, float] | None
    tilt_deg: float | None
    largest_gap_error_mm: float | None
    plane: Plane
    action: Action
    notes: tuple[Note, ...] = ()
    cure: Note | None = None

    @property
    def files(self) -> tuple[Path, ...]:
        """The files in slice order, each once."""
        return tuple(dict.fromkeys(image.path for image in self.images))

    @property
    def reasons(self) -> tuple[str, ...]:
        """The notes as whole sentences, the cure with the first of them, in the language in force."""
        sentences = [str(each) for each in self.notes]
        if self.cure is not None:
            refusal = _("{reason}. {cure}").format(reason=sentences[0], cure=self.cure)
            sentences[0] = refusal[:1].upper() + refusal[1:]
        return tuple(sentences)

    @property
    def acquisition(self) -> Acquisition:
        """What the first image says of patient, study and series."""
        return self.images[0].acquisition

    @property
    def kernel(self) -> str:
        """The convolution kernel; empty where not said."""
        return self.acquisition.kernel

    @property
    def lossy(self) -> bool:
        """Whether the values of an image of it may have been changed by compression."""
        return any(image.pixels.loss for image in self.images)

    @property
    def folder(self) -> Path:
        """Where the first image lies."""
        return self.images[0].path.parent

    def affine(self) -> NDArray[np.float64]:
        """Return `voxel_to_patient` as an array.

        Raises
        ------
        LoadError
            If the slices are on no regular grid.
        """
        if self.voxel_to_patient is None:
            raise self.refusal()
        return np.array(self.voxel_to_patient)

    def refusal(self) -> LoadError:
        """Return the error of loading a stack that is refused."""
        reason = self.notes[0] if self.notes else note(N_("it is not a volume"))
        return LoadError(self.folder, reason, self.cure or EXPORT_AGAIN)


@dataclass(frozen=True)
class Projection:
    """An X-ray picture or run from one direction (PS3.3 C.8.7.5); None where the file does not say.

    Attributes
    ----------
    calibration
        What its pixel size is worth: "calibrated" by an object in the picture, "estimated" from the
        distances, at the "detector", or "unknown".
    primary_deg, secondary_deg
        Positioner angles of the first frame, relative to the patient.
    magnification
        EstimatedRadiographicMagnificationFactor.
    imager_pixel_spacing_mm, pixel_spacing_mm
        Distance of rows and of columns, at the detector and as calibrated.
    """

    file: Path
    class_name: str
    frames: int
    calibration: Literal["calibrated", "estimated", "detector", "unknown"]
    primary_deg: float | None
    secondary_deg: float | None
    source_to_detector_mm: float | None
    source_to_patient_mm: float | None
    magnification: float | None
    imager_pixel_spacing_mm: tuple[float, float] | None
    pixel_spacing_mm: tuple[float, float] | None
    notes: tuple[Note, ...] = ()
    kind: Literal["projection"] = "projection"
    action: Literal["refuse"] = "refuse"

    @property
    def reasons(self) -> tuple[str, ...]:
        """Why it is not loaded, in the language in force."""
        return tuple(map(str, self.notes))


@dataclass(frozen=True)
class Pictures:
    """Pictures of one file that can be looked at and on which nothing can be measured: secondary captures.

    Attributes
    ----------
    frames
        How many there are; `Reader.picture` shows one of them.
    """

    file: Path
    class_name: str
    frames: int
    rows: int
    columns: int
    colour: bool
    notes: tuple[Note, ...]
    kind: Literal["other"] = "other"
    action: Literal["refuse"] = "refuse"

    @property
    def files(self) -> tuple[Path, ...]:
        """The one file."""
        return (self.file,)

    @property
    def reasons(self) -> tuple[str, ...]:
        """Why nothing is planned on them, in the language in force."""
        return tuple(map(str, self.notes))


@dataclass(frozen=True)
class Other:
    """Objects of one class that are neither CT images nor projections."""

    class_name: str
    files: tuple[Path, ...]
    notes: tuple[Note, ...]
    kind: Literal["other"] = "other"
    action: Literal["refuse"] = "refuse"

    @property
    def reasons(self) -> tuple[str, ...]:
        """Why they are not loaded, in the language in force."""
        return tuple(map(str, self.notes))


Part = Stack | Projection | Pictures | Other
"""What is listed on its own."""


@dataclass(frozen=True)
class Series:
    """The objects of one SeriesInstanceUID; `date` is YYYYMMDD, `files` how many files it was read from.

    `patient` and `name_reading` (see `Acquisition`) are those of its first file.
    """

    series_uid: str
    study_uid: str
    modality: str
    description: str
    date: str
    number: int
    files: int
    stacks: tuple[Stack, ...] = ()
    projections: tuple[Projection, ...] = ()
    pictures: tuple[Pictures, ...] = ()
    others: tuple[Other, ...] = ()
    patient: Patient = UNKNOWN
    name_reading: str = ""

    @property
    def kind(self) -> Kind:
        """The kind of its first part: a volume where it holds one."""
        return self.parts[0].kind

    @property
    def parts(self) -> tuple[Part, ...]:
        """Everything in it that is listed on its own."""
        return (*self.stacks, *self.projections, *self.pictures, *self.others)


@dataclass(frozen=True)
class Refused:
    """A file that could not be read: its path, why, and what can be done."""

    file: str
    why: Note
    remedy: Note

    @classmethod
    def of(cls, error: LoadError) -> Refused:
        """Return what an error says of its file."""
        return cls(error.file, error.reason_note, error.cure_note)

    @property
    def error(self) -> LoadError:
        """The error, to be raised."""
        return LoadError(self.file, self.why, self.remedy)

    @property
    def reason(self) -> str:
        """Why, in the language in force."""
        return str(self.why)

    @property
    def cure(self) -> str:
        """What can be done, in the language in force."""
        return str(self.remedy)


@dataclass(frozen=True)
class Study:
    """Everything found at a path, which may hold several studies; sorted by date and series number.

    Attributes
    ----------
    names
        What to call files that lie elsewhere than the user put them, unpacked from an archive: path and name.
    """

    path: Path
    series: tuple[Series, ...]
    refused: tuple[Refused, ...]
    names: tuple[tuple[str, str], ...] = ()

    def patients(self) -> tuple[Patient, ...]:
        """Return the patients of the series, each person once, in the order of the series."""
        people: list[Patient] = []
        for each in self.series:
            if not any(each.patient.same_as(person) for person in people):
                people.append(each.patient)
        return tuple(people)

    def of_patient(self, patient: Patient) -> tuple[Series, ...]:
        """Return the series of one of the `patients`."""
        return tuple(each for each in self.series if _owner(each.patient, self.patients()) == patient)

    def name_of(self, file: Path | str) -> str:
        """Return what to call a file or folder: its path, or archive and member where it was unpacked."""
        return dict(self.names).get(str(file), str(file))

    def stacks(self) -> tuple[Stack, ...]:
        """Return the stacks of all series."""
        return tuple(stack for series in self.series for stack in series.stacks)

    def volumes(self) -> tuple[Stack, ...]:
        """Return the stacks that can be loaded."""
        return tuple(stack for stack in self.stacks() if stack.action != "refuse")

    def best(self) -> Stack | None:
        """Return the volume to preselect: the finest one, then the one with more slices, then the first."""
        return _best(self.volumes())

    def best_reason(self) -> str:
        """Return in words why `best` was preselected; empty where there is nothing to choose."""
        best, count = self.best(), len(self.volumes())
        if best is None:
            return ""
        if count == 1:
            return _("the only volume")
        sentence = _("the finest of {count} volumes: no voxel side above {size_mm:.2f} mm, {slices} slices")
        return sentence.format(count=count, size_mm=_coarseness(best)[0], slices=best.shape[0])

    def choose(self, series_uid: str | None = None, stack: int | None = None) -> Stack:
        """Return the volume of that series and stack number; the best of those that the names leave.

        Raises
        ------
        LoadError
            If there is none that can be loaded, with the reason of the biggest that cannot.
        """
        named = [
            each
            for each in self.stacks()
            if series_uid in (None, each.acquisition.series_uid) and stack in (None, each.index)
        ]
        best = _best([each for each in named if each.action != "refuse"])
        if best is not None:
            return best
        if named:
            raise max(named, key=lambda each: each.shape[0]).refusal()
        if not self.series and self.refused:
            raise self.refused[0].error
        raise LoadError(
            self.path,
            note(N_("there is no such CT volume here")),
            note(N_("The command `facet-planner inspect` lists what is there.")),
        )


def _owner(patient: Patient, people: Sequence[Patient]) -> Patient:
    return next(person for person in people if patient.same_as(person))


def _best(volumes: Sequence[Stack]) -> Stack | None:
    enough = [stack for stack in volumes if stack.shape[0] >= USUAL_SLICES]
    return min(enough or volumes, key=_coarseness, default=None)


def _coarseness(stack: Stack) -> tuple[float, int]:
    return max(stack.spacing_mm or (float("inf"),)), -stack.shape[0]
