"""Which volume is taken when none is named, and what is said when there is none."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import numpy as np
import pytest

from planner.dicom.errors import LoadError
from planner.dicom.scan import scan
from planner.dicom.series.choice import length_mm, says_lumbar
from planner.dicom.series.kernels import is_sharp
from planner.dicom.write import SeriesHeader, write_ct_series
from planner.plan.identity import Patient
from tests.dicom.phantom import HEADER, PATIENT, edit, noise, put, written


def test_the_finest_volume_is_preselected(tmp_path: Path) -> None:
    fine, coarse = np.diag([0.7, 0.9, 1.1, 1.0]), np.diag([0.7, 0.9, 3.0, 1.0])
    few = np.diag([0.5, 0.6, 0.7, 1.0])
    for number, (slices, matrix) in enumerate([(9, coarse), (10, fine), (3, few)], 1):
        header = SeriesHeader(patient=PATIENT, seed="s", series_number=number, packing="explicit")
        write_ct_series(tmp_path / str(number), noise((slices, 20, 28)), matrix, header)
    study = scan(tmp_path)
    best = study.best()
    assert best is not None
    assert best.shape[0] == 10
    assert study.best_reason() == (
        "the best of 3 volumes: 9 slices over 27 mm of the body; no voxel side above 1.1 mm"
    )
    assert study.choose() is best
    assert study.choose(study.series[2].series_uid).shape[0] == 3
    assert study.choose(study.series[0].series_uid, 0).shape[0] == 9
    with pytest.raises(LoadError, match="no such CT volume"):
        study.choose("1.2.3")
    with pytest.raises(LoadError, match="no such CT volume"):
        study.choose(study.series[0].series_uid, 4)


def test_choosing_a_refused_stack_says_why(tmp_path: Path) -> None:
    written(tmp_path / "x", (1, 20, 28), header=HEADER)
    study = scan(tmp_path)
    assert study.best() is None
    assert study.best_reason() == ""
    with pytest.raises(LoadError, match="one slice is not a volume"):
        study.choose()


def test_series_are_told_apart_by_patient(tmp_path: Path) -> None:
    john = Patient(id="P-18", name="Doe^John", birth_date="19580101", sex="M")
    for number, patient in enumerate([PATIENT, john, PATIENT], 1):
        header = SeriesHeader(patient=patient, seed=f"s{number}", series_number=number, packing="explicit")
        write_ct_series(tmp_path / str(number), noise((9, 20, 28)), np.eye(4), header)
    study = scan(tmp_path)
    assert study.patients() == (PATIENT, john)
    assert [series.number for series in study.of_patient(PATIENT)] == [1, 3]
    assert [series.number for series in study.of_patient(john)] == [2]


def of_patient(folder: Path, number: int, **elements: object) -> None:
    """Write a series of its own, of Jane Doe unless the elements say otherwise."""
    change = put(SeriesInstanceUID=f"2.25.7{number}", SeriesNumber=number, **elements)
    for k, file in enumerate(written(folder / str(number))):
        edit(file, put(SOPInstanceUID=f"2.25.8{number}{k}"))
        edit(file, change)


def test_of_several_patients_one_must_be_chosen(tmp_path: Path) -> None:
    of_patient(tmp_path, 1)
    of_patient(tmp_path, 2, PatientID="P-99", PatientName="Roe^Richard")
    study = scan(tmp_path)
    assert study.best() is None
    assert study.best_reason() == "images of 2 patients stand here"
    with pytest.raises(LoadError, match=r"images of 2 patients stand here\. Choose a series"):
        study.choose()
    assert study.choose("2.25.72").acquisition.patient.id == "P-99"


def test_the_real_study_has_its_sagittal_volume_preselected(real_data: Callable[[str], Path]) -> None:
    study = scan(real_data("lumbar_ct_sagittal"))
    best = study.best()
    assert best is not None
    assert (best.plane, best.shape[0], best.kernel) == ("sagittal", 38, "FC30")
    assert is_sharp(best.acquisition.manufacturer, best.kernel)
    assert says_lumbar(best)
    assert length_mm(best) > 200.0
