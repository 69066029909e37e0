"""``facet-planner samples``: lists the cases, or writes them and says how far it is."""

from __future__ import annotations

from pathlib import Path

import pytest

from planner.cli import main
from planner.dicom.scan import scan
from planner.plan.file import read_plan
from planner.samples import cases, write
from planner.samples.truth import read_truth
from tests.samples.conftest import branches_of, coarse


def test_without_a_folder_it_lists_a_line_per_case(capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["samples"]) == 0
    lines = capsys.readouterr().out.splitlines()
    assert [line.split()[0] for line in lines] == list(cases.CASES)
    assert all(len(line) > 20 for line in lines)


def test_with_a_folder_it_writes_them_and_tells_the_progress(
    tmp_path: Path, capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(cases, "CASES", {"screws": coarse(cases.CASES["screws"])})
    monkeypatch.setattr(write, "medial_branches", lambda *_of_the_case: branches_of("screws"))
    assert main(["samples", str(tmp_path / "new")]) == 0
    written = capsys.readouterr()
    assert written.out.startswith("screws")
    assert "screws: 1 of " in written.err
    assert written.err.endswith("\n")
    folder = tmp_path / "new" / "screws"
    assert sorted(p.name for p in folder.iterdir()) == ["README.txt", "ct", "plan.json", "truth.json"]
    assert "synthetic" in (folder / "README.txt").read_text()
    study = scan(folder)
    stack = study.best()
    assert stack is not None
    assert stack.shape == (52, 70, 80)
    assert study.refused == ()
    plan, truth = read_plan(folder / "plan.json"), read_truth((folder / "truth.json").read_bytes())
    assert plan.images == truth.images
    assert len(truth.screws) == 4


def test_a_folder_that_cannot_be_written_is_one_line(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    (tmp_path / "plain").write_text("in the way")
    assert main(["samples", str(tmp_path)]) == 2
    assert "Traceback" not in capsys.readouterr().err
