"""What is looked at when a part of the plan is selected, and which part comes next."""

from __future__ import annotations

from dataclasses import replace

from planner.plan.parts import MedialBranch
from planner.plan.plan import Item, Plan
from planner.ui.look import Look, ObliqueMode
from planner.ui.planes import focus_of, free_along, needle_in_view


def looking_at(plan: Plan, item_id: str, look: Look) -> Look:
    """Return the look with a part selected, cursor and isocentre on it, all views in its standard planes.

    Without such a part nothing is selected, and the rest is as it was.
    """
    item = plan.item(item_id)
    if item is None:
        return replace(look, selected="")
    look, point = replace(look, selected=item_id), focus_of(item)
    if point is not None:
        look = replace(look, cursor=point, oblique=replace(look.oblique, depth_mm=0.0))
        look = look.with_c_arm(isocentre=point)
    return _with_standard_oblique(plan, item, look)


def _with_standard_oblique(plan: Plan, item: Item, look: Look) -> Look:
    """Return the look with the oblique view along the needle of a part, or along its nerve."""
    needle = needle_in_view(plan, item.id)
    if needle is not None:
        mode = ObliqueMode.ALONG if look.oblique.mode is ObliqueMode.FREE else look.oblique.mode
        return look.with_oblique(mode=mode, turn_deg=0.0)
    if isinstance(item, MedialBranch) and item.course is not None:
        ends = item.course.points
        return replace(look, oblique=free_along(ends[-1] - ends[0], look.oblique))
    return look.with_oblique(mode=ObliqueMode.FREE)


def stepped(plan: Plan, selected: str, step: int) -> str:
    """Return the id of the next (+1) or previous (-1) target or needle, round in a circle; empty: none."""
    ids = [item.id for item in (*plan.targets, *plan.needles)]
    if not ids:
        return ""
    here = ids.index(selected) if selected in ids else -1 if step > 0 else 0
    return ids[(here + step) % len(ids)]
