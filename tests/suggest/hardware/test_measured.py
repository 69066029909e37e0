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


def lines() -> list[list[str]]:
    """Return the cells of every line."""
    told = PAGE.read_text(encoding="utf-8").splitlines()
    found = [line.split(" | ") for line in told if line.startswith("| ") and " of " in line]
    assert len(found) == 25
    return found


def test_the_line_of_the_sample() -> None:
    written = next(line for line in PAGE.read_text(encoding="utf-8").splitlines() if SAMPLE[0] in line)
    anew = row(SAMPLE, [measured(volume(), truth(), marked_plan(truth()))])
    assert numbers(anew) == pytest.approx(numbers(written), abs=0.11)


def test_every_screw_of_every_spine_is_found_and_no_other() -> None:
    for cells in lines():
        found, true = numbers(cells[4])
        assert found == true
        assert cells[5] == "0"


def test_every_axis_lies_within_a_millimetre_and_hardly_any_is_turned_by_a_degree() -> None:
    for cells in lines():
        _mean, largest_deg, percent = numbers(cells[8])
        _mean_mm, largest_mm, _percent = numbers(cells[9])
        thick = cells[0].startswith("| 3 mm")
        assert largest_mm < 0.9
        assert largest_deg < (1.4 if thick else 1.15)
        assert percent >= (86 if thick else 96)


def test_no_needle_is_nearer_than_its_band_says() -> None:
    assert all(cells[12] == "100.0%" for cells in lines())
