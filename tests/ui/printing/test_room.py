"""DO: the sheet that is taped to the table is one page for as many needles as are worked on in one go."""

from __future__ import annotations

import pytest
from msgspec.structs import replace

from planner import words
from planner.anatomy.spine import Level, Side
from planner.plan.parts import Guidance, Hardware, HardwareKind
from planner.plan.plan import Plan
from planner.sheet.content import RoomPage, Sheet
from planner.sheet.settings import hub_direction
from planner.ui.printing.layout import LaidPage, lay_out
from planner.ui.printing.marks import Piece
from tests.sheet import cases

pytestmark = pytest.mark.usefixtures("qapp")

ONE_SIDE, BOTH = (Side.LEFT,), (Side.LEFT, Side.RIGHT)


def shared(sides: tuple[Side, ...], nerves: str) -> Plan:
    """Return a plan whose needles of one side are parallel, with metal and blanks for the STOP box."""
    plan = cases.ablation(sides, nerves)
    for side in sides:
        own = [n for n in plan.needles if (t := plan.target_of(n)) is not None and t.side is side]
        hub = hub_direction(own[0])
        for needle in own:
            entry = needle.tip_mm + hub * ((cases.BACK_MM - needle.tip_mm.y) / hub.y)
            plan = plan.with_item(replace(needle, entry_mm=entry))
    first = plan.needles[0]
    plan = plan.with_item(replace(first, device="rf-18g-100-10"))
    screw = Hardware(
        id="H1",
        kind=HardwareKind.PEDICLE_SCREW,
        level=Level.S1,
        side=Side.LEFT,
        from_mm=cases.at(Level.S1, -45.0, 26.0, -10.0),
        to_mm=cases.at(Level.S1, -8.0, 15.0, -10.0),
        diameter_mm=6.5,
    )
    return plan.with_item(screw)


def room_pages(sheet: Sheet) -> list[LaidPage]:
    """Return the sides of paper that the DO page takes."""
    heading = sheet.pages[0].heading
    return [
        page
        for page in lay_out(sheet)
        if any(isinstance(m, Piece) and m.text.startswith(heading) for m in page.marks)
    ]


def settings(sheet: Sheet) -> int:
    page = sheet.pages[0]
    assert isinstance(page, RoomPage)
    return len(page.groups)


@pytest.mark.parametrize("language", ["en", "zh_CN"])
@pytest.mark.parametrize(
    ("sides", "nerves", "needles", "c_arm_settings"),
    [
        (ONE_SIDE, "L4", 1, 1),
        (ONE_SIDE, "L3 L4", 2, 1),
        (BOTH, "L4", 2, 2),
        (ONE_SIDE, "L3 L4 L5", 3, 1),
        (ONE_SIDE, "L2 L3 L4 L5", 4, 1),
        (BOTH, "L3 L4", 4, 2),
    ],
)
def test_up_to_four_needles_fit_on_one_page(
    language: str, sides: tuple[Side, ...], nerves: str, needles: int, c_arm_settings: int
) -> None:
    plan = shared(sides, nerves)
    assert len(plan.needles) == needles
    with words.use(language):
        sheet = cases.sheet_of(plan)
    assert settings(sheet) == c_arm_settings
    assert len(room_pages(sheet)) == 1


def test_more_needles_flow_to_a_further_page() -> None:
    assert len(room_pages(cases.sheet_of(shared(BOTH, "L3 L4 L5")))) == 2


@pytest.mark.parametrize("plan", [shared(ONE_SIDE, "L4"), shared(BOTH, "L3 L4")], ids=["roomy", "tight"])
def test_what_is_read_from_a_step_away_is_large_and_nothing_is_small(plan: Plan) -> None:
    sheet = cases.sheet_of(plan)
    page = room_pages(sheet)[0]
    printed = [m for m in page.marks if isinstance(m, Piece)]
    start = next(i for i, m in enumerate(printed) if m.text.startswith("RF ABLATION"))
    body = printed[start:]
    sizes = {m.text.strip(): m.style.size_pt for m in body}
    assert sizes["RF ABLATION   LEFT + RIGHT" if len(plan.needles) > 1 else "RF ABLATION   LEFT"] >= 30.0
    assert sizes["N1"] >= 18.0
    assert sizes["ENTRY"] >= 13.0
    assert sizes["METAL IN THE BODY"] >= 13.0
    assert min(sizes.values()) >= 11.0


def test_a_page_with_room_to_spare_has_the_larger_type() -> None:
    def largest(plan: Plan) -> float:
        return max(m.style.size_pt for m in room_pages(cases.sheet_of(plan))[0].marks if isinstance(m, Piece))

    assert largest(shared(ONE_SIDE, "L4")) > largest(shared(BOTH, "L3 L4"))


@pytest.mark.parametrize("language", ["en", "zh_CN"])
@pytest.mark.parametrize("sides", [ONE_SIDE, BOTH], ids=["one needle", "six needles"])
def test_under_ct_what_the_hand_lays_out_has_sixteen_points(language: str, sides: tuple[Side, ...]) -> None:
    plan = cases.injection() if sides is ONE_SIDE else cases.ablation(sides)
    with words.use(language):
        sheet = cases.sheet_of(replace(plan, procedure=replace(plan.procedure, guidance=Guidance.CT)))
    room = sheet.pages[0]
    assert isinstance(room, RoomPage)
    said = {line.text for group in room.groups for row in group.needles for line in row.lines}
    said |= {row.depth.text for group in room.groups for row in group.needles}
    printed = [m for page in room_pages(sheet) for m in page.marks if isinstance(m, Piece)]
    for text in said:
        begun = [m for m in printed if text.startswith(m.text.replace("\u00a0", " "))]
        assert begun
        assert all(m.style.size_pt >= 16.0 for m in begun if len(m.text) > 3)


@pytest.mark.parametrize("language", ["en", "zh_CN"])
def test_six_needles_have_a_side_of_paper_for_each_side_of_the_patient(language: str) -> None:
    with words.use(language):
        sheet = cases.sheet_of(cases.six_beside_screws())
    laid = room_pages(sheet)
    assert len(laid) == 2
    ids = [[m.text for m in page.marks if isinstance(m, Piece) and m.text in NEEDLES] for page in laid]
    assert ids == [["N1", "N2", "N3"], ["N4", "N5", "N6"]]


NEEDLES = {f"N{n}" for n in range(1, 7)}


def test_where_one_side_of_the_patient_fills_the_paper_needles_flow_on() -> None:
    plan = shared(BOTH, "L3 L4 L5")
    for key in ("anticoagulant", "implanted_device", "infection", "pregnancy"):
        plan = plan.with_answer(key, "long words about what is to be settled before anything else " * 6)
    laid = room_pages(cases.sheet_of(plan))
    printed = [m.text for page in laid for m in page.marks if isinstance(m, Piece) and m.text in NEEDLES]
    assert printed == sorted(NEEDLES)
    assert len(laid) <= 3
