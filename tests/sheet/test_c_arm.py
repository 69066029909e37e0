"""What the sheet says of pictures of a C-arm: what is laid over them, what is estimated, and nothing else."""

from __future__ import annotations

import re

import pytest
from msgspec.structs import replace

from planner import words
from planner.carm.calibration import Calibration
from planner.carm.wording import calibration_words
from planner.checks.scene import Scene
from planner.geometry.vectors import Point
from planner.plan.c_arm import CArm
from planner.plan.parts import Guidance
from planner.plan.plan import Plan
from planner.sheet.content import DeskPage, PictureKind, PicturePage, RoomPage, Sheet
from planner.sheet.texts import texts
from tests.sheet import cases
from tests.sheet import pictures_cases as made

CT_MM, ESTIMATED, CALIBRATED, PIXELS = (
    calibration_words(state)
    for state in (Calibration.CT, Calibration.ESTIMATED, Calibration.CALIBRATED, Calibration.PIXELS)
)


def room(sheet: Sheet) -> RoomPage:
    page = sheet.pages[0]
    assert isinstance(page, RoomPage)
    return page


def desk(sheet: Sheet) -> DeskPage:
    page = sheet.pages[-1]
    assert isinstance(page, DeskPage)
    return page


def block(sheet: Sheet) -> tuple[str, ...]:
    """Return the lines on pictures of the C-arm; none where there is no such block."""
    found = [each.paragraphs for each in desk(sheet).notices if each.title == "C-arm pictures"]
    assert len(found) <= 1
    return found[0] if found else ()


def pictures(sheet: Sheet) -> PicturePage | None:
    return next((page for page in sheet.pages if isinstance(page, PicturePage)), None)


def strong(sheet: Sheet) -> dict[str, str]:
    return {item.label: item.text for item in room(sheet).stop.items if item.strong}


def test_a_plan_that_keeps_nothing_of_pictures_says_nothing_of_them() -> None:
    sheet = made.sheet_over_pictures(cases.ablation())
    assert block(sheet) == ()
    assert not any("C-arm pictures" in text or "est." in text for text in texts(sheet))


def test_the_doctor_reads_what_is_laid_over_pictures_and_what_it_is_worth() -> None:
    lines = block(made.sheet_over_pictures(made.over_pictures()))
    within = (
        "within about 1 mm in the first picture, 4 mm in its depth; landmarks 0.4 mm from where they are "
        f"seen (root mean square). {CT_MM}"
    )
    assert lines[:3] == (
        f"L4 of the CT laid over 2 C-arm pictures, accepted; {within}",
        f"L5 of the CT laid over 2 C-arm pictures, NOT accepted: nothing of it is drawn there; {within}",
        "L3: landmarks are marked in pictures, and no CT is laid over them.",
    )
    assert lines[3:5] == (
        f"view ap: marked from end to end, 30 mm long. {CALIBRATED}",
        f"A C-arm picture that is not open: marked across, 1.3 mm wide. {CALIBRATED}",
    )


def test_views_are_said_to_be_confirmed_or_not() -> None:
    lines = block(made.sheet_over_pictures(made.over_pictures()))
    assert lines[5:] == (
        f"view ap: view confirmed. {ESTIMATED}",
        f"view lateral: view NOT confirmed: compare it with how the patient lay. {ESTIMATED}",
        f"view sideless: SIDES NOT TOLD, view not confirmed. {ESTIMATED}",
        "1 series of C-arm pictures that is not open: view confirmed.",
    )


def test_a_vertebra_that_nobody_accepted_stops_nothing_as_it_draws_nothing() -> None:
    over, without = made.over_pictures(), replace(made.over_pictures(), c_arm=CArm())
    assert room(made.sheet_over_pictures(over)).stop == room(made.sheet_over_pictures(without)).stop


def test_on_pictures_the_box_begins_with_that() -> None:
    sheet = made.sheet_on_pictures(made.on_pictures())
    first, *others = room(sheet).stop.items
    assert (first.label, first.strong) == ("PLANNED ON C-ARM PICTURES", True)
    assert first.text.startswith("lengths are estimates")
    assert not any(item.label in ("PLANNED ON C-ARM PICTURES", "IMAGES") for item in others)
    assert "PLANNED ON C-ARM PICTURES" not in strong(cases.sheet_of(cases.ablation()))
    assert ESTIMATED in block(sheet)[0]


LENGTH = re.compile(r"\d (?:mm|cm)\b")
"""A length that does not say that it is estimated."""
KNOWN = ("90 mm long", "100 mm long", "150 mm long", "10 mm active tip", "±6 mm", "±9 mm")
"""Of a device, and what says itself how far off it may be."""


def bare_lengths(text: str) -> list[str]:
    for known in KNOWN:
        text = text.replace(known, "")
    return LENGTH.findall(text)


@pytest.mark.parametrize("plan", [cases.ablation(), cases.screwed(), cases.block(), cases.injection()])
def test_every_length_of_such_a_plan_says_that_it_is_estimated(plan: Plan) -> None:
    sheet = made.sheet_on_pictures(made.on_pictures(plan))
    told = [*texts(room(sheet).groups), *texts(room(sheet).stop)]
    rows = [row for group in desk(sheet).checks.groups for row in group.rows]
    told += [row.value for row in rows]
    assert sum("est. mm" in text or "est. cm" in text for text in told) > 3 * len(plan.needles)
    wrong = [text for text in told if bare_lengths(text)]
    assert wrong == []
    same = made.sheet_over_pictures(plan)
    assert any(bare_lengths(text) for text in texts(room(same).groups)), "there is something to see here"


