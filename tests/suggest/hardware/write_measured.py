"""Write MEASURED.md: ``python -m tests.suggest.hardware.write_measured CACHE``; an hour on two cores."""

from __future__ import annotations

import sys
from collections import defaultdict
from itertools import product
from pathlib import Path

import numpy as np

from tests.suggest.hardware.measured import Measured, measured, share
from tests.suggest.hardware.sample import truth, volume
from tests.suggest.hardware.spines import (
    COUNT,
    FIRST_SEED,
    HELD_OUT,
    SCANS,
    TUNED_ON,
    marked_plan,
    material,
    spine,
)

PAGE = Path(__file__).with_name("MEASURED.md")
SAMPLE = ("the shipped sample: 1.25 mm, soft kernel", "12 bits", "titanium")
COLUMNS = (
    *("scan", "values", "metal", "spines", "screws found", "false", "rods found", "level and side"),
    *("axis, deg", "axis, mm", "diameter, mm", "tip, mm", "safe", "within"),
)


def _seeds(numbers: tuple[int, ...]) -> str:
    return ", ".join(str(FIRST_SEED + number) for number in numbers)


HEAD = f"""# Hardware found on spines whose screws are known

Written by `python -m tests.suggest.hardware.write_measured CACHE`, which makes {COUNT} spines with four to
eight screws (`spines.py`), scans each in three ways, and finds the hardware in each as stored in 12 bits (cut
off at 3071 HU) and on an extended scale. Every vertebra is marked where it is.

The seeds are {FIRST_SEED} to {FIRST_SEED + COUNT - 1}; what finds screws was partly chosen on them, but what
places their axes in streaks (`axis.py`, `slices.py`) on others: {_seeds(TUNED_ON)}. Lines with
"fresh" are of {len(HELD_OUT)} more spines on which nothing was chosen: {_seeds(HELD_OUT)}.

Axis: angle to the true one, and how far it passes beside the true shoulder or tip, the worse of them.
Diameter: of the crests of the thread. In each cell the mean, the largest, and the share within 1 degree or
1 mm. Tip: how far beyond the true one, mean and largest. The last two are of 22 gauge needles laid at random
up to 7 mm beside metal, for which the check of the clearance gives a band: how many are truly no nearer than
its worse end says, and how many no farther than its better end either.

| {" | ".join(COLUMNS)} |
|{" --- |" * len(COLUMNS)}
"""


def page(rows: dict[tuple[str, str, str], list[Measured]]) -> str:
    """Return the table."""
    return HEAD + "".join(row(key, of) for key, of in rows.items())


def row(key: tuple[str, str, str], of: list[Measured]) -> str:
    """Return a line of the table."""
    return f"| {' | '.join((*key, *_cells(of)))} |\n"


def _cells(of: list[Measured]) -> list[str]:
    screws = [screw for one in of for screw in one.screws]
    needles = sum(one.needles for one in of)
    return [
        str(len(of)),
        f"{len(screws)} of {sum(one.true_screws for one in of)}",
        str(sum(one.false_screws for one in of)),
        f"{sum(one.rods for one in of)} of {sum(one.true_rods for one in of)}",
        f"{sum(screw.place_is_right for screw in screws)} of {len(screws)}",
        _off([screw.angle_deg for screw in screws]),
        _off([screw.off_mm for screw in screws]),
        _off([screw.diameter_mm for screw in screws]),
        _tips([screw.tip_mm for screw in screws]),
        f"{sum(one.safe for one in of) / needles:.1%}",
        f"{sum(one.within for one in of) / needles:.1%}",
    ]


def _off(values: list[float]) -> str:
    return f"{np.mean(values):.2f}, {np.max(np.abs(values)):.2f}; {share(values, 1.0):.0%}"


def _tips(values: list[float]) -> str:
    return f"{np.mean(values):+.1f}, {np.max(np.abs(values)):.1f}"


def key(scan: str, clipped: bool, number: int) -> tuple[str, str, str]:
    """Return which line of the table a spine belongs to."""
    metal = "titanium" if material(number) == "titanium" else "steel, cobalt-chrome"
    return f"{scan}{', fresh' * (number in HELD_OUT)}", "12 bits" if clipped else "extended", metal


def main(cache: Path) -> None:
    """Measure all and write the page."""
    rows: dict[tuple[str, str, str], list[Measured]] = defaultdict(list)
    for scan, clipped, number in product(SCANS, (True, False), (*range(COUNT), *HELD_OUT)):
        one = spine(number, scan, clipped, cache)
        found = measured(one.volume, one.truth, one.plan)
        rows[key(scan, clipped, number)].append(found)
        print(scan, clipped, number, found.false_screws, len(found.screws), flush=True)  # noqa: T201
    rows[SAMPLE].append(measured(volume(), truth(), marked_plan(truth())))
    PAGE.write_text(page(dict(sorted(rows.items()))), encoding="utf-8")


if __name__ == "__main__":
    main(Path(sys.argv[1]))
