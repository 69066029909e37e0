"""What makes images a volume, what keeps them apart, and what is refused with which words."""

from __future__ import annotations

import shutil
from pathlib import Path

import pydicom
import pytest

from planner.dicom.errors import LoadError
from planner.dicom.load import load_volume
from planner.dicom.scan import scan
from planner.dicom.study import Stack
from planner.dicom.write import SeriesHeader, write_ct_series
from tests.dicom.phantom import (
    PATIENT,
    PLANES,
    SPACING_MM,
    edit,
    matrix_of,
    move,
    noise,
    put,
    written,
)

STEP = SPACING_MM[2]


def stacks_in(folder: Path) -> tuple[Stack, ...]:
    (series,) = scan(folder).series
    return series.stacks


def z_of(file: Path) -> str:
    return f"{float(pydicom.dcmread(file).ImagePositionPatient[2]):.2f}".rstrip("0").rstrip(".")


def refusal_of(folder: Path) -> str:
    """Return the reason of the one volume, after seeing that loading says the same."""
    (stack,) = stacks_in(folder)
    assert stack.action == "refuse"
    assert stack.voxel_to_patient is None
    with pytest.raises(LoadError) as refused:
        load_volume(stack)
    assert refused.value.reason.lower() in stack.reasons[0].lower()
    assert refused.value.cure in stack.reasons[0]
    return stack.reasons[0]


def test_a_missing_slice_is_refused_with_its_place(tmp_path: Path) -> None:
    files = written(tmp_path, (9, 20, 28))
    gone = [z_of(files[3]), z_of(files[6]), z_of(files[7])]
    for index in (3, 6, 7):
        files[index].unlink()
    reason = refusal_of(tmp_path)
    assert f"missing at z = {', '.join(gone)} mm" in reason
    assert stacks_in(tmp_path)[0].largest_gap_error_mm == pytest.approx(STEP, abs=STEP)


@pytest.mark.parametrize(
    ("off_mm", "action"), [(0.09, "load"), (-0.09, "load"), (0.12, "refuse"), (-0.12, "refuse")]
)
def test_an_uneven_slice_is_refused_above_a_tenth_of_a_millimetre(
    tmp_path: Path, off_mm: float, action: str
) -> None:
    files = written(tmp_path, (12, 20, 28))
    before, after = z_of(files[4]), z_of(files[6])
    edit(files[5], move(off_mm))
    (stack,) = stacks_in(tmp_path)
    assert stack.action == action
    assert stack.largest_gap_error_mm == pytest.approx(abs(off_mm), abs=0.01)
    if action == "refuse":
        reason = refusal_of(tmp_path)
        assert "unevenly spaced" in reason
        assert f"{STEP + off_mm:.2f}".rstrip("0") in reason
        assert before in reason
        assert after in reason


def test_slices_that_grow_apart_are_refused(tmp_path: Path) -> None:
    """Each gap is only a little longer than the one before."""
    for k, file in enumerate(written(tmp_path, (40, 8, 10))):
        edit(file, move(0.0006 * k * k))
    reason = refusal_of(tmp_path)
    assert "not in line" in reason or "unevenly" in reason


@pytest.mark.parametrize(("off_mm", "action"), [(0.09, "load"), (0.13, "refuse")])
def test_a_slice_shifted_sideways_is_refused(tmp_path: Path, off_mm: float, action: str) -> None:
    edit(written(tmp_path, (12, 20, 28))[5], move(off_mm, axis=1))
    assert stacks_in(tmp_path)[0].action == action
    if action == "refuse":
        assert "not in line" in refusal_of(tmp_path)


def copy_of(file: Path, uid: str | None = "2.25.99", **elements: object) -> Path:
    """Write a copy with changed elements next to a file."""
    copy = file.with_name(f"copy{file.name}")
    shutil.copy(file, copy)
    edit(copy, put(**({"SOPInstanceUID": uid} if uid else {}), **elements))
    return copy


def test_other_pixels_in_the_same_place_are_refused(tmp_path: Path) -> None:
    files = written(tmp_path)
    pixels = pydicom.dcmread(files[0]).PixelData
    copy_of(files[2], PixelData=pixels)
    assert f"in the same place, at z = {z_of(files[2])} mm" in refusal_of(tmp_path)


