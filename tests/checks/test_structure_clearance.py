"""Clearance from roots, canal and vessels, and the tip behind the foramen."""

from __future__ import annotations

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from msgspec.structs import replace

from planner.anatomy.spine import Level, Side
from planner.carm.foramen import foramen_border, tip_behind_mm
from planner.checks.placements import at_least, spread
from planner.checks.reasons import Reason
from planner.checks.result import Assessed, Outcome
from planner.checks.wording import finding, headline, placed_words, value_words
from planner.geometry.vectors import Point
from planner.plan.parts import (
    FacetTarget,
    Landmarks,
    Lesion,
    Needle,
    Procedure,
    ProcedureKind,
    Provenance,
    Role,
    Structure,
    StructureKind,
)
from planner.plan.plan import Plan
from planner.plan.vertebrae import marked_points, vertebra_frame
from tests.checks.cases import (
    DIAMETER,
    Array,
    assessed,
    make_case,
    not_assessed,
    number,
    point,
    results_of,
    segment_distances,
    unit,
    width_mm,
)
from tests.checks.plans import NEEDLE, PLAN, ROOT, needle, with_items, without

CHECK = "structure_clearance"
HAZARD_MM = 1.3 * 7.3 / 2.0
"""18 gauge, 80 degrees, 90 s."""
UPRIGHT = needle(tip_mm=Point(22.0, 31.0, 4.0), entry_mm=Point(22.0, 71.0, 4.0))
"""From straight behind: its active part runs along y, from 31 to 41."""
BLOCK = Procedure(kind=ProcedureKind.MEDIAL_BRANCH_BLOCK)
JOINT = Procedure(kind=ProcedureKind.FACET_INJECTION)
INJECTION = needle(role=Role.INJECTION, device="spinal-22g-90", lesions=())


def beside(apart_mm: float, kind: StructureKind = StructureKind.NERVE_ROOT, name: str = "K2") -> Structure:
    """Return a tube of 3 mm radius along z, its axis `apart_mm` lateral of the upright needle, at its tip."""
    path = (Point(22.0 + apart_mm, 36.0, -20.0), Point(22.0 + apart_mm, 36.0, 30.0))
    return Structure(id=name, kind=kind, path_mm=path, radius_mm=3.0)


def result(plan: Plan) -> Assessed:
    """Return the result for the needle."""
    return assessed(results_of(plan), CHECK, "N1")


@pytest.mark.parametrize("block", range(4))
def test_random_gaps_are_those_of_a_search(block: int) -> None:
    rng = np.random.default_rng(20261128 + block)
    for index in range(50):
        case = make_case(rng, index)
        plan = replace(
            case.plan,
            hardware=(),
            hardware_reviewed=True,
            structures=tuple(
                Structure(
                    id=name, kind=StructureKind.CANAL, path_mm=(point(a), point(b)), radius_mm=diameter / 2.0
                )
                for name, a, b, diameter in case.metal
            ),
        )
        (found,) = (r for r in results_of(plan) if r.check == CHECK)
        solids = [(case.entry, case.tip, DIAMETER[case.needle.device.split("-")[1]] / 2.0)]
        for lesion in case.needle.lesions:
            radius = 1.3 * width_mm(case.needle, lesion) / 2.0
            front = case.tip + case.axis * (lesion.withdraw_mm - 2.5 + radius)
            rear = case.tip + case.axis * (lesion.withdraw_mm + case.active_mm + 2.5 - radius)
            if (rear - front) @ case.axis <= 0.0:
                front = rear = (front + rear) / 2.0
            solids.append((front, rear, radius))
        gaps = np.array([[_gap(solid, piece) for piece in case.metal] for solid in solids])
        if gaps.min() > 20.0:
            assert not isinstance(found, Assessed)
            continue
        assert isinstance(found, Assessed)
        assert number(found, "needle_mm") == pytest.approx(gaps[0].min(), abs=1e-3)
        assert number(found, "lesion_mm") == pytest.approx(gaps[1:].min(), abs=1e-3)
        names = [name for name, *_rest in case.metal]
        assert gaps[:, names.index(found.word("nearest"))].min() == pytest.approx(gaps.min(), abs=1e-3)


def _gap(solid: tuple[Array, Array, float], piece: tuple[str, Array, Array, float]) -> float:
    (a, b, radius), (_name, c, d, diameter) = solid, piece
    apart = float(segment_distances(a[None], b[None], c[None], d[None])[0])
    return apart - radius - diameter / 2.0


