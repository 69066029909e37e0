"""What is written is valid, says what it is, and is the same on every machine."""

from __future__ import annotations

import hashlib
from pathlib import Path

import numpy as np
import pydicom
import pytest

from planner.dicom.load import load_volume
from planner.dicom.scan import scan
from planner.dicom.write import SYNTAXES, Packing, SeriesHeader, write_ct_series
from planner.plan.identity import Patient
from tests.dicom.phantom import PATIENT, PLANES, matrix_of, noise

SAMPLE = SeriesHeader(
    patient=Patient(id="SAMPLE-1", name="SAMPLE^PLAIN=样本^平", sex="O", birth_date="19700101"),
    seed="sample",
    series_description="SAMPLE lumbar",
    slice_thickness_mm=1.5,
    convolution_kernel="B60",
    patient_position="FFS",
)


@pytest.mark.parametrize("packing", list(SYNTAXES))
@pytest.mark.parametrize("lowest", [-1024, -3000, -32768])
def test_round_trip(tmp_path: Path, packing: Packing, lowest: int) -> None:
    hu = noise((5, 20, 28))
    hu[1, 2, 3], hu[4, 19, 27] = lowest, 32767
    matrix = matrix_of(PLANES["oblique"], shape=(5, 20, 28))
    header = SeriesHeader(patient=PATIENT, seed="x", packing=packing)
    files = write_ct_series(tmp_path / "deep" / "er", hu, matrix, header)
    loaded = load_volume(scan(tmp_path).choose())
    assert len(files) == 5
    assert np.array_equal(loaded.volume.hu, hu)
    assert loaded.volume.voxel_to_patient == pytest.approx(matrix, abs=1e-7)
    assert loaded.patient == PATIENT
    assert not loaded.sample


def test_a_sample_says_so(tmp_path: Path) -> None:
    files = write_ct_series(tmp_path, noise(), matrix_of(PLANES["axial"]), SAMPLE)
    loaded = load_volume(scan(tmp_path).choose())
    assert loaded.sample
    assert loaded.patient == SAMPLE.patient
    assert loaded.images.patient_position == loaded.patient_position == "FFS"
    assert (loaded.kernel, loaded.slice_thickness_mm) == ("B60", 1.5)
    dataset = pydicom.dcmread(files[0])
    assert "SAMPLE" in dataset.ImageComments
    assert dataset.preamble == b"\0" * 128
    assert len({pydicom.dcmread(file).SOPInstanceUID for file in files}) == len(files)


def test_an_id_alone_does_not_make_a_sample(tmp_path: Path) -> None:
    for file in write_ct_series(tmp_path, noise(), matrix_of(PLANES["axial"]), SAMPLE):
        dataset = pydicom.dcmread(file)
        dataset.Manufacturer = "SIEMENS"
        dataset.save_as(file)
    assert not load_volume(scan(tmp_path).choose()).sample


def test_the_same_input_gives_the_same_bytes(tmp_path: Path) -> None:
    """The digest holds for every machine: no time, no version of a library, no last bit of a product."""
    header = SeriesHeader(patient=PATIENT, seed="bytes", packing="explicit")
    hu = (np.arange(2 * 5 * 7) % 50 - 20).astype(np.int16).reshape(2, 5, 7)
    files = write_ct_series(tmp_path, hu, matrix_of(PLANES["oblique"], 3.0, (2, 5, 7)), header)
    digest = hashlib.sha256(b"".join(file.read_bytes() for file in files)).hexdigest()
    assert digest == "299fb4159ffc4a1cebeb9786cc566cd76f36efff244d0a48a06c80e6fa69d4b3"


def test_seed_and_number_name_study_and_series() -> None:
    first = SeriesHeader(patient=PATIENT, seed="a", series_number=1)
    second = SeriesHeader(patient=PATIENT, seed="a", series_number=2)
    other = SeriesHeader(patient=PATIENT, seed="b", series_number=1)
    assert first.uid("study") == second.uid("study") != other.uid("study")
    assert len(first.uid("study")) <= 64


@pytest.mark.parametrize(
    "matrix",
    [
        np.eye(3),
        np.diag([1.0, 1.0, 0.0, 1.0]),
        np.diag([1.0, np.nan, 1.0, 1.0]),
        np.array([[1.0, 0.1, 0, 0], [0, 1, 0, 0], [0, 0, 1, 0], [0, 0, 0, 1]]),
    ],
    ids=["3 x 3", "flat", "nan", "skew"],
)
def test_a_matrix_that_is_no_series_is_refused(
    tmp_path: Path, matrix: np.ndarray[tuple[int, ...], np.dtype[np.float64]]
) -> None:
    with pytest.raises(ValueError, match="CT series"):
        write_ct_series(tmp_path, noise(), matrix, SAMPLE)


def test_an_array_that_is_no_ct_is_refused(tmp_path: Path) -> None:
    with pytest.raises(ValueError, match="int16"):
        write_ct_series(tmp_path, noise().astype(np.int32), np.eye(4), SAMPLE)
