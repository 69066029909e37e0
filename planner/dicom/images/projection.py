"""What an X-ray picture from one direction says of its geometry, and whether it can be shown.

References
----------
PS3.3 C.8.7 (X-ray angiography and fluoroscopy), C.8.19 (their enhanced classes), C.8.11 (digital X-ray),
C.7.6.5 (cine), 10.7.1.3 (what pixel spacing means in a projection).
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from typing import Literal

from planner.carm.calibration import Calibration
from planner.carm.frame_geometry import AGAINST_ROOM, FOR_PROCESSING, NO_DISTANCES, FrameGeometry
from planner.carm.wording import calibration_message
from planner.dicom.headers.elements import Elements
from planner.dicom.images.frame_geometry import geometries_of
from planner.dicom.images.functional_groups import read_header
from planner.dicom.images.header import acquisition_of
from planner.dicom.images.pictures import BURNED_IN, NAMES
from planner.dicom.images.said import Said
from planner.dicom.limits import LARGEST_SIDE, MOST_FRAMES
from planner.dicom.notes import Note, note
from planner.dicom.pixels.picture_codecs import can_decode
from planner.dicom.study import Projection
from planner.dicom.syntaxes import registered_name
from planner.words import N_

PROJECTION_KEYWORDS = (
    "PositionerPrimaryAngle",
    "PositionerSecondaryAngle",
    "RecommendedViewingMode",
    BURNED_IN,
)

_SUBTRACTED = note(N_("It is meant to be seen with a mask taken off it: here it is shown without."))
_TURNS = note(N_("The C-arm turns during the run: each frame has angles of its own."))
_TRAVELS = note(N_("The table moves during the run."))
_MIRRORED = note(N_("It is stored mirrored, as seen from the X-ray tube."))
_CENTRE = note(N_("Where the isocentre is in the picture is not used: it is taken to be in the middle."))

Worth = Literal["calibrated", "estimated", "detector", "unknown"]
_WORTH: dict[Calibration, Worth] = {
    Calibration.CALIBRATED: "calibrated",
    Calibration.ESTIMATED: "estimated",
    Calibration.DETECTOR: "detector",
    Calibration.PIXELS: "unknown",
}


def projection(elements: Elements) -> Projection:
    """Return the geometry of a projection; what is absent or not valid is None, never a number.

    Raises
    ------
    LoadError
        If its header is damaged, or does not describe each of its frames.
    """
    frames = max(elements.whole_or_none("NumberOfFrames") or 1, 1)
    why = _why_not_shown(elements, frames)
    geometries = geometries_of(elements, frames if frames <= MOST_FRAMES else 1)
    first = geometries[0]
    spacing = first.spacing
    header, said = Said((read_header(elements),)), acquisition_of(elements)
    return Projection(
        file=elements.path,
        class_name=registered_name(elements.sop_class),
        frames=frames,
        calibration=_WORTH[first.state],
        primary_deg=first.primary_deg,
        secondary_deg=first.secondary_deg,
        source_to_detector_mm=spacing.source_to_detector_mm,
        source_to_patient_mm=spacing.source_to_isocentre_mm,
        magnification=spacing.magnification,
        imager_pixel_spacing_mm=spacing.imager_mm,
        pixel_spacing_mm=spacing.pixel_mm,
        notes=(why,) if why else tuple(_notes(elements, header, geometries)),
        action="refuse" if why else "load",
        geometries=geometries,
        frame_ms=_frame_ms(header, frames),
        stamp=elements.stamp,
        sop_instance_uid=elements.sop_uid,
        study_date=said.study_date,
        sample=said.sample,
    )


def _why_not_shown(elements: Elements, frames: int) -> Note | None:
    rows, columns = elements.short("Rows"), elements.short("Columns")
    if not rows or not columns or max(rows, columns) > LARGEST_SIDE:
        return note(N_("{keyword} is missing or not valid"), keyword="Columns" if rows else "Rows")
    if frames > MOST_FRAMES:
        many = N_("it says that it holds {said} images; more than {most} are not read")
        return note(many, said=frames, most=MOST_FRAMES)
    kind = elements.text("PhotometricInterpretation")
    if elements.short("SamplesPerPixel") not in (1, None) or kind not in ("MONOCHROME1", "MONOCHROME2"):
        return note(N_("{keyword} is missing or not valid"), keyword="PhotometricInterpretation")
    bits = elements.short("BitsAllocated")
    if bits not in (8, 16):
        return note(N_("{keyword} is missing or not valid"), keyword="BitsAllocated")
    if not can_decode(elements.syntax):
        return note(N_("pictures in {syntax} are not shown"), syntax=registered_name(elements.syntax))
    return None if elements.pixel_head else note(N_("it holds no picture"))


def _notes(elements: Elements, header: Said, geometries: Sequence[FrameGeometry]) -> Iterator[Note]:
    first = geometries[0]
    if not first.measurable:
        yield note(FOR_PROCESSING)
    else:
        yield note(calibration_message(first.state))
    yield from map(note, first.spacing.contradictions)
    yield from _notes_on_beam(first)
    if any(each.angles != first.angles for each in geometries):
        yield _TURNS
    if any(each.table != first.table for each in geometries):
        yield _TRAVELS
    if first.centre_said:
        yield _CENTRE
    if header.text("RecommendedViewingMode") == "SUB":
        yield _SUBTRACTED
    if elements.text(BURNED_IN) == "YES":
        yield NAMES


def _notes_on_beam(first: FrameGeometry) -> Iterator[Note]:
    lack, side = first.beam_lack, first.side_lack
    # pixels alone have no distances: that is said already
    known = lack == NO_DISTANCES and first.state is Calibration.PIXELS
    if first.measurable and first.machine == "C-arm" and lack and not known:
        yield note(lack)
    if side and side != lack:
        yield note(side)
    if first.laid is not None and first.laid.mirrored:
        yield _MIRRORED
    if first.against_room:
        yield note(AGAINST_ROOM)


def _frame_ms(header: Said, frames: int) -> float | None:
    """Return how long a frame is shown when the run is played (PS3.3 C.7.6.5); None where not said."""
    if frames == 1:
        return None
    each = header.positive("FrameTime")
    vector = [ms for ms in header.numbers("FrameTimeVector")[1:] if ms > 0.0]
    rate = header.positive("RecommendedDisplayFrameRate") or header.positive("CineRate")
    if each is not None:
        return each
    if vector:
        return sum(vector) / len(vector)
    return None if rate is None else 1000.0 / rate
