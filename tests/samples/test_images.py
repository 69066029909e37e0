"""The images of coarse cases: the same bytes every time, and tissue of the right HU at known places."""

from __future__ import annotations

import hashlib
import os
import subprocess
import sys
from pathlib import Path

import numpy as np
import pytest
from numpy.typing import NDArray

from planner.anatomy.spine import Level, Side
from planner.geometry.vectors import Point, Vector
from planner.imaging.volume import Volume
from planner.samples.cases import CASES, Case
from planner.samples.images import image_steps, make_images, pixel_digest
from planner.samples.numbers import Chance
from planner.samples.streaks import bloomed, metal_share, streaks
from tests.samples.conftest import coarse

PINNED = {
    "plain": "sha256:e6d91ee1078a31559a43d01f575709e0ec6078c20455e49d7f830657e62201ef",
    "screws": "sha256:6434f4144c37a85eee9d960a13b1bd5379f5f0681a82d28e7210e0e85ee8f4b9",
}
"""The digest of each coarse case: only sums, products, quotients and roots are used, so that every machine
finds the same. A change of the model changes them, and then the shipped cases are to be written anew."""


@pytest.fixture(scope="module")
def images(case: Case) -> NDArray[np.int16]:
    return make_images(coarse(case))


@pytest.fixture(scope="module")
def volume(case: Case, images: NDArray[np.int16]) -> Volume:
    return Volume(images, coarse(case).grid.voxel_to_patient.copy())


def test_the_same_recipe_gives_the_same_images_everywhere(case: Case, images: NDArray[np.int16]) -> None:
    assert pixel_digest(images) == PINNED[case.name]


def test_a_processor_without_its_vector_units_gives_the_same() -> None:
    program = (
        "from tests.samples.conftest import coarse; from planner.samples.cases import CASES;"
        "from planner.samples.images import *; print(pixel_digest(make_images(coarse(CASES['plain']))))"
    )
    less = {"NPY_DISABLE_CPU_FEATURES": "X86_V3 X86_V4 AVX512_ICL AVX512_SPR AVX2 FMA3 AVX512F AVX512_SKX"}
    run = subprocess.run(
        [sys.executable, "-W", "ignore", "-c", program],
        env={**os.environ, **less},
        cwd=Path(__file__).parents[2],
        capture_output=True,
        text=True,
        check=False,
    )
    assert run.stdout.strip() == PINNED["plain"], run.stderr


def test_progress_counts_to_the_end(case: Case) -> None:
    told: list[tuple[int, int]] = []
    small = coarse(case)
    make_images(small, lambda done, steps: told.append((done, steps)))
    steps = image_steps(small)
    assert told == [(n, steps) for n in range(1, steps + 1)]


def _mean(volume: Volume, centre: Point, half_mm: float) -> float:
    k, j, i = (round(x) for x in volume.to_voxel(centre)[::-1])
    a, b, c = (max(int(half_mm / s), 0) for s in volume.spacing_mm[::-1])
    return float(volume.hu[k - a : k + a + 1, j - b : j + b + 1, i - c : i + c + 1].mean())


def test_bodies_hold_cancellous_bone(case: Case, volume: Volume) -> None:
    for level in (Level.L1, Level.L2, Level.L3):
        bone = case.spine.bones[level]
        centre = bone.to_patient(Vector(0.0, -4.0, -bone.centrum.mid_height_mm / 2.0))
        assert _mean(volume, centre, 6.0) == pytest.approx(case.tissue.cancellous_hu, abs=40.0)


def test_muscle_fat_fluid_and_air(case: Case, volume: Volume) -> None:
    anchor = case.anchor
    assert _mean(volume, anchor + Vector(40.0, 0.0, -30.0), 6.0) == pytest.approx(56.0, abs=12.0)
    behind = case.body.skin_behind(anchor + Vector(45.0, 60.0, -112.0))
    assert _mean(volume, behind + Vector(0.0, -12.0, 0.0), 3.0) == pytest.approx(-100.0, abs=25.0)
    assert _mean(volume, behind + Vector(0.0, 7.0, 0.0), 1.0) < -900.0
    canal = Point(anchor.x, case.body.canal.single(anchor.z - 20.0) - 1.0, anchor.z - 20.0)
    assert 0.0 < _mean(volume, canal, 3.0) < 60.0


def test_the_air_behind_the_body_is_wide_enough_to_be_seen(case: Case, volume: Volume) -> None:
    for height in (-100.0, -60.0, -20.0):
        skin = case.body.skin_behind(case.anchor + Vector(30.0, 60.0, height))
        beyond = [volume.hu_at(skin + Vector(0.0, mm, 0.0)) for mm in (2.5, 4.0, 5.5)]
        assert all(hu is not None and hu < -400.0 for hu in beyond)


def test_screws_are_clipped_metal(volume: Volume, case: Case) -> None:
    for screw in case.implants.screws:
        for share in (0.3, 0.6, 0.9):
            hu = volume.hu_at(screw.entry.towards(screw.tip, share))
            assert hu is not None
            assert hu > 2500.0
    assert (volume.hu == 3071).any() == bool(case.screws)


def test_screws_lie_within_their_pedicles(case: Case) -> None:
    for screw in case.implants.screws:
        bone = case.spine.bones[screw.level]
        axis = [screw.entry.towards(screw.tip, share) for share in (0.15, 0.4, 0.7, 1.0)]
        assert max(bone.distance_mm(axis)) < -1.5
        assert (screw.tip.x - case.anchor.x) * screw.side.sign > 0.0
    assert {(s.level, s.side) for s in case.implants.screws} == {
        (lv, side) for lv in case.screws for side in Side
    }


def test_streaks_need_metal_and_stay_mild() -> None:
    case = coarse(CASES["screws"])
    share = metal_share(case.grid, case.implants.bars)
    spacing = (case.scan.spacing_mm[0], case.scan.spacing_mm[1])
    added = streaks(share, spacing, Chance(1))
    with_metal = share.reshape(len(share), -1).any(axis=1)
    assert not added[~with_metal].any()
    outside = np.abs(added[with_metal][bloomed(share)[with_metal] == 0.0])
    assert 3.0 < np.median(outside) < 60.0
    assert outside.max() < 900.0
    assert not streaks(np.zeros_like(share), spacing, Chance(1)).any()


def test_bloom_widens_metal_and_makes_none() -> None:
    share = np.zeros((3, 9, 9), np.float32)
    share[1, 4, 4] = 1.0
    wide = bloomed(share)
    assert wide.sum() == pytest.approx(1.0)
    assert (wide[1] > 0).sum() == 25
    assert not wide[[0, 2]].any()


def test_the_digest_is_that_of_the_plan_file() -> None:
    hu = np.arange(24, dtype=np.int16).reshape(2, 3, 4)
    assert pixel_digest(hu) == "sha256:" + hashlib.sha256(hu.astype("<i2").tobytes()).hexdigest()
