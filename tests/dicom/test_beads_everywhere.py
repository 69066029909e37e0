"""Where a bead is in the patient, there it is in the volume: of every kind of stack, in every syntax."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import numpy as np
import pydicom
import pytest
from numpy.typing import NDArray

from planner.geometry.vectors import Point
from tests.dicom.beads import AFFINE_MM, Found, Kind, Truth, found, put_beads, table, table_in
from tests.dicom.kinds_of_stacks import KINDS, LOSSLESS, OBLIQUE, TILTED, packed
from tests.dicom.phantom import SIGMA_MM
from tests.dicom.table import COMMAND, PAGE

FoundOf = Callable[[Kind], tuple[Found, ...]]


@pytest.fixture(scope="module")
def found_of(tmp_path_factory: pytest.TempPathFactory) -> FoundOf:
    """Return what is found of a kind; each is tried once."""
    known: dict[Kind, tuple[Found, ...]] = {}

    def measured(kind: Kind) -> tuple[Found, ...]:
        if kind not in known:
            known[kind] = found(kind, tmp_path_factory.mktemp("kind"))
        return known[kind]

    return measured


@pytest.mark.parametrize("kind", KINDS, ids=lambda kind: f"{kind.group}: {kind.name}")
def test_beads(kind: Kind, found_of: FoundOf) -> None:
    for stack in found_of(kind):
        assert stack.corner_mm <= AFFINE_MM
        assert stack.bead_mm <= max(stack.truth.within_mm, kind.loss_mm)


@pytest.mark.parametrize("kind", LOSSLESS, ids=lambda kind: kind.name)
def test_without_loss_every_value_is_the_same(
    kind: Kind, found_of: FoundOf, plain: tuple[Found, ...]
) -> None:
    for ours, theirs in zip(found_of(kind), plain, strict=True):
        assert np.array_equal(ours.volume.hu, theirs.volume.hu)
        assert np.array_equal(ours.volume.voxel_to_patient, theirs.volume.voxel_to_patient)


@pytest.fixture(scope="module")
def plain(tmp_path_factory: pytest.TempPathFactory) -> tuple[Found, ...]:
    return found(Kind("", "as written", packed()), tmp_path_factory.mktemp("plain"))


@pytest.mark.parametrize("truth", [OBLIQUE, TILTED], ids=["oblique", "tilted"])
def test_the_files_themselves_hold_the_beads_there(tmp_path: Path, truth: Truth) -> None:
    """By the equation of PS3.3 C.7.6.2.1.1 and nothing of ours: reader and writer share no fault."""
    files = put_beads(tmp_path, truth)
    for bead in truth.beads:
        assert np.linalg.norm(_centroid_in(files, bead) - np.array(tuple(bead))) <= AFFINE_MM / 10


def _centroid_in(files: list[Path], bead: Point) -> NDArray[np.float64]:
    total, weights = np.zeros(3), 0.0
    for file in files:
        image = pydicom.dcmread(file)
        j, i = np.indices(image.pixel_array.shape)[..., None]
        rows_mm, columns_mm = (float(value) for value in image.PixelSpacing)
        along_row, along_column = np.array(image.ImageOrientationPatient, dtype=float).reshape(2, 3)
        at = np.array(image.ImagePositionPatient, dtype=float)
        at = at + along_row * columns_mm * i + along_column * rows_mm * j
        near = ((at - np.array(tuple(bead))) ** 2).sum(axis=-1) < (4 * SIGMA_MM) ** 2
        weight = image.pixel_array[near] * float(image.RescaleSlope) + float(image.RescaleIntercept) + 1000.0
        total, weights = total + (at[near] * weight[:, None]).sum(axis=0), weights + weight.sum()
    return total / weights


def test_the_page_of_cases_says_what_is_measured_now(found_of: FoundOf) -> None:
    assert table_in(PAGE.read_text(encoding="utf-8")) == table(KINDS, found_of), f"run `{COMMAND}`"
