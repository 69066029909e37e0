"""Which part of a plan moves during an edit: the rest is painted once and kept while it lasts."""

from __future__ import annotations

from collections.abc import Callable, Collection
from dataclasses import replace

from msgspec.structs import replace as replaced

from planner.checks.result import Result
from planner.plan.parts import Hardware, Needle, Structure
from planner.plan.plan import Item, Plan
from planner.ui.overlays.sight import Sight


def moving_ids(before: Plan, now: Plan) -> frozenset[str]:
    """Return the ids of what an edit changes, with what is measured against it."""
    old = {item.id: item for item in before.items}
    return _with_company(now, {item.id for item in now.items if old.get(item.id) != item})


def _with_company(plan: Plan, ids: Collection[str]) -> frozenset[str]:
    """Return the ids of parts and of what is measured against them, which is drawn with them or not at all.

    A needle takes its target along and a target its needles; metal and structures take every needle along.
    """
    company = set(ids)
    if any(isinstance(plan.item(item_id), Hardware | Structure) for item_id in ids):
        company |= {needle.id for needle in plan.needles}
    company |= {needle.target for needle in plan.needles if needle.id in company and needle.target}
    company |= {needle.id for needle in plan.needles if needle.target in company}
    return frozenset(company)


FAINT = 0.38
"""How strong the rest of the plan is drawn where what is selected would be lost in it."""


def picked_out(sight: Sight) -> tuple[Sight, ...]:
    """Return a sight of the rest of the plan, faint, and one of what is selected and goes with it.

    Where nothing is selected all is as strong. What is selected may be drawn elsewhere, while it is edited:
    the rest is then as faint.
    """
    if sight.whole_plan.item(sight.selected) is None:
        return (sight,)
    ids = _with_company(sight.whole_plan, [sight.selected])
    rest = replace(_part(sight, lambda item: item.id not in ids, True), strength=FAINT)
    return rest, replace(_part(sight, lambda item: item.id in ids, False), access=None)


def split(sight: Sight, before: Plan) -> tuple[Sight, Sight]:
    """Return a sight without what an edit moves, and a sight of that alone."""
    moving = moving_ids(before, sight.plan)
    levels_move = before.levels != sight.plan.levels
    still = _part(sight, lambda item: item.id not in moving, not levels_move)
    # what stays is painted once: it must compare equal as long as the edit lasts
    still = replace(still, whole=before)
    return still, replace(_part(sight, lambda item: item.id in moving, levels_move), access=None)


def _part(sight: Sight, wanted: Callable[[Item], bool], with_levels: bool) -> Sight:
    plan = sight.plan
    targets = tuple(target for target in plan.targets if wanted(target))
    there = {target.id for target in targets}
    needles = tuple(_loose(needle, there) for needle in plan.needles if wanted(needle))
    part = replaced(
        plan,
        targets=targets,
        needles=needles,
        hardware=tuple(piece for piece in plan.hardware if wanted(piece)),
        structures=tuple(structure for structure in plan.structures if wanted(structure)),
        levels=plan.levels if with_levels else (),
    )
    ids = {item.id for item in part.items}
    results = tuple(r for r in sight.results if r.subject in ids and _stays(r, sight.selected))
    proposed = sight.proposed if with_levels else ()
    return replace(sight, plan=part, results=results, whole=sight.whole_plan, proposed=proposed)


def _stays(result: Result, selected: str) -> bool:
    """Say whether a result is its subject's alone, or that of what is selected."""
    return result.check not in BETWEEN_NEEDLES or result.subject == selected


BETWEEN_NEEDLES = ("needles_apart",)
"""What one needle changes of another's results; it is drawn for the selected needle only."""


def _loose(needle: Needle, targets: set[str]) -> Needle:
    return needle if needle.target in targets else replaced(needle, target="")
