"""Every syntax that is written is one that others read: pydicom's own decoders and SimpleITK."""

from __future__ import annotations

from pathlib import Path

import numpy as np
import pydicom
import pytest
import SimpleITK

from planner.dicom.load import load_volume
from planner.dicom.scan import scan
from planner.dicom.write import SYNTAXES, Packing, SeriesHeader, write_ct_series
from tests.dicom.phantom import PATIENT, PLANES, matrix_of, noise

SHAPE = (3, 20, 28)


def _write(folder: Path, packing: Packing, bits: int = 16) -> tuple[Path, ...]:
    hu = noise(SHAPE)
    header = SeriesHeader(patient=PATIENT, seed="x", packing=packing, bits_stored=bits)
    return write_ct_series(folder, hu, matrix_of(PLANES["oblique"], shape=SHAPE), header)


@pytest.mark.parametrize("packing", list(SYNTAXES))
def test_the_file_says_how_it_is_packed(tmp_path: Path, packing: Packing) -> None:
    dataset = pydicom.dcmread(_write(tmp_path, packing)[1])
    assert dataset.file_meta.TransferSyntaxUID == SYNTAXES[packing]
    packed = dataset.file_meta.TransferSyntaxUID.is_encapsulated
    expected = "OB" if packed else "OW"
    assert expected == dataset["PixelData"].VR
    assert (dataset.BitsStored, dataset.HighBit) == (16, 15)


@pytest.mark.parametrize("packing", list(SYNTAXES))
def test_simpleitk_reads_the_same(tmp_path: Path, packing: Packing) -> None:
    files = _write(tmp_path, packing)
    assert np.array_equal(SimpleITK.GetArrayFromImage(SimpleITK.ReadImage(str(files[1])))[0], noise(SHAPE)[1])


@pytest.mark.parametrize("packing", [name for name in SYNTAXES if name != "jpeg_ls"])
def test_12_bits(tmp_path: Path, packing: Packing) -> None:
    dataset = pydicom.dcmread(_write(tmp_path, packing, bits=12)[0])
    assert (dataset.BitsAllocated, dataset.BitsStored, dataset.HighBit) == (16, 12, 11)
    loaded = load_volume(scan(tmp_path).choose())
    assert np.array_equal(loaded.volume.hu, noise(SHAPE))
    assert loaded.banners == ()


def test_more_than_12_bits_are_refused(tmp_path: Path) -> None:
    hu = noise(SHAPE)
    hu[0, 0, 0] = 3072
    header = SeriesHeader(patient=PATIENT, seed="x", packing="explicit", bits_stored=12)
    with pytest.raises(ValueError, match="more than 12 bits"):
        write_ct_series(tmp_path, hu, matrix_of(PLANES["axial"], shape=SHAPE), header)
    assert list(tmp_path.iterdir()) == []
