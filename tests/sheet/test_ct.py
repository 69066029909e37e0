"""Under CT: where slice and table stand, what the laser gives, and what is a blank because nobody knows."""

from __future__ import annotations

from dataclasses import replace as with_facts
from math import cos, radians, sin

import numpy as np
import pytest
from msgspec.structs import replace

from planner.checks.scene import Scene
from planner.geometry.vectors import Point, Vector
from planner.imaging.volume import Volume
from planner.plan.parts import Guidance, Injection, Procedure
from planner.plan.plan import Plan
from planner.sheet.content import RoomPage
from planner.sheet.ct import gantry_tilt_deg
from planner.sheet.facts import ImageFacts
from planner.sheet.texts import texts
from tests.sheet import cases

TODAY = with_facts(cases.FACTS, study_date=cases.NOW.strftime("%Y%m%d"))


def page_of(plan: Plan, facts: ImageFacts = cases.FACTS, scene: Scene | None = None) -> RoomPage:
    page = cases.sheet_of(plan, facts, scene).pages[0]
    assert isinstance(page, RoomPage)
    return page


def lines_of(plan: Plan, facts: ImageFacts = cases.FACTS, scene: Scene | None = None) -> dict[str, str]:
    """Return what is said of the plan's only needle."""
    ((row,),) = (group.needles for group in page_of(plan, facts, scene).groups)
    return {line.label: line.text for line in row.lines}


def tilted(tilt_deg: float) -> Volume:
    """Return the box of tissue on slices that lean about the left-right axis."""
    turn, matrix = radians(tilt_deg), np.array(cases.BODY.voxel_to_patient)
    about = np.array([[1, 0, 0], [0, cos(turn), -sin(turn)], [0, sin(turn), cos(turn)]])
    matrix[:3, :3] = about @ matrix[:3, :3]
    return Volume(np.array(cases.BODY.hu, dtype=np.int16), matrix)


def replace_x(point: Point, x: float) -> Point:
    return Point(x, point.y, point.z)


def leaving() -> Plan:
    plan = cases.injection()
    needle = plan.needles[0]
    return plan.with_item(replace(needle, entry_mm=needle.tip_mm + Vector(-20.0, 50.0, -12.0)))


def test_the_table_is_a_blank_where_the_images_are_not_of_today() -> None:
    lines = lines_of(cases.injection())
    assert lines["TABLE"] == "______ mm (images of 2026-11-01)"
    assert "LASER" not in lines
    notes = page_of(cases.injection()).footnotes
    assert "The plan's images are not of today: TABLE is read off today's scan." in notes
    undated = lines_of(cases.injection(), with_facts(cases.FACTS, study_date=""))
    assert undated["TABLE"] == "______ mm (images of not known)"


def test_on_the_day_of_the_scan_table_and_laser_are_those_of_the_images() -> None:
    plan = cases.injection()
    lines, tip = lines_of(plan, TODAY), plan.needles[0].tip_mm
    assert lines["TABLE"] == f"I {round(-tip.z)} mm"
    assert lines["SLICE"] == f"I {round(-tip.z)} mm in the plan's images"
    entry = plan.needles[0].entry_mm
    assert lines["LASER"] == f"{-entry.x / 10.0:.1f} cm RIGHT of the scan's laser line"
    above = plan.with_item(
        replace(
            plan.needles[0],
            tip_mm=tip + Vector(0.0, 0.0, 60.0),
            entry_mm=entry + Vector(0.0, 0.0, 60.0),
        )
    )
    assert lines_of(above, TODAY)["TABLE"] == f"S {round(tip.z + 60.0)} mm"


@pytest.mark.parametrize(
    ("left_mm", "words"), [(12.0, "1.2 cm LEFT of"), (0.02, "ON the"), (-0.02, "ON the")]
)
def test_the_laser_has_two_sides_and_a_middle(left_mm: float, words: str) -> None:
    plan = cases.injection()
    needle = plan.needles[0]
    moved = replace(needle, entry_mm=replace_x(needle.entry_mm, left_mm))
    assert lines_of(plan.with_item(moved), TODAY)["LASER"].startswith(words)


def test_a_needle_that_leaves_its_slice_says_where_it_goes_in_and_leaves_the_tilt_blank() -> None:
    plan = leaving()
    lines, tip = lines_of(plan), plan.needles[0].tip_mm
    assert lines["GANTRY TILT"] == "____°"
    enters = (cases.BACK_MM - tip.y) / 50.0 * -12.0 + tip.z
    assert lines["SLICE"] == f"tip I {round(-tip.z)} mm, entry I {round(-enters)} mm in the plan's images"
    assert lines_of(cases.injection())["GANTRY TILT"] == "0°"


def test_images_with_a_tilted_gantry_give_no_position_of_the_table() -> None:
    plan = cases.injection()
    scene = Scene(tilted(12.0), plan.patient, plan.images)
    assert lines_of(plan, TODAY, scene)["TABLE"] == (
        "______ mm; the plan's images were made with the gantry tilted by 12°"
    )
    nothing = Scene(None, plan.patient, plan.images)
    assert lines_of(plan, TODAY, nothing)["TABLE"].startswith("______ mm")


def test_only_axial_slices_are_tilted_ones() -> None:
    assert gantry_tilt_deg(tilted(0.0)) == pytest.approx(0.0)
    assert gantry_tilt_deg(tilted(-17.0)) == pytest.approx(17.0)
    assert gantry_tilt_deg(tilted(90.0)) is None
    sagittal = np.array([[0.0, 0.0, 3.0, 0.0], [2.0, 0.0, 0.0, 0.0], [0.0, 2.0, 0.0, 0.0], [0, 0, 0, 1]])
    assert gantry_tilt_deg(Volume(np.zeros((3, 4, 5), np.int16), sagittal)) is None


def test_the_total_volume_stands_with_its_limit() -> None:
    plan = replace(cases.injection(), injection=Injection(drug_ml=0.8, contrast_ml=0.3))
    (inject,) = page_of(plan).dose
    assert inject.text == "each joint: contrast 0.3 mL + drug 0.8 mL = 1.1 mL (UNDER 1.5 mL)"


def test_nothing_of_an_ablation_stands_on_the_page_of_a_joint() -> None:
    words = "\n".join(texts(page_of(cases.injection(), TODAY)))
    for foreign in ("C-ARM", "DETECTOR", "BURN", "nerve", "active tip", "PAD"):
        assert foreign not in words


def test_only_ct_has_a_table() -> None:
    for guidance in (Guidance.C_ARM, Guidance.ULTRASOUND):
        page = page_of(cases.injection(guidance), TODAY)
        labels = {line.label for group in page.groups for row in group.needles for line in row.lines}
        assert labels.isdisjoint({"SLICE", "TABLE", "GANTRY TILT", "LASER"})
        assert not any("TABLE" in note or "laser" in note for note in page.footnotes)


def test_an_ablation_under_ct_has_a_table_for_each_needle() -> None:
    plan = replace(cases.ablation(), procedure=Procedure(guidance=Guidance.CT))
    rows = [row for group in page_of(plan).groups for row in group.needles]
    assert len(rows) == 3
    assert all("TABLE" in [line.label for line in row.lines] for row in rows)
