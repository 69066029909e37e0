"""What a written CT series says of itself besides its geometry."""

from __future__ import annotations

from dataclasses import dataclass
from uuid import NAMESPACE_OID, uuid5

from pydicom.uid import UID

from planner.dicom.writing.packing import Packing
from planner.plan.identity import Patient

CHARACTER_SETS = {
    "ISO_IR 100": "latin_1",
    "ISO_IR 192": "utf_8",
    "GB18030": "gb18030",
    r"\ISO 2022 IR 58": "gb2312",
}
"""What can be written as SpecificCharacterSet (PS3.3 C.12.1.1.2), and the codec that holds its characters."""


@dataclass(frozen=True, kw_only=True)
class Technique:
    """How the rays were made and what was made of them (PS3.3 C.8.2.1), as other viewers list it.

    Attributes
    ----------
    scan_options
        "HELICAL" or "AXIAL".
    diameter_mm
        Of what is measured, the whole of the gantry's opening that is seen.
    table_height_mm
        The top of the table below the axis of rotation.
    ctdi_vol_mgy
        The dose by which protocols are compared.
    window
        Centre and width that other viewers open with.
    """

    kvp: int = 120
    tube_current_ma: int = 250
    exposure_time_ms: int = 800
    scan_options: str = "HELICAL"
    diameter_mm: float = 500.0
    source_to_detector_mm: float = 1085.6
    source_to_patient_mm: float = 595.0
    table_height_mm: float = 170.0
    ctdi_vol_mgy: float = 14.0
    window: tuple[int, int] = (50, 400)


@dataclass(frozen=True)
class SeriesHeader:
    """What a written series says about itself besides its geometry.

    Attributes
    ----------
    patient
        Written verbatim; an id that begins with `SAMPLE_PREFIX` marks the series as a sample.
    seed
        All UIDs derive from it: the same seed is the same study and frame of reference; with the same
        `series_number` it is the same series.
    study_date
        YYYYMMDD.
    slice_thickness_mm
        The nominal thickness; it has no part in the geometry.
    tilt_deg
        The nominal tilt of the gantry; it has no part in the geometry either. None is not written.
    packing
        The transfer syntax.
    bits_stored
        12 where the scanner has no more; then HU reach over no more than 4096 values.
    character_set
        One of `CHARACTER_SETS`.
    image_type
        What was made of what was scanned (PS3.3 C.7.6.1.1.2).
    technique
        None leaves out what tells how the images were made.

    Raises
    ------
    ValueError
        If the patient's name has characters that are not in the character set, or the numbers of bits are
        not to be had.
    """

    patient: Patient
    seed: str
    study_date: str = "20240101"
    study_description: str = ""
    series_description: str = ""
    series_number: int = 1
    patient_position: str = "HFS"
    slice_thickness_mm: float = 1.0
    convolution_kernel: str = ""
    tilt_deg: float | None = None
    packing: Packing = "jpeg_ls"
    bits_stored: int = 16
    character_set: str = "ISO_IR 192"
    image_type: tuple[str, ...] = ("ORIGINAL", "PRIMARY", "AXIAL")
    protocol: str = ""
    technique: Technique | None = None

    def __post_init__(self) -> None:
        if self.character_set not in CHARACTER_SETS:
            raise ValueError(f"{self.character_set} is no character set that is written")
        texts = (self.patient.name, self.patient.id, self.study_description, self.series_description)
        "".join((*texts, self.protocol)).encode(CHARACTER_SETS[self.character_set])
        if self.bits_stored not in (12, 16):
            raise ValueError("a CT stores 12 bits or 16")
        if self.bits_stored == 12 and self.packing == "jpeg_ls":
            # its encoder takes bytes or words whole
            raise ValueError("JPEG-LS is written of 16 bits only")

    def uid(self, *parts: str | int) -> UID:
        """Return the UID of a part of the study: a name-based UUID of seed and parts (PS3.5 B.2)."""
        return UID(f"2.25.{uuid5(NAMESPACE_OID, '/'.join((self.seed, *map(str, parts)))).int}")
