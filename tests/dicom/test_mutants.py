"""5,000 damaged files through the reading process: each is read or refused in words; none is its end."""

from __future__ import annotations

import os
import sys
import time
from collections import Counter
from collections.abc import Iterator
from itertools import islice
from pathlib import Path

import pydicom
import pytest

from planner.dicom.errors import LoadError
from planner.dicom.reader import Reader
from tests.dicom.mutants import KINDS, Good, mutant
from tests.dicom.packing import SYNTAXES
from tests.dicom.phantom import written

MUTANTS = 5000
AT_ONCE = 500
LONGEST_S = 10.0


def good_files(folder: Path) -> list[Good]:
    """Return the middle one of three slices in every syntax."""
    good = []
    for name, change in SYNTAXES.items():
        place = folder / name
        place.mkdir()
        file = written(place, (3, 12, 14))[1]
        change(file)
        good.append(
            Good.of(file.read_bytes(), pydicom.filereader.read_file_meta_info(file).TransferSyntaxUID)
        )
    return good


def mutants(good: list[Good]) -> Iterator[bytes]:
    """Yield mutants, every kind of damage in every syntax in turn."""
    kinds = list(KINDS)
    for number in range(MUTANTS):
        turn, kind = divmod(number, len(kinds))
        yield mutant(good[turn % len(good)], kinds[kind], number)


@pytest.mark.timeout(240)
def test_five_thousand_mutants(tmp_path: Path) -> None:
    reader = Reader()
    reader.start()
    coming = mutants(good_files(tmp_path))
    told: Counter[str] = Counter()
    processes: set[int | None] = set()
    slowest_s = 0.0
    for batch in range(MUTANTS // AT_ONCE):
        folder = tmp_path / str(batch)
        folder.mkdir()
        for number, content in enumerate(islice(coming, AT_ONCE)):
            (folder / f"{number:04}").write_bytes(content)
        start_s = time.monotonic()
        study = reader.scan(folder)
        slowest_s = max(slowest_s, time.monotonic() - start_s)
        processes.add(reader.pid)
        assert sum(series.files for series in study.series) + len(study.refused) == AT_ONCE
        told.update(f"refused: {refused.why.message}" for refused in study.refused)
        for stack in study.stacks():
            for image in stack.images:
                start_s = time.monotonic()
                try:
                    reader.slice_hu(image)
                    told["read"] += 1
                except LoadError as error:
                    told[f"pixels: {error.reason_note.message}"] += 1
                slowest_s = max(slowest_s, time.monotonic() - start_s)
                processes.add(reader.pid)
        told["exact copies and other objects"] += (
            AT_ONCE - len(study.refused) - sum(len(stack.images) for stack in study.stacks())
        )
    report = [f"{MUTANTS} mutants, {len(processes)} processes, the longest of one thing {slowest_s:.2f} s"]
    report += [f"{count:6} {what}" for what, count in told.most_common()]
    sys.stdout.write("\n".join(["", *report, ""]))  # seen with pytest -s
    assert slowest_s < LONGEST_S
    assert told["read"] > MUTANTS / 10
    assert sum(count for what, count in told.items() if what != "read") > MUTANTS / 10
    assert len(processes) == 1
    assert os.getpid() not in processes
    reader.close()
