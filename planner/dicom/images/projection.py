"""What an X-ray picture from one direction says of its geometry.

References
----------
PS3.3 C.8.7.5 (positioner), 10.7.1.3 (what pixel spacing means in a projection).
"""

from __future__ import annotations

from typing import Literal

from planner.dicom.headers.elements import Elements
from planner.dicom.notes import note
from planner.dicom.study import Projection
from planner.dicom.syntaxes import registered_name
from planner.words import N_

PROJECTION_KEYWORDS = (
    "PositionerPrimaryAngle",
    "PositionerSecondaryAngle",
    "DistanceSourceToDetector",
    "DistanceSourceToPatient",
    "EstimatedRadiographicMagnificationFactor",
    "ImagerPixelSpacing",
    "PixelSpacingCalibrationType",
)

Calibration = Literal["calibrated", "estimated", "detector", "unknown"]


def projection(elements: Elements) -> Projection:
    """Return the geometry of a projection; what is absent or not valid is None, never a number."""
    distances = [
        elements.positive_or_none(keyword)
        for keyword in (
            "DistanceSourceToDetector",
            "DistanceSourceToPatient",
            "EstimatedRadiographicMagnificationFactor",
        )
    ]
    name = registered_name(elements.sop_class)
    return Projection(
        file=elements.path,
        class_name=name,
        frames=max(elements.whole_or_none("NumberOfFrames") or 1, 1),
        calibration=_calibration(elements),
        primary_deg=elements.number_or_none("PositionerPrimaryAngle"),
        secondary_deg=elements.number_or_none("PositionerSecondaryAngle"),
        source_to_detector_mm=distances[0],
        source_to_patient_mm=distances[1],
        magnification=distances[2],
        imager_pixel_spacing_mm=elements.spacing_or_none("ImagerPixelSpacing"),
        pixel_spacing_mm=elements.spacing_or_none("PixelSpacing"),
        notes=(note(N_("{name}: a projection, not read yet as a picture of the C-arm."), name=name),),
    )


def _calibration(elements: Elements) -> Calibration:
    """Return what the pixel size is worth; a PixelSpacing that repeats the detector's says nothing new."""
    pixel = elements.spacing_or_none("PixelSpacing")
    imager = elements.spacing_or_none("ImagerPixelSpacing")
    kind = elements.text("PixelSpacingCalibrationType")
    if pixel is not None and kind == "FIDUCIAL":
        return "calibrated"
    if pixel is not None and kind == "GEOMETRY":
        return "estimated"
    if pixel is not None and pixel != imager:
        return "unknown"
    if imager is None:
        return "unknown"
    distances = [elements.positive_or_none(f"DistanceSourceTo{end}") for end in ("Detector", "Patient")]
    factor = elements.positive_or_none("EstimatedRadiographicMagnificationFactor")
    return "estimated" if factor is not None or None not in distances else "detector"
