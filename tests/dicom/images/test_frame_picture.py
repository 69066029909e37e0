"""The frames of projections as they are shown, against values that are computed here."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import imagecodecs
import numpy as np
import pydicom
import pytest
from numpy.typing import NDArray
from pydicom import uid

from planner.carm.frame_picture import FramePicture
from planner.dicom.errors import LoadError
from planner.dicom.images.frame_picture import frame_of
from planner.dicom.reader import Reader
from tests.dicom.captures import jpeg, pack
from tests.dicom.enhanced import holding
from tests.dicom.phantom import edit, put
from tests.dicom.projections import FULL, by_frame, found, frames, run

Edit = Callable[[pydicom.Dataset], object]


def shown(path: Path, frame: int = 0) -> FramePicture:
    return frame_of(found(path), frame)


def in_window(values: NDArray[np.generic], centre: float, width: float) -> NDArray[np.float64]:
    """Return greys from 0 to 255 as PS3.3 C.11.2.1.2.1 computes them."""
    shares = (values.astype(float) - (centre - 0.5)) / (width - 1.0) + 0.5
    return np.clip(shares, 0.0, 1.0) * 255.0


def test_bytes_are_shown_as_they_are(tmp_path: Path) -> None:
    pictures = frames(3).astype(np.uint8)
    run(tmp_path / "a", pictures, **FULL)
    for frame in range(3):
        picture = shown(tmp_path, frame)
        assert np.array_equal(picture.grey, pictures[frame])
        assert np.array_equal(picture.values, pictures[frame])
        assert (picture.window, picture.outside, picture.overlay) == ((0.0, 255.0), None, None)


def test_twelve_bits_without_a_window_reach_from_the_darkest_to_the_brightest(tmp_path: Path) -> None:
    pictures = frames(most=3000) + 500
    run(tmp_path / "a", pictures, BitsStored=12, HighBit=11)
    picture = shown(tmp_path)
    assert picture.window == (500.0, 3500.0)
    assert np.abs(picture.grey - (pictures[0] - 500.0) / 3000.0 * 255.0).max() <= 0.5


@pytest.mark.parametrize("slope", [1.0, 0.5, -2.0])
@pytest.mark.parametrize("signed", [False, True])
@pytest.mark.parametrize("first_is_white", [False, True])
def test_slope_window_and_the_bright_end(
    tmp_path: Path, slope: float, signed: bool, first_is_white: bool
) -> None:
    stored = frames(most=900).astype(np.int16) - (300 if signed else 0)
    kind = np.int16 if signed else np.uint16
    run(
        tmp_path / "a",
        stored.astype(kind),
        BitsStored=12,
        HighBit=11,
        RescaleSlope=str(slope),
        RescaleIntercept="-40",
        WindowCenter=["110", "7"],
        WindowWidth=["301", "9"],
        PhotometricInterpretation="MONOCHROME1" if first_is_white else "MONOCHROME2",
    )
    expected = in_window(stored[0] * slope - 40.0, 110.0, 301.0)
    picture = shown(tmp_path)
    assert np.abs(picture.grey - (255.0 - expected if first_is_white else expected)).max() <= 0.51
    # what is brighter is higher, whichever end the file calls white
    order = np.argsort(picture.values, axis=None)
    assert (np.diff(picture.grey.ravel()[order].astype(int)) >= 0).all()


def test_the_other_ways_of_a_window(tmp_path: Path) -> None:
    pictures = frames(most=1000)
    window: dict[str, Any] = {"WindowCenter": "400", "WindowWidth": "200"}
    run(tmp_path / "exact" / "a", pictures, VOILUTFunction="LINEAR_EXACT", **window)
    expected = np.clip((pictures[0] - 300.0) / 200.0, 0.0, 1.0) * 255.0
    assert np.abs(shown(tmp_path / "exact").grey - expected).max() <= 0.51
    run(tmp_path / "curve" / "a", pictures, VOILUTFunction="SIGMOID", **window)
    expected = 255.0 / (1.0 + np.exp(-4.0 * (pictures[0] - 400.0) / 200.0))
    assert np.abs(shown(tmp_path / "curve").grey - expected).max() <= 0.51


def _put_table(item: pydicom.Dataset, descriptor: list[int], data: bytes) -> None:
    item.add_new("LUTDescriptor", "US", descriptor)
    item.add_new("LUTData", "OW", data)


def test_tables(tmp_path: Path) -> None:
    pictures = frames(most=200).astype(np.uint8)
    squares = np.arange(256, dtype="<u2") ** 2
    modality = holding(ModalityLUTType="US")
    _put_table(modality[0], [256, 0, 16], squares.tobytes())
    run(tmp_path / "modality" / "a", pictures)
    edit(tmp_path / "modality" / "a", put(ModalityLUTSequence=modality))
    assert np.array_equal(shown(tmp_path / "modality").values, pictures[0].astype(int) ** 2)
    roots = [round(255.0 * (n / 100.0) ** 0.5) for n in range(101)]
    viewing = holding(LUTExplanation="roots")
    _put_table(viewing[0], [101, 50, 8], bytes(roots) + b"\0")
    run(tmp_path / "viewing" / "a", pictures)
    edit(tmp_path / "viewing" / "a", put(VOILUTSequence=viewing))
    expected = np.array(roots)[np.clip(pictures[0].astype(int) - 50, 0, 100)]
    assert np.array_equal(shown(tmp_path / "viewing").grey, expected)
    edit(tmp_path / "viewing" / "a", put(PhotometricInterpretation="MONOCHROME1"))
    assert np.array_equal(shown(tmp_path / "viewing").grey, 255 - expected)


def _seen(rows: int, columns: int) -> tuple[NDArray[np.intp], NDArray[np.intp]]:
    row, column = np.indices((rows, columns)) + 1
    return row, column


ROW, COLUMN = _seen(18, 26)
RECTANGLE: dict[str, Any] = {
    "ShutterShape": "RECTANGULAR",
    "ShutterLeftVerticalEdge": "3",
    "ShutterRightVerticalEdge": "22",
    "ShutterUpperHorizontalEdge": "2",
    "ShutterLowerHorizontalEdge": "16",
}
CIRCLE: dict[str, Any] = {
    "ShutterShape": "CIRCULAR",
    "CenterOfCircularShutter": ["9", "13"],
    "RadiusOfCircularShutter": "7",
}
IN_RECTANGLE = (COLUMN >= 3) & (COLUMN <= 22) & (ROW >= 2) & (ROW <= 16)
IN_CIRCLE = (ROW - 9) ** 2 + (COLUMN - 13) ** 2 <= 49


@pytest.mark.parametrize(
    ("elements", "seen"),
    [
        (RECTANGLE, IN_RECTANGLE),
        (CIRCLE, IN_CIRCLE),
        (RECTANGLE | CIRCLE | {"ShutterShape": ["RECTANGULAR", "CIRCULAR"]}, IN_RECTANGLE & IN_CIRCLE),
        ({"ShutterShape": "RECTANGULAR"}, None),
        (RECTANGLE | {"ShutterLeftVerticalEdge": "1", "ShutterRightVerticalEdge": "26",
                      "ShutterUpperHorizontalEdge": "1", "ShutterLowerHorizontalEdge": "18"}, None),
        # nothing would be seen: a mistake
        (RECTANGLE | {"ShutterLeftVerticalEdge": "40"}, None),
        ({"ShutterShape": "BITMAP"}, None),
    ],
)  # fmt: skip
def test_shutters_are_black(tmp_path: Path, elements: dict[str, Any], seen: NDArray[np.bool_] | None) -> None:
    pictures = frames().astype(np.uint8) // 2 + 100
    run(tmp_path / "a", pictures.astype(np.uint8), **elements)
    picture = shown(tmp_path)
    if seen is None:
        assert picture.outside is None
        return
    assert picture.outside is not None
    assert np.array_equal(picture.outside, ~seen)
    assert np.array_equal(picture.grey, np.where(seen, pictures[0], 0))


def test_a_shutter_of_many_sides(tmp_path: Path) -> None:
    """A triangle, by a half-plane for each side, pixels on its sides left out."""
    corners = [(2, 13), (16, 24), (16, 3)]
    vertices = [str(number) for corner in corners for number in corner]
    run(
        tmp_path / "a",
        frames().astype(np.uint8),
        ShutterShape="POLYGONAL",
        VerticesOfThePolygonalShutter=vertices,
    )
    outside = shown(tmp_path).outside
    assert outside is not None
    for (row, column), hidden in np.ndenumerate(outside):
        sides = []
        for (r0, c0), (r1, c1) in zip(corners, corners[1:] + corners[:1], strict=True):
            sides.append((r1 - r0) * (column + 1 - c0) - (c1 - c0) * (row + 1 - r0))
        if min(map(abs, sides)) > 0:
            assert hidden != (max(sides) < 0 or min(sides) > 0), (row, column)


def test_padding_is_black_and_no_part_of_the_window(tmp_path: Path) -> None:
    pictures = frames(most=900) + 100
    pictures[0, :, :5] = 4000
    run(tmp_path / "a", pictures, BitsStored=12, HighBit=11)
    edit(tmp_path / "a", lambda dataset: dataset.add_new("PixelPaddingValue", "US", 4000))
    picture = shown(tmp_path)
    assert picture.outside is not None
    assert np.array_equal(picture.outside, pictures[0] == 4000)
    assert picture.window[1] == 1000.0
    assert not picture.grey[:, :5].any()


def _overlay(group: int, bits: NDArray[np.bool_], origin: tuple[int, int], **elements: str) -> Edit:
    def change(dataset: pydicom.Dataset) -> None:
        packed = np.packbits(bits.ravel(), bitorder="little").tobytes()
        for number, kind, value in (
            (0x10, "US", bits.shape[-2]),
            (0x11, "US", bits.shape[-1]),
            (0x40, "CS", "G"),
            (0x50, "SS", list(origin)),
            (0x100, "US", 1),
            (0x102, "US", 0),
            (0x3000, "OW", packed + b"\0" * (len(packed) % 2)),
        ):
            dataset.add_new((group, number), kind, value)
        if bits.ndim == 3:
            dataset.add_new((group, 0x15), "IS", str(len(bits)))
            dataset.add_new((group, 0x51), "US", int(elements["first"]))

    return change


def test_overlays(tmp_path: Path) -> None:
    file = run(tmp_path / "a", frames(3).astype(np.uint8))
    whole = np.random.default_rng(2).random((18, 26)) < 0.2
    small = np.ones((4, 5), np.bool_)
    moving = np.random.default_rng(3).random((2, 18, 26)) < 0.1
    edit(file, _overlay(0x6000, whole, (1, 1)))
    edit(file, _overlay(0x6002, small, (-1, 24)))
    edit(file, _overlay(0x6004, moving, (1, 1), first="2"))
    expected = whole.copy()
    expected[:2, 23:] = True
    for frame, more in enumerate((np.zeros_like(whole), *moving)):
        picture = shown(tmp_path, frame)
        assert picture.overlay is not None
        assert np.array_equal(picture.overlay, expected | more)
        assert np.array_equal(picture.grey, frames(3).astype(np.uint8)[frame])


def test_an_overlay_in_the_high_bits_is_no_part_of_the_picture(tmp_path: Path) -> None:
    pictures = frames(most=1000)
    drawn = np.random.default_rng(4).random(pictures.shape) < 0.2
    run(tmp_path / "a", pictures | drawn.astype(np.uint16) << 13, BitsStored=12, HighBit=11)

    def change(dataset: pydicom.Dataset) -> None:
        for number, kind, value in (
            (0x10, "US", 18), (0x11, "US", 26), (0x50, "SS", [1, 1]), (0x100, "US", 16), (0x102, "US", 13)
        ):  # fmt: skip
            dataset.add_new((0x6000, number), kind, value)

    edit(tmp_path / "a", change)
    picture = shown(tmp_path)
    assert np.array_equal(picture.values, pictures[0])
    assert picture.overlay is not None
    assert np.array_equal(picture.overlay, drawn[0])


@pytest.mark.parametrize(
    ("syntax", "encode", "off"),
    [
        (uid.JPEGLSLossless, lambda picture: bytes(imagecodecs.jpegls_encode(picture)), 0),
        (uid.JPEG2000Lossless, lambda picture: bytes(imagecodecs.jpeg2k_encode(
            picture, 0, codecformat="j2k", reversible=True)), 0),
        (uid.JPEGBaseline8Bit, jpeg(level=98), 4),
    ],
)  # fmt: skip
def test_packed_runs_frame_by_frame(
    tmp_path: Path, syntax: uid.UID, encode: Callable[[NDArray[np.generic]], bytes], off: int
) -> None:
    pictures = frames(4).astype(np.uint8)
    pack(run(tmp_path / "a", pictures, **FULL), syntax, encode)
    for frame in (3, 0, 2):
        assert np.abs(shown(tmp_path, frame).grey.astype(int) - pictures[frame]).max() <= off


def test_pixels_that_are_not_square_are_shown_square_with_their_masks(tmp_path: Path) -> None:
    pictures = frames().astype(np.uint8) // 2 + 60
    spacing: dict[str, Any] = {"ImagerPixelSpacing": ["0.4", "0.2"]}
    run(tmp_path / "a", pictures.astype(np.uint8), **(FULL | spacing | RECTANGLE))
    projection = found(tmp_path)
    picture = frame_of(projection, 0)
    squares = projection.geometry().squares
    assert picture.values.shape == (squares.rows, squares.columns) == (35, 26)
    assert np.array_equal(picture.values[::2], pictures[0])
    assert (
        np.abs(picture.values[1::2] - (pictures[0, :-1].astype(float) + pictures[0, 1:]) / 2.0).max() <= 0.5
    )
    assert picture.outside is not None
    assert np.array_equal(picture.outside[::2], ~IN_RECTANGLE)


def test_enhanced_xa_has_windows_and_shutters_by_frame(tmp_path: Path) -> None:
    pictures = frames(2, most=1000)
    file = by_frame(tmp_path / "a", pictures, [(162.0, -12.0), (180.0, 0.0)])

    def change(dataset: pydicom.Dataset) -> None:
        for frame, groups in enumerate(dataset.PerFrameFunctionalGroupsSequence):
            groups.FrameVOILUTSequence = holding(WindowCenter=str(300 + 100 * frame), WindowWidth="201")
        groups.FrameDisplayShutterSequence = holding(**RECTANGLE)

    edit(file, change)
    first, second = shown(tmp_path, 0), shown(tmp_path, 1)
    assert np.abs(first.grey - in_window(pictures[0], 300.0, 201.0)).max() <= 0.51
    assert first.outside is None
    assert second.outside is not None
    expected = np.where(IN_RECTANGLE, in_window(pictures[1], 400.0, 201.0), 0.0)
    assert np.abs(second.grey - expected).max() <= 0.51


@pytest.fixture(scope="module")
def reader() -> Iterator[Reader]:
    made = Reader()
    yield made
    made.close()


def test_through_the_one_door(tmp_path: Path, reader: Reader) -> None:
    pictures = frames(3).astype(np.uint8)
    run(tmp_path / "a", pictures, **(FULL | RECTANGLE))
    ((projection,),) = (series.projections for series in reader.scan(tmp_path).series)
    for frame, pixels in enumerate(pictures):
        picture, here = reader.frame(projection, frame), frame_of(projection, frame)
        assert np.array_equal(picture.values, pixels)
        assert np.array_equal(picture.grey, here.grey)
        assert picture.outside is not None
        assert here.outside is not None
        assert np.array_equal(picture.outside, here.outside)
        assert picture.overlay is None
        assert not picture.values.flags.writeable
        assert not picture.outside.flags.writeable
    with pytest.raises(IndexError):
        reader.frame(projection, 3)
    assert reader.frame(projection).in_window(0.0, 100.0).grey.max() == 255


def test_another_file_in_its_place_is_not_shown(tmp_path: Path, reader: Reader) -> None:
    file = run(tmp_path / "a", frames().astype(np.uint8), **FULL)
    projection = found(tmp_path)
    run(file, 255 - frames().astype(np.uint8), **FULL)
    with pytest.raises(LoadError, match="not the file that was found here before"):
        reader.frame(projection)


@pytest.mark.parametrize("length", [40, 300])
def test_a_picture_that_ends_early_is_refused_in_a_sentence(
    tmp_path: Path, length: int, reader: Reader
) -> None:
    run(tmp_path / "a", frames().astype(np.uint8), **FULL)
    whole = (tmp_path / "a").read_bytes()
    (tmp_path / "a").write_bytes(whole[:-length])
    projection = found(tmp_path)
    with pytest.raises(LoadError, match="picture is damaged"):
        reader.frame(projection)


def test_a_long_run_is_fetched_frame_by_frame(tmp_path: Path, reader: Reader) -> None:
    """96 frames, 512 by 512, packed: each is one message of half a megabyte, and no more is held."""
    picture = np.tile(frames(1, 64, 64).astype(np.uint8), (1, 8, 8))
    packed = bytes(imagecodecs.jpegls_encode(picture[0]))
    file = run(tmp_path / "a", np.repeat(picture, 96, axis=0), **FULL)
    pack(file, uid.JPEGLSLossless, lambda _picture: packed)
    ((projection,),) = (series.projections for series in reader.scan(tmp_path).series)
    for frame in (0, 95, 47):
        assert np.array_equal(reader.frame(projection, frame).grey, picture[0])


@pytest.mark.parametrize("name", ["xa_96", "philips"])
def test_real_frames(real_data: Callable[[str], Path], reader: Reader, name: str) -> None:
    study = reader.scan(real_data("xa"))
    every = [part for series in study.series for part in series.projections]
    (projection,) = (each for each in every if each.file.name.startswith(name))
    picture = reader.frame(projection, projection.frames - 1)
    geometry = projection.geometry()
    if name == "xa_96":
        assert picture.values.shape == (512, 512)
        assert projection.frame_ms == 33.0
        assert geometry.beam() is None
        assert projection.reasons[0] == "No distances: lengths in pixels only."
        return
    dataset = pydicom.dcmread(projection.file)
    stored = dataset.pixel_array
    assert np.array_equal(picture.values, stored)
    seen = np.zeros(stored.shape, np.bool_)
    seen[117:907] = True
    assert np.abs(picture.grey - np.where(seen, in_window(stored, 509.0, 683.0), 0.0)).max() <= 0.51
    beam = geometry.beam()
    assert beam is not None
    assert (beam.source_to_isocentre_mm, beam.source_to_detector_mm) == (810.0, 1194.0)
    assert geometry.mm_per_pixel.per_pixel == pytest.approx(0.370908203125 * 810.0 / 1194.0)
