"""Whether the scan is fine enough, and reaches to where it is read."""

from __future__ import annotations

import numpy as np
import pytest
from msgspec.structs import replace

from planner.checks.reasons import Reason
from planner.checks.result import Assessed, NotAssessed, Outcome
from planner.checks.scene import Scene
from planner.checks.wording import headline, reason_words
from planner.geometry.vectors import Point
from planner.imaging.volume import Volume
from planner.plan.plan import Plan
from tests.checks.cases import assessed, not_assessed, number, results_of
from tests.checks.plans import PLAN, back, needle, scene, with_items
from tests.imaging.metal_phantom import bar, scanned


@pytest.mark.parametrize(
    ("spacing_mm", "outcome"),
    [
        ((0.5, 0.7, 2.0), Outcome.OK),
        ((0.5, 0.7, 2.01), Outcome.WARN),
        ((2.5, 0.7, 1.0), Outcome.WARN),
        ((0.5, 0.7, 5.01), Outcome.FAIL),
    ],
)
def test_both_sides_of_both_limits(spacing_mm: tuple[float, float, float], outcome: Outcome) -> None:
    found = results_of(PLAN, scene(back(shape=(30, 40, 50), spacing_mm=spacing_mm)))
    result = assessed(found, "image_quality", "plan")
    assert number(result, "spacing_mm") == pytest.approx(max(spacing_mm))
    assert result.outcome is outcome


def test_in_words() -> None:
    coarse = results_of(PLAN, scene(back(shape=(30, 40, 50), spacing_mm=(0.5, 0.7, 2.04))))
    assert headline(assessed(coarse, "image_quality", "plan")) == "voxels up to 2.04 mm apart"


@pytest.mark.parametrize("tip", [Point(22.0, 31.0, 400.0), Point(300.0, 31.0, 4.0)])
def test_a_tip_outside_of_the_scan_is_never_a_pass(tip: Point) -> None:
    result = not_assessed(results_of(with_items(needle(tip_mm=tip)), scene()), "image_quality", "N1")
    assert result.reason is Reason.OUTSIDE_SCAN
    assert reason_words(result).startswith("Part of this needle lies outside of the images")


def test_an_entry_drawn_beyond_the_scan_is_judged_by_where_its_needle_meets_the_skin() -> None:
    line = PLAN.needles[0].segment
    beyond = needle(entry_mm=line.end + line.direction * -400.0)
    results = results_of(with_items(beyond), scene())
    assert not [r for r in results if r.check == "image_quality" and r.subject == "N1"]


def test_without_images_or_anything_planned_there_is_nothing_to_read() -> None:
    assert not [r for r in results_of(PLAN, Scene()) if r.check == "image_quality"]
    assert not [r for r in results_of(Plan(), scene()) if r.check == "image_quality"]


@pytest.mark.parametrize(
    ("marked", "reviewed", "is_assessed"), [(True, True, False), (False, False, False), (False, True, True)]
)
def test_a_scan_in_which_metal_looks_like_bone_is_not_passed(
    marked: bool, reviewed: bool, is_assessed: bool
) -> None:
    """Unless the user has said that there is none."""
    full = scanned([bar((0.0, 20.0, -20.0), (0.0, 20.0, 20.0), 3.0)])
    low = Volume(np.minimum(full.hu, 1400).astype(np.int16), np.array(full.voxel_to_patient))
    plan = replace(PLAN, hardware=PLAN.hardware if marked else (), hardware_reviewed=reviewed)
    (result,) = (r for r in results_of(plan, Scene(low)) if (r.check, r.subject) == ("image_quality", "plan"))
    assert isinstance(result, Assessed) == is_assessed
    if isinstance(result, NotAssessed):
        assert result.reason is Reason.METAL_HIDDEN
        assert "cut off at 1400 HU" in reason_words(result)
