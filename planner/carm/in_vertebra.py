"""Angles against a vertebra in words, with how far its landmarks leave them uncertain."""

from __future__ import annotations

from math import ceil

from planner.anatomy.spine import Level
from planner.carm.angles import CArmAngles, barrel_angles, tilt_words
from planner.carm.views import squared_tilt
from planner.geometry.vectors import Vector
from planner.plan.plan import Plan
from planner.plan.vertebrae import vertebra_frame, vertebra_turns
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


def _with_uncertainty(plan: Plan, level: Level, angles: CArmAngles) -> str:
    within = uncertainty_deg(plan, level)
    return _("{angles}, ±{within}°").format(angles=tilt_words(angles), within=within)
