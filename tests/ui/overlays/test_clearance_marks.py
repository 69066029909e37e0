"""What is drawn of the checks of distance: lines between surfaces, and only what is worth a look."""

from __future__ import annotations

import pytest
from msgspec.structs import replace

from planner.carm.angles import CArmAngles
from planner.carm.beam import Beam
from planner.carm.beam_view import BeamView
from planner.checks import review
from planner.checks.result import Outcome
from planner.geometry.frames import axial
from planner.geometry.vectors import Point
from planner.guideline.rules import load_rules
from planner.plan.parts import Structure, StructureKind
from planner.plan.plan import Plan
from planner.ui import ink
from planner.ui.overlays import bone_path, needles_apart, skin, structure_clearance
from planner.ui.overlays.marks import Label, Mark, Stroke
from planner.ui.overlays.sight import AnyView, Sight
from tests.checks.plans import PLAN, ROOT, needle, scene, with_items
from tests.checks.test_bone_path import UPRIGHT, body

AT_TIP = axial(Point(22.0, 31.0, 4.0))
CLOSE = replace(ROOT, id="K2", path_mm=(Point(31.0, 36.0, -20.0), Point(31.0, 36.0, 30.0)), radius_mm=2.0)
STRAIGHT = needle(tip_mm=Point(22.0, 31.0, 4.0), entry_mm=Point(22.0, 71.0, 4.0))


def sight(plan: Plan, view: AnyView = AT_TIP, selected: str = "", images: object = None) -> Sight:
    """Return a plan seen with its results."""
    return Sight(plan, review(plan, images or scene(), load_rules()), view, selected)  # type: ignore[arg-type]


def drawn(marks: list[Mark]) -> tuple[list[Stroke], list[Label]]:
    """Return the lines and the labels among marks."""
    return [m for m in marks if isinstance(m, Stroke)], [m for m in marks if isinstance(m, Label)]


def test_a_root_close_by_has_a_line_from_surface_to_surface() -> None:
    strokes, labels = drawn(list(structure_clearance.marks(sight(with_items(STRAIGHT, CLOSE)))))
    (line,), (label,) = strokes, labels
    assert list(line.points) == [pytest.approx((4.745, 5.0)), pytest.approx((7.0, 5.0))]
    assert (line.colour, label.text) == (ink.OUTCOME[Outcome.WARN], "2 mm")


def test_what_is_clear_is_drawn_for_the_selected_needle_only() -> None:
    assert list(structure_clearance.marks(sight(PLAN))) == []
    strokes, labels = drawn(list(structure_clearance.marks(sight(PLAN, selected="N1"))))
    assert (len(strokes), len(labels)) == (1, 1)
    assert strokes[0].colour == ink.OUTCOME[Outcome.OK]


def test_a_tip_in_front_of_the_foramen_has_a_line_to_it_on_slices_alone() -> None:
    far = Structure(
        id="K1",
        kind=StructureKind.NERVE_ROOT,
        path_mm=(Point(21.0, 8.0, 26.0), Point(33.0, 4.0, 18.0)),
        radius_mm=1.0,
    )
    before = with_items(needle(tip_mm=Point(22.0, 24.0, 9.0)), far)
    (label,) = drawn(list(structure_clearance.marks(sight(before, axial(Point(22.0, 24.0, 9.0))))))[1]
    assert label.text.endswith("in front")
    lateral = BeamView(Beam(CArmAngles(90.0, 0.0), Point(22.0, 24.0, 9.0)))
    assert list(structure_clearance.marks(sight(before, lateral))) == []


def test_a_lesion_near_the_skin_has_a_line_to_it_and_a_deep_one_has_none() -> None:
    shallow = with_items(needle(tip_mm=Point(22.0, 32.0, 4.0), entry_mm=Point(22.0, 70.0, 4.0)))
    strokes, labels = drawn(list(skin.marks(sight(shallow))))
    (line,), (label,) = strokes, labels
    assert line.dashed
    assert line.points[1][1] == pytest.approx(60.0 - 31.0, abs=0.1)
    assert label.text == "16 mm"
    deep = with_items(needle(tip_mm=Point(22.0, 15.0, 4.0), entry_mm=Point(22.0, 70.0, 4.0)))
    assert list(skin.marks(sight(deep))) == []


def test_bone_on_the_way_is_the_stretch_of_the_needle_in_it() -> None:
    plan, tip = with_items(UPRIGHT), UPRIGHT.tip_mm
    seen = sight(plan, axial(tip), images=body((30.0, 36.5, 700.0)))
    strokes, labels = drawn(list(bone_path.marks(seen)))
    (line,), (label,) = strokes, labels
    assert [v for _, v in line.points] == pytest.approx([36.5, 30.0], abs=0.5)
    assert line.colour == label.colour == ink.OUTCOME[Outcome.FAIL]
    assert list(bone_path.marks(sight(plan, axial(tip), images=body()))) == []


def test_the_selected_needle_has_a_line_to_one_in_its_way() -> None:
    beside = needle(id="N2", target="", tip_mm=Point(22.4, 31.0, -16.0), entry_mm=Point(22.4, 71.0, 24.0))
    plan = with_items(STRAIGHT, beside)
    assert {r.outcome for r in sight(plan).assessed("needles_apart")} == {Outcome.WARN}
    assert list(needles_apart.marks(sight(plan))) == []
    for selected in ("N1", "N2"):
        strokes, labels = drawn(list(needles_apart.marks(sight(plan, selected=selected))))
        assert (len(strokes), [label.text for label in labels]) == (1, ["0 mm"])
    away = replace(beside, tip_mm=Point(60.0, 31.0, 4.0), entry_mm=Point(80.0, 71.0, 4.0))
    assert list(needles_apart.marks(sight(with_items(STRAIGHT, away), selected="N1"))) == []
