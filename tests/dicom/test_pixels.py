"""Stored values come out bit for bit, and HU as slope and intercept say."""

from __future__ import annotations

import hashlib
from collections.abc import Callable
from pathlib import Path

import imagecodecs
import numpy as np
import pydicom
import pytest
from numpy.typing import NDArray
from pydicom import uid
from pydicom.encaps import encapsulate
from pydicom.uid import UID

from planner.dicom.errors import LoadError
from planner.dicom.load import LoadedImages, load_volume
from planner.dicom.pixels import stored_values
from planner.dicom.scan import scan
from planner.dicom.study import Stack
from planner.imaging.volume import AIR_HU
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


def save_as(syntax: UID, encode: Callable[[NDArray[np.generic]], bytes] | None) -> Callable[[Path], None]:
    """Return what writes a file again in another transfer syntax."""

    def change(path: Path) -> None:
        dataset = pydicom.dcmread(path)
        dtype = np.dtype("i2" if dataset.PixelRepresentation else "u2")
        pixels = np.frombuffer(dataset.PixelData, dtype).reshape(dataset.Rows, dataset.Columns)
        dataset.file_meta.TransferSyntaxUID = syntax
        if encode is not None:
            dataset.PixelData = encapsulate([encode(pixels)])
            dataset["PixelData"].VR = "OB"
            dataset["PixelData"].is_undefined_length = True
            dataset.save_as(path)
            return
        if syntax == uid.ExplicitVRBigEndian:
            dataset.PixelData = pixels.byteswap().tobytes()
        little, implicit = syntax != uid.ExplicitVRBigEndian, syntax == uid.ImplicitVRLittleEndian
        pydicom.dcmwrite(path, dataset, little_endian=little, implicit_vr=implicit, overwrite=True)

    return change


def _unsigned(encode: Callable[..., bytes | bytearray]) -> Callable[[NDArray[np.generic]], bytes]:
    return lambda pixels: bytes(encode(pixels.view(np.uint16)))


def rle(path: Path) -> None:
    dataset = pydicom.dcmread(path)
    dataset.compress(uid.RLELossless, encoding_plugin="pydicom", generate_instance_uid=False)
    dataset.save_as(path)


def _jpeg_2000(pixels: NDArray[np.generic]) -> bytes:
    return bytes(imagecodecs.jpeg2k_encode(pixels, level=0, codecformat="j2k", reversible=True))


SYNTAXES = {
    "implicit": save_as(uid.ImplicitVRLittleEndian, None),
    "explicit": save_as(uid.ExplicitVRLittleEndian, None),
    "big endian": save_as(uid.ExplicitVRBigEndian, None),
    "deflated": save_as(uid.DeflatedExplicitVRLittleEndian, None),
    "rle": rle,
    "jpeg lossless": save_as(uid.JPEGLossless, _unsigned(imagecodecs.ljpeg_encode)),
    "jpeg lossless sv1": save_as(uid.JPEGLosslessSV1, _unsigned(imagecodecs.ljpeg_encode)),
    "jpeg-ls": save_as(uid.JPEGLSLossless, _unsigned(imagecodecs.jpegls_encode)),
    "jpeg 2000": save_as(uid.JPEG2000Lossless, _jpeg_2000),
}


@pytest.mark.parametrize("syntax", SYNTAXES)
@pytest.mark.parametrize("signed", [False, True])
def test_every_syntax_gives_the_same_hu(tmp_path: Path, syntax: str, signed: bool) -> None:
    raw = (noise(SHAPE).astype(np.int32) + (0 if signed else 1000)).astype("<i2" if signed else "<u2")
    intercept = "0" if signed else "-1000"
    with_stored(tmp_path, raw, PixelRepresentation=int(signed), RescaleIntercept=intercept)
    for file in tmp_path.iterdir():
        SYNTAXES[syntax](file)
    volume = loaded(tmp_path).volume
    assert volume.hu.dtype == np.int16
    assert np.array_equal(volume.hu, noise(SHAPE))


@pytest.mark.parametrize("name", ["rle", "jpeg-ls", "jpeg 2000", "jpeg lossless"])
def test_a_frame_in_several_fragments_is_whole(tmp_path: Path, name: str) -> None:
    for file in written(tmp_path, SHAPE):
        SYNTAXES[name](file)
        dataset = pydicom.dcmread(file)
        frame = b"".join(pydicom.encaps.generate_frames(dataset.PixelData, number_of_frames=1))
        dataset.PixelData = encapsulate([frame], fragments_per_frame=3)
        dataset.save_as(file)
    assert np.array_equal(loaded(tmp_path).volume.hu, noise(SHAPE))


def load_all(file: Path) -> None:
    """Read one file as far as it can be read, and raise what is wrong with it."""
    study = scan(file)
    for refused in study.refused:
        raise refused.error
    for stack in study.stacks():
        if "before its pixels" in stack.reasons[0]:
            raise LoadError(file, stack.notes[0])
        stored_values(stack.images[0])


