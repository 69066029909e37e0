"""Roots and foramina proposed from the template: how near the truth, and over nothing of a person's."""

from __future__ import annotations

import numpy as np
import pytest
from msgspec.structs import replace

from planner.anatomy.spine import Level, Side
from planner.anatomy.wording import side_words
from planner.geometry.curves import Polyline
from planner.geometry.vectors import Point, Vector
from planner.plan.edits import shifted
from planner.plan.parts import MedialBranch, Provenance, Structure, StructureKind
from planner.plan.plan import Plan
from planner.plan.vertebrae import vertebrae_of
from planner.plan.wording import STRUCTURE_WITHIN_MM, structure_title
from planner.suggest.structures import foramen_between, propose_structures, root_below
from tests.suggest.test_courses import CASES, planned, truth_of

L4_LEFT = MedialBranch(id="T1", nerve=Level.L3, side=Side.LEFT)
"""It lies on L4."""


def on_l4() -> Plan:
    """Return a plan with the true landmarks of all levels and one nerve, on L4."""
    return replace(planned("plain"), targets=(L4_LEFT,))


def labels(plan: Plan) -> list[str]:
    """Return the names of the structures with their sides, without their ids."""
    return [structure_title(structure).split(" ", 1)[1] for structure in plan.structures]


def moved(structure: Structure, by: Vector, **changes: object) -> Structure:
    image = shifted(structure, by)
    assert isinstance(image, Structure)
    return replace(image, **changes)


@pytest.mark.parametrize("case", CASES)
def test_roots_and_foramina_lie_as_near_the_truth_as_is_said(case: str) -> None:
    vertebrae, truth = vertebrae_of(planned(case)), truth_of(case)
    off_mm = []
    for root in truth.roots:
        path, true_path = root_below(vertebrae[root.level], root.side).path_mm, Polyline(root.path_mm)
        off_mm += [point.distance_to(true_path.at(true_path.nearest_arc_mm(point))) for point in path[1:5]]
    assert len(off_mm) == 40
    assert np.percentile(off_mm, 90) <= STRUCTURE_WITHIN_MM
    assert max(off_mm) < 5.0
    centres = []
    for foramen in truth.foramina:
        below = foramen.level.below
        assert below is not None
        ball = foramen_between(vertebrae[foramen.level], vertebrae[below], foramen.side)
        centres.append(ball.path_mm[0].distance_to(foramen.centre_mm))
    assert len(centres) == 12
    assert np.percentile(centres, 90) <= STRUCTURE_WITHIN_MM
    assert max(centres) < 5.0


def test_a_needle_on_l4_gets_the_root_before_it_its_foramen_and_its_own_root() -> None:
    plan = propose_structures(on_l4())
    left = side_words(Side.LEFT)
    assert labels(plan) == [
        f"L3 root {left}",
        f"foramen L3-L4 {left}",
        f"L4 root {left}",
    ]
    assert [each.id for each in plan.structures] == ["K1", "K2", "K3"]
    assert {(each.provenance, each.accepted) for each in plan.structures} == {(Provenance.TEMPLATE, False)}
    assert all(each.is_proposal for each in plan.structures)
    vertebra = vertebrae_of(plan)[Level.L4]
    for structure in plan.structures:
        assert all(vertebra.own(point).x > 0.0 for point in structure.path_mm)


def test_neighbouring_targets_share_a_root_and_the_ends_of_the_spine_have_none_of_their_own() -> None:
    def of(*nerves: Level) -> list[str]:
        targets = tuple(MedialBranch(id=f"T{n}", nerve=n, side=Side.RIGHT) for n in nerves)
        found = labels(propose_structures(replace(planned("plain"), targets=targets)))
        return [label.removesuffix(" right") for label in found]

    assert of(Level.L4, Level.L3) == [
        "L3 root",
        "foramen L3-L4",
        "L4 root",
        "foramen L4-L5",
        "L5 root",
    ]
    assert of(Level.L5) == ["L5 root", "foramen L5-S1"]
    assert of(Level.T12) == ["T12 root", "foramen T12-L1", "L1 root"]


def test_what_no_landmark_tells_is_not_proposed() -> None:
    assert propose_structures(Plan(targets=(L4_LEFT,))).structures == ()
    assert propose_structures(replace(on_l4(), targets=())).structures == ()
    only = on_l4()
    for marked in only.levels:
        if marked.level is not Level.L4:
            only = only.without_level(marked.level)
    assert labels(propose_structures(only)) == ["L4 root left"]


def test_proposals_nobody_has_touched_follow_the_landmarks() -> None:
    first = propose_structures(on_l4())
    assert propose_structures(first) == first
    marks = first.landmarks(Level.L4)
    assert marks is not None
    lower = replace(
        marks, **{n: getattr(marks, n) + Vector(0.0, 0.0, -3.0) for n in ("left_pedicle", "right_pedicle")}
    )
    again = propose_structures(first.with_landmarks(Level.L4, lower))
    assert labels(again) == labels(first)
    assert again.structures[2].path_mm != first.structures[2].path_mm
    assert propose_structures(replace(first, targets=())).structures == ()


@pytest.mark.parametrize(
    "changes",
    [
        {"provenance": Provenance.DRAWN, "accepted": True},
        {"provenance": Provenance.TEMPLATE, "accepted": True},
        {"provenance": Provenance.TEMPLATE_EDITED, "accepted": False},
    ],
    ids=["drawn", "accepted", "edited"],
)
def test_what_a_person_had_a_hand_in_is_neither_touched_nor_doubled(changes: dict[str, object]) -> None:
    first = propose_structures(on_l4())
    kept = moved(first.structures[0], Vector(4.0, -4.0, 3.0), id="K7", label="mine", **changes)
    plan = propose_structures(replace(on_l4(), structures=(kept,)))
    assert plan.structures[0] == kept
    assert labels(plan) == ["mine", *labels(first)[1:]]


def test_what_lies_elsewhere_or_is_something_else_does_not_stand_in() -> None:
    first = propose_structures(on_l4())
    root = first.structures[0]
    by_hand = {"provenance": Provenance.DRAWN, "accepted": True}
    away = moved(root, Vector(0.0, -14.0, 0.0), id="K7", label="away", **by_hand)
    vessel = replace(root, id="K8", label="vessel", kind=StructureKind.VESSEL, **by_hand)
    plan = propose_structures(replace(on_l4(), structures=(away, vessel)))
    assert labels(plan) == ["away", "vessel", *labels(first)]


def test_a_root_drawn_with_few_points_or_dragged_far_at_one_is_still_the_same() -> None:
    first = propose_structures(on_l4())
    root = first.structures[0]
    short = replace(root, path_mm=root.path_mm[2:4], provenance=Provenance.DRAWN, accepted=True)
    dragged = (root.path_mm[0] + Vector(0.0, -30.0, 0.0), *root.path_mm[1:])
    for kept in (short, replace(root, path_mm=dragged, provenance=Provenance.TEMPLATE_EDITED)):
        assert labels(propose_structures(replace(on_l4(), structures=(kept,)))) == labels(first)


def test_left_and_right_mirror() -> None:
    vertebra = vertebrae_of(planned("plain"))[Level.L3]
    left, right = (root_below(vertebra, side).path_mm for side in Side)
    for one, other in zip(map(vertebra.own, left), map(vertebra.own, right), strict=True):
        assert tuple(Point(-one.x, one.y, one.z)) == pytest.approx(tuple(other))
