"""DO: what stands on the room's page for each procedure, and what must not stand there."""

from __future__ import annotations

import re
from math import atan2, cos, degrees, radians, sin

import pytest
from msgspec.structs import replace

from planner.anatomy.spine import Level, Side
from planner.carm.angles import CArmAngles, tilt_words
from planner.carm.in_vertebra import uncertainty_deg
from planner.carm.machine import Machine
from planner.carm.site import Site
from planner.checks.scene import Scene
from planner.geometry.frames import Frame
from planner.geometry.vectors import LEFT, Point, Vector
from planner.plan.parts import Guidance, Landmarks, Lesion, Needle, Procedure, ProcedureKind
from planner.plan.plan import Plan
from planner.plan.vertebrae import vertebra_frame
from planner.sheet.content import NeedleRow, RoomPage
from planner.sheet.facts import ImageFacts
from planner.sheet.needles import direction_words
from planner.sheet.texts import texts
from tests.sheet import cases


def _page(
    plan: Plan,
    facts: ImageFacts = cases.FACTS,
    scene: Scene | None = None,
    site: Site = cases.UNCONFIRMED,
) -> RoomPage:
    page = cases.sheet_of(plan, facts, scene, site).pages[0]
    assert isinstance(page, RoomPage)
    return page


def _all(plan: Plan) -> str:
    return "\n".join(texts(_page(plan)))


def _rows(page: RoomPage) -> list[NeedleRow]:
    return [row for group in page.groups for row in group.needles]


def test_side_joints_and_both_names_of_a_nerve() -> None:
    line = _page(cases.ablation((Side.LEFT, Side.RIGHT))).procedure
    assert (line.kind, line.sides) == ("RF ABLATION", "LEFT + RIGHT")
    assert line.joints == "Joints L4-L5, L5-S1"
    assert line.nerves is not None
    assert line.nerves.text == "L3 MB (on L4), L4 MB (on L5), L5 DR (at S1/ala)"
    assert line.facts == ("Patient PRONE", "6 needles")


def test_sides_that_differ_are_told_apart() -> None:
    plan = cases.ablation((Side.LEFT,), "L3 L4")
    for name in ("L2", "L3"):
        plan = plan.with_item(cases.branch(plan.free_id("T"), Level(name), Side.RIGHT))
    line = _page(plan).procedure
    assert line.joints == "Joints LEFT L4-L5; RIGHT L3-L4"
    assert line.nerves is not None
    assert "RIGHT L2 MB (on L3), L3 MB (on L4)" in line.nerves.text


def test_a_lone_nerve_makes_no_joint() -> None:
    assert _page(cases.ablation(nerves="L3")).procedure.joints == "No whole joint"


def test_needles_stand_left_before_right_and_from_above() -> None:
    plan = cases.ablation((Side.RIGHT, Side.LEFT))
    rows = _rows(_page(plan))
    assert [row.needle for row in rows] == ["N4", "N5", "N6", "N1", "N2", "N3"]
    assert [group.side for group in _page(plan).groups] == ["LEFT"] * 3 + ["RIGHT"] * 3


def test_depth_is_the_path_that_the_check_measured() -> None:
    plan = cases.ablation(nerves="L3")
    row = _rows(_page(plan))[0]
    path_mm = plan.needles[0].segment.length_mm
    assert row.depth.text == f"{path_mm:.0f} mm"
    assert row.device == "150 mm long"
    assert ("CANNULA", "18 G, 10 mm active tip") in [
        (line.label, line.text) for line in _page(plan).room.lines
    ]


def test_without_skin_the_depth_is_questioned() -> None:
    plan = cases.ablation(nerves="L3")
    page = _page(plan, scene=Scene(None, plan.patient, plan.images))
    row = _rows(page)[0]
    assert row.depth.text.endswith("mm?")
    assert "NOT FOUND" in row.lines[0].text
    assert "from the skin" not in page.depth
    assert any("No images are open" in item.text for item in page.stop.items)


def test_of_a_device_that_nobody_knows_it_is_not_said_that_the_skin_was_sought() -> None:
    plan = cases.ablation(nerves="L3")
    page = _page(plan.with_item(replace(plan.needles[0], device="no-such-needle")))
    (line, *_others) = _rows(page)[0].lines
    assert line.label == "DEPTH?"
    assert "NOT FOUND" not in line.text
    assert "The needle no-such-needle is not in the catalogue" in line.text
    assert "from the skin" not in page.depth


def test_the_setting_is_said_from_straight_ap_with_the_endplate_first() -> None:
    setting = _page(cases.ablation(nerves="L3")).groups[0].setting
    assert setting is not None
    assert setting.square is not None
    assert setting.square.text == "L4 endplate (CT: 6° to the HEAD, ±4°)"
    assert setting.then.label == "THEN"
    assert setting.then.text.startswith("from straight AP: 3")
    assert "to the patient's LEFT" in setting.then.text
    assert "to the FEET" in setting.then.text


