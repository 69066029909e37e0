"""Nerves lie where the varied bone puts them: off it by a little, never in it, each with a way of its own."""

from __future__ import annotations

from collections.abc import Iterator

import numpy as np
import pytest
from numpy.typing import NDArray

from planner.anatomy.spine import NERVES, Side, bone_of
from planner.geometry.frames import SCANNER
from planner.samples.known.around import Around, lengths, rows
from planner.samples.known.known import Known
from planner.samples.known.values import NERVE_DIAMETER_MM, Aberration, MedialBranch
from tests.samples.known.people import somebody, typical_known

SEEDS = range(40)


def all_branches() -> Iterator[tuple[Known, MedialBranch]]:
    for seed in SEEDS:
        known = somebody(seed)
        for branch in known.branches:
            yield known, branch


def beside(branch: MedialBranch) -> NDArray[np.float64]:
    """Return how far each point of the course is from the groove, in mm."""
    groove = rows(branch.groove.points)
    return np.array([lengths(groove - point).min() for point in rows(branch.course.points)])


def test_there_is_one_for_every_nerve_and_side() -> None:
    branches = typical_known().branches
    assert [(b.nerve, b.side) for b in branches] == [(nerve, side) for nerve in NERVES for side in Side]
    assert all(b.bone is bone_of(b.nerve) for b in branches)


@pytest.mark.parametrize("seed", SEEDS)
def test_nerves_lie_off_bone_and_never_in_it(seed: int) -> None:
    known = somebody(seed)
    for branch in known.branches:
        off = Around(known.skeleton.bones).distances_mm(rows(branch.course.points))
        assert off.min() > NERVE_DIAMETER_MM / 2.0, (known.person.seed, branch.nerve, branch.side)
        if branch.aberrant is None:
            assert off.min() >= 0.5
            assert off.max() <= 3.0, (known.person.seed, branch.nerve, branch.side)


def test_a_nerve_goes_backwards_along_the_process_and_ends_on_the_lamina() -> None:
    for known, branch in all_branches():
        bone = known.skeleton.vertebrae[branch.bone]
        start, end = (bone.to_local(branch.course.points[n]) for n in (0, -1))
        out = branch.side.sign
        joint = bone.above[branch.side]
        assert start.y < joint.centre.y
        assert end.y > start.y + 4.0
        assert end.z < start.z
        assert 18.0 < branch.course.length_mm < 60.0
        low, high = branch.middle_mm
        assert 0.0 <= low < high <= branch.course.length_mm
        assert 3.0 < high - low < 16.0
        middle = bone.to_local(branch.course.at((low + high) / 2.0))
        assert out * middle.x > out * joint.centre.x


def test_each_nerve_departs_from_its_groove_by_a_millimetre_or_so() -> None:
    apart = np.concatenate([beside(b) for _, b in all_branches() if b.aberrant is None])
    assert 0.6 < np.sqrt((apart * apart).mean()) < 1.6
    assert np.percentile(apart, 98) < 4.0


def test_one_in_ten_runs_where_it_usually_does_not() -> None:
    branches = [branch for _, branch in all_branches()]
    aberrant = [b for b in branches if b.aberrant is not None]
    assert 0.05 <= len(aberrant) / len(branches) <= 0.15
    assert {b.aberrant for b in aberrant} == set(Aberration)
    farthest = [float(beside(b).max()) for b in aberrant]
    assert min(farthest) > 1.8
    assert np.median(farthest) > 3.0
    assert max(farthest) < 12.0


@pytest.mark.parametrize("seed", [3, 4])
def test_both_sides_are_drawn_for_themselves(seed: int) -> None:
    known = somebody(seed)
    left, right = (next(b for b in known.branches if b.side is side) for side in Side)
    assert abs(left.course.length_mm - right.course.length_mm) > 1e-3


def test_the_groove_is_about_where_it_was_measured() -> None:
    """On L3, from the front of the neck to the notch (clinical data): within 4 mm of the mean."""
    known = typical_known()
    branch = next(b for b in known.branches if b.bone == "L3" and b.side is Side.LEFT)
    bone = known.skeleton.vertebrae["L3"]
    measured = (
        (20.5, 30.0, -2.3),
        (21.0, 34.0, -1.5),
        (24.0, 37.0, -5.0),
        (24.0, 39.0, -7.0),
        (22.5, 41.0, -9.5),
    )
    groove = rows([SCANNER.origin + bone.to_local(point) for point in branch.groove.points])
    for place in measured:
        assert lengths(groove - np.array(place)).min() < 4.0
