from __future__ import annotations

import pytest
from PySide6.QtWidgets import (
    QAbstractButton,
    QAbstractSpinBox,
    QApplication,
    QComboBox,
    QLineEdit,
    QWidget,
)
from pytestqt.qtbot import QtBot

from planner import words
from planner.plan.plan import Plan
from planner.ui.loading import Loader
from planner.ui.panels.progress import Step
from planner.ui.panels.steps import StepsDock
from planner.ui.session import Session
from planner.ui.tools.hand import Hand
from tests.ui.panels.looking import Show, click, texts


@pytest.fixture
def dock(planned: Session, hand: Hand, show: Show, qtbot: QtBot) -> StepsDock:
    made = show(StepsDock(planned, hand, Loader()))
    made.resize(408, 860)
    return made


def test_the_rail_leads_to_every_step(dock: StepsDock) -> None:
    for step in Step:
        click(dock._buttons[step])
        assert dock.current is step
        assert [panel for panel in dock.panels.values() if panel.isVisible()] == [dock.panels[step]]
        assert f"{step.number}  " in texts(dock)


def test_next_goes_on_to_the_last(dock: StepsDock) -> None:
    for step in list(Step)[1:]:
        click(dock._next)
        assert dock.current is step
    assert not dock._next.isVisible()


def test_the_rail_says_what_is_done_and_what_is_missing(dock: StepsDock, planned: Session) -> None:
    assert dock._buttons[Step.STUDY].accessibleName() == "Study: done"
    assert dock._buttons[Step.LEVELS].accessibleName() == "Levels: Not answered: Counted by."
    planned.commit(planned.committed.with_answer("counted_by", "Dr Li"), "count")
    assert dock._buttons[Step.LEVELS].accessibleName() == "Levels: done"


def test_the_head_of_the_panel_says_what_is_missing(dock: StepsDock) -> None:
    dock.go_to(Step.NEEDLES)
    assert "Draw a needle for L4 MB (on L5) left." in texts(dock)


def test_requests_of_the_panels_reach_the_window(dock: StepsDock, qtbot: QtBot) -> None:
    with qtbot.waitSignal(dock.sheet_requested) as asked:
        dock.sheet.sheet_requested.emit("print")
    assert asked.args == ["print"]


@pytest.mark.parametrize("language", ["en", "zh_CN"])
@pytest.mark.parametrize("step", Step)
def test_every_panel_fits_the_width_of_the_dock(
    planned: Session, hand: Hand, show: Show, qtbot: QtBot, language: str, step: Step
) -> None:
    words.set_language(language)
    dock = show(StepsDock(planned, hand, Loader()))
    dock.resize(408, 860)
    for selected in ("T2", "N1", "H1"):
        planned.select(selected)
        dock.go_to(step)
        panel = dock.panels[step]
        qtbot.wait(1)
        assert panel.minimumSizeHint().width() <= 300


def test_hidden_panels_wait_and_visible_ones_redraw_only_for_what_they_show(
    dock: StepsDock, planned: Session, monkeypatch: pytest.MonkeyPatch
) -> None:
    dock.go_to(Step.HARDWARE)
    redrawn: list[str] = []
    for step, panel in dock.panels.items():
        monkeypatch.setattr(panel, "refresh", lambda name=step.value: redrawn.append(name))
    planned.commit(planned.committed.with_answer("operator", "Dr Li"), "answer")
    assert redrawn == []
    planned.commit(planned.committed.without_item("H1"), "delete")
    assert redrawn == ["hardware"]


def test_every_button_and_field_has_a_name(dock: StepsDock, planned: Session) -> None:
    kinds = (QAbstractButton, QAbstractSpinBox, QComboBox, QLineEdit)
    nameless: list[str] = []
    for selected in ("T2", "N1", "H1"):
        planned.select(selected)
        for step in Step:
            dock.go_to(step)
            for widget in dock.panels[step].findChildren(QWidget):
                inner = isinstance(widget.parent(), QAbstractSpinBox)
                if isinstance(widget, kinds) and not inner and widget.isVisible():
                    text = widget.text() if isinstance(widget, QAbstractButton) else ""
                    if not (widget.accessibleName() or text):
                        nameless.append(f"{step}: {type(widget).__name__}")
    assert nameless == []


def test_what_is_said_of_a_step_moves_nothing_below_it(dock: StepsDock, planned: Session) -> None:
    dock.go_to(Step.TARGETS)
    tops = []
    for plan in (Plan(), planned.committed):
        planned.set_plan(plan, None)
        QApplication.processEvents()
        tops.append(dock._stack.mapTo(dock, dock._stack.rect().topLeft()).y())
    assert tops[0] == tops[1]
