"""What keeps a needle from going a way, and how many ways each thing keeps it from."""

from __future__ import annotations

from enum import StrEnum

from planner.words import _


class Obstacle(StrEnum):
    """Why a way is not proposed. A way counts for the first that holds, in this order."""

    ANGLE = "angle"
    NERVE = "nerve"
    COVERAGE = "coverage"
    METAL = "metal"
    STRUCTURE = "structure"
    FORAMEN = "foramen"
    SCAN = "scan"
    REACH = "reach"
    BONE = "bone"
    TIP_IN_BONE = "tip_in_bone"
    SKIN = "skin"
    NEEDLE = "needle"


OBSTACLES = tuple(Obstacle)
"""In the order in which ways are held against them."""


def obstacle_words(obstacle: Obstacle) -> str:
    """Return what is in the way, to stand beside a number of ways."""
    match obstacle:
        case Obstacle.NERVE:
            return _("would go into the nerve itself")
        case Obstacle.ANGLE:
            return _("run across the nerve")
        case Obstacle.COVERAGE:
            return _("take in too little of the nerve")
        case Obstacle.METAL:
            return _("touch metal")
        case Obstacle.STRUCTURE:
            return _("come too near to a root, the canal or a vessel")
        case Obstacle.FORAMEN:
            return _("end in front of the foramen's border")
        case Obstacle.SCAN:
            return _("meet no skin within the scan")
        case Obstacle.REACH:
            return _("are longer than the cannula")
        case Obstacle.BONE:
            return _("lead through bone")
        case Obstacle.TIP_IN_BONE:
            return _("end in bone")
        case Obstacle.SKIN:
            return _("burn too near to the skin")
        case Obstacle.NEEDLE:
            return _("run into another needle")
