"""Where a bead is in the patient, there it is in the volume; more kinds are in `test_beads_everywhere`."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import numpy as np
import pytest
import SimpleITK

from planner.dicom.load import load_volume
from planner.dicom.scan import scan
from planner.dicom.study import Stack
from planner.dicom.write import Packing, SeriesHeader, write_ct_series
from planner.geometry.vectors import Point
from planner.imaging.volume import AIR_HU, Volume
from tests.dicom.phantom import (
    BEADS,
    HEADER,
    PLANES,
    SPACING_MM,
    Directions,
    beads_in,
    centroid,
    edit,
    matrix_of,
    noise,
    places,
    put,
    written,
)

AFFINE_MM = 0.01
TILTED_MM = 0.05


def only_stack(folder: Path) -> Stack:
    (series,) = scan(folder).series
    (stack,) = series.stacks
    return stack


def largest_error_mm(folder: Path, directions: Directions, tilt_deg: float) -> tuple[float, float]:
    """Return the error of the affine as loaded, at the corners, and of the beads in the volume."""
    matrix = matrix_of(directions, tilt_deg)
    write_ct_series(folder, beads_in(matrix), matrix, HEADER)
    stack = only_stack(folder)
    corners = np.indices((2, 2, 2)).reshape(3, -1) * (np.array(stack.shape[::-1]) - 1)[:, None]
    at = np.vstack([corners, np.ones(8)])
    affine_mm = np.linalg.norm((stack.affine() - matrix) @ at, axis=0).max()
    volume = load_volume(stack).volume
    beads_mm = max(np.linalg.norm(centroid(volume, bead) - np.array(tuple(bead))) for bead in BEADS)
    return float(affine_mm), float(beads_mm)


@pytest.mark.parametrize("plane", PLANES)
@pytest.mark.parametrize("tilt_deg", [-30.0, -12.5, 0.0, 0.05, 0.2, 5.5, 20.0, 30.0])
def test_beads_in_every_plane_and_tilt(tmp_path: Path, plane: str, tilt_deg: float) -> None:
    affine_mm, beads_mm = largest_error_mm(tmp_path, PLANES[plane], tilt_deg)
    assert affine_mm <= AFFINE_MM
    assert beads_mm <= TILTED_MM


def test_a_tilt_ignored_would_be_seen() -> None:
    """The measure itself: beads laid in a sheared grid and read as a right-angled one are far off."""
    hu = beads_in(matrix_of(PLANES["axial"], 5.5))
    volume = Volume(hu, matrix_of(PLANES["axial"]))
    assert max(np.linalg.norm(centroid(volume, bead) - np.array(tuple(bead))) for bead in BEADS) > 0.5


@pytest.mark.parametrize("plane", PLANES)
def test_the_plane_has_its_name(tmp_path: Path, plane: str) -> None:
    written(tmp_path, directions=PLANES[plane])
    assert only_stack(tmp_path).plane == plane


@pytest.mark.parametrize(("angle_deg", "plane"), [(29.5, "axial"), (30.5, "oblique")])
def test_a_plane_keeps_its_name_up_to_30_degrees(tmp_path: Path, angle_deg: float, plane: str) -> None:
    c, s = np.cos(np.radians(angle_deg)), np.sin(np.radians(angle_deg))
    written(tmp_path, directions=((1, 0, 0), (0, c, s)))
    assert only_stack(tmp_path).plane == plane


def read_by_simpleitk(folder: Path) -> Any:
    reader: Any = SimpleITK.ImageSeriesReader()  # type: ignore[no-untyped-call]
    reader.SetFileNames(reader.GetGDCMSeriesFileNames(str(folder)))
    return reader.Execute()


@pytest.mark.parametrize("plane", PLANES)
@pytest.mark.parametrize("packing", ["jpeg_ls", "explicit"])
def test_voxels_lie_where_simpleitk_has_them(tmp_path: Path, plane: str, packing: Packing) -> None:
    header = SeriesHeader(patient=HEADER.patient, seed="itk", packing=packing)
    written(tmp_path, directions=PLANES[plane], header=header)
    ours = load_volume(only_stack(tmp_path)).volume
    theirs = read_by_simpleitk(tmp_path)
    k, j, i = ours.hu.shape
    for index in [(0, 0, 0), (i - 1, 0, 0), (0, j - 1, 0), (0, 0, k - 1), (i - 1, j - 1, k - 1)]:
        point = theirs.TransformIndexToPhysicalPoint(index)
        assert tuple(ours.to_patient(*index)) == pytest.approx(point, abs=1e-4)
    assert np.array_equal(SimpleITK.GetArrayFromImage(theirs), ours.hu)


def test_order_and_names_of_files_do_not_matter(tmp_path: Path) -> None:
    files = written(tmp_path / "in order")
    first = load_volume(only_stack(tmp_path / "in order"))
    (tmp_path / "shuffled" / "deep").mkdir(parents=True)
    for number, file in enumerate(np.random.default_rng(5).permutation(np.array(files))):
        target = tmp_path / "shuffled" / ("deep" if number % 2 else ".") / f"IMG{number}"
        target.write_bytes(Path(file).read_bytes())
    second = load_volume(only_stack(tmp_path / "shuffled"))
    assert np.array_equal(first.volume.hu, second.volume.hu)
    assert np.array_equal(first.volume.voxel_to_patient, second.volume.voxel_to_patient)
    assert first.images == second.images


def test_tags_that_are_not_geometry_do_not_move_anything(tmp_path: Path) -> None:
    files = written(tmp_path)
    before = only_stack(tmp_path).voxel_to_patient
    for number, file in enumerate(files):
        odd = put(
            SliceThickness="9", SpacingBetweenSlices="-4", GantryDetectorTilt="25", InstanceNumber=99 - number
        )
        edit(file, odd)
    assert only_stack(tmp_path).voxel_to_patient == before


@pytest.mark.parametrize(("tilt_deg", "action"), [(0.09, "load"), (0.11, "resample")])
def test_a_stack_is_resampled_above_a_tenth_of_a_degree(tmp_path: Path, tilt_deg: float, action: str) -> None:
    written(tmp_path, tilt_deg=tilt_deg)
    stack = only_stack(tmp_path)
    assert stack.tilt_deg == pytest.approx(tilt_deg, abs=1e-4)
    assert stack.action == action
    assert any("resampled" in reason for reason in stack.reasons) == (action == "resample")


@pytest.mark.parametrize(("slices", "action"), [(20, "load"), (60, "resample")])
def test_a_long_stack_is_resampled_below_a_tenth_of_a_degree(
    tmp_path: Path, slices: int, action: str
) -> None:
    """0.08 degrees: 0.02 mm at the ends of 20 slices, 0.07 mm at those of 60."""
    written(tmp_path, shape=(slices, 8, 10), tilt_deg=0.08)
    assert only_stack(tmp_path).action == action


def test_a_shear_too_small_to_matter_is_squared_about_the_middle(tmp_path: Path) -> None:
    matrix = matrix_of(PLANES["oblique"], 0.09, (7, 20, 28))
    written(tmp_path, shape=(7, 20, 28), directions=PLANES["oblique"], tilt_deg=0.09)
    volume = load_volume(only_stack(tmp_path)).volume
    for i, j in ((0, 0), (27, 0), (0, 19)):
        truth = matrix @ (i, j, 3, 1)
        assert tuple(volume.to_patient(i, j, 3)) == pytest.approx(tuple(truth[:3]), abs=1e-6)


def test_a_resampled_volume_holds_every_slice(tmp_path: Path) -> None:
    matrix = matrix_of(PLANES["coronal"], 20.0)
    hu = noise((22, 40, 56))
    write_ct_series(tmp_path, hu, matrix, HEADER)
    stack = only_stack(tmp_path)
    loaded = load_volume(stack)
    volume = loaded.volume
    shift_mm = SPACING_MM[2] * np.tan(np.radians(20.0)) * 21
    assert volume.hu.shape[0] == 22
    assert volume.hu.shape[2] == 56
    assert volume.hu.shape[1] == pytest.approx(40 + shift_mm / SPACING_MM[1], abs=1.0)
    assert volume.spacing_mm == pytest.approx(SPACING_MM)
    assert stack.spacing_mm == pytest.approx(SPACING_MM)
    assert loaded.banners == ("Gantry tilt of 20.0°: resampled to right angles.",)
    total = (volume.hu - AIR_HU).sum(dtype=np.float64)
    assert total == pytest.approx((hu - AIR_HU).sum(dtype=np.float64), rel=1e-5)
    # the first slice is not moved, so its voxels keep their values
    i, j, k = volume.to_voxel(Point(*places(matrix, (1, 1, 1))[0, 0, 0]))
    assert volume.hu[round(k), round(j) : round(j) + 40, round(i) : round(i) + 56] == pytest.approx(hu[0])
