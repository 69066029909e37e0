"""``facet-planner samples``: lists the cases, or writes them and says how far it is."""

from __future__ import annotations

from pathlib import Path

import pytest

from planner.cli import main
from planner.dicom.scan import scan
from planner.samples.catalogue.cases import CASES
from planner.samples.making import model
from tests.samples.catalogue.test_folder import Stopping
from tests.samples.catalogue.toy import ToyMade, coarse


@pytest.fixture
def quick(monkeypatch: pytest.MonkeyPatch) -> None:
    """Let cases be made of balls on few voxels."""
    for name, case in tuple(CASES.items()):
        monkeypatch.setitem(CASES, name, coarse(case))
    monkeypatch.setattr(model, "Model", ToyMade)


def test_without_a_folder_it_lists_a_line_per_case(capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["samples"]) == 0
    lines = capsys.readouterr().out.splitlines()
    assert [line.split()[0] for line in lines] == list(CASES)
    assert all(len(line) > 40 for line in lines)


def test_with_names_it_lists_those(capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["samples", "--case", "old", "--case", "plain", "--seed", "7"]) == 0
    written = capsys.readouterr().out
    assert [line.split()[0] for line in written.splitlines()] == ["old-7", "plain-7"]
    assert "shipped" not in written


@pytest.mark.usefixtures("quick")
def test_with_a_folder_it_writes_those_that_are_shipped(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    assert main(["samples", str(tmp_path / "new")]) == 0
    written = capsys.readouterr()
    assert written.out.splitlines() == [str(tmp_path / "new" / name) for name in ("plain", "screws")]
    assert "plain: 100 %" in written.err
    assert "--case NAME" in written.err.splitlines()[-1]
    folder = tmp_path / "new" / "screws"
    assert sorted(p.name for p in folder.iterdir()) == ["README.txt", "ct", "plan.json", "truth.json"]
    assert "synthetic" in (folder / "README.txt").read_text()
    study = scan(folder)
    assert study.refused == ()
    assert len(study.volumes()) == 1


@pytest.mark.usefixtures("quick")
def test_it_writes_the_named_case_of_another_person(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    assert main(["samples", str(tmp_path), "--case", "tilted", "--seed", "12"]) == 0
    assert [path.name for path in tmp_path.iterdir()] == ["tilted-12"]
    assert "--case NAME" not in capsys.readouterr().err


@pytest.mark.parametrize(
    ("words", "says"),
    [
        (["new", "--case", "plane"], "near are: plain"),
        (["plain"], "no folder"),
        (["file"], "is no folder"),
    ],
)
def test_what_cannot_be_is_one_line_and_nothing_is_written(
    tmp_path: Path,
    monkeypatch: pytest.MonkeyPatch,
    capsys: pytest.CaptureFixture[str],
    words: list[str],
    says: str,
) -> None:
    monkeypatch.chdir(tmp_path)
    Path("file").write_text("in the way")
    assert main(["samples", *words]) == 2
    told = capsys.readouterr().err
    assert says in told
    assert told.count("\n") == 1
    assert [path.name for path in tmp_path.iterdir()] == ["file"]


@pytest.mark.parametrize("seed", ["-1", "3.5", "x"])
def test_a_seed_is_a_whole_number(capsys: pytest.CaptureFixture[str], seed: str) -> None:
    with pytest.raises(SystemExit) as caught:
        main(["samples", "--seed", seed])
    assert caught.value.code == 2
    assert "Traceback" not in capsys.readouterr().err


@pytest.mark.usefixtures("quick")
def test_ctrl_c_is_a_sentence(
    tmp_path: Path, capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(model, "Model", Stopping)
    assert main(["samples", str(tmp_path / "new")]) == 130
    told = capsys.readouterr().err.splitlines()
    assert told[-1] == "Stopped; nothing is left of plain."
    assert list(tmp_path.iterdir()) == []
