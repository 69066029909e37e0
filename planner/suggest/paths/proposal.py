"""A needle that is proposed, with what the checks say of it and why it is among the proposals."""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum

from msgspec.structs import replace

from planner.carm.angles import CArmAngles, barrel_angles
from planner.checks.result import Assessed, Outcome, Result, severity
from planner.geometry.angles import angle_between_lines_deg
from planner.plan.parts import FacetTarget, MedialBranch, Needle
from planner.plan.plan import Plan
from planner.suggest.paths.grading import weight_of
from planner.suggest.paths.obstacles import Obstacle
from planner.suggest.paths.task import replaces


class Why(StrEnum):
    """Why a proposal is among the others: it comes first, or it has more of something than the first."""

    FIRST = "first"
    MOST_NERVE = "most_nerve"
    PARALLEL = "parallel"
    FROM_METAL = "from_metal"
    FROM_STRUCTURES = "from_structures"
    SHORTEST = "shortest"
    LEAST_TILT = "least_tilt"
    AT_METAL = "at_metal"
    COMMON_VIEW = "common_view"
    OTHER = "other"


@dataclass(frozen=True)
class GivenUp:
    """What the metal costs: how the way lies that would be first without it, against the one that is.

    Attributes
    ----------
    angle_deg, captured_mm
        How much more parallel that way is and how much more nerve it takes in; negative where it is less.
    clear_mm, clear_without_mm
        How far from metal the needle proposed keeps, and that one; negative where it goes into the metal.
    blocked_by
        The id of the hardware in that way.
    """

    angle_deg: float
    captured_mm: float
    clear_mm: float
    clear_without_mm: float
    blocked_by: str


@dataclass(frozen=True)
class Proposal:
    """A needle for a target, not part of any plan until a user accepts it.

    Attributes
    ----------
    target
        The target as it is to be treated: of a nerve, with the stretch that was asked for.
    results
        Of the checks that depend on the needle, worst first.
    expected_mm
        The length of the stretch that its lesion takes in on average over the placements of a needle that
        has been corrected on bone; None where nothing is burnt.
    """

    needle: Needle
    target: MedialBranch | FacetTarget
    why: Why
    results: tuple[Result, ...]
    expected_mm: float | None = None
    given_up: GivenUp | None = None

    @property
    def view(self) -> CArmAngles:
        """Where the C-arm looks down the needle."""
        return barrel_angles(-self.needle.segment.direction)

    @property
    def doubts(self) -> tuple[Result, ...]:
        """The results that are not within their limits, each check once, worst first."""
        found: dict[str, Result] = {}
        for result in self.results:
            if not (isinstance(result, Assessed) and result.outcome is Outcome.OK):
                found.setdefault(result.check, result)
        return tuple(found.values())

    @property
    def weight(self) -> tuple[int, int, int]:
        """How many checks fail, are not assessed and warn; a warning that nearly fails counts twice."""
        levels = [severity(result) for result in self.doubts]
        return levels.count(0), levels.count(1), sum(map(weight_of, self.doubts))

    @property
    def slit_deg(self) -> float | None:
        """The angle between the needle and the opening of its joint; None for a nerve, or without one."""
        if not isinstance(self.target, FacetTarget) or self.target.opening_mm is None:
            return None
        dorsal, within = self.target.opening_mm
        return angle_between_lines_deg(within - dorsal, self.needle.segment.vector)

    def number(self, check: str, name: str) -> float | None:
        """Return a number that a check measured on the needle; None where there is none."""
        for result in self.results:
            if isinstance(result, Assessed) and result.check == check and result.subject == self.needle.id:
                return result.number(name)
        return None

    def accepted(self, plan: Plan) -> Plan:
        """Return the plan with the proposal in it, in the place of the needle that it replaces."""
        role, target = self.needle.role, self.target
        gone = [n for n in plan.needles if replaces(n, target, role) and n.id != self.needle.id]
        kept = replace(plan, needles=tuple(n for n in plan.needles if n not in gone))
        return kept.with_item(target).with_item(self.needle)


@dataclass(frozen=True)
class Proposals:
    """What was found for one target.

    Attributes
    ----------
    proposals
        Best first: fewest checks that fail, are not assessed or warn, then most nerve. Empty where no way is
        left.
    tried, free
        How many ways were looked at first, and how many of them nothing excludes.
    looked_at
        All ways that were looked at, the finer looks about the best included.
    excluded
        What excludes the others, most first.
    across
        Whether bone, metal and roots leave only ways that run across the nerve or take in little of it.
    blocks
        Which hardware, by its id, is nearest to the ways that touch metal, most first.
    """

    target: MedialBranch | FacetTarget
    proposals: tuple[Proposal, ...]
    tried: int
    free: int
    looked_at: int
    excluded: tuple[tuple[Obstacle, int], ...]
    across: bool = False
    blocks: tuple[tuple[str, int], ...] = ()