def test_one_sop_instance_with_two_pictures_is_refused(tmp_path: Path) -> None:
    files = written(tmp_path)
    copy_of(files[2], uid=None, PixelData=pydicom.dcmread(files[0]).PixelData)
    assert "in the same place" in refusal_of(tmp_path)


def test_one_sop_instance_with_two_intercepts_is_refused(tmp_path: Path) -> None:
    files = written(tmp_path)
    copy_of(files[2], uid=None, RescaleIntercept="-1000")
    assert "in the same place" in refusal_of(tmp_path)


def test_exact_copies_are_left_out(tmp_path: Path) -> None:
    files = written(tmp_path)
    before = load_volume(stacks_in(tmp_path)[0])
    (tmp_path / "again").mkdir()
    for file in files:
        shutil.copy(file, tmp_path / "again" / file.name)
    (stack,) = stacks_in(tmp_path)
    assert stack.shape[0] == len(files)
    assert load_volume(stack).images.pixel_digest == before.images.pixel_digest


@pytest.mark.parametrize(("apart_mm", "reason"), [(0.005, "same place"), (0.02, "unevenly")])
def test_slices_are_in_the_same_place_below_a_hundredth_of_a_millimetre(
    tmp_path: Path, apart_mm: float, reason: str
) -> None:
    files = written(tmp_path)
    edit(copy_of(files[2], PixelData=pydicom.dcmread(files[0]).PixelData), move(apart_mm))
    assert reason in refusal_of(tmp_path)


@pytest.mark.parametrize(
    ("keyword", "values"),
    [
        ("AcquisitionNumber", (1, 2)),
        ("TemporalPositionIdentifier", (1, 2)),
        ("ConvolutionKernel", ("FC13", "FC30")),
        ("KVP", ("80", "140")),
    ],
)
def test_phases_and_reconstructions_become_stacks(
    tmp_path: Path, keyword: str, values: tuple[object, object]
) -> None:
    for half, value in enumerate(values):
        for number, file in enumerate(written(tmp_path / str(half))):
            edit(file, put(**{keyword: value, "SOPInstanceUID": f"2.25.{half + 1}{number:03d}"}))
    first, second = stacks_in(tmp_path)
    assert (first.shape, second.shape) == ((6, 20, 28), (6, 20, 28))
    assert (first.action, second.action) == ("load", "load")
    assert {first.index, second.index} == {0, 1}


def test_gaps_between_acquisitions_are_not_missing_slices(tmp_path: Path) -> None:
    """Disc by disc, as spine protocols scan: each acquisition is regular, all together are not."""
    files = written(tmp_path, (12, 20, 28))
    for k, file in enumerate(files):
        edit(file, put(AcquisitionNumber=1 + (k > 6)))
    files[6].unlink()
    assert [stack.shape[0] for stack in stacks_in(tmp_path)] == [6, 5]


@pytest.mark.parametrize(("turn", "count"), [(0.9e-4, 1), (1.3e-4, 2)])
def test_orientations_are_one_up_to_a_ten_thousandth(tmp_path: Path, turn: float, count: int) -> None:
    for file in written(tmp_path, (6, 20, 28))[3:]:
        edit(file, put(ImageOrientationPatient=["1", "0", "0", "0", "1", f"{turn}"]))
    assert len(stacks_in(tmp_path)) == count


@pytest.mark.parametrize(
    ("shape", "change"),
    [
        ((20, 30), put()),
        ((20, 28), put(PixelSpacing=["0.9", "0.71"])),
        ((20, 28), put(FrameOfReferenceUID="2.25.7")),
    ],
    ids=["matrix", "pixel spacing", "frame of reference"],
)
def test_a_series_is_split(tmp_path: Path, shape: tuple[int, int], change: object) -> None:
    assert callable(change)
    written(tmp_path / "a", (7, 20, 28))
    for number, file in enumerate(written(tmp_path / "b", (5, *shape))):
        edit(file, put(SOPInstanceUID=f"2.25.1{number}1"))
        edit(file, change)
    first, second = stacks_in(tmp_path)
    assert (first.shape, second.shape) == ((7, 20, 28), (5, *shape))
    assert (first.action, second.action) == ("load", "load")


