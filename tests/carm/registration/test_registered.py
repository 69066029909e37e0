"""What a registration says of itself in words."""

from __future__ import annotations

from dataclasses import replace

import numpy as np
import pytest

from planner.carm.angles import AP
from planner.carm.beam import Beam
from planner.carm.registration.registered import NoFit, NotRegistered, Registered
from planner.carm.registration.within import ARM_MM, Within, within
from planner.geometry.rigid import AT_REST
from planner.geometry.vectors import Point

FOUND = Registered(AT_REST, 2, False, 0.1, 0.62, 5.0, 3.0, 2, 3, Within(0.4, 0.5, 0.6, 0.8))


def test_two_frames_say_how_near_in_every_direction() -> None:
    assert FOUND.words() == "In every direction within about 2 mm, turned within about 2°."


def test_one_frame_says_that_depth_is_poor() -> None:
    words = replace(FOUND, frames=1, in_one_direction=True, within=Within(0.4, 6.2, 6.2, 1.0)).words()
    assert "within about 1 mm" in words
    assert "within about 13 mm" in words
    assert "poorly" in words


def test_every_refusal_has_its_own_sentence() -> None:
    sentences = {NotRegistered(reason).words() for reason in NoFit}
    assert len(sentences) == len(NoFit)


def test_a_turn_counts_at_the_arm() -> None:
    step = np.diag((1.0, 4.0, 9.0, 0.0, 0.0, 0.0))
    told = within(step, Beam(AP, Point(0.0, 0.0, 0.0)))
    assert (told.in_plane_mm, told.depth_mm, told.worst_mm) == pytest.approx((3.0, 2.0, 3.0))
    # about the long axis four of the six places move, each by the arm: half across, half in depth
    turned = within(np.diag((0.0, 0.0, 0.0, 0.0, 0.0, 4.0)), Beam(AP, Point(0.0, 0.0, 0.0)))
    moved = np.radians(2.0) * ARM_MM / np.sqrt(3.0)
    assert (turned.in_plane_mm, turned.depth_mm) == pytest.approx((moved, moved))
    assert turned.turn_deg == pytest.approx(2.0)
