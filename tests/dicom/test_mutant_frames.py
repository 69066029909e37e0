"""1,500 damaged frames of C-arms through the reading process: each is shown or refused in words."""

from __future__ import annotations

from collections import Counter
from pathlib import Path

import imagecodecs
import numpy as np
import pydicom
import pytest
from pydicom import uid

from planner.dicom.errors import LoadError
from planner.dicom.reader import Reader
from tests.dicom.captures import pack
from tests.dicom.enhanced import holding
from tests.dicom.mutants import KINDS, Good, mutant
from tests.dicom.projections import FULL, by_frame, frames, run

MUTANTS = 1500
AT_ONCE = 500


def _good(folder: Path) -> list[Good]:
    plain = run(
        folder / "plain",
        frames(3, most=1000),
        ShutterShape=["RECTANGULAR", "CIRCULAR", "POLYGONAL"],
        ShutterLeftVerticalEdge="2",
        ShutterRightVerticalEdge="25",
        ShutterUpperHorizontalEdge="2",
        ShutterLowerHorizontalEdge="17",
        CenterOfCircularShutter=["9", "13"],
        RadiusOfCircularShutter="12",
        VerticesOfThePolygonalShutter=["1", "1", "1", "26", "18", "26"],
        PositionerPrimaryAngleIncrement=["0", "1", "2"],
        WindowCenter="500",
        WindowWidth="300",
        **(FULL | {"ImagerPixelSpacing": ["0.4", "0.3"]}),
    )
    dataset = pydicom.dcmread(plain)
    dataset.VOILUTSequence = holding(LUTExplanation="all")
    dataset.VOILUTSequence[0].add_new("LUTDescriptor", "US", [16, 0, 8])
    dataset.VOILUTSequence[0].add_new("LUTData", "OW", bytes(range(0, 256, 16)))
    for number, kind, value in (
        (0x10, "US", 18), (0x11, "US", 26), (0x50, "SS", [1, 1]), (0x100, "US", 1), (0x102, "US", 0),
        (0x3000, "OW", bytes(60)),
    ):  # fmt: skip
        dataset.add_new((0x6000, number), kind, value)
    dataset.save_as(plain)
    packed = run(folder / "packed", frames(3).astype(np.uint8), **FULL)
    pack(packed, uid.JPEGLSLossless, lambda picture: bytes(imagecodecs.jpegls_encode(picture)))
    enhanced = by_frame(folder / "enhanced", frames(2).astype(np.uint8), [(162.0, -12.0), (180.0, 0.0)])
    return [
        Good.of(path.read_bytes(), pydicom.filereader.read_file_meta_info(path).TransferSyntaxUID)
        for path in (plain, packed, enhanced)
    ]


@pytest.mark.timeout(240)
def test_damaged_frames(tmp_path: Path) -> None:
    reader = Reader()
    good, kinds, told, processes = _good(tmp_path / "good"), list(KINDS), Counter[str](), set()
    for start in range(0, MUTANTS, AT_ONCE):
        folder = tmp_path / str(start)
        folder.mkdir()
        for number in range(start, start + AT_ONCE):
            turn, kind = divmod(number, len(kinds))
            damaged = mutant(good[turn % len(good)], kinds[kind], number)
            (folder / f"{number:04}").write_bytes(damaged)
        study = reader.scan(folder)
        told.update(f"refused: {refused.why.message}" for refused in study.refused)
        for projection in (each for series in study.series for each in series.projections):
            if projection.action == "refuse":
                told["not shown"] += 1
                continue
            for frame in range(min(projection.frames, 3)):
                try:
                    geometry = projection.geometry(frame)
                    picture = reader.frame(projection, frame)
                    assert picture.grey.shape == (geometry.squares.rows, geometry.squares.columns)
                    told["shown"] += 1
                except LoadError as error:
                    told[f"frame: {error.reason_note.message}"] += 1
            processes.add(reader.pid)
    reader.close()
    assert told["shown"] > MUTANTS
    assert sum(told.values()) - told["shown"] > MUTANTS / 10
    assert not [what for what in told if "fault of this program" in what or "ended the reading" in what]
    assert len(processes) == 1
