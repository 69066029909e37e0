"""Images that lie one behind the other: a volume, or what is kept apart from it."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path
from typing import Literal

import numpy as np
from numpy.typing import NDArray

from planner.dicom.errors import CHOOSE_ANOTHER, LoadError
from planner.dicom.image import Acquisition, CtImage
from planner.dicom.notes import Note, note
from planner.words import N_, _, capitalised

Kind = Literal["volume", "projection", "localizer", "other"]
Action = Literal["load", "resample", "refuse"]
Plane = Literal["axial", "sagittal", "coronal", "oblique"]
Matrix = tuple[tuple[float, ...], ...]


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
    told_apart
        What tells it apart from the other stacks of its series, besides where it lies.
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
    told_apart: tuple[Note, ...] = ()

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
            sentences[0] = capitalised(refusal)
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
        if self.cure is None:
            # what is kept apart has a note, but no reason to be refused for
            return LoadError(self.folder, note(N_("it is not a volume")), CHOOSE_ANOTHER)
        return LoadError(self.folder, self.notes[0], self.cure)
