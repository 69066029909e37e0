"""The table of cases: every row that the families of cases hold, and the page that is written of them."""

from __future__ import annotations

from collections.abc import Callable
from importlib import import_module
from itertools import groupby
from pathlib import Path

from planner.dicom.limits import LIMITS
from planner.dicom.tolerances import TOLERANCES
from tests.dicom.cases.case import Case, Outcome, Verdict
from tests.dicom.peer import ASKED, Comparison, Placed

PAGE = Path(__file__).with_name("CASES.md")
COMMAND = "python -m tests.dicom.write_cases"

_FAMILIES = Path(__file__).with_name("cases")
_OUTCOMES: dict[Outcome, str] = {
    "load": "loads it",
    "resample": "loads it, resampled to right angles",
    "apart": "takes it apart into several volumes",
    "view": "shows it, for viewing only",
    "refuse": "refuses it",
}
_HEAD = f"""# What the program does with images, case by case

Each line is a test: it writes the images itself, opens them as a user would, and looks at what the program
does and says. This page is written by `{COMMAND}`; a test fails where it is not up to date.
"""

_PEER_HEAD = """## What a well-known reader does

SimpleITK takes all files of a series for one volume at right angles, with equal steps from the first to the
last, and warns at most in its log. Here: how many slices and which distance it gives them, how far the slice
that it misplaces most lies from where its file says, and by how many HU its values are not those of the file,
where they are not; beside it the volumes that the program offers, by the same measures. Of a real series with
sagittal slices 3.0 mm apart and one coronal reference image it makes slices 7.38 mm apart, the worst of them
175 mm off.
"""


def all_cases() -> tuple[Case, ...]:
    """Return the cases of all families, in the order of their files and of the rows in them."""
    modules = [import_module(f"tests.dicom.cases.{file.stem}") for file in sorted(_FAMILIES.glob("*.py"))]
    return tuple(case for module in modules for case in getattr(module, "CASES", ()))


def page(
    verdict_of: Callable[[Case], Verdict], comparison_of: Callable[[Case], Comparison], beads: str
) -> str:
    """Return the page of all cases.

    Parameters
    ----------
    verdict_of, comparison_of
        What the program does with a case, and what another reader does.
    beads
        The part that says how far from their places beads are found; see `tests.dicom.beads.table`.
    """
    parts = [_HEAD]
    by_topic = sorted(all_cases(), key=lambda case: case.topic)
    for topic, cases in groupby(by_topic, key=lambda case: case.topic):
        lines = [_row(case, verdict_of(case)) for case in cases]
        table = "\n".join(("| case | the program | says |", "| --- | --- | --- |", *lines))
        parts.append(f"## {topic[:1].upper()}{topic[1:]}\n\n{table}\n")
    parts += (_tolerances(), _limits(), beads, _peer(comparison_of))
    return "\n".join(parts)


def _tolerances() -> str:
    """Return the sentences of the tolerances, each with the cases on either side of it."""
    lines = []
    for tolerance in TOLERANCES:
        cases = [case for case in all_cases() if case.tolerance is tolerance]
        sides = [f"{case.topic}, {case.name} ({_OUTCOMES[case.outcome]})" for case in cases]
        lines.append(f"| {_cell(tolerance.sentence)} | {'<br>'.join(map(_cell, sides))} |")
    table = "\n".join(("| tolerance | cases on either side |", "| --- | --- |", *lines))
    return f"## Tolerances\n\n{table}\n"


def _limits() -> str:
    """Return the sentences of the limits beyond which nothing is read."""
    return "\n".join(("## Limits\n", *(f"* {_cell(limit.sentence)}" for limit in LIMITS), ""))


def asked() -> tuple[Case, ...]:
    """Return the cases that the other reader is asked, too."""
    by_name = {(case.topic, case.name): case for case in all_cases()}
    return tuple(by_name[name] for name in ASKED)


def _peer(comparison_of: Callable[[Case], Comparison]) -> str:
    lines = []
    for case in asked():
        comparison = comparison_of(case)
        theirs = _placed(comparison.theirs) if comparison.theirs else "gives up"
        ours = "; ".join(map(_placed, comparison.ours)) or "refused"
        lines.append(f"| {case.topic}: {_cell(case.name)} | {theirs} | {ours} |")
    table = "\n".join(("| case | SimpleITK | the program |", "| --- | --- | --- |", *lines))
    return f"{_PEER_HEAD}\n{table}\n"


def _placed(placed: Placed) -> str:
    where = f"{placed.slices} x {placed.spacing_mm:.2f} mm, worst {abs(placed.off_mm):.2f} mm off"
    return f"{where}, and {placed.off_hu:.0f} HU" if placed.off_hu else where


def _row(case: Case, verdict: Verdict) -> str:
    said = "<br>".join(map(_cell, verdict.sentences)) or "nothing"
    return f"| {_cell(case.name)} | {_OUTCOMES[verdict.outcome]} | {said} |"


def _cell(text: str) -> str:
    """Return text that stays within a cell of the table and is not taken for markup."""
    printable = "".join(character if character.isprintable() else " " for character in text)
    for mark in "\\|<*_`":
        printable = printable.replace(mark, f"\\{mark}")
    return printable
