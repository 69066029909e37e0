"""The limits that a site changes: round trip, damage, and who goes before whom."""

from __future__ import annotations

from pathlib import Path

import pytest

from planner.checks.limit_words import change_lines, limit_text
from planner.checks.reasons import Reason
from planner.checks.result import NotAssessed
from planner.guideline.changes import limits_by_key
from planner.guideline.limits import Limit, Whose
from planner.guideline.rules import Rule, Rules, load_rules, site_limits
from planner.guideline.site_limits import (
    SiteLimit,
    SiteLimits,
    SiteLimitsError,
    load_site_limits,
    save_site_limits,
    site_limits_path,
)
from planner.plan.changed_limits import with_changed_limits
from planner.plan.parts import ProcedureKind
from planner.plan.plan import Plan
from planner.words import use

KNOWN = limits_by_key(load_rules().rules)
SITE = SiteLimits(
    name="Dr Li",
    limits={
        "alignment.warn": SiteLimit(value=12.0, by="Dr Li", on="2026-03-01"),
        "placement.corrected_tip_mm": SiteLimit(value=1.5, by="Dr Li", on="2026-03-01"),
    },
)


def alignment(rules: Rules) -> Rule:
    rule = rules.rule("alignment", ProcedureKind.RF_ABLATION)
    assert rule is not None
    return rule


def warn(rules: Rules) -> Limit:
    return alignment(rules).limits["warn"]


def test_a_round_trip(tmp_path: Path) -> None:
    path = tmp_path / "settings" / "limits.json"
    assert load_site_limits(KNOWN, path) == SiteLimits()
    save_site_limits(SITE, path)
    assert load_site_limits(KNOWN, path) == SITE
    assert [file.name for file in path.parent.iterdir()] == ["limits.json"]


def test_they_stand_beside_the_room(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("XDG_CONFIG_HOME", str(tmp_path))
    save_site_limits(SITE)
    assert site_limits_path() == tmp_path / "facet-planner" / "limits.json"
    assert site_limits() == SITE


@pytest.mark.parametrize(
    ("content", "why"),
    [
        ('{"limits"', "truncated|JSON"),
        ('{"version": 2}', "version"),
        ('{"format": "facet-plan"}', "format"),
        ('{"limit": {}}', "unknown key “limit”"),
        ('{"limits": {"alignment.warn": {"value": 9, "who": "x"}}}', "unknown key “who”"),
        ('{"limits": {"alignment.warn": {"value": "ten"}}}', "float"),
        ('{"limits": {"alignment.warn": {}}}', "value"),
        ('{"limits": {"alignment.warn": {"value": -1}}}', "lies between 0 and 90"),
        ('{"limits": {"coverage.fail": {"value": 40}}}', "lies between 0 and 1"),
        ('{"limits": {"placement.freehand_tip_mm": {"value": 99}}}', "lies between 0 and 30"),
        ('{"limits": {"alignment.best": {"value": 1}}}', "there is no limit “alignment.best”"),
        ('{"limits": {"injected_volume.fail": {"value": 1}}}', "stated by its source"),
        (" " * 70_000, "too large"),
    ],
)
def test_what_is_not_fit_is_refused_in_a_sentence(tmp_path: Path, content: str, why: str) -> None:
    path = tmp_path / "limits.json"
    path.write_text(content)
    with pytest.raises(SiteLimitsError, match=why) as caught:
        load_site_limits(KNOWN, path)
    assert str(caught.value).startswith("limits.json: not the limits of a site (")
    assert "\n" not in str(caught.value)


def test_what_cannot_be_read_or_written_says_so(tmp_path: Path) -> None:
    with pytest.raises(SiteLimitsError, match="cannot be read"):
        load_site_limits(KNOWN, tmp_path)
    (tmp_path / "file").write_text("")
    with pytest.raises(SiteLimitsError, match="cannot be saved"):
        save_site_limits(SITE, tmp_path / "file" / "limits.json")


def test_a_save_that_fails_leaves_what_was_there(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    path = tmp_path / "limits.json"
    save_site_limits(SITE, path)

    def fails(self: Path, target: Path) -> Path:
        raise OSError(28, "No space left on device")

    monkeypatch.setattr(Path, "replace", fails)
    with pytest.raises(SiteLimitsError, match="No space left"):
        save_site_limits(SiteLimits(), path)
    assert load_site_limits(KNOWN, path) == SITE


def test_the_plan_goes_before_the_site_and_the_site_before_what_is_shipped() -> None:
    shipped, plan = load_rules(), Plan(limits={"alignment.warn": 20.0})
    site = shipped.with_site(SITE)
    both = site.for_plan(plan)
    assert (warn(shipped).value, warn(shipped).changed_by, warn(shipped).default) == (15.0, None, None)
    assert (warn(site).value, warn(site).changed_by, warn(site).default) == (12.0, Whose.SITE, 15.0)
    assert (warn(both).value, warn(both).changed_by, warn(both).default) == (20.0, Whose.PLAN, 15.0)
    assert not alignment(both).limits["fail"].changed


def test_the_site_is_asked_for_errors_of_a_placement_that_the_plan_leaves_open() -> None:
    site = load_rules().with_site(SITE)
    assert site.placed(Plan()).limits == {"placement.corrected_tip_mm": 1.5}
    own = Plan(limits={"placement.corrected_tip_mm": 1.0})
    assert site.placed(own).limits == own.limits
    assert load_rules().placed(own) is own


def test_a_changed_limit_says_what_it_was_for_what_and_by_whom() -> None:
    site = load_rules().with_site(SITE)
    words = "look again above 12°: changed for this site, shipped as 15°, by Dr Li, 2026-03-01"
    assert change_lines(alignment(site)) == (words,)
    found = NotAssessed("alignment", "N1", Reason.NO_TARGET, alignment(site))
    assert limit_text(found) == "look again above 12°, fails above 30° (changed for this site)"
    plan = with_changed_limits(Plan(), {"alignment.fail": 40.0}, "Dr Wu", "2026-04-02")
    (_of_site, of_plan) = change_lines(alignment(site.for_plan(plan)))
    assert of_plan == "fails above 40°: changed for this plan, shipped as 30°, by Dr Wu, 2026-04-02"
    nameless = Plan(limits={"alignment.fail": 40.0})
    assert change_lines(alignment(site.for_plan(nameless)))[1].endswith("nobody says by whom")


def test_a_plan_forgets_who_changed_its_limits_with_the_last_of_them() -> None:
    plan = with_changed_limits(
        Plan(answers={"count_method": "x"}), {"alignment.warn": 9.0}, "Dr Wu", "2026-04-02"
    )
    assert plan.answers["limits_changed_by"] == "Dr Wu"
    assert with_changed_limits(plan, {}, "Dr Wu", "2026-04-03").answers == {"count_method": "x"}


def test_chinese_says_it_too() -> None:
    with use("zh_CN"):
        (line,) = change_lines(alignment(load_rules().with_site(SITE)))
    assert "12°" in line
    assert "Dr Li" in line
