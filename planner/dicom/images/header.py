"""Take the header of a CT image: every tag that geometry or HU rest on is checked, none is assumed."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace

from pydicom.uid import ImplicitVRLittleEndian

from planner.dicom.errors import LoadError
from planner.dicom.headers.elements import Elements
from planner.dicom.headers.names import Doubt, doubt
from planner.dicom.image import Acquisition, CtImage, PixelFormat
from planner.dicom.images.cone_beam import CONE_BEAM_KEYWORDS, cone_beam
from planner.dicom.notes import Note, note
from planner.dicom.pixels.claims import CLAIM_KEYWORDS, Claims, claims_of, why_not_integers
from planner.dicom.series.slices import squared
from planner.dicom.syntaxes import GE_BIG_ENDIAN_PIXELS, registered_name, why_not_read
from planner.dicom.tolerances import UNIT_VECTORS
from planner.geometry.vectors import Point, Vector
from planner.plan.identity import Patient
from planner.words import N_

IMAGE_KEYWORDS = (
    *("ImageType", "VolumetricProperties"),
    "SOPClassUID",
    "SOPInstanceUID",
    "StudyDate",
    "SeriesDate",
    "AcquisitionTime",
    "ContentTime",
    "Manufacturer",
    *("PatientName", "PatientID", "PatientBirthDate", "PatientSex"),
    "BodyPartExamined",
    "SliceThickness",
    "KVP",
    "TriggerTime",
    "ConvolutionKernel",
    "PatientPosition",
    "StudyInstanceUID",
    "SeriesInstanceUID",
    "SeriesNumber",
    "AcquisitionNumber",
    "InstanceNumber",
    "ImagePositionPatient",
    "ImageOrientationPatient",
    "FrameOfReferenceUID",
    "TemporalPositionIdentifier",
    "SamplesPerPixel",
    "PhotometricInterpretation",
    "NumberOfFrames",
    "Rows",
    "Columns",
    "PixelSpacing",
    *("BitsAllocated", "BitsStored", "HighBit"),
    "PixelRepresentation",
    "PixelPaddingValue",
    "PixelPaddingRangeLimit",
    "RescaleIntercept",
    "RescaleSlope",
    "RescaleType",
    "ModalityLUTSequence",
    *CONE_BEAM_KEYWORDS,
    *CLAIM_KEYWORDS,
)

_SIZES = ("Rows", "Columns", "BitsAllocated", "BitsStored")


def acquisition_of(elements: Elements) -> Acquisition:
    """Return what a file says of its patient, study and series."""
    return Acquisition(
        patient=Patient(
            id=elements.text("PatientID"),
            name=elements.text("PatientName"),
            birth_date=elements.text("PatientBirthDate"),
            sex=elements.text("PatientSex"),
        ),
        study_uid=elements.text("StudyInstanceUID"),
        series_uid=elements.text("SeriesInstanceUID"),
        frame_of_reference_uid=elements.text("FrameOfReferenceUID"),
        study_date=elements.text("StudyDate") or elements.text("SeriesDate"),
        series_description=elements.text("SeriesDescription"),
        manufacturer=elements.text("Manufacturer"),
        kernel=" ".join(elements.texts("ConvolutionKernel")),
        patient_position=elements.text("PatientPosition"),
        slice_thickness_mm=elements.number_or_none("SliceThickness"),
        body_part=elements.text("BodyPartExamined"),
        protocol=elements.text("ProtocolName"),
        name_reading=_doubt(elements).reading,
        cone_beam=bool(cone_beam(elements)),
    )


def _doubt(elements: Elements) -> Doubt:
    return doubt(elements.raw("PatientName"), elements.character_sets)


def ct_image(elements: Elements) -> CtImage:
    """Return the CT image of a file.

    Raises
    ------
    LoadError
        If its geometry or the way to its HU is missing or not valid: nothing is assumed in its place.
    """
    acquisition = acquisition_of(elements)
    if not acquisition.frame_of_reference_uid:
        raise elements.invalid("FrameOfReferenceUID")
    along_row, along_column = _directions(elements)
    row_step_mm, column_step_mm = _spacing(elements)
    position = position_of(elements)
    claims = pixel_claims(elements)
    return CtImage(
        path=elements.path,
        stamp=elements.stamp,
        sop_uid=elements.sop_uid,
        image_type=elements.texts("ImageType"),
        volumetric=elements.text("VolumetricProperties"),
        position=position,
        along_row=along_row,
        along_column=along_column,
        column_step_mm=column_step_mm,
        row_step_mm=row_step_mm,
        acquisition=acquisition,
        acquisition_number=elements.text("AcquisitionNumber"),
        temporal_position=elements.text("TemporalPositionIdentifier"),
        kvp=elements.text("KVP"),
        pixels=claims.pixels,
        unreadable=claims.unreadable or _why_untold(elements),
        cautions=(*claims.cautions, *_cautions(elements)),
        instance_number=elements.whole_or_none("InstanceNumber"),
        acquisition_time=elements.text("AcquisitionTime"),
        content_time=elements.text("ContentTime"),
        trigger_time=elements.text("TriggerTime"),
    )


def number_of_frames(elements: Elements) -> int:
    """Return how many images a file says it holds; 1 where it does not say.

    Raises
    ------
    LoadError
        If it says no whole number above 0.
    """
    if elements.number("NumberOfFrames") is None:
        return 1
    frames = elements.whole_or_none("NumberOfFrames")
    if frames is None or frames < 1:
        raise elements.invalid("NumberOfFrames")
    return frames


def position_of(elements: Elements) -> Point:
    """Return the centre of the first pixel, LPS mm (PS3.3 C.7.6.2.1.1).

    Raises
    ------
    LoadError
        If it is missing or not valid.
    """
    position = elements.numbers("ImagePositionPatient", 3)
    if position is None:
        raise elements.invalid("ImagePositionPatient")
    return Point(*position)


def _directions(elements: Elements) -> tuple[Vector, Vector]:
    """Return the directions along a row and along a column, squared (PS3.3 C.7.6.2.1.1)."""
    cosines = elements.numbers("ImageOrientationPatient", 6)
    if cosines is None:
        raise elements.invalid("ImageOrientationPatient")
    row, column = Vector(*cosines[:3]), Vector(*cosines[3:])
    errors = (abs(row.length - 1.0), abs(column.length - 1.0), abs(row.dot(column)))
    if not UNIT_VECTORS.holds(max(errors)):
        raise elements.invalid("ImageOrientationPatient")
    return squared(row, column)


def _spacing(elements: Elements) -> tuple[float, float]:
    """Return the distance of the rows and of the columns, in mm (PS3.3 10.7.1.3)."""
    spacing = elements.numbers("PixelSpacing", 2)
    if spacing is None or min(spacing) <= 0.0:
        raise elements.invalid("PixelSpacing")
    return spacing[0], spacing[1]


def pixel_claims(elements: Elements) -> Claims:
    """Return how the pixels are kept and become HU, and whether they can be read.

    Raises
    ------
    LoadError
        If the way to HU is missing or not valid.
    """
    floats = why_not_integers(elements)
    if floats is not None:
        raise LoadError(elements.path, floats)
    pixels = _pixel_format(elements)
    claims = claims_of(elements, pixels)
    why = why_not_read(pixels.syntax) or _why_unreadable(elements, pixels) or claims.unreadable
    return replace(claims, unreadable=why)


def _pixel_format(elements: Elements) -> PixelFormat:
    rows, columns, allocated, stored = (_size(elements, keyword) for keyword in _SIZES)
    slope, intercept = elements.number("RescaleSlope"), elements.number("RescaleIntercept")
    if intercept is None:
        raise elements.invalid("RescaleIntercept")
    if not slope:
        raise elements.invalid("RescaleSlope")
    high_bit = elements.short("HighBit")
    representation = elements.short("PixelRepresentation")
    if representation not in (0, 1):
        raise elements.invalid("PixelRepresentation")
    signed = representation == 1
    return PixelFormat(
        syntax=elements.syntax,
        offset=elements.pixel_offset,
        rows=rows,
        columns=columns,
        bits_allocated=allocated,
        bits_stored=stored,
        high_bit=stored - 1 if high_bit is None else high_bit,
        signed=signed,
        padding=_padding(elements, signed, stored),
        slope=slope,
        intercept=intercept,
        frames=number_of_frames(elements),
    )


def _size(elements: Elements, keyword: str) -> int:
    value = elements.short(keyword)
    if not value:
        raise elements.invalid(keyword)
    return value


def _padding(elements: Elements, signed: bool, bits_stored: int) -> tuple[int, int] | None:
    """Return the stored values that mean "no data"; signed images may hold the tag unsigned."""
    first = elements.short("PixelPaddingValue")
    if first is None:
        return None
    last = elements.short("PixelPaddingRangeLimit")
    values = [first, first if last is None else last]
    if signed:
        values = [_as_signed(value, bits_stored) for value in values]
    return min(values), max(values)


def _as_signed(value: int, bits_stored: int) -> int:
    """Return a number in two's complement, of 16 bits or of those that are stored."""
    if value >= 0x8000:
        return value - 0x10000
    beyond = 1 << bits_stored - 1 <= value < 1 << bits_stored
    return value - (1 << bits_stored) if beyond else value