@pytest.mark.parametrize(
    ("gap_mm", "outcome"),
    [
        (6.0, Outcome.OK),
        (5.01, Outcome.OK),
        (4.99, Outcome.WARN),
        (2.01, Outcome.WARN),
        (1.99, Outcome.FAIL),
        (-2.0, Outcome.FAIL),
    ],
)
def test_both_sides_of_each_limit(gap_mm: float, outcome: Outcome) -> None:
    found = result(with_items(UPRIGHT, beside(HAZARD_MM + 3.0 + gap_mm)))
    assert number(found, "lesion_mm") == pytest.approx(gap_mm)
    assert number(found, "needle_mm") == pytest.approx(gap_mm + HAZARD_MM - 0.635)
    assert (found.word("nearest"), found.word("kind")) == ("K2", "nerve_root")
    assert found.outcome is outcome
    assert dict(found.envelope)["radius_mm"] == pytest.approx(HAZARD_MM)


def test_the_witness_lies_on_the_surfaces() -> None:
    found = result(with_items(UPRIGHT, beside(12.0)))
    assert found.witness is not None
    lesion, root = found.witness
    assert lesion.x == pytest.approx(22.0 + HAZARD_MM)
    assert root.x == pytest.approx(31.0)


def test_a_shaft_beside_a_vessel_counts_as_the_lesion_does() -> None:
    across = Structure(
        id="K2",
        kind=StructureKind.VESSEL,
        path_mm=(Point(25.0, 60.0, -20.0), Point(25.0, 60.0, 30.0)),
        radius_mm=1.5,
    )
    found = result(with_items(UPRIGHT, across))
    assert number(found, "needle_mm") == pytest.approx(3.0 - 0.635 - 1.5)
    assert found.word("nearest") == "K2"
    assert found.outcome is Outcome.FAIL
    assert headline(found).startswith("Needle 1 mm from vessel K2")


@pytest.mark.parametrize("tip_mm", [0.0, 2.0, 6.3])
def test_nine_of_ten_against_a_flat_wall(tip_mm: float) -> None:
    """A ball as large as a wall: what counts of the spread is one normal deviate, towards it."""
    wall = Structure(
        id="K2", kind=StructureKind.CANAL, path_mm=(Point(22.0, -2990.0, 4.0),), radius_mm=3000.0
    )
    limits = {"placement.freehand_tip_mm": tip_mm, "placement.freehand_angle_deg": 0.0}
    found = result(replace(with_items(UPRIGHT, wall), structures=(wall,), limits=limits))
    expected_mm = number(found, "lesion_mm") - 1.2816 * tip_mm / (2.0 * (2.0 / np.pi) ** 0.5)
    assert number(found, "gap_freehand_mm") == pytest.approx(expected_mm, abs=0.35)
    assert number(found, "gap_freehand_mm") <= number(found, "lesion_mm") + 1e-9


def test_the_words_tell_what_needle_and_lesion_keep_together() -> None:
    found = result(with_items(UPRIGHT, beside(HAZARD_MM + 3.0 + 12.0)))
    least = [int(number(found, f"gap_{how}_mm")) for how in ("freehand", "corrected")]
    assert 0 < least[0] < least[1] < 12
    expected = f"in 9 of 10 placements at least {least[0]} mm freehand, {least[1]} mm once corrected"
    assert placed_words(found) == expected


def test_every_lesion_counts() -> None:
    once, twice = (UPRIGHT, replace(UPRIGHT, lesions=(Lesion(), Lesion(withdraw_mm=15.0))))
    high = replace(beside(9.0), path_mm=(Point(31.0, 52.0, -20.0), Point(31.0, 52.0, 30.0)))
    first, second = (result(with_items(each, high)) for each in (once, twice))
    assert number(first, "lesion_mm") > number(second, "lesion_mm")
    assert number(second, "lesion_mm") == pytest.approx(9.0 - 3.0 - HAZARD_MM)


