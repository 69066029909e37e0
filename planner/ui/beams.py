"""Where the C-arm stands for each of its views: from what is selected, and how the user has turned it."""

from __future__ import annotations

from planner.anatomy.spine import Level, Side
from planner.carm.angles import CArmAngles
from planner.carm.beam_view import BeamView
from planner.carm.machine import PIXELS
from planner.carm.site import Site
from planner.carm.views import Sighted, View, view_angles
from planner.plan.midline import midline_of
from planner.plan.plan import Plan
from planner.plan.vertebrae import vertebra_frame
from planner.ui.look import CArmPane, Look
from planner.ui.planes import needle_in_view, target_in_view

FIXED = {CArmPane.AP: View.AP, CArmPane.OBLIQUE: View.OBLIQUE, CArmPane.LATERAL: View.LATERAL}
"""The panes that always show the same view."""

NEAR_MM = 60.0
"""A vertebra that is farther from the isocentre than this is not what the C-arm is set on."""


def level_in_view(plan: Plan, look: Look) -> Level | None:
    """Return the vertebra that the C-arm is set on: of what is selected, else the nearest that is marked."""
    target = target_in_view(plan, look.selected)
    if target is not None:
        return target.bone
    midline = midline_of(plan)
    if midline is None:
        return None
    isocentre = look.c_arm.isocentre
    distance_mm, level = min(
        (point.distance_to(isocentre), level)
        for level, point in zip(midline.levels, midline.points, strict=True)
    )
    return level if distance_mm <= NEAR_MM else None


def side_in_view(plan: Plan, look: Look) -> Side | None:
    """Return the side of what is selected, else that of the isocentre; None while no level is marked."""
    target = target_in_view(plan, look.selected)
    if target is not None:
        return target.side
    midline = midline_of(plan)
    return None if midline is None else midline.side_of(look.c_arm.isocentre)


def sighted(plan: Plan, look: Look) -> Sighted:
    """Return what the C-arm's views are taken of."""
    level = level_in_view(plan, look)
    needle = needle_in_view(plan, look.selected)
    return Sighted(
        frame=vertebra_frame(plan, level) if level is not None else None,
        side=side_in_view(plan, look),
        needle=needle.segment if needle is not None else None,
    )


def view_of(pane: CArmPane, look: Look, plan: Plan) -> View:
    """Return the view that a pane shows: AP in the place of one that needs a needle where there is none."""
    view = FIXED.get(pane, look.c_arm.view)
    needs = view in (View.BARREL, View.ACROSS)
    return View.AP if needs and needle_in_view(plan, look.selected) is None else view


def angles_of(pane: CArmPane, look: Look, plan: Plan) -> CArmAngles:
    """Return the angles of the room at which a pane looks."""
    c_arm = look.c_arm
    angles = view_angles(view_of(pane, look, plan), sighted(plan, look), c_arm.oblique_deg, c_arm.caudal_deg)
    return c_arm.free if angles is None else angles


def beam_view(pane: CArmPane, look: Look, plan: Plan, site: Site, pixels: int = PIXELS) -> BeamView:
    """Return what a pane shows, laid as the room's monitor lays it."""
    c_arm, machine = look.c_arm, site.machine
    field_mm, opened = machine.field_mm / c_arm.magnified, (c_arm.open_width, c_arm.open_height)
    return site.laid(machine.beam(angles_of(pane, look, plan), c_arm.isocentre, field_mm, pixels, opened))
