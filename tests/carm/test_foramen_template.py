"""How far the template's border of the foramen lies from the bone's own: of the sample cases, and of many."""

from __future__ import annotations

import json
from collections.abc import Iterator
from functools import cache

import numpy as np
import pytest
from numpy.typing import NDArray

from planner.anatomy.shape import shape_of
from planner.anatomy.spine import Level, Side
from planner.assets import sample_dicom
from planner.carm.foramen import foramen_border, tip_behind_mm
from planner.geometry.vectors import Point
from planner.plan.parts import Landmarks
from planner.plan.plan import Plan
from planner.plan.vertebrae import vertebra_frame
from planner.samples.known.telling import landmarks
from tests.samples.known.people import somebody

LEVELS = [Level.L1, Level.L2, Level.L3, Level.L4, Level.L5, Level.S1]
PEOPLE = range(1, 21)
COVERED = 0.95

Border = tuple[Level, Side, tuple[Point, ...]]
"""The vertebra above the foramen, the side, and points of the bone behind it."""


def bones_of_the_sample_cases() -> Iterator[tuple[Plan, list[Border]]]:
    for case in ("plain", "screws"):
        truth = json.loads((sample_dicom() / case / "truth.json").read_text(encoding="utf-8"))
        plan = Plan()
        for entry in truth["levels"]:
            if entry["level"] in list(Level):
                points = {name: Point(*place) for name, place in entry["landmarks_mm"].items()}
                plan = plan.with_landmarks(Level(entry["level"]), Landmarks(**points))
        yield (
            plan,
            [
                (
                    Level(entry["level"]),
                    Side(entry["side"]),
                    tuple(Point(*place) for place in entry["posterior_border_mm"]),
                )
                for entry in truth["foramina"]
            ],
        )


def bones_of_people() -> Iterator[tuple[Plan, list[Border]]]:
    for seed in PEOPLE:
        known, plan = somebody(seed), Plan()
        for bone in known.skeleton.vertebrae.values():
            if bone.traits.level is not None:
                plan = plan.with_landmarks(bone.traits.level, landmarks(bone))
        yield plan, [(found.upper, found.side, found.posterior_border) for found in known.foramina]


def off_the_bone(plan: Plan, borders: list[Border]) -> Iterator[tuple[Level, float]]:
    """Yield how far behind the template's border the bone lies, between the border's ends."""
    for upper, side, bone in borders:
        below = upper.below
        if below in LEVELS:
            frame, line = vertebra_frame(plan, below), foramen_border(plan, below, side)
            assert frame is not None
            assert line is not None
            low, high = (frame.to_frame(end - frame.origin).z for end in (line.bottom, line.top))
            for point in bone:
                if low - 1.0 < frame.to_frame(point - frame.origin).z < high + 1.0:
                    yield below, tip_behind_mm(point, line, frame)


@cache
def measured(of_people: bool) -> dict[Level, NDArray[np.float64]]:
    found: dict[Level, list[float]] = {level: [] for level in LEVELS}
    for plan, borders in bones_of_people() if of_people else bones_of_the_sample_cases():
        for level, off_mm in off_the_bone(plan, borders):
            found[level].append(off_mm)
    return {level: np.array(values) for level, values in found.items()}


@pytest.mark.parametrize("level", LEVELS)
@pytest.mark.parametrize("of_people", [False, True], ids=["sample cases", "people"])
def test_the_bone_lies_as_near_as_is_said_in_95_of_100_places(level: Level, of_people: bool) -> None:
    off_mm = measured(of_people)[level]
    assert len(off_mm) > (120 if of_people else 12)
    assert np.mean(np.abs(off_mm) <= shape_of(level).superior_articular_front_within_mm) >= COVERED


@pytest.mark.parametrize("level", LEVELS)
def test_no_more_is_said_than_it_takes(level: Level) -> None:
    """A mm less would not do, on the one set or the other; 3 mm is the least that is ever said."""
    within_mm = shape_of(level).superior_articular_front_within_mm
    assert within_mm >= 3.0
    shares = [np.mean(np.abs(measured(people)[level]) <= within_mm - 1.0) for people in (False, True)]
    assert min(shares) < COVERED


def test_the_template_is_nowhere_far_off_in_the_median_and_early_on_the_sacrum() -> None:
    cases = measured(False)
    lumbar = np.concatenate([cases[level] for level in LEVELS[:5]])
    assert len(lumbar) > 60
    assert abs(np.median(lumbar)) < 1.0
    assert np.mean(np.abs(lumbar) < 3.0) > 0.8
    sacral = cases[Level.S1]
    assert len(sacral) > 20
    assert -6.0 < np.median(sacral) < -2.0
    assert sacral.max() < 3.0
