"""Captures of a screen are shown as they were, and nothing more is promised of them."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import imagecodecs
import numpy as np
import pydicom
import pytest
from numpy.typing import NDArray
from pydicom import uid
from pydicom.pixels.processing import convert_color_space

from planner.dicom.errors import LoadError
from planner.dicom.images import pictures as module
from planner.dicom.images.pictures import picture_of
from planner.dicom.inspect import inspect_report, inspect_text
from planner.dicom.reader import Reader
from planner.dicom.scan import scan
from planner.dicom.study import Pictures
from tests.dicom.captures import BITS, SINGLE, capture, colour, grey, jpeg, pack, smooth
from tests.dicom.phantom import edit, put, written

NO_GEOMETRY = "No geometry: for viewing only. Nothing can be measured or planned on it."


def found(path: Path) -> Pictures:
    (series,) = scan(path).series
    (pictures,) = series.pictures
    assert (series.parts, series.kind) == ((pictures,), "other")
    return pictures


def shown(path: Path) -> list[NDArray[np.uint8]]:
    pictures = found(path)
    values = [picture_of(pictures, frame) for frame in range(pictures.frames)]
    assert {(value.dtype, value.shape[:2]) for value in values} == {
        (np.dtype(np.uint8), (pictures.rows, pictures.columns))
    }
    return values


def noise(shape: tuple[int, ...], most: int) -> NDArray[np.int64]:
    return np.random.default_rng(5).integers(0, most + 1, shape)


def test_what_is_said_of_them(tmp_path: Path) -> None:
    pictures = found(colour(tmp_path / "a", smooth()))
    assert pictures.file == tmp_path / "a"
    assert pictures.class_name == "Multi-frame True Color Secondary Capture Image Storage"
    assert (pictures.frames, pictures.rows, pictures.columns, pictures.colour) == (3, 18, 26, True)
    assert pictures.action == "refuse"
    assert pictures.reasons == (NO_GEOMETRY, "It may show the patient's name in the picture.")


@pytest.mark.parametrize(
    ("burned_in", "more"),
    [
        ("YES", ("It says that the picture itself names the patient.",)),
        ("NO", ()),
        ("", ("It may show the patient's name in the picture.",)),
    ],
)
def test_names_within_pictures_are_warned_of(tmp_path: Path, burned_in: str, more: tuple[str, ...]) -> None:
    file = grey(tmp_path / "a", smooth()[..., 0], BurnedInAnnotation=burned_in)
    assert found(file).reasons == (NO_GEOMETRY, *more)


def test_inspect_says_that_they_can_be_viewed(tmp_path: Path) -> None:
    colour(tmp_path / "a", smooth())
    study = scan(tmp_path)
    (entry,) = inspect_report(study)["series"]
    assert (entry["kind"], entry["action"], entry["viewable"], entry["files"]) == ("other", "refuse", True, 1)
    assert (entry["frames"], entry["rows"], entry["columns"], entry["colour"]) == (3, 18, 26, True)
    assert entry["voxel_to_patient"] is None
    assert f"other, a, frames: 3, 26 x 18, not loaded\n      {NO_GEOMETRY}" in inspect_text(study)


def test_one_ct_slice_captured_from_a_screen_is_no_volume(tmp_path: Path) -> None:
    for file in written(tmp_path):
        edit(file, put(SOPClassUID=SINGLE))
    (series,) = scan(tmp_path).series
    assert len(series.pictures) == 6
    assert series.stacks == ()
    assert picture_of(series.pictures[0], 0).shape == (20, 28)


@pytest.mark.parametrize("frames", [1, 3])
def test_grey_goes_from_the_darkest_to_the_brightest(tmp_path: Path, frames: int) -> None:
    values = (noise((frames, 7, 9), 200) + 300).astype("<u2")
    for picture, stored in zip(shown(grey(tmp_path / "a", values)), values.astype(float), strict=True):
        expected = (stored - stored.min()) / (stored.max() - stored.min()) * 255
        assert np.abs(picture - expected).max() <= 0.5


def test_a_window_of_the_file_is_kept_to(tmp_path: Path) -> None:
    values = np.arange(4096, dtype="<u2").reshape(1, 64, 64)
    file = grey(
        tmp_path / "a",
        values,
        WindowCenter=["1040", "9"],
        WindowWidth=["400", "1"],
        RescaleSlope=2,
        RescaleIntercept=-1000,
    )
    (picture,) = shown(file)
    # PS3.3 C.11.2.1.2.1: black at 1040 - 0.5 - 399/2 and below, white at + 399/2 and above
    grey_values = values[0].astype(float) * 2 - 1000
    expected = np.clip((grey_values - (1040 - 0.5)) / 399 + 0.5, 0, 1) * 255
    assert np.abs(picture - expected).max() <= 0.5
    assert (picture.min(), picture.max()) == (0, 255)


@pytest.mark.parametrize("width", ["0", "nan", "x", "-3"])
def test_a_window_that_is_none_is_left_out(tmp_path: Path, width: str) -> None:
    values = np.arange(256, dtype=np.uint8).reshape(1, 16, 16)
    file = grey(tmp_path / "a", values)
    edit(file, lambda dataset: dataset.add_new(0x00281050, "LO", "40"))
    edit(file, lambda dataset: dataset.add_new(0x00281051, "LO", width))
    assert np.array_equal(shown(file)[0], values[0])


def test_monochrome_1_is_shown_inverted(tmp_path: Path) -> None:
    values = np.arange(256, dtype=np.uint8).reshape(1, 16, 16)
    (picture,) = shown(grey(tmp_path / "a", values, PhotometricInterpretation="MONOCHROME1"))
    assert np.array_equal(picture, 255 - values[0])


def test_bits_above_the_stored_ones_are_left_out(tmp_path: Path) -> None:
    values = np.arange(4096, dtype="<u2").reshape(1, 64, 64)
    (picture,) = shown(grey(tmp_path / "a", values | 0xF000, BitsStored=12, HighBit=11))
    assert np.array_equal(picture, np.rint(values[0] * (255 / 4095)))


@pytest.mark.parametrize("columns", [8, 15, 26])
def test_single_bits_follow_each_other_without_gaps(tmp_path: Path, columns: int) -> None:
    bits = noise((5, 7, columns), 1).astype(np.uint8)
    packed = np.packbits(bits.ravel(), bitorder="little").tobytes()
    shape = {"Rows": 7, "Columns": columns, "NumberOfFrames": 5}
    file = capture(tmp_path / "a", packed, BITS, BitsAllocated=1, BitsStored=1, HighBit=0, **shape)
    for picture, expected in zip(shown(file), bits, strict=True):
        assert np.array_equal(picture, expected * 255)


@pytest.mark.parametrize("rows", [18, 17])
@pytest.mark.parametrize("planar", [0, 1])
def test_colours_stand_as_they_were(tmp_path: Path, rows: int, planar: int) -> None:
    pictures = smooth(rows=rows, columns=25)
    file = colour(tmp_path / "a", pictures)
    if planar:
        planes = np.moveaxis(pictures, -1, 1).tobytes()
        edit(file, put(PixelData=planes + b"\0" * (len(planes) % 2), PlanarConfiguration=1))
    for picture, expected in zip(shown(file), pictures, strict=True):
        assert np.array_equal(picture, expected)


@pytest.mark.parametrize("syntax", [uid.ImplicitVRLittleEndian, uid.ExplicitVRBigEndian])
def test_other_ways_of_writing(tmp_path: Path, syntax: uid.UID) -> None:
    values = noise((3, 7, 9), 65535).astype("<u2")
    file = grey(tmp_path / "a", values)
    before = shown(file)
    dataset = pydicom.dcmread(file)
    dataset.file_meta.TransferSyntaxUID = syntax
    little = syntax != uid.ExplicitVRBigEndian
    if not little:
        dataset.PixelData = values.byteswap().tobytes() + b"\0" * (values.nbytes % 2)
    implicit = syntax == uid.ImplicitVRLittleEndian
    pydicom.dcmwrite(file, dataset, little_endian=little, implicit_vr=implicit, overwrite=True)
    assert all(np.array_equal(a, b) for a, b in zip(shown(file), before, strict=True))


def test_luminance_and_chrominance_become_colours(tmp_path: Path) -> None:
    pictures = smooth()
    full = convert_color_space(pictures, "RGB", "YBR_FULL")
    for picture, expected in zip(
        shown(colour(tmp_path / "full", full, PhotometricInterpretation="YBR_FULL")), pictures, strict=True
    ):
        assert np.abs(picture.astype(int) - expected).max() <= 2
    halved = np.stack(
        [full[..., 0::2, 0], full[..., 1::2, 0], full[..., 0::2, 1], full[..., 0::2, 2]], axis=-1
    )
    file = colour(tmp_path / "halved" / "a", full)
    edit(file, put(PhotometricInterpretation="YBR_FULL_422", PixelData=halved.tobytes()))
    for picture, expected in zip(shown(file), pictures, strict=True):
        assert np.abs(picture.astype(int) - expected).max() <= 8


@pytest.mark.parametrize("depth", [8, 16])
def test_a_palette_paints(tmp_path: Path, depth: int) -> None:
    """300 entries from 20 on: more than a byte can count."""
    table = noise((3, 300), (1 << depth) - 1)
    values = (noise((2, 8, 9), 340)).astype("<u2")
    tables = {}
    for entries, name in zip(table, ("Red", "Green", "Blue"), strict=True):
        tables[f"{name}PaletteColorLookupTableDescriptor"] = [300, 20, depth]
        tables[f"{name}PaletteColorLookupTableData"] = entries.astype(
            "<u2" if depth == 16 else "u1"
        ).tobytes()
    file = grey(tmp_path / "a", values, PhotometricInterpretation="PALETTE COLOR", **tables)
    assert found(file).colour
    for picture, stored in zip(shown(file), values.astype(int), strict=True):
        expected = table[:, np.clip(stored - 20, 0, 299)] >> (depth - 8)
        assert np.array_equal(picture, np.moveaxis(expected, 0, -1))


def j2k(picture: NDArray[np.generic]) -> bytes:
    return bytes(imagecodecs.jpeg2k_encode(picture, level=0, codecformat="j2k", reversible=True))


def jls(picture: NDArray[np.generic]) -> bytes:
    return bytes(imagecodecs.jpegls_encode(picture))


LOSSLESS = {
    "j2k": (uid.JPEG2000Lossless, j2k, "YBR_RCT"),
    "jpeg-ls": (uid.JPEGLSLossless, jls, "RGB"),
    "jpeg lossless": (uid.JPEGLosslessSV1, jpeg(lossless=True, colorspace="RGB", outcolorspace="RGB"), "RGB"),
}


@pytest.mark.parametrize("codec", LOSSLESS)
def test_packed_colours_stand_as_they_were(tmp_path: Path, codec: str) -> None:
    syntax, encode, kind = LOSSLESS[codec]
    file = pack(colour(tmp_path / "a", smooth()), syntax, encode, PhotometricInterpretation=kind)
    for picture, expected in zip(shown(file), smooth(), strict=True):
        assert np.array_equal(picture, expected)


@pytest.mark.parametrize("codec", ["j2k", "jpeg-ls", "rle"])
def test_packed_grey_stands_as_it_was(tmp_path: Path, codec: str) -> None:
    values = noise((3, 7, 9), 65535).astype("<u2")
    file = grey(tmp_path / "a", values)
    before = shown(file)
    if codec == "rle":
        dataset = pydicom.dcmread(file)
        dataset.compress(uid.RLELossless, encoding_plugin="pydicom", generate_instance_uid=False)
        dataset.save_as(file)
    else:
        pack(file, *LOSSLESS[codec][:2])
    assert all(np.array_equal(a, b) for a, b in zip(shown(file), before, strict=True))


@pytest.mark.parametrize(
    ("options", "kind"),
    [
        pytest.param({"outcolorspace": "YCBCR", "subsampling": "422"}, "YBR_FULL_422", id="as usual"),
        pytest.param({"outcolorspace": "YCBCR", "subsampling": "444"}, "RGB", id="JFIF, called RGB"),
        pytest.param({"outcolorspace": "RGB"}, "RGB", id="RGB with a marker"),
    ],
)
def test_jpeg_in_colour(tmp_path: Path, options: dict[str, str], kind: str) -> None:
    encode = jpeg(level=95, colorspace="RGB", **options)
    file = pack(
        colour(tmp_path / "a", smooth()), uid.JPEGBaseline8Bit, encode, PhotometricInterpretation=kind
    )
    for picture, expected in zip(shown(file), smooth(), strict=True):
        assert np.abs(picture.astype(int) - expected).max() <= 12


def test_jpeg_in_colour_without_any_marker(tmp_path: Path) -> None:
    """The header says that the components are red, green and blue; nothing in the stream does."""

    def encode(picture: NDArray[np.generic]) -> bytes:
        stream = jpeg(level=95, colorspace="RGB", outcolorspace="RGB")(picture)
        assert stream[2:4] == b"\xff\xee"
        bare = bytearray(stream[:2] + stream[4 + int.from_bytes(stream[4:6], "big") :])
        for marker in (b"\xff\xc0", b"\xff\xda"):
            at = bare.index(marker)
            step, first = (3, at + 10) if marker == b"\xff\xc0" else (2, at + 5)
            for n in range(3):
                bare[first + step * n] = n + 1
        return bytes(bare)

    file = pack(colour(tmp_path / "a", smooth()), uid.JPEGBaseline8Bit, encode)
    for picture, expected in zip(shown(file), smooth(), strict=True):
        assert np.abs(picture.astype(int) - expected).max() <= 12


@pytest.mark.parametrize(
    ("change", "words"),
    [
        (put(Rows=None), "Rows is missing or not valid"),
        (put(Columns=0), "Columns is missing or not valid"),
        (put(NumberOfFrames=0), "NumberOfFrames is missing or not valid"),
        (put(NumberOfFrames=2147483647), "NumberOfFrames is missing or not valid"),
    ],
)
def test_pictures_without_a_size_are_refused(
    tmp_path: Path, change: Callable[[pydicom.Dataset], None], words: str
) -> None:
    file = grey(tmp_path / "a", smooth()[..., 0])
    edit(file, change)
    (refused,) = scan(file).refused
    assert refused.reason == words


def test_films_are_refused_by_name(tmp_path: Path) -> None:
    file = colour(tmp_path / "a", smooth())
    pack(file, uid.MPEG4HP41, lambda picture: b"\0\0")
    (refused,) = scan(file).refused
    assert refused.reason == "pictures in MPEG-4 AVC/H.264 High Profile / Level 4.1 are not shown"


def _shortened(file: Path) -> None:
    file.write_bytes(file.read_bytes()[:-500])


def _of_another_size(file: Path) -> None:
    pack(file, uid.JPEGBaseline8Bit, lambda picture: jpeg()(np.zeros((40, 50, 3), np.uint8)))


def _rubbish(file: Path) -> None:
    pack(file, uid.JPEG2000Lossless, lambda picture: b"rubbish!")


@pytest.mark.parametrize("damage", [_shortened, _of_another_size, _rubbish])
def test_damaged_pictures_end_in_a_sentence(tmp_path: Path, damage: Callable[[Path], None]) -> None:
    file = colour(tmp_path / "a", smooth())
    damage(file)
    with pytest.raises(LoadError, match="its picture is damaged"):
        picture_of(found(file), 2)


def test_a_file_that_has_changed_is_named(tmp_path: Path) -> None:
    file = colour(tmp_path / "a", smooth())
    pictures = found(file)
    for frame in (-1, 3):
        with pytest.raises(LoadError, match="not the file that was found"):
            picture_of(pictures, frame)
    colour(file, smooth(rows=20))
    with pytest.raises(LoadError, match="not the file that was found"):
        picture_of(pictures, 0)


def test_a_picture_bigger_than_can_be_is_refused(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(module, "MOST_SAMPLES", 100)
    with pytest.raises(LoadError, match="bigger than what can be shown"):
        picture_of(found(colour(tmp_path / "a", smooth())), 0)


def test_pictures_come_through_the_one_door(tmp_path: Path) -> None:
    colour(tmp_path / "colour", smooth())
    values = np.arange(256, dtype=np.uint8).reshape(1, 16, 16)
    grey(tmp_path / "grey", values, SeriesInstanceUID="2.25.80")
    reader = Reader()
    try:
        series = reader.scan(tmp_path).series
        parts = {part.file.name: part for each in series for part in each.pictures}
        assert np.array_equal(reader.picture(parts["colour"], 2), smooth()[2])
        assert np.array_equal(reader.picture(parts["grey"], 0), values[0])
        (tmp_path / "grey").unlink()
        with pytest.raises(LoadError, match="cannot be read"):
            reader.picture(parts["grey"], 0)
    finally:
        reader.close()
