"""A file that says it is written in one way and is written in another is refused, and told what it is."""

from __future__ import annotations

import zlib
from collections.abc import Callable
from pathlib import Path

import imagecodecs
import numpy as np
import pydicom
import pytest
from pydicom import uid
from pydicom.encaps import encapsulate

from planner.dicom.errors import LoadError
from planner.dicom.pixels.codestream import UnknownCodestreamError, codestream
from planner.dicom.pixels.hounsfield import stored_values
from planner.dicom.scan import scan
from planner.dicom.syntaxes import why_misread
from tests.dicom.packing import (
    GE_PRIVATE,
    JPEG_XL_LOSSLESS,
    LOSSY,
    SYNTAXES,
    pixels_of,
    rename_syntax,
    save_as,
    taken_for,
)
from tests.dicom.phantom import edit, put, put_raw, written
from tests.dicom.pixels.test_hounsfield import SHAPE, stack_in


def refusal(folder: Path) -> str:
    """Return what is said of images that must be refused, as they are found."""
    study = scan(folder)
    assert study.volumes() == ()
    if study.refused:
        assert len(study.refused) == SHAPE[0]
        return str(study.refused[0].error)
    (stack,) = study.stacks()
    return stack.reasons[0]


WRITTEN = {
    "implicit": (uid.ImplicitVRLittleEndian, "Implicit VR Little Endian"),
    "explicit": (uid.ExplicitVRLittleEndian, "Explicit VR Little Endian"),
    "big endian": (uid.ExplicitVRBigEndian, "Explicit VR Big Endian"),
}


@pytest.mark.parametrize("said", WRITTEN)
@pytest.mark.parametrize("found", WRITTEN)
def test_elements_written_in_another_way_than_said(tmp_path: Path, said: str, found: str) -> None:
    for file in written(tmp_path, SHAPE):
        SYNTAXES[found](file)
        rename_syntax(file, WRITTEN[found][0], WRITTEN[said][0])
    if said == found:
        assert stack_in(tmp_path).action == "load"
        return
    words = f"it says that it is written as {WRITTEN[said][1]}, but it is written as {WRITTEN[found][1]}"
    assert words in refusal(tmp_path)


@pytest.mark.parametrize(
    ("found", "said", "words"),
    [
        (
            "implicit",
            uid.JPEG2000Lossless,
            "(Lossless Only), but it is written as Implicit VR",
        ),
        ("explicit", GE_PRIVATE, "(1.2.840.113619.5.2), but it is written as Explicit VR Little"),
        ("deflated", uid.ExplicitVRLittleEndian, "as Explicit VR Little Endian, but it is not"),
        ("explicit", uid.DeflatedExplicitVRLittleEndian, "header is damaged"),
    ],
)
def test_other_lies_about_how_elements_are_written(tmp_path: Path, found: str, said: str, words: str) -> None:
    for file in written(tmp_path, SHAPE):
        SYNTAXES[found](file)
        true = {"deflated": uid.DeflatedExplicitVRLittleEndian} | {k: v[0] for k, v in WRITTEN.items()}
        rename_syntax(file, true[found], said)
    assert words in refusal(tmp_path)


def test_a_deflated_file_is_held_to_its_word_when_it_is_unfolded(tmp_path: Path) -> None:
    for file in written(tmp_path, SHAPE):
        SYNTAXES["implicit"](file)
        rename_syntax(file, uid.ImplicitVRLittleEndian, uid.DeflatedExplicitVRLittleEndian)
        data = file.read_bytes()
        start = 144 + int.from_bytes(data[140:144], "little")
        packer = zlib.compressobj(wbits=-zlib.MAX_WBITS)
        file.write_bytes(data[:start] + packer.compress(data[start:]) + packer.flush())
    assert "but it is written as Implicit VR Little Endian" in refusal(tmp_path)


def test_what_does_not_tell_is_not_called_a_lie() -> None:
    for first in (b"", b"\x08\x00", b"\x00\x00\x00\x00\x00\x00\x00\x00"):
        assert why_misread(first, uid.ExplicitVRLittleEndian) is None


