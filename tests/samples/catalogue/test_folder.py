"""A case in a folder: what stands there, that it is readable, and that it is whole or not there."""

from __future__ import annotations

import errno
import json
import os
import shutil
from collections.abc import Callable
from dataclasses import replace
from pathlib import Path
from types import SimpleNamespace

import numpy as np
import pytest
from numpy.typing import NDArray

from planner.dicom.load import load_volume
from planner.dicom.scan import scan
from planner.samples.catalogue import folder as writing
from planner.samples.catalogue.case import Case
from planner.samples.catalogue.cases import CASES
from planner.samples.catalogue.folder import CaseError, write_case
from planner.samples.catalogue.making import Tell, Whose
from planner.samples.series.layout import Series
from planner.samples.series.position import PatientPosition
from tests.samples.catalogue.toy import BALL_HU, ToyMade, coarse

PLAIN = coarse(CASES["plain"])


def quiet(share: float, words: str) -> None:
    """Tell nothing."""


@pytest.mark.parametrize("name", list(CASES))
def test_a_case_is_read_as_it_was_made(tmp_path: Path, name: str) -> None:
    case = coarse(CASES[name])
    written = write_case(case, tmp_path, ToyMade, quiet)
    assert written == tmp_path / name
    assert [path.name for path in tmp_path.iterdir()] == [name]
    study = scan(written)
    assert study.refused == ()
    made = ToyMade(case)
    truth = json.loads((written / "truth.json").read_bytes())
    stacks = len(case.acquisition.reconstructions) * max(len(case.acquisition.discs), 1)
    assert len(study.volumes()) == stacks + (case.acquisition.sagittal_mm is not None)
    best = study.best()
    assert best is not None
    loaded = load_volume(best)
    assert loaded.sample
    assert loaded.patient == case.patient(made.person)
    assert loaded.patient_position == case.acquisition.position
    for key in ("study_uid", "series_uid", "frame_of_reference_uid"):
        assert truth["images"][key] == getattr(loaded.images, key)
    if not case.acquisition.discs:
        assert truth["images"]["pixel_digest"] == loaded.images.pixel_digest
        assert loaded.volume.hu_at(made.frames["L3"].origin) == pytest.approx(BALL_HU, abs=300)
    assert (written / "plan.json").exists() == (case.treats is not None)
    assert ("plan.json" in (written / "README.txt").read_text()) == (case.treats is not None)


def test_several_series_of_one_acquisition_have_a_folder_each(tmp_path: Path) -> None:
    case = coarse(CASES["standard"])
    written = write_case(case, tmp_path, ToyMade, quiet)
    assert sorted(path.name for path in (written / "ct").iterdir()) == ["bone", "sagittal", "soft"]
    study = scan(written)
    assert [series.number for series in study.series] == [2, 3, 4]
    assert len({series.study_uid for series in study.series}) == 1
    best = study.best()
    assert best is not None
    assert best.kernel == "BONE"
    cut = study.series[2].stacks[0]
    assert (cut.plane, cut.action) == ("sagittal", "load")
    assert load_volume(cut).volume.hu_at(ToyMade(case).frames["L3"].origin) == pytest.approx(BALL_HU, abs=300)


def test_progress_goes_forward_to_the_end(tmp_path: Path) -> None:
    told: list[tuple[float, str]] = []
    write_case(coarse(CASES["standard"]), tmp_path, ToyMade, lambda share, words: told.append((share, words)))
    shares = [share for share, _words in told]
    assert shares == sorted(shares)
    assert (shares[0], shares[-1]) == (0.0, 1.0)
    assert all(words for _share, words in told)


def test_the_same_case_gives_the_same_bytes(tmp_path: Path) -> None:
    one, two = (write_case(PLAIN, tmp_path / name, ToyMade, quiet) for name in ("a", "b"))
    files = sorted(path.relative_to(one) for path in one.rglob("*") if path.is_file())
    assert len(files) > 10
    assert all((one / file).read_bytes() == (two / file).read_bytes() for file in files)


def test_an_earlier_one_is_replaced(tmp_path: Path) -> None:
    written = write_case(PLAIN, tmp_path, ToyMade, quiet)
    (written / "ct" / "9999.dcm").write_bytes(b"left over")
    write_case(PLAIN, tmp_path, ToyMade, quiet)
    assert not (written / "ct" / "9999.dcm").exists()
    assert [path.name for path in tmp_path.iterdir()] == ["plain"]


