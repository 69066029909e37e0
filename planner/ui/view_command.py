"""`facet-planner view`: one view as a picture, without a window."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from PySide6.QtGui import QImage

from planner.anatomy.spine import Level, Side
from planner.checks.result import Result
from planner.geometry.frames import ViewPlane, axial, coronal, sagittal
from planner.geometry.vectors import Point
from planner.imaging.reslice import full_rect
from planner.imaging.volume import Volume
from planner.plan.parts import FacetTarget, MedialBranch, Needle
from planner.plan.plan import Plan
from planner.plan.vertebrae import vertebra_frame
from planner.ui.pictures import render_picture
from planner.ui.planes import along_plane, barrel_plane, focus_of, partner_direction
from planner.words import _

SIZE_PX = (960, 720)
CLOSE_MM = 140.0
"""Width of a view on a needle or a level."""

STANDARD = {"axial": axial, "sagittal": sagittal, "coronal": coronal}
ON_NEEDLE = ("along", "barrel")
VIEWS = (*STANDARD, *ON_NEEDLE)
"""The views that there are."""


class ViewError(Exception):
    """A view that cannot be made, in one sentence."""


@dataclass(frozen=True)
class Wanted:
    """Which view: a name of `VIEWS`, and what it is of; the first of `at`, needle and level that is given."""

    view: str
    at: Point | None = None
    needle: str = ""
    level: Level | None = None
    side: Side | None = None


def render_view(volume: Volume, plan: Plan, results: Sequence[Result], wanted: Wanted) -> QImage:
    """Return the picture of a view with overlays, letters and scale bar.

    Raises
    ------
    ViewError
        If there is no such needle or level in the plan, or the place lies outside of the images.
    """
    needle = _needle(plan, wanted)
    if wanted.view in ON_NEEDLE:
        if needle is None:
            raise ViewError(_("This view needs a needle: name one of the plan with --needle."))
        plane = (
            along_plane(needle.segment, partner_direction(plan, needle))
            if wanted.view == "along"
            else barrel_plane(needle.segment)
        )
        return _picture(volume, plan, results, plane, CLOSE_MM, needle.id)
    point = _point(plan, wanted, needle)
    if point is not None and not volume.contains(point):
        raise ViewError(_("This place lies outside of the images."))
    plane = STANDARD[wanted.view](point or volume.centre)
    width = CLOSE_MM if point is not None else _whole_mm(volume, plane)
    return _picture(volume, plan, results, plane, width, needle.id if needle is not None else "")


def _picture(
    volume: Volume, plan: Plan, results: Sequence[Result], plane: ViewPlane, width_mm: float, selected: str
) -> QImage:
    return render_picture(volume, plan, results, plane, SIZE_PX, width_mm / SIZE_PX[0], selected=selected)


def _whole_mm(volume: Volume, plane: ViewPlane) -> float:
    """Return the width at which the whole slice fits into the picture."""
    rect = full_rect(volume, plane)
    return max(rect.width_mm, rect.height_mm * SIZE_PX[0] / SIZE_PX[1])


def _needle(plan: Plan, wanted: Wanted) -> Needle | None:
    if wanted.needle:
        item = plan.item(wanted.needle)
        if not isinstance(item, Needle):
            raise ViewError(_("The plan has no needle {name}.").format(name=wanted.needle))
        return item
    if wanted.view not in ON_NEEDLE:
        return None
    for target in plan.targets:
        if _is_at(target, wanted) and plan.needles_of(target):
            return plan.needles_of(target)[0]
    return None


def _is_at(target: MedialBranch | FacetTarget, wanted: Wanted) -> bool:
    """Say whether a target lies on the level and side asked for; what is not asked for fits."""
    return wanted.level in (None, target.bone) and wanted.side in (None, target.side)


def _point(plan: Plan, wanted: Wanted, needle: Needle | None) -> Point | None:
    if wanted.at is not None:
        return wanted.at
    if needle is not None:
        return needle.tip_mm
    if wanted.level is None:
        return None
    if wanted.side is not None:
        for target in plan.targets:
            point = focus_of(target) if _is_at(target, wanted) else None
            if point is not None:
                return point
    frame = vertebra_frame(plan, wanted.level)
    marks = plan.landmarks(wanted.level)
    found = (frame.origin if frame is not None else None) or (marks.endplate if marks is not None else None)
    if found is None:
        raise ViewError(_("The plan does not say where {level} is.").format(level=wanted.level))
    return found
