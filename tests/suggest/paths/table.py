"""How much of a nerve the first proposals take in, against an exhaustive search, and how long they take.

`python -m tests.suggest.paths.table [FOLDER...] > tests/suggest/PATHS.md` writes the table, for the sample
cases and for folders of others (`facet-planner samples DIR --case NAME`).
"""

from __future__ import annotations

import sys
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from time import perf_counter

from planner.anatomy.wording import nerve_words
from planner.assets import sample_dicom
from planner.checks.scene import Scene
from planner.plan.parts import MedialBranch
from planner.suggest.paths.looking import look, order
from planner.suggest.paths.nerve_part import NervePart
from planner.suggest.paths.proposal import Proposals
from planner.suggest.paths.propose import NoPathsError, Wish, propose, task_of
from tests.suggest.paths.cases import PathCase, in_folder
from tests.suggest.paths.exhaustive import Fine, exhaustive

FINE = Fine(direction_deg=2.5, shift_mm=0.6, away_mm=0.3, turns=24)
"""Some 40 times as many needles as the quick search looks at."""
HEAD = """# Needle paths: the quick search against an exhaustive one

Written by `python -m tests.suggest.paths.table [FOLDER...] > tests/suggest/PATHS.md`. The exhaustive search
looks at every 2.5 degrees, 0.6 mm along and 0.3 mm away from the nerve, 15 degrees round it. Its most is that
with as few warnings as the quick search finds. Seconds are those of this machine, images just opened.

| case | nerve | part | seconds | tried | per second | checks not ok | taken in, mm | exhaustive, mm | share |
| ---- | ----- | ---- | ------- | ----- | ---------- | ------------- | ------------ | -------------- | ----- |
"""


@dataclass(frozen=True)
class Row:
    """What was measured for one part of a nerve; `most_mm` is what the exhaustive search takes in."""

    found: Proposals
    seconds: float
    taken_mm: float
    most_mm: float

    @property
    def per_second(self) -> float:
        """How many needles are looked at in a second."""
        return self.found.looked_at / self.seconds

    @property
    def share(self) -> float:
        """What is taken in, of what the exhaustive search takes in."""
        return self.taken_mm / self.most_mm if self.most_mm > 0.0 else 1.0


def measured(case: PathCase, target: MedialBranch, part: NervePart, fine: Fine = FINE) -> Row:
    """Return what the quick search finds for a part of a nerve, and what the exhaustive one does."""
    wish, fresh = Wish(part), Scene(case.scene.volume, case.scene.patient, case.scene.images)
    began = perf_counter()
    found = propose(case.plan, target, fresh, case.rules, wish)
    seconds = perf_counter() - began
    first = found.proposals[0] if found.proposals else None
    taken_mm = (first.number("coverage", "captured_stretch_mm") if first else None) or 0.0
    task = task_of(case.plan, target, case.scene, case.rules, wish)
    tried = look(task)
    best = [order(task, each)[:1] for each in (tried.grid, *tried.finer)]
    fewest = min(
        (
            int(each.warnings[n[0]])
            for each, n in zip((tried.grid, *tried.finer), best, strict=True)
            if len(n)
        ),
        default=0,
    )
    most_mm = taken_mm if tried.across else exhaustive(task, fine).with_at_most(fewest)
    return Row(found, seconds, taken_mm, most_mm)


def lines(name: str, case: PathCase) -> Iterator[str]:
    """Yield the rows of a case."""
    for target in case.plan.targets:
        if not isinstance(target, MedialBranch):
            continue
        for part in NervePart:
            try:
                row = measured(case, target, part)
            except NoPathsError:
                yield f"| {name} | {nerve_words(target.nerve)} | {part} | the course has not got it ||||||||"
                continue
            doubts = (
                ", ".join(r.check for r in row.found.proposals[0].doubts) if row.found.proposals else "no way"
            )
            yield (
                f"| {name} | {nerve_words(target.nerve)} | {part} | {row.seconds:.2f} "
                f"| {row.found.looked_at} | {row.per_second:.0f} "
                f"| {doubts or 'none'} | {row.taken_mm:.2f} | {row.most_mm:.2f} | {row.share:.2f} |"
            )


def main(folders: list[str]) -> None:
    """Write the table."""
    sys.stdout.write(HEAD)
    cases = [sample_dicom() / name for name in ("plain", "screws")] + [Path(each) for each in folders]
    warm = in_folder(cases[0])
    propose(warm.plan, warm.plan.targets[0], warm.scene, warm.rules)
    for folder in cases:
        for line in lines(folder.name, in_folder(folder)):
            sys.stdout.write(f"{line}\n")
            sys.stdout.flush()


if __name__ == "__main__":
    main(sys.argv[1:])
