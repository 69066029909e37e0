"""What lies under the mouse: handles first, then needles, then anything else of the plan."""

from __future__ import annotations

from itertools import pairwise
from math import hypot
from typing import TYPE_CHECKING

from PySide6.QtCore import QPointF

from planner.geometry.vectors import Point, Vector
from planner.imaging.volume import Volume
from planner.plan.edits import Handle, handles
from planner.plan.parts import Hardware, MedialBranch, Needle, Structure
from planner.plan.plan import Item, Plan

if TYPE_CHECKING:
    from planner.ui.views.picture_view import PictureView

GRASP_PX = 9.0
"""How near to a handle the mouse must be."""
SHAFT_PX = 5.0
"""How near to a needle's shaft."""
GRASP_DEPTH_MM = 15.0
"""A handle farther from the slice is too faint to be grasped, unless its part is selected."""


def handle_at(view: PictureView, at: QPointF) -> Handle | None:
    """Return the handle under the mouse: of several the one nearest to the slice, or of what is selected.

    Points of structures, many and not shown beside the needles, can be grasped once theirs is selected.
    """
    plane, session = view.plane, view.session
    if plane is None or not session.look.overlays:
        return None
    best: tuple[float, Handle] | None = None
    hidden = {each.id for each in view.plan_seen.structures} - {session.look.selected}
    for handle in handles(view.plan_seen):
        if handle.owner in hidden:
            continue
        u, v, depth = plane.to_view(handle.at)
        pixel = view.to_pixel(u, v) - at
        distance = hypot(pixel.x(), pixel.y())
        selected = handle.owner == session.look.selected
        if distance <= GRASP_PX and (selected or _in_reach(view, depth)):
            rank = distance + (abs(depth) if not view.sees_through else 0.0 if selected else GRASP_PX)
            if best is None or rank < best[0]:
                best = (rank, handle)
    return best[1] if best is not None else None


def needle_at(view: PictureView, at: QPointF) -> Needle | None:
    """Return the needle whose shaft lies under the mouse, near enough to the slice to be seen well."""
    plane, session = view.plane, view.session
    if plane is None or not session.look.overlays:
        return None
    for needle in view.plan_seen.needles:
        start, end = plane.to_view(needle.entry_mm), plane.to_view(needle.tip_mm)
        a, b = view.to_pixel(*start[:2]), view.to_pixel(*end[:2])
        distance, share = _from_line(at, a, b)
        depth = start[2] + share * (end[2] - start[2])
        if distance <= SHAFT_PX and _in_reach(view, depth):
            return needle
    return None


def item_at(view: PictureView, at: QPointF) -> str | None:
    """Return the id of a target, a piece of hardware or a structure whose line lies under the mouse."""
    plane, session = view.plane, view.session
    if plane is None or not session.look.overlays:
        return None
    plan = view.plan_seen
    for item in (*plan.targets, *plan.hardware, *plan.structures):
        for first, second in pairwise(_line_of(item)):
            start, end = plane.to_view(first), plane.to_view(second)
            distance, share = _from_line(at, view.to_pixel(*start[:2]), view.to_pixel(*end[:2]))
            depth = start[2] + share * (end[2] - start[2])
            if distance <= SHAFT_PX and _in_reach(view, depth):
                return item.id
    return None


def moved_point(before: Plan, now: Plan) -> Point | None:
    """Return where an edit has moved a point to, of a whole needle its tip; None where none has moved."""
    if now is before:
        return None
    old = {(handle.owner, handle.name, handle.index): handle.at for handle in handles(before)}
    moved = [
        handle
        for handle in handles(now)
        if old.get((handle.owner, handle.name, handle.index), handle.at) != handle.at
    ]
    tips = [handle.at for handle in moved if handle.name == "tip_mm"]
    return next(iter((*tips, *(handle.at for handle in moved))), None)


def _in_reach(view: PictureView, depth_mm: float) -> bool:
    return view.sees_through or abs(depth_mm) <= GRASP_DEPTH_MM


def _line_of(item: Item) -> tuple[Point, ...]:
    match item:
        case MedialBranch():
            return item.course_mm
        case Hardware():
            return item.points
        case Structure():
            return item.path_mm if len(item.path_mm) > 1 else item.path_mm * 2
        case _:
            return ()


def _from_line(at: QPointF, a: QPointF, b: QPointF) -> tuple[float, float]:
    """Return the distance in pixels from a line and how far along it (0..1) the nearest place lies."""
    line, offset = b - a, at - a
    length_squared = QPointF.dotProduct(line, line)
    share = QPointF.dotProduct(offset, line) / length_squared if length_squared > 0.0 else 0.0
    share = min(max(share, 0.0), 1.0)
    rest = offset - line * share
    return hypot(rest.x(), rest.y()), share


def scroll_step_mm(volume: Volume, normal: Vector) -> float:
    """Return the step of one wheel notch: the slice distance along a grid axis, else the finest spacing."""
    for axis, spacing_mm in enumerate(volume.spacing_mm):
        column = volume.voxel_to_patient[:3, axis] / spacing_mm
        if abs(Vector(*column).dot(normal)) > ALONG_GRID_COSINE:
            return spacing_mm
    return volume.finest_mm


ALONG_GRID_COSINE = 0.995
"""Cosine (6 degrees) from which a normal counts as lying along an axis of the grid."""
