"""Every lossless transfer syntax gives the same values; every other one is refused by its name."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import numpy as np
import pydicom
import pytest
from pydicom import uid
from pydicom.encaps import encapsulate
from pydicom.uid import UID

from planner.dicom.errors import LoadError
from planner.dicom.pixels import stored_values
from planner.dicom.scan import scan
from tests.dicom.packing import SYNTAXES
from tests.dicom.phantom import noise, written
from tests.dicom.test_pixels import SHAPE, loaded, stack_in, with_stored


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
