"""Every file that pydicom carries for its own tests, good and broken: read, or refused in words."""

from __future__ import annotations

import time
from collections import Counter
from collections.abc import Callable, Iterator
from functools import partial
from pathlib import Path

import pydicom
import pytest

from planner.dicom.errors import LoadError
from planner.dicom.reader import Reader
from planner.dicom.sources.files import is_own_name
from planner.dicom.study import Projection, Study

CORPUS = Path(pydicom.__file__).parent / "data"
LONGEST_S = 10.0


def corpus() -> Iterator[Path]:
    for file in sorted(CORPUS.rglob("*")):
        if file.is_file() and file.suffix not in (".py", ".pyc", ".pyi", ".typed"):
            yield file


def read_all(reader: Reader, study: Study) -> Counter[str]:
    """Read every volume, image and picture of a study; return how many came, and what was said of others."""
    asked: list[tuple[str, Callable[[], object]]] = []
    asked += [("volume", partial(reader.load, stack)) for stack in study.volumes()]
    asked += [
        ("image", partial(reader.slice_hu, image)) for stack in study.stacks() for image in stack.images
    ]
    for series in study.series:
        for shown in series.pictures:
            asked += [("picture", partial(reader.picture, shown, frame)) for frame in range(shown.frames)]
    said: Counter[str] = Counter()
    for what, ask in asked:
        start_s = time.monotonic()
        try:
            ask()
            said[what] += 1
        except LoadError as error:
            said[f"{what}: {error.reason}"] += 1
        assert time.monotonic() - start_s < LONGEST_S
    return said


@pytest.fixture(scope="module")
def reader() -> Iterator[Reader]:
    reader = Reader()
    reader.start()
    yield reader
    reader.close()


def test_one_by_one(reader: Reader) -> None:
    said: Counter[str] = Counter()
    processes = set()
    for file in corpus():
        start_s = time.monotonic()
        try:
            study = reader.scan(file)
        except LoadError as error:
            said[error.reason] += 1
            continue
        finally:
            assert time.monotonic() - start_s < LONGEST_S
            processes.add(reader.pid)
        assert study.refused or study.series
        said.update(refused.reason for refused in study.refused)
        said += read_all(reader, study)
    assert len(processes) == 1
    assert min(said[what] for what in ("volume", "image", "picture")) > 5
    # the index that names no file, and the one that is written the wrong way round
    assert said["this index of a disc names no files"] == 2
    assert not [sentence for sentence in said if "fault of this program" in sentence]


def test_as_one_folder(reader: Reader) -> None:
    study = reader.scan(CORPUS)
    named = {refused.file for refused in study.refused}
    for series in study.series:
        for part in series.parts:
            named |= {str(part.file)} if isinstance(part, Projection) else set(map(str, part.files))
    # exact copies of an image are left out: nothing else goes without a word
    missing = {str(file) for file in corpus() if not is_own_name(file.name)} - named
    assert missing == set()
    said = read_all(reader, study)
    assert said["volume"] == len(study.volumes())
    assert {series.modality for series in study.series} > {"CT", "MR", "CR", "OT", "SR", "RTDOSE", "US"}
    assert not [sentence for sentence in said if "fault of this program" in sentence]
