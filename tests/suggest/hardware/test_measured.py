"""The table of what was measured is that of this program: its line of the shipped sample, anew."""

from __future__ import annotations

import re

import pytest

from tests.suggest.hardware.measured import measured
from tests.suggest.hardware.sample import truth, volume
from tests.suggest.hardware.spines import marked_plan
from tests.suggest.hardware.write_measured import PAGE, SAMPLE, row


def numbers(line: str) -> list[float]:
    return [float(number) for number in re.findall(r"-?\d+\.?\d*", line)]


def test_the_line_of_the_sample() -> None:
    written = next(line for line in PAGE.read_text(encoding="utf-8").splitlines() if SAMPLE[0] in line)
    anew = row(SAMPLE, [measured(volume(), truth(), marked_plan(truth()))])
    assert numbers(anew) == pytest.approx(numbers(written), abs=0.11)


def test_every_screw_of_every_spine_is_found_and_no_other() -> None:
    told = PAGE.read_text(encoding="utf-8").splitlines()
    lines = [line.split(" | ") for line in told if line.startswith("| ") and " of " in line]
    assert len(lines) == 13
    for cells in lines:
        found, true = numbers(cells[4])
        assert found == true
        assert cells[5] == "0"
