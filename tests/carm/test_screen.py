"""The screen: even brightness and contrast, bone dark or bright, noise as photons make it."""

from __future__ import annotations

import numpy as np
import pytest
from numpy.typing import NDArray

from planner.carm.screen import Greys, evened, greys, with_noise

PIXEL_MM = 0.8
ROWS, COLUMNS = 200, 260


def wedge() -> NDArray[np.float32]:
    """Return a body twice as thick at the right, with a line of cortex every 20 mm, beside open beam."""
    columns = np.arange(COLUMNS, dtype=np.float32)
    thick = np.broadcast_to(120.0 + columns * 0.5, (ROWS, COLUMNS)).copy()
    thick[:, (columns.astype(int) % 25) < 3] += 25.0
    thick[:, :30] = 0.0
    return thick.astype(np.float32)


def test_the_open_beam_is_white_and_nothing_else_decides_what_is_there() -> None:
    picture = evened(wedge(), PIXEL_MM)
    assert (picture[:, :30] == 1.0).all()
    assert picture.dtype == np.float32
    assert np.isfinite(picture).all()
    assert (evened(np.zeros((20, 30), np.float32), PIXEL_MM) == 1.0).all()


def test_a_thick_flank_is_about_as_bright_as_a_thin_one() -> None:
    body = wedge()
    thin, thick = slice(90, 115), slice(220, 245)
    assert body[:, thick].mean() > 1.35 * body[:, thin].mean()
    picture = evened(body, PIXEL_MM)
    assert abs(float(picture[:, thick].mean() - picture[:, thin].mean())) < 0.1


def test_a_line_is_seen_as_well_behind_much_as_behind_little() -> None:
    picture = evened(wedge(), PIXEL_MM)
    steps = [float(picture[100, at + 12] - picture[100, at + 1]) for at in range(75, COLUMNS - 40, 25)]
    assert min(steps) > 0.8
    assert max(steps) < 1.5 * min(steps)


def test_metal_is_black_and_leaves_the_bone_beside_it_in_sight() -> None:
    body = wedge()
    body[60:140, 150:156] += 400.0
    picture = evened(body, PIXEL_MM)
    assert picture[100, 152] < 0.0
    line, between = 176, 187
    assert picture[100, between] - picture[100, line] > 0.25


@pytest.mark.parametrize("contrast", [0.5, 1.0, 2.5])
def test_bone_is_dark_or_bright(contrast: float) -> None:
    picture = np.array([[0.2, 0.5, 0.8]], np.float32)
    dark = greys(picture, Greys(contrast=contrast))[0].astype(int)
    bright = greys(picture, Greys(bone_dark=False, contrast=contrast))[0].astype(int)
    assert dark[0] < dark[1] < dark[2]
    assert np.abs(dark + bright - 255).max() <= 1
    assert dark[2] - dark[0] == pytest.approx(min(0.6 * 255 * contrast, 255), abs=2)


def test_brightness_brightens_whichever_way_bone_is_shown() -> None:
    picture = np.full((2, 3), 0.5, np.float32)
    for bone_dark in (True, False):
        plain = greys(picture, Greys(bone_dark=bone_dark))
        brighter = greys(picture, Greys(bone_dark=bone_dark, brightness=0.1))
        assert int(brighter[0, 0]) - int(plain[0, 0]) == pytest.approx(25.5, abs=1)


def test_a_screen_without_contrast_is_refused() -> None:
    with pytest.raises(ValueError, match="contrast"):
        Greys(contrast=0.0)


def test_noise_is_the_same_again_and_grows_with_what_is_lost() -> None:
    body = np.full((120, 160), 150.0, np.float32)
    body[:, 80:] = 300.0
    noisy = with_noise(body, PIXEL_MM, seed=3)
    assert (noisy == with_noise(body, PIXEL_MM, seed=3)).all()
    assert (noisy != with_noise(body, PIXEL_MM, seed=4)).any()
    thin, thick = float((noisy - body)[:, :80].std()), float((noisy - body)[:, 80:].std())
    # the count falls by e every 50 mm, its relative noise grows by the root: e to the 1.5 for 150 mm more
    assert thick / thin == pytest.approx(np.exp(1.5), rel=0.1)
