"""One CT image by its header: where it lies, how its pixels are kept, and what it belongs to."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path

from planner.dicom.foreign import Stamp
from planner.dicom.notes import Note
from planner.geometry.vectors import Point, Vector
from planner.plan.identity import Patient

SAMPLE_PREFIX = "SAMPLE-"
"""A PatientID that begins so, from this manufacturer, belongs to a synthetic sample and to no person."""
SAMPLE_MANUFACTURER = "Facet Planner"


@dataclass(frozen=True)
class Acquisition:
    """What an image says of its patient, study and series; the DICOM values verbatim, empty where absent.

    `slice_thickness_mm` is nominal and has no part in the geometry. `name_reading` is the patient's name as
    it reads in another character set, where that looks right and what the file says does not; else empty.
    `cone_beam` says whether a C-arm made it, so that its grey values are not HU.
    """

    patient: Patient
    study_uid: str
    series_uid: str
    frame_of_reference_uid: str
    study_date: str
    series_description: str
    manufacturer: str
    kernel: str
    patient_position: str
    slice_thickness_mm: float | None
    name_reading: str = ""
    body_part: str = ""
    protocol: str = ""
    cone_beam: bool = False

    @property
    def sample(self) -> bool:
        """Whether these are synthetic images of no person."""
        return self.manufacturer == SAMPLE_MANUFACTURER and self.patient.id.startswith(SAMPLE_PREFIX)


@dataclass(frozen=True)
class PixelFormat:
    """How the pixels of one image are kept and become HU.

    Attributes
    ----------
    syntax
        TransferSyntaxUID.
    offset
        Where the element with the pixels begins, in bytes of the (inflated) file.
    padding
        The lowest and highest stored value that mean "no data here" (PS3.3 C.7.5.1.1.2); None where none do.
    slope, intercept
        HU = stored * slope + intercept.
    frames
        How many images the element with the pixels holds.
    loss
        The compression that may have changed the values, by name; empty where none has.
    loss_ratio
        How many times smaller it made them, where the file says so.
    """

    syntax: str
    offset: int
    rows: int
    columns: int
    bits_allocated: int
    bits_stored: int
    high_bit: int
    signed: bool
    padding: tuple[int, int] | None
    slope: float
    intercept: float
    frames: int = 1
    loss: str = ""
    loss_ratio: float | None = None

    @property
    def whole(self) -> bool:
        """Whether every HU of the image is a whole number."""
        return self.slope.is_integer() and self.intercept.is_integer()


@dataclass(frozen=True)
class CtImage:
    """One CT image whose geometry is valid.

    Attributes
    ----------
    path, stamp
        The file, and which it was when it was found: pixels are taken from no other.
    position
        Centre of the first pixel, LPS mm.
    along_row, along_column
        Perpendicular unit vectors: towards the next column, towards the next row.
    column_step_mm, row_step_mm
        Distance from one column to the next, from one row to the next.
    unreadable
        Why its pixels cannot be read; None where they can.
    cautions
        What must be said although it is read.
    frame
        Its number among the images of its file, from 0.
    volumetric
        VolumetricProperties (PS3.3 C.8.16.2.1.2); empty where not said.
    stack_id
        StackID of a frame (PS3.3 C.7.6.16.2.2); empty where not said.
    phase
        DimensionIndexValues of a frame that do not count places: what tells it from others in the same place.
    instance_number
        InstanceNumber; None where not said. It says nothing of the place of an image.
    acquisition_time, content_time, trigger_time
        As they stand in the file; empty where not said.
    """

    path: Path
    stamp: Stamp
    sop_uid: str
    image_type: tuple[str, ...]
    position: Point
    along_row: Vector
    along_column: Vector
    column_step_mm: float
    row_step_mm: float
    acquisition: Acquisition
    acquisition_number: str
    temporal_position: str
    kvp: str
    pixels: PixelFormat
    unreadable: Note | None
    cautions: tuple[Note, ...]
    frame: int = 0
    volumetric: str = ""
    stack_id: str = ""
    phase: str = ""
    instance_number: int | None = None
    acquisition_time: str = ""
    content_time: str = ""
    trigger_time: str = ""

    @property
    def localizer(self) -> bool:
        """Whether ImageType calls it a localizer (PS3.3 C.8.2.1.1.1)."""
        return "LOCALIZER" in self.image_type[2:3]
