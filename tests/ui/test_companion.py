"""Which volumes can be looked at together at one point."""

from __future__ import annotations

from pathlib import Path

from planner.dicom.scan import scan
from planner.ui.companion import companions
from tests.dicom.test_study import of_patient


def test_companions_are_of_the_same_patient_and_frame_of_reference(tmp_path: Path) -> None:
    of_patient(tmp_path, 1)
    of_patient(tmp_path, 2)
    of_patient(tmp_path, 3, FrameOfReferenceUID="2.25.5")
    of_patient(tmp_path, 4, PatientID="P-99", PatientName="Roe^Richard")
    study = scan(tmp_path)
    first, second, elsewhere, other_person = study.volumes()
    assert companions(study, first) == (second,)
    assert companions(study, second) == (first,)
    assert companions(study, elsewhere) == ()
    assert companions(study, other_person) == ()
