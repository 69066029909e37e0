"""The posterior border of the foramen: the template's numbers, drawn foramina, the bone of the samples."""

from __future__ import annotations

import dataclasses
import json
from math import cos, hypot, radians, sin

import pytest
from hypothesis import given
from hypothesis import strategies as st
from msgspec.structs import replace

from planner.anatomy.shape import shape_of
from planner.anatomy.spine import Level, Side
from planner.assets import resource
from planner.carm.foramen import (
    ForamenBorder,
    behind_words,
    foramen_border,
    is_clear,
    tip_at_foramen,
    tip_behind_mm,
)
from planner.geometry.frames import Frame
from planner.geometry.vectors import Point, Vector
from planner.plan.parts import (
    Landmarks,
    MedialBranch,
    Needle,
    Provenance,
    Role,
    Structure,
    StructureKind,
)
from planner.plan.plan import Plan
from planner.plan.vertebrae import vertebra_frame

SHAPES = json.loads(resource("anatomy/lumbar.json").read_text(encoding="utf-8"))["levels"]
LEVELS = [Level.L1, Level.L2, Level.L3, Level.L4, Level.L5, Level.S1]


def frame_of(tilt_deg: float, twist_deg: float) -> Frame:
    t, w = radians(tilt_deg), radians(twist_deg)
    left = Vector(cos(w), sin(w), 0.0)
    posterior = Vector(-sin(w) * cos(t), cos(w) * cos(t), sin(t))
    return Frame(Point(7.0, -12.0, 133.0), left, posterior, left.cross(posterior))


CROOKED = frame_of(14.0, -9.0)


def at(frame: Frame, left: float, posterior: float, superior: float) -> Point:
    return frame.origin + frame.to_patient(Vector(left, posterior, superior))


def seen(point: Point, frame: Frame) -> tuple[float, float, float]:
    own = frame.to_frame(point - frame.origin)
    return own.x, own.y, own.z


def marked(level: Level, frame: Frame = CROOKED, size: float = 1.0, wider_mm: float = 0.0) -> Plan:
    """A plan in which a vertebra of the table's shape is marked, of another size or width."""
    anterior, lateral, cranial = (size * v for v in SHAPES[level]["pedicle"]["centre_mm"])
    lateral += wider_mm
    return Plan().with_landmarks(
        level,
        Landmarks(
            left_pedicle=at(frame, lateral, -anterior, cranial),
            right_pedicle=at(frame, -lateral, -anterior, cranial),
            endplate=frame.origin,
        ),
    )


def border(plan: Plan, level: Level = Level.L4, side: Side = Side.LEFT) -> ForamenBorder:
    found = foramen_border(plan, level, side)
    assert found is not None
    return found


def foramen(name: str, path: tuple[Point, ...], radius_mm: float = 4.5) -> Structure:
    return Structure(id=name, kind=StructureKind.FORAMEN, path_mm=path, radius_mm=radius_mm)


@pytest.mark.parametrize("level", LEVELS)
@pytest.mark.parametrize("side", Side)
@pytest.mark.parametrize("size", [1.0, 0.85])
def test_the_template_lies_where_the_table_says(level: Level, side: Side, size: float) -> None:
    shape = SHAPES[level]
    found = border(marked(level, size=size), level, side)
    tip = shape["superior_articular_tip_mm"]
    assert seen(found.top, CROOKED) == pytest.approx(
        (side.sign * size * tip[1], -size * tip[0], size * tip[2])
    )
    neck = shape["medial_branch_mm"][0]
    edge = shape["pedicle"]["centre_mm"][2] + shape["pedicle"]["height_mm"] / 2.0
    assert seen(found.bottom, CROOKED) == pytest.approx(
        (side.sign * size * neck[1], -size * neck[0], size * edge)
    )
    assert found.provenance is Provenance.TEMPLATE
    assert found.within_mm == shape["superior_articular_front_within_mm"]


def test_pedicles_farther_apart_only_carry_it_to_the_side() -> None:
    narrow, wide = (border(marked(Level.L4, wider_mm=w), side=Side.RIGHT) for w in (0.0, 3.0))
    for one, other in ((narrow.top, wide.top), (narrow.bottom, wide.bottom)):
        assert tuple(CROOKED.to_frame(other - one)) == pytest.approx((-3.0, 0.0, 0.0), abs=1e-9)


def test_t12_has_the_shape_of_l1() -> None:
    assert dataclasses.replace(shape_of(Level.T12), level=Level.L1) == shape_of(Level.L1)
    shape = shape_of(Level.L5)
    assert (tuple(shape.pedicle), shape.pedicle_height_mm) == ((22.0, 22.0, -9.8), 12.9)
    assert tuple(shape.medial_branch[0]) == (24.5, 27.0, -2.0)
    assert tuple(shape.superior_articular_tip) == (21.0, 31.8, 7.4)
    assert shape.superior_articular_front_within_mm == 6.0


