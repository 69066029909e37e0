"""The past of a plan."""

from __future__ import annotations

import subprocess
import sys

import pytest
from msgspec.structs import replace
from PySide6.QtWidgets import QApplication

from planner.plan.plan import Plan
from planner.ui.history import History

FIRST, SECOND, THIRD = (replace(Plan(), notes=notes) for notes in ("first", "second", "third"))


@pytest.fixture
def history(qapp: QApplication) -> History:
    made = History()
    made.begin(FIRST)
    made.add(SECOND, "to second")
    made.add(THIRD, "to third")
    return made


def test_each_edit_is_undone_and_made_again_under_its_name(history: History) -> None:
    went: list[tuple[Plan, str]] = []
    history.went.connect(lambda plan, text: went.append((plan, text)))
    history.undo()
    history.undo()
    history.redo()
    history.redo()
    assert went == [
        (SECOND, "to third"),
        (FIRST, "to second"),
        (SECOND, "to second"),
        (THIRD, "to third"),
    ]
    assert (history.undoText(), history.canRedo()) == ("to third", False)


def test_an_edit_after_an_undo_ends_what_was_undone(history: History) -> None:
    history.undo()
    other = replace(Plan(), notes="other")
    history.add(other, "to other")
    went: list[Plan] = []
    history.went.connect(lambda plan, _text: went.append(plan))
    history.undo()
    history.redo()
    assert went == [SECOND, other]
    assert history.count() == 2


def test_what_is_saved_is_clean_until_it_is_left(history: History) -> None:
    history.setClean()
    history.undo()
    assert not history.isClean()
    history.redo()
    assert history.isClean()


def test_another_plan_has_no_past_and_tells_of_none(history: History) -> None:
    went: list[Plan] = []
    history.went.connect(lambda plan, _text: went.append(plan))
    history.begin(THIRD)
    assert went == []
    assert not history.canUndo()


COLLECTED = """
import gc
from PySide6.QtWidgets import QApplication
from planner.plan.plan import Plan
from planner.ui.session import Session
from msgspec.structs import replace
app = QApplication(["-platform", "offscreen"])
for n in range(40):
    session = Session()
    session.keep = lambda session=session: session
    for k in range(5):
        session.commit(replace(Plan(), notes=str(k)), "edit")
    session.undo_stack.undo()
    del session
    gc.collect()
"""


def test_a_session_that_is_collected_takes_its_past_with_it() -> None:
    """In a process of its own: where the stack holds what Python has deleted, the process dies."""
    run = subprocess.run([sys.executable, "-c", COLLECTED], capture_output=True, text=True, check=False)
    assert run.returncode == 0, run.stderr
