"""Angle, captured length and clearance on 1,000 random plans, against measures that share no formula."""

from __future__ import annotations

import numpy as np
import pytest

from tests.checks.cases import (
    DIAMETER,
    Array,
    Case,
    assessed,
    captured,
    kahan_angle_deg,
    length_of,
    make_case,
    nearest_arc,
    number,
    on_course,
    results_of,
    segment_distances,
    width_mm,
)

PLANS = 1000
BLOCKS = 10


@pytest.mark.parametrize("block", range(BLOCKS))
def test_random_plans(block: int) -> None:
    rng = np.random.default_rng(20261122 + block)
    for index in range(PLANS // BLOCKS):
        case = make_case(rng, index)
        results = results_of(case.plan)
        alignment = assessed(results, "alignment", "N1")
        assert number(alignment, "angle_deg") == pytest.approx(_angle_deg(case), abs=0.01), (block, index)
        coverage = assessed(results, "coverage", "T1")
        _assert_coverage(case, dict(coverage.measured), (block, index))
        clearance = assessed(results, "hardware_clearance", "N1")
        _assert_clearance(case, dict(clearance.measured), (block, index))


def _angle_deg(case: Case) -> float:
    middle = case.tip + case.axis * case.active_mm / 2.0
    arc = nearest_arc(case.course, middle)
    ends = on_course(case.course, np.array([arc - case.active_mm / 2.0, arc + case.active_mm / 2.0]))
    return kahan_angle_deg(case.axis, ends[1] - ends[0])


def _assert_coverage(case: Case, measured: dict[str, float | str], which: tuple[int, int]) -> None:
    spheroids = [
        (
            case.tip + case.axis * (case.active_mm / 2.0 + lesion.withdraw_mm),
            case.axis,
            case.active_mm,
            0.6 * width_mm(case.needle, lesion),
        )
        for lesion in case.needle.lesions
    ]
    length = length_of(case.course)
    target = case.plan.targets[0]
    low, high = getattr(target, "stretch_mm", None) or (0.0, length)
    high = min(high, length)
    assert measured["captured_mm"] == pytest.approx(
        captured(case.course, spheroids, 0.0, length), abs=0.01
    ), which
    within = captured(case.course, spheroids, low, high)
    assert measured["captured_share"] == pytest.approx(within / (high - low), abs=0.01 / (high - low)), which


def _assert_clearance(case: Case, measured: dict[str, float | str], which: tuple[int, int]) -> None:
    shaft = (case.entry, case.tip, DIAMETER[case.needle.device.split("-")[1]] / 2.0)
    gaps = _gaps(case, [shaft])[0]
    assert measured["needle_mm"] == pytest.approx(gaps.min(), abs=0.01), which
    names = [name for name, _a, _b, _d in case.metal]
    assert gaps[names.index(str(measured["nearest"]))] == pytest.approx(gaps.min(), abs=0.01), which
    assert measured["lesion_mm"] == pytest.approx(_gaps(case, _hazards(case)).min(), abs=0.01), which


def _gaps(case: Case, solids: list[tuple[Array, Array, float]]) -> Array:
    """Return the gap between each solid (start, end, radius) and each metal, shape solids x metal."""
    pairs = [(start, end, a, b) for start, end, _r in solids for _n, a, b, _d in case.metal]
    radii = [r + d / 2.0 for _s, _e, r in solids for _n, _a, _b, d in case.metal]
    distances = segment_distances(*(np.array(ends) for ends in zip(*pairs, strict=True)))
    return np.asarray((distances - radii).reshape(len(solids), len(case.metal)))


def _hazards(case: Case) -> list[tuple[Array, Array, float]]:
    found = []
    for lesion in case.needle.lesions:
        radius = 1.3 * width_mm(case.needle, lesion) / 2.0
        front = case.tip + case.axis * (lesion.withdraw_mm - 2.5)
        back = case.tip + case.axis * (lesion.withdraw_mm + case.active_mm + 2.5)
        if case.active_mm + 5.0 > 2.0 * radius:
            found.append((front + case.axis * radius, back - case.axis * radius, radius))
        else:
            found.append(((front + back) / 2.0, (front + back) / 2.0, radius))
    return found


def test_parallel_and_perpendicular_are_among_them() -> None:
    rng = np.random.default_rng(20261122)
    cases = [make_case(rng, index) for index in range(20)]
    angles = [number(assessed(results_of(c.plan), "alignment", "N1"), "angle_deg") for c in cases]
    assert angles[0] == pytest.approx(0.0, abs=1e-4)
    assert angles[10] == pytest.approx(0.0, abs=1e-4)
    assert angles[1] == pytest.approx(90.0, abs=1e-4)
    assert any(len(_hazards(c)) > 1 for c in cases)
    assert any(np.array_equal(start, end) for c in cases for start, end, _ in _hazards(c)), (
        "a sphere among them"
    )