@pytest.mark.parametrize("side", Side)
def test_how_far_behind_in_closed_form(side: Side) -> None:
    """On L4: from (28, -2.5) to (34.1, 6.5), back and up. A point is off by its distance to that line."""
    found = border(marked(Level.L4), side=side)
    length = hypot(6.1, 9.0)
    for back, up in ((28.0, -2.5), (34.1, 6.5), (31.0, -2.5), (25.0, 4.0), (40.0, -12.0)):
        expected = ((back - 28.0) * 9.0 - (up + 2.5) * 6.1) / length
        for lateral in (-30.0, 0.0, 21.0):
            tip = at(CROOKED, lateral, back, up)
            assert tip_behind_mm(tip, found, CROOKED) == pytest.approx(expected, abs=1e-9)


@given(
    st.floats(-30, 30),
    st.floats(-25, 25),
    st.floats(-20, 20),
    st.floats(0.1, 20),
    st.floats(-15, 15),
    st.booleans(),
)
def test_backwards_is_positive_whichever_end_is_the_top(
    tilt_deg: float, twist_deg: float, lateral: float, height: float, lean: float, turned: bool
) -> None:
    frame = frame_of(tilt_deg, twist_deg)
    high, low = at(frame, 15.0, 30.0 + lean, height), at(frame, 18.0, 30.0, 0.0)
    top, bottom = (low, high) if turned else (high, low)
    line = ForamenBorder(top, bottom, Provenance.DRAWN)
    tip = at(frame, lateral, 30.0 + lean / 2.0, height / 2.0)
    assert tip_behind_mm(tip, line, frame) == pytest.approx(0.0, abs=1e-9)
    share = height / hypot(height, lean)
    assert tip_behind_mm(tip + frame.posterior * 4.0, line, frame) == pytest.approx(4.0 * share)
    assert tip_behind_mm(tip + frame.posterior * -4.0, line, frame) == pytest.approx(-4.0 * share)


def test_a_drawn_sphere_gives_its_posterior_tangent() -> None:
    sphere = foramen("K1", (at(CROOKED, 19.0, 26.0, 7.0),), 4.5)
    found = border(marked(Level.L4).with_item(sphere))
    assert found.provenance is Provenance.DRAWN
    assert seen(found.top, CROOKED) == pytest.approx((19.0, 30.5, 11.5))
    assert seen(found.bottom, CROOKED) == pytest.approx((19.0, 30.5, 2.5))
    tip = at(CROOKED, 23.0, 32.0, -4.0)
    assert tip_behind_mm(tip, found, CROOKED) == pytest.approx(1.5)


def test_a_drawn_tube_gives_the_tangent_of_its_rearmost_point() -> None:
    path = (at(CROOKED, 10.0, 24.0, 5.0), at(CROOKED, 17.0, 29.0, 6.0), at(CROOKED, 26.0, 22.0, 9.0))
    found = border(marked(Level.L4).with_item(foramen("K1", path, 3.0)))
    assert seen(found.top, CROOKED) == pytest.approx((17.0, 32.0, 12.0))
    assert seen(found.bottom, CROOKED) == pytest.approx((17.0, 32.0, 2.0))


@pytest.mark.parametrize(
    ("place", "side", "drawn"),
    [
        ((19.0, 26.0, 7.0), Side.LEFT, True),
        ((19.0, 26.0, 7.0), Side.RIGHT, False),
        ((-19.0, 26.0, 7.0), Side.RIGHT, True),
        ((19.0, 26.0, 24.0), Side.LEFT, True),
        ((19.0, 26.0, 26.0), Side.LEFT, False),
        ((19.0, 26.0, -11.0), Side.LEFT, False),
        ((19.0, 26.0, -28.0), Side.LEFT, False),
    ],
)
def test_only_the_foramen_above_on_this_side_counts(
    place: tuple[float, float, float], side: Side, drawn: bool
) -> None:
    """Above the pedicle of L4 at -9.7 and up to the one of L3, 35 mm above it."""
    plan = marked(Level.L4).with_item(foramen("K1", (at(CROOKED, *place),)))
    assert (border(plan, side=side).provenance is Provenance.DRAWN) == drawn


def test_where_the_vertebra_above_is_marked_its_pedicle_is_the_roof() -> None:
    plan = marked(Level.L4).with_item(foramen("K1", (at(CROOKED, 19.0, 26.0, 24.0),)))
    low = Landmarks(left_pedicle=at(CROOKED, 17.0, 25.0, 23.0))
    assert border(plan.with_landmarks(Level.L3, low)).provenance is Provenance.TEMPLATE
    other_side = Landmarks(right_pedicle=at(CROOKED, -17.0, 25.0, 23.0))
    assert border(plan.with_landmarks(Level.L3, other_side)).provenance is Provenance.DRAWN


