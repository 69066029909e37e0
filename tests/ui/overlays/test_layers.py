"""What moves with an edit, and that nothing is lost or painted twice when the rest stands still."""

from __future__ import annotations

from collections import Counter
from dataclasses import replace as replaced

import pytest
from msgspec.structs import replace

from planner.anatomy.spine import Joint, Level, Side
from planner.carm.beam_view import BeamView
from planner.carm.machine import Machine
from planner.carm.views import Sighted, View, view_angles
from planner.checks import review
from planner.checks.scene import Scene
from planner.geometry.frames import axial
from planner.geometry.vectors import Point, Vector
from planner.guideline.rules import load_rules
from planner.plan.edits import shifted
from planner.plan.parts import Hardware, HardwareKind, Landmarks, Lesion, MedialBranch, Needle
from planner.plan.plan import Plan
from planner.plan.vertebrae import vertebra_frame
from planner.ui.overlays import compose
from planner.ui.overlays.layers import moving_ids, picked_out, split
from planner.ui.overlays.marks import Label, Mark, Stroke
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


def in_a_crowd() -> Plan:
    """The plan, marked for the C-arm, with two needles on the first nerve and one that is for nothing."""
    plan = planned()
    first = plan.needles[0]
    second = replace(first, id="N3", entry_mm=first.entry_mm + Vector(6.0, 0.0, 3.0))
    for part in (second, replace(second, id="N4", target="")):
        plan = plan.with_item(part)
    both = {"left_pedicle": Point(20.0, 25.0, 4.0), "right_pedicle": Point(-18.0, 25.0, 4.0)}
    return plan.with_landmarks(Level.L4, Landmarks(endplate=Point(0.0, 5.0, 12.0), **both))


def in_lateral(plan: Plan, selected: str) -> Sight:
    """Return a sight of the first nerve's vertebra from its side, where its foramen is drawn."""
    angles = view_angles(View.LATERAL, Sighted(vertebra_frame(plan, Level.L4), Side.LEFT))
    assert angles is not None
    view = BeamView(Machine().beam(angles, plan.needles[0].tip_mm))
    return Sight(plan, review(plan, Scene(), load_rules()), view, selected)


def drawn(*sights: Sight) -> Counter[Mark]:
    """Return what sights draw, however strong."""
    return Counter(replaced(mark, opacity=1.0) for sight in sights for mark in compose(sight))


@pytest.mark.parametrize("selected", ["N1", "N3", "N4", "T1", "T2", "H1"])
def test_what_is_selected_stands_out_from_the_rest_and_no_mark_is_lost(selected: str) -> None:
    sight = in_lateral(in_a_crowd(), selected)
    rest, chosen = picked_out(sight)
    assert drawn(rest, chosen) == drawn(sight)
    assert selected in {item.id for item in chosen.plan.items}
    assert rest.strength < 0.5 < chosen.strength


def test_the_needles_of_one_nerve_stand_out_together() -> None:
    rest, chosen = picked_out(in_lateral(in_a_crowd(), "N1"))
    assert {item.id for item in chosen.plan.items} == {"N1", "N3", "T1"}
    assert {item.id for item in rest.plan.items} == {"N2", "N4", "T2", "H1"}
    assert rest.plan.levels == in_a_crowd().levels


@pytest.mark.parametrize("selected", ["", "L4", "N99"])
def test_where_nothing_is_selected_all_is_as_strong(selected: str) -> None:
    sight = in_lateral(in_a_crowd(), selected)
    assert picked_out(sight) == (sight,)


@pytest.mark.parametrize("item", ["N1", "T1", "N2", "H1"])
def test_during_an_edit_the_rest_stays_as_faint_as_it_was(item: str) -> None:
    plan = in_a_crowd()
    rest, _chosen = picked_out(in_lateral(plan, "N1"))
    sight = in_lateral(moved(plan, item), "N1")
    still, moving = split(sight, plan)
    layers = picked_out(still)
    assert layers[0].strength == rest.strength
    assert drawn(*layers, moving) == drawn(sight)
    faint = {part.id for part in layers[0].plan.items}
    assert faint == {part.id for part in rest.plan.items} - {part.id for part in moving.plan.items}


def test_what_goes_with_a_selected_screw_is_what_moves_with_it() -> None:
    plan = in_a_crowd()
    _rest, chosen = picked_out(in_lateral(plan, "H1"))
    _still, moving = split(in_lateral(moved(plan, "H1"), "H1"), plan)
    assert {item.id for item in chosen.plan.items} == {item.id for item in moving.plan.items}


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


@pytest.mark.parametrize(
    ("selected", "names"), [("N1", ["small model", "large model"]), ("T1", []), ("", [])]
)
def test_the_models_of_a_lesion_are_named_on_the_selected_needle(selected: str, names: list[str]) -> None:
    marks = compose(in_lateral(in_a_crowd(), selected))
    assert [mark.text for mark in marks if isinstance(mark, Label) and "model" in mark.text] == names
