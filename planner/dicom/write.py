"""Write a CT series, for samples and tests: the same input gives the same bytes on every machine."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from pathlib import Path
from uuid import NAMESPACE_OID, uuid5

import imagecodecs
import numpy as np
from numpy.typing import NDArray
from pydicom.dataset import Dataset, FileDataset, FileMetaDataset
from pydicom.encaps import encapsulate
from pydicom.uid import UID, CTImageStorage, ExplicitVRLittleEndian, JPEGLSLossless
from pydicom.valuerep import format_number_as_ds

from planner.dicom.image import SAMPLE_MANUFACTURER, SAMPLE_PREFIX
from planner.geometry.frames import SQUARE_TOLERANCE
from planner.plan.identity import Patient

IMPLEMENTATION_UID = UID("2.25.211904290918469145111906856660599393535")
IMPLEMENTATION_VERSION = "FACET_PLANNER_1"


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
    compress
        JPEG-LS lossless if true, else Explicit VR Little Endian.
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
    compress: bool = True

    def uid(self, *parts: str | int) -> UID:
        """Return the UID of a part of the study: a name-based UUID of seed and parts (PS3.5 B.2)."""
        return UID(f"2.25.{uuid5(NAMESPACE_OID, '/'.join((self.seed, *map(str, parts)))).int}")


def write_ct_series(
    folder: Path, hu: NDArray[np.int16], voxel_to_patient: NDArray[np.float64], header: SeriesHeader
) -> tuple[Path, ...]:
    """Write one CT Image Storage file per slice into `folder` and return the paths in slice order.

    Parameters
    ----------
    folder
        Made where it does not exist.
    hu
        int16, indexed [k, j, i]: slice, row, column.
    voxel_to_patient
        4 x 4, takes [i, j, k, 1] to LPS mm. Rows and columns must be perpendicular; the slices may be
        sheared (gantry tilt) and in any orientation.

    Raises
    ------
    ValueError
        If the array or the matrix is not as said.
    """
    _check_grid(hu, voxel_to_patient)
    folder.mkdir(parents=True, exist_ok=True)
    intercept = min(-1024, int(hu.min()))
    paths = []
    for k, slice_hu in enumerate(hu):
        position = voxel_to_patient @ (0.0, 0.0, float(k), 1.0)
        dataset = _described(header, k)
        _place(dataset, voxel_to_patient[:3, :3], position[:3])
        _fill(dataset, (slice_hu.astype(np.int32) - intercept).astype("<u2"), intercept, header.compress)
        path = folder / f"{k + 1:04d}.dcm"
        dataset.save_as(path, enforce_file_format=True, overwrite=True)
        paths.append(path)
    return tuple(paths)


def _check_grid(hu: NDArray[np.int16], voxel_to_patient: NDArray[np.float64]) -> None:
    if hu.ndim != 3 or hu.dtype != np.int16 or min(hu.shape) < 1:
        raise ValueError("a CT series is written from a three-dimensional int16 array")
    if voxel_to_patient.shape != (4, 4) or not np.isfinite(voxel_to_patient).all():
        raise ValueError("a CT series needs a finite 4 x 4 matrix from voxels to patient")
    lengths = np.linalg.norm(voxel_to_patient[:3, :3], axis=0)
    if lengths.min() <= 0.0 or abs(np.linalg.det(voxel_to_patient[:3, :3] / lengths)) < 0.1:
        raise ValueError("the slices of a CT series must lie one behind the other")
    if abs(np.dot(*(voxel_to_patient[:3, :2] / lengths[:2]).T)) > SQUARE_TOLERANCE:
        raise ValueError("rows and columns of a CT series must be perpendicular")


def _described(header: SeriesHeader, k: int) -> FileDataset:
    """Return the dataset of slice `k` with everything but geometry and pixels."""
    meta = FileMetaDataset()
    meta.MediaStorageSOPClassUID = CTImageStorage
    meta.MediaStorageSOPInstanceUID = header.uid("image", header.series_number, k)
    meta.TransferSyntaxUID = JPEGLSLossless if header.compress else ExplicitVRLittleEndian
    meta.ImplementationClassUID = IMPLEMENTATION_UID
    meta.ImplementationVersionName = IMPLEMENTATION_VERSION
    dataset = FileDataset("", {}, file_meta=meta, preamble=b"\0" * 128)
    dataset.SpecificCharacterSet = "ISO_IR 192"
    dataset.ImageType = ["ORIGINAL", "PRIMARY", "AXIAL"]
    dataset.SOPClassUID = CTImageStorage
    dataset.SOPInstanceUID = meta.MediaStorageSOPInstanceUID
    _describe_patient(dataset, header)
    _describe_study(dataset, header)
    dataset.SeriesInstanceUID = header.uid("series", header.series_number)
    dataset.SeriesNumber = header.series_number
    dataset.SeriesDescription = header.series_description
    dataset.Modality = "CT"
    dataset.BodyPartExamined = "LSPINE"
    dataset.PatientPosition = header.patient_position
    dataset.Manufacturer = SAMPLE_MANUFACTURER
    dataset.ConvolutionKernel = header.convolution_kernel
    dataset.KVP = "120"
    dataset.AcquisitionNumber = 1
    dataset.InstanceNumber = k + 1
    return dataset


def _describe_patient(dataset: Dataset, header: SeriesHeader) -> None:
    dataset.PatientID = header.patient.id
    dataset.PatientName = header.patient.name
    dataset.PatientBirthDate = header.patient.birth_date
    dataset.PatientSex = header.patient.sex
    dataset.PatientIdentityRemoved = "YES"
    dataset.DeidentificationMethod = "SYNTHETIC IMAGES OF NO PERSON"
    if header.patient.id.startswith(SAMPLE_PREFIX):
        dataset.ImageComments = "SAMPLE: synthetic images of no person"


def _describe_study(dataset: Dataset, header: SeriesHeader) -> None:
    dataset.StudyInstanceUID = header.uid("study")
    dataset.FrameOfReferenceUID = header.uid("frame")
    dataset.StudyDate = header.study_date
    dataset.StudyTime = "120000"
    dataset.StudyDescription = header.study_description
    for empty in ("StudyID", "AccessionNumber", "ReferringPhysicianName", "PositionReferenceIndicator"):
        setattr(dataset, empty, "")
    dataset.SliceThickness = format_number_as_ds(float(header.slice_thickness_mm))


def _place(dataset: Dataset, axes: NDArray[np.float64], position: NDArray[np.float64]) -> None:
    """Write the image plane (PS3.3 C.7.6.2): PixelSpacing is the distance of rows, then of columns."""
    column_step, row_step = (float(np.linalg.norm(axes[:, axis])) for axis in (0, 1))
    dataset.PixelSpacing = _decimals((row_step, column_step))
    dataset.ImageOrientationPatient = _decimals((*axes[:, 0] / column_step, *axes[:, 1] / row_step))
    dataset.ImagePositionPatient = _decimals(position)


def _decimals(values: Iterable[float]) -> list[str]:
    """Return values for a DS element; the last bits, which differ from machine to machine, are cut off."""
    return [format_number_as_ds(round(float(value), 9) + 0.0) for value in values]


def _fill(dataset: Dataset, stored: NDArray[np.uint16], intercept: int, compress: bool) -> None:
    dataset.SamplesPerPixel = 1
    dataset.PhotometricInterpretation = "MONOCHROME2"
    dataset.Rows, dataset.Columns = stored.shape
    dataset.BitsAllocated = dataset.BitsStored = 16
    dataset.HighBit = 15
    dataset.PixelRepresentation = 0
    dataset.RescaleIntercept = str(intercept)
    dataset.RescaleSlope = "1"
    dataset.RescaleType = "HU"
    if compress:
        dataset.PixelData = encapsulate([bytes(imagecodecs.jpegls_encode(stored))])
        dataset["PixelData"].VR = "OB"
        dataset["PixelData"].is_undefined_length = True
    else:
        dataset.PixelData = stored.tobytes()
        dataset["PixelData"].VR = "OW"