def test_packed_pixels_where_the_header_says_they_are_not(tmp_path: Path) -> None:
    for file in written(tmp_path, SHAPE):
        SYNTAXES["jpeg-ls"](file)
        rename_syntax(file, uid.JPEGLSLossless, uid.ExplicitVRLittleEndian)
    assert "its pixels are not packed (Explicit VR Little Endian), but they are" in refusal(tmp_path)


@pytest.mark.parametrize(
    "said", [uid.RLELossless, uid.JPEGLSLossless, uid.JPEGBaseline8Bit, JPEG_XL_LOSSLESS]
)
def test_bare_pixels_where_the_header_says_they_are_packed(tmp_path: Path, said: str) -> None:
    for file in written(tmp_path, SHAPE):
        rename_syntax(file, uid.ExplicitVRLittleEndian, said)
    assert "but they are not packed" in refusal(tmp_path)


ONE_OF_EACH: dict[str, tuple[str, str, Callable[[Path], None]]] = {
    "RLE": ("RLE Lossless", uid.RLELossless, SYNTAXES["rle"]),
    "JPEG": ("JPEG Extended (Process 2 and 4)", uid.JPEGExtended12Bit, LOSSY["jpeg extended"]),
    "JPEG Lossless": (
        "JPEG Lossless, Non-Hierarchical, First-Order Prediction (Process 14 [Selection Value 1])",
        uid.JPEGLosslessSV1,
        SYNTAXES["jpeg lossless sv1"],
    ),
    "JPEG-LS": ("JPEG-LS Lossless Image Compression", uid.JPEGLSLossless, SYNTAXES["jpeg-ls"]),
    "JPEG 2000": (
        "JPEG 2000 Image Compression (Lossless Only)",
        uid.JPEG2000Lossless,
        SYNTAXES["jpeg 2000"],
    ),
    "High-Throughput JPEG 2000": (
        "High-Throughput JPEG 2000 Image Compression (Lossless Only)",
        uid.HTJ2KLossless,
        SYNTAXES["htj2k"],
    ),
    "JPEG XL": ("JPEG XL Lossless", JPEG_XL_LOSSLESS, SYNTAXES["jpeg xl"]),
}


@pytest.mark.parametrize("said", ONE_OF_EACH)
@pytest.mark.parametrize("found", ONE_OF_EACH)
def test_one_codestream_under_the_name_of_another(tmp_path: Path, said: str, found: str) -> None:
    for file in written(tmp_path, SHAPE):
        stored = (pixels_of(pydicom.dcmread(file)).astype(np.int32) + 1024).astype("<u2")
        edit(file, put(PixelData=stored.tobytes(), PixelRepresentation=0, BitsStored=12, HighBit=11))
        ONE_OF_EACH[found][2](file)
        rename_syntax(file, ONE_OF_EACH[found][1], ONE_OF_EACH[said][1])
    if said == found:
        assert stack_in(tmp_path).action == "load"
        return
    words = f"it says that it is packed as {ONE_OF_EACH[said][0]}, but it is packed as {found}"
    assert words in refusal(tmp_path)[:1].lower() + refusal(tmp_path)[1:]


@pytest.mark.parametrize("said", ["RLE", "JPEG", "JPEG-LS", "JPEG 2000", "JPEG XL"])
def test_rubbish_under_the_name_of_a_codestream(tmp_path: Path, said: str) -> None:
    for file in written(tmp_path, SHAPE):
        save_as(uid.RLELossless, lambda _pixels: b"neither this nor that" * 8)(file)
        rename_syntax(file, uid.RLELossless, ONE_OF_EACH[said][1])
    assert f"packed as {ONE_OF_EACH[said][0]}, but it is not" in refusal(tmp_path)


def swap_codestream(file: Path, packed: bytes) -> None:
    """Put other packed pixels into a file, and leave its header."""
    data = file.read_bytes()
    head = data.rindex(b"\xe0\x7f\x10\x00OB\x00\x00\xff\xff\xff\xff") + 12
    file.write_bytes(data[:head] + encapsulate([packed]) + b"\xfe\xff\xdd\xe0\x00\x00\x00\x00")


