"""Frames that are packed one by one, whatever tells them apart."""

from __future__ import annotations

from pathlib import Path

import pytest

from planner.dicom.errors import LoadError
from planner.dicom.load import load_volume
from tests.dicom.enhanced import fold, packed
from tests.dicom.images.test_frames import only_stack, same_place, shuffled
from tests.dicom.phantom import written


@pytest.mark.parametrize("codec", ["jpeg-ls", "jpeg 2000"])
@pytest.mark.parametrize(
    ("offsets", "fragments"), [("table", 1), ("none", 1), ("table", 3), ("none", 3), ("extended", 1)]
)
def test_packed_frames(tmp_path: Path, codec: str, offsets: str, fragments: int) -> None:
    files = written(tmp_path)
    single = load_volume(only_stack(tmp_path))
    folded = fold(shuffled(files), tmp_path / "one")
    packed(folded, codec, offsets, fragments)
    same_place(load_volume(only_stack(folded)), single)


@pytest.mark.parametrize(("offsets", "fragments"), [("table", 1), ("none", 1), ("table", 3), ("extended", 1)])
def test_packed_frames_of_rle(tmp_path: Path, offsets: str, fragments: int) -> None:
    files = written(tmp_path)
    single = load_volume(only_stack(tmp_path))
    folded = fold(shuffled(files), tmp_path / "one")
    packed(folded, "rle", offsets, fragments)
    same_place(load_volume(only_stack(folded)), single)


def test_fragments_that_nothing_tells_apart_are_refused(tmp_path: Path) -> None:
    folded = fold(written(tmp_path), tmp_path / "one")
    packed(folded, "rle", "none", 3)
    with pytest.raises(LoadError, match="its pixels are damaged"):
        load_volume(only_stack(folded))
