"""The past of a plan."""

from __future__ import annotations

import pytest
import shiboken6
from msgspec.structs import replace
from PySide6.QtGui import QUndoCommand
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


def test_the_stack_holds_nothing_that_python_could_delete_under_it(history: History) -> None:
    """A command made in Python is deleted with its wrapper when both are collected, and the process dies."""
    assert {type(history.command(n)) for n in range(history.count())} == {QUndoCommand}
    assert not any(shiboken6.createdByPython(history.command(n)) for n in range(history.count()))
