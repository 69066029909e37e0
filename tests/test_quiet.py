"""A warning of Python, of Qt or in the log fails a test; seen here in a run of its own."""

from __future__ import annotations

import shutil
import subprocess
import sys
from pathlib import Path

ROOT = Path(__file__).parents[1]

TESTS = """
import logging, warnings
from PySide6.QtCore import qWarning

def test_python():
    warnings.warn("old", stacklevel=1)

def test_qt(qtbot):
    qWarning("odd")

def test_log():
    logging.getLogger("planner.x").warning("late")

def test_expected(expect_log):
    with expect_log("lat"):
        logging.getLogger("planner.x").warning("late")

def test_expected_in_vain(expect_log):
    with expect_log("lat"):
        logging.getLogger("planner.x").info("late")

def test_other_than_expected(expect_log):
    with expect_log("lat"):
        logging.getLogger("planner.x").warning("late")
        logging.getLogger("planner.x").error("broken")
"""


def test_warnings_fail(tmp_path: Path) -> None:
    shutil.copy(ROOT / "tests" / "conftest.py", tmp_path)
    (tmp_path / "test_probe.py").write_text(TESTS, encoding="utf-8")
    options = ["-c", str(ROOT / "pyproject.toml"), f"--rootdir={tmp_path}", "-p", "no:cacheprovider", "-v"]
    run = subprocess.run(
        [sys.executable, "-m", "pytest", *options, str(tmp_path)],
        capture_output=True,
        text=True,
        cwd=tmp_path,
        check=False,
    )
    verdicts = {}
    for line in run.stdout.splitlines():
        name, _, verdict = line.partition("::")[2].partition(" ")
        if verdict[:6] in {"PASSED", "FAILED", "ERROR "}:
            verdicts[name] = "passed" if verdict.startswith("PASSED") else "failed"
    assert verdicts.pop("test_expected") == "passed"
    assert verdicts == dict.fromkeys(
        ["test_python", "test_qt", "test_log", "test_expected_in_vain", "test_other_than_expected"], "failed"
    ), run.stdout
