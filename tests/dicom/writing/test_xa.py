"""The XA object of a virtual C-arm: its geometry comes back from its elements alone, and others read it."""

from __future__ import annotations

import shutil
import subprocess
from dataclasses import dataclass, field, replace
from pathlib import Path

import numpy as np
import pydicom
import pytest
import SimpleITK
from hypothesis import given
from hypothesis import strategies as st
from numpy.typing import NDArray

from planner.carm.angles import CArmAngles
from planner.carm.beam import Beam, Detector
from planner.carm.fluoroscopy import described
from planner.carm.laid import orientation_letters
from planner.dicom.inspect import inspect_report
from planner.dicom.scan import scan
from planner.dicom.writing.xa import write_xa, written_here, xa_bytes
from planner.geometry.vectors import Point, Vector
from planner.plan.identity import Images, Patient
from tests.dicom.phantom import edit, put, written

ISOCENTRE = Point(-3.5, 20.25, -560.0)
LETTERS = {"L": (1, 0, 0), "R": (-1, 0, 0), "P": (0, 1, 0), "A": (0, -1, 0), "H": (0, 0, 1), "F": (0, 0, -1)}


@dataclass(frozen=True)
class Source:
    """Whose images a picture was computed from."""

    patient: Patient = field(
        default_factory=lambda: Patient(id="P-17", name="Zhang^San=张^三", birth_date="19700203", sex="F")
    )
    images: Images = field(
        default_factory=lambda: Images(study_uid="1.2.3", series_uid="1.2.4", frame_of_reference_uid="1.2.5")
    )
    study_date: str = "20240105"
    sample: bool = False
    lossy: bool = False


def beam(primary_deg: float, secondary_deg: float, detector: Detector | None = None) -> Beam:
    angles = CArmAngles(primary_deg, secondary_deg)
    return Beam(angles, ISOCENTRE, 683.7, 1021.3, detector or Detector(61, 93, 0.37))


def picture(look: Beam) -> NDArray[np.uint8]:
    d = look.detector
    return np.random.default_rng(5).integers(0, 256, (d.rows, d.columns)).astype(np.uint8)


def rebuilt(dataset: pydicom.Dataset) -> Beam:
    """Return the beam that the elements of an XA image tell of, with the isocentre that they do not tell."""
    spacing_mm = [float(value) for value in dataset.ImagerPixelSpacing]
    assert spacing_mm[0] == spacing_mm[1]
    return Beam(
        CArmAngles(float(dataset.PositionerPrimaryAngle), float(dataset.PositionerSecondaryAngle)),
        ISOCENTRE,
        float(dataset.DistanceSourceToPatient),
        float(dataset.DistanceSourceToDetector),
        Detector(int(dataset.Rows), int(dataset.Columns), spacing_mm[0]),
    )


@pytest.mark.parametrize(
    "look",
    [
        beam(180.0, 0.0),
        beam(162.25, -36.125),
        beam(-163.4, 5.2, Detector(401, 200, 0.123456789012345)),
        beam(1.0 / 3.0, 200.0 / 3.0, Detector(1, 7, 1.0 / 3.0)),
        beam(-90.0, 90.0, Detector(8, 3, 2.0)),
    ],
)
def test_the_beam_comes_back_from_the_file_alone(tmp_path: Path, look: Beam) -> None:
    file = tmp_path / "look.dcm"
    write_xa(file, picture(look), look, Source())
    dataset = pydicom.dcmread(file)
    again = rebuilt(dataset)
    assert (again.detector.rows, again.detector.columns) == (look.detector.rows, look.detector.columns)
    for name, place in described(look).items():
        assert described(again)[name] == pytest.approx(place, abs=1e-8)
    magnification = float(dataset.EstimatedRadiographicMagnificationFactor)
    assert magnification == pytest.approx(look.magnification)
    at_isocentre_mm = [float(value) * magnification for value in dataset.PixelSpacing]
    assert at_isocentre_mm == pytest.approx([look.detector.pixel_mm] * 2)
    assert dataset.PixelSpacingCalibrationType == "GEOMETRY"


