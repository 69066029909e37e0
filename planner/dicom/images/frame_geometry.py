"""Take the geometry of the frames of a projection from its header: said once, by increments, or by frame.

References
----------
PS3.3 C.8.7.4 (table), C.8.7.5 (positioner, increments), C.8.19.6 (functional groups of Enhanced XA and XRF),
C.7.6.16.2.16 (patient orientation in frame), 10.7.1.3 (spacing).
"""

from __future__ import annotations

from dataclasses import replace

from pydicom import uid

from planner.carm.frame_geometry import FrameGeometry, Table
from planner.carm.laid import Letters
from planner.carm.spacing import Spacing
from planner.carm.squares import can_be
from planner.dicom.foreign import foreign
from planner.dicom.headers.elements import DAMAGED, Elements
from planner.dicom.headers.items import Item
from planner.dicom.images.functional_groups import FunctionalGroups, read_functional_groups, read_header
from planner.dicom.images.said import Said

BY_FRAME = (uid.EnhancedXAImageStorage, uid.EnhancedXRFImageStorage)
"""Classes that say of each frame by itself what they say."""
C_ARMS = (uid.XRayAngiographicImageStorage, uid.XRayRadiofluoroscopicImageStorage, *BY_FRAME)
MACROS = (
    *("PositionerPositionSequence", "XRayGeometrySequence", "FramePixelDataPropertiesSequence"),
    *("IsocenterReferenceSystemSequence", "PatientOrientationInFrameSequence", "TablePositionSequence"),
    *("FieldOfViewSequence", "ProjectionPixelCalibrationSequence", "FrameDisplayShutterSequence"),
    *("FrameVOILUTSequence", "PixelValueTransformationSequence"),
)


def said_of_frames(elements: Elements, frames: int) -> list[Said]:
    """Return what is said of each frame; one for all where the class has no groups of elements for each.

    Raises
    ------
    LoadError
        If the header is damaged, or describes another number of frames.
    """
    with foreign(elements.path, DAMAGED):
        header = read_header(elements)
        if not _by_frame(elements):
            return [Said((header,))]
        groups = read_functional_groups(elements)
        return [Said((*_macros(groups, frame), header)) for frame in range(frames)]


def said_of_frame(elements: Elements, frame: int) -> Said:
    """Return what is said of one frame, from 0.

    Raises
    ------
    LoadError
        If the header is damaged, or does not describe this frame.
    """
    with foreign(elements.path, DAMAGED):
        header = read_header(elements)
        if not _by_frame(elements):
            return Said((header,))
        return Said((*_macros(read_functional_groups(elements), frame), header))


def _by_frame(elements: Elements) -> bool:
    return elements.sop_class in BY_FRAME and elements.has("NumberOfFrames")


def geometries_of(elements: Elements, frames: int) -> tuple[FrameGeometry, ...]:
    """Return the geometry of each frame, in the order of the pixels; one where all are alike.

    Raises
    ------
    LoadError
        If the header is damaged, or describes another number of frames.
    """
    said = said_of_frames(elements, frames)
    with foreign(elements.path, DAMAGED):
        if len(said) == 1:
            found = _moved(_geometry(elements, said[0]), said[0], frames)
        else:
            found = [_geometry(elements, each) for each in said]
    return tuple(found) if any(each != found[0] for each in found) else (found[0],)


def _macros(groups: FunctionalGroups, frame: int) -> list[Item]:
    found = (groups.macro(frame, name) for name in MACROS)
    return [item for item in found if item is not None]


