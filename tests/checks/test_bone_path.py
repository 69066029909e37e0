"""Bone on the needle's way."""

from __future__ import annotations

import numpy as np
import pytest
from msgspec.structs import replace

from planner.anatomy.spine import Level
from planner.checks.reasons import Reason
from planner.checks.result import Assessed, Outcome
from planner.checks.scene import Scene
from planner.checks.wording import headline, value_words
from planner.geometry.vectors import Point
from planner.imaging.volume import Volume
from planner.plan.parts import Landmarks, Needle
from planner.plan.plan import Plan
from tests.checks.cases import assessed, not_assessed, number, results_of
from tests.checks.plans import IMAGES, PATIENT, PLAN, SKIN_MM, back, needle, scene, with_items

STEP_MM = 0.5
TIP = Point(4.0, 0.0, -20.0)
UPRIGHT = needle(tip_mm=TIP, entry_mm=Point(4.0, SKIN_MM + 20.0, -20.0))
"""From straight behind: the way to the target runs along y, from the skin at 60 to 10."""


def body(*layers: tuple[float, float, float]) -> Scene:
    """Return muscle up to a flat back, with layers of y (from, to, HU) in it; voxels of 0.5 mm along y."""
    y = -40.0 + STEP_MM * np.arange(260)
    line = np.where(y <= SKIN_MM, 50.0, -1000.0)
    for low, high, inside in layers:
        line[(y > low) & (y < high)] = inside
    hu = np.broadcast_to(line[None, :, None], (30, 260, 60)).astype(np.float32)
    matrix = np.diag([4.0, STEP_MM, 3.0, 1.0])
    matrix[:3, 3] = (-118.0, -40.0, -64.0)
    return Scene(Volume(np.ascontiguousarray(hu), matrix), PATIENT, IMAGES)


def path(scene: Scene, plan: Plan | None = None) -> Assessed:
    """Return the result for the needle."""
    return assessed(results_of(plan or with_items(UPRIGHT), scene), "bone_path", "N1")


def test_no_bone() -> None:
    result = path(body())
    assert (number(result, "bone_mm"), result.number("first_mm"), result.witness) == (0.0, None, None)
    assert result.outcome is Outcome.OK
    assert headline(result) == "No bone on the way to the target"
    assert value_words(result) == "0 mm"


@pytest.mark.parametrize(
    ("thick_mm", "outcome"),
    [(1.5, Outcome.OK), (3.0, Outcome.WARN), (4.5, Outcome.WARN), (6.0, Outcome.FAIL)],
)
def test_the_length_of_bone_and_its_depth(thick_mm: float, outcome: Outcome) -> None:
    result = path(body((30.0, 30.0 + thick_mm, 700.0)))
    assert result.outcome is outcome
    if thick_mm < 2.0:
        assert number(result, "bone_mm") == 0.0
        return
    assert number(result, "bone_mm") == pytest.approx(thick_mm, abs=STEP_MM)
    skin_mm = SKIN_MM + STEP_MM * 450.0 / 1050.0
    assert number(result, "first_mm") == pytest.approx(skin_mm - 30.0 - thick_mm, abs=STEP_MM)
    assert result.word("where") == "bone"
    assert result.witness is not None
    assert [p.y for p in result.witness] == pytest.approx([30.0 + thick_mm, 30.0], abs=STEP_MM)
    assert "of bone on the way" in headline(result)


def test_several_pieces_add_up() -> None:
    result = path(body((20.0, 23.0, 700.0), (40.0, 44.0, 700.0)))
    assert number(result, "bone_mm") == pytest.approx(7.0, abs=2 * STEP_MM)
    assert result.outcome is Outcome.FAIL


def test_a_needle_aslant_meets_more_of_it() -> None:
    aslant = needle(tip_mm=TIP, entry_mm=Point(4.0 + 60.0, 80.0, -20.0))
    result = path(body((30.0, 34.0, 700.0)), with_items(aslant))
    assert number(result, "bone_mm") == pytest.approx(4.0 / 0.8, abs=0.8)


def test_the_bone_of_the_target_does_not_count() -> None:
    assert number(path(body((-30.0, 9.5, 900.0))), "bone_mm") == 0.0
    assert number(path(body((-30.0, 16.0, 900.0))), "bone_mm") == pytest.approx(6.0, abs=STEP_MM)


def test_a_shallow_needle_has_no_way_to_look_at() -> None:
    shallow = needle(tip_mm=Point(4.0, 54.0, -20.0), entry_mm=Point(4.0, 80.0, -20.0))
    assert number(path(body((50.0, 58.0, 900.0)), with_items(shallow)), "bone_mm") == 0.0


@pytest.mark.parametrize(
    ("aside_mm", "endplate_z", "where"),
    [
        (61.0, 0.0, "iliac_crest"),
        (-61.0, 0.0, "iliac_crest"),
        (58.0, 0.0, "bone"),
        (61.0, -30.0, "bone"),
        (61.0, None, "bone"),
    ],
)
def test_the_crest_is_named_where_its_place_supports_that(
    aside_mm: float, endplate_z: float | None, where: str
) -> None:
    upright = needle(tip_mm=Point(aside_mm, 0.0, -20.0), entry_mm=Point(aside_mm, 80.0, -20.0))
    result = path(body((24.0, 34.0, 600.0)), of_l5(endplate_z, upright))
    assert result.word("where") == where
    assert ("iliac crest" in headline(result)) == (where == "iliac_crest")


def test_where_the_needle_first_meets_bone_decides() -> None:
    """It comes from far aside, over the crest, and meets the sacrum's ala."""
    from_the_side = needle(tip_mm=Point(30.0, 0.0, -20.0), entry_mm=Point(90.0, 80.0, -20.0))
    near, far = ((24.0, 30.0, 600.0), (45.0, 50.0, 600.0))
    plan = of_l5(0.0, from_the_side)
    assert path(body(near), plan).word("where") == "bone"
    assert path(body(near, far), plan).word("where") == "iliac_crest"


def of_l5(endplate_z: float | None, lying: Needle) -> Plan:
    """Return a plan with a needle and the endplate of L5 at this height; None: the level is not marked."""
    plan = replace(with_items(lying), levels=())
    if endplate_z is None:
        return plan
    return plan.with_landmarks(Level.L5, Landmarks(endplate=Point(0.0, 0.0, endplate_z)))


def test_what_is_missing_is_said() -> None:
    assert not_assessed(results_of(PLAN), "bone_path", "N1").reason is Reason.NO_VOLUME
    beyond = Scene(back(skin_mm=400.0))
    assert not_assessed(results_of(PLAN, beyond), "bone_path", "N1").reason is Reason.NO_SKIN


def test_every_needle_has_a_way() -> None:
    two = with_items(needle(id="N2", device="nothing"))
    assert [r.subject for r in results_of(two, scene()) if r.check == "bone_path"] == ["N1", "N2"]
