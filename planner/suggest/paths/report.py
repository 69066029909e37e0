"""Proposals for other programs, and as lines of text."""

from __future__ import annotations

from typing import Any

from planner.anatomy.wording import side_words
from planner.carm.angles import CArmAngles, short_words
from planner.carm.machine import Machine
from planner.checks.report import check_report
from planner.plan.plan import Plan
from planner.plan.wording import target_words
from planner.suggest.paths.all_targets import AllFound, OneView
from planner.suggest.paths.proposal import Proposal, Proposals
from planner.suggest.paths.wording import (
    cost_words,
    doubt_lines,
    excluded_lines,
    found_words,
    measured_lines,
    none_words,
    passes_words,
    why_words,
)
from planner.words import _


def paths_report(found: AllFound) -> dict[str, Any]:
    """Return what `suggest --json` prints of needle paths: numbers unrounded, in mm and degrees."""
    return {
        "targets": [_of_target(each) for each in found.found],
        "refused": [{"target": each.target.id, "reason": each.why} for each in found.refused],
        "views": [_of_view(each) for each in found.views],
    }


def _of_target(found: Proposals) -> dict[str, Any]:
    return {
        "target": found.target.id,
        "tried": found.tried,
        "looked_at": found.looked_at,
        "free": found.free,
        "excluded": {obstacle.value: count for obstacle, count in found.excluded},
        "nearest_hardware": dict(found.blocks),
        "across": found.across,
        "proposals": [_of_proposal(each) for each in found.proposals],
    }


def _of_proposal(proposal: Proposal) -> dict[str, Any]:
    needle, cost = proposal.needle, proposal.given_up
    entry: dict[str, Any] = {
        "why": proposal.why.value,
        "needle": {
            "id": needle.id,
            "role": needle.role.value,
            "device": needle.device,
            "entry_mm": list(needle.entry_mm),
            "tip_mm": list(needle.tip_mm),
        },
        "expected_mm": proposal.expected_mm,
        "c_arm": _angles(proposal.view),
        **check_report(proposal.results),
    }
    if cost is not None:
        entry["given_up"] = {
            "angle_deg": cost.angle_deg,
            "captured_mm": cost.captured_mm,
            "clear_mm": cost.clear_mm,
            "clear_without_mm": cost.clear_without_mm,
            "blocked_by": cost.blocked_by,
        }
    return entry


def _of_view(view: OneView) -> dict[str, Any]:
    names = [each.target.id for each in view.found if each.proposals]
    angles = None if view.angles is None else _angles(view.angles)
    return {"side": view.side.value, "c_arm": angles, "targets": names}


def _angles(angles: CArmAngles) -> dict[str, float]:
    return {"primary_deg": angles.primary_deg, "secondary_deg": angles.secondary_deg}


def paths_text(plan: Plan, found: AllFound, machine: Machine) -> str:
    """Return the proposals as text: a paragraph for each target, then one for each C-arm setting."""
    paragraphs = [_target_text(plan, each, machine) for each in found.found]
    paragraphs += [f"{target_words(each.target)}: {each.why}" for each in found.refused]
    paragraphs += [_view_text(view) for view in found.views]
    return "\n".join(paragraphs)


def _target_text(plan: Plan, found: Proposals, machine: Machine) -> str:
    lines = [f"{target_words(found.target)}: {found_words(found)}"]
    lines += [f"    {line}" for line in (none_words(found), *excluded_lines(plan, found)) if line]
    for number, proposal in enumerate(found.proposals, 1):
        lines.append(f"  {number}. {why_words(proposal)} ({passes_words(proposal)})")
        told = [*measured_lines(proposal, machine), *doubt_lines(proposal)]
        if proposal.given_up is not None:
            told.append(cost_words(plan, proposal.given_up))
        lines += [f"       {line}" for line in told]
    return "\n".join(lines)


def _view_text(view: OneView) -> str:
    if view.angles is None:
        return _("Needles of the {side} side: no C-arm setting serves any of them").format(
            side=side_words(view.side)
        )
    missing = [target_words(each.target) for each in view.found if not each.proposals]
    line = _("Needles of the {side} side, one C-arm setting: {view}").format(
        side=side_words(view.side), view=short_words(view.angles)
    )
    if not missing:
        return line
    return _("{line}; not served: {targets}").format(line=line, targets=_(", ").join(missing))
