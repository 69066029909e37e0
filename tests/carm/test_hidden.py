"""Whether metal hides a target: screws and rods across the rays in closed form, metal in a volume."""

from __future__ import annotations

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from msgspec.structs import replace

from planner.anatomy.spine import Level, Side
from planner.carm.angles import CArmAngles
from planner.carm.beam import Beam, Detector
from planner.carm.hidden import (
    IN_IMAGES,
    METAL_HU,
    Hidden,
    hidden_share,
    hidden_words,
    hides_words,
    metal_before,
    target_points,
)
from planner.geometry.vectors import Point
from planner.imaging.volume import Volume
from planner.plan.parts import FacetTarget, Hardware, HardwareKind, MedialBranch, Needle, Role

TARGET = Point(21.0, 33.0, -140.0)
BEAM = Beam(CArmAngles(158.0, -27.0), TARGET, 640.0, 1010.0, Detector(300, 400, 0.5))
POINTS = tuple(TARGET + BEAM.right * (2.0 * n) for n in range(-4, 5))
"""Nine points across the rays, 2 mm apart, at the isocentre."""


def screw(name: str, along_mm: float, right_mm: float, diameter_mm: float = 6.0) -> Hardware:
    """A piece down the picture, so far from the isocentre towards the detector, and to its right."""
    middle = BEAM.isocentre + BEAM.towards_detector * along_mm + BEAM.right * right_mm
    return Hardware(
        id=name,
        kind=HardwareKind.PEDICLE_SCREW,
        from_mm=middle + BEAM.down * -25.0,
        to_mm=middle + BEAM.down * 31.0,
        diameter_mm=diameter_mm,
    )


def hidden(hardware: list[Hardware], volume: Volume | None = None) -> Hidden:
    found = hidden_share(POINTS, BEAM, hardware, volume)
    assert found is not None
    return found


def body(metal_hu: int, at: Point | None) -> Volume:
    """Water round the target in voxels of unequal size, one block of 3 by 5 by 3 of them metal."""
    matrix = np.diag([1.1, 0.9, 1.6, 1.0])
    matrix[:3, 3] = (TARGET.x - 40.0, TARGET.y - 55.0, TARGET.z - 50.0)
    hu = np.zeros((63, 120, 75), np.int16)
    if at is not None:
        i, j, k = (round(n) for n in Volume(hu.copy(), matrix.copy()).to_voxel(at))
        hu[k - 1 : k + 2, j - 2 : j + 3, i - 1 : i + 2] = metal_hu
    return Volume(hu, matrix)


@pytest.mark.parametrize(
    ("along_mm", "right_mm", "hits"),
    [
        (0.0, 0.0, 3),
        (60.0, 0.0, 3),
        (-60.0, 0.0, 3),
        (0.0, 8.0, 2),
        (0.0, 10.9, 1),
        (0.0, 11.1, 0),
        (250.0, 0.0, 3),
        (-300.0, 0.0, 5),
        (-500.0, 0.0, 9),
        (390.0, 0.0, 0),
        (-660.0, 0.0, 0),
    ],
)
def test_a_piece_anywhere_on_the_ray_hides(along_mm: float, right_mm: float, hits: int) -> None:
    """Rays 2 mm apart at the isocentre are 2 (640 + along) / 640 apart there; those within 3 mm are met.

    Near the source they lie close together; behind the detector, at 370, and before the source are none.
    """
    found = hidden([screw("H1", along_mm, right_mm)])
    assert found.share == pytest.approx(hits / 9)
    assert found.pieces == (("H1",) if hits else ())


@given(st.floats(-300.0, 300.0), st.floats(-14.0, 14.0), st.floats(1.0, 12.0))
def test_in_closed_form(along_mm: float, right_mm: float, diameter_mm: float) -> None:
    """The distance of a ray at u from a line down the picture: its gap there, by the cosine of its slant."""
    spread = (640.0 + along_mm) / 640.0
    gaps = [abs(2.0 * n * spread - right_mm) * np.cos(np.arctan(2.0 * n / 640.0)) for n in range(-4, 5)]
    if min(abs(gap - diameter_mm / 2.0) for gap in gaps) > 1e-6:
        expected = sum(gap < diameter_mm / 2.0 for gap in gaps)
        assert hidden([screw("H1", along_mm, right_mm, diameter_mm)]).share == pytest.approx(expected / 9)


def test_the_piece_that_hides_most_comes_first() -> None:
    thin, thick, beside = screw("H1", 0.0, -8.0, 3.0), screw("H2", 40.0, 4.0), screw("H3", 0.0, 30.0)
    found = hidden([thin, thick, beside])
    assert found.pieces == ("H2", "H1")
    assert found.share == pytest.approx((1 + 3) / 9)
    both = hidden([screw("H5", 0.0, 0.0), screw("H4", 20.0, 0.0)])
    assert both.pieces == ("H5", "H4")
    assert both.share == pytest.approx(3 / 9)


