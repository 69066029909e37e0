"""Noise, streaks and values of whole scans, as theory wants them."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from functools import cache
from hashlib import sha256

import numpy as np
import pytest
from numpy.typing import NDArray

from planner.samples.scanning.beam import beam, left_of
from planner.samples.scanning.errors import _tube
from planner.samples.scanning.fan import Fan
from planner.samples.scanning.kernels import BONE, SOFT
from planner.samples.scanning.profile import profile
from planner.samples.scanning.scanner import CLIP_12_BIT, Metal, Scanner
from planner.samples.series.acquisition import EXTENDED
from tests.samples.scanning.scans import cylinder, scan, square

Image = NDArray[np.float64]

SCANNER = Scanner(noise_hu=15.0)


@cache
def water() -> NDArray[np.float64]:
    return scan(square(96, 1.0, slices=12), cylinder(150.0), SCANNER)


def test_water_is_water_with_the_noise_that_was_asked_for() -> None:
    middle = water()[:, 38:58, 38:58]
    assert middle.mean() == pytest.approx(0.0, abs=0.5)
    assert middle.std() == pytest.approx(15.0, rel=0.06)


def test_a_sharper_kernel_gives_the_noise_that_was_asked_for_too() -> None:
    found = scan(square(48, 0.5, slices=8), cylinder(150.0), Scanner(kernel=BONE, noise_hu=40.0))
    assert found.std() == pytest.approx(40.0, rel=0.06)


def test_thick_patients_are_noisier() -> None:
    thick = scan(square(32, 1.0, slices=4), cylinder(200.0), SCANNER)
    thin = scan(square(32, 1.0, slices=4), cylinder(110.0), SCANNER)
    assert thick.std() > 2.0 * 15.0 > 4.0 * thin.std()


def power(images: NDArray[np.float64], pixel_mm: float) -> tuple[NDArray[np.float64], NDArray[np.float64]]:
    """Return frequencies and the noise power averaged over directions."""
    size = images.shape[1]
    spectrum = (np.abs(np.fft.fft2(images - images.mean())) ** 2).mean(axis=0)
    f = np.fft.fftfreq(size, pixel_mm)
    radius = np.hypot(f[:, None], f[None, :])
    edges = np.linspace(0.02, 0.5 / pixel_mm, 13)
    bins = np.digitize(radius, edges)
    return (edges[1:] + edges[:-1]) / 2, np.array([spectrum[bins == n].mean() for n in range(1, 13)])


def test_the_power_of_the_noise_rises_with_the_ramp_and_falls_with_the_kernel() -> None:
    images = scan(square(64, 0.6, slices=12), cylinder(150.0), SCANNER)
    f, found = power(images, 0.6)
    peak = int(np.argmax(found))
    assert 0.1 < f[peak] < 0.5
    assert found[0] < 0.55 * found[peak]
    assert found[-1] < 0.1 * found[peak]
    theory = f * np.array([SOFT.transfer(value) for value in f]) ** 2
    assert np.corrcoef(found, theory)[0, 1] > 0.97


def neighbours(images: NDArray[np.float64], axis: int, step: int) -> float:
    """Return the correlation of pixels so far apart."""
    n = images.shape[axis]
    a = np.take(images, range(step, n), axis).ravel()
    b = np.take(images, range(n - step), axis).ravel()
    return float(np.corrcoef(a, b)[0, 1])


def test_the_grain_lies_along_the_longer_way_through_the_body() -> None:
    def ellipse(x: NDArray[np.float64], y: NDArray[np.float64]) -> NDArray[np.float64]:
        return np.where((x / 190.0) ** 2 + (y / 105.0) ** 2 < 1.0, 0.0, -1000.0)

    images = scan(square(64, 0.6, slices=8), ellipse, SCANNER)
    assert neighbours(images, 2, 3) > neighbours(images, 1, 3) + 0.1


def test_slices_that_overlap_share_noise() -> None:
    grid, body = square(32, 1.0, slices=16), cylinder(150.0)
    apart = scan(grid, body, SCANNER)
    shared = scan(grid, body, replace(SCANNER, shares=profile(1.0, 2.0).shares))
    assert abs(neighbours(apart, 0, 1)) < 0.08
    assert neighbours(shared, 0, 1) > 0.3
    assert shared.std() == pytest.approx(15.0, rel=0.08)


def test_the_same_acquisition_gives_the_same_noise_whatever_else_is_scanned() -> None:
    body = cylinder(120.0)
    few = scan(square(24, 1.0, slices=33), body, SCANNER)
    assert np.array_equal(few, scan(square(24, 1.0, slices=33), body, SCANNER))
    assert not np.array_equal(few, scan(square(24, 1.0, slices=33), body, SCANNER, seed=2))
    assert not np.array_equal(few[0], few[1])
    assert not np.array_equal(few[0], few[32])


def test_a_cut_off_field_has_the_noise_of_the_whole_body() -> None:
    cut = scan(square(24, 1.0, slices=12), cylinder(150.0), SCANNER)
    assert cut.std() == pytest.approx(water()[:, 36:60, 36:60].std(), rel=0.08)


def bars(pixels: int, pixel_mm: float, at: Sequence[tuple[float, float]], radius: float) -> Metal:
    """Return upright titanium bars round points in the plane."""
    grid = square(pixels, pixel_mm)
    fine = 8
    share = np.zeros((1, pixels, pixels), np.float32)
    line = ((np.arange(pixels * fine) + 0.5) / fine - pixels / 2.0) * pixel_mm
    inside = np.zeros((line.size, line.size), bool)
    for x, y in at:
        inside |= (line[None, :] - x) ** 2 + (line[:, None] - y) ** 2 < radius**2
    share[0] = inside.reshape(pixels, fine, pixels, fine).mean(axis=(1, 3))
    return Metal("titanium", 9000.0, grid.everything, share)


@cache
def two_rods(clip_hu: tuple[int, int] = EXTENDED) -> Image:
    metal = bars(160, 0.6, [(-25.0, 0.0), (25.0, 0.0)], 3.0)
    scanner = replace(SCANNER, clip_hu=clip_hu)
    image: Image = scan(square(160, 0.6), cylinder(140.0, 40.0), scanner, (metal,))[0]
    return image


def mean_at(image: NDArray[np.float64], x: float, y: float, half: int = 5) -> float:
    j, i = round(y / 0.6 + 79.5), round(x / 0.6 + 79.5)
    return float(image[j - half : j + half + 1, i - half : i + half + 1].mean())


def test_between_two_rods_it_is_dark_and_beside_the_line_it_is_not() -> None:
    between, beside = mean_at(two_rods(), 0.0, 0.0), mean_at(two_rods(), 0.0, 30.0)
    assert between < beside - 15.0
    assert beside == pytest.approx(40.0, abs=25.0)


def test_noise_is_stronger_along_the_line_of_the_rods() -> None:
    image = two_rods()
    along, off = image[76:84, 66:94], image[116:124, 66:94]
    assert along.std() > 1.3 * off.std()


def test_metal_keeps_its_value_on_the_extended_scale_and_is_clipped_on_twelve_bits() -> None:
    rod = mean_at(two_rods(), 25.0, 0.0, 1)
    assert 5000.0 < rod < 11000.0
    assert two_rods(CLIP_12_BIT).max() == 3071.0
    assert mean_at(two_rods(CLIP_12_BIT), 25.0, 0.0, 2) == 3071.0


def test_metal_blooms() -> None:
    row = two_rods()[79:81].mean(axis=0)[100:142]
    width = (row > 1000.0).sum() * 0.6
    assert 7.0 <= width < 9.0


def test_metal_of_a_slab_of_slices_leaves_the_others_alone() -> None:
    grid = square(64, 1.0, slices=3)
    bar = bars(64, 1.0, [(0.0, 0.0)], 3.0)
    metal = replace(bar, slab=(slice(1, 2), *grid.everything[1:]))
    images = scan(grid, cylinder(140.0, 40.0), replace(SCANNER, clip_hu=EXTENDED), (metal,))
    plain = scan(grid, cylinder(140.0, 40.0), replace(SCANNER, clip_hu=EXTENDED))
    assert np.array_equal(images[0], plain[0])
    assert np.array_equal(images[2], plain[2])
    assert images[1].max() > 5000.0


def test_what_a_scanner_cannot_be_is_refused() -> None:
    with pytest.raises(ValueError, match="without noise"):
        Scanner(noise_hu=0.0)
    with pytest.raises(ValueError, match="a middle one"):
        Scanner(shares=(0.5, 0.5))


def test_the_same_bytes_on_every_machine() -> None:
    fan = Fan(views=48, bins=256, bin_mm=2.2)
    metal = bars(40, 2.0, [(10.0, -6.0)], 6.0)
    images = scan(square(40, 2.0), cylinder(120.0, 30.0), Scanner(fan=fan), (metal,))
    assert sha256(images.astype("<i2").tobytes()).hexdigest()[:16] == "7421ac709e4c65a5"


def test_between_two_dense_bones_it_is_darker_than_beside_them() -> None:
    def hips(x: Image, y: Image) -> Image:
        bone = ((np.abs(x) - 70.0) ** 2 + y * y < 20.0**2) * 1200.0
        return np.where((x / 180.0) ** 2 + (y / 110.0) ** 2 < 1.0, 30.0 + bone, -1000.0)

    images = scan(square(96, 0.9, slices=8), hips, replace(SCANNER, noise_hu=4.0))
    between = images[:, 43:53, 20:76].mean()
    beside = images[:, [10, 85], 20:76].mean()
    assert beside - 30.0 < between < beside - 3.0


def test_the_tube_gives_more_along_the_longer_way() -> None:
    beam_ = beam()
    water = np.full((4, 5, 1), 200.0, np.float32)
    water[1, 2, 0] = 320.0
    bone = np.zeros_like(water)
    tube = _tube(beam_.spectrum, beam_.water, beam_.bone, water, bone, 0)
    assert tube.mean() == pytest.approx(1.0)
    assert tube[1] > 2.0 * tube[0]
    left = left_of(beam_.spectrum, beam_.water, beam_.bone, 320.0, 0.0)
    assert tube[1] * left < tube[0] * left_of(beam_.spectrum, beam_.water, beam_.bone, 200.0, 0.0)