def test_inspect_lists_it_as_an_estimated_projection(tmp_path: Path) -> None:
    look = beam(162.25, -36.125)
    write_xa(tmp_path / "look.dcm", picture(look), look, Source())
    (entry,) = inspect_report(scan(tmp_path))["series"]
    assert (entry["kind"], entry["modality"], entry["calibration"]) == ("projection", "XA", "estimated")
    assert (entry["primary_deg"], entry["secondary_deg"]) == (162.25, -36.125)
    assert (entry["source_to_detector_mm"], entry["source_to_patient_mm"]) == (1021.3, 683.7)
    assert entry["magnification"] == pytest.approx(1021.3 / 683.7)
    assert entry["imager_pixel_spacing_mm"] == [0.37, 0.37]
    assert entry["pixel_spacing_mm"] == pytest.approx([0.37 * 683.7 / 1021.3] * 2)


def test_without_pixel_spacing_the_distances_say_the_same(tmp_path: Path) -> None:
    look = beam(-170.0, 12.0)
    file = tmp_path / "look.dcm"
    write_xa(file, picture(look), look, Source())
    edit(file, put(PixelSpacing=None, PixelSpacingCalibrationType=None))
    (entry,) = inspect_report(scan(tmp_path))["series"]
    assert (entry["calibration"], entry["pixel_spacing_mm"]) == ("estimated", None)


def test_angles_that_are_empty_are_none(tmp_path: Path) -> None:
    look = beam(180.0, 0.0)
    file = tmp_path / "look.dcm"
    write_xa(file, picture(look), look, Source())
    edit(file, put(PositionerPrimaryAngle="", PositionerSecondaryAngle=""))
    (entry,) = inspect_report(scan(tmp_path))["series"]
    assert (entry["primary_deg"], entry["secondary_deg"]) == (None, None)


def test_others_see_the_same_greys(tmp_path: Path) -> None:
    look = beam(150.0, -20.0)
    greys = picture(look)
    file = tmp_path / "look.dcm"
    write_xa(file, greys, look, Source())
    dataset = pydicom.dcmread(file)
    assert np.array_equal(dataset.pixel_array, greys)
    assert np.array_equal(SimpleITK.GetArrayFromImage(SimpleITK.ReadImage(str(file)))[0], greys)
    # the window leaves black black and white white
    assert float(dataset.WindowWidth) == 256.0
    assert float(dataset.WindowCenter) == 128.0
    assert dataset.PhotometricInterpretation == "MONOCHROME2"


def test_patient_and_study_are_those_of_the_source(tmp_path: Path) -> None:
    file = tmp_path / "look.dcm"
    look = beam(150.0, -20.0)
    write_xa(file, picture(look), look, Source())
    dataset = pydicom.dcmread(file)
    assert (dataset.PatientID, str(dataset.PatientName)) == ("P-17", "Zhang^San=张^三")
    assert (dataset.PatientBirthDate, dataset.PatientSex) == ("19700203", "F")
    assert (dataset.StudyInstanceUID, dataset.StudyDate) == ("1.2.3", "20240105")
    assert dataset.SeriesInstanceUID != "1.2.4"
    assert "not an exposure" in dataset.ImageComments
    assert "not a medical device" in dataset.ImageComments
    assert (dataset.LossyImageCompression, dataset.BurnedInAnnotation) == ("00", "NO")
    assert "PatientIdentityRemoved" not in dataset
    assert file.stat().st_mode & 0o777 == 0o600


def test_a_sample_and_a_lossy_source_say_so(tmp_path: Path) -> None:
    look = beam(150.0, -20.0)
    file = tmp_path / "look.dcm"
    write_xa(file, picture(look), look, Source(sample=True, lossy=True))
    dataset = pydicom.dcmread(file)
    assert dataset.LossyImageCompression == "01"
    assert dataset.PatientIdentityRemoved == "YES"
    assert dataset.ImageComments.startswith("SAMPLE: synthetic images of no person")


def test_the_same_look_is_the_same_object_and_another_is_another() -> None:
    look, other = beam(150.0, -20.0), beam(150.0, -20.5)
    same = xa_bytes(picture(look), look, Source())
    assert xa_bytes(picture(look), look, Source()) == same
    datasets = [
        pydicom.dcmread(pydicom.filebase.DicomBytesIO(content))
        for content in (same, xa_bytes(picture(other), other, Source()))
    ]
    assert len({dataset.SOPInstanceUID for dataset in datasets}) == 2
    assert len({dataset.SeriesInstanceUID for dataset in datasets}) == 1
    # no number says that the one comes before the other, or that both are the first
    assert [dataset["InstanceNumber"].value for dataset in datasets] == [None, None]


