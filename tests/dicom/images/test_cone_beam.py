"""Volumes that a C-arm made are known by what their files say, and nothing is told by their grey values."""

from __future__ import annotations

from pathlib import Path

import pytest
from pydicom import uid

from planner.dicom.load import load_volume
from planner.dicom.scan import scan
from tests.dicom.enhanced import fold
from tests.dicom.phantom import edit, put, written

NOT_HU = "The grey values of a C-arm volume are not HU: bone and metal thresholds do not hold."


@pytest.mark.parametrize(
    ("said", "sign"),
    [
        ({"Modality": "XA"}, "XA"),
        ({"ManufacturerModelName": "AXIOM-Artis"}, "AXIOM-Artis"),
        ({"ManufacturerModelName": "Artis pheno"}, "Artis pheno"),
        ({"ManufacturerModelName": "Cios Spin"}, "Cios Spin"),
        ({"ManufacturerModelName": "O-arm"}, "O-arm"),
        ({"ManufacturerModelName": "Ziehm Vision RFD 3D"}, "Ziehm Vision RFD 3D"),
        ({"ManufacturerModelName": "AlluraXper"}, "AlluraXper"),
        ({"ManufacturerModelName": "ARCADIS Orbic 3D"}, "ARCADIS Orbic 3D"),
        ({"SeriesDescription": "8sDynaCT Body"}, "8sDynaCT Body"),
        ({"ProtocolName": "XperCT abdomen"}, "XperCT abdomen"),
        ({"SeriesDescription": "Cone beam, 1 mm"}, "Cone beam, 1 mm"),
    ],
)
def test_a_plain_ct_object_of_a_c_arm(tmp_path: Path, said: dict[str, str], sign: str) -> None:
    for file in written(tmp_path):
        edit(file, put(**said))
    (stack,) = scan(tmp_path).volumes()
    loaded = load_volume(stack)
    assert loaded.banners == (f"It was made by a C-arm: it says {sign}.", NOT_HU)
    assert not loaded.hu


@pytest.mark.parametrize(
    "said",
    [
        {},
        {"ManufacturerModelName": "SOMATOM Force"},
        {"ManufacturerModelName": "Revolution CT"},
        {"ManufacturerModelName": "Brilliance 64"},
        {"ManufacturerModelName": "Discovery CT750 HD"},
        {"ManufacturerModelName": "Aquilion ONE"},
        {"SeriesDescription": "L-spine for O arm registration"},
    ],
)
def test_a_ct_is_none(tmp_path: Path, said: dict[str, str]) -> None:
    for file in written(tmp_path):
        edit(file, put(**said))
    loaded = load_volume(scan(tmp_path).choose())
    assert loaded.banners == ()
    assert loaded.hu


def test_an_object_of_its_own_class(tmp_path: Path) -> None:
    fold(written(tmp_path), tmp_path / "one", uid.XRay3DAngiographicImageStorage)
    loaded = load_volume(scan(tmp_path).choose())
    assert NOT_HU in loaded.banners
    assert not loaded.hu
