"""What a length is worth goes with it, and decides what may be said of it."""

from __future__ import annotations

from itertools import pairwise

import pytest

from planner.carm.calibration import PIXELS_ONLY, Calibration, Measured, Scale, worst
from planner.carm.wording import calibration_words, length_words, unit_words, why_no_clearance

CT, CALIBRATED, ESTIMATED, DETECTOR, PIXELS = Calibration


def test_the_best_comes_first() -> None:
    assert [state.worth for state in Calibration] == [4, 3, 2, 1, 0]
    for better, worse in pairwise(Calibration):
        assert better.at_least(worse)
        assert better.at_least(better)
        assert not worse.at_least(better)
        assert worst(better, worse) is worst(worse, better) is worse


def test_clearance_is_told_from_estimated_mm_on_and_estimated_is_never_good() -> None:
    assert [state.allows_clearance for state in Calibration] == [True, True, True, False, False]
    assert [state.may_pass for state in Calibration] == [True, True, False, False, False]
    assert [bool(why_no_clearance(state)) for state in Calibration] == [False, False, False, True, True]


def test_every_state_has_words_of_its_own() -> None:
    units = [unit_words(state) for state in Calibration]
    assert units == ["CT mm", "mm", "est. mm", "detector mm", "px"]
    assert len({calibration_words(state) for state in Calibration}) == 5
    assert calibration_words(PIXELS) == "No distances: lengths in pixels only."


def test_a_length_is_told_with_what_it_is_worth() -> None:
    scale = Scale(0.25, ESTIMATED)
    length = scale.length((10.0, 10.0), (40.0, 50.0))
    assert length == Measured(12.5, ESTIMATED)
    assert length_words(length) == "12.5 est. mm"
    assert length_words(Measured(12.34, CALIBRATED, 0.56)) == "12.3 ± 0.6 mm"
    assert length_words(PIXELS_ONLY.length((0.0, 0.0), (3.0, 4.0))) == "5 px"
    assert Scale(0.5, CALIBRATED, 0.1).length((0.0, 0.0), (20.0, 0.0)) == Measured(10.0, CALIBRATED, 1.0)


@pytest.mark.parametrize(("per_pixel", "state"), [(0.0, CT), (-1.0, CT), (float("inf"), CT), (0.5, PIXELS)])
def test_a_scale_that_cannot_be(per_pixel: float, state: Calibration) -> None:
    with pytest.raises(ValueError, match="pixel"):
        Scale(per_pixel, state)


@pytest.mark.parametrize(("value", "uncertainty"), [(float("nan"), None), (1.0, -0.1), (1.0, float("inf"))])
def test_a_length_that_cannot_be(value: float, uncertainty: float | None) -> None:
    with pytest.raises(ValueError, match="length"):
        Measured(value, CT, uncertainty)
