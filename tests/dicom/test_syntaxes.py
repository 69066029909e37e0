"""Every transfer syntax gives the same values, or nearly and says so; what is not read is named."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import imagecodecs
import numpy as np
import pydicom
import pytest
from pydicom import uid
from pydicom.encaps import encapsulate

from planner.dicom.errors import LoadError
from planner.dicom.load import slice_hu
from planner.dicom.pixels.hounsfield import stored_values
from planner.dicom.scan import scan
from tests.dicom.packing import LOSSY, LOSSY_8_BITS, MAYBE_LOSSLESS, SYNTAXES, Picture, rename_syntax, save_as
from tests.dicom.phantom import edit, noise, put, put_raw, written
from tests.dicom.pixels.test_hounsfield import SHAPE, loaded, stack_in, with_stored


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


@pytest.mark.parametrize(
    ("name", "shift"), [("jpeg-ls", 0), ("jpeg lossless", 0), ("rle", 4), ("explicit", 4)]
)
def test_a_codec_hands_out_values_wherever_their_bits_stood(tmp_path: Path, name: str, shift: int) -> None:
    stored = np.random.default_rng(1).integers(0, 4096, SHAPE)
    elements = {"BitsStored": 12, "HighBit": 15, "RescaleIntercept": "-1024"}
    with_stored(tmp_path, (stored << shift).astype("<u2"), **elements)
    for file in tmp_path.iterdir():
        SYNTAXES[name](file)
    assert np.array_equal(loaded(tmp_path).volume.hu, stored - 1024)


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
@pytest.mark.parametrize("lost", [9, 12, 20, 60, 700])
def test_a_file_that_breaks_off_is_refused(tmp_path: Path, name: str, lost: int) -> None:
    """Decoders of JPEG make a whole picture of one that lacks its last bytes."""
    (file,) = written(tmp_path, (1, 20, 28))
    SYNTAXES[name](file)
    file.write_bytes(file.read_bytes()[:-lost])
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
    ("syntax", "words"),
    [
        ("1.2.840.10008.1.2.4.52", "JPEG Extended (Process 3 and 5) cannot be decoded here"),
        ("1.2.840.10008.1.2.4.58", "JPEG Lossless, Non-Hierarchical (Process 15) cannot be decoded here"),
        ("1.2.840.10008.1.2.4.65", "JPEG Lossless, Hierarchical (Process 28) cannot be decoded here"),
        (
            "1.2.840.10008.1.2.4.92",
            "JPEG 2000 Part 2 Multi-component Image Compression (Lossless Only) cannot",
        ),
        ("1.2.840.10008.1.2.4.94", "its pixels are on a server and not in the file (JPIP Referenced)"),
        ("1.2.840.10008.1.2.4.205", "on a server and not in the file (JPIP HTJ2K Referenced Deflate)"),
        ("1.2.840.10008.1.2.4.100", "MPEG2 Main Profile / Main Level is for films"),
        ("1.2.840.10008.1.2.4.107", "HEVC/H.265 Main Profile / Level 5.1 is for films"),
        ("1.2.840.10008.1.2.6.2", "XML Encoding cannot be decoded here"),
        ("1.2.840.113845.1.2.1", "the private transfer syntax 1.2.840.113845.1.2.1 cannot be decoded here"),
        ("1.3.46.670589.33.1.4.1", "Philips CT-private-ELE (1.3.46.670589.33.1.4.1) cannot be decoded here"),
        ("1.2.3.4.5", "the private transfer syntax 1.2.3.4.5 cannot be decoded here"),
    ],
)
def test_other_syntaxes_are_refused_by_name(tmp_path: Path, syntax: str, words: str) -> None:
    for file in written(tmp_path, SHAPE):
        save_as(uid.RLELossless, lambda _pixels: b"what it says does not matter")(file)
        rename_syntax(file, uid.RLELossless, syntax)
    stack = stack_in(tmp_path)
    assert stack.action == "refuse"
    assert words.casefold() in stack.reasons[0].casefold()
    assert "as Explicit VR Little Endian or with lossless compression" in stack.reasons[0]


def set_lossy(file: Path, said: str | None, **more: object) -> None:
    if said is not None:
        edit(file, put(LossyImageCompression=said, **more))


@pytest.mark.parametrize("name", MAYBE_LOSSLESS)
@pytest.mark.parametrize(("said", "lossy"), [("00", False), (None, True), ("01", True)])
def test_what_may_have_lost_something_is_read_and_said(
    tmp_path: Path, name: str, said: str | None, lossy: bool
) -> None:
    for file in written(tmp_path, SHAPE):
        set_lossy(file, said)
        MAYBE_LOSSLESS[name](file)
    stack = stack_in(tmp_path)
    assert stack.lossy is lossy
    assert ["loses detail" in reason for reason in stack.reasons] == [True] * lossy
    assert np.array_equal(loaded(tmp_path).volume.hu, noise(SHAPE))


def test_a_codestream_that_lost_something_is_believed_before_a_header_that_denies_it(tmp_path: Path) -> None:
    for file in written(tmp_path, SHAPE):
        edit(file, put(LossyImageCompression="00"))
        LOSSY["jpeg-ls near-lossless"](file)
        # and the syntax denies it too
        rename_syntax(file, uid.JPEGLSNearLossless, uid.JPEGLSLossless)
    assert stack_in(tmp_path).lossy


SMOOTH = np.fromfunction(lambda k, j, i: 2000 + 900 * np.sin(i / 6 + k) + 800 * np.cos(j / 5), SHAPE)


@pytest.mark.parametrize("name", LOSSY)
def test_lossy_pictures_are_read_nearly(tmp_path: Path, name: str) -> None:
    stored = SMOOTH.astype("<u2")
    with_stored(tmp_path, stored, BitsStored=12, HighBit=11, RescaleIntercept="-1024")
    for file in tmp_path.iterdir():
        LOSSY[name](file)
    images = loaded(tmp_path)
    assert stack_in(tmp_path).lossy
    assert "HU may have changed by the compression; geometry has not" in images.banners[0]
    error = np.abs(images.volume.hu.astype(int) - (stored.astype(int) - 1024))
    assert 0 < error.max() <= 30


@pytest.mark.parametrize("name", LOSSY_8_BITS)
def test_lossy_pictures_of_8_bits_are_read_nearly(tmp_path: Path, name: str) -> None:
    stored = (SMOOTH / 16).astype(np.uint8)
    elements = {"BitsAllocated": 8, "BitsStored": 8, "HighBit": 7, "RescaleSlope": "16"}
    with_stored(tmp_path, stored, RescaleIntercept="-1024", **elements)
    for file in tmp_path.iterdir():
        LOSSY_8_BITS[name](file)
    assert stack_in(tmp_path).lossy
    error = np.abs(loaded(tmp_path).volume.hu.astype(int) - (stored.astype(int) * 16 - 1024))
    assert error.max() <= 3 * 16


@pytest.mark.parametrize(
    ("ratios", "methods", "words"),
    [
        (("7.4", "7.4", "7.4"), "ISO_15444_1", "(JPEG 2000 7:1)"),
        (("7.4", "9.1", "8"), "ISO_15444_1", "(JPEG 2000 7-9:1)"),
        (("3\\12", "12", "12"), ["ISO_10918_1", "ISO_15444_1"], "(JPEG, JPEG 2000 12:1)"),
        (("", "", ""), "ISO_14495_1", "(JPEG-LS)"),
        (("nan", "rubbish", "-3"), "SOMETHING", "(SOMETHING)"),
    ],
)
def test_a_loss_in_the_past_is_said_once_for_all_slices(
    tmp_path: Path, ratios: tuple[str, ...], methods: object, words: str
) -> None:
    for file, ratio in zip(written(tmp_path, SHAPE), ratios, strict=True):
        edit(file, put(LossyImageCompression="01", LossyImageCompressionMethod=methods))
        edit(file, put_raw("LossyImageCompressionRatio", ratio.encode()))
    stack = stack_in(tmp_path)
    assert (stack.action, stack.lossy, len(stack.reasons)) == ("load", True, 1)
    assert words in stack.reasons[0]


LOSSLESS = ["_1.2.840.10008.1.2.2", "_1.2.840.10008.1.2.1.99", "1.2.4.90", "1.2.4.80", "1.2.4.70", "1.2.4.57"]
LOSSLESS += ["1.2.1", "1.2", "1.2.5"]


@pytest.mark.parametrize("ending", LOSSLESS)
def test_real_files_are_bit_equal(real_data: Callable[[str], Path], ending: str) -> None:
    folder = real_data("ct_transfer_syntaxes")
    (file,) = folder.glob(f"CTImage.dcm_*{ending}.dcm")
    reference = pydicom.dcmread(folder / "CTImage.dcm")
    (image,) = stack_in(file).images
    assert (image.unreadable, image.pixels.loss) == (None, "")
    expected = np.frombuffer(reference.PixelData, "<i2").reshape(512, 512)
    assert np.array_equal(stored_values(image), expected)


@pytest.mark.parametrize(
    ("ending", "loss", "mean_hu", "most_hu"),
    [
        # 8 bits: a step is 32 HU
        ("4.50", "JPEG", 20.0, 65.0),
        ("4.51", "JPEG", 4.0, 36.0),
        ("4.53", "JPEG", 4.0, 36.0),
        ("4.55", "JPEG", 4.0, 36.0),
        ("4.81", "JPEG-LS", 0.7, 1.0),
        ("4.91", "JPEG 2000", 0.6, 5.0),
    ],
)
def test_real_lossy_files_are_near(
    real_data: Callable[[str], Path], ending: str, loss: str, mean_hu: float, most_hu: float
) -> None:
    folder = real_data("ct_transfer_syntaxes")
    (file,) = folder.glob(f"CTImage.dcm_*{ending}.dcm")
    (image,) = stack_in(file).images
    (reference,) = stack_in(folder / "CTImage.dcm").images
    error = np.abs(slice_hu(image).astype(float) - slice_hu(reference))
    assert (image.unreadable, image.pixels.loss) == (None, loss)
    assert image.pixels.loss_ratio is not None
    assert 0.0 < error.mean() <= mean_hu
    assert error.max() <= most_hu


@pytest.mark.parametrize("transform", [0, 1, 3])
def test_a_jpeg_lossless_that_drops_low_bits_is_lossy(tmp_path: Path, transform: int) -> None:
    """The point transform (ISO/IEC 10918-1 H.1.1.1) halves values before they are packed."""
    stored = noise(SHAPE).astype(np.int32) + 1000

    def pack(pixels: Picture) -> bytes:
        shifted = pixels.view(np.uint16) >> transform
        whole = bytes(imagecodecs.jpeg8_encode(shifted, lossless=True, bitspersample=12 - transform))
        frame, scan_at = whole.index(b"\xff\xc3"), whole.index(b"\xff\xda")
        assert whole[frame + 4] == 12 - transform
        assert whole[scan_at + 9] == 0
        data = bytearray(whole)
        data[frame + 4], data[scan_at + 9] = 12, transform
        return bytes(data)

    with_stored(tmp_path, stored.astype("<u2"), BitsStored=12, HighBit=11, RescaleIntercept="-1000")
    for file in tmp_path.iterdir():
        save_as(uid.JPEGLosslessSV1, pack)(file)
    kept = stored >> transform << transform
    assert np.array_equal(loaded(tmp_path).volume.hu, kept - 1000)
    assert stack_in(tmp_path).lossy is (transform > 0)
