"""The pixels of one frame are found in a file of many, however they are told apart."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from pathlib import Path

import numpy as np
import pydicom
import pytest
from numpy.typing import NDArray
from pydicom import uid
from pydicom.encaps import encapsulate, encapsulate_extended

from planner.dicom.errors import LoadError
from planner.dicom.headers.elements import read_elements
from planner.dicom.image import CtImage
from planner.dicom.images.header import IMAGE_KEYWORDS, ct_image
from planner.dicom.pixels.hounsfield import stored_values
from tests.dicom.packing import (
    JPEG_XL_LOSSLESS,
    SYNTAXES,
    Encode,
    htj2k,
    jpeg_2000,
    jpeg_lossless,
    jpeg_ls,
    jpeg_xl,
    put_packed,
    rename_syntax,
    taken_for,
)
from tests.dicom.phantom import edit, put, written

FRAMES, ROWS, COLUMNS = 5, 9, 7
"""An odd number of bytes a frame, where a pixel has one byte."""
STORED = np.random.default_rng(4).integers(0, 4096, (FRAMES, ROWS, COLUMNS)).astype("<u2")
STARTED: dict[str, tuple[str, Encode]] = {
    "jpeg lossless": (uid.JPEGLosslessSV1, jpeg_lossless()),
    "jpeg-ls": (uid.JPEGLSLossless, jpeg_ls()),
    "jpeg 2000": (uid.JPEG2000Lossless, jpeg_2000(level=0, reversible=True)),
    "htj2k": (uid.HTJ2KLossless, htj2k(reversible=True)),
}
"""Codecs whose frames begin with a mark."""


def rle_frame(pixels: NDArray[np.generic]) -> bytes:
    """Return a frame of RLE as pydicom packs it."""
    dataset = pydicom.Dataset()
    dataset.file_meta = pydicom.dataset.FileMetaDataset()
    dataset.file_meta.TransferSyntaxUID = uid.ExplicitVRLittleEndian
    dataset.Rows, dataset.Columns, dataset.SamplesPerPixel = *pixels.shape, 1
    dataset.BitsAllocated = dataset.BitsStored = 16
    dataset.HighBit, dataset.PixelRepresentation, dataset.PhotometricInterpretation = 15, 0, "MONOCHROME2"
    dataset.PixelData = pixels.tobytes()
    dataset.compress(uid.RLELossless, encoding_plugin="pydicom", generate_instance_uid=False)
    return next(pydicom.encaps.generate_frames(dataset.PixelData, number_of_frames=1))


def one_file(folder: Path, **elements: object) -> Path:
    """Write one image of this size and return its file."""
    (file,) = written(folder, (1, ROWS, COLUMNS))
    edit(file, put(**elements))
    return file


def images_of(file: Path) -> list[CtImage]:
    """Return the frames of a file as its images."""
    image = ct_image(read_elements(file, IMAGE_KEYWORDS))
    assert image.unreadable is None
    pixels = replace(image.pixels, frames=FRAMES)
    return [replace(image, pixels=pixels, frame=frame) for frame in range(FRAMES)]


def check(file: Path, expected: NDArray[np.generic] = STORED) -> None:
    """Compare every frame, in an order of no help."""
    images = images_of(file)
    for frame in (3, 0, 4, 1, 2):
        assert np.array_equal(stored_values(images[frame]), expected[frame])


def pack(file: Path, syntax: str, packed: bytes, **elements: object) -> None:
    def change(dataset: pydicom.Dataset) -> None:
        dataset.file_meta.TransferSyntaxUID = uid.UID(syntax)
        put_packed(dataset, packed)
        put(**elements)(dataset)

    edit(file, change)


@pytest.mark.parametrize("name", ["implicit", "explicit", "big endian", "deflated", "ge private"])
def test_native_frames(tmp_path: Path, name: str) -> None:
    file = one_file(tmp_path)
    dataset = pydicom.dcmread(file)
    dataset.PixelData = STORED.tobytes()
    dataset.Rows = FRAMES * ROWS
    dataset.save_as(file)
    # one picture of all frames, one below the other
    SYNTAXES[name](file)
    images = [replace(image, pixels=replace(image.pixels, rows=ROWS)) for image in images_of(file)]
    for frame in (3, 0, 4, 1, 2):
        assert np.array_equal(stored_values(images[frame]), STORED[frame])


@pytest.mark.parametrize("words", [False, True])
@pytest.mark.parametrize("big", [False, True])
def test_native_frames_of_an_odd_number_of_bytes(tmp_path: Path, big: bool, words: bool) -> None:
    """PS3.5 8.1.1 and 7.3: bytes in big-endian words stand the other way round."""
    small = (STORED >> 4).astype(np.uint8)
    file = one_file(tmp_path, BitsAllocated=8, BitsStored=8, HighBit=7)
    data = small.tobytes() + b"\0"
    dataset = pydicom.dcmread(file)
    if big:
        dataset.file_meta.TransferSyntaxUID = uid.ExplicitVRBigEndian
        data = np.frombuffer(data, "<u2").byteswap().tobytes() if words else data
    dataset.PixelData = data
    dataset["PixelData"].VR = "OW" if words else "OB"
    pydicom.dcmwrite(file, dataset, implicit_vr=False, little_endian=not big, overwrite=True)
    check(file, small)


def in_parts(frame: bytes) -> list[bytes]:
    """Return a frame in three fragments of even length."""
    third = len(frame) // 6 * 2
    rest = frame[2 * third :]
    return [frame[:third], frame[third : 2 * third], rest + b"\0" * (len(rest) % 2)]


def items(*fragments: bytes, table: bytes = b"") -> bytes:
    """Return fragments behind a Basic Offset Table."""
    parts = [table, *(fragment + b"\0" * (len(fragment) % 2) for fragment in fragments)]
    return b"".join(b"\xfe\xff\x00\xe0" + len(part).to_bytes(4, "little") + part for part in parts)


@pytest.mark.parametrize("name", STARTED)
@pytest.mark.parametrize("per_frame", [1, 3])
@pytest.mark.parametrize("table", ["basic", "none"])
def test_packed_frames(tmp_path: Path, name: str, per_frame: int, table: str) -> None:
    syntax, encode = STARTED[name]
    file = one_file(tmp_path)
    frames = [encode(frame) for frame in STORED]
    pack(file, syntax, encapsulate(frames, fragments_per_frame=per_frame, has_bot=table == "basic"))
    check(file)


@pytest.mark.parametrize("table", ["basic", "extended", "none"])
def test_frames_of_rle_in_one_fragment_each(tmp_path: Path, table: str) -> None:
    file = one_file(tmp_path)
    frames = [rle_frame(frame) for frame in STORED]
    if table == "extended":
        data, offsets, lengths = encapsulate_extended(frames)
        pack(file, uid.RLELossless, data, ExtendedOffsetTable=offsets, ExtendedOffsetTableLengths=lengths)
    else:
        pack(file, uid.RLELossless, encapsulate(frames, has_bot=table == "basic"))
    check(file)


def test_an_extended_table_is_taken_where_fragments_are_out_of_order_or_of_no_frame(tmp_path: Path) -> None:
    """The fragments alone would be taken as five frames; the table skips the second."""
    syntax, encode = STARTED["jpeg 2000"]
    file = one_file(tmp_path)
    data, offsets, lengths = encapsulate_extended([encode(frame) for frame in STORED])
    pack(file, syntax, data, ExtendedOffsetTable=offsets, ExtendedOffsetTableLengths=lengths)
    check(file)
    for broken in (offsets[8:] + offsets[:8], offsets[:-8] + b"\xff" * 8):
        pack(file, syntax, data, ExtendedOffsetTable=broken, ExtendedOffsetTableLengths=lengths)
        with pytest.raises(LoadError, match="pixels are damaged"):
            stored_values(images_of(file)[1])


def test_jpeg_xl_frames(tmp_path: Path) -> None:
    file = one_file(tmp_path)
    frames = [jpeg_xl(lossless=True)(frame) for frame in STORED]
    pack(file, uid.JPEG2000Lossless, encapsulate(frames))
    rename_syntax(file, uid.JPEG2000Lossless, JPEG_XL_LOSSLESS)
    check(file)


BROKEN: dict[str, Callable[[list[bytes]], bytes]] = {
    "a frame too few": lambda frames: items(*frames[:-1]),
    "a frame too many": lambda frames: items(*frames, frames[0]),
    "fragments before the first frame": lambda frames: items(b"\0\0", *in_parts(frames[0]), *frames[1:]),
    "a table of fewer frames": lambda frames: items(*frames, table=bytes(8)),
    "a table of odd length": lambda frames: items(*frames, table=bytes(19)),
    "a table that points between": lambda frames: items(
        *frames, table=b"".join(n.to_bytes(4, "little") for n in (0, 10, 20, 30, 40))
    ),
    "a table that goes backwards": lambda frames: items(
        *frames, table=b"".join(n.to_bytes(4, "little") for n in (0, 0, 0, 0, 0))
    ),
    "no fragment at all": lambda frames: items(),
}


@pytest.mark.parametrize("broken", BROKEN)
def test_fragments_that_are_not_those_of_the_frames_are_refused(tmp_path: Path, broken: str) -> None:
    syntax, encode = STARTED["jpeg-ls"]
    file = one_file(tmp_path)
    pack(file, syntax, encapsulate([encode(STORED[0])]))
    images = images_of(file)
    pack(file, syntax, BROKEN[broken]([encode(frame) for frame in STORED]))
    with pytest.raises(LoadError, match="pixels are damaged"):
        stored_values(taken_for(images[4]))


def test_fragments_without_end_are_not_walked(tmp_path: Path) -> None:
    syntax, encode = STARTED["jpeg-ls"]
    file = one_file(tmp_path)
    pack(file, syntax, encapsulate([encode(STORED[0])]))
    images = images_of(file)
    pack(file, syntax, items(*(b"" for _ in range(70_000))))
    with pytest.raises(LoadError, match="pixels are damaged"):
        stored_values(taken_for(images[0]))


def test_a_frame_of_more_bytes_than_a_picture_can_have_is_refused(tmp_path: Path) -> None:
    syntax, encode = STARTED["jpeg-ls"]
    file = one_file(tmp_path)
    pack(file, syntax, encapsulate([encode(STORED[0]) + bytes(2 << 20)]))
    image = ct_image(read_elements(file, IMAGE_KEYWORDS))
    with pytest.raises(LoadError, match="pixels are damaged"):
        stored_values(image)


def test_a_frame_beyond_the_pixels_is_refused(tmp_path: Path) -> None:
    file = one_file(tmp_path)
    edit(file, put(PixelData=STORED[:-1].tobytes()))
    images = images_of(file)
    assert np.array_equal(stored_values(images[3]), STORED[3])
    with pytest.raises(LoadError, match="ends before its pixels do"):
        stored_values(images[4])


def test_frames_of_another_file_of_the_same_name_are_looked_at_anew(tmp_path: Path) -> None:
    syntax, encode = STARTED["jpeg 2000"]
    file = one_file(tmp_path)
    pack(file, syntax, encapsulate([encode(frame) for frame in STORED]))
    check(file)
    pack(file, syntax, encapsulate([encode(frame) for frame in STORED[::-1]]))
    check(file, STORED[::-1])


def test_values_are_put_where_they_are_told(tmp_path: Path) -> None:
    file = one_file(tmp_path, PixelData=STORED.tobytes())
    out = np.zeros((ROWS, COLUMNS), np.int16)
    stored = stored_values(images_of(file)[2], out)
    assert np.shares_memory(stored, out)
    assert np.array_equal(out, STORED[2])
