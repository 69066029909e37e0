"""The limits that were changed, on the page for the doctor: for what, from what, and by whom."""

from __future__ import annotations

from collections.abc import Iterator, Mapping

from planner.checks.changeable import changeables
from planner.plan.changed_limits import who_changed
from planner.sheet.case import Case
from planner.sheet.content import Labelled
from planner.sheet.facts import plain
from planner.words import _


def changed_facts(case: Case) -> Iterator[Labelled]:
    """Yield what plan and site have changed, and what stands in its place in the program as shipped."""
    plan, site = case.plan.limits, case.rules.site.limits
    if plan:
        who = plain(who_changed(case.plan))
        words = [_listed(plan), _("changed by {who}").format(who=who)] if who else [_listed(plan)]
        yield Labelled(_("Limits changed"), _("; ").join(words))
    if site:
        people = sorted({plain(each.who) for each in site.values() if each.who})
        words = [_listed({key: each.value for key, each in site.items()})]
        words += [_("changed by {who}").format(who=_("; ").join(people))] if people else []
        yield Labelled(_("Limits of this site"), _("; ").join(words))
    shipped = {each.key: each.shipped for each in changeables(case.plan.procedure.kind)}
    if before := {key: shipped[key] for key in {**plan, **site} if key in shipped}:
        yield Labelled(_("As shipped"), _listed(before))


def _listed(values: Mapping[str, float]) -> str:
    return ", ".join(f"{plain(key)} = {value:g}" for key, value in sorted(values.items()))
