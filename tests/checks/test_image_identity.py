"""Whether plan and images belong together."""

from __future__ import annotations

import pytest
from msgspec.structs import replace

from planner.checks.image_identity import Match, match_images
from planner.checks.reasons import Reason
from planner.checks.result import Outcome
from planner.checks.scene import Scene
from planner.plan.identity import Images, Patient
from tests.checks.cases import assessed, not_assessed, results_of
from tests.checks.plans import IMAGES, PATIENT, PLAN

OTHER = "sha256:" + "cd" * 32


@pytest.mark.parametrize(
    ("patient", "images", "match", "outcome"),
    [
        ({}, {}, Match.MATCH, Outcome.OK),
        ({"name": "ZHANG^SAN^^^ "}, {}, Match.MATCH, Outcome.OK),
        ({"sex": "O"}, {}, Match.MATCH, Outcome.OK),
        ({"name": ""}, {}, Match.MATCH, Outcome.OK),
        ({}, {"pixel_digest": ""}, Match.UNKNOWN_DIGEST, Outcome.WARN),
        ({"id": "", "name": "", "birth_date": ""}, {}, Match.UNKNOWN_PATIENT, Outcome.WARN),
        ({}, {"series_uid": "1.9", "pixel_digest": OTHER}, Match.SAME_FRAME, Outcome.WARN),
        ({}, {"stack": 1, "pixel_digest": OTHER}, Match.SAME_FRAME, Outcome.WARN),
        ({}, {"pixel_digest": OTHER}, Match.OTHER_PIXELS, Outcome.FAIL),
        ({}, {"series_uid": "1.9", "frame_of_reference_uid": "1.8"}, Match.OTHER_SERIES, Outcome.FAIL),
        ({}, {"series_uid": "1.9", "frame_of_reference_uid": ""}, Match.OTHER_SERIES, Outcome.FAIL),
        ({}, {"study_uid": "1.7"}, Match.OTHER_STUDY, Outcome.FAIL),
        ({"id": "0042318"}, {}, Match.OTHER_PATIENT, Outcome.FAIL),
        ({"name": "LI^SI"}, {}, Match.OTHER_PATIENT, Outcome.FAIL),
        ({"birth_date": "19610305"}, {}, Match.OTHER_PATIENT, Outcome.FAIL),
        ({"id": "0042318"}, {"study_uid": "1.7"}, Match.OTHER_PATIENT, Outcome.FAIL),
    ],
)
def test_each_way_to_belong(
    patient: dict[str, str], images: dict[str, str | int], match: Match, outcome: Outcome
) -> None:
    scene = Scene(None, replace(PATIENT, **patient), replace(IMAGES, **images))
    assert match_images(PLAN, scene) is match
    result = assessed(results_of(PLAN, scene), "image_identity", "plan")
    assert (result.outcome, result.word("match")) == (outcome, match.value)
    assert result.reason == (None if match is Match.MATCH else Reason(match.value))


def test_a_plan_that_knows_nothing_is_not_refused() -> None:
    unbound = replace(PLAN, patient=Patient(), images=Images())
    assert match_images(unbound, Scene(None, PATIENT, IMAGES)) is Match.UNKNOWN_PATIENT


def test_what_belongs_and_what_does_not() -> None:
    of_these = {Match.MATCH, Match.UNKNOWN_DIGEST, Match.UNKNOWN_PATIENT, Match.PICTURES}
    assert {match for match in Match if match.is_of_these_images} == of_these


def test_every_way_has_its_reason() -> None:
    assert {match.value for match in Match} - {"match"} <= {reason.value for reason in Reason}


def test_without_images_it_cannot_be_said() -> None:
    assert not_assessed(results_of(PLAN), "image_identity", "plan").reason is Reason.NO_IMAGES
