"""Stored values come out bit for bit, and HU as slope and intercept say."""

from __future__ import annotations

import hashlib
from pathlib import Path

import numpy as np
import pydicom
import pytest
from numpy.typing import NDArray

from planner.dicom.errors import LoadError
from planner.dicom.load import load_volume
from planner.dicom.loaded import LoadedImages
from planner.dicom.scan import scan
from planner.dicom.study import Stack
from planner.imaging.volume import AIR_HU
from tests.dicom.packing import SYNTAXES
from tests.dicom.phantom import edit, noise, put, put_raw, written

SHAPE = (3, 20, 28)


def stack_in(path: Path) -> Stack:
    (stack,) = scan(path).stacks()
    return stack


def loaded(folder: Path) -> LoadedImages:
    return load_volume(stack_in(folder))


def with_stored(folder: Path, stored: NDArray[np.generic], **elements: object) -> None:
    """Write slices with these stored values, [k, j, i]."""
    for file, values in zip(written(folder, SHAPE), stored, strict=True):
        edit(file, put(PixelData=np.ascontiguousarray(values).tobytes(), **elements))


@pytest.mark.parametrize("signed", [False, True])
def test_bits_above_the_stored_ones_are_ignored(tmp_path: Path, signed: bool) -> None:
    """PS3.5 8.1.1: overlays once stood there."""
    low = -2048 if signed else 0
    stored = np.random.default_rng(1).integers(low, low + 4096, SHAPE)
    rubbish = np.random.default_rng(2).integers(0, 16, SHAPE) << 12
    raw = ((stored & 0x0FFF) | rubbish).astype("<u2")
    with_stored(
        tmp_path, raw, BitsStored=12, HighBit=11, PixelRepresentation=int(signed), RescaleIntercept="-24"
    )
    assert np.array_equal(loaded(tmp_path).volume.hu, stored - 24)


def test_a_high_bit_above_the_stored_ones(tmp_path: Path) -> None:
    stored = np.random.default_rng(1).integers(0, 4096, SHAPE)
    with_stored(tmp_path, (stored << 4).astype("<u2"), BitsStored=12, HighBit=15, RescaleIntercept="-1024")
    assert np.array_equal(loaded(tmp_path).volume.hu, stored - 1024)


def test_eight_bits_per_pixel(tmp_path: Path) -> None:
    stored = np.random.default_rng(1).integers(0, 256, SHAPE).astype(np.uint8)
    elements = {
        "BitsAllocated": 8,
        "BitsStored": 8,
        "HighBit": 7,
        "RescaleSlope": "16",
        "RescaleIntercept": "-1024",
    }
    with_stored(tmp_path, stored, **elements)
    assert np.array_equal(loaded(tmp_path).volume.hu, stored.astype(int) * 16 - 1024)


def test_each_slice_has_its_own_slope_and_intercept(tmp_path: Path) -> None:
    stored = np.random.default_rng(1).integers(0, 4000, SHAPE).astype("<u2")
    with_stored(tmp_path, stored)
    scale = [(1, -1024), (2, -1000), (3, 40)]
    for file, (slope, intercept) in zip(sorted(tmp_path.iterdir()), scale, strict=True):
        edit(file, put(RescaleSlope=f"{slope}.0", RescaleIntercept=f"{intercept}"))
    volume = loaded(tmp_path).volume
    assert volume.hu.dtype == np.int16
    for k, (slope, intercept) in enumerate(scale):
        assert np.array_equal(volume.hu[k], stored[k].astype(int) * slope + intercept)


@pytest.mark.parametrize(("slope", "intercept"), [("0.5", "-1024"), ("1", "-1024.25"), ("40", "-1024")])
def test_hu_that_are_not_whole_or_too_big_are_floats(tmp_path: Path, slope: str, intercept: str) -> None:
    stored = np.random.default_rng(1).integers(0, 4000, SHAPE).astype("<u2")
    with_stored(tmp_path, stored)
    edit(tmp_path / "0003.dcm", put(RescaleSlope=slope, RescaleIntercept=intercept))
    expected = stored.astype(np.float64) + pydicom.dcmread(tmp_path / "0001.dcm").RescaleIntercept
    expected[2] = stored[2] * float(slope) + float(intercept)
    volume = loaded(tmp_path).volume
    assert volume.hu.dtype == np.float32
    assert np.array_equal(volume.hu, expected.astype(np.float32))


