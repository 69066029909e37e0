"""The data set of one written image but for its place and its pixels."""

from __future__ import annotations

import re

from pydicom.charset import convert_encodings
from pydicom.dataset import Dataset, FileDataset, FileMetaDataset
from pydicom.uid import UID, CTImageStorage
from pydicom.valuerep import PersonName, format_number_as_ds

from planner.dicom.image import SAMPLE_MANUFACTURER, SAMPLE_PREFIX
from planner.dicom.writing.header import CHARACTER_SETS, SeriesHeader, Technique
from planner.dicom.writing.packing import SYNTAXES

IMPLEMENTATION_UID = UID("2.25.211904290918469145111906856660599393535")
IMPLEMENTATION_VERSION = "FACET_PLANNER_1"
_NOON = "120000"
_TO_GB2312 = b"\x1b$)A"
_HIGH_RUN = re.compile(rb"[\x80-\xff]+")


def described(header: SeriesHeader, number: int) -> FileDataset:
    """Return the data set of the image that is called `number`, counted from 1."""
    meta = FileMetaDataset()
    meta.MediaStorageSOPClassUID = CTImageStorage
    meta.MediaStorageSOPInstanceUID = header.uid("image", header.series_number, number - 1)
    meta.TransferSyntaxUID = SYNTAXES[header.packing]
    meta.ImplementationClassUID = IMPLEMENTATION_UID
    meta.ImplementationVersionName = IMPLEMENTATION_VERSION
    dataset = FileDataset("", {}, file_meta=meta, preamble=b"\0" * 128)
    sets = header.character_set.split("\\")
    dataset.SpecificCharacterSet = sets if len(sets) > 1 else sets[0]
    dataset.ImageType = list(header.image_type)
    dataset.SOPClassUID = CTImageStorage
    dataset.SOPInstanceUID = meta.MediaStorageSOPInstanceUID
    _describe_patient(dataset, header)
    _describe_study(dataset, header)
    _describe_series(dataset, header)
    if header.technique is not None:
        _describe_technique(dataset, header, header.technique)
    dataset.AcquisitionNumber = 1
    dataset.InstanceNumber = number
    return dataset


def _describe_patient(dataset: Dataset, header: SeriesHeader) -> None:
    dataset.PatientID = header.patient.id
    dataset.PatientName = _name(header)
    dataset.PatientBirthDate = header.patient.birth_date
    dataset.PatientSex = header.patient.sex
    dataset.PatientIdentityRemoved = "YES"
    dataset.DeidentificationMethod = "SYNTHETIC IMAGES OF NO PERSON"
    if header.patient.id.startswith(SAMPLE_PREFIX):
        dataset.ImageComments = "SAMPLE: synthetic images of no person"


def _name(header: SeriesHeader) -> str | PersonName:
    """Return the name as the data set takes it; with code extensions (PS3.5 6.1.2.5) as its bytes.

    pydicom leaves out the escape sequence of ISO 2022 IR 58, which each component of a name begins anew.
    """
    sets = header.character_set.split("\\")
    if len(sets) == 1:
        return header.patient.name
    plain = header.patient.name.encode(CHARACTER_SETS[header.character_set])
    return PersonName(_HIGH_RUN.sub(lambda run: _TO_GB2312 + run.group(), plain), convert_encodings(sets))


def _describe_study(dataset: Dataset, header: SeriesHeader) -> None:
    dataset.StudyInstanceUID = header.uid("study")
    dataset.FrameOfReferenceUID = header.uid("frame")
    dataset.StudyDate = header.study_date
    dataset.StudyTime = _NOON
    dataset.StudyDescription = header.study_description
    for empty in ("StudyID", "AccessionNumber", "ReferringPhysicianName", "PositionReferenceIndicator"):
        setattr(dataset, empty, "")


def _describe_series(dataset: Dataset, header: SeriesHeader) -> None:
    dataset.SeriesInstanceUID = header.uid("series", header.series_number)
    dataset.SeriesNumber = header.series_number
    dataset.SeriesDescription = header.series_description
    dataset.Modality = "CT"
    dataset.BodyPartExamined = "LSPINE"
    dataset.PatientPosition = header.patient_position
    dataset.Manufacturer = SAMPLE_MANUFACTURER
    dataset.ConvolutionKernel = header.convolution_kernel
    dataset.KVP = str(header.technique.kvp if header.technique else 120)
    dataset.SliceThickness = format_number_as_ds(float(header.slice_thickness_mm))
    if header.protocol:
        dataset.ProtocolName = header.protocol
    if header.tilt_deg is not None:
        dataset.GantryDetectorTilt = _decimal(header.tilt_deg)


def _describe_technique(dataset: Dataset, header: SeriesHeader, technique: Technique) -> None:
    dataset.SeriesDate = dataset.AcquisitionDate = dataset.ContentDate = header.study_date
    dataset.SeriesTime = dataset.AcquisitionTime = dataset.ContentTime = _NOON
    dataset.ManufacturerModelName = "Synthetic CT"
    dataset.ScanOptions = technique.scan_options
    dataset.DataCollectionDiameter = _decimal(technique.diameter_mm)
    dataset.DistanceSourceToDetector = _decimal(technique.source_to_detector_mm)
    dataset.DistanceSourceToPatient = _decimal(technique.source_to_patient_mm)
    dataset.TableHeight = _decimal(technique.table_height_mm)
    dataset.RotationDirection = "CW"
    dataset.ExposureTime = str(technique.exposure_time_ms)
    dataset.XRayTubeCurrent = str(technique.tube_current_ma)
    dataset.Exposure = str(technique.exposure_time_ms * technique.tube_current_ma // 1000)
    dataset.FilterType = "BODY"
    dataset.CTDIvol = technique.ctdi_vol_mgy
    dataset.WindowCenter, dataset.WindowWidth = map(str, technique.window)
    if len(header.patient.birth_date) == 8:
        years = (int(header.study_date) - int(header.patient.birth_date)) // 10000
        dataset.PatientAge = f"{years:03d}Y"


def _decimal(value: float) -> str:
    return format_number_as_ds(round(value, 3))