def test_a_file_that_became_another_since_it_was_found_is_refused(tmp_path: Path) -> None:
    (file,) = written(tmp_path, (1, 20, 28))
    SYNTAXES["jpeg lossless sv1"](file)
    (image,) = stack_in(file).images
    swap_codestream(file, bytes(imagecodecs.jpegls_encode(np.zeros((20, 28), np.uint16))))
    with pytest.raises(LoadError, match="not the file that was found here before"):
        stored_values(image)
    with pytest.raises(LoadError, match="but it is packed as JPEG-LS"):
        stored_values(taken_for(image))


def test_what_is_looked_for_may_stand_far_behind(tmp_path: Path) -> None:
    """A profile of 40,000 bytes in front of the frame, more than is kept of a header."""
    (file,) = written(tmp_path, (1, 20, 28))
    SYNTAXES["jpeg lossless sv1"](file)
    whole = bytes(imagecodecs.jpeg8_encode(np.zeros((20, 28, 3), np.uint8), lossless=True))
    swap_codestream(file, whole[:2] + b"\xff\xe2" + (40_000).to_bytes(2, "big") + bytes(39_998) + whole[2:])
    assert "hese are colour pictures" in stack_in(file).reasons[0]


SIZES: dict[str, Callable[[], bytes]] = {
    "jpeg-ls": lambda: bytes(imagecodecs.jpegls_encode(np.zeros((4000, 4000), np.uint16))),
    "jpeg 2000": lambda: bytes(imagecodecs.jpeg2k_encode(np.zeros((1000, 1000), np.int16), level=0)),
    "jpeg xl": lambda: bytes(imagecodecs.jpegxl_encode(np.zeros((4000, 4000), np.uint16), lossless=True)),
    "jpeg lossless": lambda: bytes(
        imagecodecs.jpeg8_encode(np.zeros((1500, 1500), np.uint16), lossless=True, bitspersample=16)
    ),
}


