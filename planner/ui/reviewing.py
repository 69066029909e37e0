"""What a plan is judged by, and what came of it: the rules with the limits of the site, the last results."""

from __future__ import annotations

from typing import TYPE_CHECKING

from planner.checks import review
from planner.guideline.rules import load_rules
from planner.guideline.site_limits import SiteLimits

if TYPE_CHECKING:
    from planner.checks.result import Result
    from planner.checks.scene import Scene
    from planner.guideline.rules import Rules
    from planner.plan.plan import Plan


class Reviewing:
    """The rules of a site, and the results on the plan that was asked about last; computed once for each."""

    def __init__(self, limits: SiteLimits) -> None:
        self._rules = load_rules().with_site(limits)
        self._reviewed: tuple[Plan, Scene, Rules, tuple[Result, ...]] | None = None

    @property
    def limits(self) -> SiteLimits:
        """The limits that the site has changed for all its plans."""
        return self._rules.site

    def use(self, limits: SiteLimits) -> None:
        """Judge by other limits of the site; they must be fit (`load_site_limits`)."""
        self._rules = load_rules().with_site(limits)

    def rules_for(self, plan: Plan) -> Rules:
        """Return the rules with the limits of a plan.

        Raises
        ------
        LimitError
            If the plan changes a limit that cannot be changed.
        """
        return self._rules.for_plan(plan)

    def results(self, plan: Plan, scene: Scene) -> tuple[Result, ...]:
        """Return the results of every check on a plan, worst first."""
        of = (plan, scene, self._rules)
        if self._reviewed is None or any(a is not b for a, b in zip(self._reviewed, of, strict=False)):
            self._reviewed = (*of, review(plan, scene, self.rules_for(plan)))
        return self._reviewed[3]
