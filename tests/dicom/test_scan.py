"""What stands in a folder is found whatever it is called, and what is not an image is said to be none."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import pydicom
import pytest
from pydicom import uid

from planner.dicom.errors import LoadError, LoadStoppedError
from planner.dicom.headers import elements
from planner.dicom.load import load_volume
from planner.dicom.scan import scan
from planner.words import use
from tests.dicom.phantom import edit, put, put_raw, written


def test_folders_are_nested_and_names_do_not_matter(tmp_path: Path) -> None:
    for number, file in enumerate(written(tmp_path / "a" / "b 王")):
        file.rename(file.with_name(f"I{number}"))
    study = scan(tmp_path)
    assert len(study.volumes()) == 1
    assert study.refused == ()


def test_one_file_is_enough(tmp_path: Path) -> None:
    file = written(tmp_path)[2]
    (stack,) = scan(file).stacks()
    assert stack.files == (file,)


def test_what_is_ours_is_passed_over(tmp_path: Path) -> None:
    written(tmp_path)
    names = [
        "plan.json",
        "truth.json",
        "README.md",
        "SOURCE.txt",
        "DICOMDIR",
        ".DS_Store",
        "x.facet-plan",
        ".x.json.1.facet-plan-backup",
        ".x.json.a8f.tmp",
        "LICENSE",
    ]
    for name in names:
        (tmp_path / name).write_text("not an image")
    (tmp_path / "my own name.json").write_text('{"format": "facet-plan"}')
    assert scan(tmp_path).refused == ()


def test_what_is_not_dicom_is_refused(tmp_path: Path) -> None:
    written(tmp_path)
    strange = {
        "notes.txt": b"hello",
        "empty": b"",
        "scan.nii": b"\x5c\x01" * 300,
        "x.tmp": b"x",
        "other.json": b'{"format": "x"}',
    }
    for name, content in strange.items():
        (tmp_path / name).write_bytes(content)
    study = scan(tmp_path)
    assert {Path(refused.file).name for refused in study.refused} == set(strange)
    assert {refused.reason for refused in study.refused} == {"this is not a DICOM file"}
    assert len(study.volumes()) == 1


def test_dicom_without_its_file_header_is_named(tmp_path: Path) -> None:
    file = written(tmp_path)[0]
    headless = tmp_path / "headless"
    headless.write_bytes(file.read_bytes()[132:])
    (refused,) = scan(headless).refused
    assert "without the file header" in refused.reason


def test_a_missing_path_is_an_error(tmp_path: Path) -> None:
    with pytest.raises(LoadError, match="there is no such file or folder"):
        scan(tmp_path / "nowhere")


def test_the_index_of_a_disc_is_named(tmp_path: Path) -> None:
    file = written(tmp_path)[0]
    edit(file, put(SOPClassUID=uid.MediaStorageDirectoryStorage))
    (refused,) = scan(file).refused
    assert "index of a disc" in refused.reason


@pytest.mark.parametrize(
    ("sop_class", "words"),
    [
        (uid.MRImageStorage, "MR Image Storage: not a CT volume."),
        (uid.UID("1.2.3.4"), "1.2.3.4: not a CT volume."),
    ],
)
def test_other_objects_are_listed_by_name(tmp_path: Path, sop_class: uid.UID, words: str) -> None:
    for file in written(tmp_path):
        edit(file, put(SOPClassUID=sop_class))
    (series,) = scan(tmp_path).series
    (other,) = series.others
    assert (series.kind, other.action, other.reasons, len(other.files)) == ("other", "refuse", (words,), 6)


@pytest.mark.parametrize(
    ("values", "calibration"),
    [
        ({}, "unknown"),
        ({"PixelSpacing": ["0.3", "0.2"]}, "unknown"),
        ({"PixelSpacing": ["0.3", "0.2"], "PixelSpacingCalibrationType": "FIDUCIAL"}, "calibrated"),
        ({"PixelSpacing": ["0.3", "0.2"], "PixelSpacingCalibrationType": "GEOMETRY"}, "estimated"),
        ({"ImagerPixelSpacing": ["0.3", "0.2"]}, "detector"),
        ({"ImagerPixelSpacing": ["0.3", "0.2"], "DistanceSourceToDetector": "1000"}, "detector"),
        ({"ImagerPixelSpacing": ["0", "0.2"], "DistanceSourceToDetector": "1000"}, "unknown"),
        (
            {
                "ImagerPixelSpacing": ["0.3", "0.2"],
                "DistanceSourceToDetector": "1000",
                "DistanceSourceToPatient": "0",
            },
            "detector",
        ),
        (
            {
                "ImagerPixelSpacing": ["0.3", "0.2"],
                "DistanceSourceToDetector": "1000",
                "DistanceSourceToPatient": "700",
            },
            "estimated",
        ),
        (
            {"ImagerPixelSpacing": ["0.3", "0.2"], "EstimatedRadiographicMagnificationFactor": "1.4"},
            "estimated",
        ),
        ({"ImagerPixelSpacing": ["0.3", "0.2"], "PixelSpacing": ["0.3", "0.2"]}, "detector"),
    ],
)
def test_projections_say_what_their_pixels_are_worth(
    tmp_path: Path, values: dict[str, object], calibration: str
) -> None:
    (file,) = written(tmp_path, (1, 20, 28))
    edit(file, put(SOPClassUID=uid.XRayAngiographicImageStorage, PixelSpacing=None))
    edit(file, put(PositionerPrimaryAngle="-179.5", **values))
    edit(file, put_raw("PositionerSecondaryAngle", b"flat"))
    (series,) = scan(tmp_path).series
    (projection,) = series.projections
    assert projection.calibration == calibration
    assert (projection.primary_deg, projection.secondary_deg, projection.frames) == (-179.5, None, 1)
    assert series.kind == "projection"


def test_progress_counts_files_and_slices(tmp_path: Path) -> None:
    written(tmp_path)
    seen: list[tuple[int, int]] = []
    (stack,) = scan(tmp_path, lambda done, total: seen.append((done, total))).stacks()
    assert seen == [(done, 6) for done in range(7)]
    seen.clear()
    load_volume(stack, lambda done, total: seen.append((done, total)))
    assert seen == [(done, 6) for done in range(1, 7)]


def test_both_can_be_stopped(tmp_path: Path) -> None:
    written(tmp_path)
    (stack,) = scan(tmp_path).stacks()
    asked: list[bool] = []

    def third_time() -> bool:
        asked.append(True)
        return len(asked) == 3

    with pytest.raises(LoadStoppedError, match="reading was stopped"):
        scan(tmp_path, cancelled=third_time)
    asked.clear()
    with pytest.raises(LoadStoppedError):
        load_volume(stack, cancelled=third_time)
    assert len(asked) == 3


def test_a_deflated_file_is_not_unfolded_without_end(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    (file,) = written(tmp_path, (1, 20, 28))
    dataset = pydicom.dcmread(file)
    dataset.file_meta.TransferSyntaxUID = uid.DeflatedExplicitVRLittleEndian
    dataset.EncapsulatedDocument = b"0" * 500_000
    dataset.save_as(file)
    assert file.stat().st_size < 5000
    assert len(scan(file).stacks()) == 1
    monkeypatch.setattr(elements, "MOST_INFLATED", 400_000)
    (refused,) = scan(file).refused
    assert "unfolds to more" in refused.reason


def test_reasons_are_in_the_language_of_the_moment(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    written(tmp_path, tilt_deg=10.0)
    (tmp_path / "notes.txt").write_text("x")
    study = scan(tmp_path)
    monkeypatch.setattr("planner.dicom.notes._", lambda message: f"zh:{message}")
    with use("zh_CN"):
        assert study.stacks()[0].reasons[0].startswith("zh:")
        assert study.refused[0].reason.startswith("zh:")


def test_real_lumbar_ct(real_data: Callable[[str], Path]) -> None:
    study = scan(real_data("lumbar_ct_sagittal"))
    assert study.refused == ()
    scouts, series = study.series
    assert [stack.kind for stack in scouts.stacks] == ["localizer", "localizer"]
    volume, reference = series.stacks
    assert (volume.shape, volume.plane, volume.action) == ((38, 512, 512), "sagittal", "load")
    assert volume.spacing_mm == pytest.approx((0.633, 0.633, 3.0), abs=1e-5)
    assert (reference.shape[0], reference.plane, reference.kind) == (1, "coronal", "localizer")
    assert study.best() is volume
    assert volume.acquisition.patient.name == "TEST^LUMBAR01=試験^腰椎=しけん^ようつい"
    loaded = load_volume(volume)
    assert loaded.banners == ()
    assert (int(loaded.volume.hu.min()), int(loaded.volume.hu.max())) == (-2048, 8419)


def test_real_single_slices(real_data: Callable[[str], Path]) -> None:
    disc, scout = scan(real_data("lumbar_single")).stacks()
    assert (disc.kind, disc.action, disc.plane) == ("volume", "refuse", "axial")
    assert (scout.kind, scout.plane) == ("localizer", "coronal")


def test_real_projections(real_data: Callable[[str], Path]) -> None:
    study = scan(real_data("xa"))
    runs = {part.file.name[:2]: part for series in study.series for part in series.projections}
    allura, rubo = runs["ph"], runs["xa"]
    assert (allura.calibration, allura.source_to_detector_mm, allura.source_to_patient_mm) == (
        "estimated",
        1194.0,
        810.0,
    )
    assert (allura.primary_deg, allura.secondary_deg, allura.frames) == (-0.1, 0.1, 1)
    assert (rubo.calibration, rubo.primary_deg, rubo.secondary_deg, rubo.frames) == (
        "unknown",
        -32.0,
        2.0,
        96,
    )
    assert rubo.source_to_detector_mm is None
    assert study.best() is None