def _why_unreadable(elements: Elements, pixels: PixelFormat) -> Note | None:
    if elements.short("SamplesPerPixel") not in (1, None):
        return note(N_("these are colour pictures"))
    if elements.text("PhotometricInterpretation") not in ("MONOCHROME1", "MONOCHROME2"):
        return note(N_("{keyword} is missing or not valid"), keyword="PhotometricInterpretation")
    allocated_ok = pixels.bits_allocated in ((16,) if pixels.syntax == GE_BIG_ENDIAN_PIXELS else (8, 16))
    if not allocated_ok or not pixels.bits_stored <= pixels.high_bit + 1 <= pixels.bits_allocated:
        return note(N_("{bits} bits of {allocated} per pixel are not read"), bits=pixels.bits_stored,
                    allocated=pixels.bits_allocated)  # fmt: skip
    if elements.has("ModalityLUTSequence"):
        return note(N_("a table in place of slope and intercept is not read"))
    kind = elements.text("RescaleType")
    if kind not in ("", "HU", "US"):
        return note(N_("the values are {unit}, not HU"), unit=kind)
    return None


def _why_untold(elements: Elements) -> Note | None:
    """Return why the pixels of a file that does not say how it is written are not read, if so."""
    maker = elements.text("Manufacturer").upper()
    # the private syntax of this maker differs from the usual one in its pixels alone
    if elements.guessed and elements.syntax == ImplicitVRLittleEndian and maker.startswith("GE"):
        return note(N_("it does not say in which order the bytes of its pixels stand"))
    return None


def _cautions(elements: Elements) -> Iterator[Note]:
    if elements.guessed:
        name = registered_name(elements.syntax)
        yield note(N_("The file does not say how it is written: it is read as {syntax}."), syntax=name)
    yield from _doubt(elements).notes
    if not elements.text("SeriesInstanceUID"):
        yield note(N_("The images do not name their series: a plan is tied to their pixels alone."))
    of_c_arm = cone_beam(elements)
    yield from of_c_arm
    if not of_c_arm and elements.text("RescaleType") == "US":
        yield note(N_("The scanner does not say that the values are HU."))
