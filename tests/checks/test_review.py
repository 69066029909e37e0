"""All checks together: order, and what moves with the patient."""

from __future__ import annotations

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from msgspec.structs import replace

from planner.checks.result import Assessed, Outcome, nothing_fails, severity
from planner.geometry.vectors import Point
from planner.plan.edits import mapped
from planner.plan.parts import Procedure, ProcedureKind
from planner.plan.plan import Plan
from tests.checks.cases import make_case, results_of
from tests.checks.plans import PLAN, needle, nerve, scene, turned_axes, with_items


def moved(plan: Plan, turn_deg: float, shift: tuple[float, float, float], mirror: bool = False) -> Plan:
    """Return a plan with every part turned about the origin, shifted, and mirrored in x."""
    axes = turned_axes(turn_deg)
    sign = np.array([-1.0 if mirror else 1.0, 1.0, 1.0])

    def move(point: Point) -> Point:
        x, y, z = (float(v) for v in (axes @ np.array(tuple(point)) + shift) * sign)
        return Point(x, y, z)

    for item in plan.items:
        plan = plan.with_item(mapped(item, move))
    return plan


def grain(name: str) -> float:
    """Return how far a measure may be off in a turned patient: only a spread of placements has a grain."""
    return 0.8 if name.endswith(("_freehand_mm", "_corrected_mm")) else 1e-6


@settings(max_examples=40, deadline=None)
@given(seed=st.integers(0, 10_000), shift=st.tuples(*[st.floats(-300.0, 300.0)] * 3))
def test_the_other_side_is_judged_alike(seed: int, shift: tuple[float, float, float]) -> None:
    """Of a needle and its mirror image every number is the same, those of nine in ten placements too."""
    plan = make_case(np.random.default_rng(seed), seed % 10).plan
    mirrored = moved(plan, 0.0, shift, mirror=True)
    for here, there in zip(results_of(plan), results_of(mirrored), strict=True):
        assert (here.check, here.subject) == (there.check, there.subject)
        if isinstance(here, Assessed) and isinstance(there, Assessed):
            for (name, value), (_name, other) in zip(here.measured, there.measured, strict=True):
                if isinstance(value, float):
                    assert other == pytest.approx(value, abs=1e-6), name


@settings(max_examples=60, deadline=None)
@given(
    seed=st.integers(0, 10_000),
    turn_deg=st.floats(-180.0, 180.0),
    shift=st.tuples(*[st.floats(-300.0, 300.0)] * 3),
    mirror=st.booleans(),
)
def test_measures_move_with_the_patient(
    seed: int, turn_deg: float, shift: tuple[float, float, float], mirror: bool
) -> None:
    plan = make_case(np.random.default_rng(seed), seed % 10).plan
    for here, there in zip(results_of(plan), results_of(moved(plan, turn_deg, shift, mirror)), strict=True):
        assert (here.check, here.subject) == (there.check, there.subject)
        if isinstance(here, Assessed) and isinstance(there, Assessed):
            for (name, value), (_name, moved_value) in zip(here.measured, there.measured, strict=True):
                if isinstance(value, float):
                    assert moved_value == pytest.approx(value, abs=grain(name)), name


def test_worst_first_and_otherwise_in_order() -> None:
    crossed = replace(needle(id="N2"), entry_mm=Point(90.0, 31.0, 4.0), tip_mm=Point(22.0, 31.0, 4.0))
    unknown = replace(needle(id="N3"), device="nothing")
    results = results_of(with_items(nerve(), crossed, unknown), scene())
    weights = [severity(result) for result in results]
    assert weights == sorted(weights)
    assert {0, 1, 3} <= set(weights)
    fine = [r.check for r in results if isinstance(r, Assessed) and r.outcome is Outcome.OK]
    order = ["image_identity", "image_quality", "side", "alignment", "coverage", "structure_clearance"]
    order += ["hardware_clearance", "skin", "reach", "bone_path", "needles_apart", "lesion_settings"]
    order += ["injected_volume", "image_guidance", "block_result", "repeat"]
    assert fine == sorted(fine, key=order.index)


def test_the_same_plan_gives_the_same_results() -> None:
    assert results_of(PLAN, scene()) == results_of(PLAN, scene())


def test_a_sound_plan_passes_and_a_gap_in_it_does_not() -> None:
    assert nothing_fails(results_of(PLAN, scene()))
    assert not nothing_fails(results_of(replace(PLAN, levels=()), scene()))
    assert not nothing_fails(results_of(with_items(needle(entry_mm=Point(90.0, 31.0, 4.0))), scene()))


@pytest.mark.parametrize("kind", ProcedureKind)
def test_an_empty_plan_has_nothing_to_check_but_its_images(kind: ProcedureKind) -> None:
    empty = Plan(procedure=Procedure(kind=kind))
    checks = {result.check for result in results_of(empty)}
    assert checks == {"image_identity"} | (
        {"injected_volume"} if kind is not ProcedureKind.RF_ABLATION else set()
    )