def test_a_shared_setting_says_how_near_its_needles_lie() -> None:
    plan = cases.ablation(nerves="L3")
    assert not any("within 3°" in note for note in _page(plan).footnotes)
    twin = replace(plan.needles[0], id="N2", tip_mm=plan.needles[0].tip_mm + Vector(0.5, 0.0, 0.0))
    page = _page(plan.with_item(twin))
    assert len(page.groups) == 1
    assert [row.needle for row in _rows(page)] == ["N1", "N2"]
    assert "Needles under one C-arm letter lie within 3° of it." in page.footnotes


def test_without_landmarks_no_endplate_is_squared() -> None:
    plan = cases.ablation(nerves="L3").without_level(Level.L4)
    setting = _page(plan).groups[0].setting
    assert setting is not None
    assert setting.square is None
    assert setting.then.label == ""


@pytest.mark.parametrize(
    ("tilt_deg", "words"),
    [
        (10.0, "18° to the patient's LEFT, 33° to the FEET"),
        (25.0, "16° to the patient's LEFT, 18° to the FEET"),
    ],
)
def test_the_room_turns_with_the_tilt_of_the_vertebra(tilt_deg: float, words: str) -> None:
    """20 oblique and 42 caudal against a vertebra whose endplate squares with the detector to the head."""
    t, a, b = radians(tilt_deg), radians(20.0), radians(42.0)
    frame = Frame(Point(0.0, 0.0, 0.0), LEFT, Vector(0.0, cos(t), sin(t)), Vector(0.0, -sin(t), cos(t)))
    hub = frame.to_patient(Vector(sin(a) * cos(b), cos(a) * cos(b), -sin(b)))
    assert direction_words(hub) == f"from straight AP: {words}"


def test_a_needle_from_the_flank_says_where_the_detector_stands() -> None:
    assert direction_words(Vector(1.0, 0.2, 0.0)) == "detector at the patient's LEFT, 11° towards the back"


def test_lesions_are_said_once_where_all_are_alike() -> None:
    plan = cases.ablation(nerves="L3 L4")
    assert ("BURN", "80 °C  90 s × 1") in [(d.label, d.text) for d in _page(plan).dose]
    second = replace(plan.needles[1], lesions=(Lesion(), Lesion(withdraw_mm=5.0)))
    dose = [(d.label, d.text) for d in _page(plan.with_item(second)).dose]
    assert ("BURN N1", "80 °C  90 s × 1") in dose
    assert ("BURN N2", "80 °C  90 s, then drawn back 5 mm: 80 °C  90 s") in dose
    unplanned = replace(plan.needles[1], lesions=())
    assert any("not planned" in d.text for d in _page(plan.with_item(unplanned)).dose)


def test_a_block_has_volumes_and_neither_burn_nor_tip() -> None:
    words = _all(cases.block())
    assert "NERVE BLOCK\nRIGHT" in words
    assert "each nerve: contrast 0.2 mL + drug 0.25 mL = 0.45 mL (at most 0.5 mL)" in words
    for foreign in ("BURN", "°C", "active tip", "50 Hz", "PAD", "burn"):
        assert foreign not in words


def test_a_joint_under_ct_has_slice_angle_and_no_c_arm() -> None:
    plan = cases.injection()
    page = _page(plan)
    lines = {line.label: line.text for line in _rows(page)[0].lines}
    z = plan.needles[0].tip_mm.z
    assert f"I {round(-z)} mm" in lines["SLICE"]
    assert lines["ANGLE"] == "22° from vertical, hub leaning to the patient's RIGHT; in one slice"
    assert "RIGHT of the midline" in lines["ENTRY"]
    words = "\n".join(texts(page))
    assert "UNDER 1.5 mL" in words
    for foreign in ("C-ARM", "DETECTOR", "BURN", "AP,"):
        assert foreign not in words


def test_a_needle_that_leaves_the_slice_says_so() -> None:
    plan = cases.injection()
    needle = plan.needles[0]
    tilted = replace(needle, entry_mm=needle.tip_mm + Vector(-12.0, 30.0, -10.0))
    angle = next(line for line in _rows(_page(plan.with_item(tilted)))[0].lines if line.label == "ANGLE")
    assert "LEAVES the slice: hub 17° to the FEET" in angle.text


def test_a_joint_under_the_c_arm_has_a_setting() -> None:
    page = _page(cases.injection(Guidance.C_ARM))
    assert page.groups[0].setting is not None
    assert page.procedure.joints == "Joint L4-L5"
    assert not any(line.label == "ANGLE" for line in _rows(page)[0].lines)


def test_an_empty_plan_says_what_it_lacks() -> None:
    page = _page(Plan(patient=cases.PATIENT, images=cases.IMAGES))
    assert page.groups == ()
    assert page.procedure.sides == "SIDE NOT GIVEN"
    assert page.procedure.facts[1] == "0 needles"
    assert any("no nerve and no joint" in item.text for item in page.stop.items)


