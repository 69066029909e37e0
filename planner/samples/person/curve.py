"""The curve of a spine seen from the front: how each vertebra leans and is turned in a scoliosis."""

from __future__ import annotations

from collections.abc import Sequence
from itertools import pairwise

from planner.samples.person.lots import Lots, tidy

LEAN = {
    "T11": -0.4,
    "T12": -0.5,
    "L1": -0.3,
    "L2": 0.0,
    "L3": 0.3,
    "L4": 0.5,
    "L5": 0.3,
    "S1": 0.0,
    "S2": 0.0,
}
"""To the left, as shares of the angle of Cobb of a curve that is convex to the left; the apex is L2."""
TURN = {
    "T11": 0.15, "T12": 0.28, "L1": 0.42, "L2": 0.5, "L3": 0.44, "L4": 0.28, "L5": 0.1, "S1": 0.0, "S2": 0.0,
}  # fmt: skip
"""Of the front to the left: bodies turn towards the convex side."""
IN_BODY = 0.3
"""Share of a step that is a wedge of the body; the rest is the disc's."""
OWN_LEAN_DEG, OWN_TURN_DEG = 0.5, 0.8
"""Standard deviations of what each segment has for itself."""
RAD_PER_DEG = 0.017453292519943295


def steps(
    lots: Lots, names: Sequence[str], cobb_deg: float
) -> tuple[dict[str, float], dict[str, float], dict[str, float]]:
    """Return what scoliosis and chance do to each segment, by the name of its upper vertebra.

    Returns
    -------
    tuple
        Lean of the top to the left within the disc, the same within the body, and turn to the left; degrees.
    """
    discs, bodies, turns = {}, {}, {}
    for upper, lower in pairwise(names):
        lean = (LEAN[upper] - LEAN[lower]) * cobb_deg
        turn = (TURN[upper] - TURN[lower]) * cobb_deg
        discs[upper] = tidy((1.0 - IN_BODY) * lean + OWN_LEAN_DEG * lots.own("lean", upper))
        bodies[upper] = tidy(IN_BODY * lean)
        turns[upper] = tidy(turn + OWN_TURN_DEG * lots.own("turn", upper))
    return discs, bodies, turns