class TestWhatIsDrawn:
    def test_nothing_drawn_is_no_pass(self) -> None:
        plan = without("K1")
        assert not_assessed(results_of(plan), CHECK, "N1").reason is Reason.STRUCTURES_NOT_DRAWN
        only_vessel = plan.with_item(beside(15.0, StructureKind.VESSEL))
        assert not_assessed(results_of(only_vessel), CHECK, "N1").reason is Reason.STRUCTURES_NOT_DRAWN

    @pytest.mark.parametrize(("gap_mm", "counts"), [(19.9, True), (20.1, False)])
    def test_what_is_drawn_elsewhere_says_nothing(self, gap_mm: float, counts: bool) -> None:
        plan = without("K1").with_item(UPRIGHT).with_item(beside(HAZARD_MM + 3.0 + gap_mm))
        found = [r for r in results_of(plan) if r.check == CHECK]
        assert [isinstance(r, Assessed) for r in found] == [counts]

    def test_a_vessel_that_burns_fails_though_no_root_is_drawn(self) -> None:
        plan = without("K1").with_item(UPRIGHT).with_item(beside(5.0, StructureKind.VESSEL))
        assert result(plan).outcome is Outcome.FAIL

    def test_the_root_of_the_own_foramen_must_be_among_it(self) -> None:
        """That of the next level lies medial to the pedicle, beside it only below."""
        path = (Point(9.0, 22.0, 20.0), Point(10.0, 20.0, 4.0), Point(19.0, 18.0, -8.0))
        next_root = replace(ROOT, path_mm=path)
        found = result(with_items(next_root))
        assert number(found, "lesion_mm") > 5.0
        assert (found.outcome, found.reason, found.detail) == (Outcome.WARN, Reason.ROOT_NOT_DRAWN, "L4")
        assert "foramen above L4 is not drawn" in finding(found)
        own = result(with_items(next_root, replace(ROOT, id="K2")))
        assert (own.outcome, own.reason) == (Outcome.OK, None)

    def test_the_foramen_itself_will_do(self) -> None:
        foramen = replace(ROOT, kind=StructureKind.FORAMEN, path_mm=(Point(20.0, 14.0, 18.0),), radius_mm=4.0)
        assert result(with_items(foramen)).reason is None
        other_side = replace(foramen, path_mm=(Point(-20.0, 14.0, 18.0),))
        both = with_items(other_side, beside(15.0, StructureKind.CANAL))
        assert result(both).reason is Reason.ROOT_NOT_DRAWN

    def test_a_needle_for_nothing_known_can_at_best_warn(self) -> None:
        found = result(with_items(needle(target="")))
        assert (found.outcome, found.reason) == (Outcome.WARN, Reason.NO_TARGET)
        assert found.number("behind_foramen_mm") is None

    def test_without_landmarks_the_foramen_is_not_known(self) -> None:
        found = result(replace(PLAN, levels=()))
        assert (found.outcome, found.reason, found.detail) == (Outcome.WARN, Reason.NO_BORDER, "L4")


