"""Needle paths for one nerve: in a second, and as much nerve as an exhaustive search takes in."""

from __future__ import annotations

import sys

import pytest
from pytest_benchmark.fixture import BenchmarkFixture

from planner.checks.scene import Scene
from planner.plan.parts import MedialBranch
from planner.suggest.paths.nerve_part import NervePart
from planner.suggest.paths.proposal import Proposals
from planner.suggest.paths.propose import Wish, propose
from tests.suggest.paths.cases import sample
from tests.suggest.paths.table import measured

LARGEST_S = 1.0
"""For one nerve, on two cores."""
LEAST_SHARE = 0.95
NERVES = [("plain", "T1"), ("plain", "T2"), ("plain", "T3"), ("screws", "T1"), ("screws", "T2")]


@pytest.mark.parametrize(("name", "target_id"), NERVES)
def test_one_nerve(
    benchmark: BenchmarkFixture, name: str, target_id: str, capsys: pytest.CaptureFixture[str]
) -> None:
    case = sample(name)
    target = next(t for t in case.plan.targets if t.id == target_id)

    def opened() -> tuple[tuple[Scene], dict[str, object]]:
        return (Scene(case.scene.volume, case.scene.patient, case.scene.images),), {}

    def proposed(images: Scene) -> Proposals:
        return propose(case.plan, target, images, case.rules, Wish(NervePart.OWN))

    found = benchmark.pedantic(proposed, setup=opened, rounds=10, warmup_rounds=1)  # type: ignore[no-untyped-call]
    assert benchmark.stats is not None
    median_s = float(benchmark.stats.stats.median)
    with capsys.disabled():
        sys.stdout.write(f"\n{name} {target_id}: {found.looked_at / median_s:,.0f} needles per second\n")
    assert median_s < LARGEST_S


@pytest.mark.parametrize("part", list(NervePart))
@pytest.mark.parametrize(("name", "target_id"), NERVES)
def test_as_much_as_an_exhaustive_search(
    name: str, target_id: str, part: NervePart, capsys: pytest.CaptureFixture[str]
) -> None:
    case = sample(name)
    target = next(t for t in case.plan.targets if t.id == target_id)
    assert isinstance(target, MedialBranch)
    row = measured(case, target, part)
    with capsys.disabled():
        sys.stdout.write(f"\n{name} {target_id} {part}: {row.share:.0%} of {row.most_mm:.2f} mm\n")
    assert row.share >= LEAST_SHARE
