"""``facet-planner fluoro``: numbers, picture and geometry of one look at a sample."""

from __future__ import annotations

import json
import shutil
from pathlib import Path

import imagecodecs
import numpy as np
import pydicom
import pytest

from planner.assets import sample_dicom
from planner.cli import main
from planner.dicom.reader import Reader
from planner.dicom.study import Study
from planner.dicom.write import SeriesHeader, write_ct_series
from planner.plan.identity import Patient
from tests.dicom.phantom import edit, put, written

LOOK = ["--primary", "150", "--secondary", "-20", "--size", "96", "--pixel", "2.0"]


def test_numbers_and_geometry(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    file = tmp_path / "water.npy"
    assert main(["fluoro", str(sample_dicom() / "plain"), *LOOK, "--json", "-o", str(file)]) == 0
    water = np.load(file)
    assert water.shape == (96, 96)
    assert water.dtype == np.float32
    assert 150.0 < water.max() < 500.0
    told = json.loads(capsys.readouterr().out)
    assert list(told) == ["source_mm", "detector_origin_mm", "detector_right_mm", "detector_down_mm"]
    assert np.linalg.norm(told["detector_right_mm"]) == pytest.approx(2.0)
    assert np.dot(told["detector_right_mm"], told["detector_down_mm"]) == pytest.approx(0.0, abs=1e-9)


def test_a_point_may_begin_with_a_minus(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    for center in (["--center", "-3.5,20,-560"], ["--center=-3.5,20,-560"]):
        command = ["fluoro", str(sample_dicom() / "screws"), *LOOK, *center, "--json"]
        assert main([*command, "-o", str(tmp_path / "water.npy")]) == 0
        told = json.loads(capsys.readouterr().out)
        inwards = np.array((np.sin(np.radians(150.0)), -np.cos(np.radians(150.0)), 0.0)) * np.cos(
            np.radians(20.0)
        )
        inwards[2] = -np.sin(np.radians(20.0))
        assert np.array(told["source_mm"]) + 700.0 * inwards == pytest.approx((-3.5, 20.0, -560.0))


def test_a_picture(tmp_path: Path) -> None:
    file = tmp_path / "look.png"
    folder = str(sample_dicom() / "screws")
    assert main(["fluoro", folder, *LOOK, "--center", "0,20,-560", "-o", str(file)]) == 0
    picture = imagecodecs.png_decode(file.read_bytes())
    assert picture.shape == (96, 96)
    assert picture.dtype == np.uint8
    assert 20.0 < picture.std() < 120.0


def test_an_object_tells_its_geometry(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    file, picture = tmp_path / "look.dcm", tmp_path / "look.png"
    look = ["fluoro", str(sample_dicom() / "plain"), *LOOK, "--sid", "1050", "--sod", "650"]
    assert main([*look, "-o", str(picture)]) == 0
    assert main([*look, "--json", "-o", str(file)]) == 0
    assert "detector_origin_mm" in json.loads(capsys.readouterr().out)
    dataset = pydicom.dcmread(file)
    assert np.array_equal(dataset.pixel_array, imagecodecs.png_decode(picture.read_bytes()))
    source = pydicom.dcmread(next((sample_dicom() / "plain" / "ct").rglob("*.dcm")))
    for keyword in ("PatientID", "PatientName", "PatientBirthDate", "StudyInstanceUID", "StudyDate"):
        assert dataset[keyword].value == source[keyword].value
    assert dataset.SeriesInstanceUID != source.SeriesInstanceUID
    assert main(["inspect", str(file), "--json"]) == 0
    (entry,) = json.loads(capsys.readouterr().out)["series"]
    assert (entry["kind"], entry["calibration"]) == ("projection", "estimated")
    assert (entry["primary_deg"], entry["secondary_deg"]) == (150.0, -20.0)
    assert (entry["source_to_detector_mm"], entry["source_to_patient_mm"]) == (1050.0, 650.0)
    assert entry["imager_pixel_spacing_mm"] == [2.0, 2.0]


def test_only_its_own_objects_are_written_over(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    image = tmp_path / "0001.dcm"
    shutil.copyfile(next((sample_dicom() / "plain" / "ct").rglob("*.dcm")), image)
    before = image.read_bytes()
    look = ["fluoro", str(sample_dicom() / "plain"), *LOOK, "-o"]
    assert main([*look, str(image)]) == 2
    assert "never written over" in capsys.readouterr().err
    assert image.read_bytes() == before
    for ending in ("png", "npy"):
        other = image.rename(tmp_path / f"0001.{ending}")
        assert main([*look, str(other)]) == 2
        assert "never written over" in capsys.readouterr().err
        assert other.read_bytes() == before
        image = other
    for name in ("look.dcm", "look.png", "look.npy"):
        for _turn in range(2):
            assert main([*look, str(tmp_path / name)]) == 0
    left = sorted(path.name for path in tmp_path.iterdir())
    assert left == ["0001.npy", "look.dcm", "look.npy", "look.png"]


def test_what_comes_of_lossy_images_says_so(tmp_path: Path) -> None:
    for lossy in ("00", "01"):
        for image in written(tmp_path / lossy, (9, 20, 28)):
            edit(image, put(LossyImageCompression=lossy))
        file = tmp_path / f"{lossy}.dcm"
        assert main(["fluoro", str(tmp_path / lossy), *LOOK, "-o", str(file)]) == 0
        assert pydicom.dcmread(file).LossyImageCompression == lossy


def test_the_images_are_looked_through_once(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    scanned: list[Path] = []
    scan = Reader.scan

    def counted(reader: Reader, path: Path, headerless: bool) -> Study:
        scanned.append(path)
        return scan(reader, path, headerless=headerless)

    monkeypatch.setattr(Reader, "scan", counted)
    look = ["fluoro", str(sample_dicom() / "plain"), *LOOK, "-o", str(tmp_path / "look.dcm")]
    assert main(look) == 0
    assert scanned == [sample_dicom() / "plain"]


@pytest.fixture(scope="module")
def block(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A block of tissue from -20 to 20 mm in noisy air, and a bead far off: the air between counts."""
    folder = tmp_path_factory.mktemp("block")
    hu = np.random.default_rng(3).integers(-1003, -997, (25, 45, 55)).astype(np.int16)
    matrix = np.diag((2.4, 2.9, 5.0, 1.0))
    matrix[:3, 3] = (-64.8, -63.8, -60.0)
    k, j, i = (
        np.abs(matrix[axis, axis] * np.arange(n) + matrix[axis, 3]) < 20.0
        for axis, n in zip((2, 1, 0), hu.shape, strict=True)
    )
    hu[np.ix_(k, j, i)] = 40
    hu[1, 43, 53] = 300
    write_ct_series(folder, hu, matrix, SeriesHeader(patient=Patient(id="P-1"), seed="block"))
    return folder


@pytest.mark.parametrize("ending", ["png", "npy", "dcm"])
@pytest.mark.parametrize(
    ("more", "empty"),
    [
        (["--size", "64"], False),
        (["--size", "1"], False),
        (["--size", "64", "--center", "50,50,0"], True),
        (["--size", "1", "--center", "50,50,0"], True),
        # only the outermost columns reach the block
        (["--size", "64", "--center", "50,0,0", "--pixel", "1.35"], False),
    ],
)
def test_a_beam_past_the_body_is_said(
    block: Path,
    tmp_path: Path,
    capsys: pytest.CaptureFixture[str],
    ending: str,
    more: list[str],
    empty: bool,
) -> None:
    file = tmp_path / f"look.{ending}"
    look = ["fluoro", str(block), "--primary", "180", "--secondary", "0", *more, "-o", str(file)]
    assert main(look) == 0
    assert file.exists()
    said = capsys.readouterr().err.splitlines()
    assert len(said) == 1 + empty
    if empty:
        assert said[-1].startswith("No ray meets the body: what is written is empty; check --center")


@pytest.mark.parametrize("center", ["1e5,0,0", "0,70,0", "0,0,-63"])
def test_an_isocentre_outside_of_the_images_is_refused(
    block: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str], center: str
) -> None:
    look = ["fluoro", str(block), *LOOK, "--center", center, "-o", str(tmp_path / "a.png")]
    assert main(look) == 2
    assert capsys.readouterr().err.splitlines()[-1] == "This place lies outside of the images."
    assert list(tmp_path.iterdir()) == []


def test_minus_180_is_180(tmp_path: Path) -> None:
    file = tmp_path / "look.dcm"
    look = ["fluoro", str(sample_dicom() / "plain"), "--primary=-180", "--secondary", "0", "--size", "8"]
    assert main([*look, "--pixel", "20", "-o", str(file)]) == 0
    assert float(pydicom.dcmread(file).PositionerPrimaryAngle) == 180.0


@pytest.mark.parametrize(
    ("wrong", "said"),
    [
        (["--primary", "200"], "--primary 200: this angle of a C-arm lies from -180° to 180°"),
        (["--primary", "400"], "--primary 400: this angle"),
        (["--primary", "nan"], "--primary nan: this angle"),
        (["--secondary", "100"], "--secondary 100: this angle of a C-arm lies from -90° to 90°"),
        (["--sid", "600"], "--sod 700 and --sid 600: the isocentre lies between"),
        (["--sod", "1200", "--sid", "1000"], "--sod 1200 and --sid 1000: the isocentre lies between"),
        (["--sod", "0"], "the isocentre lies between"),
        (["--sid", "inf"], "no further than"),
        (["--sid", "1e300"], "no further than"),
        (["--center", "1e300,0,0"], "no further than"),
        (["--pixel", "-1"], "--pixel -1: the pixels of a detector are 0.05 to 50 mm wide"),
        (["--pixel", "nan"], "--pixel nan: the pixels"),
        (["--pixel", "inf"], "--pixel inf: the pixels"),
        (["--pixel", "0.000001"], "the pixels"),
        (["--size", "0"], "--size 0: a detector has 1 to 4096 rows and columns"),
        (["--size", "100000"], "--size 100000: a detector has 1 to 4096"),
    ],
)
def test_what_cannot_be_is_one_line(
    wrong: list[str], said: str, capsys: pytest.CaptureFixture[str], tmp_path: Path
) -> None:
    look = ["fluoro", str(sample_dicom() / "plain"), "--primary", "0", "--secondary", "0", *wrong]
    assert main([*look, "-o", str(tmp_path / "a.png")]) == 2
    (line,) = capsys.readouterr().err.strip().splitlines()
    assert said in line
    assert list(tmp_path.iterdir()) == []


@pytest.mark.parametrize("ending", ["png", "npy", "dcm"])
def test_a_place_that_cannot_be_is_one_line(
    ending: str, capsys: pytest.CaptureFixture[str], tmp_path: Path
) -> None:
    (tmp_path / f"folder.{ending}").mkdir()
    (tmp_path / "file").touch()
    longer = f"{'a' * 300}.{ending}"
    for name, why in (
        (f"folder.{ending}", "is a folder: name a file in it"),
        (f"nowhere/a.{ending}", "cannot be saved (No such file or directory)"),
        (f"file/a.{ending}", "cannot be saved ("),
        (longer, "cannot be saved (File name too long). Choose another name or folder."),
    ):
        look = ["fluoro", str(sample_dicom() / "plain"), *LOOK, "-o", str(tmp_path / name)]
        assert main(look) == 2
        (line,) = capsys.readouterr().err.strip().splitlines()
        assert why in line


def test_a_full_disk_is_one_line_and_leaves_nothing(
    tmp_path: Path, capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    def full(_handle: int) -> None:
        raise OSError(28, "No space left on device")

    monkeypatch.setattr("planner.plan.whole.os.fsync", full)
    look = ["fluoro", str(sample_dicom() / "plain"), *LOOK, "-o", str(tmp_path / "look.dcm")]
    assert main(look) == 2
    assert "cannot be saved (No space left on device)" in capsys.readouterr().err.splitlines()[-1]
    assert list(tmp_path.iterdir()) == []


@pytest.mark.parametrize(
    ("wrong", "said"),
    [
        (["--center", "1,2"], "a point is three numbers: X,Y,Z"),
        (["--center", "nan,0,0"], "a point is three numbers: X,Y,Z"),
        (["--size", "2.5"], "--size"),
        (["-o", "a.jpg"], "the name of the file ends in .png, .npy, .dcm"),
        (["-o", "a"], "the name of the file ends in .png, .npy, .dcm"),
    ],
)
def test_what_is_no_argument_is_said_in_the_last_line(
    wrong: list[str], said: str, capsys: pytest.CaptureFixture[str], tmp_path: Path
) -> None:
    with pytest.raises(SystemExit) as stopped:
        main(["fluoro", str(tmp_path), *LOOK, "-o", str(tmp_path / "a.png"), *wrong])
    assert stopped.value.code == 2
    assert said in capsys.readouterr().err.splitlines()[-1]