@pytest.mark.parametrize("kind", ["folder", "file", "link"])
def test_what_is_no_case_is_left_alone(tmp_path: Path, kind: str) -> None:
    target = tmp_path / "plain"
    if kind == "folder":
        target.mkdir()
        (target / "mine.txt").write_text("mine")
    elif kind == "file":
        target.write_text("mine")
    else:
        target.symlink_to(tmp_path / "elsewhere")
    with pytest.raises(CaseError, match="is in the way"):
        write_case(PLAIN, tmp_path, ToyMade, quiet)
    assert [path.name for path in tmp_path.iterdir()] == ["plain"]


def test_a_file_for_a_folder(tmp_path: Path) -> None:
    (tmp_path / "file").write_text("mine")
    with pytest.raises(CaseError, match="is no folder"):
        write_case(PLAIN, tmp_path / "file" / "deeper", ToyMade, quiet)


class Stopping(ToyMade):
    """Somebody presses Ctrl+C, or something fails, while the example plan is made."""

    error: BaseException = KeyboardInterrupt()

    def plan(self, whose: Whose) -> bytes | None:
        raise self.error


@pytest.mark.parametrize("error", [KeyboardInterrupt(), MemoryError(), ValueError("wrong")], ids=repr)
def test_nothing_is_left_of_a_case_that_was_stopped(tmp_path: Path, error: BaseException) -> None:
    class Failing(Stopping):
        pass

    Failing.error = error
    with pytest.raises(type(error)):
        write_case(PLAIN, tmp_path / "new" / "er", Failing, quiet)
    assert list(tmp_path.iterdir()) == []


def test_an_earlier_one_stays_where_the_new_one_was_stopped(tmp_path: Path) -> None:
    written = write_case(PLAIN, tmp_path, ToyMade, quiet)
    before = (written / "truth.json").read_bytes()
    with pytest.raises(KeyboardInterrupt):
        write_case(PLAIN, tmp_path, Stopping, quiet)
    assert (written / "truth.json").read_bytes() == before
    assert [path.name for path in tmp_path.iterdir()] == ["plain"]


@pytest.mark.parametrize(
    ("number", "says"),
    [
        (errno.ENOSPC, "not enough room"),
        (errno.EACCES, "Nothing may be written"),
        (errno.EROFS, "Nothing may be written"),
        (errno.EIO, "could not be written"),
    ],
)
def test_what_the_disk_refuses_is_a_sentence(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, number: int, says: str
) -> None:
    def refuse(*_arguments: object, **_named: object) -> None:
        raise OSError(number, os.strerror(number))

    monkeypatch.setattr(writing, "write_ct_series", refuse)
    with pytest.raises(CaseError, match=says):
        write_case(PLAIN, tmp_path, ToyMade, quiet)
    assert list(tmp_path.iterdir()) == []


def test_an_earlier_one_is_put_back_where_the_new_one_cannot_take_its_place(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    written = write_case(PLAIN, tmp_path, ToyMade, quiet)
    rename: Callable[[Path, Path], Path] = Path.rename

    def refuse(path: Path, target: Path) -> Path:
        if path.suffix == ".part":
            raise OSError(errno.EIO, "no")
        return rename(path, target)

    monkeypatch.setattr(Path, "rename", refuse)
    with pytest.raises(CaseError):
        write_case(PLAIN, tmp_path, ToyMade, quiet)
    assert (written / "truth.json").exists()
    assert [path.name for path in tmp_path.iterdir()] == ["plain"]


def test_a_disk_that_is_too_small_is_noticed_before_the_work(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    class Unasked(ToyMade):
        def images(self, series: Series, tell: Tell) -> list[NDArray[np.int16]]:
            pytest.fail("it was begun")

    monkeypatch.setattr(shutil, "disk_usage", lambda _path: SimpleNamespace(free=4_000_001))
    with pytest.raises(CaseError, match="not enough room"):
        write_case(PLAIN, tmp_path, Unasked, quiet)


@pytest.mark.parametrize("position", PatientPosition)
def test_every_position_is_found_where_it_is(tmp_path: Path, position: PatientPosition) -> None:
    case: Case = replace(PLAIN, acquisition=replace(PLAIN.acquisition, position=position))
    written = write_case(case, tmp_path, ToyMade, quiet)
    loaded = load_volume(scan(written).choose())
    made = ToyMade(case)
    for name in ("L2", "L4", "S1"):
        assert loaded.volume.hu_at(made.frames[name].origin) == pytest.approx(BALL_HU, abs=300)
    assert loaded.banners == ()
