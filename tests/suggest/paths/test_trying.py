"""What excludes a way is what the check of it fails on, and what warns there warns here."""

from __future__ import annotations

from dataclasses import replace as with_changes

import numpy as np
import pytest
from msgspec.structs import replace

from planner.checks.gaps import hazards_of, nearest_of, pieces_of, shaft_of
from planner.checks.reasons import Reason
from planner.checks.result import Assessed, Outcome
from planner.geometry.vectors import Point, Vector
from planner.plan.parts import Hardware, HardwareKind, Role, Structure, StructureKind
from planner.suggest.paths.judging import proposal_of
from planner.suggest.paths.looking import directions, grid
from planner.suggest.paths.obstacles import OBSTACLES, Obstacle
from planner.suggest.paths.proposal import Why
from planner.suggest.paths.task import Task, course_of, task_for
from planner.suggest.paths.trying import Tried, try_ways
from planner.suggest.paths.ways import Ways
from tests.suggest.paths.cases import PathCase, by_hand, sample

OF_CHECK = {
    Obstacle.ANGLE: "alignment",
    Obstacle.COVERAGE: "coverage",
    Obstacle.METAL: "hardware_clearance",
    Obstacle.STRUCTURE: "structure_clearance",
    Obstacle.FORAMEN: "structure_clearance",
    Obstacle.REACH: "reach",
    Obstacle.BONE: "bone_path",
    Obstacle.SKIN: "skin",
}


def task_of(case: PathCase, target_id: str) -> Task:
    target = next(t for t in case.plan.targets if t.id == target_id)
    return task_for(case.bare(), target, case.scene, case.rules, Role.ELECTRODE)


def outcomes(task: Task, ways: Ways, n: int) -> dict[str, Outcome]:
    """Return how the checks come out for one way."""
    tip, hub = (Point(*map(float, ways.tips[n])), Vector(*map(float, ways.hubs[n])).unit())
    proposal = proposal_of(task, tip, hub, "N1", Why.FIRST)
    assert proposal is not None
    return {r.check: r.outcome for r in proposal.results if isinstance(r, Assessed)}


