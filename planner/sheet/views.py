"""The views of the C-arm that stand on the sheet: where it stands for each, and what is wrong with it."""

from __future__ import annotations

from collections.abc import Iterator

from planner.carm.angles import CArmAngles
from planner.carm.foramen import behind_words, foramen_border, is_clear, tip_behind_mm
from planner.carm.hidden import hidden_share, hidden_words, target_points
from planner.carm.views import Sighted, View, view_angles
from planner.geometry.frames import Frame
from planner.plan.parts import Needle, Role
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


def tip_words(plan: Plan, needle: Needle) -> tuple[str, bool]:
    """Return where a tip lies against the foramen in the lateral view, and whether that is a warning.

    Empty where the border of the foramen is not known, and for a thermometer, which goes to metal.
    """
    target, frame = plan.target_of(needle), _frame(plan, needle)
    if target is None or frame is None or needle.role is Role.THERMOMETER:
        return "", False
    border = foramen_border(plan, target.bone, target.side)
    if border is None:
        return "", False
    behind_mm = tip_behind_mm(needle.tip_mm, border, frame)
    return behind_words(behind_mm, border.provenance), not is_clear(behind_mm)


def view_warnings(case: Case, needle: Needle, angles: CArmAngles) -> Iterator[str]:
    """Yield what is wrong with a view: not squared, out of the machine's reach, the target behind metal."""
    if _frame(case.plan, needle) is None:
        yield unsquared_words(case.plan, needle)
    stops = case.site.machine.what_stops(angles)
    if stops:
        yield stops
    hidden = _hidden_words(case, needle, angles)
    if hidden:
        yield _("Metal hides the target: {words}").format(words=hidden)


def unsquared_words(plan: Plan, needle: Needle) -> str:
    """Return what is missing to square the views of a needle on its vertebra."""
    target = plan.target_of(needle)
    if target is None:
        return _("not squared: the needle has no target")
    level = target.bone.value
    return _("not squared: mark both pedicles and the endplate of {level}").format(level=level)


def _hidden_words(case: Case, needle: Needle, angles: CArmAngles) -> str:
    target = case.plan.target_of(needle)
    if target is None or needle.role is Role.THERMOMETER:
        return ""
    beam = case.site.machine.beam(angles, needle.tip_mm)
    hidden = hidden_share(target_points(target), beam, case.plan.hardware, case.volume)
    return hidden_words(hidden) if hidden is not None and hidden.share > 0.0 else ""
