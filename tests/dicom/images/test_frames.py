"""Frames of one file make the volume that the same images make in files of their own."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path
from time import perf_counter
from typing import Any

import numpy as np
import pydicom
import pytest
import SimpleITK
from pydicom import uid
from pydicom.dataset import Dataset

from planner.dicom.images import functional_groups
from planner.dicom.load import load_volume
from planner.dicom.loaded import LoadedImages
from planner.dicom.scan import scan
from planner.dicom.study import Stack
from planner.dicom.write import write_ct_series
from tests.dicom.enhanced import dimensions, fold, holding, point_at, rewrite
from tests.dicom.phantom import (
    BEADS,
    HEADER,
    PLANES,
    beads_in,
    centroid,
    edit,
    matrix_of,
    move,
    put,
    written,
)

CLASSES = {
    "enhanced": uid.EnhancedCTImageStorage,
    "legacy": uid.LegacyConvertedEnhancedCTImageStorage,
    "c-arm": uid.XRay3DAngiographicImageStorage,
}
NATIVE = (
    uid.ImplicitVRLittleEndian,
    uid.ExplicitVRLittleEndian,
    uid.ExplicitVRBigEndian,
    uid.DeflatedExplicitVRLittleEndian,
)
AFFINE_MM, TILTED_MM = 0.01, 0.05
C_ARM = "The grey values of a C-arm volume are not HU: bone and metal thresholds do not hold."


def shuffled(files: tuple[Path, ...]) -> list[Path]:
    order = np.random.default_rng(7).permutation(len(files))
    return [files[at] for at in order]


def only_stack(path: Path) -> Stack:
    (stack,) = scan(path).stacks()
    return stack


def refusal(path: Path) -> str:
    study = scan(path)
    assert study.stacks() == ()
    (refused,) = study.refused
    return refused.reason


def same_place(ours: LoadedImages, theirs: LoadedImages) -> None:
    assert np.array_equal(ours.volume.hu, theirs.volume.hu)
    assert ours.volume.hu.dtype == theirs.volume.hu.dtype
    assert np.array_equal(ours.volume.voxel_to_patient, theirs.volume.voxel_to_patient)
    assert ours.images.pixel_digest == theirs.images.pixel_digest


@pytest.mark.parametrize("name", CLASSES)
@pytest.mark.parametrize("plane", PLANES)
@pytest.mark.parametrize("tilt_deg", [0.0, 17.0, -30.0])
def test_beads_lie_where_they_are(tmp_path: Path, name: str, plane: str, tilt_deg: float) -> None:
    matrix = matrix_of(PLANES[plane], tilt_deg)
    files = write_ct_series(tmp_path, beads_in(matrix), matrix, HEADER)
    if name == "c-arm":
        for file in files:
            edit(file, put(PixelRepresentation=1, PixelData=_as_signed(file)))
    stack = only_stack(fold(shuffled(files), tmp_path / "one", CLASSES[name]))
    corners = np.indices((2, 2, 2)).reshape(3, -1) * (np.array(stack.shape[::-1]) - 1)[:, None]
    off = np.linalg.norm((stack.affine() - matrix) @ np.vstack([corners, np.ones(8)]), axis=0)
    assert off.max() <= AFFINE_MM
    volume = load_volume(stack).volume
    beads_mm = [np.linalg.norm(centroid(volume, bead) - np.array(tuple(bead))) for bead in BEADS]
    assert max(beads_mm) <= (TILTED_MM if tilt_deg else AFFINE_MM)


def _as_signed(file: Path) -> bytes:
    dataset = pydicom.dcmread(file)
    stored = np.frombuffer(dataset.PixelData, "<u2").astype(int) + int(dataset.RescaleIntercept)
    return stored.astype("<i2").tobytes()


@pytest.mark.parametrize("name", ["enhanced", "legacy"])
@pytest.mark.parametrize("syntax", NATIVE)
@pytest.mark.parametrize("undefined", [False, True])
def test_frames_are_the_volume_of_the_single_images(
    tmp_path: Path, name: str, syntax: uid.UID, undefined: bool
) -> None:
    """Each frame with its own slope and intercept, the frames in no order."""
    files = written(tmp_path, (7, 21, 28), PLANES["oblique"], tilt_deg=4.0)
    for number, file in enumerate(files):
        edit(file, put(RescaleSlope=str(1 + number % 3), RescaleIntercept=str(-1000 - number)))
    single = load_volume(only_stack(tmp_path))
    order = shuffled(files)
    folded = fold(order, tmp_path / "one", CLASSES[name], undefined=undefined)
    rewrite(folded, syntax)
    stack = only_stack(tmp_path)
    assert stack.files == (folded,)
    assert [image.frame for image in stack.images] == [order.index(file) for file in files]
    same_place(load_volume(stack), single)


def test_slopes_that_are_not_whole(tmp_path: Path) -> None:
    files = written(tmp_path)
    for number, file in enumerate(files):
        edit(file, put(RescaleSlope=f"{1 + number / 4}"))
    single = load_volume(only_stack(tmp_path))
    folded = fold(shuffled(files), tmp_path / "one")
    assert single.volume.hu.dtype == np.float32
    same_place(load_volume(only_stack(folded)), single)


def test_what_a_frame_says_wins_over_what_all_say(tmp_path: Path) -> None:
    files = written(tmp_path)

    def change(number: int, groups: Dataset) -> None:
        if number == 2:
            groups.PixelValueTransformationSequence = holding(
                RescaleSlope=2, RescaleIntercept=5, RescaleType="HU"
            )

    shared = ("PlaneOrientationSequence", "PixelMeasuresSequence", "PixelValueTransformationSequence")
    stack = only_stack(fold(files, tmp_path / "one", change=change, shared=shared))
    assert [image.pixels.slope for image in stack.images] == [1, 1, 2, 1, 1, 1]
    assert stack.images[2].pixels.intercept == 5


def test_geometry_outside_the_groups_is_not_looked_at(tmp_path: Path) -> None:
    folded = fold(written(tmp_path), tmp_path / "one")
    before = only_stack(folded)
    edit(
        folded,
        put(
            ImagePositionPatient=[1, 2, 3],
            ImageOrientationPatient=[0, 1, 0, 0, 0, 1],
            PixelSpacing=[3, 4],
            RescaleSlope=9,
            RescaleIntercept=9,
            AcquisitionNumber=4,
            ConvolutionKernel="X",
        ),
    )
    assert only_stack(folded) == before_with_offset(before, only_stack(folded))


def before_with_offset(before: Stack, after: Stack) -> Stack:
    """Return the stack with file and place of the pixels of another, as the header has grown."""
    pixels, stamp = after.images[0].pixels, after.images[0].stamp
    return replace(
        before,
        images=tuple(
            replace(image, stamp=stamp, pixels=replace(image.pixels, offset=pixels.offset))
            for image in before.images
        ),
    )


@pytest.mark.parametrize("name", ["enhanced", "legacy"])
def test_kernel_voltage_and_frame_type_are_found(tmp_path: Path, name: str) -> None:
    files = written(tmp_path)
    for file in files:
        edit(file, put(ConvolutionKernel=["FC30", "b"], KVP="135", AcquisitionNumber=7))
        edit(file, put(ImageType=["DERIVED", "PRIMARY", "VOLUME", "RESAMPLED"], SliceThickness="2.5"))
    (image, *_) = only_stack(fold(files, tmp_path / "one", CLASSES[name])).images
    assert (image.acquisition.kernel, image.kvp, image.acquisition_number) == ("FC30 b", "135", "7")
    assert image.image_type == ("DERIVED", "PRIMARY", "VOLUME", "RESAMPLED")
    assert image.acquisition.slice_thickness_mm == 2.5


def test_a_frame_that_is_said_to_be_distorted_is_no_slice(tmp_path: Path) -> None:
    def change(_number: int, groups: Dataset) -> None:
        groups.CTImageFrameTypeSequence[0].VolumetricProperties = "DISTORTED"

    folded = fold(written(tmp_path), tmp_path / "one", change=change, shared=())
    stack = only_stack(folded)
    assert stack.action == "refuse"
    assert "cut along a curve" in stack.reasons[0]


def test_two_stacks_in_one_file(tmp_path: Path) -> None:
    """Of another orientation: each is a volume of its own, whatever the order of the frames."""
    axial = written(tmp_path / "axial")
    sagittal = written(tmp_path / "sagittal", (5, 20, 28), PLANES["sagittal"])
    singles = {stack.plane: load_volume(stack) for stack in scan(tmp_path).stacks()}
    folded = fold(shuffled((*axial, *sagittal)), tmp_path / "one", shared=())
    stacks = scan(folded).stacks()
    assert {stack.plane: stack.shape for stack in stacks} == {"axial": (6, 20, 28), "sagittal": (5, 20, 28)}
    for stack in stacks:
        same_place(load_volume(stack), singles[stack.plane])


def _temporal(number: int, groups: Dataset) -> None:
    groups.FrameContentSequence[0].TemporalPositionIndex = 1 + number // 6


def _acquisitions(number: int, groups: Dataset) -> None:
    groups.FrameContentSequence[0].FrameAcquisitionNumber = 1 + number // 6


def _stack_ids(number: int, groups: Dataset) -> None:
    groups.FrameContentSequence[0].StackID = str(1 + number // 6)


def _kernels(number: int, groups: Dataset) -> None:
    groups.CTReconstructionSequence[0].ConvolutionKernel = ("FC30", "FC08")[number // 6]


_PHASES = {
    "temporal position": _temporal,
    "acquisition": _acquisitions,
    "stack": _stack_ids,
    "kernel": _kernels,
    "dimension": dimensions([(1 + n // 6, 1 + n % 6) for n in range(12)]),
}


@pytest.mark.parametrize("key", _PHASES)
def test_phases_in_one_file_are_told_apart(tmp_path: Path, key: str) -> None:
    first = written(tmp_path / "1")
    second = written(tmp_path / "2")
    for file in second:
        edit(file, put(RescaleIntercept="-2000"))
    folded = fold((*first, *second), tmp_path / "one", change=_PHASES[key])
    edit(folded, point_at(0x00200037 if key == "dimension" else 0x00200032, 0x00200032))
    one, two = scan(folded).stacks()
    assert (one.shape, one.action, two.shape, two.action) == ((6, 20, 28), "load", (6, 20, 28), "load")
    assert {image.pixels.intercept for image in one.images} != {
        image.pixels.intercept for image in two.images
    }
    assert {len({image.pixels.intercept for image in stack.images}) for stack in (one, two)} == {1}


def test_phases_that_nothing_tells_apart_are_refused(tmp_path: Path) -> None:
    first, second = written(tmp_path / "1"), written(tmp_path / "2")
    for file in second:
        edit(file, put(RescaleIntercept="-2000"))
    stack = only_stack(fold((*first, *second), tmp_path / "one"))
    assert stack.action == "refuse"
    assert "Different images lie in the same place" in stack.reasons[0]


def test_frames_said_over_and_over_are_refused(tmp_path: Path) -> None:
    """Two blocks with a gap between them, all of it ten times."""
    files = written(tmp_path, (30, 4, 6))
    folded = fold((*files[:6], *files[24:]), tmp_path / "one")
    for file in files[6:24]:
        file.unlink()
    dataset = pydicom.dcmread(folded)
    dataset.PerFrameFunctionalGroupsSequence = [*dataset.PerFrameFunctionalGroupsSequence] * 10
    dataset.NumberOfFrames = 120
    dataset.PixelData = b"".join(bytes([n]) * (len(dataset.PixelData) // 12) for n in range(120))
    dataset.save_as(folded)
    stacks = scan(folded).stacks()
    assert {stack.action for stack in stacks} == {"refuse"}
    assert all("ifferent images lie in the same place" in stack.reasons[0] for stack in stacks)


def test_a_copy_of_the_file_adds_nothing(tmp_path: Path) -> None:
    folded = fold(written(tmp_path), tmp_path / "one")
    (tmp_path / "copy").write_bytes(folded.read_bytes())
    stack = only_stack(tmp_path)
    assert (stack.shape, stack.action) == ((6, 20, 28), "load")


def test_dimension_indices_do_not_order_frames(tmp_path: Path) -> None:
    backwards = dimensions([(6 - number,) for number in range(6)])
    folded = fold(written(tmp_path), tmp_path / "one", change=backwards)
    edit(folded, point_at(0x00200032))
    stack = only_stack(folded)
    assert [image.frame for image in stack.images] == [0, 1, 2, 3, 4, 5]
    assert {image.phase for image in stack.images} == {""}


def test_a_gap_between_frames_is_named(tmp_path: Path) -> None:
    files = written(tmp_path, (9, 20, 28))
    stack = only_stack(fold((*files[:4], *files[5:]), tmp_path / "one"))
    assert stack.action == "refuse"
    assert "Slices are missing at z = " in stack.reasons[0]


@pytest.mark.parametrize("transformation", [True, False])
def test_a_c_arm_volume_says_that_its_values_are_no_hu(tmp_path: Path, transformation: bool) -> None:
    def change(_number: int, groups: Dataset) -> None:
        if transformation:
            groups.PixelValueTransformationSequence = holding(
                RescaleSlope=2, RescaleIntercept=-7, RescaleType="US"
            )

    stack = only_stack(fold(written(tmp_path), tmp_path / "one", CLASSES["c-arm"], change))
    assert stack.reasons == (C_ARM,)
    expected = (2.0, -7.0) if transformation else (1.0, 0.0)
    assert {(image.pixels.slope, image.pixels.intercept) for image in stack.images} == {expected}


_MACROS = (
    "PlanePositionSequence",
    "PlaneOrientationSequence",
    "PixelMeasuresSequence",
    "PixelValueTransformationSequence",
)


@pytest.mark.parametrize("macro", _MACROS)
@pytest.mark.parametrize("how", ["absent", "empty"])
def test_a_missing_macro_is_named(tmp_path: Path, macro: str, how: str) -> None:
    def change(number: int, groups: Dataset) -> None:
        if number == 3:
            delattr(groups, macro)
            if how == "empty":
                setattr(groups, macro, [])

    folded = fold(written(tmp_path), tmp_path / "one", change=change, shared=())
    assert refusal(folded) == f"{macro} is missing or not valid"


@pytest.mark.parametrize(
    ("macro", "keyword", "value"),
    [
        ("PlanePositionSequence", "ImagePositionPatient", None),
        ("PlanePositionSequence", "ImagePositionPatient", [1, 2]),
        ("PlaneOrientationSequence", "ImageOrientationPatient", [1, 0, 0, 1, 0, 0]),
        ("PixelMeasuresSequence", "PixelSpacing", [0, 1]),
        ("PixelValueTransformationSequence", "RescaleSlope", None),
        ("PixelValueTransformationSequence", "RescaleIntercept", None),
    ],
)
def test_a_macro_without_its_value_is_refused(
    tmp_path: Path, macro: str, keyword: str, value: object
) -> None:
    def change(number: int, groups: Dataset) -> None:
        if number == 1:
            put(**{keyword: value})(getattr(groups, macro)[0])

    folded = fold(written(tmp_path), tmp_path / "one", change=change, shared=())
    assert refusal(folded) == f"{keyword} is missing or not valid"


@pytest.mark.parametrize(
    ("elements", "words"),
    [
        ({"NumberOfFrames": None}, "NumberOfFrames is missing or not valid"),
        ({"NumberOfFrames": 0}, "NumberOfFrames is missing or not valid"),
        ({"NumberOfFrames": 7}, "it says that it holds 7 images and describes 6"),
        ({"NumberOfFrames": 5}, "it says that it holds 5 images and describes 6"),
        ({"NumberOfFrames": 2147483647}, "it says that it holds 2147483647 images; more than 10000 are"),
        (
            {"PerFrameFunctionalGroupsSequence": None},
            "PerFrameFunctionalGroupsSequence is missing or not valid",
        ),
        ({"FrameOfReferenceUID": None}, "FrameOfReferenceUID is missing or not valid"),
    ],
)
def test_a_file_that_does_not_describe_its_frames_is_refused(
    tmp_path: Path, elements: dict[str, object], words: str
) -> None:
    folded = fold(written(tmp_path), tmp_path / "one")
    edit(folded, put(**elements))
    assert words in refusal(folded)


def test_more_groups_than_can_be_are_refused(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(functional_groups, "MOST_FRAMES", 6)
    folded = fold(written(tmp_path, (7, 20, 28)), tmp_path / "one")
    assert "more than 6 are not read" in refusal(folded)
    edit(folded, put(NumberOfFrames=6))
    assert "it says that it holds 6 images and describes 7" in refusal(folded)


def test_a_header_longer_than_can_be_is_refused(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(functional_groups, "LONGEST_HEADER", 500)
    assert "header is longer" in refusal(fold(written(tmp_path), tmp_path / "one"))


def test_a_file_that_ends_within_its_frames_is_refused(tmp_path: Path) -> None:
    folded = fold(written(tmp_path), tmp_path / "one")
    folded.write_bytes(folded.read_bytes()[:-2])
    assert "The file ends before its pixels do" in only_stack(folded).reasons[0]


def test_several_frames_as_plain_ct_are_refused_by_name(tmp_path: Path) -> None:
    file = written(tmp_path, (1, 20, 28))[0]
    edit(file, put(NumberOfFrames="2"))
    (refused,) = scan(file).refused
    assert "it holds 2 images as CT Image Storage" in refused.reason
    assert refused.cure == "Export the images again, each in a file of its own or together as Enhanced CT."


def test_frames_lie_where_simpleitk_has_them(tmp_path: Path) -> None:
    """It reads an Enhanced CT whose frames are in order and share orientation, spacing and slope."""
    shared = ("PlaneOrientationSequence", "PixelMeasuresSequence", "PixelValueTransformationSequence")
    folded = fold(written(tmp_path, directions=PLANES["oblique"]), tmp_path / "one.dcm", shared=shared)
    ours = load_volume(only_stack(folded)).volume
    theirs: Any = SimpleITK.ReadImage(str(folded))
    k, j, i = ours.hu.shape
    for index in [(0, 0, 0), (i - 1, 0, 0), (0, j - 1, 0), (0, 0, k - 1), (i - 1, j - 1, k - 1)]:
        point = theirs.TransformIndexToPhysicalPoint(index)
        assert tuple(ours.to_patient(*index)) == pytest.approx(point, abs=1e-4)
    assert np.array_equal(SimpleITK.GetArrayFromImage(theirs), ours.hu)


def test_frames_that_simpleitk_has_elsewhere(tmp_path: Path) -> None:
    """A row of the table where a well-known reader is wrong: frames out of order, slices tilted."""
    folded = fold(shuffled(written(tmp_path, tilt_deg=17.0)), tmp_path / "one.dcm")
    stack = only_stack(folded)
    theirs: Any = SimpleITK.ReadImage(str(folded))
    first = stack.images[0]
    point = np.array(theirs.TransformIndexToPhysicalPoint((0, 0, first.frame)))
    assert np.linalg.norm(point - np.array(tuple(first.position))) > 1.0


def test_a_scan_of_400_frames_is_quick(tmp_path: Path) -> None:
    folded = fold(written(tmp_path, (400, 4, 6)), tmp_path / "one", undefined=True)
    start = perf_counter()
    (stack,) = scan(folded).stacks()
    assert perf_counter() - start < 1.0
    assert stack.shape == (400, 4, 6)


def test_move_is_seen(tmp_path: Path) -> None:
    """The measure itself: frames in other places are other places."""
    files = written(tmp_path)
    edit(files[0], move(0.2))
    stack = only_stack(fold(files, tmp_path / "one"))
    assert stack.action == "refuse"
