"""Folders of real images, opened as a user opens them: what is in each, and what is said of it."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import numpy as np
import pydicom
import pytest

from planner.dicom.inspect import inspect_report
from planner.dicom.reader import shared_reader
from planner.dicom.study import Study
from planner.imaging.volume import Hu

RealData = Callable[[str], Path]


def opened(path: Path) -> Study:
    return shared_reader().scan(path)


def files_of(study: Study) -> int:
    return sum(series.files for series in study.series) + len(study.refused)


@pytest.mark.parametrize(
    ("name", "kinds"),
    [
        ("ct_overlapping_j2k", ["volume load"]),
        ("ct_three_slices", ["volume load"]),
        ("ct_transfer_syntaxes", ["other refuse", "volume load", "volume refuse"]),
        ("lumbar_ct_sagittal", ["localizer refuse"] * 3 + ["volume load"]),
        ("lumbar_single", ["localizer refuse", "volume refuse"]),
        ("xa", ["projection load"] * 2),
    ],
)
def test_every_file_is_told_and_nothing_is_refused_as_broken(
    real_data: RealData, name: str, kinds: list[str]
) -> None:
    folder = real_data(name)
    study = opened(folder)
    assert study.refused == ()
    assert files_of(study) == sum(file.is_file() and file.suffix != ".txt" for file in folder.rglob("*"))
    entries = inspect_report(study)["series"]
    assert sorted(f"{entry['kind']} {entry['action']}" for entry in entries) == kinds
    for entry in entries:
        assert entry["reasons"] or entry["action"] == "load"


def test_every_file_of_all_syntaxes_is_read(real_data: RealData) -> None:
    """Each by itself: those without loss bit for bit, the others near, and with a caution."""
    folder = real_data("ct_transfer_syntaxes")
    plain = pydicom.dcmread(folder / "CTImage.dcm")
    slope, intercept = float(plain.RescaleSlope), float(plain.RescaleIntercept)
    stored = np.frombuffer(plain.PixelData, "<i2").reshape(512, 512).astype(float)
    padding = float(plain.PixelPaddingValue)
    truth = np.where(stored == padding, -1000.0, stored * slope + intercept)
    lossy = 0
    files = sorted(folder.glob("CTImage.dcm*"))
    for file in files:
        (stack,) = opened(file).stacks()
        (image,) = stack.images
        hu = shared_reader().slice_hu(image)
        if stack.lossy:
            lossy += 1
            assert image.pixels.loss
            assert 0.0 < np.abs(hu - truth).mean() <= 20.0
        else:
            assert np.array_equal(hu, truth), file.name
    assert (len(files), lossy) == (16, 6)


def test_the_same_slice_in_all_syntaxes_is_no_volume(real_data: RealData) -> None:
    """Ten exact copies count once; six that lost something are other pixels in the same place."""
    ((slices,),) = (
        series.stacks
        for series in opened(real_data("ct_transfer_syntaxes")).series
        if series.description == "HELICAL CHEST"
    )
    assert slices.shape == (7, 512, 512)
    assert slices.reasons[0].startswith("Different images lie in the same place, at z = 4.7 mm.")


def test_frames_in_fragments_without_a_table_are_a_volume_with_a_caution(real_data: RealData) -> None:
    (file,) = real_data("ct_transfer_syntaxes").glob("CT0012*")
    (stack,) = opened(file).stacks()
    assert (stack.action, stack.lossy, stack.shape) == ("load", True, (2, 512, 512))
    assert "HU may have changed by the compression; geometry has not" in stack.reasons[0]
    hu: Hu = shared_reader().load(stack).volume.hu
    assert hu.min() < hu.mean() < hu.max()
    assert not np.array_equal(hu[0], hu[1])


def test_what_has_no_pixel_spacing_is_listed_for_what_it_is(real_data: RealData) -> None:
    study = opened(real_data("ct_transfer_syntaxes") / "no-pixel-spacing.dcm")
    ((part,),) = (series.parts for series in study.series)
    assert part.reasons == ("Ultrasound Image Storage: not a CT volume.",)
    assert study.volumes() == ()


def test_a_real_slice_without_pixel_spacing_is_refused_by_name(real_data: RealData, tmp_path: Path) -> None:
    dataset = pydicom.dcmread(real_data("ct_transfer_syntaxes") / "CTImage.dcm")
    del dataset.PixelSpacing
    dataset.save_as(tmp_path / "CTImage.dcm")
    (refused,) = opened(tmp_path).refused
    assert refused.reason == "PixelSpacing is missing or not valid"
    assert refused.cure


def test_overlapping_slices_load(real_data: RealData) -> None:
    """Slices said to be 3 mm thick, every 2.0 mm: the thickness has no part in the geometry.

    Their UIDs were emptied by whoever made them anonymous.
    """
    (stack,) = opened(real_data("ct_overlapping_j2k")).stacks()
    assert stack.acquisition.slice_thickness_mm == 3.0
    volume = shared_reader().load(stack).volume
    assert volume.hu.shape == (20, 512, 512)
    assert volume.hu.max() == 1839
    assert volume.spacing_mm == pytest.approx((0.9765625, 0.9765625, 2.0))
    positions = [
        float(pydicom.dcmread(file, stop_before_pixels=True).ImagePositionPatient[2]) for file in stack.files
    ]
    assert [volume.to_patient(0, 0, k).z for k in range(20)] == pytest.approx(positions, abs=1e-6)
