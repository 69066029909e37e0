"""The vertebrae of a spine together: size, and landmarks that neighbours stand in for."""

from __future__ import annotations

from math import degrees

import numpy as np
import pytest

from planner.anatomy.column import FILLED_WITHIN_MM, fitted_column
from planner.anatomy.shape import stacked_on
from planner.anatomy.spine import Level
from planner.anatomy.vertebra import FittedVertebra
from planner.geometry.frames import Frame
from planner.geometry.vectors import Point, Vector
from tests.anatomy.test_vertebra import angle_deg, marks, turned

LUMBAR = (Level.L2, Level.L3, Level.L4, Level.L5, Level.S1)


def stacked(scale: float = 1.0) -> dict[Level, Frame]:
    """Return frames from S1 upwards that stand on one another as the table says."""
    frame = turned(35.0, 2.0, 4.0, Point(5.0, -8.0, -300.0))
    found = {Level.S1: frame}
    for level in reversed(LUMBAR[:-1]):
        below = level.below
        assert below is not None
        step, lower = stacked_on(below), found[below]
        assert step is not None
        t = np.radians(step.tilt_deg)
        found[level] = Frame(
            lower.origin + lower.to_patient(step.origin * scale),
            lower.left,
            lower.to_patient(Vector(0.0, float(np.cos(t)), float(np.sin(t)))),
            lower.to_patient(Vector(0.0, float(-np.sin(t)), float(np.cos(t)))),
        )
    return found


def off_mm(found: FittedVertebra, frame: Frame) -> float:
    return found.frame.origin.distance_to(frame.origin)


def test_the_spine_leans_back_on_its_way_up() -> None:
    frames = stacked()
    bend = angle_deg(frames[Level.L2].superior, frames[Level.S1].superior)
    assert bend == pytest.approx(4.1 + 8.8 + 10.8 + 18.7)
    assert frames[Level.S1].to_frame(frames[Level.L5].superior).y > 0.3


def test_whole_levels_lie_on_their_own_landmarks() -> None:
    frames = stacked()
    found = fitted_column({level: marks(level, frames[level]) for level in LUMBAR})
    assert list(found) == list(LUMBAR)
    for level, vertebra in found.items():
        assert off_mm(vertebra, frames[level]) < 1e-6
        assert not vertebra.from_neighbours


def test_size_is_partly_shared_and_the_sacrum_has_that_of_the_others() -> None:
    frames = stacked()
    sizes = {Level.L3: 1.0, Level.L4: 1.2, Level.S1: 1.3}
    found = fitted_column({level: marks(level, frames[level], size) for level, size in sizes.items()})
    assert found[Level.L3].scale == pytest.approx(1.05)
    assert found[Level.L4].scale == pytest.approx(1.15)
    assert found[Level.S1].scale == pytest.approx(1.1)
    alone = fitted_column({Level.S1: marks("S1", frames[Level.S1], 1.3)})
    assert alone[Level.S1].scale == pytest.approx(1.3)


@pytest.mark.parametrize("missing", LUMBAR)
@pytest.mark.parametrize("name", ["endplate", "left_pedicle"])
def test_neighbours_stand_in_for_what_is_missing(missing: Level, name: str) -> None:
    frames = stacked(1.1)
    every = {level: marks(level, frames[level], 1.1) for level in LUMBAR}
    for keep in ((name,), tuple(n for n in every[missing] if n != name)):
        found = fitted_column({**every, missing: {n: every[missing][n] for n in keep}})[missing]
        assert found.from_neighbours
        assert off_mm(found, frames[missing]) < 0.01
        assert angle_deg(found.frame.superior, frames[missing].superior) < 0.01
        whole = fitted_column(every)[missing]
        assert found.turns.pitch_deg > whole.turns.pitch_deg + 0.3


def test_what_is_marked_counts_more_than_what_neighbours_say() -> None:
    """The level has slipped forwards by 6 mm: it is found where its own two landmarks are."""
    frames = stacked()
    every = {level: marks(level, frames[level]) for level in LUMBAR}
    slip = frames[Level.L4].posterior * -6.0
    own = {name: every[Level.L4][name] + slip for name in ("endplate", "left_pedicle")}
    found = fitted_column({**every, Level.L4: own})[Level.L4]
    slipped = frames[Level.L4].origin + slip
    assert found.frame.origin.distance_to(slipped) < 0.3


def test_nothing_is_told_of_a_level_without_landmarks_or_of_nonsense() -> None:
    frames = stacked()
    whole = marks("L4", frames[Level.L4])
    assert Level.L3 not in fitted_column({Level.L4: whole, Level.L3: {}})
    swapped = {**whole, "left_pedicle": whole["right_pedicle"], "right_pedicle": whole["left_pedicle"]}
    assert fitted_column({Level.L4: swapped}) == {}
    assert fitted_column({Level.L4: {"endplate": whole["endplate"]}}) == {}
    others = {Level.L5: marks("L5", frames[Level.L5]), Level.L4: swapped}
    assert list(fitted_column(others)) == [Level.L5]


def test_filled_levels_say_that_they_are_less_certain() -> None:
    frames = stacked()
    every = {level: marks(level, frames[level]) for level in LUMBAR}
    found = fitted_column({**every, Level.L3: {"endplate": every[Level.L3]["endplate"]}})
    assert found[Level.L3].turns.pitch_deg > 2.0 * found[Level.L4].turns.pitch_deg
    assert degrees(FILLED_WITHIN_MM / 26.3) * 0.7 < found[Level.L3].turns.pitch_deg
