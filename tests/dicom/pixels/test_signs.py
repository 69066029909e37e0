"""Codestreams of other signs or other bits than the header says: read where both mean the same, or said."""

from __future__ import annotations

from pathlib import Path

import imagecodecs
import numpy as np
import pytest
from numpy.typing import NDArray
from pydicom import uid

from planner.dicom.errors import LoadError
from tests.dicom.packing import save_as
from tests.dicom.phantom import edit, put_raw
from tests.dicom.pixels.test_hounsfield import SHAPE, loaded, stack_in, with_stored

Numbers = NDArray[np.int64]
RNG = np.random.default_rng(6)


def pack(codec: str, samples: Numbers, bits: int, signed: bool) -> bytes:
    """Return samples as a codestream of so many bits."""
    kind = np.dtype(f"{'i' if signed else 'u'}2")
    values = (samples & 0xFFFF).astype(np.uint16).view(kind)
    if codec == "jpeg 2000":
        return bytes(
            imagecodecs.jpeg2k_encode(values, level=0, codecformat="j2k", reversible=True, bitspersample=bits)
        )
    return bytes(imagecodecs.jpeg8_encode(values, lossless=True, bitspersample=bits))


SYNTAX = {"jpeg 2000": uid.JPEG2000Lossless, "jpeg lossless": uid.JPEGLosslessSV1}


def write(
    folder: Path, codec: str, samples: Numbers, packed: tuple[int, bool], stored: tuple[int, bool, int]
) -> None:
    """Write samples [k, j, i] as codestreams of (bits, signs) under a header of (bits, signs, high bit)."""
    header_bits, header_signed, high_bit = stored
    elements = {"BitsStored": header_bits, "HighBit": high_bit, "PixelRepresentation": int(header_signed)}
    with_stored(folder, (samples & 0xFFFF).astype("<u2"), RescaleIntercept="0", **elements)
    for file, values in zip(sorted(folder.iterdir()), samples, strict=True):
        save_as(SYNTAX[codec], lambda _pixels, values=values: pack(codec, values, *packed))(file)  # type: ignore[misc]


def numbers(low: int, high: int) -> Numbers:
    """Return samples that reach both ends."""
    samples = RNG.integers(low, high, SHAPE)
    samples[:, 0, 0], samples[:, 0, 1] = low, high - 1
    return samples


@pytest.mark.parametrize("bits", [12, 13, 16])
@pytest.mark.parametrize("signed", [False, True])
def test_jpeg_2000_that_agrees_with_its_header(tmp_path: Path, bits: int, signed: bool) -> None:
    low = -(1 << bits - 1) if signed else 0
    samples = numbers(low, low + (1 << bits))
    write(tmp_path, "jpeg 2000", samples, (bits, signed), (bits, signed, bits - 1))
    assert np.array_equal(loaded(tmp_path).volume.hu, samples)
    assert stack_in(tmp_path).reasons == ()


@pytest.mark.parametrize("bits", [12, 13, 16])
def test_a_signed_header_over_an_unsigned_codestream(tmp_path: Path, bits: int) -> None:
    """The bits are those of two's complement: the header is followed, as pydicom does (its issue 1149)."""
    samples = numbers(-(1 << bits - 1), 1 << bits - 1)
    write(tmp_path, "jpeg 2000", samples & (1 << bits) - 1, (bits, False), (bits, True, bits - 1))
    images = loaded(tmp_path)
    assert np.array_equal(images.volume.hu, samples)
    assert images.banners == (
        "The header says that pixels may be negative, their codestream says not: the header was followed. "
        "Look whether air is near -1000 HU.",
    )


@pytest.mark.parametrize("bits", [12, 13, 16])
def test_an_unsigned_header_over_a_signed_codestream(tmp_path: Path, bits: int) -> None:
    samples = numbers(-(1 << bits - 1), 1 << bits - 1)
    write(tmp_path, "jpeg 2000", samples, (bits, True), (bits, False, bits - 1))
    images = loaded(tmp_path)
    assert np.array_equal(images.volume.hu, samples & (1 << bits) - 1)
    assert "The codestream says that pixels may be negative, their header says not" in images.banners[0]


