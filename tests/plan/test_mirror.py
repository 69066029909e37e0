from __future__ import annotations

import pytest
from msgspec.structs import replace

from planner.anatomy.spine import Level, Side
from planner.checks.electrodes import is_proposal
from planner.geometry.angles import angle_between_directions_deg
from planner.geometry.vectors import Point, Vector
from planner.plan.mirror import MirrorError, copied_to_next_level, mirrored
from planner.plan.parts import (
    FacetTarget,
    Hardware,
    HardwareKind,
    Landmarks,
    MarkedLevel,
    MedialBranch,
    Needle,
    Provenance,
    Structure,
    StructureKind,
)
from planner.plan.plan import Plan
from planner.plan.vertebrae import vertebra_frame

LEFT_TILTED = Vector(0.96, 0.2, 0.196).unit()
"""The left of a vertebra that is turned and tipped in the scanner."""
CENTRE = {Level.L4: Point(7.0, 3.0, 20.0), Level.L5: Point(5.0, 9.0, -16.0)}


def marked(level: Level) -> MarkedLevel:
    middle = CENTRE[level] + Vector(0.0, 24.0, -9.0)
    return MarkedLevel(
        level=level,
        landmarks_mm=Landmarks(
            left_pedicle=middle + LEFT_TILTED * 18.0,
            right_pedicle=middle + LEFT_TILTED * -18.0,
            endplate=CENTRE[level],
        ),
    )


COURSE = (Point(28.0, 31.0, 16.0), Point(30.0, 34.0, 13.5), Point(32.0, 39.0, 10.0))
L3_LEFT = MedialBranch(id="T1", nerve=Level.L3, side=Side.LEFT, course_mm=COURSE, stretch_mm=(1.0, 6.0))
NEEDLE = Needle(
    id="N1",
    target="T1",
    device="rf-18g-100-10",
    entry_mm=Point(52.0, 88.0, -20.0),
    tip_mm=Point(28.0, 31.5, 16.0),
)
PLAN = Plan(levels=(marked(Level.L4), marked(Level.L5)), targets=(L3_LEFT,), needles=(NEEDLE,))


def across(point: Point, level: Level = Level.L4) -> float:
    """How far a point lies to the left of the plane midway between the pedicles."""
    landmarks = marked(level).landmarks_mm
    assert landmarks.left_pedicle is not None
    return (point - landmarks.left_pedicle).dot(LEFT_TILTED) + 18.0


def test_a_needle_takes_its_target_to_the_other_side() -> None:
    plan, made = mirrored(PLAN, "N1")
    needle = plan.item(made)
    assert isinstance(needle, Needle)
    target = plan.target_of(needle)
    assert isinstance(target, MedialBranch)
    assert (target.nerve, target.side) == (Level.L3, Side.RIGHT)
    assert across(needle.tip_mm) == pytest.approx(-across(NEEDLE.tip_mm), abs=1e-9)
    assert needle.tip_mm.distance_to(needle.entry_mm) == pytest.approx(NEEDLE.segment.length_mm)
    assert needle.device == NEEDLE.device


def test_the_mirror_is_the_plane_of_the_vertebra_not_of_the_scanner() -> None:
    plan, made = mirrored(PLAN, "N1")
    needle = plan.item(made)
    assert isinstance(needle, Needle)
    turned = angle_between_directions_deg(needle.tip_mm - NEEDLE.tip_mm, -LEFT_TILTED)
    assert turned == pytest.approx(0.0, abs=1e-6)


def test_a_mirrored_course_is_a_proposal() -> None:
    plan, made = mirrored(PLAN, "T1")
    target = plan.item(made)
    assert isinstance(target, MedialBranch)
    assert is_proposal(target)
    assert not is_proposal(replace(target, accepted=True))
    assert target.stretch_mm == (1.0, 6.0)
    assert target.course is not None
    assert L3_LEFT.course is not None
    assert target.course.length_mm == pytest.approx(L3_LEFT.course.length_mm)


