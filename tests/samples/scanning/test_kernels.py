"""Kernels blur and sharpen as their transfer says."""

from __future__ import annotations

import numpy as np
import pytest

from planner.samples.scanning.kernels import BONE, KERNELS, SOFT, Kernel


@pytest.mark.parametrize("name", KERNELS)
def test_flat_stays_flat(name: str) -> None:
    flat = np.full((2, 20, 30), 37.0, np.float32)
    assert np.allclose(KERNELS[name].blurred(flat, (0.5, 0.4)), 37.0, atol=1e-3)
    assert KERNELS[name].transfer(0.0) == pytest.approx(1.0)


@pytest.mark.parametrize("name", KERNELS)
@pytest.mark.parametrize("pixel_mm", [(0.3, 0.3), (0.45, 0.35)])
def test_a_wave_is_weakened_by_the_transfer_along_either_axis(
    name: str, pixel_mm: tuple[float, float]
) -> None:
    kernel, frequency = KERNELS[name], 0.3
    across = np.arange(200) * pixel_mm[0]
    wave = np.cos(2 * np.pi * frequency * across).astype(np.float32)
    own = np.sinc(frequency * pixel_mm[0])
    blurred = kernel.blurred(np.tile(wave, (1, 9, 1)), pixel_mm)[0, 4, 40:160]
    assert np.ptp(blurred) / 2 == pytest.approx(kernel.transfer(frequency) / own, rel=0.03)
    down = np.cos(2 * np.pi * frequency * np.arange(200) * pixel_mm[1]).astype(np.float32)
    blurred = kernel.blurred(np.tile(down[:, None], (1, 1, 9)), pixel_mm)[0, 40:160, 4]
    own = np.sinc(frequency * pixel_mm[1])
    assert np.ptp(blurred) / 2 == pytest.approx(kernel.transfer(frequency) / own, rel=0.03)


def overshoot(kernel: Kernel) -> float:
    edge = np.zeros((1, 5, 100), np.float32)
    edge[:, :, 50:] = 1000.0
    return float(kernel.blurred(edge, (0.4, 0.4)).max()) - 1000.0


def test_edges_overshoot_in_bone_alone() -> None:
    assert overshoot(SOFT) < 1.0
    assert overshoot(BONE) > 30.0


def test_soft_kernels_end_at_seven_line_pairs_bone_kernels_go_on() -> None:
    assert SOFT.transfer(0.7) == pytest.approx(0.1, abs=0.02)
    assert BONE.transfer(0.7) > 0.4
