"""DESK: whose a rule is, who contradicts it, and how large the lesions are taken to be, each said once."""

from __future__ import annotations

import json
import re

import pytest
from msgspec.structs import replace

from planner.checks import review
from planner.checks.report import check_report
from planner.checks.scene import Scene
from planner.guideline.rules import load_rules
from planner.plan.parts import Lesion
from planner.plan.plan import Plan
from planner.sheet.content import DeskPage
from tests.sheet import cases

PLANS = [cases.ablation(), cases.screwed(), cases.block(), cases.injection()]


def page_of(plan: Plan) -> DeskPage:
    page = cases.sheet_of(plan).pages[3]
    assert isinstance(page, DeskPage)
    return page


def paragraphs(plan: Plan, title: str) -> tuple[str, ...]:
    return next((n.paragraphs for n in page_of(plan).notices if n.title == title), ())


@pytest.mark.parametrize("plan", PLANS)
def test_who_contradicts_a_statement_is_said_once(plan: Plan) -> None:
    rules = load_rules()
    resting = {result.rule.id for result in review(plan, Scene(cases.BODY, plan.patient, plan.images), rules)}
    disputed = [key for key in resting if key in rules.statements and rules.statements[key].against]
    sources = [group.source for group in page_of(plan).checks.groups]
    assert sum("contradicted by [" in source for source in sources) == len(disputed)
    assert disputed or plan in PLANS[2:]


def test_those_who_contradict_are_in_the_list_of_sources() -> None:
    plan = cases.ablation()
    block = next(g for g in page_of(plan).checks.groups if g.title == "Block before the ablation")
    numbers = re.findall(r"\[\d+\]", block.source.split("contradicted by")[1])
    listed = {line.split(" ")[0]: line for line in paragraphs(plan, "Sources")}
    assert numbers
    assert any("JAMA 2017" in listed[number] for number in numbers)


@pytest.mark.parametrize("plan", PLANS)
def test_every_number_of_a_source_is_in_the_list_and_every_source_is_cited(plan: Plan) -> None:
    listed = {line.split(" ")[0] for line in paragraphs(plan, "Sources")}
    page = page_of(plan)
    said = [group.source for group in page.checks.groups]
    said += [p for n in page.notices if n.title != "Sources" for p in n.paragraphs]
    cited = {number for words in said for number in re.findall(r"\[\d+\]", words)}
    assert cited <= listed


def test_what_is_to_be_known_beside_a_rule_is_said_once_with_its_source() -> None:
    for plan in PLANS:
        notes = paragraphs(plan, "How to read the checks")
        assert len(set(notes)) == len(notes)
    block = paragraphs(cases.block(), "How to read the checks")
    (preference,) = [note for note in block if note.startswith("R5: ")]
    assert re.search(r"\[\d+\]$", preference)


def test_the_models_of_a_lesion_have_the_size_that_the_checks_used() -> None:
    plan = cases.screwed()
    results = review(plan, Scene(cases.BODY, plan.patient, plan.images), load_rules())
    report = json.loads(json.dumps(check_report(results)))["results"]
    small = next(r["envelope"] for r in report if r["check"] == "coverage")
    large = next(r["envelope"] for r in report if r["check"] == "hardware_clearance" and "envelope" in r)
    (model, source) = paragraphs(plan, "How large the lesions are taken to be")
    assert model.startswith("18 G, 10 mm active tip, 80 °C for 90 s (N1, N2, N3): ")
    assert f"for the nerve: {small['width_mm']:.1f} mm wide, {small['length_mm']:g} mm long" in model
    assert (
        f"metal and skin: {2.0 * large['radius_mm']:.1f} mm wide, from {large['proximal_mm']:g} mm" in model
    )
    assert f"to {large['distal_mm']:g} mm beyond it" in model
    number = source.split("abstract of ")[1].split(",")[0]
    assert any(line.startswith(f"{number} Cosman") for line in paragraphs(plan, "Sources"))


def test_burns_that_differ_have_models_that_differ() -> None:
    plan = cases.ablation(nerves="L3 L4")
    longer = replace(plan.needles[1], lesions=(Lesion(), Lesion(duration_s=120.0), Lesion(withdraw_mm=5.0)))
    models = paragraphs(plan.with_item(longer), "How large the lesions are taken to be")[:-1]
    assert [model.split("(")[1].split(")")[0] for model in models] == ["N1, N2", "N2"]


def test_a_lesion_outside_the_table_has_no_size() -> None:
    plan = cases.ablation(nerves="L3")
    plan = plan.with_item(replace(plan.needles[0], lesions=(Lesion(temperature_c=99.0),)))
    (model, _source) = paragraphs(plan, "How large the lesions are taken to be")
    assert model.endswith("how large the lesion becomes is not known")


def test_a_wide_lesion_on_a_short_tip_is_a_ball() -> None:
    plan = cases.ablation(nerves="L3")
    hot = (Lesion(temperature_c=90.0, duration_s=180.0),)
    plan = plan.with_item(replace(plan.needles[0], device="rf-18g-100-5", lesions=hot))
    (model, _source) = paragraphs(plan, "How large the lesions are taken to be")
    width_mm = 8.6 * 1.23 * 1.3
    assert model.endswith(f"a ball {width_mm:.1f} mm wide about the middle of the active tip.")


def test_without_a_burn_there_is_no_model() -> None:
    for plan in PLANS[2:]:
        assert not paragraphs(plan, "How large the lesions are taken to be")