def test_a_target_takes_its_needles_along() -> None:
    plan, made = mirrored(PLAN, "T1")
    assert [needle.target for needle in plan.needles] == ["T1", made]


def test_a_course_drawn_on_the_other_side_is_kept() -> None:
    own = MedialBranch(
        id="T2",
        nerve=Level.L3,
        side=Side.RIGHT,
        course_mm=(Point(-9.0, 30.0, 15.0), Point(-12.0, 35.0, 11.0)),
    )
    plan, made = mirrored(PLAN.with_item(own), "T1")
    assert plan.item("T2") == own
    assert made == "T2"
    assert len(plan.needles) == 2
    with pytest.raises(MirrorError, match=r"L3 MB \(on L4\) right: drawn already"):
        mirrored(plan, "T1")


def test_an_empty_target_of_the_other_side_is_filled() -> None:
    plan = PLAN.with_item(MedialBranch(id="T2", nerve=Level.L3, side=Side.RIGHT))
    plan, made = mirrored(plan, "T1")
    target = plan.item("T2")
    assert made == "T2"
    assert isinstance(target, MedialBranch)
    assert len(target.course_mm) == 3


def test_the_same_needle_is_not_mirrored_twice() -> None:
    plan, _made = mirrored(PLAN, "N1")
    with pytest.raises(MirrorError, match="N2 is there already"):
        mirrored(plan, "N1")


def test_twice_mirrored_is_where_it_began() -> None:
    plan, made = mirrored(PLAN, "N1")
    plan, back = mirrored(plan.without_item("N1"), made)
    needle = plan.item(back)
    assert isinstance(needle, Needle)
    assert needle.tip_mm.distance_to(NEEDLE.tip_mm) < 1e-9


def test_without_the_vertebra_the_midline_of_a_neighbour_serves() -> None:
    plan = replace(PLAN, levels=(marked(Level.L5),))
    plan, made = mirrored(plan, "N1")
    needle = plan.item(made)
    assert isinstance(needle, Needle)
    assert across(needle.tip_mm, Level.L5) == pytest.approx(-across(NEEDLE.tip_mm, Level.L5), abs=1e-9)


def test_without_landmarks_it_is_refused_with_what_to_do() -> None:
    with pytest.raises(MirrorError, match="mark both pedicles or the endplate of L4"):
        mirrored(replace(PLAN, levels=()), "N1")


def test_nothing_drawn_cannot_be_mirrored() -> None:
    plan = PLAN.with_item(MedialBranch(id="T2", nerve=Level.L4, side=Side.LEFT))
    with pytest.raises(MirrorError, match="nothing is drawn yet"):
        mirrored(plan, "T2")
    with pytest.raises(MirrorError, match="Select what to mirror"):
        mirrored(PLAN, "T9")


def test_hardware_and_structures_change_sides() -> None:
    screw = Hardware(
        id="H1",
        kind=HardwareKind.PEDICLE_SCREW,
        level=Level.L4,
        side=Side.LEFT,
        from_mm=Point(30.0, 44.0, 9.0),
        to_mm=Point(16.0, 8.0, 9.0),
        diameter_mm=6.5,
    )
    root = Structure(
        id="K1",
        kind=StructureKind.NERVE_ROOT,
        label="L4 root",
        path_mm=(Point(25.0, 20.0, 0.0),),
        radius_mm=3.0,
    )
    plan, made = mirrored(PLAN.with_item(screw).with_item(root), "H1")
    twin = plan.item(made)
    assert isinstance(twin, Hardware)
    assert twin.side is Side.RIGHT
    assert across(twin.points[0]) == pytest.approx(-across(screw.points[0]), abs=1e-9)
    plan, made = mirrored(plan, "K1")
    assert made == "K2"
    assert not plan.structures[1].is_proposal
    proposed = replace(root, id="K5", provenance=Provenance.TEMPLATE, accepted=True)
    twice, made = mirrored(plan.with_item(proposed), "K5")
    assert next(each for each in twice.structures if each.id == made).is_proposal
    with pytest.raises(MirrorError, match="mark the levels first"):
        mirrored(replace(plan, levels=()), "K1")


