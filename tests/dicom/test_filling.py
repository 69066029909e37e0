"""A volume is filled in order, into any places, and its digest is that of the HU as they were before."""

from __future__ import annotations

import hashlib
import os
from pathlib import Path

import numpy as np
import pytest
from numpy.typing import NDArray

from planner.dicom.errors import LoadError
from planner.dicom.filling import READ_AHEAD, fill
from planner.dicom.foreign import read_soon
from planner.dicom.load import load_volume
from planner.dicom.pixels.hounsfield import NotInt16Error
from planner.dicom.scan import scan
from planner.dicom.tilt import layout_of
from planner.imaging.volume import Hu
from tests.dicom.phantom import edit, noise, put, written

SHAPE = (11, 20, 28)
SLOTS = READ_AHEAD + 2


@pytest.mark.parametrize("tilt_deg", [0.0, 17.0])
def test_a_few_places_used_over_and_over_are_enough(tmp_path: Path, tilt_deg: float) -> None:
    written(tmp_path, SHAPE, tilt_deg=tilt_deg)
    (stack,) = scan(tmp_path).stacks()
    layout = layout_of(stack)
    ring: NDArray[np.int16] = np.empty((SLOTS, *layout.shape[1:]), dtype=np.int16)
    volume = np.empty(layout.shape, dtype=np.int16)
    asked: list[int] = []
    stood: list[int] = []

    def place(k: int) -> Hu:
        asked.append(k)
        assert k - len(stood) < SLOTS
        slot: Hu = ring[k % SLOTS]
        return slot

    def filled(k: int) -> None:
        stood.append(k)
        volume[k] = ring[k % SLOTS]

    digest = fill(stack, layout, place, filled)
    assert asked == stood == list(range(SHAPE[0]))
    loaded = load_volume(stack)
    assert np.array_equal(volume, loaded.volume.hu)
    assert (
        digest == loaded.images.pixel_digest == f"sha256:{hashlib.sha256(noise(SHAPE).tobytes()).hexdigest()}"
    )


def test_one_slice_between_whole_numbers_makes_all_of_them_float(tmp_path: Path) -> None:
    files = written(tmp_path, SHAPE)
    edit(files[7], put(RescaleSlope="1.5"))
    (stack,) = scan(tmp_path).stacks()
    layout = layout_of(stack)
    whole = np.empty(layout.shape, dtype=np.int16)
    with pytest.raises(NotInt16Error):
        fill(stack, layout, whole.__getitem__, lambda _k: None)
    hu = load_volume(stack).volume.hu
    assert hu.dtype == np.float32
    assert np.array_equal(hu[6], noise(SHAPE)[6])
    stored = noise(SHAPE)[7].astype(np.float64) + 1024
    assert np.array_equal(hu[7], (stored * 1.5 - 1024).astype(np.float32))


def test_a_damaged_file_ends_it_and_no_thread_reads_on(tmp_path: Path) -> None:
    files = written(tmp_path, SHAPE)
    (stack,) = scan(tmp_path).stacks()
    files[5].unlink()
    stood: list[int] = []
    hu = np.empty(SHAPE, dtype=np.int16)
    with pytest.raises(LoadError, match=files[5].name):
        fill(stack, layout_of(stack), hu.__getitem__, stood.append)
    assert stood == list(range(5))


def test_asking_the_disk_for_files_waits_for_none_and_minds_none(tmp_path: Path) -> None:
    pipe = tmp_path / "pipe"
    os.mkfifo(pipe)
    (file,) = written(tmp_path / "series", (1, 20, 28))
    read_soon([pipe, tmp_path / "gone", tmp_path, Path("\0"), file, file])
    assert scan(file).stacks()[0].files == (file,)
