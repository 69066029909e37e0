"""What is asked of a scanner is what the reader finds: geometry to 0.01 mm, position, tilt and verdict."""

from __future__ import annotations

from pathlib import Path

import numpy as np
import pydicom
import pytest

from planner.anatomy.spine import Level
from planner.dicom.load import load_volume
from planner.dicom.scan import scan
from planner.dicom.study import Stack
from planner.dicom.write import write_ct_series
from planner.geometry.vectors import LEFT, POSTERIOR, SUPERIOR
from planner.plan.identity import Patient
from planner.samples.series.acquisition import Acquisition, Reconstruction
from planner.samples.series.layout import Block, Series, series_of
from planner.samples.series.position import PatientPosition
from planner.samples.series.says import Study, header_of
from tests.dicom.phantom import POSITIONS
from tests.samples.series.spine import FRAMES

COARSE = Reconstruction(rows=18, columns=22, pixel_mm=9.7, spacing_mm=6.5, thickness_mm=8.0)
SHORT_MM = 65.0
STUDY = Study(
    seed="t", name="test", patient=Patient(id="SAMPLE-T", name="SAMPLE^T", sex="F"), date="20240412"
)


def _written(folder: Path, acquisition: Acquisition) -> tuple[Series, tuple[Stack, ...]]:
    """Write the first series of an acquisition, and return it with the stacks that the reader finds."""
    series = series_of(acquisition, FRAMES)[0]
    for number, block in enumerate(series.blocks):
        shape = block.grid.shape
        hu = np.full(shape, 100 * number, np.int16)
        hu += np.arange(shape[0], dtype=np.int16)[:, None, None]
        header = header_of(STUDY, series, block)
        write_ct_series(folder, hu, block.grid.voxel_to_patient, header, block.first, block.last_is_first)
    study = scan(folder)
    assert study.refused == ()
    return series, study.volumes()


def _largest_error_mm(stack: Stack, block: Block) -> float:
    corners = np.indices((2, 2, 2)).reshape(3, -1) * (np.array(stack.shape[::-1]) - 1)[:, None]
    off = (stack.affine() - block.grid.voxel_to_patient) @ np.vstack([corners, np.ones(8)])
    return float(np.linalg.norm(off, axis=0).max())


@pytest.mark.parametrize("position", PatientPosition)
def test_rows_and_columns_are_those_of_the_standard(position: PatientPosition) -> None:
    row, column = POSITIONS[position]
    assert (tuple(position.right), tuple(position.down)) == (row, column)
    assert position.right.cross(position.down) == position.along


def test_things_fall_to_the_table() -> None:
    assert PatientPosition.HFS.down == PatientPosition.FFS.down == POSTERIOR
    assert PatientPosition.HFP.down == -POSTERIOR
    assert PatientPosition.HFDL.down == PatientPosition.FFDL.down == LEFT
    assert PatientPosition.FFP.along == -SUPERIOR


@pytest.mark.parametrize("tilt_deg", [0.0, 12.0, -22.5])
@pytest.mark.parametrize("position", PatientPosition)
def test_a_stack_is_loaded_as_it_was_asked(
    tmp_path: Path, position: PatientPosition, tilt_deg: float
) -> None:
    acquisition = Acquisition(
        position=position, tilt_deg=tilt_deg, length_mm=SHORT_MM, reconstructions=(COARSE,)
    )
    series, stacks = _written(tmp_path, acquisition)
    assert len(stacks) == 1
    assert _largest_error_mm(stacks[0], series.blocks[0]) < 0.01
    assert stacks[0].tilt_deg == pytest.approx(abs(tilt_deg), abs=1e-6)
    assert stacks[0].action == ("resample" if tilt_deg else "load")
    loaded = load_volume(stacks[0])
    assert loaded.patient_position == position
    assert loaded.sample
    assert len(loaded.banners) == (1 if tilt_deg else 0)


def test_the_header_says_the_tilt_and_the_table_goes_straight_on(tmp_path: Path) -> None:
    acquisition = Acquisition(tilt_deg=12.0, length_mm=SHORT_MM, reconstructions=(COARSE,))
    _written(tmp_path, acquisition)
    datasets = [pydicom.dcmread(path) for path in sorted(tmp_path.iterdir())]
    assert {float(dataset.GantryDetectorTilt) for dataset in datasets} == {12.0}
    places = np.array([dataset.ImagePositionPatient for dataset in datasets], dtype=float)
    # the first image is the one nearest to the head
    assert np.allclose(np.diff(places, axis=0), (0.0, 0.0, -6.5))
    assert datasets[0].ImageOrientationPatient[5] == pytest.approx(0.20791169)
    assert {dataset.ScanOptions for dataset in datasets} == {"AXIAL"}


