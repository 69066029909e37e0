"""What is there once images are loaded: values only, and nothing that reads a file."""

from __future__ import annotations

from dataclasses import dataclass

from planner.dicom.errors import LoadError
from planner.dicom.image import CtImage
from planner.dicom.notes import Note, note
from planner.dicom.study import Stack
from planner.imaging.volume import Hu, Volume
from planner.plan.identity import Images, Patient
from planner.words import N_


@dataclass(frozen=True, eq=False)
class LoadedImages:
    """A CT volume and whose it is.

    Attributes
    ----------
    volume
        HU at right angles.
    patient, images
        What a plan on these images has to name.
    notes
        What must be said above the images; `banners` puts them into words.
    study_date
        YYYYMMDD, empty where absent, as are the other texts; they are the DICOM values verbatim.
    slice_thickness_mm
        Nominal; it has no part in the geometry.
    sample
        Whether these are synthetic images of no person.
    lossy
        Whether compression may have changed the images.
    hu
        Whether the grey values are HU: not so where a C-arm made the volume.
    """

    volume: Volume
    patient: Patient
    images: Images
    notes: tuple[Note, ...]
    study_date: str
    series_description: str
    slice_thickness_mm: float | None
    manufacturer: str
    kernel: str
    patient_position: str
    sample: bool
    lossy: bool = False
    hu: bool = True

    @property
    def banners(self) -> tuple[str, ...]:
        """What must be said above the images, in the language in force."""
        return tuple(map(str, self.notes))


@dataclass(frozen=True, eq=False)
class Glimpse:
    """The middle slice of a stack, there before the rest of it: HU [j, i], int16 or float32."""

    image: CtImage
    hu: Hu


def too_big(stack: Stack) -> LoadError:
    """Return the error of a volume that memory does not hold."""
    why = note(N_("the volume is bigger than the memory that is left"))
    return LoadError(stack.folder, why, note(N_("Close other programs.")))


def described(stack: Stack, volume: Volume, digest: str) -> LoadedImages:
    """Return the volume of a stack with its identity; `digest` is that of its HU as they were read."""
    acquisition = stack.acquisition
    return LoadedImages(
        volume=volume,
        patient=acquisition.patient,
        images=Images(
            study_uid=acquisition.study_uid,
            series_uid=acquisition.series_uid,
            frame_of_reference_uid=acquisition.frame_of_reference_uid,
            pixel_digest=digest,
            stack=stack.index,
            patient_position=acquisition.patient_position,
        ),
        notes=stack.notes,
        study_date=acquisition.study_date,
        series_description=acquisition.series_description,
        slice_thickness_mm=acquisition.slice_thickness_mm,
        manufacturer=acquisition.manufacturer,
        kernel=acquisition.kernel,
        patient_position=acquisition.patient_position,
        sample=acquisition.sample,
        lossy=stack.lossy,
        hu=not acquisition.cone_beam,
    )