class TestWhatIsProposed:
    def proposed(self, gap_mm: float, **changes: object) -> Structure:
        at = beside(HAZARD_MM + 3.0 + gap_mm)
        return replace(at, **{"provenance": Provenance.TEMPLATE, "accepted": False, **changes})

    @pytest.mark.parametrize(
        ("gap_mm", "outcome"), [(8.0, Outcome.WARN), (4.0, Outcome.WARN), (1.0, Outcome.FAIL)]
    )
    def test_near_a_proposal_nobody_has_accepted_a_needle_can_at_best_warn(
        self, gap_mm: float, outcome: Outcome
    ) -> None:
        found = result(with_items(UPRIGHT, self.proposed(gap_mm)))
        assert (found.outcome, found.reason) == (outcome, Reason.STRUCTURES_PROPOSED)
        assert "look at them and accept them" in finding(found)

    def test_also_where_what_somebody_drew_is_nearer(self) -> None:
        found = result(with_items(UPRIGHT, beside(HAZARD_MM + 9.0), replace(self.proposed(12.0), id="K3")))
        assert found.word("nearest") == "K2"
        assert (found.outcome, found.reason) == (Outcome.WARN, Reason.STRUCTURES_PROPOSED)
        assert "(template, ±4 mm)" not in headline(found)

    def test_once_accepted_it_counts_as_drawn_but_stays_named_as_of_the_template(self) -> None:
        found = result(with_items(UPRIGHT, self.proposed(8.0, accepted=True)))
        assert (found.outcome, found.reason) == (Outcome.OK, None)
        assert headline(found).startswith("Lesion 8 mm from nerve root K2 (template, ±4 mm);")
        assert headline(found).count("±4 mm") == 1

    @pytest.mark.parametrize("accepted", [True, False])
    def test_the_words_tell_what_a_gap_is_measured_to(self, accepted: bool) -> None:
        touched = self.proposed(-1.0, accepted=accepted)
        assert "Lesion reaches nerve root K2 (template, ±4 mm)" in headline(
            result(with_items(UPRIGHT, touched))
        )
        edited = replace(touched, provenance=Provenance.TEMPLATE_EDITED)
        assert "K2 (template, corrected by hand)" in headline(result(with_items(UPRIGHT, edited)))
        drawn = result(with_items(UPRIGHT, beside(HAZARD_MM + 2.0)))
        assert headline(drawn).startswith("Lesion reaches nerve root K2;")
        assert drawn.word("provenance") == ""

    def test_what_is_proposed_far_away_says_nothing(self) -> None:
        found = result(with_items(UPRIGHT, self.proposed(20.1)))
        assert found.reason is None

    def test_a_proposal_is_as_good_as_a_drawing_to_be_measured_to(self) -> None:
        """Without it, the check could not be made at all."""
        own = replace(ROOT, provenance=Provenance.TEMPLATE, accepted=False)
        found = result(with_items(own))
        assert (found.outcome, found.reason) == (Outcome.WARN, Reason.STRUCTURES_PROPOSED)

    @pytest.mark.parametrize(
        ("gap_mm", "outcome"), [(8.0, Outcome.WARN), (4.0, Outcome.WARN), (1.0, Outcome.FAIL)]
    )
    def test_by_landmarks_that_nobody_confirmed_a_needle_can_at_best_warn(
        self, gap_mm: float, outcome: Outcome
    ) -> None:
        plan = with_items(UPRIGHT, self.proposed(gap_mm, provenance=Provenance.DRAWN))
        marked = plan.marked(Level.L4)
        assert marked is not None
        found = plan.with_level(replace(marked, provenance=Provenance.TEMPLATE, accepted=False))
        clearance = result(found)
        assert (clearance.outcome, clearance.reason) == (outcome, Reason.LANDMARKS_NOT_CONFIRMED)
        assert "landmarks of L4 were found by the program" in finding(clearance)
        assert result(found.with_levels_confirmed()).reason is None

    def test_a_root_that_is_missing_is_said_first(self) -> None:
        path = (Point(9.0, 22.0, 20.0), Point(10.0, 20.0, 4.0), Point(19.0, 18.0, -8.0))
        next_root = replace(ROOT, path_mm=path, provenance=Provenance.TEMPLATE, accepted=False)
        assert result(with_items(next_root)).reason is Reason.ROOT_NOT_DRAWN

    def test_a_needle_that_does_not_burn_is_no_better_off(self) -> None:
        upright = replace(UPRIGHT, role=Role.INJECTION, device="spinal-22g-90", lesions=())
        plan = replace(with_items(upright, self.proposed(8.0)), procedure=BLOCK)
        assert (result(plan).outcome, result(plan).reason) == (Outcome.WARN, Reason.STRUCTURES_PROPOSED)

    @pytest.mark.parametrize("accepted", [True, False])
    def test_a_foramen_of_the_template_is_not_good_to_a_voxel(self, accepted: bool) -> None:
        ball = Structure(
            id="K2",
            kind=StructureKind.FORAMEN,
            path_mm=(Point(20.0, 14.0, 18.0),),
            radius_mm=4.0,
            provenance=Provenance.TEMPLATE,
            accepted=accepted,
        )
        found = result(with_items(ball))
        assert (found.word("foramen"), number(found, "foramen_within_mm")) == ("template", 6.0)


