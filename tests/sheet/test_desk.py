"""DESK: every result with what it rests on; angles in two frames that cannot be mistaken."""

from __future__ import annotations

from math import cos, radians, sin

import pytest
from msgspec.structs import replace

from planner.anatomy.spine import Level
from planner.carm.angles import barrel_angles, dicom_words
from planner.carm.in_vertebra import uncertainty_deg
from planner.carm.machine import Machine
from planner.carm.site import Site
from planner.checks import review
from planner.checks.limit_words import limit_text
from planner.checks.scene import Scene
from planner.checks.wording import headline, verdict
from planner.geometry.vectors import Point, Vector
from planner.guideline.rules import load_rules
from planner.plan.file import plan_digest
from planner.plan.parts import MedialBranch, Override, Provenance, Structure, StructureKind
from planner.plan.plan import Plan
from planner.plan.wording import target_words
from planner.sheet.content import DeskPage
from planner.sheet.settings import hub_direction
from planner.sheet.texts import texts
from tests.sheet import cases


def _page(plan: Plan, site: Site = cases.UNCONFIRMED) -> DeskPage:
    page = cases.sheet_of(plan, site=site).pages[3]
    assert isinstance(page, DeskPage)
    return page


@pytest.mark.parametrize("plan", [cases.ablation(), cases.screwed(), cases.block(), cases.injection()])
def test_every_result_stands_there_with_limit_and_source(plan: Plan) -> None:
    results = review(plan, Scene(cases.BODY, plan.patient, plan.images), load_rules())
    groups = _page(plan).checks.groups
    assert sum(len(group.rows) for group in groups) == len(results)
    for result in results:
        group = next(g for g in groups if g.title == str(result.rule.title))
        assert group.limit == limit_text(result)
        assert group.source
        rows = [row for row in group.rows if headline(result) in row.value]
        assert any(row.outcome == verdict(result) for row in rows)


def test_level_and_grade_stand_together() -> None:
    alignment = next(g for g in _page(cases.ablation()).checks.groups if "along the nerve" in g.title)
    assert "evidence low, grade B" in alignment.source
    assert "chosen by this program" in alignment.limit


def test_a_changed_limit_says_so() -> None:
    plan = replace(cases.ablation(), limits={"alignment.warn": 20.0})
    page = _page(plan)
    alignment = next(g for g in page.checks.groups if "along the nerve" in g.title)
    assert "20°" in alignment.limit
    assert "changed by the user" in alignment.limit
    assert ("Limits changed", "alignment.warn = 20") in [(f.label, f.text) for f in page.facts]


def test_sources_are_numbered_without_gaps() -> None:
    page = _page(cases.screwed())
    listed = next(n for n in page.notices if n.title == "Sources").paragraphs
    assert [line.split("]")[0] for line in listed] == [f"[{n}" for n in range(1, len(listed) + 1)]
    assert any("JAMA 2017" in line for line in listed)


def test_the_two_frames_are_named() -> None:
    page = _page(cases.ablation(nerves="L3"))
    assert page.angles is not None
    row = page.angles.rows[0]
    assert row.room.startswith("detector over the BACK, 3")
    assert row.vertebra.startswith("L4: ")
    assert row.room.split(", ", 1)[1] != row.vertebra.removeprefix("L4: ")
    assert "NOT a C-arm setting" in page.angles.note
    unmarked = cases.ablation(nerves="L3")
    for marked in unmarked.levels:
        unmarked = unmarked.without_level(marked.level)
    angles = _page(unmarked).angles
    assert angles is not None
    assert angles.rows[0].vertebra.startswith("not known")


def test_levels_that_the_program_found_are_named_and_mark_the_angles_until_confirmed() -> None:
    plan = cases.ablation(nerves="L3")
    level = plan.marked(Level.L4)
    assert level is not None
    found = plan.with_level(replace(level, provenance=Provenance.TEMPLATE, accepted=False))
    page = _page(found)
    assert ("Levels", "found by the program, NOT confirmed: L4") in [(f.label, f.text) for f in page.facts]
    assert page.angles is not None
    assert page.angles.rows[0].vertebra.endswith("°, landmarks found, NOT confirmed")
    page = _page(found.with_levels_confirmed())
    assert ("Levels", "found by the program, confirmed: L4") in [(f.label, f.text) for f in page.facts]
    assert page.angles == _page(plan).angles
    assert "Levels" not in [fact.label for fact in _page(plan).facts]


def test_the_angles_of_the_room_stand_there_as_dicom_has_them_too() -> None:
    plan = cases.ablation(nerves="L3")
    angles = _page(plan).angles
    assert angles is not None
    assert angles.rows[0].small == dicom_words(barrel_angles(hub_direction(plan.needles[0])))
    assert angles.rows[0].small.startswith("primary 15")
    assert angles.rows[0].stops == ""


def test_a_needle_that_the_c_arm_cannot_look_down_says_what_stops_it() -> None:
    narrow = Site(machine=Machine(feet_deg=10.0))
    angles = _page(cases.ablation(nerves="L3"), narrow).angles
    assert angles is not None
    assert angles.rows[0].stops.endswith("to the FEET, it goes 10°.")
    under_ct = _page(cases.injection(), Site(machine=Machine(right_deg=0.0))).angles
    assert under_ct is not None
    assert under_ct.rows[0].stops == ""


