"""How a picture is stored: letters say it, places go to the beam's picture and back."""

from __future__ import annotations

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from planner.carm.angles import CArmAngles, over_back
from planner.carm.beam import Beam
from planner.carm.laid import ALL, Laid, direction_of, laid_by, orientation_letters
from planner.geometry.vectors import Point

ANGLES = st.builds(CArmAngles, st.floats(-179.9, 180.0), st.floats(-60.0, 60.0))


def beam(angles: CArmAngles) -> Beam:
    return Beam(angles, Point(0.0, 0.0, 0.0))


@pytest.mark.parametrize("laid", ALL)
def test_a_place_goes_where_its_pixel_goes(laid: Laid) -> None:
    seen = np.arange(35).reshape(5, 7)
    stored = laid.stored(seen)
    assert np.array_equal(laid.seen(stored), seen)
    assert laid.seen_shape(stored.shape) == (5, 7)
    for row, column in ((0, 0), (1, 5), (4, 6)):
        at = laid.to_stored((column, row), stored.shape)
        assert stored[int(at[1]), int(at[0])] == seen[row, column]
        assert laid.to_seen(at, stored.shape) == (column, row)


def test_one_that_is_mirrored_and_turned_by_hand() -> None:
    seen = np.array([[1, 2, 3], [4, 5, 6]])
    assert Laid(mirrored=True).stored(seen).tolist() == [[3, 2, 1], [6, 5, 4]]
    assert Laid(quarter_turns=1).stored(seen).tolist() == [[4, 1], [5, 2], [6, 3]]
    assert Laid(True, 1).stored(seen).tolist() == [[6, 3], [5, 2], [4, 1]]
    with pytest.raises(ValueError, match="quarters"):
        Laid(quarter_turns=4)


@given(ANGLES, st.sampled_from(ALL))
def test_letters_tell_every_way_at_every_angle(angles: CArmAngles, laid: Laid) -> None:
    look = beam(angles)
    row, column = map(orientation_letters, laid.directions(look))
    assert laid_by((row, column), look) == laid


@given(st.floats(-40.0, 40.0), st.sampled_from(ALL))
def test_one_letter_is_enough_as_far_as_views_of_a_spine_go(turn_deg: float, laid: Laid) -> None:
    look = beam(over_back(turn_deg, 20.0))
    row, column = (orientation_letters(each)[0] for each in laid.directions(look))
    assert laid_by((row, column), look) == laid


@pytest.mark.parametrize(
    ("primary_deg", "letters", "laid"),
    [
        (0.0, ("L", "F"), Laid()),
        (180.0, ("R", "F"), Laid()),
        (180.0, ("L", "F"), Laid(mirrored=True)),
        (90.0, ("P", "F"), Laid()),
        (-90.0, ("A", "F"), Laid()),
        (180.0, ("L", "H"), Laid(quarter_turns=2)),
        # at the side of the patient no picture has the left on one side
        (90.0, ("L", "F"), None),
        (0.0, ("A", "F"), None),
        (0.0, ("L", "L"), None),
        (0.0, ("", "F"), None),
        (0.0, ("X", "F"), None),
        (0.0, ("LR", "F"), None),
        # half turned within its plane: as near to one way as to another
        (0.0, ("LF", "F"), Laid()),
        (0.0, ("LF", "LF"), None),
    ],
)
def test_letters_by_hand(primary_deg: float, letters: tuple[str, str], laid: Laid | None) -> None:
    assert laid_by(letters, beam(CArmAngles(primary_deg, 0.0))) == laid


def test_letters_that_are_none() -> None:
    assert direction_of("LRL") is None or direction_of("LRL") == direction_of("L")
    assert direction_of("LPHF") is None
    assert direction_of("") is None
    towards = direction_of("LP")
    assert towards is not None
    assert towards.x > towards.y > 0.0
