"""The pictures of the sheet: what a page asks for, made from the volume with the overlays of the screen."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from functools import cache

from PySide6.QtCore import QSize
from PySide6.QtGui import QImage

from planner.carm.beam_view import BeamView
from planner.carm.fluoroscopy import screen_picture
from planner.carm.machine import PIXELS
from planner.carm.screen import Greys
from planner.carm.site import Site
from planner.checks.result import Result
from planner.geometry.frames import ViewPlane, axial
from planner.imaging.projection import Body
from planner.imaging.reslice import Rect, reslice
from planner.imaging.volume import Volume
from planner.plan.parts import Needle
from planner.plan.plan import Plan
from planner.sheet.content import PictureKind, PictureRequest
from planner.sheet.pictures import BEYOND_TIP_MM
from planner.sheet.views import VIEWS, room_angles
from planner.ui.look import WINDOW_PRESETS
from planner.ui.overlays import compose
from planner.ui.overlays.marks import LABEL_OPACITY, Mark, Spot, Stroke
from planner.ui.overlays.sight import Sight
from planner.ui.pictures import as_image, furnished, grey_image, marks_of
from planner.ui.planes import along_plane, barrel_plane, partner_direction
from planner.ui.sheet_painter import Pictures

SPINE = WINDOW_PRESETS["spine"]
"""The window of the slices."""
LETTERS = 1.74
"""So much larger than on the screen are the letters of a picture: the smallest have 7.5 points on paper."""


def sheet_pictures(volume: Volume, plan: Plan, results: Sequence[Result], site: Site) -> Pictures:
    """Return what renders the pictures of a sheet of this plan in this room.

    Raises
    ------
    KeyError
        From the returned function, if the plan has no such needle.
    """

    @cache
    def body() -> Body:
        return Body.of(volume)

    @cache
    def c_arm(request: PictureRequest, needle: Needle, width_px: int) -> QImage:
        """Return what the C-arm shows; kept, as a preview is printed after it was looked at."""
        view = view_on_sheet(plan, needle, request, site, max(PIXELS, width_px))
        greys, reference_px = Greys(site.bone_dark), width_px / LETTERS
        shown = as_image(view.laid(screen_picture(body(), view.beam, greys)))
        marks = marks_of(Sight(plan, tuple(results), view, needle.id), sparse=True)
        columns = view.beam.detector.columns
        return furnished(shown, edged(marks), view, view.field_mm[0] / columns, columns / reference_px)

    def picture(request: PictureRequest, size: QSize) -> QImage:
        needle = plan.item(request.needle)
        if not isinstance(needle, Needle):
            raise KeyError(request.needle)
        if request.kind in VIEWS:
            return c_arm(request, needle, size.width())
        width, height = size.width(), size.height()
        mm_per_px = request.width_mm / width
        plane = plane_on_sheet(plan, needle, request.kind, height * mm_per_px, site.mirrored)
        rect = Rect(-request.width_mm / 2.0, -height * mm_per_px / 2.0, request.width_mm, height * mm_per_px)
        shown = grey_image(reslice(volume, plane, rect, mm_per_px).hu, SPINE)
        marks = compose(Sight(plan, tuple(results), plane, needle.id))
        return furnished(shown, edged(marks), plane, mm_per_px, LETTERS)

    return picture


def edged(marks: Sequence[Mark]) -> list[Mark]:
    """Return marks with black edges below the lines and dots that stand out: light ones vanish in grey."""
    edges: list[Mark] = []
    for mark in marks:
        match mark:
            case Stroke() if mark.opacity >= LABEL_OPACITY:
                wider = mark.width_px + (1.0 if mark.dashed else 2.0) * EDGE_PX
                edges.append(replace(mark, colour=EDGE, width_px=wider, dashed=False, fill_opacity=0.0))
            case Spot() if mark.opacity >= LABEL_OPACITY and mark.filled:
                edges.append(replace(mark, colour=EDGE, radius_px=mark.radius_px + EDGE_PX))
    return [*edges, *marks]


EDGE, EDGE_PX = "#000000", 0.9
"""The edge of a line and its width, as `paint` counts."""


def view_on_sheet(plan: Plan, needle: Needle, request: PictureRequest, site: Site, pixels: int) -> BeamView:
    """Return what the C-arm of a room shows of a needle: its tip in the middle, `pixels` by `pixels`."""
    angles, field_mm = room_angles(plan, needle, request.kind), request.width_mm * site.machine.magnification
    return site.laid(site.machine.beam(angles, needle.tip_mm, field_mm, pixels))


def plane_on_sheet(
    plan: Plan, needle: Needle, kind: PictureKind, height_mm: float, mirrored: bool
) -> ViewPlane:
    """Return the plane of a slice, its origin where the middle of the picture is to lie.

    Along and across the needle it is laid from left to right as the room's monitor lays the pictures of the
    C-arm. The axial slice never is: it is seen from the feet, as on the console of the CT.

    Raises
    ------
    KeyError
        If the kind is no slice.
    """
    match kind:
        case PictureKind.ALONG:
            plane = along_plane(needle.segment, partner_direction(plan, needle), mirrored=mirrored)
            return ViewPlane(plane.to_patient(0.0, BEYOND_TIP_MM - height_mm / 2.0), plane.right, plane.down)
        case PictureKind.BARREL:
            return barrel_plane(needle.segment, mirrored=mirrored)
        case PictureKind.AXIAL:
            plane = axial(needle.tip_mm.towards(needle.entry_mm, 0.5)).through(needle.tip_mm)
            return ViewPlane(plane.centre, -plane.right, -plane.down)
        case _:
            raise KeyError(kind)
