"""Write the picture of a virtual C-arm as an X-Ray Angiographic Image, with the geometry of its beam.

The angles are those of the positioner, relative to the patient (PS3.3 C.8.7.5.1.2); the distances are those
from the focal spot to the isocentre and to the middle of the detector, which the central ray meets. The file
does not say where in the patient the isocentre lies, as a C-arm does not: the words of its derivation do.

References
----------
PS3.3 A.14 (the object), C.8.7.1 (image), C.8.7.2 (acquisition), C.8.7.5 (positioner), C.7.6.1.1.1 (letters of
the patient's directions), 10.7.1.3 (pixel spacing of a projection).
"""

from __future__ import annotations

from hashlib import sha256
from io import BytesIO
from pathlib import Path
from typing import Protocol
from uuid import NAMESPACE_OID, uuid5

import numpy as np
from numpy.typing import NDArray
from pydicom import config
from pydicom.datadict import dictionary_VR
from pydicom.dataelem import DataElement
from pydicom.dataset import Dataset, FileMetaDataset
from pydicom.encaps import encapsulate
from pydicom.filewriter import dcmwrite
from pydicom.uid import UID, XRayAngiographicImageStorage
from pydicom.valuerep import format_number_as_ds

from planner.carm.beam import Beam
from planner.carm.laid import orientation_letters
from planner.dicom.image import SAMPLE_MANUFACTURER
from planner.dicom.writing.describe import IMPLEMENTATION_UID, IMPLEMENTATION_VERSION
from planner.dicom.writing.form import VIRTUAL, Form
from planner.plan.identity import Images, Patient
from planner.plan.whole import write_whole

FILE_MODE = 0o600
"""The file names a patient: it is its writer's to pass on."""
_HEAD_BYTES = 512
"""More than preamble and file meta information take (PS3.10 7.1)."""


class Whose(Protocol):
    """Whose CT images a picture was computed from, as `LoadedImages` says it."""

    @property
    def patient(self) -> Patient:
        """The patient, verbatim."""

    @property
    def images(self) -> Images:
        """Study, series, frame of reference and pixels."""

    @property
    def study_date(self) -> str:
        """YYYYMMDD, empty where absent."""

    @property
    def sample(self) -> bool:
        """Whether these are synthetic images of no person."""

    @property
    def lossy(self) -> bool:
        """Whether compression may have changed these images: what is derived from them says so too."""


def write_xa(path: Path, picture: NDArray[np.uint8], beam: Beam, whose: Whose) -> None:
    """Write what the screen of a C-arm would show as an XA image, whole or not at all.

    Parameters
    ----------
    picture
        uint8 [row, column], as shown: 0 is black.
    beam
        What it was computed with; its detector has the rows and columns of the picture.
    whose
        The CT images it was computed from: their patient and study are written verbatim.

    Raises
    ------
    ValueError
        If the picture is not as said.
    OSError
        If the file cannot be written; what stood there before is then as it was.
    """
    write_whole(path, xa_bytes(picture, beam, whose), FILE_MODE)


def xa_bytes(picture: NDArray[np.uint8], beam: Beam, whose: Whose, form: Form = VIRTUAL) -> bytes:
    """Return the file of `write_xa`: the same picture, beam, images and form give the same bytes and UIDs."""
    detector = beam.detector
    if picture.dtype != np.uint8 or picture.shape != (detector.rows, detector.columns):
        raise ValueError("an XA image is written from uint8 with the rows and columns of its detector")
    dataset = Dataset()
    dataset.SpecificCharacterSet = "ISO_IR 192"
    dataset.SOPClassUID = XRayAngiographicImageStorage
    _patient_and_study(dataset, whose)
    _series_and_equipment(dataset, whose, form)
    _image(dataset, beam, whose, form)
    _acquisition(dataset, beam, form)
    _positioner(dataset, beam, form)
    _pixels(dataset, picture, form)
    plain = BytesIO()
    dcmwrite(plain, dataset, implicit_vr=False, little_endian=True)
    dataset.SOPInstanceUID = _uid(sha256(plain.getvalue()).hexdigest())
    dataset.file_meta = _file_meta(dataset.SOPInstanceUID, form)
    file = BytesIO()
    dcmwrite(file, dataset, enforce_file_format=True)
    return file.getvalue()


def written_here(path: Path) -> bool:
    """Say whether a file is an XA image of `write_xa`, by its first bytes; nothing of it is decoded."""
    with path.open("rb") as file:
        head = file.read(_HEAD_BYTES)
    return all(uid.encode() in head for uid in (XRayAngiographicImageStorage, IMPLEMENTATION_UID))


def _file_meta(sop_uid: UID, form: Form) -> FileMetaDataset:
    meta = FileMetaDataset()
    meta.MediaStorageSOPClassUID = XRayAngiographicImageStorage
    meta.MediaStorageSOPInstanceUID = sop_uid
    meta.TransferSyntaxUID = form.syntax
    meta.ImplementationClassUID = IMPLEMENTATION_UID
    meta.ImplementationVersionName = IMPLEMENTATION_VERSION
    return meta


def _patient_and_study(dataset: Dataset, whose: Whose) -> None:
    patient = whose.patient
    _verbatim(dataset, "PatientID", patient.id)
    _verbatim(dataset, "PatientName", patient.name)
    _verbatim(dataset, "PatientBirthDate", patient.birth_date)
    _verbatim(dataset, "PatientSex", patient.sex)
    if whose.sample:
        dataset.PatientIdentityRemoved = "YES"
        dataset.DeidentificationMethod = "SYNTHETIC IMAGES OF NO PERSON"
    _verbatim(dataset, "StudyInstanceUID", whose.images.study_uid)
    if not dataset.StudyInstanceUID:
        dataset.StudyInstanceUID = _uid("study", whose.images.series_uid, whose.images.pixel_digest)
    _verbatim(dataset, "StudyDate", whose.study_date)
    # type 2, and not known here
    for empty in ("StudyTime", "StudyID", "AccessionNumber", "ReferringPhysicianName"):
        setattr(dataset, empty, "")


