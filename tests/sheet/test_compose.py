"""The whole sheet: the same plan gives the same sheet; a wrong patient or side gives none."""

from __future__ import annotations

from datetime import timedelta

import pytest
from msgspec.structs import replace

from planner import words
from planner.anatomy.spine import Level, Side
from planner.checks import review
from planner.checks.scene import Scene
from planner.guideline.rules import load_rules
from planner.plan.answers import QUESTIONS
from planner.plan.file import plan_digest
from planner.plan.identity import Patient
from planner.plan.parts import Landmarks, MedialBranch
from planner.plan.plan import Plan
from planner.sheet.compose import Obstacle, SheetBlockedError, compose
from planner.sheet.content import PictureKind, PicturePage
from planner.sheet.texts import texts
from tests.sheet import cases


def test_the_same_plan_and_time_give_the_same_sheet() -> None:
    plan = cases.screwed()
    assert cases.sheet_of(plan) == cases.sheet_of(plan)
    rules = load_rules()
    results = review(plan, Scene(cases.BODY, plan.patient, plan.images), rules)
    later = compose(
        plan, results, cases.FACTS, rules, cases.NOW + timedelta(minutes=1), cases.UNCONFIRMED, cases.BODY
    )
    assert later != cases.sheet_of(plan)
    assert later.pages == cases.sheet_of(plan).pages


def test_the_banner_names_patient_plan_and_time() -> None:
    plan = cases.ablation()
    banner = cases.sheet_of(plan).banner
    assert banner.patient == "Zhang San 张三"
    assert banner.identity == ("ID SAMPLE-7", "born 1961-03-04", "male")
    assert banner.plan == f"plan {plan_digest(plan)}"
    assert banner.made == "2026-12-01 07:41"
    assert banner.disclaimer == "planning aid, not a medical device"
    assert banner.page_words(2, 9) == "page 2 of 9"
    assert banner.running == "RF ABLATION  LEFT  L4-L5, L5-S1"


def test_sides_whose_joints_differ_are_named_once_in_the_running_head() -> None:
    both = cases.ablation((Side.LEFT, Side.RIGHT))
    assert cases.sheet_of(both).banner.running == "RF ABLATION  LEFT + RIGHT  L4-L5, L5-S1"
    last = next(
        t
        for t in both.targets
        if isinstance(t, MedialBranch) and t.side is Side.RIGHT and t.nerve is Level.L5
    )
    fewer = both.without_item(last.id)
    assert cases.sheet_of(fewer).banner.running == "RF ABLATION  LEFT L4-L5, L5-S1; RIGHT L4-L5"


def test_a_sample_is_marked_and_a_patient_is_not() -> None:
    sample = cases.sheet_of(cases.ablation()).banner
    assert (sample.watermark, sample.origin) == ("SAMPLE", "SAMPLE: no real patient")
    real = cases.sheet_of(cases.ablation(), cases.real_person()).banner
    assert (real.watermark, real.origin) == ("", "REAL PATIENT")


def test_a_nameless_patient_is_said_to_be_so() -> None:
    plan = replace(cases.ablation(), patient=Patient())
    banner = cases.sheet_of(plan).banner
    assert banner.patient == "NAME NOT GIVEN"
    assert banner.identity == ("ID NOT GIVEN", "born not known")


def test_the_wrong_side_gives_no_sheet() -> None:
    plan = cases.ablation(nerves="L3")
    target = plan.targets[0]
    with pytest.raises(
        SheetBlockedError, match=r"^No sheet: L3 MB \(on L4\) right: \d+ mm left of the midline$"
    ) as blocked:
        cases.sheet_of(plan.with_item(replace(target, side=Side.RIGHT)))
    assert blocked.value.why is Obstacle.WRONG_SIDE
    assert "\n" not in str(blocked.value)


def test_pedicles_the_wrong_way_round_give_no_sheet() -> None:
    plan = cases.ablation(nerves="L3")
    own = cases.landmarks(Level.L5)
    swapped = Landmarks(left_pedicle=own.right_pedicle, right_pedicle=own.left_pedicle)
    with pytest.raises(SheetBlockedError, match="wrong way round"):
        cases.sheet_of(plan.with_landmarks(Level.L5, swapped))


def test_another_patient_gives_no_sheet() -> None:
    plan = cases.ablation()
    other = Scene(cases.BODY, replace(plan.patient, id="8"), plan.images)
    with pytest.raises(SheetBlockedError, match="another patient") as blocked:
        cases.sheet_of(plan, scene=other)
    assert blocked.value.why is Obstacle.OTHER_IMAGES


def test_another_fail_still_gives_a_sheet() -> None:
    assert "FAILS" in list(texts(cases.sheet_of(cases.screwed())))


def test_each_needle_has_its_pictures_in_the_order_of_work() -> None:
    page = cases.sheet_of(cases.ablation((Side.RIGHT, Side.LEFT), "L3 L4")).pages[2]
    assert isinstance(page, PicturePage)
    assert [needle.pictures[0].needle for needle in page.needles] == ["N3", "N4", "N1", "N2"]
    kinds = {tuple(p.kind for p in needle.pictures) for needle in page.needles}
    views = (PictureKind.AP, PictureKind.OBLIQUE, PictureKind.LATERAL)
    assert kinds == {(*views, PictureKind.ALONG, PictureKind.BARREL)}
    under_ct = cases.sheet_of(cases.injection()).pages[2]
    assert isinstance(under_ct, PicturePage)
    assert [p.kind for p in under_ct.needles[0].pictures] == [PictureKind.ALONG, PictureKind.AXIAL]


def test_the_sheet_speaks_the_language_in_force() -> None:
    with words.use("zh_CN"):
        chinese = cases.sheet_of(cases.ablation())
    assert chinese.language == "zh_CN"
    assert any("小关节" in text or "神经" in text for text in texts(chinese))
    assert cases.sheet_of(cases.ablation()).language == "en"


def test_text_from_the_plan_stays_on_its_line() -> None:
    plan = cases.ablation(nerves="L3")
    hostile = "Li\n\nLEFT\u202e\x00" + "长" * 3
    plan = replace(plan, patient=replace(plan.patient, name=hostile, id=hostile))
    for key in ("anticoagulant", "implanted_device", "operator", "counted_by", "pad_site"):
        plan = plan.with_answer(key, hostile)
    needle = replace(plan.needles[0], id="N\n1", device="x\ny")
    plan = replace(plan, needles=(needle,))
    for text in texts(cases.sheet_of(plan)):
        assert not any(ord(c) < 32 or c == "\u202e" for c in text), text


def test_an_empty_plan_has_a_sheet() -> None:
    sheet = cases.sheet_of(Plan(patient=cases.PATIENT, images=cases.IMAGES))
    assert "No needle" not in sheet.title
    assert len(sheet.pages) == 4


@pytest.mark.parametrize("value", ["", "none", True, False, 0.0, 3.5, 1e300, "a\u202eb\x00"])
def test_answers_of_another_kind_than_asked_for_make_a_sheet(value: str | bool | float) -> None:
    plan = cases.ablation()
    for asked in QUESTIONS:
        plan = plan.with_answer(asked.key, value)
    plan = plan.with_answer("never_asked", value).with_answer("sheet_language", value)
    words = "\n".join(texts(cases.sheet_of(plan)))
    assert "RF ABLATION" in words
    assert "\x00" not in words
