"""Projections of known pictures: a C-arm's frames written with whatever a header may say of them."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import numpy as np
import pydicom
from numpy.typing import NDArray
from pydicom import uid
from pydicom.dataset import Dataset
from pydicom.sequence import Sequence as Items

from planner.dicom.scan import scan
from planner.dicom.study import Projection
from tests.dicom.captures import capture
from tests.dicom.enhanced import holding

XA = uid.XRayAngiographicImageStorage
XRF = uid.XRayRadiofluoroscopicImageStorage
ENHANCED_XA = uid.EnhancedXAImageStorage
CR = uid.ComputedRadiographyImageStorage
DX = uid.DigitalXRayImageStorageForPresentation
DX_RAW = uid.DigitalXRayImageStorageForProcessing

FULL: dict[str, Any] = {
    "PositionerPrimaryAngle": "162",
    "PositionerSecondaryAngle": "-12",
    "DistanceSourceToDetector": "1000",
    "DistanceSourceToPatient": "700",
    "ImagerPixelSpacing": ["0.4", "0.4"],
    "PatientOrientation": ["R", "F"],
}
"""Over the back, 18 degrees to the left, with all that a plain XA object can say."""


def frames(count: int = 1, rows: int = 18, columns: int = 26, most: int = 255) -> NDArray[np.uint16]:
    """Return soft pictures [frame, row, column] from 0 to `most`, no two pixels of a row alike."""
    k, j, i = np.indices((count, rows, columns))
    values = i * 7.0 + j * 3.0 + k * 5.0
    scaled: NDArray[np.uint16] = np.rint(values * (most / values.max())).astype(np.uint16)
    return scaled


def run(path: Path, pictures: NDArray[np.generic], sop_class: uid.UID = XA, **elements: Any) -> Path:
    """Write pictures [frame, row, column] of 8 or 16 bits as a projection."""
    count, rows, columns = pictures.shape
    bits = 8 * pictures.dtype.itemsize
    values: dict[str, Any] = {
        "Rows": rows,
        "Columns": columns,
        "Modality": "XA",
        "SeriesDescription": "Run",
        "BitsAllocated": bits,
        "BitsStored": bits,
        "HighBit": bits - 1,
        "PixelRepresentation": int(pictures.dtype.kind == "i"),
    }
    if count > 1:
        values["NumberOfFrames"] = count
    return capture(path, pictures.tobytes(), sop_class, **(values | elements))


def found(path: Path) -> Projection:
    """Return the one projection that stands there."""
    ((projection,),) = (series.projections for series in scan(path).series)
    return projection


def by_frame(path: Path, pictures: NDArray[np.generic], angles_deg: list[tuple[float, float]]) -> Path:
    """Write Enhanced XA whose frames have angles of their own, all else in the groups that they share."""
    run(path, pictures, ENHANCED_XA, NumberOfFrames=len(pictures), PatientPosition="HFP")
    dataset = pydicom.dcmread(path)
    shared = Dataset()
    shared.XRayGeometrySequence = holding(DistanceSourceToIsocenter=700.0, DistanceSourceToDetector="1000")
    shared.FramePixelDataPropertiesSequence = holding(ImagerPixelSpacing=["0.4", "0.4"])
    shared.PatientOrientationInFrameSequence = holding(PatientOrientation=["R", "F"])
    dataset.SharedFunctionalGroupsSequence = Items([shared])
    groups = []
    for primary_deg, secondary_deg in angles_deg:
        frame = Dataset()
        frame.PositionerPositionSequence = holding(
            PositionerPrimaryAngle=f"{primary_deg}", PositionerSecondaryAngle=f"{secondary_deg}"
        )
        frame.IsocenterReferenceSystemSequence = holding(
            PositionerIsocenterPrimaryAngle=_room(primary_deg),
            PositionerIsocenterSecondaryAngle=secondary_deg,
        )
        groups.append(frame)
    dataset.PerFrameFunctionalGroupsSequence = Items(groups)
    dataset.save_as(path)
    return path


def _room(primary_deg: float) -> float:
    """Return the angle against the room of a patient who lies head first prone (PS3.17 FFF.1.2.2.2)."""
    return primary_deg - 180.0 if primary_deg > 0.0 else primary_deg + 180.0
