"""The coarse body: means of blocks in the right place."""

from __future__ import annotations

import numpy as np
import pytest

from planner.imaging.blocks import block_means
from planner.imaging.projection import Body
from planner.imaging.volume import Hu, Volume
from tests.imaging.oracles import means_of_blocks
from tests.imaging.turning import turned


@pytest.mark.parametrize("whole", [True, False])
@pytest.mark.parametrize("factors", [(2, 2, 2), (1, 2, 2), (2, 1, 2), (2, 2, 1), (1, 1, 1)])
@pytest.mark.parametrize("shape", [(8, 12, 10), (7, 9, 5), (1, 1, 1)])
def test_blocks_are_means(shape: tuple[int, int, int], factors: tuple[int, int, int], whole: bool) -> None:
    chance = np.random.default_rng(2).integers(-1500, 3000, shape)
    hu: Hu = chance.astype(np.int16) if whole else chance.astype(np.float32)
    found = block_means(hu, factors)
    assert found.dtype == hu.dtype
    np.testing.assert_allclose(found, means_of_blocks(hu, factors), atol=0.5 if whole else 1e-3)


def body(spacing_mm: tuple[float, float, float], shape: tuple[int, int, int]) -> Body:
    hu = np.full(shape, -1000, np.int16)
    hu[3:-2, 4:-3, 5:-5] = 40
    return Body.of(Volume(hu, turned(spacing_mm, shape, 20.0)))


@pytest.mark.parametrize(
    ("spacing_mm", "halved"),
    [
        ((0.7, 0.7, 1.0), (True, True, True)),
        ((0.63, 0.63, 3.0), (True, True, False)),
        ((2.5, 0.6, 0.6), (False, True, True)),
    ],
)
def test_only_fine_axes_are_halved(
    spacing_mm: tuple[float, float, float], halved: tuple[bool, bool, bool]
) -> None:
    fine = body(spacing_mm, (31, 40, 44))
    coarse = fine.coarse
    assert coarse is fine.coarse
    for axis in range(3):
        n = fine.hu.shape[2 - axis]
        assert coarse.hu.shape[2 - axis] == (-(-n // 2) if halved[axis] else n)
    sizes = np.linalg.norm(np.linalg.inv(coarse.patient_to_voxel[:3, :3]), axis=0)
    expected = [mm * 2 if half else mm for mm, half in zip(spacing_mm, halved, strict=True)]
    assert sizes == pytest.approx(expected)


def test_the_first_faces_stay_where_they_are() -> None:
    fine = body((0.7, 0.8, 3.0), (31, 40, 44))
    corner = np.linalg.inv(fine.patient_to_voxel) @ (-0.5, -0.5, -0.5, 1.0)
    assert fine.coarse.patient_to_voxel @ corner == pytest.approx((-0.5, -0.5, -0.5, 1.0))


def test_the_box_of_the_coarse_body_holds_that_of_the_fine() -> None:
    coarse = body((0.7, 0.8, 3.0), (31, 40, 44)).coarse
    assert (coarse.low, coarse.high) == ((3, 2, 2), (29, 19, 20))
    assert (coarse.hu[3:29, 2:19, 2:20] > -1000).any(axis=(1, 2)).all()


def test_a_body_without_fine_axes_is_its_own_coarse_one() -> None:
    made = body((1.5, 1.4, 3.0), (12, 14, 20))
    assert made.coarse is made
