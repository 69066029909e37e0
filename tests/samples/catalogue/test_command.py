"""The list of cases, the choice among them, and the writing with its words."""

from __future__ import annotations

import io
from pathlib import Path

import pytest

from planner import words
from planner.samples.catalogue.cases import CASES
from planner.samples.catalogue.command import STOPPED, chosen, listing, write_samples
from planner.samples.catalogue.folder import CaseError
from planner.samples.catalogue.progress import columns_of
from tests.samples.catalogue.test_folder import Stopping
from tests.samples.catalogue.toy import ToyMade, coarse


@pytest.mark.parametrize("code", words.LANGUAGES)
def test_a_line_for_each_case_in_columns(code: str) -> None:
    with words.use(code):
        lines = listing()
        titles = [words._(case.title) for case in CASES.values()]
    assert [line.split()[0] for line in lines] == list(CASES)
    starts = {columns_of(line[: line.rindex(title)]) for line, title in zip(lines, titles, strict=True)}
    assert len(starts) == 1
    assert "272 x 272 x 189" in lines[0]
    assert "2 x (512 x 512 x 250)" in lines[2]
    assert "5 x (512 x 512 x 9)" in lines[list(CASES).index("discs")]


def test_which_are_shipped_is_said() -> None:
    assert [name for name, line in zip(CASES, listing(), strict=True) if "shipped" in line] == [
        "plain",
        "screws",
    ]


def test_where_none_is_named_those_that_are_shipped_are_taken() -> None:
    assert [case.label for case in chosen([], None)] == ["plain", "screws"]
    assert [case.label for case in chosen([], 3)] == ["plain-3", "screws-3"]


def test_each_name_counts_once() -> None:
    assert [case.label for case in chosen(["old", "six", "old"], None)] == ["old", "six"]


@pytest.mark.parametrize(
    ("name", "says"),
    [("scoliose", "near are: scoliosis"), ("Fusion", "near are: fusion"), ("xyzzy", "there are: plain, ")],
)
def test_an_unknown_name_is_one_clear_sentence(name: str, says: str) -> None:
    with pytest.raises(CaseError, match=says) as caught:
        chosen(["plain", name], None)
    assert name in str(caught.value)
    assert "\n" not in str(caught.value)


def test_the_paths_stand_on_stdout_and_the_progress_beside(tmp_path: Path) -> None:
    out, told = io.StringIO(), io.StringIO()
    cases = [coarse(CASES["plain"]), coarse(CASES["tilted"]).with_seed(5)]
    assert write_samples(tmp_path / "new", cases, ToyMade, out, told) == 0
    assert out.getvalue().splitlines() == [str(tmp_path / "new" / name) for name in ("plain", "tilted-5")]
    assert sorted(path.name for path in (tmp_path / "new").iterdir()) == ["plain", "tilted-5"]
    assert told.getvalue().splitlines()[-1].startswith("tilted-5: 100 %")


def test_ctrl_c_leaves_those_before_and_nothing_of_this_one(tmp_path: Path) -> None:
    out, told = io.StringIO(), io.StringIO()
    assert write_samples(tmp_path, [coarse(CASES["plain"])], ToyMade, out, told) == 0
    assert write_samples(tmp_path, [coarse(CASES["old"])], Stopping, out, told) == STOPPED
    assert told.getvalue().splitlines()[-1] == "Stopped; nothing is left of old."
    assert [path.name for path in tmp_path.iterdir()] == ["plain"]