def _verbatim(dataset: Dataset, keyword: str, value: str) -> None:
    """Put in a value of the source as it stands there, valid or not, so that archives find both together.

    What cannot be written under its kind of value at all is left empty.
    """
    vr = dictionary_VR(keyword)
    if vr not in ("LO", "PN") and not value.isascii():
        value = ""
    dataset.add(DataElement(keyword, vr, value, validation_mode=config.IGNORE))


def _series_and_equipment(dataset: Dataset, whose: Whose, form: Form) -> None:
    """Put all pictures of one volume and one form into one series."""
    images = whose.images
    dataset.Modality = "XA"
    named = (images.series_uid, str(images.stack), images.pixel_digest, *filter(None, (form.series,)))
    dataset.SeriesInstanceUID = _uid("series", *named)
    dataset.SeriesNumber = form.number
    dataset.SeriesDescription = form.description
    if form.position:
        dataset.PatientPosition = form.position
    dataset.BodyPartExamined = "LSPINE"
    dataset.Manufacturer = SAMPLE_MANUFACTURER
    dataset.ManufacturerModelName = "Virtual C-arm"


def _image(dataset: Dataset, beam: Beam, whose: Whose, form: Form) -> None:
    dataset.ImageType = ["DERIVED", "PRIMARY", "SINGLE PLANE"]
    # type 2 (PS3.3 C.7.6.1): a picture may know of no other, and the same number would mix them up
    dataset.InstanceNumber = form.instance
    dataset.PatientOrientation = [orientation_letters(beam.right), orientation_letters(beam.down)]
    isocentre = ", ".join(f"{part + 0.0:.10g}" for part in beam.isocentre)
    derivation = "Rays computed through a CT volume, not an X-ray exposure. Isocentre, LPS in mm:"
    dataset.DerivationDescription = f"{derivation} {isocentre}"
    comments = "VIRTUAL: computed from CT, not an exposure. Planning aid, not a medical device."
    if whose.sample:
        comments = f"SAMPLE: synthetic images of no person. {comments}"
    dataset.ImageComments = comments
    dataset.BurnedInAnnotation = "NO"
    dataset.LossyImageCompression = "01" if whose.lossy or form.packing == "jpeg" else "00"


def _acquisition(dataset: Dataset, beam: Beam, form: Form) -> None:
    """Put in the acquisition (PS3.3 C.8.7.2): there were no rays, so what they were made with is empty.

    PixelSpacing is that at the isocentre, and says so: without it viewers measure at the detector, where
    everything is larger, and a distance that is too small looks wide enough.
    """
    pixel_mm = beam.detector.pixel_mm
    for empty in ("KVP", "XRayTubeCurrent", "ExposureTime", "Exposure"):
        setattr(dataset, empty, None)
    dataset.RadiationSetting = "SC"
    if not form.distances:
        return
    dataset.ImagerPixelSpacing = [_decimal(pixel_mm)] * 2
    dataset.PixelSpacing = [_decimal(pixel_mm / beam.magnification)] * 2
    dataset.PixelSpacingCalibrationType = "GEOMETRY"
    dataset.PixelSpacingCalibrationDescription = "At the isocentre, by distances"


def _positioner(dataset: Dataset, beam: Beam, form: Form) -> None:
    dataset.PositionerMotion = "STATIC"
    dataset.PositionerPrimaryAngle = _decimal(beam.angles.primary_deg)
    dataset.PositionerSecondaryAngle = _decimal(beam.angles.secondary_deg)
    if not form.distances:
        return
    dataset.DistanceSourceToDetector = _decimal(beam.source_to_detector_mm)
    dataset.DistanceSourceToPatient = _decimal(beam.source_to_isocentre_mm)
    dataset.EstimatedRadiographicMagnificationFactor = _decimal(beam.magnification)


def _pixels(dataset: Dataset, picture: NDArray[np.uint8], form: Form) -> None:
    """Put in the greys as they are shown, and the window that leaves them so (PS3.3 C.11.2.1.2.1)."""
    dataset.PixelIntensityRelationship = "DISP"
    dataset.SamplesPerPixel = 1
    dataset.PhotometricInterpretation = "MONOCHROME2"
    dataset.Rows, dataset.Columns = picture.shape
    dataset.BitsAllocated = dataset.BitsStored = 8
    dataset.HighBit = 7
    dataset.PixelRepresentation = 0
    dataset.WindowCenter, dataset.WindowWidth = "128", "256"
    if form.packing == "explicit":
        content = picture.tobytes()
        dataset.PixelData = content + b"\0" * (len(content) % 2)
        dataset["PixelData"].VR = "OB"
        return
    packed = form.packed(picture)
    if form.packing == "jpeg":
        dataset.LossyImageCompressionRatio = _decimal(round(picture.nbytes / len(packed), 2))
        dataset.LossyImageCompressionMethod = "ISO_10918_1"
    dataset.PixelData = encapsulate([packed])
    dataset["PixelData"].VR = "OB"
    dataset["PixelData"].is_undefined_length = True


def _decimal(value: float) -> str:
    return format_number_as_ds(value + 0.0)


def _uid(*parts: str) -> UID:
    """Return a name-based UUID as a UID (PS3.5 B.2)."""
    return UID(f"2.25.{uuid5(NAMESPACE_OID, '/'.join(('virtual c-arm', *parts))).int}")
