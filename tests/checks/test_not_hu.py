"""In a volume that a C-arm made nothing is told by grey values: what rests on them is not assessed."""

from __future__ import annotations

import msgspec
import pytest

from planner.assets import sample_dicom
from planner.checks import review
from planner.checks.reasons import Reason
from planner.checks.result import Assessed, NotAssessed
from planner.checks.scene import Scene
from planner.dicom.load import load_volume
from planner.dicom.loaded import LoadedImages
from planner.dicom.scan import scan
from planner.guideline.rules import load_rules
from planner.plan.file import read_plan
from planner.plan.plan import Plan
from planner.suggest.paths.propose import NoPathsError, Wish, task_of


@pytest.fixture(scope="module")
def images() -> LoadedImages:
    return load_volume(scan(sample_dicom() / "screws").choose())


@pytest.fixture(scope="module")
def plan() -> Plan:
    return read_plan(sample_dicom() / "screws" / "plan.json")


def scene(images: LoadedImages, hu: bool) -> Scene:
    return Scene(images.volume, images.patient, images.images, hu)


def test_what_rests_on_grey_values_is_not_assessed(images: LoadedImages, plan: Plan) -> None:
    seen, blind = (review(plan, scene(images, hu), load_rules()) for hu in (True, False))
    on_greys = {"skin", "bone_path", "reach"}
    for result in blind:
        if result.check in on_greys:
            assert isinstance(result, NotAssessed)
            assert result.reason is Reason.NOT_HU
    told = {result.check for result in seen if isinstance(result, Assessed)}
    assert on_greys <= told
    whole = [result for result in blind if result.check == "hardware_clearance" and result.subject == "plan"]
    assert [result.reason for result in whole] == [Reason.NOT_HU]
    others = {"alignment", "needles_apart", "image_identity", "side"}
    assert [each for each in seen if each.check in others] == [each for each in blind if each.check in others]


def test_metal_that_is_only_in_the_images_is_not_passed_over_in_silence(
    images: LoadedImages, plan: Plan
) -> None:
    bare = without_hardware(plan)
    results = review(bare, scene(images, hu=False), load_rules())
    metal = [each for each in results if each.check == "hardware_clearance"]
    assert metal
    assert all(isinstance(each, NotAssessed) for each in metal)


def without_hardware(plan: Plan) -> Plan:
    """Return the plan of somebody who answered that there is no hardware."""
    return msgspec.structs.replace(plan, hardware=(), hardware_reviewed=True)


def test_nothing_is_seen(images: LoadedImages) -> None:
    blind = scene(images, hu=False)
    assert blind.metal is None
    assert blind.metal_surface is None
    assert blind.hides_metal is None
    assert blind.why_blind is Reason.NOT_HU
    assert Scene().why_blind is Reason.NO_VOLUME
    assert scene(images, hu=True).why_blind is None
    assert blind.metal_uncertainty_mm == blind.uncertainty_mm


def test_no_path_is_looked_for(images: LoadedImages, plan: Plan) -> None:
    with pytest.raises(NoPathsError, match="made this volume"):
        task_of(plan, plan.targets[0], scene(images, hu=False), load_rules(), Wish())
