"""Whether the root in the foramen in front of a needle is drawn.

The foramen of a needle on vertebra V is the one above V. The root in it leaves the canal below the pedicle of
the vertebra above and passes in front of V's superior articular process; the next root lies medial to V's own
pedicle, and comes to its side only below it.
"""

from __future__ import annotations

from functools import lru_cache

import numpy as np

from planner.anatomy.spine import Level, Side
from planner.carm.foramen import FROM_PEDICLE_TO_PEDICLE_MM
from planner.checks.gaps import Pieces
from planner.geometry.frames import Frame
from planner.geometry.vectors import Point
from planner.plan.parts import Target
from planner.plan.plan import Plan
from planner.plan.vertebrae import vertebra_frame

PLACES = 9
"""A root is looked at in so many places between two of its points."""


def exit_is_drawn(plan: Plan, target: Target, roots: Pieces | None, foramina: Pieces | None) -> bool:
    """Say whether a root, or the foramen itself, is drawn in the foramen above a target's vertebra.

    It lies, somewhere between the vertebra's pedicle and the one above, on the target's side: a root beside
    the pedicle's centre or farther out. Without the vertebra's landmarks nobody can say: then not.
    """
    frame, pedicle = vertebra_frame(plan, target.bone), _pedicle(plan, target.bone, target.side)
    if frame is None or pedicle is None:
        return False
    above = None if target.bone.above is None else _pedicle(plan, target.bone.above, target.side)
    floor = frame.to_frame(pedicle - frame.origin)
    higher = FROM_PEDICLE_TO_PEDICLE_MM if above is None else frame.to_frame(above - pedicle).z
    heights_mm, aside_mm = (floor.z, floor.z + higher), floor.x * target.side.sign
    return any(
        _is_between(pieces, frame, heights_mm, target.side, least_mm)
        for pieces, least_mm in ((roots, aside_mm), (foramina, 0.0))
        if pieces is not None
    )


@lru_cache(maxsize=1024)
def _is_between(
    pieces: Pieces, frame: Frame, heights_mm: tuple[float, float], side: Side, aside_mm: float
) -> bool:
    """Say whether any axis lies between two heights and so far to a side, in a vertebra's frame."""
    shares = np.linspace(0.0, 1.0, PLACES)[:, None, None]
    places = pieces.starts + shares * (pieces.ends - pieces.starts) - np.array(tuple(frame.origin))
    aside = places @ np.array(tuple(frame.left)) * side.sign
    height = places @ np.array(tuple(frame.superior))
    return bool(((aside >= aside_mm) & (height >= heights_mm[0]) & (height < heights_mm[1])).any())


def _pedicle(plan: Plan, level: Level, side: Side) -> Point | None:
    marks = plan.landmarks(level)
    if marks is None:
        return None
    return marks.left_pedicle if side is Side.LEFT else marks.right_pedicle