def test_a_needle_without_target_and_an_unknown_device() -> None:
    plan = cases.ablation(nerves="L3")
    stray = Needle(id="N7", device="mystery", entry_mm=Point(0.0, 70.0, 0.0), tip_mm=Point(0.0, 10.0, 0.0))
    page = _page(plan.with_item(stray))
    assert page.groups[-1].side == "SIDE NOT GIVEN: no target"
    assert _rows(page)[-1].device == "mystery: not in the catalogue"
    assert _rows(page)[0].device == "18 G, 10 mm active tip, 150 mm long"


def test_the_scan_is_compared_with_the_table() -> None:
    def note(position: str, plan: Plan) -> str:
        facts = ImageFacts(patient_position=position)
        return _page(plan, facts).depth

    prone = cases.ablation(nerves="L3")
    assert "lying supine" in note("HFS", prone)
    assert "lying prone as well" in note("FFP", prone)
    assert "not known" in note("", prone)
    on_side = replace(prone, procedure=Procedure(position="left side"))
    assert "not known" in note("HFS", on_side)
    assert _page(on_side).procedure.facts[0] == "Patient LEFT SIDE"


def test_every_procedure_has_its_own_order() -> None:
    orders = {
        kind: _page(replace(cases.ablation(nerves="L3"), procedure=Procedure(kind=kind))).order.text
        for kind in ProcedureKind
    }
    assert len(set(orders.values())) == 3
    ablation = orders[ProcedureKind.RF_ABLATION]
    places = [
        ablation.index(step) for step in ("views", "aspirate", "50 Hz", "2 Hz", "local", "wait", "burn")
    ]
    assert places == sorted(places)


@pytest.mark.parametrize(("side", "words"), [(Side.LEFT, "LEFT"), (Side.RIGHT, "RIGHT")])
def test_the_monitor_is_that_of_the_room(side: Side, words: str) -> None:
    page = _page(cases.ablation(nerves="L3"), site=Site(patient_left=side))
    assert page.room.detector is not None
    assert page.room.detector.text.endswith(f"The patient's LEFT is on the {words} of the screen.")
    assert not any("monitor" in item.text for item in page.stop.items)


@pytest.mark.parametrize("given", ["screen left", "screen right", None, "upside down", True])
def test_a_monitor_that_nobody_confirmed_is_a_blank_whatever_an_older_plan_answers(
    given: str | bool | None,
) -> None:
    page = _page(cases.ablation(nerves="L3").with_answer("monitor_left", given))
    assert page.room.detector is not None
    assert "LEFT is on the ______ of the monitor: NOT CONFIRMED" in page.room.detector.text
    assert not any("monitor" in item.text for item in page.stop.items)


def test_a_setting_out_of_reach_says_what_stops_the_c_arm() -> None:
    plan = cases.ablation(nerves="L3")
    setting = _page(plan).groups[0].setting
    assert setting is not None
    assert setting.stops is None
    narrow = _page(plan, site=Site(machine=Machine(feet_deg=10.0))).groups[0].setting
    assert narrow is not None
    assert narrow.stops is not None
    assert re.fullmatch(r"Out of this C-arm's reach: \d\d° to the FEET, it goes 10°\.", narrow.stops.text)


def test_an_endplate_is_squared_without_turning_to_a_side() -> None:
    """A vertebra that leans to a side: its own posterior direction is not what squares its endplate."""
    lean = radians(20.0)
    marks = {
        "left_pedicle": Point(18.0 * cos(lean), 24.0, 18.0 * sin(lean)),
        "right_pedicle": Point(-18.0 * cos(lean), 24.0, -18.0 * sin(lean)),
        "endplate": Point(-9.0 * sin(lean), 3.0, 9.0 * cos(lean)),
    }
    plan = cases.ablation(nerves="L3").with_landmarks(Level.L4, Landmarks(**marks))
    frame = vertebra_frame(plan, Level.L4)
    assert frame is not None
    setting = _page(plan).groups[0].setting
    assert setting is not None
    assert setting.square is not None
    tilt_deg = degrees(atan2(-frame.superior.y, frame.superior.z))
    within = uncertainty_deg(plan, Level.L4)
    tilt = tilt_words(CArmAngles(180.0, tilt_deg))
    assert setting.square.text == f"L4 endplate (CT: {tilt}, ±{within}°)"


def test_under_an_endoscope_the_operator_needs_a_scope_of_practice() -> None:
    def operator(plan: Plan) -> str:
        return next(line.text for line in _page(plan).room.lines if line.label == "OPERATOR")

    plan = cases.ablation().with_answer("operator", "Dr Li")
    assert operator(plan) == "Dr Li"
    assert operator(plan.with_answer("endoscopic", "yes")).startswith("Dr Li · Procedure of level 3")
