"""The command line: what is printed where, and with which exit code."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from planner.cli import main
from planner.dicom.reader import Reader
from tests.dicom.phantom import written


def test_inspect_prints_words_or_json(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    written(tmp_path)
    assert main(["inspect", str(tmp_path)]) == 0
    assert "Preselected" in capsys.readouterr().out
    assert main(["inspect", str(tmp_path), "--json"]) == 0
    printed = capsys.readouterr()
    assert json.loads(printed.out)["series"][0]["action"] == "load"
    assert printed.err == ""


def test_inspect_of_nothing_is_unreadable(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["inspect", str(tmp_path / "nowhere")]) == 2
    printed = capsys.readouterr()
    assert printed.out == ""
    assert printed.err.count("\n") == 1
    assert "there is no such file or folder" in printed.err
    (tmp_path / "notes.txt").write_text("x")
    assert main(["inspect", str(tmp_path), "--json"]) == 2
    assert json.loads(capsys.readouterr().out)["series"] == []


def test_an_unforeseen_error_is_one_line(
    tmp_path: Path, capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    def broken(_reader: Reader, _path: Path, **_how: bool) -> None:
        raise RuntimeError("first\nsecond")

    monkeypatch.setattr(Reader, "scan", broken)
    assert main(["inspect", str(tmp_path)]) == 2
    assert capsys.readouterr().err == "first second\n"
