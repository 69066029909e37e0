"""Pictures of a C-arm of a large volume, alternated with plastimatch in one run, and against exact rays."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path
from statistics import median

import numpy as np
import pytest
from numpy.typing import NDArray
from scipy.ndimage import gaussian_filter

from planner.carm.angles import CArmAngles
from planner.carm.beam import Beam
from planner.carm.fluoroscopy import screen_of
from planner.geometry.vectors import Point
from planner.imaging.projection import Body, water_paths
from planner.imaging.volume import Volume
from planner.ui.views.fluoroscope import COARSER
from tests.benchmarks.alternating import alternated_timers, say, seconds
from tests.imaging.plastimatch import available, projected, write_water
from tests.imaging.siddon import exact_paths

ROUNDS = 5
RATIO, COARSE_RATIO = 0.5, 0.15
PICTURES_PER_S = 25.0
MAKING_COARSE_MS = 150.0
VIEWS = {"ap": (180.0, 0.0), "oblique": (150.0, 15.0), "lateral": (90.0, 0.0)}


@pytest.fixture(scope="module")
def volume() -> Volume:
    """A body with bone, screws and gas, as sharp and noisy as a CT, 512 x 512 x 400, 0.7 x 0.7 x 1.0 mm."""
    chance = np.random.default_rng(7)
    x, y = np.meshgrid((np.arange(512) - 255.5) * 0.7, (np.arange(512) - 255.5) * 0.7)
    texture = gaussian_filter(chance.normal(0, 1, (512, 512)), 4) * 400

    def layer(k: int) -> NDArray[np.float64]:
        section = (k + 0.5) % 38.0
        hu = np.where((x / 165) ** 2 + (y / 110) ** 2 < 1.0, 40 + texture, -1000.0)
        vertebra = ((x / 25) ** 2 + ((y - 30) / (18 - abs(section - 14) / 4)) ** 2 < 1.0) & (section < 28)
        hu = np.where(vertebra, 250 + texture, hu)
        screw = (np.abs(np.abs(x) - 18) ** 2 + (section - 14) ** 2 < 9.0) & (y > 20) & (y < 80)
        hu = np.where(screw, 3071.0, hu)
        gas = ((np.abs(x) - 60) / 30) ** 2 + ((y + 20) / 25) ** 2 < 0.5 + 0.3 * np.sin((k - 199.5) / 20.0)
        sharp: NDArray[np.float64] = gaussian_filter(np.where(gas, -1000.0, hu), 0.7)
        return sharp

    hu = np.empty((400, 512, 512), np.int16)
    before, now = layer(0), layer(0)
    for k in range(400):
        after = layer(min(k + 1, 399))
        noisy = (before + 2.0 * now + after) / 4.0 + chance.normal(0, 15, (512, 512))
        hu[k] = np.clip(noisy, -1024, 3071)
        before, now = now, after
    matrix = np.diag((0.7, 0.7, 1.0, 1.0))
    matrix[:3, 3] = (-178.85, -178.85, -199.5)
    return Volume(hu, matrix)


@dataclass(frozen=True, eq=False)
class Prepared:
    """What is made once, before the first picture."""

    volume: Volume
    body: Body
    coarse: Body


@pytest.fixture(scope="module")
def prepared(volume: Volume) -> Prepared:
    body = Body.of(volume)
    return Prepared(volume, body, body.coarse)


@pytest.fixture(scope="module")
def water(volume: Volume, tmp_path_factory: pytest.TempPathFactory) -> Path:
    available()
    path = tmp_path_factory.mktemp("plastimatch") / "water.mha"
    write_water(volume, path)
    return path


def beam(view: str) -> Beam:
    return Beam(CArmAngles(*VIEWS[view]), Point(0.0, 0.0, 0.0))


@pytest.mark.timeout(600)
@pytest.mark.parametrize("view", VIEWS)
def test_a_picture_against_plastimatch(
    prepared: Prepared, water: Path, view: str, capsys: pytest.CaptureFixture[str]
) -> None:
    seen = beam(view)
    ours_s, peer_s = alternated_timers(
        ROUNDS,
        lambda: seconds(lambda: water_paths(prepared.body, seen.source, screen_of(seen))),
        lambda: projected(prepared.volume, water, seen)[1],
    )
    say(
        capsys,
        f"{view} 512 x 512: {ours_s * 1e3:.0f} ms, plastimatch exact {peer_s * 1e3:.0f} ms by its own timer, "
        f"ratio {ours_s / peer_s:.2f}",
    )
    assert ours_s <= RATIO * peer_s


@pytest.mark.timeout(600)
@pytest.mark.parametrize("view", VIEWS)
def test_the_coarse_picture_against_the_full_one(
    prepared: Prepared, view: str, capsys: pytest.CaptureFixture[str]
) -> None:
    seen, quick = beam(view), beam(view).coarser(COARSER)

    def full() -> float:
        return seconds(lambda: water_paths(prepared.body, seen.source, screen_of(seen)))

    def coarse() -> float:
        return seconds(lambda: water_paths(prepared.coarse, quick.source, screen_of(quick)))

    full_s, coarse_s = alternated_timers(ROUNDS, full, coarse)
    say(
        capsys,
        f"{view} coarse {coarse_s * 1e3:.1f} ms, full {full_s * 1e3:.0f} ms: ratio {coarse_s / full_s:.3f}, "
        f"{1.0 / coarse_s:.0f} pictures a second",
    )
    assert coarse_s <= COARSE_RATIO * full_s
    assert coarse_s <= 1.0 / PICTURES_PER_S


@pytest.mark.timeout(600)
@pytest.mark.parametrize("view", VIEWS)
def test_the_picture_is_that_of_exact_rays(
    prepared: Prepared, view: str, capsys: pytest.CaptureFixture[str]
) -> None:
    seen = beam(view)
    ours = water_paths(prepared.body, seen.source, screen_of(seen))
    exact = exact_paths(prepared.volume, seen.source, screen_of(seen))
    alike = float(np.corrcoef(ours.ravel(), exact.ravel())[0, 1])
    say(capsys, f"{view}: correlation {alike:.5f} to Siddon's exact rays")
    assert alike >= 0.999


def test_the_coarse_body_is_made_in_passing(volume: Volume, capsys: pytest.CaptureFixture[str]) -> None:
    bodies = [Body.of(volume) for _ in range(ROUNDS + 1)]
    times = [seconds(lambda body=body: body.coarse) for body in bodies]  # type: ignore[misc]
    making_ms = median(times[1:]) * 1e3
    say(capsys, f"coarse body of {volume.hu.nbytes / 1e6:.0f} MB made in {making_ms:.0f} ms")
    assert making_ms <= MAKING_COARSE_MS
