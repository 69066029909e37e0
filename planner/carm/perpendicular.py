"""Positions of a C-arm that show a needle at its full length: its detector is square to the needle.

They form a great circle round the needle. Drawn over the two angles it is the curve that valve implantation
calls the S-curve (primary and secondary of every view that is perpendicular to the valve's axis).
"""

from __future__ import annotations

from math import acos, ceil, cos, degrees, pi, radians, sin

from planner.carm.angles import CArmAngles, barrel_angles, detector_direction
from planner.geometry.vectors import LEFT, POSTERIOR, SUPERIOR, Vector

NOWHERE = 1e-9
"""A direction with less than this left in a plane has none there."""


def perpendicular_curve(
    direction: Vector, step_deg: float = 1.0, past_lateral_deg: float = 0.0
) -> tuple[CArmAngles, ...]:
    """Return the positions that see a needle at full length, from the patient's right to the left.

    Parameters
    ----------
    direction
        Along the needle, either way, LPS, of any length above 0.
    step_deg
        Neighbours lie at most so far apart, as angle between the two directions to the detector.
    past_lateral_deg
        How far below the horizontal of a prone patient, past the lateral, the detector may stand: 0 keeps
        it over the back.

    Returns
    -------
    tuple
        Half a circle, longer with `past_lateral_deg`. Where a needle's circle does not sink that far, it is
        whole and closed. A needle straight from back to front (the circle is then the horizontal one) gives
        it from the feet by the right, the head and the left to the feet. A needle straight across the
        patient gives the curve from the feet over the back to the head, primary 180 throughout. A needle
        along the patient gives secondary 0 throughout.

    Raises
    ------
    ValueError
        If `direction` has no length, `step_deg` is not above 0, or `past_lateral_deg` not from 0 to 90.
    """
    if not (step_deg > 0.0 and 0.0 <= past_lateral_deg <= 90.0):
        raise ValueError("a curve needs a step above 0 degrees and an end 0 to 90 degrees past the lateral")
    highest, leftwards = _circle(direction.unit())
    lowest = sin(radians(-past_lateral_deg))
    rise = highest.y
    reach = pi if rise <= -lowest + NOWHERE else acos(lowest / rise)
    count = 2 * max(1, ceil(degrees(reach) / step_deg))
    return tuple(
        barrel_angles(highest * cos(t) + leftwards * sin(t))
        for t in (reach * (2.0 * n / count - 1.0) for n in range(count + 1))
    )


def _circle(needle: Vector) -> tuple[Vector, Vector]:
    """Return the direction of a needle's circle nearest to over the back, and the one 90 degrees further."""
    over_back = POSTERIOR.without(needle)
    if over_back.length < NOWHERE:
        return SUPERIOR, LEFT
    highest = over_back.unit()
    across = needle.cross(highest).unit()
    towards = across.x if abs(across.x) > NOWHERE else across.z
    return highest, across if towards > 0.0 else -across


def nearest_perpendicular(direction: Vector, wanted: CArmAngles) -> CArmAngles:
    """Return the position nearest to a wanted one that sees a needle at full length.

    It may lie past the lateral. Where the wanted position looks down the needle all are as near: then the
    one nearest to straight over the back, and where that is down the needle too, over the head.

    Raises
    ------
    ValueError
        If `direction` has no length.
    """
    needle = direction.unit()
    projected = detector_direction(wanted).without(needle)
    return barrel_angles(_circle(needle)[0] if projected.length < NOWHERE else projected)


def seen_length_share(direction: Vector, angles: CArmAngles) -> float:
    """Return how much of a needle's length a position shows: 1 is all of it, 0 is end-on.

    It is the sine of the angle between needle and central ray; magnification is left out.

    Raises
    ------
    ValueError
        If `direction` has no length.
    """
    return min(direction.unit().cross(detector_direction(angles)).length, 1.0)