@pytest.mark.parametrize(
    "patient",
    [
        Patient(),
        Patient(id="a" * 200, name="^".join("b" * 70 for _part in range(4)), birth_date="1970", sex="female"),
        Patient(id="\ufffd\\x", name="\x1b[31m=\\", birth_date="十月", sex="女"),
    ],
)
def test_what_is_not_valid_in_the_source_stops_nothing(patient: Patient) -> None:
    look = beam(150.0, -20.0)
    source = replace(Source(), patient=patient, images=Images(study_uid=""), study_date="2024.01.05")
    dataset = pydicom.dcmread(pydicom.filebase.DicomBytesIO(xa_bytes(picture(look), look, source)))
    assert dataset.StudyInstanceUID.startswith("2.25.")
    assert dataset.get_item("StudyDate").value.strip() == b"2024.01.05"
    expected = patient.birth_date if patient.birth_date.isascii() else ""
    assert dataset.get_item("PatientBirthDate").value == expected.encode()


def test_a_picture_of_another_size_or_kind_is_refused() -> None:
    look = beam(150.0, -20.0)
    with pytest.raises(ValueError, match="rows and columns"):
        xa_bytes(picture(look).T, look, Source())
    for kind in (np.uint16, np.float32):
        with pytest.raises(ValueError, match="uint8"):
            xa_bytes(picture(look).astype(kind), look, Source())


@pytest.mark.parametrize(
    ("primary_deg", "secondary_deg", "letters"),
    [
        (0.0, 0.0, ("L", "F")),
        (180.0, 0.0, ("R", "F")),
        (90.0, 0.0, ("P", "F")),
        (-90.0, 0.0, ("A", "F")),
        (180.0, 14.0, ("R", "F")),
        (180.0, -16.0, ("R", "FA")),
        (180.0, 16.0, ("R", "FP")),
        (166.0, 0.0, ("R", "F")),
        (160.0, 0.0, ("RP", "F")),
        (-160.0, 0.0, ("RA", "F")),
        (120.0, 0.0, ("PR", "F")),
        (0.0, 90.0, ("L", "A")),
    ],
)
def test_letters(primary_deg: float, secondary_deg: float, letters: tuple[str, str]) -> None:
    look = beam(primary_deg, secondary_deg)
    assert (orientation_letters(look.right), orientation_letters(look.down)) == letters


@given(st.floats(-179.9, 180.0), st.floats(-90.0, 90.0))
def test_the_first_letter_is_the_nearest_axis_and_every_one_is_on_its_side(
    primary_deg: float, secondary_deg: float
) -> None:
    look = beam(primary_deg, secondary_deg)
    for direction in (look.right, look.down):
        letters = orientation_letters(direction)
        assert 1 <= len(letters) <= 3
        along = [direction.dot(Vector(*map(float, LETTERS[letter]))) for letter in letters]
        assert along == sorted(along, reverse=True) or len(set(np.round(along, 8))) < len(along)
        assert along[0] == pytest.approx(max(map(abs, direction)), abs=1e-8)
        assert min(along) > 0.25


def test_its_own_files_are_known_again(tmp_path: Path) -> None:
    look = beam(150.0, -20.0)
    write_xa(tmp_path / "look.dcm", picture(look), look, Source())
    (image,) = written(tmp_path / "ct", (1, 20, 28))
    (tmp_path / "empty").touch()
    assert written_here(tmp_path / "look.dcm")
    assert not written_here(image)
    assert not written_here(tmp_path / "empty")


@pytest.mark.skipif(shutil.which("dciodvfy") is None, reason="dciodvfy (dicom3tools) is not installed")
@pytest.mark.parametrize("sample", [False, True])
def test_a_validator_finds_no_error(tmp_path: Path, sample: bool) -> None:
    look = beam(162.25, -36.125)
    file = tmp_path / "look.dcm"
    write_xa(file, picture(look), look, Source(sample=sample))
    run = subprocess.run(["dciodvfy", "-new", str(file)], capture_output=True, text=True, check=False)
    said = (run.stdout + run.stderr).splitlines()
    assert "XAImage" in said
    assert [line for line in said if line.startswith("Error")] == []
    # what a disc index wants besides is not in the values of the source
    assert [line for line in said if "Warning" in line and "DICOMDIR" not in line] == []