def test_without_a_c_arm_the_directions_are_those_of_the_hand() -> None:
    angles = _page(cases.injection()).angles
    assert angles is not None
    assert angles.rows[0].room == "22° from vertical, hub leaning to the patient's RIGHT; in one slice"
    words = "\n".join(texts(angles))
    for foreign in ("C-arm", "detector", "primary", "barrel"):
        assert foreign not in words


def turned(turns_deg: tuple[float, ...]) -> Plan:
    """Return needles on the left, from above, whose hubs lean so far to the patient's left."""
    plan = cases.ablation(nerves="L3 L4 L5")
    for needle, turn_deg in zip(plan.needles, turns_deg, strict=True):
        lean = radians(turn_deg)
        entry = needle.tip_mm + Vector(sin(lean), cos(lean), 0.0) * 60.0
        plan = plan.with_item(replace(needle, entry_mm=entry))
    return plan


def _turning(page: DeskPage) -> list[str]:
    return [fact.text for fact in page.facts if fact.label == "C-arm"]


def test_the_order_that_turns_the_c_arm_least_stands_against_the_printed_one() -> None:
    assert _turning(_page(turned((40.0, 5.0, 20.0)))) == [
        "turned least in the order B, C, A: 40° in all from straight AP, 90° in the printed order"
    ]
    assert _turning(_page(turned((5.0, 20.0, 40.0)))) == [
        "turned by 40° in all from straight AP in the printed order; no order takes less"
    ]


def test_one_setting_or_no_c_arm_has_no_order() -> None:
    assert _turning(_page(cases.ablation(nerves="L3"))) == []
    assert _turning(_page(cases.injection())) == []


def test_the_dispute_is_on_every_sheet() -> None:
    for plan in (cases.ablation(), cases.block(), Plan(patient=cases.PATIENT, images=cases.IMAGES)):
        disputed = _page(plan).notices[0]
        assert disputed.title == "The evidence is disputed"
        assert "MINT" in disputed.paragraphs[0]
        assert "BMJ" in disputed.paragraphs[0]


def test_a_notice_stands_on_the_sheets_of_its_procedures() -> None:
    ablation, block = (
        " ".join(_page(plan).notices[0].paragraphs) for plan in (cases.ablation(), cases.block())
    )
    assert "multifidus loses its nerve" in ablation
    assert "positive by mistake" not in ablation
    assert "positive by mistake" in block
    assert "multifidus loses its nerve" not in block


def test_notes_digest_and_overrides_are_printed() -> None:
    plan = replace(
        cases.ablation(),
        notes="first line\n\nsecond\u202e line\x07",
        overrides=(Override(check="side", subject="T1", reason="seen", by="Dr Li"),),
    )
    page = _page(plan)
    assert plan_digest(plan) in "\n".join(texts(page))
    notes = next(n for n in page.notices if n.title == "Notes")
    assert notes.paragraphs == ("first line", "second line")
    assert any(n.title == "Overridden" for n in page.notices)


def test_the_program_recommends_nothing() -> None:
    for plan in (cases.ablation(), cases.screwed(), cases.block(), cases.injection()):
        words = "\n".join(texts(cases.sheet_of(plan))).casefold()
        assert "recommend" not in words
        assert "optimal" not in words


@pytest.mark.parametrize("accepted", [True, False])
def test_a_course_from_the_template_stays_marked_as_one(accepted: bool) -> None:
    plan = cases.ablation()
    nerve = next(target for target in plan.targets if isinstance(target, MedialBranch))
    assert "not seen on CT" not in "\n".join(texts(_page(plan)))
    proposed = replace(nerve, provenance=Provenance.TEMPLATE, accepted=accepted)
    words = "\n".join(texts(_page(plan.with_item(proposed))))
    assert f"{target_words(nerve)}: Proposed from template, ±2-3 mm, not seen on CT" in words
    assert ("NOT accepted" in words) is not accepted


def test_structures_of_the_template_stay_marked_as_such_and_take_a_line_for_each_origin() -> None:
    drawn = Structure(
        id="K1",
        kind=StructureKind.NERVE_ROOT,
        label="L3\u202e root",
        path_mm=(Point(20.0, 0.0, 0.0),),
        radius_mm=3.0,
    )
    waiting = replace(drawn, id="K2", provenance=Provenance.TEMPLATE, accepted=False)
    accepted = replace(waiting, accepted=True)
    structures = (drawn, waiting, replace(waiting, id="K3"), replace(accepted, id="K4"))
    page = _page(replace(cases.ablation(), structures=structures))
    (unknown,) = (n.paragraphs for n in page.notices if n.title == "What the program does not know")
    assert unknown[:2] == (
        "K2 L3 root, K3 L3 root: Proposed from template, ±4 mm, not seen on CT; NOT accepted.",
        "K4 L3 root: Proposed from template, ±4 mm, not seen on CT; accepted.",
    )
    assert "K1" not in "\n".join(unknown)


def test_angles_in_the_vertebras_frame_say_how_sure_they_are() -> None:
    plan = cases.ablation()
    words = "\n".join(texts(_page(plan)))
    level = next(t.bone for t in plan.targets if isinstance(t, MedialBranch))
    within = uncertainty_deg(plan, level)
    assert within is not None
    assert 2 <= within <= 12
    assert f", ±{within}°" in words
