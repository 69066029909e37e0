"""The plan as a value: what it refuses, what edits return."""

from __future__ import annotations

import pytest
from msgspec.structs import replace

from planner.anatomy.spine import Joint, Level, Side
from planner.geometry.vectors import Point, Vector
from planner.plan.edits import handles, mapped, reflected, shifted, with_handle_at
from planner.plan.parts import (
    FacetTarget,
    Hardware,
    HardwareKind,
    Landmarks,
    MarkedLevel,
    MedialBranch,
    Needle,
    ProcedureKind,
    Structure,
    StructureKind,
)
from planner.plan.plan import Plan
from planner.plan.wording import procedure_words, target_words
from planner.words import use
from tests.checks.plans import NEEDLE, NERVE, PLAN, SCREW, needle, with_items

HERE, THERE = Point(1.0, 2.0, 3.0), Point(4.0, 6.0, 3.0)
JOINT = FacetTarget(id="T2", joint="L4-L5", side=Side.RIGHT, point_mm=HERE, opening_mm=(HERE, THERE))
ROOT = Structure(id="K1", kind=StructureKind.NERVE_ROOT, path_mm=(HERE, THERE), radius_mm=3.0)
ROD = Hardware(id="H2", kind=HardwareKind.ROD, path_mm=(HERE, THERE, Point(9.0, 9.0, 9.0)), diameter_mm=5.5)


def hardware(**changes: object) -> Hardware:
    """Return a screw with other fields."""
    fields: dict[str, object] = {"from_mm": HERE, "to_mm": THERE, "diameter_mm": 6.5, **changes}
    return Hardware(id="H1", kind=HardwareKind.PEDICLE_SCREW, **fields)  # type: ignore[arg-type]


class TestWhatIsRefused:
    def test_two_parts_of_one_id(self) -> None:
        with pytest.raises(ValueError, match="'H1'"):
            Plan(hardware=(SCREW, SCREW))

    def test_a_level_twice(self) -> None:
        with pytest.raises(ValueError, match="twice"):
            Plan(levels=(MarkedLevel(level=Level.L4), MarkedLevel(level=Level.L4)))

    def test_a_needle_for_a_target_that_is_not_there(self) -> None:
        with pytest.raises(ValueError, match="T9"):
            Plan(needles=(needle(target="T9"),))

    def test_a_needle_of_no_length(self) -> None:
        with pytest.raises(ValueError, match="differ"):
            needle(entry_mm=NEEDLE.tip_mm)

    @pytest.mark.parametrize("stretch", [(-1.0, 2.0), (3.0, 3.0), (4.0, 2.0)])
    def test_a_stretch_that_is_none(self, stretch: tuple[float, float]) -> None:
        with pytest.raises(ValueError, match="stretch"):
            replace(NERVE, stretch_mm=stretch)

    def test_a_course_that_stands_still(self) -> None:
        with pytest.raises(ValueError, match="differ"):
            replace(NERVE, course_mm=(HERE, HERE))

    def test_a_nerve_of_no_joint(self) -> None:
        with pytest.raises(ValueError, match="S1"):
            replace(NERVE, nerve=Level.S1)

    @pytest.mark.parametrize(
        "changes",
        [
            {"from_mm": None},
            {"path_mm": (HERE, THERE)},
            {"from_mm": None, "to_mm": None, "path_mm": (HERE,)},
            {"diameter_mm": 0.0},
            {"diameter_mm": -6.5},
            {"diameter_mm": 650.0},
        ],
    )
    def test_hardware_without_a_shape(self, changes: dict[str, object]) -> None:
        with pytest.raises(ValueError, match="hardware"):
            hardware(**changes)

    @pytest.mark.parametrize("changes", [{"path_mm": ()}, {"radius_mm": 0.0}])
    def test_a_structure_without_a_shape(self, changes: dict[str, object]) -> None:
        with pytest.raises(ValueError, match="structure"):
            replace(ROOT, **changes)

    def test_a_joint_opening_of_no_length(self) -> None:
        with pytest.raises(ValueError, match="opening"):
            replace(JOINT, opening_mm=(HERE, HERE))


def test_what_follows_from_a_nerve() -> None:
    assert NERVE.bone is Level.L4
    assert NERVE.stretch == (0.0, NERVE.course.length_mm if NERVE.course else 0.0)
    assert replace(NERVE, stretch_mm=(2.0, 99.0)).stretch == pytest.approx((2.0, 12.0))
    assert replace(NERVE, stretch_mm=(50.0, 99.0)).stretch is None
    assert replace(NERVE, course_mm=(HERE,)).course is None