@pytest.mark.parametrize("bits", [12, 13, 16])
@pytest.mark.parametrize("signed", [False, True])
def test_jpeg_lossless_knows_no_signs(tmp_path: Path, bits: int, signed: bool) -> None:
    low = -(1 << bits - 1) if signed else 0
    samples = numbers(low, low + (1 << bits))
    write(tmp_path, "jpeg lossless", samples & (1 << bits) - 1, (bits, False), (bits, signed, bits - 1))
    assert np.array_equal(loaded(tmp_path).volume.hu, samples)
    assert stack_in(tmp_path).reasons == ()


READ = {
    # samples as packed, bits and signs of the codestream, bits and signs and high bit of the header, values
    "16 bits hold 12, masked": (-2048, 2048, 0x0FFF, (16, False), (12, True, 11)),
    "16 bits hold 12, with their sign": (-2048, 2048, 0xFFFF, (16, False), (12, True, 11)),
    "14 bits hold 12, with their sign": (-2048, 2048, 0x3FFF, (14, False), (12, True, 11)),
    "16 bits hold 12 without signs": (0, 4096, 0xFFFF, (16, False), (12, False, 11)),
    "16 bits hold 12 without signs, high bit 15": (0, 4096, 0xFFFF, (16, False), (12, False, 15)),
    "12 bits where 16 could be": (0, 4096, 0xFFFF, (12, False), (16, False, 15)),
    "12 bits where 16 with signs could be, none so big": (
        0,
        2048,
        0xFFFF,
        (12, False),
        (16, True, 15),
    ),
    "10 bits where 12 could be": (0, 1024, 0xFFFF, (10, False), (12, False, 11)),
}
REFUSED = {
    "16 bits hold more than 12": (0, 4097, 0xFFFF, (16, False), (12, False, 11)),
    "16 bits with signs below 12": (-2049, 2048, 0xFFFF, (16, False), (12, True, 11)),
    "rubbish above 12 bits": (0x3000, 0x4000, 0xFFFF, (16, False), (12, False, 11)),
    "12 bits shifted to the top": (0x1000, 0xF000, 0xFFF0, (16, False), (12, False, 15)),
    "12 bits where 16 with signs could be, one over the half": (0, 2049, 0xFFFF, (12, False), (16, True, 15)),
}


@pytest.mark.parametrize("codec", SYNTAX)
@pytest.mark.parametrize("case", READ)
def test_other_bits_that_mean_the_same_are_read(tmp_path: Path, codec: str, case: str) -> None:
    low, high, mask, packed, stored = READ[case]
    samples = numbers(low, high)
    write(tmp_path, codec, samples & mask, packed, stored)
    assert np.array_equal(loaded(tmp_path).volume.hu, samples)


@pytest.mark.parametrize("codec", SYNTAX)
@pytest.mark.parametrize("case", REFUSED)
def test_other_bits_that_mean_another_value_are_refused(tmp_path: Path, codec: str, case: str) -> None:
    low, high, mask, packed, stored = REFUSED[case]
    write(tmp_path, codec, numbers(low, high) & mask, packed, stored)
    with pytest.raises(LoadError, match="its pixels have more bits than the header says"):
        loaded(tmp_path)


def test_a_signed_codestream_of_other_bits_under_an_unsigned_header(tmp_path: Path) -> None:
    """Values without signs are the same in both readings; with one, none can be sure."""
    write(tmp_path, "jpeg 2000", numbers(0, 4096), (16, True), (12, False, 11))
    assert loaded(tmp_path).volume.hu.max() == 4095
    for file in tmp_path.iterdir():
        file.unlink()
    write(tmp_path, "jpeg 2000", numbers(-1, 4096), (16, True), (12, False, 11))
    with pytest.raises(LoadError, match="its pixels have more bits than the header says"):
        loaded(tmp_path)


@pytest.mark.parametrize(
    ("padding", "matches"), [(-2000 & 0xFFFF, True), (-2000 & 0x0FFF, True), (-1999 & 0x0FFF, False)]
)
def test_padding_of_signed_values_of_12_bits(tmp_path: Path, padding: int, matches: bool) -> None:
    """Some write the tag as 16 bits, some as the bits that are stored."""
    values = np.full(SHAPE, 40, "<i2")
    values[1, 2, 3] = -2000
    with_stored(tmp_path, values, BitsStored=12, HighBit=11, PixelRepresentation=1, RescaleIntercept="0")
    for file in tmp_path.iterdir():
        edit(file, put_raw("PixelPaddingValue", padding.to_bytes(2, "little")))
    assert loaded(tmp_path).volume.hu[1, 2, 3] == (-1000 if matches else -2000)
