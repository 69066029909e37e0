"""The sheet says which limits were changed, for what, from what, and by whom."""

from __future__ import annotations

from planner.guideline.rules import load_rules
from planner.guideline.site_limits import SiteLimit, SiteLimits
from planner.plan.changed_limits import with_changed_limits
from planner.sheet.case import Case
from planner.sheet.changed import changed_facts
from planner.words import use
from tests.sheet import cases

SITE = SiteLimits(limits={"coverage.fail": SiteLimit(value=0.4, by="Dr Li", on="2026-03-01")})


def facts(*, site: SiteLimits = SITE, limits: dict[str, float]) -> dict[str, str]:
    plan = with_changed_limits(cases.ablation(), limits, "Dr Wu", "2026-04-02")
    rules = load_rules().with_site(site).for_plan(plan)
    case = Case(plan, (), cases.FACTS, rules, cases.NOW, cases.UNCONFIRMED)
    return {each.label: each.text for each in changed_facts(case)}


def test_plan_and_site_are_told_apart() -> None:
    assert facts(limits={"alignment.warn": 20.0, "placement.corrected_tip_mm": 1.0}) == {
        "Limits changed": (
            "alignment.warn = 20, placement.corrected_tip_mm = 1; changed by Dr Wu, 2026-04-02"
        ),
        "Limits of this site": "coverage.fail = 0.4; changed by Dr Li, 2026-03-01",
        "As shipped": "alignment.warn = 15, coverage.fail = 0.5, placement.corrected_tip_mm = 2",
    }


def test_without_a_change_nothing_is_said() -> None:
    assert facts(site=SiteLimits(), limits={}) == {}


def test_chinese_says_it_too() -> None:
    with use("zh_CN"):
        assert any("Dr Li" in text for text in facts(limits={}).values())
