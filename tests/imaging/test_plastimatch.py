"""The picture of a real CT is the one that another program makes of it."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from pathlib import Path

import numpy as np
import pytest
from numpy.typing import NDArray

from planner.carm.angles import CArmAngles
from planner.carm.beam import Beam, Detector
from planner.carm.fluoroscopy import screen_of, water_picture
from planner.dicom.reader import Reader
from planner.imaging.projection import Body, water_paths
from planner.imaging.volume import Volume
from tests.imaging.plastimatch import available, projected, write_water

BLOCK = 3
"""Pixels are compared in blocks: plastimatch sees voxels as boxes, and single rays run along their walls."""
DETECTOR = Detector(BLOCK * 180, BLOCK * 180, 1.1 / BLOCK)


@pytest.fixture(scope="module")
def volume(real_data: Callable[[str], Path]) -> Volume:
    reader = Reader()
    try:
        return reader.load(reader.scan(real_data("lumbar_ct_sagittal")).choose()).volume
    finally:
        reader.close()


@pytest.fixture(scope="module")
def water(volume: Volume, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Path]:
    available()
    path = tmp_path_factory.mktemp("plastimatch") / "water.mha"
    write_water(volume, path)
    yield path
    path.unlink()


def in_blocks(picture: NDArray[np.float32]) -> NDArray[np.float64]:
    rows, columns = picture.shape
    blocks = picture.astype(np.float64).reshape(rows // BLOCK, BLOCK, columns // BLOCK, BLOCK)
    means: NDArray[np.float64] = blocks.mean(axis=(1, 3))
    return means


def alike(a: NDArray[np.float64], b: NDArray[np.float64]) -> float:
    return float(np.corrcoef(a.ravel(), b.ravel())[0, 1])


@pytest.mark.parametrize("angles_deg", [(180.0, 0.0), (150.0, 15.0), (-120.0, -10.0)])
def test_a_real_ct_looks_as_plastimatch_sees_it(
    volume: Volume, water: Path, angles_deg: tuple[float, float]
) -> None:
    beam = Beam(CArmAngles(*angles_deg), volume.centre, detector=DETECTOR)
    ours = in_blocks(water_picture(Body.of(volume), beam))
    theirs = in_blocks(projected(volume, water, beam)[0])
    found = alike(ours, theirs)
    assert found >= 0.999
    turned = [np.rot90(theirs, n) for n in range(4)]
    others = [alike(ours, other) for other in (*turned[1:], *(np.fliplr(one) for one in turned))]
    assert max(others) < found - 0.01
    shares = ours[ours > 50.0] / theirs[ours > 50.0]
    assert np.percentile(shares, 95) / np.percentile(shares, 5) < 1.05


@pytest.mark.parametrize("angles_deg", [(180.0, 0.0), (150.0, 15.0), (90.0, 0.0)])
def test_the_coarse_picture_of_a_real_ct_is_the_full_one_reduced(
    volume: Volume, angles_deg: tuple[float, float]
) -> None:
    body, beam = (
        Body.of(volume),
        Beam(CArmAngles(*angles_deg), volume.centre, detector=Detector(360, 360, 0.5)),
    )
    half = beam.coarser(2)
    coarse = water_paths(body.coarse, half.source, screen_of(half)).astype(np.float64)
    reduced = water_picture(body, beam).astype(np.float64).reshape(180, 2, 180, 2).mean(axis=(1, 3))
    assert alike(coarse, reduced) >= 0.998
