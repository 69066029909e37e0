"""The example plans of the cases that the program comes with, as the program makes them."""

from __future__ import annotations

from functools import cache

import pytest

from planner.checks import review
from planner.checks.result import Assessed, Outcome
from planner.checks.scene import Scene
from planner.guideline.rules import load_rules
from planner.plan.file import decode
from planner.plan.identity import Images, Patient
from planner.plan.plan import Plan
from planner.samples.catalogue.cases import CASES
from planner.samples.catalogue.making import Whose
from planner.samples.making.model import Model

IMAGES = Images(study_uid="1.2", series_uid="1.3", frame_of_reference_uid="1.4", pixel_digest="sha256:00")
WHOSE = Whose(Patient(id="SAMPLE", name="SAMPLE^EXAMPLE"), IMAGES)


@cache
def plan_of(name: str) -> Plan:
    content = Model(CASES[name]).plan(WHOSE)
    assert content is not None
    return decode(content)


@pytest.mark.parametrize("name", ["plain", "screws", "fusion"])
def test_it_treats_all_joints_of_the_case(name: str) -> None:
    treats = CASES[name].treats
    assert treats is not None
    assert plan_of(name).joints(treats.side) == treats.joints
    assert len(plan_of(name).needles) == len(treats.joints) + 1
    assert "not planned" not in plan_of(name).notes


@pytest.mark.parametrize(
    ("name", "allowed", "near_a_root"),
    [
        ("plain", {Outcome.OK}, {"N3"}),
        ("screws", {Outcome.OK, Outcome.WARN}, {"N1", "N2"}),
        ("fusion", {Outcome.OK, Outcome.WARN}, {"N1"}),
    ],
)
def test_no_check_says_worse(name: str, allowed: set[Outcome], near_a_root: set[str]) -> None:
    """A root nearer than 5 mm, a tip in front of its foramen, is looked at again, and no more."""
    results = review(plan_of(name), Scene(patient=WHOSE.patient, images=IMAGES), load_rules())
    roots = {
        r.subject: r.outcome for r in results if r.check == "structure_clearance" and isinstance(r, Assessed)
    }
    assert roots == {n.id: Outcome.WARN if n.id in near_a_root else Outcome.OK for n in plan_of(name).needles}
    rest = [r for r in results if r.check != "structure_clearance"]
    assert {r.outcome for r in rest if isinstance(r, Assessed)} <= allowed
    by_check = {r.check for r in results if isinstance(r, Assessed)}
    assert {"alignment", "coverage"} <= by_check
    assert ("hardware_clearance" in by_check) == bool(CASES[name].implants.screws)