@pytest.mark.parametrize("name", ["rle", "jpeg-ls", "jpeg 2000", "jpeg lossless", "explicit", "deflated"])
@pytest.mark.parametrize("share", [0.3, 0.7, 0.97])
def test_a_file_that_breaks_off_is_refused(tmp_path: Path, name: str, share: float) -> None:
    for file in written(tmp_path, SHAPE):
        SYNTAXES[name](file)
    whole = file.read_bytes()
    file.write_bytes(whole[: int(len(whole) * share)])
    with pytest.raises(LoadError) as refused:
        load_all(file)
    assert refused.value.file == str(file)


def test_a_slice_that_breaks_off_is_known_before_it_is_loaded(tmp_path: Path) -> None:
    files = written(tmp_path, SHAPE)
    files[0].write_bytes(files[0].read_bytes()[:-1])
    volume, cut_short = scan(tmp_path).stacks()
    assert (volume.action, volume.shape[0]) == ("load", 2)
    assert volume.reasons == ("Images of this series that could not be read: 1.",)
    assert cut_short.action == "refuse"
    assert cut_short.reasons[0].startswith("The file ends before its pixels do.")


@pytest.mark.parametrize(
    ("syntax", "lossy", "words"),
    [
        (uid.JPEGBaseline8Bit, "01", "JPEG Baseline (Process 1) may have changed the HU"),
        (uid.JPEGExtended12Bit, "", "JPEG Extended (Process 2 and 4) may have changed the HU"),
        (uid.JPEG2000, "", "JPEG 2000 Image Compression may have changed the HU"),
        (uid.JPEGLSNearLossless, "01", "JPEG-LS Lossy (Near-Lossless) Image Compression may have changed"),
        (uid.MPEG2MPML, "", "MPEG2 Main Profile / Main Level is not read"),
        (UID("1.2.840.113619.5.2"), "", "1.2.840.113619.5.2 is not read"),
    ],
)
def test_other_syntaxes_are_refused_by_name(tmp_path: Path, syntax: UID, lossy: str, words: str) -> None:
    for file in written(tmp_path, SHAPE):
        dataset = pydicom.dcmread(file)
        dataset.file_meta.TransferSyntaxUID = syntax
        dataset.LossyImageCompression = lossy
        dataset.PixelData = encapsulate([b"what it says does not matter"])
        dataset["PixelData"].VR = "OB"
        dataset["PixelData"].is_undefined_length = True
        pydicom.dcmwrite(file, dataset, implicit_vr=False, little_endian=True, overwrite=True)
    stack = stack_in(tmp_path)
    assert stack.action == "refuse"
    assert words in stack.reasons[0]
    assert "lossless compression" in stack.reasons[0]


@pytest.mark.parametrize(
    ("syntax", "name"), [(uid.JPEG2000, "jpeg 2000"), (uid.JPEGLSNearLossless, "jpeg-ls")]
)
def test_a_syntax_that_may_lose_is_read_where_nothing_was_lost(
    tmp_path: Path, syntax: UID, name: str
) -> None:
    for file in written(tmp_path, SHAPE):
        SYNTAXES[name](file)
        dataset = pydicom.dcmread(file)
        dataset.file_meta.TransferSyntaxUID = syntax
        dataset.LossyImageCompression = "00"
        dataset.save_as(file)
    assert np.array_equal(loaded(tmp_path).volume.hu, noise(SHAPE))


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
    with pytest.raises(LoadError, match="pixels are damaged"):
        loaded(tmp_path)


LOSSLESS = ["_1.2.840.10008.1.2.2", "_1.2.840.10008.1.2.1.99", "1.2.4.90", "1.2.4.80", "1.2.4.70", "1.2.4.57"]
LOSSLESS += ["1.2.1", "1.2", "1.2.5"]


@pytest.mark.parametrize("ending", LOSSLESS)
def test_real_files_are_bit_equal(real_data: Callable[[str], Path], ending: str) -> None:
    folder = real_data("ct_transfer_syntaxes")
    (file,) = folder.glob(f"CTImage.dcm_*{ending}.dcm")
    reference = pydicom.dcmread(folder / "CTImage.dcm")
    (image,) = stack_in(file).images
    assert image.unreadable is None
    expected = np.frombuffer(reference.PixelData, "<i2").reshape(512, 512)
    assert np.array_equal(stored_values(image), expected)


@pytest.mark.parametrize("ending", ["4.50", "4.51", "4.53", "4.55", "4.81", "4.91"])
def test_real_lossy_files_are_refused(real_data: Callable[[str], Path], ending: str) -> None:
    (file,) = real_data("ct_transfer_syntaxes").glob(f"CTImage.dcm_*{ending}.dcm")
    stack = stack_in(file)
    assert stack.action == "refuse"
    assert "may have changed the HU" in stack.reasons[0]
