"""The written table: it is of this command, and what it says meets the goals."""

from __future__ import annotations

from pathlib import Path

import pytest

from tests.suggest.table import GROUPS, HEAD

WRITTEN = (Path(__file__).parent / "TEMPLATE.md").read_text(encoding="utf-8")


def laid_on_bone(title: str, group: str) -> tuple[float, float]:
    """Return mean and 95th percentile, mm, of a row of the written table."""
    section = WRITTEN.split(f"## {title}\n")[1].split("\n## ")[0]
    (line,) = (line for line in section.splitlines() if line.startswith(f"| {group} |"))
    mean, percentile = line.split("|")[3].replace("(", "").replace(")", "").split()
    return float(mean), float(percentile)


def test_it_is_written_by_the_command_as_it_is() -> None:
    assert WRITTEN.startswith(HEAD)
    assert all(f"\n| {group} |" in WRITTEN for group in GROUPS)


@pytest.mark.parametrize("slices", ["1 mm", "3 mm"])
def test_the_goals_are_met(slices: str) -> None:
    mean_mm, percentile_mm = laid_on_bone(f"{slices} slices, exact landmarks", "all")
    assert mean_mm <= 2.0
    assert percentile_mm <= 4.0
    noisy_mm, _percentile = laid_on_bone(f"{slices} slices, landmarks with 1 mm noise", "all")
    assert noisy_mm <= 2.5
