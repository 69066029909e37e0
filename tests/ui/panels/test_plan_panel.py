from __future__ import annotations

import pytest
from msgspec.structs import replace
from PySide6.QtCore import Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QTreeWidgetItem

from planner.plan.wording import target_words
from planner.ui.panels.plan_panel import PlanPanel
from planner.ui.session import Session
from planner.ui.tools.hand import Hand
from tests.ui.panels.looking import Show, texts


@pytest.fixture
def panel(planned: Session, hand: Hand, show: Show) -> PlanPanel:
    return show(PlanPanel(planned, hand))


def line(panel: PlanPanel, text: str) -> QTreeWidgetItem:
    return next(item for item in panel.tree.items() if text in item.text(0))


def above(item: QTreeWidgetItem) -> str:
    parent = item.parent()
    assert parent is not None
    return parent.text(0)


def test_the_tree_goes_from_side_to_target_to_needle(panel: PlanPanel) -> None:
    side = panel.tree.topLevelItem(0)
    assert side is not None
    assert side.text(0) == "LEFT: L4-L5"
    target, needle = line(panel, "L3 MB"), line(panel, "N1")
    assert side.indexOfChild(target) == 0
    assert above(needle) == "L3 MB (on L4) left"
    assert needle.text(0) == "N1 electrode"
    assert above(line(panel, "H1")) == "Hardware"


def test_each_row_has_its_state_as_word_and_icon(panel: PlanPanel) -> None:
    proposal = line(panel, "L4 MB")
    assert proposal.text(1) == "look"
    assert not proposal.icon(1).isNull()
    assert "proposal" in proposal.toolTip(1)


def test_selection_goes_both_ways(planned: Session, panel: PlanPanel) -> None:
    place = panel.tree.visualItemRect(line(panel, "N1")).center()
    QTest.mouseClick(panel.tree.viewport(), Qt.MouseButton.LeftButton, Qt.KeyboardModifier.NoModifier, place)
    assert planned.look.selected == "N1"
    planned.select("H1")
    assert panel.tree.selectedItems() == [line(panel, "H1")]
    planned.select("")
    assert panel.tree.selectedItems() == []


def test_headings_are_not_selected(planned: Session, panel: PlanPanel) -> None:
    planned.select("N1")
    place = panel.tree.visualItemRect(line(panel, "LEFT")).center()
    QTest.mouseClick(panel.tree.viewport(), Qt.MouseButton.LeftButton, Qt.KeyboardModifier.NoModifier, place)
    assert planned.look.selected == "N1"


def test_del_deletes_and_undo_brings_back(planned: Session, panel: PlanPanel) -> None:
    planned.select("T1")
    panel.tree.setFocus()
    QTest.keyClick(panel.tree, Qt.Key.Key_Delete)
    assert planned.committed.item("T1") is None
    assert above(line(panel, "N1")) == "Needles without a target"
    planned.undo_stack.undo()
    assert above(line(panel, "N1")) == "L3 MB (on L4) left"


def test_no_hardware_is_said(planned: Session, panel: PlanPanel) -> None:
    planned.commit(replace(planned.committed, hardware=()), "none")
    assert line(panel, "Hardware: none").flags() == Qt.ItemFlag.ItemIsEnabled


def test_an_empty_plan_says_where_to_begin(session: Session, hand: Hand, show: Show) -> None:
    assert "Choose joints in step 3" in texts(show(PlanPanel(session, hand)))


def test_text_from_a_file_is_no_markup(planned: Session, panel: PlanPanel) -> None:
    needle = replace(planned.committed.needles[0], id="<b>N</b>")
    planned.commit(planned.committed.with_item(needle), "odd")
    assert "&lt;b&gt;" in line(panel, "<b>N</b>").toolTip(0)


def test_a_nerve_that_is_drawn_shows_what_its_checks_say(planned: Session, panel: PlanPanel) -> None:
    drawn = next(target for target in planned.committed.targets if target.id == "T1")
    assert line(panel, "L3 MB").text(1) == "ok"
    electrode = planned.committed.needles_of(drawn)[0]
    away = replace(electrode, tip_mm=electrode.tip_mm + electrode.segment.direction * -15.0)
    planned.commit(planned.committed.with_item(away), "draw back")
    nerve = line(panel, target_words(drawn))
    assert nerve.text(1) != "ok"
    assert "fails" in nerve.toolTip(1)


def test_a_proposal_that_is_only_looked_at_is_named_as_one(planned: Session, panel: PlanPanel) -> None:
    assert "Plan: Radiofrequency ablation" in texts(panel)
    planned.preview(planned.committed.without_item("N1"), still=False)
    assert "Plan with a proposal, not accepted: Radiofrequency ablation" in texts(panel)
    planned.cancel()
    assert "Plan: Radiofrequency ablation" in texts(panel)
