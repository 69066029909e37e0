"""Where the detector stands for a picture, in few words."""

from __future__ import annotations

import pytest

from planner.carm.angles import AP, CArmAngles, over_back
from planner.ui.room.captions import stand_words


@pytest.mark.parametrize(
    ("left_deg", "head_deg", "words"),
    [
        (21.4, 16.6, "LEFT 21°, HEAD 17°"),
        (-21.4, -16.6, "RIGHT 21°, FEET 17°"),
        (90.0, 0.3, "LEFT 90°"),
        (-89.0, -1.0, "RIGHT 89°, FEET 1°"),
        (0.4, 8.0, "HEAD 8°"),
        (0.2, -0.2, "straight, no tilt"),
    ],
)
def test_sides_are_the_patients_and_count_from_straight_ap(
    left_deg: float, head_deg: float, words: str
) -> None:
    assert stand_words(over_back(left_deg, head_deg)) == words


def test_straight_ap_has_no_side() -> None:
    assert stand_words(AP) == "straight, no tilt"
    assert stand_words(CArmAngles(-179.9, 0.0)) == "straight, no tilt"
