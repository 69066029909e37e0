"""What a series says of itself: names in every character set, technique, and what cannot be said."""

from __future__ import annotations

from pathlib import Path

import pydicom
import pytest

from planner.dicom.load import load_volume
from planner.dicom.scan import scan
from planner.dicom.write import CHARACTER_SETS, SeriesHeader, Technique, write_ct_series
from planner.plan.identity import Patient
from tests.dicom.phantom import PATIENT, PLANES, matrix_of, noise

SHAPE = (3, 8, 9)
NAMES = {
    "ISO_IR 100": "Müller^Jörg",
    "ISO_IR 192": "SAMPLE^CHINESE=样本^堃",
    "GB18030": "张^堃",
    r"\ISO 2022 IR 58": "Zhang^XiaoDong=张^小东",
}


def _write(folder: Path, header: SeriesHeader) -> tuple[Path, ...]:
    return write_ct_series(folder, noise(SHAPE), matrix_of(PLANES["axial"], shape=SHAPE), header)


@pytest.mark.parametrize("character_set", list(CHARACTER_SETS))
def test_names_come_back(tmp_path: Path, character_set: str) -> None:
    patient = Patient(id="P-1", name=NAMES[character_set], birth_date="19700101", sex="O")
    header = SeriesHeader(patient=patient, seed="x", character_set=character_set)
    files = _write(tmp_path, header)
    loaded = load_volume(scan(tmp_path).choose())
    assert loaded.patient == patient
    assert loaded.banners == ()
    # pydicom shows the escape sequences of ISO 2022 IR 58
    if "58" not in character_set:
        assert str(pydicom.dcmread(files[0]).PatientName).rstrip("=") == NAMES[character_set]


@pytest.mark.parametrize("character_set", ["ISO_IR 100", r"\ISO 2022 IR 58"])
def test_a_name_that_the_set_does_not_hold_is_refused(character_set: str) -> None:
    with pytest.raises(ValueError, match="encode"):
        SeriesHeader(patient=Patient(name="张^堃"), seed="x", character_set=character_set)


def test_what_is_not_written_is_refused() -> None:
    with pytest.raises(ValueError, match="character set"):
        SeriesHeader(patient=PATIENT, seed="x", character_set="KOI8")
    with pytest.raises(ValueError, match="12 bits or 16"):
        SeriesHeader(patient=PATIENT, seed="x", bits_stored=8)
    with pytest.raises(ValueError, match="JPEG-LS"):
        SeriesHeader(patient=PATIENT, seed="x", bits_stored=12)


def test_technique_and_tilt(tmp_path: Path) -> None:
    technique = Technique(kvp=140, tube_current_ma=300, exposure_time_ms=500, window=(450, 2000))
    header = SeriesHeader(
        patient=PATIENT,
        seed="x",
        study_date="20240103",
        technique=technique,
        tilt_deg=-12.0,
        protocol="Spine",
    )
    dataset = pydicom.dcmread(_write(tmp_path, header)[2])
    assert (dataset.KVP, dataset.XRayTubeCurrent, dataset.Exposure) == (140, 300, 150)
    assert (dataset.WindowCenter, dataset.WindowWidth) == (450, 2000)
    assert (dataset.GantryDetectorTilt, dataset.ProtocolName, dataset.PatientAge) == (-12, "Spine", "053Y")
    assert dataset.ReconstructionDiameter == pytest.approx(9 * dataset.PixelSpacing[1])
    assert dataset.SliceLocation == pytest.approx(dataset.ImagePositionPatient[2], abs=1e-3)
    loaded = load_volume(scan(tmp_path).choose())
    assert loaded.banners == ()


def test_without_technique_nothing_of_it_is_said(tmp_path: Path) -> None:
    dataset = pydicom.dcmread(_write(tmp_path, SeriesHeader(patient=PATIENT, seed="x"))[0])
    for keyword in ("WindowCenter", "GantryDetectorTilt", "XRayTubeCurrent", "SliceLocation", "PatientAge"):
        assert keyword not in dataset


def test_blocks_of_one_series_go_on_numbering(tmp_path: Path) -> None:
    header = SeriesHeader(patient=PATIENT, seed="x")
    matrix = matrix_of(PLANES["axial"], shape=SHAPE)
    first = write_ct_series(tmp_path, noise(SHAPE), matrix, header, last_is_first=True)
    matrix[:3, 3] += 90.0
    second = write_ct_series(tmp_path, noise(SHAPE), matrix, header, first=len(first) + 1)
    assert [path.name for path in (*first, *second)] == [f"000{n}.dcm" for n in (3, 2, 1, 4, 5, 6)]
    datasets = [pydicom.dcmread(path) for path in (*first, *second)]
    assert [dataset.InstanceNumber for dataset in datasets] == [3, 2, 1, 4, 5, 6]
    assert len({dataset.SOPInstanceUID for dataset in datasets}) == 6
    assert [stack.shape for stack in scan(tmp_path).volumes()] == [SHAPE, SHAPE]