@pytest.mark.parametrize(("stored", "kind"), [(32767 + 1024, np.int16), (32768 + 1024, np.float32)])
def test_int16_holds_hu_to_its_end(tmp_path: Path, stored: int, kind: type[np.generic]) -> None:
    values = np.full(SHAPE, 1000, dtype="<u2")
    values[1, 2, 3] = stored
    with_stored(tmp_path, values, RescaleIntercept="-1024")
    volume = loaded(tmp_path).volume
    assert volume.hu.dtype == kind
    assert volume.hu[1, 2, 3] == stored - 1024
    assert volume.hu[0, 0, 0] == -24


@pytest.mark.parametrize("slope", ["1", "0.5"])
@pytest.mark.parametrize(
    ("padding", "limit", "signed", "air", "tissue"),
    [
        pytest.param(-2000, None, True, [-2000], [-1999, 0], id="signed"),
        pytest.param(63536, None, True, [-2000], [-1999, 0], id="signed, tag unsigned"),
        pytest.param(0, None, False, [0], [1, 1024], id="unsigned"),
        pytest.param(-32768, None, True, [-32768], [0], id="beyond int16 as HU"),
        pytest.param(0, 5, False, [0, 3, 5], [6, 1024], id="range"),
        pytest.param(5, 0, False, [0, 3, 5], [6, 1024], id="range downwards"),
    ],
)
def test_padding_is_air(
    tmp_path: Path,
    slope: str,
    padding: int,
    limit: int | None,
    signed: bool,
    air: list[int],
    tissue: list[int],
) -> None:
    values = np.full(SHAPE, tissue[-1], dtype="<i2" if signed else "<u2")
    for column, value in enumerate((*air, *tissue)):
        values[1, 4, column] = value
    with_stored(
        tmp_path, values, PixelRepresentation=int(signed), RescaleIntercept="-1024", RescaleSlope=slope
    )
    for file in tmp_path.iterdir():
        edit(file, put_raw("PixelPaddingValue", (padding & 0xFFFF).to_bytes(2, "little")))
        if limit is not None:
            edit(file, put_raw("PixelPaddingRangeLimit", limit.to_bytes(2, "little")))
    volume = loaded(tmp_path).volume
    assert volume.hu.dtype == (np.int16 if slope == "1" else np.float32)
    expected = [AIR_HU] * len(air) + [value * float(slope) - 1024 for value in tissue]
    assert volume.hu[1, 4, : len(expected)].tolist() == expected


def test_monochrome1_does_not_invert_hu(tmp_path: Path) -> None:
    for file in written(tmp_path, SHAPE):
        edit(file, put(PhotometricInterpretation="MONOCHROME1"))
    assert np.array_equal(loaded(tmp_path).volume.hu, noise(SHAPE))


@pytest.mark.parametrize("slope", ["1", "0.5"])
def test_the_digest_is_that_of_the_hu_as_loaded(tmp_path: Path, slope: str) -> None:
    for file in written(tmp_path, (6, 20, 28), tilt_deg=12.0):
        edit(file, put(RescaleSlope=slope))
    images = loaded(tmp_path)
    stored = noise() + 1024
    hu = (stored * float(slope) - 1024).astype("<i2" if slope == "1" else "<f4")
    assert images.volume.hu.shape != hu.shape
    assert images.images.pixel_digest == f"sha256:{hashlib.sha256(hu.tobytes()).hexdigest()}"


def test_a_file_changed_since_it_was_found_is_refused(tmp_path: Path) -> None:
    files = written(tmp_path, SHAPE)
    stack = stack_in(tmp_path)
    files[1].write_bytes(files[1].read_bytes()[16:])
    with pytest.raises(LoadError) as refused:
        load_volume(stack)
    assert refused.value.file == str(files[1])
    files[1].unlink()
    with pytest.raises(LoadError, match="it cannot be read") as refused:
        load_volume(stack)
    assert refused.value.file == str(files[1])


def test_pixels_of_another_shape_than_the_header_are_refused(tmp_path: Path) -> None:
    for file in written(tmp_path, SHAPE):
        SYNTAXES["jpeg-ls"](file)
        edit(file, put(Rows=28, Columns=20))
    (stack,) = scan(tmp_path).stacks()
    assert stack.action == "refuse"
    assert "The header says 20 x 28 pixels, but 28 x 20 are packed" in stack.reasons[0]
