"""PICTURES: which views of the C-arm stand there, where it stands for each, and what is said to be wrong."""

from __future__ import annotations

import numpy as np
import pytest
from msgspec.structs import replace

from planner import words
from planner.anatomy.spine import Level, Side
from planner.carm.angles import carm_words, dicom_words
from planner.carm.machine import Machine
from planner.carm.site import Site, screen_words
from planner.carm.views import OBLIQUE_DEG, Sighted, View, vertebra_angles, view_angles
from planner.checks.scene import Scene
from planner.geometry.vectors import Vector
from planner.imaging.volume import Volume
from planner.plan.parts import Guidance, Hardware, HardwareKind, MedialBranch, Procedure, ProcedureKind
from planner.plan.plan import Plan
from planner.plan.vertebrae import vertebra_frame
from planner.sheet.content import PictureKind, PicturePage, PictureRequest
from planner.sheet.texts import texts
from planner.sheet.views import VIEWS
from tests.sheet import cases

AP, OBLIQUE, LATERAL = PictureKind.AP, PictureKind.OBLIQUE, PictureKind.LATERAL


def page_of(plan: Plan, site: Site = cases.UNCONFIRMED, scene: Scene | None = None) -> PicturePage:
    page = cases.sheet_of(plan, scene=scene, site=site).pages[2]
    assert isinstance(page, PicturePage)
    return page


def views_of(plan: Plan, site: Site = cases.UNCONFIRMED) -> dict[PictureKind, PictureRequest]:
    """Return the views of the plan's only needle."""
    (needle,) = page_of(plan, site).needles
    return {picture.kind: picture for picture in needle.views}


def test_each_view_is_square_has_a_box_to_tick_and_says_where_the_detector_goes() -> None:
    plan = cases.ablation(nerves="L3")
    views = views_of(plan)
    assert [picture.title for picture in views.values()] == ["AP ☐", "Oblique ☐", "Lateral ☐"]
    sighted = Sighted(vertebra_frame(plan, Level.L4), Side.LEFT)
    for kind, view in VIEWS.items():
        angles = view_angles(view, sighted)
        assert angles is not None
        assert views[kind].width_mm == views[kind].height_mm
        assert views[kind].caption == carm_words(angles)
        assert views[kind].small == dicom_words(angles)


def test_the_oblique_view_turns_to_the_needles_own_side() -> None:
    assert "to the patient's LEFT" in views_of(cases.ablation(nerves="L3"))[OBLIQUE].caption
    right = views_of(cases.ablation((Side.RIGHT,), "L3"))
    assert "to the patient's RIGHT" in right[OBLIQUE].caption
    assert right[LATERAL].caption.startswith("detector at the patient's RIGHT")


def test_angles_are_those_of_the_room_not_of_the_vertebra() -> None:
    """S1 looks 33 degrees up: 20 degrees to the side of it are other angles in the room."""
    plan = cases.ablation(nerves="L5")
    frame = vertebra_frame(plan, Level.S1)
    room = view_angles(View.OBLIQUE, Sighted(frame, Side.LEFT))
    assert frame is not None
    assert room is not None
    own = carm_words(vertebra_angles(room, frame))
    assert own == f"detector over the BACK, {OBLIQUE_DEG:.0f}° to the patient's LEFT"
    view = views_of(plan)[OBLIQUE]
    assert view.caption == carm_words(room) != own


@pytest.mark.parametrize("side", [None, Side.LEFT, Side.RIGHT])
def test_the_legend_says_how_the_screen_shows_the_patient_and_that_nothing_was_exposed(
    side: Side | None,
) -> None:
    site = Site(patient_left=side)
    legend = page_of(cases.ablation(nerves="L3"), site).legend
    assert legend[0].text == screen_words(site)
    assert ("not confirmed" in legend[0].text) == (side is None)
    assert "not an exposure" in legend[1].text


@pytest.mark.parametrize("guidance", [Guidance.CT, Guidance.ULTRASOUND])
def test_without_a_c_arm_there_is_no_view_of_one(guidance: Guidance) -> None:
    page = page_of(cases.injection(guidance))
    assert all(needle.views == () for needle in page.needles)
    printed = "\n".join(texts(page))
    for foreign in ("exposure", "detector", "primary", "AP ☐", "screen"):
        assert foreign not in printed


def test_a_vertebra_without_landmarks_is_not_squared_and_that_is_said() -> None:
    plan = cases.ablation(nerves="L3")
    assert not any("squared" in text for text in texts(page_of(plan)))
    views = views_of(plan.without_level(Level.L4))
    for view in views.values():
        assert "not squared: mark both pedicles and the endplate of L4" in view.warnings
    assert views[AP].caption == "detector over the BACK"
    assert views[LATERAL].remark == ""


