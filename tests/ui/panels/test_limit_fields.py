"""Limits changed for a plan and for a site, by whom, and put back."""

from __future__ import annotations

from pathlib import Path

import pytest
from PySide6.QtWidgets import QApplication

from planner.checks.placements import accuracies
from planner.guideline.limits import Whose
from planner.guideline.rules import site_limits
from planner.guideline.site_limits import SiteLimit, SiteLimits, save_site_limits, site_limits_path
from planner.plan.plan import Plan
from planner.ui.app import Program
from planner.ui.panels.check_panel import CheckPanel
from planner.ui.panels.limit_fields import LimitFields
from planner.ui.session import Session
from planner.ui.tools.hand import Hand
from planner.words import set_language
from tests.ui.panels.looking import Show, click, texts, write

WARN = "alignment.warn"


@pytest.fixture(autouse=True)
def _no_site(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("XDG_CONFIG_HOME", str(tmp_path))


@pytest.fixture
def fields(planned: Session, hand: Hand, show: Show) -> LimitFields:
    return show(CheckPanel(planned, hand)).limits


def said(fields: LimitFields) -> str:
    QApplication.processEvents()
    return texts(fields)


def warn(session: Session) -> float:
    return next(r for r in session.results if r.check == "alignment").rule.limits["warn"].value


def test_the_site_goes_before_what_is_shipped_and_the_plan_before_the_site(
    planned: Session, fields: LimitFields
) -> None:
    write(fields.name, "Dr Li")
    click(fields.scopes[Whose.SITE])
    write(fields.fields[WARN], "12")
    assert site_limits().limits[WARN].value == 12.0
    assert site_limits().limits[WARN].by == "Dr Li"
    assert planned.committed.limits == {}
    assert warn(planned) == 12.0
    assert "12°: changed for this site, shipped as 15°, by Dr Li, 20" in said(fields)
    click(fields.scopes[Whose.PLAN])
    assert fields.fields[WARN].value() == 12.0
    write(fields.fields[WARN], "15")
    assert planned.committed.limits == {WARN: 15.0}
    assert planned.committed.answers["limits_changed_by"] == "Dr Li"
    assert warn(planned) == 15.0
    assert "15°: changed for this plan, shipped as 15°, by Dr Li, 20" in said(fields)
    click(fields.resets[WARN])
    assert planned.committed.limits == {}
    assert "limits_changed_by" not in planned.committed.answers
    assert warn(planned) == 12.0
    click(fields.scopes[Whose.SITE])
    click(fields.resets[WARN])
    assert site_limits() == SiteLimits(name="Dr Li")
    assert warn(planned) == 15.0


def test_a_change_of_a_plan_is_one_edit(planned: Session, fields: LimitFields) -> None:
    write(fields.name, "Dr Li")
    write(fields.fields[WARN], "20")
    assert planned.undo_stack.count() == 1
    planned.undo_stack.undo()
    assert planned.committed.limits == {}
    assert "limits_changed_by" not in planned.committed.answers


def test_the_site_needs_a_name(planned: Session, fields: LimitFields) -> None:
    click(fields.scopes[Whose.SITE])
    write(fields.fields[WARN], "12")
    assert "Type who changes it first: it holds for every plan of this site." in said(fields)
    assert not site_limits_path().exists()
    assert warn(planned) == 15.0


def test_all_of_the_site_is_put_back(planned: Session, fields: LimitFields) -> None:
    write(fields.name, "Dr Li")
    click(fields.scopes[Whose.SITE])
    write(fields.fields[WARN], "12")
    write(fields.fields["coverage.fail"], "40")
    click(fields.reset_all)
    assert site_limits() == SiteLimits(name="Dr Li")
    assert not fields.reset_all.isVisible()


def test_a_damaged_file_is_not_written_over(planned: Session, fields: LimitFields) -> None:
    site_limits_path().parent.mkdir(parents=True)
    site_limits_path().write_text('{"version": 2}')
    write(fields.name, "Dr Li")
    assert "limits.json: not the limits of a site" in said(fields)
    assert site_limits_path().read_text() == '{"version": 2}'
    assert planned.site_limits == SiteLimits()


def test_errors_of_a_placement_are_changed_beside_them(planned: Session, fields: LimitFields) -> None:
    key = "placement.corrected_tip_mm"
    assert "6.3 mm: published." in said(fields)
    assert "2 mm: chosen by this program." in said(fields)
    assert "Gruber-Rouh" in fields.fields["placement.freehand_tip_mm"].toolTip()
    before = planned.results
    write(fields.name, "Dr Li")
    click(fields.scopes[Whose.SITE])
    write(fields.fields[key], "5")
    of_site = planned.results
    assert of_site != before
    click(fields.scopes[Whose.PLAN])
    write(fields.fields[key], "1.5")
    assert accuracies(planned.committed).corrected.tip_mm == 1.5
    assert planned.results not in (before, of_site)


def test_a_stated_limit_has_no_field(planned: Session, fields: LimitFields) -> None:
    assert "stated by the source" in said(fields)
    stated = set(_stated(planned))
    assert stated
    assert stated.isdisjoint(fields.fields)


def _stated(session: Session) -> list[str]:
    kind = session.plan.procedure.kind
    return [
        f"{rule.check}.{name}"
        for rule in session.rules.rules
        for name, limit in rule.limits.items()
        if kind in rule.applies_to and limit.origin.value == "stated"
    ]


def test_the_program_starts_with_the_limits_of_the_site(qapp: QApplication, tmp_path: Path) -> None:
    save_site_limits(SiteLimits(limits={WARN: SiteLimit(value=9.0)}))
    program = Program(qapp, tmp_path / "journal")
    try:
        rule = program.session.rules.rule("alignment", Plan().procedure.kind)
        assert rule is not None
        assert rule.limits["warn"].value == 9.0
    finally:
        program.window.close()
        program.keeper.close()


def test_a_damaged_file_is_said_at_the_start(qapp: QApplication, tmp_path: Path) -> None:
    site_limits_path().parent.mkdir(parents=True)
    site_limits_path().write_text("{")
    program = Program(qapp, tmp_path / "journal")
    try:
        program.window.show()
        QApplication.processEvents()
        assert "limits.json: not the limits of a site" in texts(program.window.notices)
        assert program.session.site_limits == SiteLimits()
    finally:
        program.window.close()
        program.keeper.close()


def test_it_speaks_chinese(planned: Session, hand: Hand, show: Show) -> None:
    set_language("zh_CN")
    fields = show(CheckPanel(planned, hand)).limits
    write(fields.name, "Dr Li")
    write(fields.fields[WARN], "20")
    assert "Dr Li" in said(fields)
    assert "尚未依据骨性标志" in fields.fields["placement.freehand_tip_mm"].toolTip()
