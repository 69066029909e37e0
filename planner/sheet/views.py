"""The views of the C-arm that stand on the sheet: where it stands for each, and what is wrong with it."""

from __future__ import annotations

from collections.abc import Iterator

from planner.carm.angles import CArmAngles
from planner.carm.hidden import Hidden, metal_before
from planner.carm.in_vertebra import squaring_words
from planner.carm.views import Sighted, View, view_angles
from planner.geometry.frames import Frame
from planner.plan.parts import Needle
from planner.plan.plan import Plan
from planner.plan.vertebrae import vertebra_frame
from planner.sheet.case import Case
from planner.sheet.content import PictureKind
from planner.words import _

VIEWS = {
    PictureKind.AP: View.AP,
    PictureKind.OBLIQUE: View.OBLIQUE,
    PictureKind.LATERAL: View.LATERAL,
}
"""The pictures that a C-arm makes, in the order in which they are taken."""


def room_angles(plan: Plan, needle: Needle, kind: PictureKind) -> CArmAngles:
    """Return what the gantry is set to for a picture of a needle.

    Raises
    ------
    KeyError
        If it is no picture of a C-arm.
    """
    target = plan.target_of(needle)
    side = None if target is None else target.side
    angles = view_angles(VIEWS[kind], Sighted(_frame(plan, needle), side, needle.segment))
    assert angles is not None, "AP, oblique and lateral are views of every needle"
    return angles


def _frame(plan: Plan, needle: Needle) -> Frame | None:
    target = plan.target_of(needle)
    return None if target is None else vertebra_frame(plan, target.bone)


def view_warnings(case: Case, needle: Needle, angles: CArmAngles) -> Iterator[str]:
    """Yield what is wrong with where the C-arm stands for a view: not squared, out of the machine's reach."""
    target = case.plan.target_of(needle)
    unsure = (
        _("not squared: the needle has no target")
        if target is None
        else squaring_words(case.plan, target.bone)
    )
    if unsure:
        yield unsure
    stops = case.site.machine.what_stops(angles)
    if stops:
        yield stops


def hidden_in_view(case: Case, needle: Needle, angles: CArmAngles) -> Hidden | None:
    """Return how metal hides the target of a needle in a view with the tip in its middle."""
    target, beam = case.plan.target_of(needle), case.site.machine.beam(angles, needle.tip_mm)
    return metal_before(target, needle, beam, case.plan.hardware, case.volume)