def _geometry(elements: Elements, said: Said) -> FrameGeometry:
    """Return what is said of a frame; of a class that is not by frame, of the first."""
    measurable = elements.sop_class != uid.DigitalXRayImageStorageForProcessing
    height, width = (*said.numbers("PixelAspectRatio"), 0.0, 0.0)[:2]
    flip = said.text("FieldOfViewHorizontalFlip")
    return FrameGeometry(
        rows=elements.short("Rows") or 0,
        columns=elements.short("Columns") or 0,
        machine="C-arm" if elements.sop_class in C_ARMS else "radiograph",
        primary_deg=said.number("PositionerPrimaryAngle"),
        secondary_deg=said.number("PositionerSecondaryAngle"),
        spacing=_spacing(said),
        aspect=height / width if can_be(height, width) else 1.0,
        letters=_letters(said),
        patient_position=said.text("PatientPosition"),
        tilt_deg=(said.number("DetectorPrimaryAngle") or 0.0, said.number("DetectorSecondaryAngle") or 0.0),
        field_turned_deg=said.number("FieldOfViewRotation"),
        field_flipped={"YES": True, "NO": False}.get(flip),
        room_primary_deg=said.number("PositionerIsocenterPrimaryAngle"),
        room_secondary_deg=said.number("PositionerIsocenterSecondaryAngle"),
        table=Table(
            said.number("TableTopVerticalPosition"),
            said.number("TableTopLongitudinalPosition"),
            said.number("TableTopLateralPosition"),
        ),
        table_height_mm=said.number("TableHeight"),
        measurable=measurable,
        centre_said=bool(said.numbers("PositionOfIsocenterProjection")),
    )


def _spacing(said: Said) -> Spacing:
    spacing = Spacing(
        source_to_detector_mm=said.positive("DistanceSourceToDetector"),
        source_to_isocentre_mm=said.positive("DistanceSourceToIsocenter")
        or said.positive("DistanceSourceToPatient"),
        magnification=said.positive("EstimatedRadiographicMagnificationFactor"),
        imager_mm=said.sides("ImagerPixelSpacing"),
        pixel_mm=said.sides("PixelSpacing"),
        calibration_type=said.text("PixelSpacingCalibrationType"),
    )
    in_object = said.sides("ObjectPixelSpacingInCenterOfBeam")
    if in_object is None or spacing.state.is_size:
        return spacing
    # worked out by the C-arm from where it takes the patient to lie
    return replace(spacing, pixel_mm=in_object, calibration_type="GEOMETRY")


def _letters(said: Said) -> Letters | None:
    letters = said.texts("PatientOrientation")
    return (letters[0], letters[1]) if len(letters) == 2 and all(letters) else None


def _moved(first: FrameGeometry, said: Said, frames: int) -> list[FrameGeometry]:
    """Return the geometry of each frame by the increments from the first (PS3.3 C.8.7.5.1.3)."""
    moves = {keyword: _increments(said, keyword, frames) for keyword in _INCREMENTS}
    if not any(moves.values()):
        return [first]
    return [_after(first, [_of(moves[keyword], frame) for keyword in _INCREMENTS]) for frame in range(frames)]


_INCREMENTS = (
    *("PositionerPrimaryAngleIncrement", "PositionerSecondaryAngleIncrement"),
    *("TableVerticalIncrement", "TableLongitudinalIncrement", "TableLateralIncrement"),
)

Moves = tuple[float | None, ...]


def _increments(said: Said, keyword: str, frames: int) -> Moves:
    """Return how far each frame is from the first; None where a wrong number of values leaves it open."""
    values = said.numbers(keyword)
    if not values or frames == 1:
        return ()
    if len(values) == 1:
        # the average from one frame to the next
        return tuple(values[0] * frame for frame in range(frames))
    return values if len(values) == frames else (0.0, *(None for _frame in range(frames - 1)))


def _of(moves: Moves, frame: int) -> float | None:
    return moves[frame] if moves else 0.0


def _after(first: FrameGeometry, moves: list[float | None]) -> FrameGeometry:
    primary, secondary, vertical, longitudinal, lateral = moves
    return replace(
        first,
        primary_deg=_sum(first.primary_deg, primary),
        secondary_deg=_sum(first.secondary_deg, secondary),
        table=Table(vertical, longitudinal, lateral),
    )


def _sum(start: float | None, move: float | None) -> float | None:
    return None if start is None or move is None else start + move
