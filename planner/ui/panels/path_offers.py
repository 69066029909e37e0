"""What the card of needle paths lists: each proposal as a line, with the plan that it would make."""

from __future__ import annotations

from dataclasses import dataclass

from planner.anatomy.wording import side_words
from planner.carm.angles import short_words
from planner.carm.machine import Machine
from planner.checks.rounding import rounded
from planner.plan.plan import Plan
from planner.plan.wording import target_words
from planner.sheet.facts import plain
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
from planner.ui.panels.item_list import Entry
from planner.words import _


@dataclass(frozen=True)
class Offer:
    """A line of the list.

    Attributes
    ----------
    plan
        The plan with the proposal in it; None where the line only says that there is none.
    needle_id
        The needle to look at in that plan.
    details
        All that was measured, a line each.
    """

    entry: Entry
    plan: Plan | None
    needle_id: str
    details: tuple[str, ...]


@dataclass(frozen=True)
class Offers:
    """What a search has found, as it is listed.

    Attributes
    ----------
    role, words
        How it came out, as an outcome's role and a sentence.
    told
        What else there is to say: what excludes the other ways, or the one C-arm setting.
    together
        Whether all lines are accepted at once.
    text
        What accepting is called in the undo menu.
    """

    role: str
    words: str
    offers: tuple[Offer, ...]
    told: tuple[str, ...]
    together: bool
    text: str


def offers_of(plan: Plan, found: Proposals, machine: Machine) -> Offers:
    """Return the proposals for one target, as a C-arm can look down them."""
    offers = [
        Offer(
            Entry(str(n), _("{n}. {why}").format(n=n, why=why_words(each)), short_line(each), role_of(each)),
            each.accepted(plan),
            each.needle.id,
            _details(plan, each, machine),
        )
        for n, each in enumerate(found.proposals, 1)
    ]
    words = " · ".join(part for part in (found_words(found), none_words(found)) if part)
    role = "pending" if offers and not found.across else "warn"
    text = _("Accept path for {target}").format(target=target_words(found.target))
    return Offers(role, words, tuple(offers), excluded_lines(plan, found), False, text)


def offers_of_all(found: AllFound, machine: Machine) -> Offers:
    """Return the first proposals of several targets, which are accepted together."""
    offers = []
    for each in found.found:
        if each.proposals:
            first = each.proposals[0]
            entry = Entry(each.target.id, target_words(each.target), short_line(first), role_of(first))
            offers.append(Offer(entry, found.plan, first.needle.id, _details(found.plan, first, machine)))
        else:
            entry = Entry(each.target.id, target_words(each.target), none_words(each), "fail")
            offers.append(Offer(entry, None, "", excluded_lines(found.plan, each)))
    for refused in found.refused:
        entry = Entry(refused.target.id, target_words(refused.target), plain(refused.why), "not_assessed")
        offers.append(Offer(entry, None, "", (plain(refused.why),)))
    served = sum(offer.plan is not None for offer in offers)
    words = _("Targets with a free way: {n} of {all}").format(n=served, all=len(offers))
    role = "pending" if served == len(offers) else "warn"
    told = tuple(line for view in found.views for line in _view_lines(view))
    return Offers(role, words, tuple(offers), told, True, _("Accept paths for all targets"))


def role_of(proposal: Proposal) -> str:
    """Return the role of the worst that the checks say of a proposal."""
    fails, missing, _warnings = proposal.weight
    return "fail" if fails else "not_assessed" if missing else "warn" if proposal.doubts else "ok"


def short_line(proposal: Proposal) -> str:
    """Return the numbers of a proposal in one line."""
    parts: list[str] = []
    captured, stretch = (proposal.number("coverage", n) for n in ("captured_stretch_mm", "stretch_mm"))
    if captured is not None and stretch is not None:
        pattern = _("{taken} of {stretch} mm of nerve")
        parts.append(pattern.format(taken=rounded(captured), stretch=rounded(stretch)))
    for pattern, number in (
        (_("{n}°"), proposal.number("alignment", "angle_deg")),
        (_("{n}° to the opening"), proposal.slit_deg),
        (_("metal {n} mm"), proposal.number("hardware_clearance", "needle_mm")),
        (_("root {n} mm"), _least(proposal)),
        (_("{n} mm deep"), proposal.number("reach", "path_mm")),
    ):
        if number is not None:
            parts.append(pattern.format(n=rounded(max(number, 0.0))))
    parts.append(short_words(proposal.view))
    return " · ".join(parts)


def _least(proposal: Proposal) -> float | None:
    """Return how near the needle or its lesion comes to a structure."""
    found = [proposal.number("structure_clearance", name) for name in ("lesion_mm", "needle_mm")]
    return min((each for each in found if each is not None), default=None)


def _details(plan: Plan, proposal: Proposal, machine: Machine) -> tuple[str, ...]:
    lines = [passes_words(proposal), *measured_lines(proposal, machine), *doubt_lines(proposal)]
    if proposal.given_up is not None:
        lines.append(cost_words(plan, proposal.given_up))
    return tuple(lines)


def _view_lines(view: OneView) -> tuple[str, ...]:
    """Return the one C-arm setting of a side, and what each needle gives up for it."""
    side = side_words(view.side)
    if view.angles is None:
        return (_("Needles of the {side} side: no C-arm setting serves any of them").format(side=side),)
    head = _("Needles of the {side} side, one C-arm setting: {view}")
    lines = [head.format(side=side, view=short_words(view.angles))]
    for here, alone in zip(view.found, view.alone, strict=True):
        if here.proposals and alone.proposals:
            lines.append(_given_up(here.proposals[0], alone.proposals[0]))
    return tuple(lines)


def _given_up(here: Proposal, alone: Proposal) -> str:
    """Return what a needle gives up for the common setting, against what it would have for itself."""
    taken, own = (each.number("coverage", "captured_stretch_mm") for each in (here, alone))
    angle, own_deg = (each.number("alignment", "angle_deg") for each in (here, alone))
    name = target_words(here.target)
    if taken is None or own is None or angle is None or own_deg is None:
        return _("{target}: {words}").format(target=name, words=passes_words(here))
    return _("{target}: {taken} mm of nerve at {angle}°; by itself {own} mm at {own_angle}°").format(
        target=name,
        taken=rounded(taken),
        angle=rounded(angle),
        own=rounded(own),
        own_angle=rounded(own_deg),
    )
