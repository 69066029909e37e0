"""What moves with an edit, and that nothing is lost or painted twice when the rest stands still."""

from __future__ import annotations

from collections import Counter
from dataclasses import replace as replaced

import pytest
from msgspec.structs import replace

from planner.anatomy.spine import Joint, Level, Side
from planner.checks import review
from planner.checks.scene import Scene
from planner.geometry.frames import axial
from planner.geometry.vectors import Point, Vector
from planner.guideline.rules import load_rules
from planner.plan.edits import shifted
from planner.plan.parts import Hardware, HardwareKind, Landmarks, Lesion, MedialBranch, Needle
from planner.plan.plan import Plan
from planner.ui.overlays import compose
from planner.ui.overlays.layers import moving_ids, picked_out, split
from planner.ui.overlays.marks import Label, Stroke
from planner.ui.overlays.sight import FADE_MM, FADE_OPACITY, Sight

PLANE = axial(Point(10.0, 20.0, 12.0))


def planned() -> Plan:
    plan = Plan(hardware_reviewed=True).with_nerves_of((Joint.named("L4-L5"),), Side.LEFT)
    for n, target in enumerate(plan.targets):
        assert isinstance(target, MedialBranch)
        start = Point(10.0 + 9.0 * n, 20.0, 14.0)
        course = (start, start + Vector(1.0, 6.0, -4.0), start + Vector(1.0, 9.0, -8.0))
        plan = plan.with_item(replace(target, course_mm=course))
        needle = Needle(
            id=f"N{n + 1}",
            target=target.id,
            device="rf-18g-100-10",
            entry_mm=start + Vector(8.0, 50.0, -45.0),
            tip_mm=start + Vector(0.5, -0.5, 0.0),
            lesions=(Lesion(),),
        )
        plan = plan.with_item(needle)
    screw = Hardware(
        id="H1",
        kind=HardwareKind.PEDICLE_SCREW,
        from_mm=Point(40.0, 60.0, 5.0),
        to_mm=Point(25.0, 25.0, 12.0),
        diameter_mm=6.5,
    )
    return plan.with_item(screw).with_landmarks(Level.L4, Landmarks(endplate=Point(0.0, 5.0, 12.0)))


def sight(plan: Plan) -> Sight:
    return Sight(plan, review(plan, Scene(), load_rules()), PLANE, "N1")


def moved(plan: Plan, item_id: str) -> Plan:
    item = plan.item(item_id)
    assert item is not None
    return plan.with_item(shifted(item, Vector(2.0, 1.0, 0.5)))


@pytest.mark.parametrize(
    ("item", "moving"),
    [("N1", {"N1", "T1"}), ("T2", {"T2", "N2"}), ("H1", {"H1", "N1", "N2", "T1", "T2"})],
)
def test_what_is_measured_against_a_moving_part_moves_along(item: str, moving: set[str]) -> None:
    plan = planned()
    assert moving_ids(plan, moved(plan, item)) == moving


@pytest.mark.parametrize("item", ["N1", "T2", "H1"])
def test_both_layers_together_hold_every_mark_once(item: str) -> None:
    plan = planned()
    now = moved(plan, item)
    whole = Counter(compose(sight(now)))
    still, moving = split(sight(now), plan)
    assert Counter(compose(still)) + Counter(compose(moving)) == whole


@pytest.mark.parametrize("item", ["N1", "T2"])
def test_what_stays_is_the_same_picture_all_through_an_edit(item: str) -> None:
    plan = planned()
    first = split(sight(moved(plan, item)), plan)[0]
    later = split(sight(moved(moved(plan, item), item)), plan)[0]
    assert first == later


def test_what_is_selected_stands_out_from_the_rest_and_none_is_lost() -> None:
    plan = planned()
    rest, chosen = picked_out(replaced(sight(plan), selected="N1"))
    assert {item.id for item in chosen.plan.items} == {"N1", "T1"}
    assert {item.id for item in rest.plan.items} == {item.id for item in plan.items} - {"N1", "T1"}
    assert rest.plan.levels == plan.levels
    assert rest.strength < 0.5 < chosen.strength
    assert picked_out(replaced(sight(plan), selected="")) == (replaced(sight(plan), selected=""),)


def test_a_drawn_needle_moves_alone() -> None:
    plan = planned()
    needle = plan.needles[0]
    now = plan.with_item(replace(needle, id="N9", target=""))
    assert moving_ids(plan, now) == {"N9"}


def test_lines_fade_with_the_distance_and_never_vanish() -> None:
    view = sight(planned())
    opacities = [view.opacity(PLANE.to_patient(0.0, 0.0, depth)) for depth in (0.0, 3.0, 10.0, 20.0, 300.0)]
    assert opacities == sorted(opacities, reverse=True)
    assert opacities[0] == 1.0
    assert opacities[-1] > 0.0
    assert len(FADE_OPACITY) == len(FADE_MM) + 1


def test_a_line_through_the_slice_is_strong_only_near_it() -> None:
    view = sight(planned())
    across = (PLANE.to_patient(0.0, 0.0, -60.0), PLANE.to_patient(30.0, 0.0, 60.0))
    strokes = [mark for mark in view.faded(across, "#ffffff", 1.0) if isinstance(mark, Stroke)]
    strongest = max(strokes, key=lambda stroke: stroke.opacity)
    (u0, _), (u1, _) = strongest.points
    assert strongest.opacity == 1.0
    assert u1 - u0 == pytest.approx(2 * FADE_MM[0] / 120.0 * 30.0)
    total = sum(stroke.points[1][0] - stroke.points[0][0] for stroke in strokes)
    assert total == pytest.approx(30.0)


def test_labels_name_nerve_and_bone() -> None:
    labels = {mark.text for mark in compose(sight(planned())) if isinstance(mark, Label)}
    assert {"L3 MB (on L4)", "L4 MB (on L5)", "N1", "H1", "L4"} <= labels
