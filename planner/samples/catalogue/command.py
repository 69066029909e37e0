"""``facet-planner samples``: list the cases, or write some of them."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from difflib import get_close_matches
from pathlib import Path
from typing import TextIO

from planner.samples.catalogue.case import Case
from planner.samples.catalogue.cases import CASES
from planner.samples.catalogue.folder import CaseError, write_case
from planner.samples.catalogue.making import Make
from planner.samples.catalogue.progress import ProgressLine, columns_of
from planner.words import _

STOPPED = 130
"""Exit code after Ctrl+C, as shells have it."""


def samples(folder: Path | None, names: Sequence[str], seed: int | None, out: TextIO, told: TextIO) -> int:
    """List the named cases (all where none is named), or write them into a folder; return the exit code.

    Raises
    ------
    CaseError
        If a case is not known or cannot be written.
    """
    if folder is None:
        print(
            *listing({case.label: case for case in chosen(names or tuple(CASES), seed)}), sep="\n", file=out
        )
        return 0
    if not names and str(folder) in CASES and not folder.exists():
        wrong = _("{name} is a sample case and no folder: say facet-planner samples DIR --case {name}.")
        raise CaseError(wrong.format(name=folder))
    cases = chosen(names, seed)
    from planner.samples.making.model import Model

    code = write_samples(folder, cases, Model, out, told)
    if code == 0 and not names:
        others = _("The others are written with --case NAME; without a folder all are listed.")
        print(others, file=told)
    return code


def listing(cases: Mapping[str, Case] = CASES) -> tuple[str, ...]:
    """Return a line for each case: name, size of its images, whether it is shipped, title."""
    rows = [
        (case.label, _size(case), _("shipped") if case.shipped else "", _(case.title))
        for case in cases.values()
    ]
    widths = [max(columns_of(row[at]) for row in rows) for at in range(3)]
    return tuple(
        "  ".join(
            [_padded(cell, width) for cell, width in zip(row, widths, strict=False) if width] + [row[3]]
        )
        for row in rows
    )


def chosen(names: Sequence[str], seed: int | None, cases: Mapping[str, Case] = CASES) -> tuple[Case, ...]:
    """Return the named cases, each once; those that are shipped where none is named.

    Raises
    ------
    CaseError
        If there is no case of a name; the nearest names are said.
    """
    for name in names:
        if name not in cases:
            raise CaseError(_unknown(name, tuple(cases)))
    wanted = dict.fromkeys(names) or [case.name for case in cases.values() if case.shipped]
    return tuple(cases[name] if seed is None else cases[name].with_seed(seed) for name in wanted)


def write_samples(folder: Path, cases: Sequence[Case], make: Make, out: TextIO, told: TextIO) -> int:
    """Write cases into a folder, one folder each, and return the exit code.

    Parameters
    ----------
    out
        Gets the path of each case, one a line, when it is whole.
    told
        Gets how far it is.

    Raises
    ------
    CaseError
        If a case cannot be written. Those before it stay.
    """
    for case in cases:
        line = ProgressLine(case.label, told)
        try:
            written = write_case(case, folder, make, line)
        except KeyboardInterrupt:
            line.end()
            print(_("Stopped; nothing is left of {name}.").format(name=case.label), file=told)
            return STOPPED
        finally:
            line.end()
        print(written, file=out, flush=True)
    return 0


def _size(case: Case) -> str:
    acquisition = case.acquisition
    sizes = []
    for each in acquisition.reconstructions:
        size = f"{each.columns} x {each.rows} x {acquisition.slices(each)}"
        sizes.append(f"{len(acquisition.discs)} x ({size})" if acquisition.discs else size)
    return f"{len(sizes)} x ({sizes[0]})" if len(sizes) > 1 else sizes[0]


def _padded(text: str, width: int) -> str:
    return text + " " * (width - columns_of(text))


def _unknown(name: str, known: Sequence[str]) -> str:
    near = get_close_matches(name.lower(), known, n=3, cutoff=0.5)
    if near:
        sentence = _("There is no sample case {name}; near are: {names}.")
        return sentence.format(name=name, names=", ".join(near))
    return _("There is no sample case {name}; there are: {names}.").format(name=name, names=", ".join(known))