@pytest.mark.parametrize(("longer_mm", "count"), [(0.9e-5, 1), (1.2e-5, 2)])
def test_pixel_spacings_are_one_up_to_a_hundred_thousandth(
    tmp_path: Path, longer_mm: float, count: int
) -> None:
    for file in written(tmp_path, (6, 20, 28))[3:]:
        edit(file, put(PixelSpacing=["0.9", f"{0.7 + longer_mm:.7f}"]))
    assert len(stacks_in(tmp_path)) == count


def test_a_reference_image_is_kept_apart(tmp_path: Path) -> None:
    written(tmp_path / "volume", directions=PLANES["sagittal"])
    (reference,) = written(tmp_path / "reference", (1, 20, 28), PLANES["coronal"])
    edit(reference, put(SOPInstanceUID="2.25.5"))
    volume, apart = stacks_in(tmp_path)
    assert (volume.kind, volume.action, volume.shape[0]) == ("volume", "load", 6)
    assert (apart.kind, apart.action, apart.index) == ("localizer", "refuse", 1)
    assert "Reference image" in apart.reasons[0]


@pytest.mark.parametrize("count", [1, 2])
def test_localizers_are_kept_apart(tmp_path: Path, count: int) -> None:
    written(tmp_path / "volume", (6, 20, 28))
    for number, file in enumerate(written(tmp_path / "scout", (count, 20, 28))):
        edit(file, put(SOPInstanceUID=f"2.25.1{number}1", ImageType=["ORIGINAL", "PRIMARY", "LOCALIZER"]))
    volume, apart = stacks_in(tmp_path)
    assert (volume.kind, volume.action) == ("volume", "load")
    assert (apart.kind, apart.action) == ("localizer", "refuse")
    assert "Localizer" in apart.reasons[0]
    asked_for = apart.refusal()
    assert (asked_for.reason, asked_for.cure[:22]) == ("it is not a volume", "Choose another series,")


def test_one_slice_is_refused_and_two_are_a_volume(tmp_path: Path) -> None:
    written(tmp_path / "one", (1, 20, 28))
    written(tmp_path / "two", (2, 20, 28))
    assert "One slice is not a volume" in refusal_of(tmp_path / "one")
    assert stacks_in(tmp_path / "two")[0].action == "load"


def test_two_patients_in_one_series_are_refused(tmp_path: Path) -> None:
    edit(written(tmp_path)[0], put(PatientID="P-18"))
    (stack,) = stacks_in(tmp_path)
    assert stack.action == "refuse"
    assert "more than one patient" in stack.reasons[0]


def test_an_unreadable_image_at_the_end_of_a_volume_is_said(tmp_path: Path) -> None:
    edit(written(tmp_path)[-1], put(PixelSpacing=None))
    (stack,) = stacks_in(tmp_path)
    assert (stack.action, stack.shape[0]) == ("load", 5)
    assert stack.reasons == ("Images of this series that could not be read: 1.",)
    assert load_volume(stack).banners == stack.reasons


def test_one_image_that_cannot_be_read_is_no_reference_image(tmp_path: Path) -> None:
    edit(written(tmp_path)[0], put(RescaleType="Z_EFF"))
    volume, refused = stacks_in(tmp_path)
    assert (volume.action, volume.shape[0]) == ("load", 5)
    assert "Z_EFF, not HU" in refused.reasons[0]


def test_images_of_another_unit_among_others_are_kept_apart_and_said(tmp_path: Path) -> None:
    """Every second one is left: a regular grid, but not the whole one."""
    for file in written(tmp_path)[::2]:
        edit(file, put(RescaleType="Z_EFF"))
    loaded, refused = sorted(stacks_in(tmp_path), key=lambda stack: stack.action)
    assert (loaded.action, loaded.shape[0], refused.action) == ("load", 3, "refuse")
    assert loaded.reasons == ("Images of this series that could not be read: 3.",)


def test_series_and_studies_are_not_mixed(tmp_path: Path) -> None:
    for number, seed in enumerate(("a", "a", "b")):
        header = SeriesHeader(patient=PATIENT, seed=seed, series_number=number, packing="explicit")
        write_ct_series(
            tmp_path / str(number), noise(), matrix_of(PLANES["axial"], shape=(6, 20, 28)), header
        )
    study = scan(tmp_path)
    assert [len(series.stacks) for series in study.series] == [1, 1, 1]
    assert len({series.study_uid for series in study.series}) == 2
    frames = {stack.acquisition.frame_of_reference_uid for stack in study.stacks()}
    assert len(frames) == 2
