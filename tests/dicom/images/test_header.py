"""A tag that geometry or HU rest on is there and valid, or the image is refused by name."""

from __future__ import annotations

from pathlib import Path

import pydicom
import pytest

from planner.dicom.scan import scan
from planner.dicom.study import Study
from tests.dicom.phantom import edit, put, put_raw, written


def study_of(folder: Path) -> Study:
    return scan(folder)


@pytest.mark.parametrize(
    "keyword",
    [
        "ImagePositionPatient",
        "ImageOrientationPatient",
        "PixelSpacing",
        "FrameOfReferenceUID",
        "RescaleSlope",
        "RescaleIntercept",
        "Rows",
        "Columns",
        "BitsAllocated",
        "BitsStored",
        "PixelRepresentation",
    ],
)
def test_what_is_missing_is_refused_by_name(tmp_path: Path, keyword: str) -> None:
    (file,) = written(tmp_path, (1, 20, 28))
    edit(file, put(**{keyword: None}))
    study = study_of(tmp_path)
    assert study.series == ()
    (refused,) = study.refused
    assert refused.file == str(file)
    assert refused.reason == f"{keyword} is missing or not valid"
    assert refused.cure == "Export the images again from the scanner or the PACS."


@pytest.mark.parametrize(
    "spacing", [rb"0\0.7", rb"-0.9\0.7", rb"nan\0.7", rb"inf\0.7", b"0.9", rb"0,9\0,7", b"", rb"0.9\0.7\1"]
)
def test_a_pixel_spacing_that_is_none_is_refused(tmp_path: Path, spacing: bytes) -> None:
    edit(written(tmp_path, (1, 20, 28))[0], put_raw("PixelSpacing", spacing))
    (refused,) = study_of(tmp_path).refused
    assert refused.reason == "PixelSpacing is missing or not valid"


@pytest.mark.parametrize(
    ("keyword", "value"),
    [
        ("ImagePositionPatient", rb"1\2\nan"),
        ("ImagePositionPatient", rb"1\2"),
        ("ImageOrientationPatient", rb"1\0\0\0\1\inf"),
        ("ImageOrientationPatient", rb"0\0\0\0\0\0"),
        ("ImageOrientationPatient", rb"1\0\0\1\0\0"),
        ("RescaleSlope", b"0"),
        ("RescaleSlope", b"one"),
        ("RescaleIntercept", b"-inf"),
        ("PixelRepresentation", b"\x07\x00"),
        ("Rows", b"\x00\x00"),
    ],
)
def test_a_value_that_is_none_is_refused(tmp_path: Path, keyword: str, value: bytes) -> None:
    edit(written(tmp_path, (1, 20, 28))[0], put_raw(keyword, value))
    (refused,) = study_of(tmp_path).refused
    assert refused.reason == f"{keyword} is missing or not valid"


@pytest.mark.parametrize(("skew", "refused"), [(0.9e-3, 0), (1.1e-3, 1)])
def test_directions_are_squared_up_to_a_thousandth(tmp_path: Path, skew: float, refused: int) -> None:
    edit(written(tmp_path, (1, 20, 28))[0], put(ImageOrientationPatient=["1", "0", "0", f"{skew}", "1", "0"]))
    study = study_of(tmp_path)
    assert len(study.refused) == refused
    for stack in study.stacks():
        (image,) = stack.images
        assert abs(image.along_row.dot(image.along_column)) < 1e-12
        assert image.along_row.y == pytest.approx(-skew / 2, rel=1e-3)


@pytest.mark.parametrize(
    ("keyword", "value", "reason"),
    [
        ("SamplesPerPixel", 3, "colour"),
        ("PhotometricInterpretation", "PALETTE COLOR", "PhotometricInterpretation"),
        ("BitsAllocated", 32, "16 bits of 32"),
        ("HighBit", 14, "16 bits of 16"),
        ("RescaleType", "Z_EFF", "Z_EFF, not HU"),
    ],
)
def test_pixels_of_another_kind_are_refused(tmp_path: Path, keyword: str, value: object, reason: str) -> None:
    for file in written(tmp_path):
        edit(file, put(**{keyword: value}))
    (stack,) = study_of(tmp_path).stacks()
    assert stack.action == "refuse"
    assert reason in stack.reasons[0]


def test_a_modality_table_is_refused(tmp_path: Path) -> None:
    for file in written(tmp_path):
        edit(file, put(ModalityLUTSequence=[pydicom.Dataset()]))
    (stack,) = study_of(tmp_path).stacks()
    assert stack.action == "refuse"
    assert "table in place of slope" in stack.reasons[0]


@pytest.mark.parametrize(
    ("keyword", "value", "words"),
    [
        ("RescaleType", "US", "does not say that the values are HU"),
        ("LossyImageCompression", "01", "loses detail"),
        ("SeriesInstanceUID", "", "do not name their series"),
    ],
)
def test_what_is_doubtful_is_loaded_and_said(tmp_path: Path, keyword: str, value: str, words: str) -> None:
    for file in written(tmp_path):
        edit(file, put(**{keyword: value}))
    (stack,) = study_of(tmp_path).stacks()
    assert stack.action == "load"
    (reason,) = stack.reasons
    assert words in reason


def test_the_thickness_rests_on_nothing(tmp_path: Path) -> None:
    for file in written(tmp_path):
        edit(file, put_raw("SliceThickness", b"1,7"))
    (stack,) = study_of(tmp_path).stacks()
    assert stack.action == "load"
    assert stack.acquisition.slice_thickness_mm is None


def test_text_is_taken_verbatim(tmp_path: Path) -> None:
    markup = "<img src=file:/etc/passwd>"
    for file in written(tmp_path):
        edit(
            file,
            put(
                PatientName="<h1>Wang^XiaoDong=王^小东",
                SeriesDescription=markup,
                ConvolutionKernel=["Br38f", "3"],
            ),
        )
    (stack,) = study_of(tmp_path).stacks()
    acquisition = stack.acquisition
    assert acquisition.patient.name == "<h1>Wang^XiaoDong=王^小东"
    assert acquisition.series_description == markup
    assert stack.kernel == "Br38f 3"
    assert acquisition.patient_position == "HFS"
    assert not acquisition.sample
