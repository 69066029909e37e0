"""The pictures of the sheet: what a page asks for, cut from the volume with the overlays of the screen."""

from __future__ import annotations

from collections.abc import Sequence

from PySide6.QtCore import QSize
from PySide6.QtGui import QImage

from planner.checks.result import Result
from planner.geometry.frames import ViewPlane, axial
from planner.imaging.volume import Volume
from planner.plan.parts import Needle
from planner.plan.plan import Plan
from planner.sheet.content import PictureKind, PictureRequest
from planner.ui.pictures import render_picture
from planner.ui.planes import along_plane, barrel_plane, partner_direction
from planner.ui.sheet_painter import Pictures

BEYOND_TIP_MM = 25.0
"""How much of the patient a picture along a needle shows beyond its tip."""


REFERENCE_PX = 400.0
"""A picture this wide has letters of screen size: the smallest have 7.5 points on half the width of A4."""


def sheet_pictures(volume: Volume, plan: Plan, results: Sequence[Result]) -> Pictures:
    """Return what renders the pictures of a sheet of this plan.

    Raises
    ------
    KeyError
        From the returned function, if the plan has no such needle.
    """

    def picture(request: PictureRequest, size: QSize) -> QImage:
        needle = plan.item(request.needle)
        if not isinstance(needle, Needle):
            raise KeyError(request.needle)
        mm_per_px = request.width_mm / size.width()
        height_mm = size.height() * mm_per_px
        plane = plane_on_sheet(plan, needle, request.kind, height_mm)
        return render_picture(
            volume,
            plan,
            results,
            plane,
            (size.width(), size.height()),
            mm_per_px,
            selected=needle.id,
            reference_px=REFERENCE_PX,
        )

    return picture


def plane_on_sheet(plan: Plan, needle: Needle, kind: PictureKind, height_mm: float) -> ViewPlane:
    """Return the plane of a picture, its origin where the middle of the picture is to lie."""
    match kind:
        case PictureKind.ALONG:
            plane = along_plane(needle.segment, partner_direction(plan, needle))
            return ViewPlane(plane.to_patient(0.0, BEYOND_TIP_MM - height_mm / 2.0), plane.right, plane.down)
        case PictureKind.BARREL:
            return barrel_plane(needle.segment)
        case PictureKind.AXIAL:
            plane = axial(needle.tip_mm.towards(needle.entry_mm, 0.5)).through(needle.tip_mm)
            return ViewPlane(plane.centre, -plane.right, -plane.down)
