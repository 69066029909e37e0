"""Angles against a vertebra in words, with how far its landmarks leave them uncertain."""

from __future__ import annotations

from math import ceil

from planner.anatomy.spine import Level
from planner.carm.angles import CArmAngles, barrel_angles, tilt_words
from planner.carm.views import squared_tilt, unsquared_words
from planner.geometry.vectors import Vector
from planner.plan.plan import Plan
from planner.plan.vertebrae import is_unconfirmed, vertebra_frame, vertebra_turns
from planner.words import _


def hub_words(plan: Plan, level: Level, hub: Vector) -> str | None:
    """Return the angles of a hub direction in a vertebra's frame: "18° to the patient's LEFT, ±4°".

    None where the vertebra has no frame of its own.
    """
    frame = vertebra_frame(plan, level)
    return None if frame is None else _with_uncertainty(plan, level, barrel_angles(hub, frame))


def squared_words(plan: Plan, level: Level) -> str | None:
    """Return the angles at which the C-arm squares a vertebra's endplate; None where it has no frame."""
    frame = vertebra_frame(plan, level)
    return None if frame is None else _with_uncertainty(plan, level, squared_tilt(frame))


def uncertainty_deg(plan: Plan, level: Level) -> int | None:
    """Return how far angles in a vertebra's frame may be off: one standard deviation, whole degrees.

    Rounded up; the larger of pitch and yaw, by what the landmarks and their misfit leave open. None without
    a frame.
    """
    turns = vertebra_turns(plan, level)
    return None if turns is None else ceil(max(turns.pitch_deg, turns.yaw_deg) - ROUNDING_DEG)


ROUNDING_DEG = 0.05
"""So little over a whole degree is not rounded up."""


def against_words(plan: Plan, level: Level, angles: str) -> str:
    """Return angles against a vertebra in words, and that nobody has confirmed its landmarks where so."""
    if not is_unconfirmed(plan, level):
        return angles
    return _("{angles}, landmarks found, NOT confirmed").format(angles=angles)


def squaring_words(plan: Plan, level: Level) -> str:
    """Return what is wrong with views squared on a vertebra: its landmarks; empty where nothing is."""
    if vertebra_frame(plan, level) is None:
        return unsquared_words(level)
    if is_unconfirmed(plan, level):
        return _("squared by landmarks of {level} that nobody has confirmed").format(level=level.value)
    return ""


def _with_uncertainty(plan: Plan, level: Level, angles: CArmAngles) -> str:
    within = uncertainty_deg(plan, level)
    words = _("{angles}, ±{within}°").format(angles=tilt_words(angles), within=within)
    return against_words(plan, level, words)
