"""`facet-planner inspect --json` has every key that scripts rely on, each of its type, whatever the kind."""

from __future__ import annotations

import json
from collections.abc import Callable, Mapping
from math import isfinite
from pathlib import Path
from typing import Any, NoReturn

import pytest
from pydicom import uid

from planner.cli import main
from tests.dicom.captures import colour, smooth
from tests.dicom.enhanced import fold
from tests.dicom.phantom import PLANES, edit, move, put, written

Entry = Mapping[str, Any]
IsOne = Callable[[Any], bool]


def text(value: Any) -> bool:
    return isinstance(value, str)


def texts(value: Any) -> bool:
    return isinstance(value, list) and all(map(text, value))


def whole(value: Any) -> bool:
    return type(value) is int and value >= 0


def number(value: Any) -> bool:
    return type(value) in (int, float) and isfinite(value)


def numbers(count: int, is_one: IsOne = number) -> IsOne:
    return lambda value: isinstance(value, list) and len(value) == count and all(map(is_one, value))


def matrix(value: Any) -> bool:
    return numbers(4, numbers(4))(value) and value[3] == [0.0, 0.0, 0.0, 1.0]


def null(value: Any) -> bool:
    return value is None


def either(*kinds: IsOne) -> IsOne:
    return lambda value: any(is_one(value) for is_one in kinds)


def one_of(*words: str) -> IsOne:
    return lambda value: value in words


EVERY = {
    "series_uid": text,
    "modality": text,
    "kind": one_of("volume", "projection", "localizer", "other"),
    "description": text,
    "files": whole,
    "action": one_of("load", "resample", "refuse"),
    "reasons": texts,
}
GRID = {
    "voxel_to_patient": matrix,
    "spacing_mm": numbers(3),
    "tilt_deg": number,
    "largest_gap_error_mm": number,
}
STACK = EVERY | {"stack": whole, "plane": one_of(*PLANES), "shape": numbers(3, whole)}
NO_GRID = dict.fromkeys(GRID, null)
PROJECTION = EVERY | {
    "file": text,
    "calibration": one_of("calibrated", "estimated", "detector", "unknown"),
    "primary_deg": either(number, null),
    "secondary_deg": either(number, null),
    "frames": whole,
    "viewable": lambda value: isinstance(value, bool),
    "rows": either(whole, null),
    "columns": either(whole, null),
    "frame_ms": either(number, null),
    "source_to_detector_mm": either(number, null),
    "source_to_patient_mm": either(number, null),
    "magnification": either(number, null),
    "imager_pixel_spacing_mm": either(numbers(2), null),
    "pixel_spacing_mm": either(numbers(2), null),
}
OTHER = EVERY | NO_GRID | {"shape": null}
PICTURES = OTHER | {
    "viewable": lambda value: value is True,
    "file": text,
    "frames": whole,
    "rows": whole,
    "columns": whole,
    "colour": lambda value: isinstance(value, bool),
}


def _volume(folder: Path) -> None:
    written(folder)


def _tilted(folder: Path) -> None:
    written(folder, tilt_deg=12.5)


def _of_frames(folder: Path) -> None:
    fold(written(folder), folder / "one")


def _uneven(folder: Path) -> None:
    edit(written(folder)[3], move(0.3))


def _one_slice(folder: Path) -> None:
    written(folder, (1, 20, 28))


def _localizer(folder: Path) -> None:
    for file in written(folder, (2, 20, 28)):
        edit(file, put(ImageType=["ORIGINAL", "PRIMARY", "LOCALIZER"]))


def _as(sop_class: uid.UID, **elements: object) -> Callable[[Path], None]:
    def write(folder: Path) -> None:
        edit(written(folder, (1, 20, 28))[0], put(SOPClassUID=sop_class, **elements))

    return write


def _pictures(folder: Path) -> None:
    colour(folder / "screen", smooth())


KNOWN = {
    "DistanceSourceToDetector": "1200",
    "DistanceSourceToPatient": "800",
    "EstimatedRadiographicMagnificationFactor": "1.5",
    "ImagerPixelSpacing": ["0.3", "0.4"],
    "PositionerPrimaryAngle": "-179.5",
    "PositionerSecondaryAngle": "10",
}
KINDS: dict[str, tuple[Callable[[Path], None], str, str, Mapping[str, IsOne]]] = {
    "volume": (_volume, "volume", "load", STACK | GRID),
    "tilted": (_tilted, "volume", "resample", STACK | GRID),
    "frames": (_of_frames, "volume", "load", STACK | GRID),
    "uneven": (_uneven, "volume", "refuse", STACK | NO_GRID | {"largest_gap_error_mm": number}),
    "one slice": (_one_slice, "volume", "refuse", STACK | NO_GRID),
    "localizer": (_localizer, "localizer", "refuse", STACK),
    "XA": (_as(uid.XRayAngiographicImageStorage), "projection", "load", PROJECTION),
    "XA, all known": (
        _as(uid.XRayAngiographicImageStorage, **KNOWN),
        "projection",
        "load",
        PROJECTION
        | dict.fromkeys(("primary_deg", "secondary_deg", "source_to_detector_mm", "magnification"), number)
        | {"imager_pixel_spacing_mm": numbers(2)},
    ),
    "MR": (_as(uid.MRImageStorage), "other", "refuse", OTHER),
    "pictures": (_pictures, "other", "refuse", PICTURES),
}


def no_constant(name: str) -> NoReturn:
    pytest.fail(f"{name} is no JSON")


@pytest.mark.parametrize("name", KINDS)
def test_every_key_is_there_and_of_its_type(
    name: str, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    write, kind, action, types = KINDS[name]
    write(tmp_path)
    (tmp_path / "notes.txt").write_text("x")
    assert main(["inspect", str(tmp_path), "--json"]) == 0
    report = json.loads(capsys.readouterr().out, parse_constant=no_constant)
    assert report.keys() == {"series", "refused"}
    (refused,) = report["refused"]
    assert refused.keys() == {"file", "reason", "cure"}
    assert all(map(text, refused.values()))
    (entry,) = report["series"]
    assert (entry["kind"], entry["action"]) == (kind, action)
    assert types.keys() <= entry.keys()
    assert [key for key, is_one in types.items() if not is_one(entry[key])] == []
    # a refusal says why, a number has its unit in its key
    assert entry["reasons"] or action != "refuse"
