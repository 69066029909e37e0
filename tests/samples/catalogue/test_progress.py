"""Progress on one line of a terminal, and on a few lines elsewhere."""

from __future__ import annotations

import io
import os

import pytest

from planner.samples.catalogue.progress import ProgressLine, columns_of


class Terminal(io.StringIO):
    def isatty(self) -> bool:
        return True


class Clock:
    """A clock that goes on by so much each time it is looked at."""

    def __init__(self, step_s: float) -> None:
        self.now, self.step = 0.0, step_s

    def __call__(self) -> float:
        self.now += self.step
        return self.now


def test_a_terminal_has_one_line_that_is_rewritten() -> None:
    terminal = Terminal()
    line = ProgressLine("plain", terminal, Clock(1.0))
    line(0.0, "bones")
    line(0.42, "metal and its streaks")
    line(1.0, "done")
    assert "\n" not in terminal.getvalue()
    line.end()
    line.end()
    shown = terminal.getvalue().split("\r")[1:]
    assert shown[0] == "plain: 0 %, 2 s, bones"
    assert shown[1].startswith("plain: 42 %, ")
    # what is longer is wiped out
    assert shown[2].rstrip().endswith("done")
    assert len(shown[2].rstrip("\n")) == len(shown[1])
    assert terminal.getvalue().count("\n") == 1


def test_a_terminal_is_not_written_to_more_often_than_one_can_see() -> None:
    terminal = Terminal()
    line = ProgressLine("plain", terminal, Clock(0.001))
    for n in range(200):
        line(n / 200.0, "bones")
    assert terminal.getvalue().count("\r") < 10


def test_a_narrow_terminal_does_not_break_the_line(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("shutil.get_terminal_size", lambda: os.terminal_size((24, 20)))
    terminal = Terminal()
    ProgressLine("plain", terminal, Clock(1.0))(0.5, "骨头与软组织以及噪声")
    assert columns_of(terminal.getvalue().lstrip("\r")) in (22, 23)


def test_elsewhere_there_is_a_line_for_each_tenth() -> None:
    stream = io.StringIO()
    line = ProgressLine("plain", stream, Clock(1.0))
    for n in range(101):
        line(n / 100.0, "bones")
    line(1.0, "done")
    line.end()
    lines = stream.getvalue().splitlines()
    assert [int(each.split()[1]) for each in lines] == list(range(0, 101, 10))
    assert lines[0] == "plain: 0 %, 1 s, bones"
    assert "\r" not in stream.getvalue()


@pytest.mark.parametrize(("text", "columns"), [("plain", 5), ("样本", 4), ("", 0)])
def test_columns_of_a_terminal(text: str, columns: int) -> None:
    assert columns_of(text) == columns