def test_a_needle_goes_down_a_level_in_the_frames_of_both() -> None:
    below = MedialBranch(id="T2", nerve=Level.L4, side=Side.LEFT)
    plan, made = copied_to_next_level(PLAN.with_item(below), "N1")
    needle = plan.item(made)
    assert isinstance(needle, Needle)
    assert needle.target == "T2"
    here, there = vertebra_frame(plan, Level.L4), vertebra_frame(plan, Level.L5)
    assert here is not None
    assert there is not None
    before, after = here.to_frame(NEEDLE.tip_mm - here.origin), there.to_frame(needle.tip_mm - there.origin)
    assert (after - before).length < 1e-9
    with pytest.raises(MirrorError, match="is there already"):
        copied_to_next_level(plan, "N1")


def test_without_frames_the_landmarks_shift_it() -> None:
    ends = tuple(MarkedLevel(level=level, landmarks_mm=Landmarks(endplate=CENTRE[level])) for level in CENTRE)
    plan = replace(PLAN, levels=ends).with_item(MedialBranch(id="T2", nerve=Level.L4, side=Side.LEFT))
    plan, made = copied_to_next_level(plan, "N1")
    needle = plan.item(made)
    assert isinstance(needle, Needle)
    assert (needle.tip_mm - NEEDLE.tip_mm) == CENTRE[Level.L5] - CENTRE[Level.L4]
    bare = replace(plan, levels=ends[:1])
    with pytest.raises(MirrorError, match="Mark the same landmarks on L4 and L5"):
        copied_to_next_level(bare, "N1")


def test_a_level_further_down_must_be_a_target() -> None:
    with pytest.raises(MirrorError, match=r"L4 MB \(on L5\) left is not among the targets"):
        copied_to_next_level(PLAN, "N1")
    last = replace(L3_LEFT, nerve=Level.L5)
    with pytest.raises(MirrorError, match="no level further down"):
        copied_to_next_level(PLAN.with_item(last), "N1")
    with pytest.raises(MirrorError, match="has no target"):
        copied_to_next_level(PLAN.without_item("T1"), "N1")
    with pytest.raises(MirrorError, match="Select a needle"):
        copied_to_next_level(PLAN, "T1")


def test_a_joint_goes_down_and_across_as_well() -> None:
    joint = FacetTarget(id="T1", joint="L3-L4", side=Side.LEFT, point_mm=Point(22.0, 37.0, 15.0))
    below = FacetTarget(id="T2", joint="L4-L5", side=Side.LEFT)
    plan = replace(PLAN, targets=(joint, below))
    assert copied_to_next_level(plan, "N1")[0].needles[1].target == "T2"
    mirror_plan, made = mirrored(plan, "T1")
    twin = mirror_plan.item(made)
    assert isinstance(twin, FacetTarget)
    assert twin.point_mm is not None
    assert across(twin.point_mm) == pytest.approx(-across(Point(22.0, 37.0, 15.0)), abs=1e-9)


def test_a_joint_of_the_template_is_a_proposal_on_the_other_side_again() -> None:
    joint = FacetTarget(id="T1", joint="L3-L4", side=Side.LEFT, point_mm=Point(22.0, 37.0, 15.0))
    for provenance, accepted in ((Provenance.DRAWN, True), (Provenance.TEMPLATE, False)):
        plan, made = mirrored(replace(PLAN, targets=(replace(joint, provenance=provenance),)), "T1")
        twin = plan.item(made)
        assert isinstance(twin, FacetTarget)
        assert twin.accepted is accepted
