"""Write CASES.md: ``python -m tests.dicom.write_cases``."""

from __future__ import annotations

from pathlib import Path
from tempfile import TemporaryDirectory

from tests.dicom.beads import Found, Kind, found, table
from tests.dicom.cases.case import Case, Verdict, judged
from tests.dicom.kinds_of_stacks import KINDS
from tests.dicom.peer import Comparison, compared
from tests.dicom.table import PAGE, page


def _verdict(case: Case) -> Verdict:
    with TemporaryDirectory() as folder:
        return judged(case, Path(folder))


def _comparison(case: Case) -> Comparison:
    with TemporaryDirectory() as folder:
        return compared(case, Path(folder))


def _found(kind: Kind) -> tuple[Found, ...]:
    with TemporaryDirectory() as folder:
        return found(kind, Path(folder))


if __name__ == "__main__":
    PAGE.write_text(page(_verdict, _comparison, table(KINDS, _found)), encoding="utf-8")
