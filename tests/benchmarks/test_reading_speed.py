"""A series from the disc to the volume, alternated with SimpleITK in one run, and the memory it takes."""

from __future__ import annotations

import json
import os
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path
from statistics import median
from typing import Any

import numpy as np
import pytest
import SimpleITK
from numpy.typing import NDArray
from scipy.ndimage import gaussian_filter

from planner.dicom.reader import Reader
from planner.dicom.write import SeriesHeader, write_ct_series
from planner.plan.identity import Patient
from tests.benchmarks.alternating import alternated, say, seconds
from tests.dicom.packing import SYNTAXES

ROUNDS = 7
SLICES, PACKED_SLICES = 400, 80
SIZE = 512
RAW_RATIO = 0.5
PACKED_RATIOS = {"jpeg 2000": 0.9, "jpeg lossless": 0.75, "jpeg-ls": 0.65}
SPARE_MIB = 100.0
SECOND_OPEN_MS = 50.0

PEAK = """
import json, os, sys
from pathlib import Path
from planner.dicom.reader import Reader

def peak_mib(pid):
    lines = Path(f"/proc/{pid}/status").read_text().splitlines()
    return next(int(line.split()[1]) / 1024 for line in lines if line.startswith("VmHWM"))

def children():
    return Path(f"/proc/self/task/{os.getpid()}/children").read_text().split()

reader = Reader()
study = reader.scan(Path(sys.argv[1]))
before = peak_mib("self")
images = reader.load(study.choose())
print(json.dumps({
    "volume": images.volume.hu.nbytes / 2**20,
    "here": peak_mib("self") - before,
    "beside": sum(map(peak_mib, children())),
}))
reader.close()
"""


def like_ct(slices: int) -> NDArray[np.int16]:
    """Return HU with the smoothness and the noise of a CT, so that it packs as one does."""
    chance = np.random.default_rng(7)
    smooth = gaussian_filter(chance.normal(0, 400, (20, SIZE, SIZE)), (1, 3, 3)) * 6
    hu = np.tile(smooth, (slices // 20, 1, 1)) + chance.normal(0, 15, (slices, SIZE, SIZE))
    return np.asarray(np.clip(hu, -1024, 3071), dtype=np.int16)


def series(folder: Path, slices: int) -> Path:
    """Write an uncompressed series."""
    matrix = np.diag([0.7, 0.6, 1.0, 1.0])
    matrix[:3, 3] = (-180.0, -150.0, -200.0)
    patient = Patient(id="P-400", name="Doe^Jane", birth_date="19700203", sex="F")
    header = SeriesHeader(patient=patient, seed="speed", series_description="speed", packing="explicit")
    write_ct_series(folder, like_ct(slices), matrix, header)
    return folder


@pytest.fixture(scope="module")
def raw(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return series(tmp_path_factory.mktemp("raw"), SLICES)


@pytest.fixture(scope="module")
def reader() -> Iterator[Reader]:
    reader = Reader()
    yield reader
    reader.close()


def peer(folder: Path) -> NDArray[np.int16]:
    """Return the volume by SimpleITK, in the way its documentation shows."""
    series_reader: Any = SimpleITK.ImageSeriesReader
    names = series_reader.GetGDCMSeriesFileNames(str(folder))
    together = series_reader()
    together.SetFileNames(names)
    volume: NDArray[np.int16] = SimpleITK.GetArrayFromImage(together.Execute())
    return volume


def ours(reader: Reader, folder: Path) -> NDArray[np.int16]:
    """Return the volume as the window gets it, nothing remembered from before."""
    reader.forget()
    volume: NDArray[np.int16] = reader.load(reader.scan(folder).choose()).volume.hu  # type: ignore[assignment]
    return volume


def bytes_of(folder: Path) -> int:
    """Read every file as it is and return how many bytes there are."""
    return sum(len(file.read_bytes()) for file in sorted(folder.iterdir()))


def test_a_raw_series(raw: Path, reader: Reader, capsys: pytest.CaptureFixture[str]) -> None:
    assert np.array_equal(ours(reader, raw), peer(raw))
    read_s, ours_s, peer_s = alternated(
        ROUNDS, lambda: bytes_of(raw), lambda: ours(reader, raw), lambda: peer(raw)
    )
    say(
        capsys,
        f"{SLICES} raw slices: {ours_s * 1000:.0f} ms, SimpleITK {peer_s * 1000:.0f} ms, "
        f"ratio {ours_s / peer_s:.2f}; a plain read {read_s * 1000:.0f} ms, ratio {ours_s / read_s:.1f}",
    )
    assert ours_s <= RAW_RATIO * peer_s


@pytest.mark.parametrize(("syntax", "largest_ratio"), PACKED_RATIOS.items())
def test_a_packed_series(
    tmp_path: Path, reader: Reader, syntax: str, largest_ratio: float, capsys: pytest.CaptureFixture[str]
) -> None:
    folder = series(tmp_path / "series", PACKED_SLICES)
    for file in folder.iterdir():
        SYNTAXES[syntax](file)
    assert np.array_equal(ours(reader, folder), peer(folder))
    ours_s, peer_s = alternated(ROUNDS, lambda: ours(reader, folder), lambda: peer(folder))
    say(
        capsys,
        f"{PACKED_SLICES} slices of {syntax}: {ours_s * 1000:.0f} ms, SimpleITK {peer_s * 1000:.0f} ms, "
        f"ratio {ours_s / peer_s:.2f}",
    )
    assert ours_s <= largest_ratio * peer_s


def test_a_second_opening(raw: Path, reader: Reader, capsys: pytest.CaptureFixture[str]) -> None:
    first = reader.load(reader.scan(raw).choose())
    took_s = median(seconds(lambda: reader.load(reader.scan(raw).choose())) for _round in range(ROUNDS))
    say(capsys, f"{SLICES} slices opened again: {took_s * 1000:.1f} ms")
    assert reader.load(reader.scan(raw).choose()).volume.hu is first.volume.hu
    assert took_s * 1000 <= SECOND_OPEN_MS


def test_the_memory_it_takes(raw: Path, capsys: pytest.CaptureFixture[str]) -> None:
    done = subprocess.run(
        [sys.executable, "-c", PEAK, str(raw)], capture_output=True, text=True, check=True, env=os.environ
    )
    mib = json.loads(done.stdout)
    more = mib["here"] + mib["beside"] - mib["volume"]
    say(
        capsys,
        f"a volume of {mib['volume']:.0f} MiB: {mib['here']:.0f} MiB more here, {mib['beside']:.0f} MiB in "
        f"the process beside, together {more:.0f} MiB above the volume",
    )
    assert more <= SPARE_MIB
