"""The frames of a C-arm that go with a case: read back, their rays are those of their truth."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from pathlib import Path

import msgspec
import pydicom
import pytest

from planner.assets import sample_dicom
from planner.carm.calibration import Calibration
from planner.carm.frame_geometry import FrameGeometry
from planner.carm.laid import Laid
from planner.dicom.images.frame_picture import frame_of
from planner.dicom.scan import scan
from planner.dicom.study import Projection
from planner.geometry.vectors import Point
from planner.samples.catalogue.c_arm import FOLDER, VIEWS, WITHOUT, TrueFrames
from planner.samples.catalogue.cases import CASES
from planner.samples.catalogue.folder import write_case
from planner.samples.known.truth import read_truth
from tests.samples.catalogue.toy import ToyMade, coarse

SHIPPED = ["plain", "screws"]
MOST_BYTES = 2_000_000


def quiet(share: float, words: str) -> None:
    """Tell nothing."""


def truth_of(folder: Path) -> TrueFrames:
    return msgspec.json.decode((folder / FOLDER / "truth.json").read_bytes(), type=TrueFrames)


def runs(folder: Path) -> Sequence[Sequence[Projection]]:
    found = [each.projections for each in scan(folder).series if each.projections]
    return [sorted(each, key=lambda projection: projection.file.name) for each in found]


def rays(geometry: FrameGeometry, isocentre: tuple[float, float, float]) -> list[float]:
    """Return source and pixels of a frame in the patient: the C-arm's own space, moved to the isocentre."""
    beam = geometry.beam()
    assert beam is not None
    assert geometry.laid == Laid()
    placed = replace(beam, isocentre=Point(*isocentre))
    places = placed.source, placed.detector_origin, placed.right_mm, placed.down_mm
    return [number for place in places for number in place]


@pytest.mark.parametrize("name", SHIPPED)
def test_the_rays_come_back_from_the_files(name: str) -> None:
    folder = sample_dicom() / name
    full, without = runs(folder)
    truth = truth_of(folder)
    assert [frame.view for frame in truth.frames] == list(VIEWS)
    for projection, frame in zip(full, truth.frames, strict=True):
        assert projection.file.name == frame.file
        told = (frame.source_mm, frame.detector_origin_mm, frame.detector_right_mm, frame.detector_down_mm)
        expected = [number for place in told for number in place]
        assert rays(projection.geometry(), frame.isocentre_mm) == pytest.approx(expected, abs=1e-6)
        assert projection.geometry().state is Calibration.ESTIMATED
        assert projection.geometry().patient_position == "HFP"
    for projection, frame in zip(without, truth.frames, strict=True):
        geometry = projection.geometry()
        assert (geometry.primary_deg, geometry.secondary_deg) == (frame.primary_deg, frame.secondary_deg)
        assert geometry.beam() is None
        assert geometry.state is Calibration.PIXELS


@pytest.mark.parametrize("name", SHIPPED)
def test_the_patient_is_prone_and_the_ct_is_still_preselected(name: str) -> None:
    study = scan(sample_dicom() / name)
    best = study.best()
    assert best is not None
    assert study.best_reason() == "the only volume"
    assert study.refused == ()
    assert len(study.people()) == 1
    primary = [frame.primary_deg for frame in truth_of(sample_dicom() / name).frames]
    assert [abs(abs(turn) - 180.0) < 25.0 for turn in primary] == [True, True, True, False, True]


def test_screws_are_dark_where_their_truth_is_projected() -> None:
    folder = sample_dicom() / "screws"
    truth, frames = read_truth((folder / "truth.json").read_bytes()), truth_of(folder)
    for projection, frame in zip(runs(folder)[0], frames.frames, strict=True):
        grey = frame_of(projection, 0).grey
        beam = projection.geometry().beam()
        assert beam is not None
        placed = replace(beam, isocentre=Point(*frame.isocentre_mm))
        for screw in truth.screws:
            seen = placed.to_pixel(screw.entry_mm.towards(screw.tip_mm, 0.3))
            assert seen is not None
            column, row = round(seen[0]), round(seen[1])
            assert grey[row - 1 : row + 2, column - 1 : column + 2].mean() < 60


@pytest.mark.parametrize("name", SHIPPED)
def test_they_are_small_and_say_that_they_are_samples(name: str) -> None:
    folder = sample_dicom() / name / FOLDER
    files = sorted(folder.rglob("*.dcm"))
    assert len(files) == 2 * len(VIEWS)
    assert sum(file.stat().st_size for file in folder.rglob("*") if file.is_file()) < MOST_BYTES
    ct = pydicom.dcmread(sample_dicom() / name / "ct" / "0001.dcm", stop_before_pixels=True)
    for file in files:
        dataset = pydicom.dcmread(file, stop_before_pixels=True)
        assert "SAMPLE: synthetic images of no person" in dataset.ImageComments
        assert "not an X-ray exposure" in dataset.DerivationDescription
        assert (dataset.PatientID, dataset.StudyInstanceUID) == (ct.PatientID, ct.StudyInstanceUID)
        assert dataset.LossyImageCompression == ("01" if file.parent.name == WITHOUT else "00")
        assert (dataset.Rows, dataset.Columns) == (512, 512)
    uids = {str(pydicom.dcmread(file, stop_before_pixels=True).SOPInstanceUID) for file in files}
    assert len(uids) == len(files)


@pytest.mark.parametrize(("name", "has"), [("plain", True), ("tilted", True), ("discs", False)])
def test_every_case_that_covers_the_spine_has_them(tmp_path: Path, name: str, has: bool) -> None:
    written = write_case(replace(coarse(CASES[name]), c_arm=True), tmp_path, ToyMade, quiet)
    assert (written / FOLDER).exists() is has
    assert ("c_arm/" in (written / "README.txt").read_text()) is has
    study = scan(written)
    assert study.refused == ()
    assert study.best() is not None
    assert [len(each) for each in runs(written)] == ([len(VIEWS)] * 2 if has else [])
