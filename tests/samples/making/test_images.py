"""Parts put together and scanned: on few voxels, whatever way the slices lie."""

from __future__ import annotations

from functools import cache

import numpy as np
import pytest
from numpy.typing import NDArray

from planner.geometry.vectors import Point, Vector
from planner.samples.catalogue.cases import CASES
from planner.samples.grid import Grid
from planner.samples.making import images
from planner.samples.making.images import between_slices, isocentre, scanner_for, thin_grid
from planner.samples.making.model import Model
from planner.samples.scanning.profile import profile
from planner.samples.series.acquisition import Acquisition, Reconstruction
from planner.samples.series.layout import series_of
from tests.samples.catalogue.toy import coarse


def told(_share: float, _words: str) -> None:
    """Hear how far it is and forget it."""


@cache
def made(name: str) -> Model:
    return Model(coarse(CASES[name], by=4))


def pictures(name: str) -> tuple[NDArray[np.int16], ...]:
    model = made(name)
    return tuple(
        hu for series in series_of(model.case.acquisition, model.frames) for hu in model.images(series, told)
    )


def sheared() -> Grid:
    matrix = np.eye(4)
    matrix[:3, 0], matrix[:3, 1], matrix[:3, 2] = (0.7, 0.0, 0.0), (0.0, 0.88, 0.18), (0.0, 0.0, 2.0)
    matrix[:3, 3] = (-70.0, -90.0, -500.0)
    return Grid((30, 200, 220), matrix)


def test_the_isocentre_lies_in_the_middle_slice_in_front_of_the_spine() -> None:
    grid, spine = sheared(), Point(5.0, -4.0, -420.0)
    found = isocentre(spine, grid)
    index = np.linalg.inv(grid.voxel_to_patient) @ (*found, 1.0)
    assert index[2] == pytest.approx(14.5)
    away = found - spine
    assert (away.x, away.y) == pytest.approx((0.0, -images.IN_FRONT_MM))


def test_thin_slices_lie_in_and_beside_the_slices_they_make() -> None:
    grid, slices = sheared(), profile(2.0, 3.0)
    fine = thin_grid(grid, slices)
    assert fine.shape == (slices.thin(30), 200, 220)
    for k in (0, 7, 29):
        thin = fine.voxel_to_patient @ (3, 5, k * slices.per_step + slices.reach, 1)
        assert thin == pytest.approx(grid.voxel_to_patient @ (3, 5, k, 1))


def test_what_is_straight_stays_straight_between_slices() -> None:
    slices = profile(1.0, 1.0)
    ramp = np.arange(40, dtype=np.float32)[:, None, None] * np.ones((1, 3, 4), np.float32)
    whole = between_slices(ramp[4:20].copy(), ramp[3], ramp[20], slices)
    assert slices.averaged(whole) == pytest.approx(ramp[4:20])
    half = between_slices(ramp[4:12].copy(), ramp[3], ramp[12], slices)
    assert np.array_equal(half, whole[: half.shape[0]])


def test_a_sharp_kernel_is_noisier_and_a_thick_slice_quieter() -> None:
    def noise(kernel: str, thickness_mm: float) -> float:
        one = Reconstruction(kernel="bone" if kernel == "bone" else "soft", thickness_mm=thickness_mm)
        return scanner_for(Acquisition(noise_hu=13.0), one, profile(1.0, thickness_mm)).noise_hu

    assert noise("soft", 1.0) == pytest.approx(13.0)
    assert noise("bone", 1.0) > 1.5 * 13.0
    assert noise("soft", 4.0) == pytest.approx(6.5)


def test_bone_air_and_clipped_metal_lie_where_they_are() -> None:
    model = made("screws")
    (hu,) = pictures("screws")
    block = series_of(model.case.acquisition, model.frames)[0].blocks[0]
    assert hu.dtype == np.int16
    assert hu.shape == block.grid.shape
    assert hu.max() == 3071
    inverse = np.linalg.inv(block.grid.voxel_to_patient)
    shafts = [s.entry.towards(s.tip, 0.3) for s in model.implants.screws]
    k, j, i = np.rint((inverse @ np.array([(*p, 1.0) for p in shafts]).T)[2::-1]).astype(int)
    assert hu[k, j, i].min() > 1500
    skin = model.body.skin_behind(model.frames["L3"].origin)
    outside = inverse @ (*(skin + Vector(0.0, 14.0, 0.0)), 1.0)
    inside = inverse @ (*(skin + Vector(0.0, -9.0, 0.0)), 1.0)
    k, j, i = np.rint(np.stack([outside, inside])[:, 2::-1].T).astype(int)
    assert hu[k[0], j[0], i[0]] < -600 < hu[k[1], j[1], i[1]]


@pytest.mark.parametrize("name", ["tilted", "decubitus", "discs"])
def test_however_the_slices_lie_they_show_bone_in_tissue(name: str) -> None:
    model = made(name)
    series = series_of(model.case.acquisition, model.frames)[0]
    for block, hu in zip(series.blocks, pictures(name), strict=True):
        assert hu.shape == block.grid.shape
        assert (hu > 250).mean() > 0.01
        assert 0.1 < ((hu > -200) & (hu < 250)).mean() < 0.99


def test_the_same_case_has_the_same_values_however_it_is_cut(monkeypatch: pytest.MonkeyPatch) -> None:
    (once,) = pictures("plain")
    monkeypatch.setattr(images, "CHUNK", 5)
    monkeypatch.setattr(images, "WORKERS", 1)
    (again,) = pictures("plain")
    assert np.array_equal(once, again)