def test_depth_is_from_the_entry_as_there_is_no_skin() -> None:
    (group,) = room(made.sheet_on_pictures(made.on_pictures(cases.ablation(nerves="L3")))).groups
    (needle,) = group.needles
    assert re.fullmatch(r"\d+ est\. mm\?", needle.depth.text)
    told = {line.label: line.text for line in needle.lines}
    assert told["DEPTH?"] == "from the planned entry, NOT the skin: there is no CT"
    assert re.fullmatch(
        r"\d\.\d est\. cm LEFT of the midline, \d\.\d est\. cm \w+ the L4 mark", told["ENTRY"]
    )


def test_such_a_sheet_speaks_of_no_ct() -> None:
    sheet = made.sheet_on_pictures(made.on_pictures())
    facts = {fact.label: fact.text for fact in desk(sheet).facts}
    assert facts["Images"] == "C-arm pictures of 2026-11-02: view oblique; view ap; view lateral"
    assert facts["Position"] == "patient prone, head first"
    assert "Scan" not in facts
    ours = [*texts(room(sheet)), *texts(desk(sheet).angles), *texts(desk(sheet).facts)]
    assert [
        t for t in ours if re.search(r"\bCT\b", t) and "No CT" not in t and "there is no CT" not in t
    ] == [next(t for t in ours if "this needs a CT" in t)]
    angles = desk(sheet).angles
    assert angles is not None
    assert angles.headings[3] == "device; entry → tip, LPS, est. mm from the isocentre"


def test_of_the_table_of_a_ct_nothing_is_told() -> None:
    plan = made.on_pictures(cases.injection(Guidance.CT))
    (group,) = room(made.sheet_on_pictures(plan)).groups
    told = {line.label: line.text for line in group.needles[0].lines}
    assert told["TABLE"] == "______ mm: the plan was made on C-arm pictures, not on a CT"
    assert "SLICE" not in told
    assert "LASER" not in told
    footnotes = room(made.sheet_on_pictures(plan)).footnotes
    assert "TABLE is read off today's scan." in footnotes
    assert not any("images" in note or "scan's zero" in note for note in footnotes)


def test_each_needle_stands_on_the_pictures_that_are_most_like_ap_and_lateral() -> None:
    sheet = made.sheet_on_pictures(made.on_pictures())
    page = pictures(sheet)
    assert page is not None
    assert len(page.needles) == 3
    for needle in page.needles:
        assert needle.slices == ()
        assert [view.kind for view in needle.views] == [PictureKind.FRAME, PictureKind.FRAME]
        frames = [view.frame.sop_instance_uid for view in needle.views if view.frame is not None]
        assert frames == ["ap", "lateral"]
        for view in needle.views:
            assert "C-arm picture, lengths estimated" in view.remark
            assert view.warnings == ("view not confirmed",)
            assert view.width_mm == pytest.approx(512 * 0.44 * 0.7)
            assert view.height_mm == pytest.approx(480 * 0.44 * 0.7)


def test_of_a_run_that_turns_the_frame_that_is_most_like_it_is_taken() -> None:
    turning = made.run("spin", *(made.geometry(deg, ("L", "F")) for deg in (140.0, 172.0, -160.0)))
    page = pictures(made.sheet_on_pictures(made.on_pictures(), (turning, made.LATERAL)))
    assert page is not None
    (first, _second) = page.needles[0].views
    assert first.frame is not None
    assert (first.frame.sop_instance_uid, first.frame.frame) == ("spin", 1)
    assert "view spin, 2 of 3" in first.remark


def test_a_picture_that_tells_no_rays_or_no_sides_shows_no_plan() -> None:
    sheet = made.sheet_on_pictures(made.on_pictures(), (made.BARE, made.SIDELESS))
    assert pictures(sheet) is None
    assert len(sheet.pages) == 3
    why = "No PICTURES: no picture that is open shows a needle's tip and tells its rays and sides."
    assert why in block(sheet)
    assert why not in block(made.sheet_on_pictures(made.on_pictures()))


def test_a_needle_whose_tip_no_picture_shows_says_so() -> None:
    plan = made.on_pictures(cases.ablation(nerves="L3 L4"))
    needle = plan.needles[0]
    away = replace(needle, tip_mm=replace_z(needle.tip_mm, 130.0), entry_mm=replace_z(needle.entry_mm, 130.0))
    page = pictures(made.sheet_on_pictures(plan.with_item(away)))
    assert page is not None
    lost = next(each for each in page.needles if not each.views)
    assert lost.title.startswith("N1")
    assert lost.ticks == "No picture that is open shows its tip and tells its rays and sides."


def replace_z(point: Point, z: float) -> Point:
    return Point(point.x, point.y, z)


def test_the_chinese_sheet_marks_its_lengths_too() -> None:
    with words.use("zh_CN"):
        sheet = made.sheet_on_pictures(made.on_pictures())
        for group in room(sheet).groups:
            for needle in group.needles:
                number = re.search(r"\d+", needle.depth.text)
                assert number is not None
                assert words._("{n} est. mm").format(n=number[0]) in needle.depth.text
                entry = needle.lines[-1].text
                marked = [words._("{n} est. cm").format(n=n) in entry for n in re.findall(r"\d\.\d", entry)]
                assert marked
                assert all(marked)


def test_a_sample_says_so_and_a_patient_too() -> None:
    plan = made.on_pictures()
    assert made.sheet_on_pictures(plan).banner.origin == "SAMPLE: no real patient"
    scene = Scene(None, plan.patient, plan.images)
    real = cases.sheet_of(plan, cases.real_person(made.FACTS), scene)
    assert (real.banner.origin, real.banner.watermark) == ("REAL PATIENT", "")
