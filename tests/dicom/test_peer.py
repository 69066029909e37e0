"""Where SimpleITK is right we agree with it; where it is wrong, by how much, and that we are not."""

from __future__ import annotations

import shutil
from collections.abc import Callable
from pathlib import Path
from typing import Any

import numpy as np
import pytest
import SimpleITK

from planner.dicom.load import load_volume
from planner.dicom.scan import scan
from planner.imaging.volume import AIR_HU, Volume
from tests.dicom.peer import by_simpleitk, by_us, compared, copied, series_of
from tests.dicom.table import asked

AGREED_MM = 1e-4
LYING = "patient positions and planes"
RIGHT = (
    *(case.name for case in asked() if case.topic == LYING),
    "none",
    "none, but the tag says 25°",
    "each slice off by a millionth in its own way",
    "the tag is negative: ignored",
    "Enhanced CT, frames in order",
)
CASES = {case.name: case for case in asked()}


@pytest.mark.parametrize("name", RIGHT)
def test_where_it_is_right_we_agree(tmp_path: Path, name: str) -> None:
    comparison = compared(CASES[name], tmp_path)
    (ours,) = comparison.ours
    assert comparison.theirs is not None
    assert ours.slices == comparison.theirs.slices
    assert ours.spacing_mm == pytest.approx(comparison.theirs.spacing_mm, abs=AGREED_MM)
    assert max(ours.off_mm, comparison.theirs.off_mm) < AGREED_MM
    assert (ours.off_hu, comparison.theirs.off_hu) == (0.0, 0.0)


@pytest.mark.parametrize("name", [name for name in CASES if name not in RIGHT])
def test_what_we_offer_lies_where_the_files_say(tmp_path: Path, name: str) -> None:
    for ours in compared(CASES[name], tmp_path).ours:
        assert ours.off_mm < AGREED_MM
        assert not ours.off_hu


@pytest.mark.parametrize(
    ("name", "off_mm"),
    [
        ("2.0°, which other readers take as none", 0.65),
        ("30.0°", 11.18),
        ("one in the middle", 0.85),
        ("a coronal image in a sagittal series", 9.0),
        ("three discs, each with its own tilt", 11.0),
        ("every file twice", 4.64),
        ("Enhanced CT, tilted 12°", 1.8),
        ("Enhanced CT, frames in no order", 9.8),
    ],
)
def test_where_it_is_wrong(tmp_path: Path, name: str, off_mm: float) -> None:
    theirs = compared(CASES[name], tmp_path).theirs
    assert theirs is not None
    assert theirs.off_mm > off_mm - 0.01


def test_it_gives_all_frames_the_slope_of_one(tmp_path: Path) -> None:
    comparison = compared(CASES["each frame with its own slope and intercept"], tmp_path)
    assert comparison.theirs is not None
    assert (comparison.theirs.off_hu or 0.0) > 20_000.0
    assert [ours.off_hu for ours in comparison.ours] == [0.0]


def test_the_real_sagittal_series(real_data: Callable[[str], Path], tmp_path: Path) -> None:
    """Slices 3.0 mm apart, and one coronal reference image among them."""
    folder = real_data("lumbar_ct_sagittal") / "S05_sagittal_3mm"
    theirs, (ours,) = by_simpleitk(folder, tmp_path / "flat"), by_us(folder)
    assert theirs is not None
    assert (theirs.slices, round(theirs.spacing_mm, 2)) == (39, 7.38)
    assert theirs.off_mm == pytest.approx(174.8, abs=0.1)
    assert (ours.slices, round(ours.spacing_mm, 3)) == (38, 3.0)
    assert ours.off_mm < 0.001


def test_the_real_sagittal_series_without_its_reference_image(
    real_data: Callable[[str], Path], tmp_path: Path
) -> None:
    """Then it is right, and every voxel is where we have it, with the same HU."""
    series = real_data("lumbar_ct_sagittal") / "S05_sagittal_3mm"
    volume, _reference = scan(series).stacks()
    source = tmp_path / "volume"
    source.mkdir()
    for file in volume.files:
        shutil.copyfile(file, source / f"{file.name}.dcm")
    agree(series_of(copied(source, tmp_path / "flat")), load_volume(volume).volume)


def agree(theirs: Any, ours: Volume, padding_hu: int | None = None) -> None:
    """See that every voxel is where we have it, with the same HU; it takes what is padding for a value."""
    values = SimpleITK.GetArrayFromImage(theirs)
    assert np.array_equal(np.where(values == padding_hu, AIR_HU, values), ours.hu)
    assert (values == padding_hu).any() == (padding_hu is not None)
    k, j, i = (size - 1 for size in ours.hu.shape)
    for index in ((0, 0, 0), (i, 0, 0), (0, j, 0), (0, 0, k), (i, j, k)):
        point = theirs.TransformIndexToPhysicalPoint(index)
        assert tuple(ours.to_patient(*index)) == pytest.approx(point, abs=1e-3)


@pytest.mark.parametrize(("name", "padding_hu"), [("ct_overlapping_j2k", None), ("ct_three_slices", -3024)])
def test_real_volumes_where_it_is_right(
    real_data: Callable[[str], Path], tmp_path: Path, name: str, padding_hu: int | None
) -> None:
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
    (stack,) = scan(source).stacks()
    agree(series_of(copied(source, tmp_path / "again")), load_volume(stack).volume, padding_hu)
