"""Whether the plan belongs to the images that are open."""

from __future__ import annotations

from collections.abc import Iterator
from enum import StrEnum

from planner.checks.reasons import Reason, reason_text
from planner.checks.result import Assessed, NotAssessed, Outcome, Result
from planner.checks.scene import Scene
from planner.guideline.rules import Rule
from planner.plan.identity import Images, Patient, bare
from planner.plan.plan import Plan
from planner.words import _


class Match(StrEnum):
    """How plan and images belong together, from best to worst.

    `PICTURES` are those of a C-arm, which are not compared pixel by pixel.

    From `SAME_FRAME` on they are not the images of the plan; `SAME_FRAME` is another series in the same frame
    of reference, in which the plan's positions still hold.
    """

    MATCH = "match"
    UNKNOWN_DIGEST = "unknown_digest"
    UNKNOWN_PATIENT = "unknown_patient"
    PICTURES = "pictures"
    SAME_FRAME = "same_frame"
    OTHER_PIXELS = "other_pixels"
    OTHER_SERIES = "other_series"
    OTHER_STUDY = "other_study"
    OTHER_PATIENT = "other_patient"

    @property
    def is_of_these_images(self) -> bool:
        """Whether nothing speaks against the images being those of the plan."""
        return self in (Match.MATCH, Match.UNKNOWN_DIGEST, Match.UNKNOWN_PATIENT, Match.PICTURES)

    @property
    def outcome(self) -> Outcome:
        """How the check comes out."""
        if self is Match.MATCH:
            return Outcome.OK
        return Outcome.WARN if self.is_of_these_images or self is Match.SAME_FRAME else Outcome.FAIL


def match_images(plan: Plan, scene: Scene) -> Match:
    """Say how a plan belongs to the images of a scene; without images nothing is known."""
    patient, images = scene.patient or Patient(), scene.images or Images()
    if plan.patient.contradicts(patient):
        return Match.OTHER_PATIENT
    ours = plan.images
    if _differ(ours.study_uid, images.study_uid):
        return Match.OTHER_STUDY
    if plan.c_arm.positions.are_of_c_arm:
        # its positions are places of no CT
        return Match.PICTURES if scene.volume is None else Match.OTHER_SERIES
    if _differ(ours.frame_of_reference_uid, images.frame_of_reference_uid):
        return Match.OTHER_SERIES
    if _differ(ours.series_uid, images.series_uid) or ours.stack != images.stack:
        framed = ours.frame_of_reference_uid and images.frame_of_reference_uid
        return Match.SAME_FRAME if framed else Match.OTHER_SERIES
    if _differ(ours.pixel_digest, images.pixel_digest):
        return Match.OTHER_PIXELS
    if not (bare(plan.patient.id) and bare(patient.id)):
        return Match.UNKNOWN_PATIENT
    return Match.MATCH if ours.pixel_digest and images.pixel_digest else Match.UNKNOWN_DIGEST


def _differ(ours: str, theirs: str) -> bool:
    """Say whether two values are both there and not the same."""
    return bool(ours and theirs and ours != theirs)


def check(plan: Plan, scene: Scene, rule: Rule) -> Iterator[Result]:
    """Yield one result for the plan: how it `match`es the images."""
    if scene.images is None and scene.patient is None:
        yield NotAssessed("image_identity", "plan", Reason.NO_IMAGES, rule)
        return
    match = match_images(plan, scene)
    reason = None if match is Match.MATCH else Reason(match.value)
    measured = (("match", match.value),)
    yield Assessed("image_identity", "plan", match.outcome, measured, rule, reason=reason)


def value(result: Assessed) -> str:  # noqa: ARG001 - nothing is measured
    """Return nothing: the outcome says it."""
    return ""


def headline(result: Assessed) -> str:
    """Return how plan and images belong together."""
    if result.reason is None:
        return _("The plan was made on these images.")
    return reason_text(result.reason, result.detail)
