"""The written table of needle paths: what it says of a nerve is what is measured, and nothing falls short."""

from __future__ import annotations

from pathlib import Path

import pytest

from planner.plan.parts import MedialBranch
from planner.suggest.paths.nerve_part import NervePart
from planner.suggest.paths.propose import Wish, propose
from tests.suggest.paths.cases import sample

TABLE = Path(__file__).parents[1] / "PATHS.md"
LEAST_SHARE = 0.95


def written() -> list[list[str]]:
    """Return the rows of the table, cell by cell."""
    lines = TABLE.read_text(encoding="utf-8").splitlines()
    cells = [[cell.strip() for cell in line.strip("|").split("|")] for line in lines if line.startswith("| ")]
    return [row for row in cells if row[0] not in ("case", "----") and row[3][:1].isdigit()]


def test_every_nerve_takes_in_nearly_what_the_exhaustive_search_does() -> None:
    shares = {(row[0], row[1], row[2]): float(row[9]) for row in written()}
    assert len(shares) > 30
    assert min(shares.values()) >= LEAST_SHARE, min(shares, key=lambda each: shares[each])


@pytest.mark.parametrize(
    ("name", "target_id", "part"), [("plain", "T1", NervePart.MIDDLE), ("screws", "T2", NervePart.OWN)]
)
def test_a_row_is_what_is_measured(name: str, target_id: str, part: NervePart) -> None:
    case = sample(name)
    target = next(t for t in case.plan.targets if t.id == target_id)
    assert isinstance(target, MedialBranch)
    found = propose(case.plan, target, case.scene, case.rules, Wish(part))
    (row,) = (r for r in written() if r[0] == name and r[1].startswith(target.nerve.value) and r[2] == part)
    taken = found.proposals[0].number("coverage", "captured_stretch_mm")
    assert taken is not None
    assert float(row[7]) == pytest.approx(taken, abs=0.2)
    assert int(row[4]) == pytest.approx(found.looked_at, rel=0.01)
    assert row[6] == (", ".join(r.check for r in found.proposals[0].doubts) or "none")