def some_of(tried: Tried, excluded: int, count: int) -> list[int]:
    """Return some ways that one thing excludes, spread over all of them."""
    which = np.flatnonzero(tried.excluded == excluded)
    return [int(n) for n in which[:: max(1, len(which) // count)][:count]]


@pytest.mark.parametrize("name", ["plain", "screws"])
def test_ways_agree_with_the_checks(name: str) -> None:
    task = task_of(sample(name), "T2")
    tried = try_ways(grid(task, directions(task)), task)
    missed = 0
    for n in some_of(tried, 0, 40):
        found = outcomes(task, tried.ways, n)
        missed += Outcome.FAIL in found.values()
    assert missed <= 1, "of 40 free ways at most one may fail, by bone that the rays saw otherwise"
    for obstacle, check in OF_CHECK.items():
        for n in some_of(tried, OBSTACLES.index(obstacle) + 1, 5):
            if np.isfinite(tried.path_mm[n]) or obstacle in (Obstacle.METAL, Obstacle.STRUCTURE):
                assert outcomes(task, tried.ways, n)[check] is Outcome.FAIL, obstacle


def test_numbers_are_those_of_the_checks() -> None:
    task = task_of(sample("screws"), "T1")
    free = try_ways(grid(task, directions(task)), task)
    device, metal = task.cannulae[0], pieces_of(task.plan.hardware)
    for n in some_of(free, 0, 15):
        tip, hub = Point(*map(float, free.ways.tips[n])), Vector(*map(float, free.ways.hubs[n])).unit()
        proposal = proposal_of(task, tip, hub, "N1", Why.FIRST)
        assert proposal is not None
        needle = proposal.needle
        # looked at again where it is proposed, to a hundredth of a millimetre
        at, way = needle.tip_mm, -needle.segment.direction
        tried = try_ways(Ways(np.array([tuple(at)]), np.array([tuple(way)])), task)
        hazards = hazards_of(needle, device)
        assert not isinstance(hazards, Reason)
        to_structure = [proposal.number("structure_clearance", k) for k in ("lesion_mm", "needle_mm")]
        for found, number in (
            (tried.captured_mm, proposal.number("coverage", "captured_stretch_mm")),
            (tried.angle_deg, proposal.number("alignment", "angle_deg")),
            (tried.needle_mm, nearest_of((shaft_of(needle, device),), metal).gap.gap_mm),
            (tried.lesion_mm, nearest_of(hazards, metal).gap.gap_mm),
            (tried.structure_mm, min(each for each in to_structure if each is not None)),
            (tried.path_mm, proposal.number("reach", "path_mm")),
        ):
            assert found[0] == pytest.approx(number, abs=0.01)
        # the check holds the needle against the metal that is seen as well
        for found, name in ((tried.needle_mm, "needle_mm"), (tried.lesion_mm, "lesion_mm")):
            told = proposal.number("hardware_clearance", name)
            assert told is not None
            assert told <= found[0] + 0.01


def first_obstacle(task: Task, tip: Point, hub: Vector) -> Obstacle | None:
    ways = Ways(np.array([tuple(tip)]), np.array([tuple(hub.unit())]))
    excluded = int(try_ways(ways, task).excluded[0])
    return OBSTACLES[excluded - 1] if excluded else None


def along(task: Task, off_mm: float = 1.5) -> tuple[Point, Vector]:
    """Return a needle parallel to the nerve of the plan by hand, beside it."""
    course, (low, high) = course_of(task.target)  # type: ignore[arg-type]
    hub = (course.at(high) - course.at(low)).unit()
    side = hub.cross(Vector(1.0, 0.0, 0.0)).unit()
    return course.at((low + high) / 2.0) + hub * -5.0 + side * off_mm, hub


def task_by_hand(*parts: Hardware | Structure) -> Task:
    case = by_hand()
    plan = replace(case.bare(), hardware=(), structures=())
    for part in parts:
        plan = plan.with_item(part)
    return task_for(plan, case.plan.targets[0], case.scene, case.rules, Role.ELECTRODE)


def test_a_parallel_needle_in_muscle_is_free() -> None:
    task = task_by_hand()
    assert first_obstacle(task, *along(task)) is None


def test_each_obstacle_by_itself() -> None:
    task = task_by_hand()
    tip, hub = along(task)
    on_line = tip + hub * 25.0
    screw = Hardware(
        id="H1",
        kind=HardwareKind.OTHER,
        from_mm=on_line,
        to_mm=on_line + Vector(1.0, 0.0, 0.0),
        diameter_mm=6.0,
    )
    root = Structure(id="K1", kind=StructureKind.NERVE_ROOT, path_mm=(tip + hub * -4.0,), radius_mm=2.0)
    assert first_obstacle(task_by_hand(screw), tip, hub) is Obstacle.METAL
    assert first_obstacle(task_by_hand(root), tip, hub) is Obstacle.STRUCTURE
    assert first_obstacle(task, tip, hub.cross(Vector(1.0, 0.0, 0.0))) is Obstacle.ANGLE
    assert first_obstacle(task, tip + hub * 14.0, hub) is Obstacle.COVERAGE
    assert first_obstacle(task, *along(task, off_mm=0.4)) is Obstacle.NERVE
    short = with_changes(task, cannulae=task.cannulae[:1])
    assert first_obstacle(short, tip, hub) is None
    reach = with_changes(task, rules=task.rules.with_limits({"reach.fail": 60.0}))
    assert first_obstacle(reach, tip, hub) is None
    assert first_obstacle(with_changes(reach, cannulae=task.cannulae[:1]), tip, hub) is Obstacle.REACH
    shy = with_changes(task, rules=task.rules.with_limits({"skin.warn": 60.0, "skin.fail": 50.0}))
    assert first_obstacle(shy, tip, hub) is Obstacle.SKIN


def test_a_needle_of_another_target_is_in_the_way() -> None:
    case = by_hand()
    free = task_by_hand()
    tip, hub = along(free)
    other = replace(
        case.plan.needles[0], id="N9", target="", entry_mm=tip + hub * 20.0, tip_mm=tip + hub * 12.0
    )
    plan = replace(case.bare(), hardware=(), structures=(), needles=(other,))
    task = task_for(plan, case.plan.targets[0], case.scene, case.rules, Role.ELECTRODE)
    assert first_obstacle(task, tip, hub) is Obstacle.NEEDLE


def test_what_nearly_fails_counts_twice() -> None:
    task = task_by_hand()
    tip, hub = along(task)
    ways = Ways(np.array([tuple(tip)]), np.array([tuple(hub)]))
    base = int(try_ways(ways, task).warnings[0])
    for away_mm, more in ((4.5, 1), (2.3, 2)):
        assert task.hazard is not None
        front = tip + hub * (task.hazard.front_mm - task.hazard.radius_mm)
        root = Structure(
            id="K1", kind=StructureKind.NERVE_ROOT, path_mm=(front + hub * -(away_mm + 2.0),), radius_mm=2.0
        )
        assert int(try_ways(ways, task_by_hand(root)).warnings[0]) == base + more
