"""What stands in a folder: studies as series, series as stacks, and what was refused; values only."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Literal

from planner.carm.frame_geometry import FrameGeometry
from planner.dicom.errors import READ_HEADERLESS, LoadError, readable
from planner.dicom.foreign import Stamp
from planner.dicom.notes import Note, note
from planner.dicom.series.choice import chosen
from planner.dicom.series.stack import Action, Kind, Stack
from planner.plan.identity import Patient
from planner.words import N_, _

__all__ = ["Action", "Kind", "Other", "Part", "Pictures", "Projection", "Refused", "Series", "Stack", "Study"]

UNKNOWN = Patient()
"""The patient of images that name none."""
CHOOSE_A_SERIES = note(N_("Choose a series: the command `facet-planner inspect` lists them."))


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
    action
        Whether its frames can be shown: `Reader.frame` shows one of them.
    geometries
        What each frame says of its geometry, in their order; one for all where they are alike.
    frame_ms
        How long a frame is shown when the run is played.
    stamp
        Which file it was when it was found: pixels are taken from no other.
    sop_instance_uid
        By this a plan names it.
    study_date
        YYYYMMDD, empty where absent.
    sample
        Whether these are synthetic pictures of no person.
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
    action: Literal["load", "refuse"] = "refuse"
    geometries: tuple[FrameGeometry, ...] = ()
    frame_ms: float | None = None
    stamp: Stamp = (0, 0, 0)
    sop_instance_uid: str = ""
    study_date: str = ""
    sample: bool = False

    @property
    def reasons(self) -> tuple[str, ...]:
        """Why it is not shown, or what must be said of it where it is, in the language in force."""
        return tuple(map(str, self.notes))

    def refusal(self) -> LoadError:
        """Return the error that says why it is not shown."""
        return LoadError(self.file, self.notes[0] if self.notes else note(N_("it holds no picture")))

    def geometry(self, frame: int = 0) -> FrameGeometry:
        """Return what a frame, from 0, says of its geometry.

        Raises
        ------
        IndexError
            If there is no such frame.
        """
        if not 0 <= frame < self.frames:
            raise IndexError(f"there is no frame {frame}")
        return self.geometries[frame if len(self.geometries) > 1 else 0]


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
    def headerless(self) -> bool:
        """Whether it can be read if how it is written is guessed."""
        return self.remedy == READ_HEADERLESS

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

    def people(self) -> tuple[Patient, ...]:
        """Return those of the `patients` of whom there are images."""
        series = [each for each in self.series if each.stacks or each.projections or each.pictures]
        return replace(self, series=tuple(series)).patients()

    def of_patient(self, patient: Patient) -> tuple[Series, ...]:
        """Return the series of one of the `patients`."""
        return tuple(each for each in self.series if _owner(each.patient, self.patients()) == patient)

    def name_of(self, file: Path | str) -> str:
        """Return what to call a file or folder: its path, or archive and member where it was unpacked."""
        return dict(self.names).get(str(file), readable(file))

    def stacks(self) -> tuple[Stack, ...]:
        """Return the stacks of all series."""
        return tuple(stack for series in self.series for stack in series.stacks)

    def volumes(self) -> tuple[Stack, ...]:
        """Return the stacks that can be loaded."""
        return tuple(stack for stack in self.stacks() if stack.action != "refuse")

    def best(self) -> Stack | None:
        """Return the volume to preselect, see `series.choice`; None where those of several people stand."""
        best = chosen(self.volumes())
        return best.stack if best is not None and len(self.people()) < 2 else None

    def best_reason(self) -> str:
        """Return in words why `best` was preselected, or why nothing was; empty where there is no volume."""
        best = chosen(self.volumes())
        if best is None:
            return ""
        if len(self.people()) > 1:
            return str(self._several_people())
        if best.count == 1:
            return _("the only volume")
        reasons = _("; ").join(map(str, best.reasons))
        return _("the best of {count} volumes: {reasons}").format(count=best.count, reasons=reasons)

    def _several_people(self) -> Note:
        return note(N_("images of {count} patients stand here"), count=len(self.people()))

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
        best = chosen([each for each in named if each.action != "refuse"])
        if best is not None and series_uid is None and len(self.people()) > 1:
            raise LoadError(self.path, self._several_people(), CHOOSE_A_SERIES)
        if best is not None:
            return best.stack
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
