"""The report says everything that was found, under the names that scripts rely on."""

from __future__ import annotations

import json
from collections.abc import Callable
from pathlib import Path

import pytest
from pydicom import uid

from planner.dicom.inspect import inspect_report, inspect_text
from planner.dicom.limits import LIMITS
from planner.dicom.scan import scan
from planner.dicom.tolerances import TOLERANCES
from tests.dicom.phantom import PLANES, edit, matrix_of, move, put, written

KEYS = {
    "series_uid",
    "modality",
    "kind",
    "description",
    "files",
    "shape",
    "voxel_to_patient",
    "spacing_mm",
    "tilt_deg",
    "largest_gap_error_mm",
    "action",
    "reasons",
}
PROJECTION_KEYS = {"calibration", "primary_deg", "secondary_deg", "frames"}


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    """A tilted volume, a reference image, an XA, an MR and a text."""
    written(tmp_path / "volume", (9, 20, 28), tilt_deg=12.5)
    for number, (name, sop_class) in enumerate(
        {"xa": uid.XRayAngiographicImageStorage, "mr": uid.MRImageStorage}.items(), 2
    ):
        (file,) = written(tmp_path / name, (1, 20, 28))
        edit(file, put(SOPClassUID=sop_class, SeriesInstanceUID=f"2.25.{number}", SeriesNumber=number))
        edit(file, put(Modality=name.upper(), SeriesDescription="\u009b31mred"))
    (reference,) = written(tmp_path / "reference", (1, 20, 28), PLANES["sagittal"])
    edit(reference, put(SOPInstanceUID="2.25.9"))
    (tmp_path / "notes.txt").write_text("x")
    return tmp_path


def test_report(folder: Path) -> None:
    report = json.loads(json.dumps(inspect_report(scan(folder))))
    assert set(report) == {"series", "refused"}
    volume, reference, projection, other = report["series"]
    assert set(volume) >= KEYS
    assert set(reference) >= KEYS
    assert set(other) >= KEYS
    assert set(projection) >= PROJECTION_KEYS
    kinds = [entry["kind"] for entry in report["series"]]
    assert kinds == ["volume", "localizer", "projection", "other"]
    assert [entry["action"] for entry in report["series"]] == ["resample", "refuse", "load", "refuse"]
    assert [entry["files"] for entry in report["series"]] == [9, 1, 1, 1]
    assert volume["shape"] == [9, 20, 28]
    expected = matrix_of(PLANES["axial"], 12.5, (9, 20, 28))
    for line, truth in zip(volume["voxel_to_patient"], expected, strict=True):
        assert line == pytest.approx(list(truth), abs=1e-6)
    assert volume["tilt_deg"] == pytest.approx(12.5)
    assert (volume["stack"], reference["stack"]) == (0, 1)
    assert reference["voxel_to_patient"] is None
    assert projection["source_to_detector_mm"] is None
    (refused,) = report["refused"]
    assert set(refused) == {"file", "reason", "cure"}


def test_text(folder: Path) -> None:
    text = inspect_text(scan(folder))
    assert "* volume, stack 0: 28 x 20 x 9, axial, 0.7 x 0.9 x 1.7 mm, tilt 12.50°" in text
    assert "Gantry tilt of 12.5°: resampled to right angles." in text
    assert "Preselected (*): the only volume." in text
    assert "Refused: this is not a DICOM file." in text
    assert "notes.txt" in text
    assert "“ 31mred”" in text
    assert "on a regular grid within 0.01 mm" in text
    assert "      Axial, 9 slices every 1.7 mm, z 234 to 247 mm" in text
    assert "Tolerances" not in text


def test_tolerances_are_listed_for_who_checks_us(folder: Path) -> None:
    study = scan(folder)
    text = inspect_text(study, tolerances=True)
    listed = inspect_report(study, tolerances=True)["tolerances"]
    assert len(listed) == len((*TOLERANCES, *LIMITS))
    for tolerance in (*TOLERANCES, *LIMITS):
        assert f"  {tolerance.sentence}" in text.splitlines()
    assert listed[1] == {
        "name": "even grid",
        "value": 0.1,
        "unit": "mm",
        "sentence": "A stack with a slice or a gap more than 0.1 mm off an even grid is refused.",
    }


def test_the_residual_is_said_and_the_stack_described(tmp_path: Path) -> None:
    """A slice 0.06 mm off: 0.05 mm from the fitted grid, 0.06 from an even gap."""
    edit(written(tmp_path, (12, 20, 28))[5], move(0.06))
    study = scan(tmp_path)
    (entry,) = inspect_report(study)["series"]
    assert entry["largest_gap_error_mm"] == pytest.approx(0.06, abs=0.002)
    assert entry["stack_description"] == "Axial, 12 slices every 1.7 mm, z 231 to 250 mm"
    assert "on a regular grid within 0.07 mm" in inspect_text(study)  # rounded up
    edit(tmp_path / "0006.dcm", move(0.06))
    assert "up to 0.13 mm off a regular grid" in inspect_text(scan(tmp_path))


def test_nothing_is_preselected_of_several_patients(tmp_path: Path) -> None:
    written(tmp_path / "a")
    for number, file in enumerate(written(tmp_path / "b")):
        edit(file, put(PatientID="P-99", PatientName="Roe^Richard", SeriesInstanceUID="2.25.3"))
        edit(file, put(SOPInstanceUID=f"2.25.4{number}"))
    text = inspect_text(scan(tmp_path))
    assert "Nothing is preselected: images of 2 patients stand here." in text
    assert "* volume" not in text


def test_real_lumbar_ct_as_a_report(real_data: Callable[[str], Path]) -> None:
    report = inspect_report(scan(real_data("lumbar_ct_sagittal")))
    volumes = [entry for entry in report["series"] if entry["kind"] == "volume"]
    assert len(volumes) == 1
    assert volumes[0]["shape"] == [38, 512, 512]
    assert volumes[0]["action"] == "load"