def test_a_block_lies_along_each_disc_as_far_as_the_gantry_goes(tmp_path: Path) -> None:
    discs = (Level.L3, Level.L4, Level.L5, Level.S1)
    acquisition = Acquisition(discs=discs, length_mm=33.0, reconstructions=(COARSE,), behind_mm=20.0)
    series, stacks = _written(tmp_path, acquisition)
    assert len(stacks) == 4
    assert [block.tilt_deg for block in series.blocks] == [-1.0, 7.0, 17.0, 30.0]
    for disc, block in zip(discs, series.blocks, strict=True):
        found = min(stacks, key=lambda stack: _largest_error_mm(stack, block))
        assert _largest_error_mm(found, block) < 0.01
        assert found.action == "resample"
        i, j, _k = block.grid.voxel_to_patient[:3, :3].T
        normal = np.cross(i, j) / (9.7 * 9.7)
        along = float(normal @ np.array(tuple(FRAMES[disc].superior)))
        assert along == pytest.approx(1.0 if disc is not Level.S1 else 0.9925, abs=1e-4)
        middle = block.grid.voxel_to_patient @ (10.5, 8.5, 2.0, 1.0)
        expected = FRAMES[disc].origin + FRAMES[disc].superior * 4.0 + FRAMES[disc].posterior * 20.0
        assert np.allclose(middle[:3], tuple(expected), atol=0.06)
    digits = [hu for stack in stacks for hu in np.unique(load_volume(stack).volume.hu) if hu >= 0]
    assert {int(hu) // 100 for hu in digits} == {0, 1, 2, 3}


def test_a_prone_person_has_blocks_along_the_discs_too() -> None:
    acquisition = Acquisition(
        position=PatientPosition.FFP, discs=(Level.L5,), length_mm=33.0, reconstructions=(COARSE,)
    )
    grid = series_of(acquisition, FRAMES)[0].blocks[0].grid
    i, j, _k = grid.voxel_to_patient[:3, :3].T
    along = np.cross(i, j) @ np.array(tuple(FRAMES[Level.L5].superior)) / (9.7 * 9.7)
    assert along == pytest.approx(-1.0)


@pytest.mark.parametrize("position", [PatientPosition.HFS, PatientPosition.FFP, PatientPosition.HFDL])
@pytest.mark.parametrize("from_head", [True, False])
def test_images_are_numbered_the_way_the_table_went(
    tmp_path: Path, position: PatientPosition, from_head: bool
) -> None:
    acquisition = Acquisition(
        position=position, from_head=from_head, length_mm=SHORT_MM, reconstructions=(COARSE,)
    )
    _written(tmp_path, acquisition)
    heights = [pydicom.dcmread(path).ImagePositionPatient[2] for path in sorted(tmp_path.iterdir())]
    assert heights == sorted(heights, reverse=from_head)


def test_the_field_lies_where_it_was_asked() -> None:
    acquisition = Acquisition(
        below_mm=30.0, length_mm=230.0, behind_mm=25.0, left_mm=-7.0, reconstructions=(COARSE,)
    )
    grid = series_of(acquisition, FRAMES)[0].blocks[0].grid
    n = np.array(grid.shape[::-1])
    ends = [(grid.voxel_to_patient @ (*((n - 1) * share), 1.0))[:3] for share in (0.0, 0.5, 1.0)]
    spine, bottom = FRAMES[Level.L3].origin, FRAMES[Level.S1].origin.z - 30.0
    assert np.allclose(ends[1], (spine.x - 7.0, spine.y + 25.0, bottom + 115.0), atol=0.06)
    # the slices, with half a spacing at both ends, make up the length
    assert ends[0][2] == pytest.approx(bottom, abs=6.5)
    assert ends[2][2] == pytest.approx(bottom + 230.0, abs=6.5)


def test_series_of_one_acquisition_are_of_one_study(tmp_path: Path) -> None:
    soft = Reconstruction(kernel="soft", rows=18, columns=22, pixel_mm=9.7, spacing_mm=6.5, packing="rle")
    made = series_of(Acquisition(length_mm=SHORT_MM, reconstructions=(soft, COARSE)), FRAMES)
    headers = [header_of(STUDY, each, each.blocks[0]) for each in made]
    assert [header.series_number for header in headers] == [2, 3]
    assert [header.bits_stored for header in headers] == [12, 16]
    for each, header in zip(made, headers, strict=True):
        grid = each.blocks[0].grid
        write_ct_series(
            tmp_path / header.convolution_kernel,
            np.zeros(grid.shape, np.int16),
            grid.voxel_to_patient,
            header,
        )
    study = scan(tmp_path)
    assert len({stack.acquisition.study_uid for stack in study.volumes()}) == 1
    assert len({stack.acquisition.frame_of_reference_uid for stack in study.volumes()}) == 1
    best = study.best()
    assert best is not None
    assert best.kernel == "BONE"


@pytest.mark.parametrize(
    "wrong",
    [
        {"tilt_deg": 31.0},
        {"tilt_deg": 5.0, "discs": (Level.L5,)},
        {"reconstructions": ()},
        {"length_mm": 0.0},
        {"noise_hu": -1.0},
        {"sagittal_mm": 0.0},
        {"sagittal_mm": 2.0, "tilt_deg": 5.0},
        {"sagittal_mm": 2.0, "position": PatientPosition.HFP},
    ],
)
def test_what_no_scanner_does_is_refused(wrong: dict[str, object]) -> None:
    with pytest.raises(ValueError, match=r"gantry|blocks|acquisition"):
        Acquisition(**wrong)  # type: ignore[arg-type]


@pytest.mark.parametrize("wrong", [{"rows": 0}, {"spacing_mm": -1.0}, {"clip_hu": (5, 5)}])
def test_what_is_no_reconstruction_is_refused(wrong: dict[str, object]) -> None:
    with pytest.raises(ValueError, match="reconstruction"):
        Reconstruction(**wrong)  # type: ignore[arg-type]