def test_a_rod_hides_with_each_of_its_parts() -> None:
    bend = BEAM.isocentre + BEAM.towards_detector * 30.0
    rod = Hardware(
        id="H7",
        kind=HardwareKind.ROD,
        path_mm=(bend + BEAM.right * -50.0, bend, bend + BEAM.down * 40.0),
        diameter_mm=5.5,
    )
    assert hidden([rod]).share == pytest.approx(6 / 9)


def test_metal_that_the_images_alone_show_hides_too() -> None:
    behind = TARGET + BEAM.towards_detector * -30.0
    found = hidden([], body(3071, behind))
    assert found.pieces == (IN_IMAGES,)
    assert 1 / 9 <= found.share <= 4 / 9
    assert hidden([], body(3071, None)) == Hidden(0.0, (), True)
    assert hidden([], body(1800, behind)) == Hidden(0.0, (), True)
    assert METAL_HU == 2500.0


def test_metal_of_the_images_where_a_piece_is_drawn_is_that_piece() -> None:
    volume = body(3071, TARGET + BEAM.towards_detector * -30.0)
    drawn = screw("H1", -30.0, 0.0, 12.0)
    assert hidden([drawn], volume) == Hidden(hidden([drawn]).share, ("H1",), True)
    aside = hidden([screw("H1", -30.0, -8.0, 3.0)], volume)
    assert aside.pieces == ("H1", IN_IMAGES)


def test_what_is_not_in_front_of_the_source_is_not_known() -> None:
    behind = BEAM.source + BEAM.towards_detector * -5.0
    assert hidden_share([behind], BEAM, [screw("H1", 0.0, 0.0)], None) is None
    assert hidden_share([], BEAM, [], None) is None
    one = hidden_share([behind, TARGET], BEAM, [screw("H1", 0.0, 0.0)], None)
    assert one == Hidden(1.0, ("H1",), False)


@pytest.mark.parametrize(
    ("found", "words"),
    [
        (Hidden(0.0, (), True), "not hidden by metal"),
        (Hidden(0.0, (), False), "not hidden by drawn hardware; no images to look for other metal in"),
        (Hidden(3 / 9, ("H5", "H9"), True), "33% hidden by H5, H9"),
        (Hidden(0.002, (IN_IMAGES,), True), "1% hidden by metal in the images"),
        (Hidden(1.0, ("H2", IN_IMAGES), True), "100% hidden by H2, metal in the images"),
    ],
)
def test_words(found: Hidden, words: str) -> None:
    assert hidden_words(found) == words


def test_metal_hides_a_target_but_not_the_metal_that_a_thermometer_goes_to() -> None:
    joint = FacetTarget(id="T1", joint="L4-L5", side=Side.LEFT, point_mm=TARGET)
    electrode = Needle(id="N1", device="x", entry_mm=TARGET + BEAM.down * 40.0, tip_mm=TARGET)
    before, beside = [screw("H1", 30.0, 0.0)], [screw("H1", 30.0, 30.0)]
    for needle in (None, electrode):
        found = metal_before(joint, needle, BEAM, before, None)
        assert found == Hidden(1.0, ("H1",), False)
        assert hides_words(found) == "Metal hides the target: 100% hidden by H1"
        assert metal_before(joint, needle, BEAM, beside, None) is None
    assert metal_before(joint, replace(electrode, role=Role.THERMOMETER), BEAM, before, None) is None
    assert metal_before(None, electrode, BEAM, before, None) is None
    unmarked = FacetTarget(id="T1", joint="L4-L5", side=Side.LEFT)
    assert metal_before(unmarked, electrode, BEAM, before, None) is None


@pytest.mark.parametrize(("share", "percent"), [(0.0, 0), (0.002, 1), (3 / 9, 33), (0.996, 100), (1.0, 100)])
def test_what_is_hidden_is_never_printed_as_nothing(share: float, percent: int) -> None:
    assert Hidden(share, ("H1",) if share else (), True).percent == percent


def test_the_points_of_a_target() -> None:
    course = (Point(0.0, 0.0, 0.0), Point(6.0, 0.0, 0.0), Point(6.0, 8.0, 0.0))
    nerve = MedialBranch(id="T1", nerve=Level.L3, side=Side.LEFT, course_mm=course, stretch_mm=(2.0, 12.0))
    assert target_points(nerve, 3) == (Point(2.0, 0.0, 0.0), Point(6.0, 1.0, 0.0), Point(6.0, 6.0, 0.0))
    assert len(target_points(nerve)) == 9
    assert target_points(MedialBranch(id="T1", nerve=Level.L3, side=Side.LEFT)) == ()
    joint = FacetTarget(id="T2", joint="L4-L5", side=Side.RIGHT, point_mm=Point(1.0, 2.0, 3.0))
    assert target_points(joint) == (Point(1.0, 2.0, 3.0),)
    assert target_points(FacetTarget(id="T2", joint="L4-L5", side=Side.RIGHT)) == ()
