"""RECORD: a box per needle that asks what its procedure needs, and the strip that saves multiplying."""

from __future__ import annotations

from msgspec.structs import replace

from planner.plan.parts import Lesion
from planner.plan.plan import Plan
from planner.sheet.content import RecordPage
from planner.sheet.texts import texts
from tests.sheet import cases


def _page(plan: Plan) -> RecordPage:
    page = cases.sheet_of(plan).pages[1]
    assert isinstance(page, RecordPage)
    return page


def test_the_strip_is_three_times_the_threshold() -> None:
    strip = _page(cases.ablation()).strip
    assert strip is not None
    sensory, motor = strip.rows
    assert sensory[1:] == ("0.2", "0.3", "0.4", "0.5")
    assert motor[1:] == ("0.6", "0.9", "1.2", "1.5")
    assert "at least 1.5 V" in strip.note


def test_a_burn_asks_for_the_tests_and_each_burn() -> None:
    plan = cases.ablation(nerves="L3 L4")
    page = _page(plan)
    assert [group.title for group in page.needles] == ["N1  LEFT  L3 MB (on L4)", "N2  LEFT  L4 MB (on L5)"]
    words = list(texts(page.needles[0]))
    for asked in (
        "aspiration clear ☐",
        "impedance",
        "50 Hz",
        "2 Hz up to",
        "LEG  Y ☐  N ☐",
        "local",
        "burn 1",
    ):
        assert asked in words
    assert "metal" not in words
    thrice = plan.with_item(replace(plan.needles[0], lesions=(Lesion(), Lesion(), Lesion(withdraw_mm=5.0))))
    assert [w for w in texts(_page(thrice).needles[0]) if w.startswith("burn")] == [
        "burn 1",
        "burn 2",
        "burn 3",
    ]


def test_metal_and_devices_add_their_fields() -> None:
    page = _page(cases.screwed())
    assert "metal" in list(texts(page.needles[0]))
    (probe,) = [group for group in page.needles if group.title.startswith("N9")]
    assert probe.title == "N9  LEFT  thermometer, L4 MB (on L5)"
    assert "highest on the metal" in list(texts(probe))
    assert "implanted device restored ☐" not in list(texts(page))
    assert "implanted device restored ☐" in list(
        texts(_page(cases.screwed().with_answer("implanted_device", "ICD")))
    )


def test_an_injection_asks_for_spread_and_volumes() -> None:
    block, joint = list(texts(_page(cases.block()))), list(texts(_page(cases.injection())))
    assert _page(cases.block()).strip is None
    assert "contrast at the bone ☐  no vessel ☐" in block
    assert "contrast in the joint ☐  no vessel ☐" in joint
    for foreign in ("impedance", "50 Hz", "ground pad checked ☐", "burn 1"):
        assert foreign not in block + joint
    assert "after 6 h" in block


def test_steroid_after_burning_stands_there_once_it_is_decided() -> None:
    plan = cases.ablation()
    assert not any("Steroid" in words for words in texts(_page(plan)))
    assert not any("Steroid" in words for words in texts(_page(plan.with_answer("steroid_after", "none"))))
    decided = plan.with_answer("steroid_after", "Dr Li: 10 mg")
    assert "Steroid after burning: Dr Li: 10 mg" in list(texts(_page(decided)))


def test_what_is_given_after_burning_is_a_blank_until_somebody_decides() -> None:
    plan, blank = cases.ablation(), "given through the cannula after burning (optional)"
    assert blank in list(texts(_page(plan)))
    for decided in ("none", "Dr Li: 10 mg"):
        assert blank not in list(texts(_page(plan.with_answer("steroid_after", decided))))
    assert blank not in list(texts(_page(cases.block())))


def test_after_an_ablation_the_follow_up_is_asked_for() -> None:
    page = _page(cases.ablation())
    after = next(group for group in page.groups if group.title == "Afterwards")
    words = list(texts(after))
    for asked in ("physiotherapy: before ☐  after ☐", "follow-up at 3 months on", "relief lasted"):
        assert asked in words
    assert "% (50 or more?)" in words
    planned = _page(cases.ablation().with_answer("physiotherapy", "after"))
    assert "Physical therapy planned: after" in list(texts(planned))
    for other in (cases.block(), cases.injection()):
        assert "Afterwards" not in [group.title for group in _page(other).groups]
        assert "% (50 or more?)" in list(texts(_page(other)))


def test_the_metal_is_measured_at_every_burn() -> None:
    words = list(texts(_page(cases.screwed()).needles[0]))
    assert words.count("metal") == words.count("°C") - 1 == 1
