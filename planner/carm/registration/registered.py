"""What registering a vertebra came to: its pose and how sure it is, or why there is none; in words."""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum
from math import ceil

from planner.carm.registration.within import Within
from planner.geometry.rigid import Rigid
from planner.words import _

SPREADS = 2.0
"""What is said in words holds for about 95 of 100: two standard deviations."""


@dataclass(frozen=True)
class Registered:
    """Where a vertebra of the CT lies in C-arm space, by the edges in the frames. Nobody has accepted it.

    Attributes
    ----------
    frames
        How many frames it is from.
    in_one_direction
        Whether all of them look nearly the same way: then depth is told poorly.
    likeness_before, likeness
        How alike the edges of bone and frames were at the start, and are now: 0 to 1, mean of the frames.
    moved_mm, turned_deg
        How far it is from the start: its middle, and its turn.
    agreeing, searches
        How many of the searches, each by its own chance, ended here.
    within
        Standard deviations, from how sharply the likeness falls off.
    """

    ct_to_c_arm: Rigid
    frames: int
    in_one_direction: bool
    likeness_before: float
    likeness: float
    moved_mm: float
    turned_deg: float
    agreeing: int
    searches: int
    within: Within

    def words(self) -> str:
        """Return what it means in a sentence or two: how near, and in which direction."""
        if self.in_one_direction:
            return _(
                "In the plane of the picture within about {plane} mm; in depth, along the rays, within about "
                "{depth} mm: one picture tells depth poorly."
            ).format(plane=_whole(self.within.in_plane_mm), depth=_whole(self.within.depth_mm))
        return _("In every direction within about {worst} mm, turned within about {turn}°.").format(
            worst=_whole(self.within.worst_mm), turn=_whole(self.within.turn_deg)
        )

    def details(self) -> str:
        """Return how alike the edges are, before and now, and how far the vertebra was moved."""
        return _(
            "Likeness of the edges {now:.2f} (before {before:.2f}, at most 1); moved by {moved:.1f} mm and "
            "{turned:.1f}°; {agreeing} of {searches} searches ended here."
        ).format(
            now=self.likeness,
            before=self.likeness_before,
            moved=self.moved_mm,
            turned=self.turned_deg,
            agreeing=self.agreeing,
            searches=self.searches,
        )


def _whole(spread: float) -> int:
    return max(1, ceil(SPREADS * spread))


class NoFit(StrEnum):
    """Why a vertebra is not registered."""

    NO_BONE = "no bone"
    NOT_SEEN = "not seen"
    UNLIKE = "unlike"
    NO_BETTER = "no better"
    NOT_CONVERGED = "not converged"
    FAR_AWAY = "far away"


@dataclass(frozen=True)
class NotRegistered:
    """That a vertebra is not registered to frames, and why."""

    reason: NoFit

    def words(self) -> str:
        """Return the reason in a sentence, with what helps."""
        match self.reason:
            case NoFit.NO_BONE:
                return _("The CT holds no bone where this vertebra should be: check its landmarks.")
            case NoFit.NOT_SEEN:
                return _(
                    "This vertebra lies outside one of the pictures, as it is placed now: mark its points."
                )
            case NoFit.UNLIKE:
                return _(
                    "The picture shows no edges like those of this vertebra: is it the right vertebra, the "
                    "right picture, the right angles?"
                )
            case NoFit.NO_BETTER:
                return _("The search found no place that fits better than the one from the marked points.")
            case NoFit.NOT_CONVERGED:
                return _(
                    "The searches ended in different places: the picture does not tell where the vertebra "
                    "lies. A second picture from another direction helps."
                )
            case NoFit.FAR_AWAY:
                return _(
                    "The best fit lies too far from the marked points to be this vertebra: check level and "
                    "marks."
                )
