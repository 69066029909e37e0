"""Write the figures of real and made CTs side by side: ``python -m tests.samples.realism.table CASE...``."""

from __future__ import annotations

import sys
from collections.abc import Callable
from pathlib import Path

from tests.samples.realism.figures import Spread
from tests.samples.realism.made import made
from tests.samples.realism.real import SUBJECTS, data
from tests.samples.realism.subject import Figures, figures

KNOWN = {
    "cancellous": "110 to 220 by age; less with osteoporosis",
    "cortex": "300 to 600 shell, 600 to 1000 laminae",
    "muscle": "55; fatty 0 to 40",
    "fat": "-120 to -80",
    "disc": "80 to 100",
    "fluid": "10 to 20; roots 30 to 40",
    "noise": "10 to 20",
    "joint": "1.5 to 1.7; narrowed less",
    "plate": "300 to 600 at 1 mm",
}
"""What is known of people and scanners, in HU and mm: textbooks, and published means."""
RANGES = {
    "cancellous": (60.0, 240.0),
    "cortex": (420.0, 850.0),
    "muscle": (35.0, 65.0),
    "fat": (-120.0, -80.0),
    "disc": (70.0, 110.0),
    "fluid": (0.0, 35.0),
}
"""Within which a mean is taken for that of a person, in HU; cortex is what is above 300 in the arch."""
NOISE_HU = (9.0, 20.0)
JOINT_MM = (0.8, 2.6)


HEADING = """# Figures of real CTs and of sample cases

Written by `python -m tests.samples.realism.table CASE... > tests/samples/REALISM.md`, which needs the real
CTs (`FACET_PLANNER_DATA`). Tissues: mean ± standard deviation (5th to 95th percentile); joints: median (10th
to 90th). A joint is the dark line at half its depth, an endplate the bright one at half its height; noise
power is that of squares of muscle (Siemens: liver). The real CTs are named by scanner, kernel and thickness.

"""


def _tissue(name: str) -> Callable[[Figures], str]:
    def cell(found: Figures) -> str:
        spread: Spread | None = found.tissues.get(name)
        return (
            f"{spread.mean:.0f} ± {spread.sd:.0f} ({spread.low:.0f} to {spread.high:.0f})" if spread else ""
        )

    return cell


def _joint(found: Figures) -> str:
    if found.joints_mm is None:
        return ""
    low, middle, high = found.joints_mm
    return f"{middle:.1f} ({low:.1f} to {high:.1f}); {found.joints_seen[0]} of {found.joints_seen[1]} seen"


ROWS: tuple[tuple[str, str, Callable[[Figures], str]], ...] = (
    *((f"{name}, HU", KNOWN[name], _tissue(name)) for name in RANGES),
    ("noise, HU", KNOWN["noise"], lambda f: f"{f.grain.sd:.1f}" if f.grain else ""),
    ("noise power: peak, per mm", "", lambda f: f"{f.grain.peak:.2f}" if f.grain else ""),
    ("noise power: middle, per mm", "", lambda f: f"{f.grain.middle:.2f}" if f.grain else ""),
    ("noise power near 0 / largest", "", lambda f: f"{f.grain.lowest:.2f}" if f.grain else ""),
    ("skin, 15 to 65 %, mm", "", lambda f: f"{f.skin_mm:.1f}" if f.skin_mm else ""),
    ("facet joint, mm", KNOWN["joint"], _joint),
    ("endplate: width, mm", "", lambda f: f"{f.plates[0]:.1f}" if f.plates else ""),
    ("endplate: peak, HU", KNOWN["plate"], lambda f: f"{f.plates[1]:.0f}" if f.plates else ""),
)


def table(found: list[Figures]) -> str:
    """Return a table in Markdown: a column each."""
    lines = [["", "known", *(one.name for one in found)]]
    lines += [[title, wanted, *(cell(one) for one in found)] for title, wanted, cell in ROWS]
    widths = [max(len(line[n]) for line in lines) for n in range(len(lines[0]))]
    padded = [[text.ljust(width) for text, width in zip(line, widths, strict=True)] for line in lines]
    padded.insert(1, ["-" * width for width in widths])
    return "".join("| " + " | ".join(line) + " |\n" for line in padded)


def main(cases: list[str]) -> int:
    """Print the table of the real CTs, where they are at hand, and of the cases in these folders."""
    folder = data()
    found = [figures(real(folder)) for real in SUBJECTS] if folder else []
    found += [figures(made(Path(case))) for case in cases]
    sys.stdout.write(HEADING + table(found))
    return 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