def test_of_two_drawn_ones_the_middlemost_counts_and_other_structures_do_not() -> None:
    high, middle = (
        foramen(n, (at(CROOKED, 19.0, y, z),)) for n, y, z in (("K1", 20.0, 22.0), ("K2", 27.0, 9.0))
    )
    plan = marked(Level.L4).with_item(high).with_item(middle)
    assert seen(border(plan).top, CROOKED)[1] == pytest.approx(31.5)
    root = replace(middle, kind=StructureKind.NERVE_ROOT)
    assert border(marked(Level.L4).with_item(root)).provenance is Provenance.TEMPLATE


def test_without_a_frame_there_is_none() -> None:
    assert foramen_border(Plan(), Level.L4, Side.LEFT) is None
    endplate = Plan().with_landmarks(Level.L4, Landmarks(endplate=Point(0.0, 0.0, 0.0)))
    assert foramen_border(endplate, Level.L4, Side.LEFT) is None
    assert foramen_border(marked(Level.L4), Level.L5, Side.LEFT) is None


def test_what_cannot_be_is_refused() -> None:
    with pytest.raises(ValueError, match="different ends"):
        ForamenBorder(Point(1.0, 2.0, 3.0), Point(1.0, 2.0, 3.0), Provenance.DRAWN)


@pytest.mark.parametrize(
    ("behind_mm", "words"),
    [
        (3.9, "tip 3 mm behind the foramen"),
        (1.0, "tip 1 mm behind the foramen"),
        (0.99, "tip less than 1 mm behind the foramen's border"),
        (0.0, "tip less than 1 mm behind the foramen's border"),
        (-0.2, "tip 1 mm IN FRONT of the foramen's border"),
        (-2.1, "tip 3 mm IN FRONT of the foramen's border"),
    ],
)
def test_words_never_look_clearer_than_the_tip_is(behind_mm: float, words: str) -> None:
    drawn = border(marked(Level.L4).with_item(foramen("K1", (at(CROOKED, 19.0, 26.0, 7.0),))))
    assert behind_words(behind_mm, drawn.provenance, drawn.within_mm) == words
    for level, within in (("L2", 4), ("S1", 9)):
        template = border(marked(Level(level)), Level(level))
        told = behind_words(behind_mm, template.provenance, template.within_mm)
        assert told == f"{words} (template, ±{within} mm)"
    assert is_clear(behind_mm) == (behind_mm >= 1.0)


def aimed(plan: Plan, behind_mm: float, role: Role = Role.ELECTRODE, target: str = "T1") -> Needle:
    """A needle for the L3 nerve, on L4, with its tip behind the border of the plan."""
    frame, line = vertebra_frame(plan, Level.L4), border(plan)
    assert frame is not None
    along = frame.to_frame(line.top - line.bottom)
    back = frame.to_patient(Vector(0.0, along.z, -along.y).unit())
    tip = line.top.towards(line.bottom, 0.3) + back * behind_mm + frame.left * 4.0
    return Needle(id="N1", target=target, role=role, device="", tip_mm=tip, entry_mm=tip + back * 50.0)


def with_nerve(plan: Plan) -> Plan:
    return plan.with_item(MedialBranch(id="T1", nerve=Level.L3, side=Side.LEFT))


@pytest.mark.parametrize(("behind_mm", "clear"), [(3.5, True), (1.01, True), (0.5, False), (-2.5, False)])
def test_a_needles_tip_is_judged_against_the_foramen_of_its_target(behind_mm: float, clear: bool) -> None:
    plan = with_nerve(marked(Level.L4))
    needle = aimed(plan, behind_mm)
    found = tip_at_foramen(plan, needle)
    assert found is not None
    assert found.behind_mm == pytest.approx(behind_mm)
    assert found.clear is clear
    assert found.words == behind_words(found.behind_mm, Provenance.TEMPLATE, border(plan).within_mm)
    assert found.name == "foramen L3-L4 ±6 mm"
    assert tip_behind_mm(found.foot, found.border, CROOKED) == pytest.approx(0.0, abs=1e-9)
    assert found.foot.distance_to(needle.tip_mm) == pytest.approx(abs(behind_mm))


def test_a_drawn_foramen_has_no_doubt_in_its_name() -> None:
    plan = with_nerve(marked(Level.L4)).with_item(foramen("K1", (at(CROOKED, 19.0, 26.0, 7.0),)))
    found = tip_at_foramen(plan, aimed(plan, 2.0))
    assert found is not None
    assert found.name == "foramen L3-L4"


def test_no_tip_is_judged_without_target_or_frame_and_none_of_a_thermometer() -> None:
    plan = with_nerve(marked(Level.L4))
    assert tip_at_foramen(plan, aimed(plan, 2.0, Role.THERMOMETER)) is None
    assert tip_at_foramen(plan, aimed(plan, 2.0, target="")) is None
    assert tip_at_foramen(with_nerve(Plan()), aimed(plan, 2.0)) is None
