from __future__ import annotations

from itertools import pairwise

from msgspec.structs import replace
from PySide6.QtCore import Qt
from pytestqt.qtbot import QtBot

from planner.checks.result import Assessed
from planner.checks.wording import headline
from planner.geometry.vectors import Vector
from planner.plan.parts import Needle
from planner.ui.panels.findings_panel import FindingsPanel
from planner.ui.session import Session
from planner.ui.theme import outcome_role
from planner.ui.tools.hand import Hand
from tests.ui.panels.looking import Show, click_line, texts


def lines(panel: FindingsPanel) -> list[str]:
    return [panel.list.item(n).text() for n in range(panel.list.count())]


def test_every_result_is_listed_worst_first(planned: Session, hand: Hand, show: Show) -> None:
    panel = show(FindingsPanel(planned, hand))
    assert len(lines(panel)) == len(planned.results) > 5
    order = ["fail", "not_assessed", "warn", "ok"]
    ranks = [order.index(outcome_role(result)) for result in planned.results]
    assert ranks == sorted(ranks)
    assert [headline(r) in line for r, line in zip(planned.results, lines(panel), strict=True)].count(
        False
    ) == 0


def test_what_cannot_be_assessed_says_so_in_words(planned: Session, hand: Hand, show: Show) -> None:
    panel = show(FindingsPanel(planned, hand))
    unknown = [line for line in lines(panel) if line.startswith("cannot assess: ")]
    assert unknown
    spoken = panel.list.item(0).data(Qt.ItemDataRole.AccessibleTextRole)
    assert lines(panel)[0] in spoken


def test_it_follows_a_drag(planned: Session, hand: Hand, show: Show) -> None:
    panel = show(FindingsPanel(planned, hand))
    needle = planned.committed.item("N1")
    assert isinstance(needle, Needle)
    before = next(line for line in lines(panel) if "to the nerve" in line)
    turned = replace(needle, entry_mm=needle.tip_mm + Vector(5.0, 50.0, 30.0))
    planned.preview(planned.committed.with_item(turned))
    after = next(line for line in lines(panel) if "to the nerve" in line)
    assert after != before
    planned.cancel()
    assert next(line for line in lines(panel) if "to the nerve" in line) == before


def test_choosing_a_finding_moves_to_where_it_was_measured(planned: Session, hand: Hand, show: Show) -> None:
    panel = show(FindingsPanel(planned, hand))
    row, result = next(
        (n, r)
        for n, r in enumerate(planned.results)
        if isinstance(r, Assessed) and r.check == "hardware_clearance" and r.witness is not None
    )
    click_line(panel.list, row)
    assert planned.look.selected == "N1"
    assert result.witness is not None
    first, second = result.witness
    assert planned.look.cursor.distance_to(first.towards(second, 0.5)) < 1e-9
    assert panel.list.currentRow() == row


def test_the_findings_of_the_selected_part_alone(planned: Session, hand: Hand, show: Show) -> None:
    panel = show(FindingsPanel(planned, hand))
    planned.select("N1")
    panel.only_selected.click()
    assert 0 < len(lines(panel)) < len(planned.results)
    assert len(lines(panel)) == sum(result.subject == "N1" for result in planned.results)


def test_the_counts_say_in_words_what_they_count(planned: Session, hand: Hand, show: Show) -> None:
    panel = show(FindingsPanel(planned, hand))
    unknown = sum(outcome_role(result) == "not_assessed" for result in planned.results)
    names = [line.accessibleName() for line in panel._counts.values() if line.isVisible()]
    assert f"cannot be assessed: {unknown}" in names


def test_before_there_is_anything_it_says_what_will_come(qapp: object, hand: Hand, show: Show) -> None:
    session = Session()
    panel = show(FindingsPanel(session, Hand(session)))
    if not session.results:
        assert "Nothing to check yet" in texts(panel)


def test_lines_are_measured_anew_when_the_list_becomes_narrower(
    planned: Session, hand: Hand, show: Show, qtbot: QtBot
) -> None:
    panel = show(FindingsPanel(planned, hand))
    panel.resize(420, 240)
    qtbot.wait(1)
    panel.resize(250, 240)
    view = panel.list

    def apart() -> bool:
        rects = [view.visualItemRect(view.item(n)) for n in range(view.count())]
        return all(upper.bottom() < lower.top() for upper, lower in pairwise(rects))

    qtbot.waitUntil(apart, timeout=1000)