def test_a_needle_without_a_target_is_seen_along_the_scanner() -> None:
    plan = cases.ablation(nerves="L3")
    stray = replace(plan.needles[0], target="")
    views = views_of(replace(plan, targets=(), needles=(stray,)))
    assert views[AP].warnings == ("not squared: the needle has no target",)


def test_metal_in_front_of_the_target_is_said_in_the_view_that_it_hides() -> None:
    plan = cases.ablation(nerves="L3")
    target = plan.targets[0]
    assert isinstance(target, MedialBranch)
    middle = target.course_mm[1]
    behind = Hardware(
        id="H1",
        kind=HardwareKind.ROD,
        from_mm=middle + Vector(0.0, 25.0, 30.0),
        to_mm=middle + Vector(0.0, 25.0, -30.0),
        diameter_mm=14.0,
    )
    views = views_of(plan.with_item(behind))
    assert views[AP].hides == "Metal hides the target: 100% hidden by H1"
    assert [views[kind].warnings for kind in (AP, LATERAL)] == [(), ()]
    assert views[LATERAL].hides == ""


def test_metal_that_nobody_has_drawn_is_seen_in_the_images() -> None:
    plan = cases.ablation(nerves="L3")
    target = plan.targets[0]
    assert isinstance(target, MedialBranch)
    hu = np.array(cases.BODY.hu, dtype=np.int16)
    i, _j, k = (round(v) for v in cases.BODY.to_voxel(target.course_mm[1]))
    hu[k - 4 : k + 5, 45:48, i - 4 : i + 5] = 3000
    scene = Scene(Volume(hu, cases.BODY.voxel_to_patient), plan.patient, plan.images)
    (needle,) = page_of(plan, scene=scene).needles
    hidden = {view.kind: view.hides for view in needle.views}
    assert hidden[AP] == "Metal hides the target: 100% hidden by metal in the images"
    assert hidden[LATERAL] == ""


def test_the_lateral_view_says_how_far_behind_the_foramen_the_tip_lies() -> None:
    plan = cases.ablation(nerves="L3")
    needle = plan.needles[0]
    back = needle.tip_mm.towards(needle.entry_mm, 0.15)
    lateral = views_of(plan.with_item(replace(needle, tip_mm=back)))[LATERAL]
    assert "mm behind the foramen (template, ±6 mm)" in lateral.remark
    assert lateral.warnings == ()
    ahead = needle.tip_mm + (needle.tip_mm - needle.entry_mm).unit() * 20.0
    views = views_of(plan.with_item(replace(needle, tip_mm=ahead)))
    assert views[LATERAL].remark == ""
    assert "mm IN FRONT of the foramen's border (template, ±6 mm)" in views[LATERAL].warnings[0]
    assert all("foramen" not in text for kind in (AP, OBLIQUE) for text in texts(views[kind]))


def test_a_view_that_the_c_arm_does_not_reach_says_so() -> None:
    views = views_of(cases.ablation(nerves="L3"), Site(machine=Machine(left_deg=40.0)))
    assert views[OBLIQUE].warnings == ()
    assert views[LATERAL].warnings[0].startswith("Out of this C-arm's reach: 90° from over the back")


def test_a_block_and_a_joint_have_views_too() -> None:
    assert all(len(needle.views) == 3 for needle in page_of(cases.block()).needles)
    joint = replace(
        cases.injection(Guidance.C_ARM),
        procedure=Procedure(kind=ProcedureKind.FACET_INJECTION, guidance=Guidance.C_ARM),
    )
    assert len(views_of(joint)) == 3


def test_a_chinese_page_names_the_same_views() -> None:
    plan = cases.ablation(nerves="L3")
    english = page_of(plan)
    with words.use("zh_CN"):
        chinese = page_of(plan)
    kinds = [[picture.kind for picture in needle.pictures] for needle in english.needles]
    assert [[picture.kind for picture in needle.pictures] for needle in chinese.needles] == kinds
    assert all("☐" in picture.title for needle in chinese.needles for picture in needle.views)


def test_what_the_forms_of_lines_mean_is_said_as_paper_has_no_colours() -> None:
    def lines(plan: Plan) -> str:
        return next(each.text for each in page_of(plan).legend if each.label == "LINES")

    assert "dashed (large model)" in lines(cases.ablation(nerves="L3"))
    for plan in (cases.block(), cases.injection()):
        assert "lesion" not in lines(plan)
        assert not any("lesion" in each.text for each in page_of(plan).legend)