class TestTheForamen:
    def tip_at(self, behind_mm: float, **changes: object) -> Plan:
        """Return a plan whose tip lies so far behind the template's border, the root far enough in front."""
        frame, border = vertebra_frame(PLAN, Level.L4), foramen_border(PLAN, Level.L4, Side.LEFT)
        assert frame is not None
        assert border is not None
        backwards = frame.to_patient(frame.to_frame(border.top - border.bottom)).cross(frame.left).unit()
        if backwards.dot(frame.posterior) < 0.0:
            backwards = -backwards
        tip = NEEDLE.tip_mm + backwards * (behind_mm - tip_behind_mm(NEEDLE.tip_mm, border, frame))
        entry = tip + (NEEDLE.entry_mm - NEEDLE.tip_mm)
        far = replace(ROOT, path_mm=(Point(21.0, 15.0, 22.0), Point(33.0, 11.0, 14.0)), radius_mm=1.0)
        return with_items(needle(tip_mm=tip, entry_mm=entry, **changes), far)

    @pytest.mark.parametrize(
        ("behind_mm", "outcome", "words"),
        [
            (4.2, Outcome.OK, "tip 4 mm behind the foramen"),
            (1.01, Outcome.OK, "tip 1 mm behind the foramen"),
            (0.99, Outcome.WARN, "tip less than 1 mm behind"),
            (-5.9, Outcome.WARN, "tip 6 mm IN FRONT of the foramen's border (template, ±6 mm)"),
            (-6.1, Outcome.FAIL, "tip 7 mm IN FRONT of the foramen's border (template, ±6 mm)"),
        ],
    )
    def test_a_tip_in_front_by_more_than_the_border_may_be_wrong_fails(
        self, behind_mm: float, outcome: Outcome, words: str
    ) -> None:
        found = result(self.tip_at(behind_mm))
        assert number(found, "behind_foramen_mm") == pytest.approx(behind_mm)
        assert number(found, "foramen_within_mm") == 6.0
        assert found.outcome is outcome
        assert words in headline(found)

    def test_what_counts_is_the_witness_and_the_value(self) -> None:
        clear, in_front = result(self.tip_at(4.2)), result(self.tip_at(-6.1))
        assert value_words(clear).endswith(" mm")
        assert value_words(in_front) == "7 mm in front"
        assert in_front.witness is not None
        tip, foot = in_front.witness
        assert tip.distance_to(foot) == pytest.approx(6.1)
        assert foot.y > tip.y

    def test_the_tip_errs_square_to_the_border(self) -> None:
        limits = {"placement.freehand_tip_mm": 4.0}
        found = result(replace(self.tip_at(-6.1), limits=limits))
        frame, border = vertebra_frame(PLAN, Level.L4), foramen_border(PLAN, Level.L4, Side.LEFT)
        assert frame is not None
        assert border is not None
        tips = spread(self.tip_at(-6.1).needles[0].segment, 4.0, 3.4).tips
        behind = np.array([tip_behind_mm(point(tip), border, frame) for tip in tips])
        assert number(found, "behind_foramen_freehand_mm") == pytest.approx(at_least(behind), abs=0.25)
        assert placed_words(found) == (
            "in 9 of 10 placements the tip lies, against the foramen, no farther forward than: 10 mm in front"
            " freehand, 8 mm in front once corrected"
        )

    def test_it_fails_though_nothing_is_drawn(self) -> None:
        plan = self.tip_at(-6.1).without_item("K1")
        found = result(plan)
        assert found.outcome is Outcome.FAIL
        assert found.number("lesion_mm") is None
        assert value_words(found) == "7 mm in front"

    def test_on_the_sacrum_the_template_may_be_wrong_by_more(self) -> None:
        sacral = replace(PLAN.targets[0], nerve=Level.L5)
        marks = PLAN.landmarks(Level.L4)
        assert marks is not None
        plan = self.tip_at(-6.1).with_item(sacral).without_level(Level.L4).with_landmarks(Level.S1, marks)
        assert number(result(plan), "foramen_within_mm") == 9.0

    def test_a_drawn_foramen_is_good_to_a_voxel(self) -> None:
        foramen = Structure(
            id="K2", kind=StructureKind.FORAMEN, path_mm=(Point(20.0, 14.0, 18.0),), radius_mm=4.0
        )
        found = result(with_items(foramen))
        assert (found.word("foramen"), number(found, "foramen_within_mm")) == ("drawn", 1.0)