@pytest.mark.parametrize("name", SIZES)
def test_a_small_codestream_of_a_big_picture_is_never_unpacked(
    tmp_path: Path, name: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    files = written(tmp_path, SHAPE)
    for file in files:
        SYNTAXES[name](file)
    images = stack_in(tmp_path).images
    for file in files:
        swap_codestream(file, SIZES[name]())
    assert "he header says 28 x 20 pixels, but " in refusal(tmp_path)
    monkeypatch.setattr("planner.dicom.pixels.unpack._DECODERS", {})
    for image in images:
        with pytest.raises(LoadError, match="the header says 28 x 20 pixels, but "):
            stored_values(taken_for(image))


def test_a_header_and_a_codestream_that_both_claim_too_much_are_refused(tmp_path: Path) -> None:
    for file in written(tmp_path, SHAPE):
        SYNTAXES["jpeg-ls"](file)
        edit(file, put(Rows=65535, Columns=65535))
    assert "65535 x 65535 pixels are more than a CT has" in refusal(tmp_path)


@pytest.mark.parametrize("name", ["jpeg lossless sv1", "jpeg-ls", "jpeg 2000"])
def test_colours_in_a_grey_picture_are_refused(tmp_path: Path, name: str) -> None:
    colours = np.zeros((20, 28, 3), np.uint8)
    packed = {
        "jpeg lossless sv1": bytes(imagecodecs.jpeg8_encode(colours, lossless=True)),
        "jpeg-ls": bytes(imagecodecs.jpegls_encode(colours)),
        "jpeg 2000": bytes(imagecodecs.jpeg2k_encode(colours, codecformat="j2k")),
    }[name]
    for file in written(tmp_path, SHAPE):
        SYNTAXES[name](file)
        swap_codestream(file, packed)
    assert "hese are colour pictures" in refusal(tmp_path)


@pytest.mark.parametrize("keyword", ["FloatPixelData", "DoubleFloatPixelData"])
def test_floating_point_pixels_are_refused_by_name(tmp_path: Path, keyword: str) -> None:
    kind = "<f4" if keyword == "FloatPixelData" else "<f8"
    for file in written(tmp_path, SHAPE):
        edit(
            file,
            lambda dataset: put(**{keyword: np.zeros((20, 28), kind).tobytes(), "PixelData": None})(dataset),
        )
    assert "its pixels are floating-point numbers" in refusal(tmp_path)


def test_lossy_jpeg_of_signed_values_is_refused(tmp_path: Path) -> None:
    for file in written(tmp_path, SHAPE):
        LOSSY["jpeg extended"](file)
        edit(file, put(PixelRepresentation=1, BitsStored=12, HighBit=11))
    assert "ossy JPEG holds no negative values" in refusal(tmp_path)


def all_kinds() -> dict[str, bytes]:
    """Return a codestream of each kind."""
    stored = np.random.default_rng(1).integers(0, 4096, (20, 28)).astype(np.uint16)
    small = (stored >> 4).astype(np.uint8)
    return {
        "jpeg": bytes(imagecodecs.jpeg8_encode(small)),
        "jpeg lossless": bytes(imagecodecs.jpeg8_encode(stored, lossless=True, bitspersample=16)),
        "jpeg-ls": bytes(imagecodecs.jpegls_encode(stored)),
        "jpeg 2000": bytes(imagecodecs.jpeg2k_encode(stored, level=0, codecformat="j2k")),
        "jp2": bytes(imagecodecs.jpeg2k_encode(stored, level=0, codecformat="jp2")),
        "htj2k": bytes(imagecodecs.htj2k_encode(stored)),
        "jpeg xl": bytes(imagecodecs.jpegxl_encode(stored, lossless=True)),
        "jpeg xl in boxes": bytes(imagecodecs.jpegxl_encode(stored, lossless=True, usecontainer=True)),
        "jpeg xl of jpeg": bytes(imagecodecs.jpegxl_encode_jpeg(imagecodecs.jpeg8_encode(small))),
    }


@pytest.mark.parametrize("kind", all_kinds())
def test_a_codestream_is_read_whole_or_asked_for_more(kind: str) -> None:
    whole = all_kinds()[kind]
    claim = codestream(whole)
    assert (claim.rows, claim.columns, claim.components) == (20, 28, 1)
    assert claim.bits == (8 if kind in ("jpeg", "jpeg xl of jpeg") else 16)
    known = 0
    for length in range(len(whole)):
        try:
            assert codestream(whole[:length]) == claim
            known += 1
        except EOFError:
            assert known == 0
        except UnknownCodestreamError:
            assert length < 12


@pytest.mark.parametrize("kind", all_kinds())
def test_a_damaged_codestream_is_refused_in_one_of_two_ways(kind: str) -> None:
    whole, rng = all_kinds()[kind], np.random.default_rng(5)
    for _ in range(2000):
        data = bytearray(whole[:200])
        for _change in range(rng.integers(1, 4)):
            data[rng.integers(0, len(data))] = rng.integers(0, 256)
        try:
            codestream(bytes(data))
        except (EOFError, UnknownCodestreamError):
            continue


def test_8_bits_of_ge_s_private_syntax_are_refused(tmp_path: Path) -> None:
    """Whether their bytes stand in words is not known."""
    for file in written(tmp_path, SHAPE):
        pixels = pixels_of(pydicom.dcmread(file)).view(np.uint8)[:, ::2]
        edit(
            file,
            put(PixelData=pixels.tobytes(), BitsAllocated=8, BitsStored=8, HighBit=7, PixelRepresentation=0),
        )
        SYNTAXES["ge private"](file)
    assert "8 bits of 8 per pixel are not read" in refusal(tmp_path)


def test_12_bits_packed_side_by_side_are_refused(tmp_path: Path) -> None:
    for file in written(tmp_path, SHAPE):
        edit(file, put(BitsStored=12, HighBit=11))
        edit(file, put_raw("BitsAllocated", b"\x0c\x00"))
    assert "12 bits of 12 per pixel are not read" in refusal(tmp_path)