def test_solids() -> None:
    (screw,) = SCREW.capsules
    assert (screw.start, screw.end, screw.radius_mm) == (SCREW.from_mm, SCREW.to_mm, 3.25)
    assert [(c.start, c.end) for c in ROD.capsules] == [(HERE, THERE), (THERE, Point(9.0, 9.0, 9.0))]
    (ball,) = replace(ROOT, path_mm=(HERE,)).capsules
    assert ball.start == ball.end == HERE


def test_edits_leave_the_old_plan_alone() -> None:
    moved = PLAN.with_item(needle(tip_mm=HERE))
    assert PLAN.needles == (NEEDLE,)
    assert moved.needles[0].tip_mm == HERE
    assert moved.with_item(NEEDLE) == PLAN


def test_items_are_found_added_and_removed() -> None:
    plan = with_items(JOINT, ROOT, ROD)
    assert [item.id for item in plan.items] == ["T1", "T2", "N1", "H1", "H2", "K1"]
    assert plan.item("H2") == ROD
    assert plan.item("X") is None
    assert plan.free_id("T") == "T3"
    assert [item.id for item in plan.without_item("H1").items] == ["T1", "T2", "N1", "H2", "K1"]


def test_a_needle_outlives_its_target() -> None:
    plan = PLAN.without_item("T1")
    assert plan.needles[0].target == ""
    assert plan.target_of(plan.needles[0]) is None
    assert PLAN.target_of(NEEDLE) == NERVE
    assert PLAN.needles_of(NERVE) == (NEEDLE,)


def test_joints_bring_their_nerves_once() -> None:
    joints = (Joint.named("L4-L5"), Joint.named("L5-S1"))
    plan = Plan().with_nerves_of(joints, Side.LEFT)
    nerves = [t.nerve for t in plan.targets if isinstance(t, MedialBranch)]
    assert nerves == [Level.L3, Level.L4, Level.L5]
    assert plan.with_nerves_of(joints, Side.LEFT) == plan
    assert plan.joints(Side.LEFT) == joints
    assert plan.joints(Side.RIGHT) == ()
    assert Plan(targets=(JOINT,)).joints(Side.RIGHT) == (Joint.named("L4-L5"),)


def test_levels_and_answers() -> None:
    plan = Plan().with_landmarks(Level.L5, Landmarks(endplate=HERE)).with_landmarks(Level.L3, Landmarks())
    assert [marked.level for marked in plan.levels] == [Level.L3, Level.L5]
    assert plan.landmarks(Level.L5) == Landmarks(endplate=HERE)
    assert plan.landmarks(Level.L4) is None
    assert plan.without_level(Level.L5).landmarks(Level.L5) is None
    answered = plan.with_answer("count_method", "last_rib")
    assert answered.answers == {"count_method": "last_rib"}
    assert answered.with_answer("count_method", None) == plan


def test_every_point_can_be_dragged() -> None:
    plan = with_items(JOINT, ROOT, ROD)
    for handle in handles(plan):
        moved = with_handle_at(plan, handle, handle.at + Vector(0.5, -0.25, 2.0))
        changed = [h for h in handles(moved) if h not in handles(plan)]
        assert [(h.owner, h.name, h.index) for h in changed] == [(handle.owner, handle.name, handle.index)]
        assert changed[0].at == handle.at + Vector(0.5, -0.25, 2.0)
    owners = {handle.owner for handle in handles(plan)}
    assert owners == {"T1", "T2", "N1", "H1", "H2", "K1", "L4"}


def test_mirroring_twice_is_nothing() -> None:
    mirror = reflected(HERE, Vector(0.6, 0.0, 0.8))
    plan = with_items(JOINT, ROOT, ROD)
    twice = plan
    for item in plan.items:
        twice = twice.with_item(mapped(mapped(item, mirror), mirror))
    levels = {marked.level.value for marked in plan.levels}
    here, there = ([h for h in handles(p) if h.owner not in levels] for p in (plan, twice))
    assert len(here) == 15
    for a, b in zip(here, there, strict=True):
        assert tuple(a.at) == pytest.approx(tuple(b.at))


def test_shifting() -> None:
    moved = shifted(NEEDLE, Vector(0.0, 0.0, 35.0))
    assert isinstance(moved, Needle)
    assert moved.tip_mm - NEEDLE.tip_mm == moved.entry_mm - NEEDLE.entry_mm == Vector(0.0, 0.0, 35.0)


def test_parts_in_words() -> None:
    assert target_words(NERVE) == "L3 MB (on L4) left"
    assert target_words(JOINT) == "L4-L5 joint right"
    for code in ("en", "zh_CN"):
        with use(code):
            assert len({procedure_words(kind) for kind in ProcedureKind}) == 3
