"""Where SimpleITK is right we agree with it; where it is wrong, by how much, and that we are not."""

from __future__ import annotations

import shutil
from collections.abc import Callable
from pathlib import Path

import pytest

from tests.dicom.peer import by_simpleitk, by_us, compared
from tests.dicom.table import asked

AGREED_MM = 1e-4
RIGHT = ("none", "none, but the tag says 25°", "the tag is negative: ignored")
CASES = {case.name: case for case in asked()}


@pytest.mark.parametrize("name", RIGHT)
def test_where_it_is_right_we_agree(tmp_path: Path, name: str) -> None:
    comparison = compared(CASES[name], tmp_path)
    (ours,) = comparison.ours
    assert comparison.theirs is not None
    assert ours.slices == comparison.theirs.slices
    assert ours.spacing_mm == pytest.approx(comparison.theirs.spacing_mm, abs=AGREED_MM)
    assert max(ours.off_mm, comparison.theirs.off_mm) < AGREED_MM


@pytest.mark.parametrize("name", [name for name in CASES if name not in RIGHT])
def test_what_we_offer_lies_where_the_files_say(tmp_path: Path, name: str) -> None:
    for ours in compared(CASES[name], tmp_path).ours:
        assert ours.off_mm < AGREED_MM


@pytest.mark.parametrize(
    ("name", "off_mm"),
    [
        ("2.0°, which other readers take as none", 0.65),
        ("30.0°", 11.18),
        ("one in the middle", 0.85),
        ("a coronal image in a sagittal series", 9.0),
        ("three discs, each with its own tilt", 11.0),
    ],
)
def test_where_it_is_wrong(tmp_path: Path, name: str, off_mm: float) -> None:
    theirs = compared(CASES[name], tmp_path).theirs
    assert theirs is not None
    assert theirs.off_mm > off_mm - 0.01


def test_the_real_sagittal_series(real_data: Callable[[str], Path], tmp_path: Path) -> None:
    """Slices 3.0 mm apart, and one coronal reference image among them."""
    folder = real_data("lumbar_ct_sagittal") / "S05_sagittal_3mm"
    theirs, (ours,) = by_simpleitk(folder, tmp_path / "flat"), by_us(folder)
    assert theirs is not None
    assert (theirs.slices, round(theirs.spacing_mm, 2)) == (39, 7.38)
    assert theirs.off_mm == pytest.approx(174.8, abs=0.1)
    assert (ours.slices, round(ours.spacing_mm, 3)) == (38, 3.0)
    assert ours.off_mm < 0.001


@pytest.mark.parametrize("name", ["ct_overlapping_j2k", "ct_three_slices"])
def test_real_volumes_where_it_is_right(real_data: Callable[[str], Path], tmp_path: Path, name: str) -> None:
    source = tmp_path / "images"
    source.mkdir()
    for file in real_data(name).iterdir():
        if file.suffix != ".txt":
            shutil.copyfile(file, source / f"{file.name.replace('.', '_')}.dcm")
    theirs, (ours,) = by_simpleitk(source, tmp_path / "flat"), by_us(source)
    assert theirs is not None
    assert theirs.slices == ours.slices
    assert theirs.spacing_mm == pytest.approx(ours.spacing_mm, abs=AGREED_MM)
    assert max(theirs.off_mm, ours.off_mm) < AGREED_MM
