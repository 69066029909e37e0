"""5,000 damaged files through the reading process: each is read or refused in words; none is its end."""

from __future__ import annotations

import os
import sys
import time
from collections import Counter
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, field
from pathlib import Path

import numpy as np
import pydicom
import pytest

from planner.dicom.errors import LoadError
from planner.dicom.reader import Reader
from planner.dicom.study import Study
from tests.dicom.captures import colour, grey, smooth
from tests.dicom.enhanced import fold, packed
from tests.dicom.mutants import KINDS, Good, mutant
from tests.dicom.packing import LOSSY, LOSSY_8_BITS, SYNTAXES
from tests.dicom.phantom import edit, put, written

MUTANTS, IN_VOLUMES = 4500, 500
AT_ONCE = 500
LONGEST_S = 10.0
SHAPE = (3, 12, 14)


@dataclass
class Tally:
    """What became of mutants, in which processes, and how long the longest thing took that was asked."""

    reader: Reader
    told: Counter[str] = field(default_factory=Counter)
    processes: set[int | None] = field(default_factory=set)
    slowest_s: float = 0.0
    slowest: str = ""

    @contextmanager
    def asked(self, what: str, path: Path) -> Iterator[None]:
        """Time one thing that is asked of the reader, and count its outcome."""
        name = f"{what} {path.parent.name}/{path.name}"
        start_s = time.monotonic()
        try:
            yield
            self.told[what] += 1
        except LoadError as error:
            self.told[f"{what}: {error.reason_note.message}"] += 1
        self.slowest_s, self.slowest = max((self.slowest_s, self.slowest), (time.monotonic() - start_s, name))
        self.processes.add(self.reader.pid)

    def scanned(self, folder: Path) -> Study:
        """Scan a folder and count what is refused in it."""
        studies = []
        with self.asked("folder", folder):
            studies.append(self.reader.scan(folder))
        (study,) = studies
        self.told.update(f"refused: {refused.why.message}" for refused in study.refused)
        return study


def good_files(folder: Path) -> dict[str, Good]:
    """Return one slice in every syntax, volumes in one file, and pictures of screens, each by its name."""
    paths = {name: _slice(folder / name, change) for name, change in SYNTAXES.items()}
    paths |= {f"lossy {name}": _slice(folder / f"lossy {name}", change) for name, change in LOSSY.items()}
    paths |= {name: _slice(folder / name, change, 8) for name, change in LOSSY_8_BITS.items()}
    for codec in ("none", "jpeg-ls", "rle"):
        paths[f"frames {codec}"] = fold(written(folder / f"frames {codec}", SHAPE), folder / f"{codec}.dcm")
        if codec != "none":
            packed(paths[f"frames {codec}"], codec, "table")
    paths["screen"] = colour(folder / "screen", smooth(2))
    paths["grey screen"] = grey(folder / "grey", np.arange(512, dtype="<u2").reshape(2, 16, 16))
    return {
        name: Good.of(path.read_bytes(), pydicom.filereader.read_file_meta_info(path).TransferSyntaxUID)
        for name, path in paths.items()
    }


def _slice(folder: Path, change: Callable[[Path], None], bits: int = 0) -> Path:
    """Write the middle one of three slices."""
    file = written(folder, SHAPE)[1]
    if bits:
        pixels = pydicom.dcmread(file).PixelData[::2]
        edit(file, put(BitsAllocated=bits, BitsStored=bits, HighBit=bits - 1, PixelData=pixels))
    change(file)
    return file


def mutants(good: Sequence[Good], numbers: range, seed: int = 0) -> Iterator[bytes]:
    """Yield mutants, every kind of damage in every file in turn; every image has a name of its own."""
    kinds = list(KINDS)
    for number in numbers:
        turn, kind = divmod(number, len(kinds))
        file = good[turn % len(good)]
        yield mutant(_named(file, "SOPInstanceUID", number), kinds[kind], number, seed)


def _named(file: Good, keyword: str, number: int) -> Good:
    """Return a file with a UID that ends in a number; those of screens are too short for it."""
    (element,) = (each for each in file.elements() if each.tag == pydicom.datadict.tag_for_keyword(keyword))
    said = file.body[element.value_at : element.end].rstrip(b"\0").decode()
    return file.with_uid(said, f"{said[:-6]}{number:06d}") if len(said) > 20 else file


def try_alone(tally: Tally, folder: Path, contents: Sequence[bytes]) -> None:
    """Scan damaged files together, and read the pixels of each that is offered."""
    for number, content in enumerate(contents):
        (folder / f"{number:04}").write_bytes(content)
    study = tally.scanned(folder)
    assert sum(series.files for series in study.series) + len(study.refused) == len(contents)
    images = [image for stack in study.stacks() for image in stack.images]
    for image in images:
        with tally.asked("image", image.path):
            tally.reader.slice_hu(image)
    pictures = [pictures for series in study.series for pictures in series.pictures]
    for each in pictures:
        for frame in range(min(each.frames, 4)):
            with tally.asked("picture", each.file):
                tally.reader.picture(each, frame)
    known = {image.path for image in images} | {each.file for each in pictures}
    tally.told["neither image nor picture, or an exact copy"] += (
        len(contents) - len(study.refused) - len(known)
    )


def try_in_volumes(tally: Tally, folder: Path, good: Sequence[Good], numbers: range, seed: int = 0) -> None:
    """Load volumes of three slices, the middle one of each damaged."""
    first, last = (Good.of(path.read_bytes(), "") for path in written(folder / "good", SHAPE)[::2])
    opened = folder / "opened"
    opened.mkdir()
    series = [_named(file, "SeriesInstanceUID", 0) for file in good]
    for number in numbers:
        files = [_named(file, "SeriesInstanceUID", number) for file in (first, last, *series)]
        (opened / f"{number}a").write_bytes(files[0].written(files[0].body))
        (opened / f"{number}b").write_bytes(next(mutants(files[2:], range(number, number + 1), seed)))
        (opened / f"{number}c").write_bytes(files[1].written(files[1].body))
    for stack in tally.scanned(opened).volumes():
        with tally.asked(f"volume of {len(stack.images)}", stack.images[-1].path):
            tally.reader.load(stack)


@pytest.mark.timeout(240)
def test_five_thousand_mutants(tmp_path: Path) -> None:
    reader = Reader()
    reader.start()
    good = good_files(tmp_path / "good")
    tally = Tally(reader)
    for start in range(0, MUTANTS, AT_ONCE):
        folder = tmp_path / str(start)
        folder.mkdir()
        try_alone(tally, folder, list(mutants(list(good.values()), range(start, start + AT_ONCE))))
    single = [good[name] for name in SYNTAXES]
    try_in_volumes(tally, tmp_path / "volumes", single, range(MUTANTS, MUTANTS + IN_VOLUMES))
    report = [
        f"{len(tally.processes)} processes, the longest of one thing {tally.slowest_s:.2f} s: {tally.slowest}"
    ]
    report += [f"{count:6} {what}" for what, count in tally.told.most_common()]
    sys.stdout.write("\n".join(["", *report, ""]))  # seen with pytest -s
    assert tally.slowest_s < LONGEST_S
    assert min(tally.told[what] for what in ("image", "picture", "volume of 3")) > 50
    assert sum(count for what, count in tally.told.items() if ":" in what) > MUTANTS / 10
    # no fault of ours, and no file that ended the process: a Tally sees each new one
    assert not [what for what in tally.told if "fault of this program" in what or "ended the reading" in what]
    assert len(tally.processes) == 1
    assert os.getpid() not in tally.processes
    reader.close()
