"""What a check is called, it is called everywhere: module, rules, overlay, tests and import contract."""

from __future__ import annotations

import tomllib
from pathlib import Path

import pytest

from planner.assets import resource
from planner.checks import CHECKS

ROOT = Path(__file__).parents[1]
DRAWN = sorted(word for word, check in CHECKS.items() if check.drawn)


@pytest.mark.parametrize("word", CHECKS)
def test_the_check_stands_in_the_module_of_its_name(word: str) -> None:
    assert CHECKS[word].run.__module__ == f"planner.checks.{word}"


@pytest.mark.parametrize("word", CHECKS)
def test_its_rules_stand_in_the_file_of_its_name(word: str) -> None:
    assert tomllib.loads(resource(f"guideline/{word}.toml").read_text(encoding="utf-8"))


@pytest.mark.parametrize("word", CHECKS)
def test_its_tests_stand_in_the_file_of_its_name(word: str) -> None:
    assert "def test_" in (ROOT / f"tests/checks/test_{word}.py").read_text(encoding="utf-8")


@pytest.mark.parametrize("word", DRAWN)
def test_what_is_drawn_has_the_overlay_of_its_name(word: str) -> None:
    assert (ROOT / f"planner/ui/overlays/{word}.py").is_file()


def test_every_module_with_a_check_is_in_the_registry() -> None:
    with_check = {
        path.stem
        for path in (ROOT / "planner/checks").glob("*.py")
        if "\ndef check(" in path.read_text(encoding="utf-8")
    }
    assert with_check == CHECKS.keys()


def test_the_import_contract_keeps_them_all_apart() -> None:
    settings = tomllib.loads((ROOT / "pyproject.toml").read_text(encoding="utf-8"))
    (contract,) = (
        c for c in settings["tool"]["importlinter"]["contracts"] if c.get("containers") == ["planner.checks"]
    )
    (line,) = contract["layers"]
    assert {word.strip(" ()") for word in line.split("|")} == CHECKS.keys()
