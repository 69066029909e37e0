"""The geometry of projections as it is read: of every class, by increments, by frame, and what is missing."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import numpy as np
import pydicom
import pytest
from pydicom import uid

from planner.carm.angles import CArmAngles
from planner.carm.beam import Beam, Detector
from planner.carm.calibration import Calibration
from planner.carm.frame_geometry import Table
from planner.carm.laid import Laid
from planner.dicom.errors import LoadError
from planner.dicom.inspect import inspect_report, inspect_text
from planner.dicom.reader import Reader
from planner.dicom.scan import scan
from planner.dicom.study import Projection
from planner.geometry.vectors import Point
from tests.dicom.captures import pack
from tests.dicom.enhanced import holding
from tests.dicom.phantom import edit, put, put_raw
from tests.dicom.projections import CR, DX, DX_RAW, ENHANCED_XA, FULL, XA, XRF, by_frame, found, frames, run

PIXELS_ONLY = "No distances: lengths in pixels only."
NO_SIDE = "It does not say where the patient's left is in the picture: confirm the side."
BYTES = frames().astype(np.uint8)


def test_everything_a_plain_object_can_say(tmp_path: Path) -> None:
    projection = found(run(tmp_path / "a", BYTES, **FULL))
    geometry = projection.geometry()
    beam = Beam(CArmAngles(162.0, -12.0), Point(0.0, 0.0, 0.0), 700.0, 1000.0, Detector(18, 26, 0.4))
    assert geometry.beam() == beam
    assert geometry.laid == Laid()
    assert geometry.mm_per_pixel.state is Calibration.ESTIMATED
    assert geometry.mm_per_pixel.per_pixel == pytest.approx(0.28)
    assert (projection.action, projection.calibration) == ("load", "estimated")
    assert projection.reasons == (
        "Lengths are estimated from the distances of the C-arm: they hold at the isocentre, nowhere else.",
    )


@pytest.mark.parametrize(
    ("sop_class", "elements", "action", "calibration", "says"),
    [
        (XA, {}, "load", "unknown", (PIXELS_ONLY, "from which angles", NO_SIDE)),
        (XRF, FULL, "load", "estimated", ("Lengths are estimated",)),
        (CR, {"PatientOrientation": ["L", "F"]}, "load", "unknown", (PIXELS_ONLY,)),
        (DX, {"PatientOrientation": ["L", "F"], "ImagerPixelSpacing": ["0.1", "0.1"]}, "load", "detector",
         ("Lengths are those on the detector",)),
        (DX_RAW, FULL, "load", "unknown", ("for processing: nothing is measured on it",)),
        (XA, FULL | {"PatientOrientation": ["A", "F"]}, "load", "estimated",
         ("estimated", "contradicts its angles")),
        (XA, FULL | {"PatientOrientation": ["L", "F"]}, "load", "estimated",
         ("estimated", "stored mirrored")),
        (XA, FULL | {"RecommendedViewingMode": "SUB"}, "load", "estimated", ("estimated", "mask taken off")),
        (XA, FULL | {"DetectorPrimaryAngle": "3"}, "load", "estimated", ("estimated", "detector is tilted")),
        (XA, FULL | {"EstimatedRadiographicMagnificationFactor": "1.2"}, "load", "detector",
         ("on the detector", "not that of its distances", "how far source")),
        (XA, FULL | {"PhotometricInterpretation": "RGB"}, "refuse", "estimated",
         ("PhotometricInterpretation",)),
        (XA, {"PositionerPrimaryAngle": "", "DistanceSourceToPatient": ""}, "load", "unknown",
         (PIXELS_ONLY, "from which angles", NO_SIDE)),
        (XA, FULL | {"BurnedInAnnotation": "YES"}, "load", "estimated", ("estimated", "names the patient")),
        (XA, FULL | {"FieldOfViewRotation": "30"}, "load", "estimated",
         ("estimated", "turned within the detector")),
    ],
)  # fmt: skip
def test_what_is_said_of_each(
    tmp_path: Path,
    sop_class: uid.UID,
    elements: dict[str, Any],
    action: str,
    calibration: str,
    says: tuple[str, ...],
) -> None:
    run(tmp_path / "a", BYTES, sop_class, **elements)
    projection = found(tmp_path)
    assert (projection.action, projection.calibration) == (action, calibration)
    assert len(projection.reasons) == len(says)
    for sentence, part in zip(projection.reasons, says, strict=True):
        assert part in sentence
    (entry,) = inspect_report(scan(tmp_path))["series"]
    assert (entry["action"], entry["calibration"]) == (action, calibration)
    assert projection.class_name == uid.UID(sop_class).name


def test_inspect_says_from_where_it_is_seen(tmp_path: Path) -> None:
    run(tmp_path / "a", BYTES, **FULL)
    text = inspect_text(scan(tmp_path))
    view = "detector over the BACK, 18° to the patient's LEFT, 12° to the FEET"
    assert f"primary 162.0°, secondary -12.0°, {view}, estimated mm, can be loaded" in text


def test_pixels_that_no_detector_has_say_nothing(tmp_path: Path) -> None:
    """Laid out in squares they would make a picture of a billion rows."""
    projection = found(run(tmp_path / "a", BYTES, **(FULL | {"ImagerPixelSpacing": ["0.4", "0.0000004"]})))
    assert (projection.calibration, projection.imager_pixel_spacing_mm) == ("unknown", None)
    assert projection.geometry().squares.rows == 18


def test_a_radiograph_has_no_beam_and_its_letters_are_enough_for_the_side(tmp_path: Path) -> None:
    geometry = found(run(tmp_path / "a", BYTES, DX, **FULL)).geometry()
    assert geometry.beam() is None
    assert "radiograph" in geometry.why_no_beam
    assert geometry.why_no_side == ""


@pytest.mark.parametrize("keyword", ["Rows", "Columns", "BitsAllocated"])
def test_a_picture_without_a_size_is_listed_and_not_shown(tmp_path: Path, keyword: str) -> None:
    edit(run(tmp_path / "a", BYTES, **FULL), put_raw(keyword, b""))
    projection = found(tmp_path)
    assert projection.action == "refuse"
    assert projection.reasons == (f"{keyword} is missing or not valid",)
    with pytest.raises(LoadError, match=keyword):
        Reader().frame(projection)


def test_a_syntax_that_cannot_be_shown(tmp_path: Path) -> None:
    file = run(tmp_path / "a", frames(2).astype(np.uint8), **FULL)
    pack(file, uid.JPEG2000Lossless, lambda _picture: b"\0\0")
    edit(file, lambda dataset: setattr(dataset.file_meta, "TransferSyntaxUID", uid.MPEG2MPML))
    projection = found(tmp_path)
    assert projection.action == "refuse"
    assert "MPEG2" in projection.reasons[0]


def test_no_picture_at_all(tmp_path: Path) -> None:
    edit(run(tmp_path / "a", BYTES, **FULL), put(PixelData=None))
    assert found(tmp_path).reasons == ("it holds no picture",)


def _angles(projection: Projection) -> list[tuple[float | None, float | None]]:
    every = [projection.geometry(frame) for frame in range(projection.frames)]
    return [(each.primary_deg, each.secondary_deg) for each in every]


@pytest.mark.parametrize(
    ("elements", "angles"),
    [
        ({}, [(162.0, -12.0)] * 3),
        ({"PositionerPrimaryAngleIncrement": "2.5"}, [(162.0, -12.0), (164.5, -12.0), (167.0, -12.0)]),
        (
            {
                "PositionerPrimaryAngleIncrement": ["0", "10", "25"],
                "PositionerSecondaryAngleIncrement": ["0", "0", "4"],
            },
            [(162.0, -12.0), (172.0, -12.0), (187.0, -8.0)],
        ),
        # the standard allows one value, or one for each frame: nobody knows what two are
        (
            {"PositionerPrimaryAngleIncrement": ["0", "10"]},
            [(162.0, -12.0), (None, -12.0), (None, -12.0)],
        ),
    ],
)
def test_a_c_arm_that_turns(
    tmp_path: Path, elements: dict[str, Any], angles: list[tuple[float, float]]
) -> None:
    projection = found(run(tmp_path / "a", frames(3).astype(np.uint8), **(FULL | elements)))
    assert _angles(projection) == angles
    assert any("turns during the run" in reason for reason in projection.reasons) is bool(elements)
    assert len(projection.geometries) == (3 if elements else 1)
    if angles[2][0] == 187.0:
        assert projection.geometry(2).angles == CArmAngles(-173.0, -8.0)


def test_absolute_angles_as_increments_from_nothing(tmp_path: Path) -> None:
    """PS3.3 C.8.7.5.1.3, note: angles 0 and the angles of the frames as increments."""
    turning = {"PositionerPrimaryAngle": "0", "PositionerPrimaryAngleIncrement": ["170", "175", "180"]}
    projection = found(run(tmp_path / "a", frames(3).astype(np.uint8), **(FULL | turning)))
    assert [primary for primary, _secondary in _angles(projection)] == [170.0, 175.0, 180.0]


def test_a_table_that_travels(tmp_path: Path) -> None:
    moves = {"TableLongitudinalIncrement": ["0", "15", "30"], "TableVerticalIncrement": "0"}
    projection = found(run(tmp_path / "a", frames(3).astype(np.uint8), **(FULL | moves)))
    assert projection.geometry(2).table == Table(0.0, 30.0, 0.0)
    assert "The table moves during the run." in projection.reasons
    with pytest.raises(IndexError):
        projection.geometry(3)


def test_enhanced_xa_says_it_of_each_frame(tmp_path: Path) -> None:
    by_frame(tmp_path / "a", frames(3).astype(np.uint8), [(162.0, -12.0), (180.0, 0.0), (-160.0, 5.0)])
    projection = found(tmp_path)
    assert (projection.action, projection.calibration) == ("load", "estimated")
    assert _angles(projection) == [(162.0, -12.0), (180.0, 0.0), (-160.0, 5.0)]
    for frame in range(3):
        geometry = projection.geometry(frame)
        beam = geometry.beam()
        assert beam is not None
        assert (beam.source_to_isocentre_mm, beam.source_to_detector_mm) == (700.0, 1000.0)
        assert geometry.laid == Laid()
        assert not geometry.against_room
    assert projection.source_to_patient_mm == 700.0


def test_a_position_that_contradicts_the_room_is_said(tmp_path: Path) -> None:
    by_frame(tmp_path / "a", frames(2).astype(np.uint8), [(162.0, -12.0), (180.0, 0.0)])
    edit(tmp_path / "a", put(PatientPosition="HFS"))
    assert "position of the patient was perhaps entered wrongly" in " ".join(found(tmp_path).reasons)


def test_where_the_isocentre_is_projected_is_said_not_to_be_used(tmp_path: Path) -> None:
    file = by_frame(tmp_path / "a", frames(2).astype(np.uint8), [(162.0, -12.0), (180.0, 0.0)])

    def change(dataset: pydicom.Dataset) -> None:
        place = holding(PositionOfIsocenterProjection=[10.0, 12.0])
        dataset.SharedFunctionalGroupsSequence[0].FieldOfViewSequence = place

    assert "in the middle" not in " ".join(found(tmp_path).reasons)
    edit(file, change)
    assert "it is taken to be in the middle" in " ".join(found(tmp_path).reasons)


def test_enhanced_xa_of_another_number_of_frames_is_refused(tmp_path: Path) -> None:
    by_frame(tmp_path / "a", frames(3).astype(np.uint8), [(162.0, -12.0)])
    edit(tmp_path / "a", put(NumberOfFrames=3))
    study = scan(tmp_path)
    assert study.series == ()
    assert study.refused[0].reason == "it says that it holds 3 images and describes 1"


def test_enhanced_xa_without_groups_is_refused(tmp_path: Path) -> None:
    run(tmp_path / "a", frames(2).astype(np.uint8), ENHANCED_XA)
    assert "PerFrameFunctionalGroupsSequence" in scan(tmp_path).refused[0].reason


@pytest.mark.parametrize(
    ("elements", "ms"),
    [
        ({}, None),
        ({"FrameTime": "33.3"}, 33.3),
        ({"FrameTimeVector": ["0", "40", "60"]}, 50.0),
        ({"CineRate": "8"}, 125.0),
        ({"CineRate": "8", "RecommendedDisplayFrameRate": "10"}, 100.0),
        ({"CineRate": "0"}, None),
        ({"FrameTime": "66", "CineRate": "8"}, 66.0),
    ],
)
def test_how_fast_it_is_played(tmp_path: Path, elements: dict[str, Any], ms: float | None) -> None:
    projection = found(run(tmp_path / "a", frames(3).astype(np.uint8), **elements))
    assert projection.frame_ms == (None if ms is None else pytest.approx(ms))