class TestNeedlesThatDoNotBurn:
    def plan(self, procedure: Procedure, *items: Structure, target: str = "T1") -> Plan:
        joint = FacetTarget(id="T2", joint="L3-L4", side=Side.LEFT)
        plan = replace(without("K1"), procedure=procedure).with_item(joint)
        plan = plan.with_item(replace(INJECTION, target=target))
        for item in items:
            plan = plan.with_item(item)
        return plan

    def test_only_the_needle_counts_and_contact_fails(self) -> None:
        upright = replace(UPRIGHT, role=Role.INJECTION, device="spinal-22g-90", lesions=())
        for gap_mm, outcome in ((2.1, Outcome.OK), (1.9, Outcome.WARN), (-0.1, Outcome.FAIL)):
            plan = self.plan(BLOCK, beside(0.36 + 3.0 + gap_mm)).with_item(upright)
            found = result(plan)
            assert found.number("lesion_mm") is None
            assert number(found, "needle_mm") == pytest.approx(gap_mm)
            assert (found.outcome, found.rule.id) == (outcome, "own: structures")

    def test_the_tip_is_judged_though_nothing_is_drawn(self) -> None:
        found = result(self.plan(BLOCK))
        assert found.outcome is Outcome.OK
        assert headline(found) == "tip 5 mm behind the foramen (template, ±6 mm)"
        assert value_words(found) == "5 mm behind"

    def test_a_nerve_with_nothing_to_measure_is_not_assessed_and_a_joint_has_no_result(self) -> None:
        bare = replace(self.plan(BLOCK), levels=())
        assert not_assessed(results_of(bare), CHECK, "N1").reason is Reason.NO_BORDER
        joint = replace(self.plan(JOINT, target="T2"), levels=())
        assert [r for r in results_of(joint) if r.check == CHECK] == []
        marked = self.plan(JOINT, target="T2")
        assert result(marked).number("behind_foramen_mm") is not None

    def test_a_thermometer_goes_to_metal_wherever_the_foramen_is(self) -> None:
        probe = needle(id="N2", role=Role.THERMOMETER, device="thermo-20g-100", lesions=())
        found = assessed(results_of(with_items(probe)), CHECK, "N2")
        assert found.number("behind_foramen_mm") is None
        assert found.number("lesion_mm") is None
        alone = without("K1").with_item(probe)
        assert [r.subject for r in results_of(alone) if r.check == CHECK] == ["N1"]


def test_an_unknown_lesion_is_not_passed_but_contact_still_fails() -> None:
    silent = replace(UPRIGHT, lesions=())
    assert not_assessed(results_of(with_items(silent)), CHECK, "N1").reason is Reason.NO_LESION
    touching = result(with_items(silent, beside(2.0)))
    assert touching.outcome is Outcome.FAIL
    assert headline(touching).startswith("Needle touches nerve root K2")
    burnt = result(with_items(UPRIGHT, beside(2.0)))
    assert headline(burnt).startswith("Lesion reaches nerve root K2")


def test_an_unknown_needle_has_no_diameter() -> None:
    plan = with_items(needle(device="nothing"))
    assert not_assessed(results_of(plan), CHECK, "N1").reason is Reason.UNKNOWN_DEVICE


@settings(max_examples=30, deadline=None)
@given(shift=st.tuples(*[st.floats(-200.0, 200.0)] * 3), spin=st.floats(-1.0, 1.0), apart=st.integers(8, 14))
def test_it_moves_with_the_patient(shift: tuple[float, float, float], spin: float, apart: int) -> None:
    """Landmarks, roots and needles turned together about an axis that keeps left on the left."""
    axis = unit(np.array([1.0, 0.1, 0.05]))
    turn = np.eye(3) + np.sin(spin) * _cross(axis) + (1.0 - np.cos(spin)) * _cross(axis) @ _cross(axis)

    def move(at: Point) -> Point:
        return point(turn @ np.array(tuple(at)) + np.array(shift))

    def moved(each: Needle) -> Needle:
        return replace(each, tip_mm=move(each.tip_mm), entry_mm=move(each.entry_mm))

    here = with_items(UPRIGHT, beside(float(apart)))
    there = replace(
        here,
        needles=tuple(moved(each) for each in here.needles),
        structures=tuple(replace(s, path_mm=tuple(map(move, s.path_mm))) for s in here.structures),
    )
    marks = here.landmarks(Level.L4)
    assert marks is not None
    moved_marks = {name: move(at) for name, at in marked_points(marks).items()}
    there = there.with_landmarks(Level.L4, Landmarks(**moved_marks))
    one, other = result(here), result(there)
    for name in ("lesion_mm", "needle_mm", "behind_foramen_mm"):
        assert number(other, name) == pytest.approx(number(one, name), abs=1e-6)
    assert (one.outcome, one.reason) == (other.outcome, other.reason)


def _cross(axis: Array) -> Array:
    x, y, z = axis
    return np.array([[0.0, -z, y], [z, 0.0, -x], [-y, x, 0.0]])
