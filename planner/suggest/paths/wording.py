"""Proposals in words: why each is there, what it is like, what is in the way of the others.

Nothing is called recommended or optimal: what was measured stands there, and what it has more of.
"""

from __future__ import annotations

from planner.carm.angles import short_words
from planner.carm.machine import Machine
from planner.checks.result import Assessed
from planner.checks.rounding import rounded
from planner.checks.wording import check_words, finding, headline, placed_words, verdict
from planner.plan.parts import Hardware, HardwareKind
from planner.plan.plan import Plan
from planner.plan.wording import target_words
from planner.suggest.paths.obstacles import obstacle_words
from planner.suggest.paths.proposal import GivenUp, Proposal, Proposals, Why
from planner.words import _, ngettext


def why_words(proposal: Proposal) -> str:
    """Return why a proposal is in the list."""
    match proposal.why:
        case Why.FIRST if proposal.expected_mm is not None:
            return _("Fewest checks to look at again, then most nerve")
        case Why.FIRST:
            return _("Fewest checks to look at again, then least bone and straightest")
        case Why.MOST_NERVE:
            return _("More nerve, and more to look at again")
        case Why.PARALLEL:
            return _("More parallel to the nerve")
        case Why.FROM_METAL:
            return _("Farther from metal")
        case Why.FROM_STRUCTURES:
            return _("Farther from roots, canal and vessels")
        case Why.SHORTEST:
            return _("A shorter way")
        case Why.LEAST_TILT:
            return _("Less tilt of the C-arm")
        case Why.AT_METAL:
            return _("Tip on the metal beside the lesion")
        case Why.COMMON_VIEW:
            return _("In the one C-arm setting of this side")
        case Why.OTHER:
            return _("Another way, as good by most numbers")


def measured_lines(proposal: Proposal, machine: Machine) -> tuple[str, ...]:
    """Return what was measured on a proposal, a line each: the checks' own words, and what the C-arm does."""
    wanted = ("coverage", "alignment", "hardware_clearance", "structure_clearance", "bone_path", "reach")
    lines = [
        headline(result)
        for check in wanted
        for result in proposal.results
        if result.check == check and result.subject == proposal.needle.id and isinstance(result, Assessed)
    ]
    if proposal.expected_mm is not None:
        lines.insert(1, _placed_line(proposal))
    if proposal.slit_deg is not None:
        lines.insert(0, _("{angle}° to the opening of the joint").format(angle=rounded(proposal.slit_deg)))
    lines.append(_("C-arm down the needle: {view}").format(view=short_words(proposal.view)))
    return (*lines, *filter(None, (machine.what_stops(proposal.view),)))


def _placed_line(proposal: Proposal) -> str:
    """Return what the lesion takes in when the needle does not lie as planned."""
    placed = [
        placed_words(result)
        for result in proposal.results
        if result.check == "coverage" and result.subject == proposal.needle.id
    ]
    mean = _("{mm} mm on average once corrected").format(mm=rounded(proposal.expected_mm or 0.0))
    return _("; ").join((mean, *placed))


def doubt_lines(proposal: Proposal) -> tuple[str, ...]:
    """Return which checks are not within their limits, a line each: outcome, check, and what it found."""
    return tuple(
        _("{outcome}: {check}. {finding}").format(
            outcome=verdict(result), check=check_words(result), finding=finding(result)
        )
        for result in proposal.doubts
    )


def passes_words(proposal: Proposal) -> str:
    """Return in one line whether every check of the needle is within its limits."""
    count = len(proposal.doubts)
    if count == 0:
        return _("Every check of this needle is within its limits")
    pattern = ngettext("{n} check is not within its limits", "{n} checks are not within their limits", count)
    return pattern.format(n=count)


def cost_words(plan: Plan, cost: GivenUp) -> str:
    """Return what the metal costs: the angle given up, the clearance it gives, and what is in the way."""
    clear = rounded(max(cost.clear_mm, 0.0))
    angle, captured = max(round(cost.angle_deg), 0), max(round(cost.captured_mm), 0)
    sentence = _(
        "Beside metal: {angle}° of angle and {nerve} mm of nerve given up for {clear} mm of clearance. "
        "In the way: {metal}."
    )
    metal = metal_words(plan, cost.blocked_by)
    return sentence.format(angle=angle, nerve=captured, clear=clear, metal=metal)


def metal_words(plan: Plan, hardware_id: str) -> str:
    """Return what a piece of hardware is, and its id: "screw shaft H7", "screw head H3", "rod H9"."""
    item = plan.item(hardware_id)
    return _metal_pattern(plan, item).format(id=hardware_id) if isinstance(item, Hardware) else hardware_id


def _metal_pattern(plan: Plan, piece: Hardware) -> str:
    match piece.kind:
        case HardwareKind.PEDICLE_SCREW:
            return _("screw shaft {id}")
        case HardwareKind.ROD:
            return _("rod {id}")
        case HardwareKind.CEMENT:
            return _("cement {id}")
        case HardwareKind.OTHER:
            return _("screw head {id}") if _is_head(plan, piece) else _("metal {id}")


HEAD_MM = 8.0
"""A piece that begins so near to the rear end of a screw is its head: half of what a head is wide."""


def _is_head(plan: Plan, piece: Hardware) -> bool:
    screws = [each for each in plan.hardware if each.kind is HardwareKind.PEDICLE_SCREW]
    return any(
        end.distance_to(screw.points[0]) <= HEAD_MM
        for screw in screws
        for end in (piece.points[0], piece.points[-1])
    )


def found_words(found: Proposals) -> str:
    """Return how many ways were looked at, and how many nothing excludes."""
    sentence = _("{tried} ways looked at, {free} of them free")
    return sentence.format(tried=f"{found.tried:,}", free=f"{found.free:,}")


def none_words(found: Proposals) -> str:
    """Return that no way is free, or only such as take in little; empty where there are others."""
    if found.across:
        return _("What is left runs across the nerve or takes in little of it.")
    return (
        "" if found.proposals else _("No way to {target} is free.").format(target=target_words(found.target))
    )


def excluded_lines(plan: Plan, found: Proposals) -> tuple[str, ...]:
    """Return what excludes the other ways, a line for each reason, most first."""
    lines = [
        _("{n} {what}").format(n=f"{count:,}", what=obstacle_words(each)) for each, count in found.excluded
    ]
    if found.blocks:
        pieces = (
            _("{metal} {n}").format(metal=metal_words(plan, name), n=f"{count:,}")
            for name, count in found.blocks
        )
        lines.append(_("Nearest metal: {pieces}").format(pieces=_(", ").join(pieces)))
    return tuple(lines)
