"""``facet-planner fluoro``: numbers, picture and geometry of one look at a sample."""

from __future__ import annotations

import json
from pathlib import Path

import imagecodecs
import numpy as np
import pytest

from planner.assets import sample_dicom
from planner.cli import main

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


@pytest.mark.parametrize(
    ("wrong", "said"),
    [
        (["--primary", "200", "--secondary", "0", "-o", "a.png"], "primary lies within 180"),
        (["--primary", "0", "--secondary", "0", "--sid", "600", "-o", "a.png"], "between its source"),
        (["--primary", "0", "--secondary", "0", "--size", "0", "-o", "a.png"], "at least one pixel"),
    ],
)
def test_what_cannot_be_is_one_line(
    wrong: list[str], said: str, capsys: pytest.CaptureFixture[str], tmp_path: Path
) -> None:
    wrong[-1] = str(tmp_path / wrong[-1])
    assert main(["fluoro", str(sample_dicom() / "plain"), *wrong]) == 2
    error = capsys.readouterr().err.strip().splitlines()
    assert "Traceback" not in "".join(error)
    assert said.split()[0] in error[-1]


def test_a_file_of_another_kind_is_refused(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    with pytest.raises(SystemExit):
        main(["fluoro", str(tmp_path), *LOOK, "-o", "a.jpg"])
    assert ".png" in capsys.readouterr().err
