"""What a click in a vertebra makes of the plan: landmarks of it and its neighbours, found in the images."""

from __future__ import annotations

from planner.anatomy.spine import Level
from planner.geometry.vectors import Point
from planner.imaging.volume import Volume
from planner.plan.parts import Landmarks
from planner.plan.plan import Plan
from planner.suggest.landmarks import find_column
from planner.ui.busy import busy


def with_found_landmarks(plan: Plan, volume: Volume, level: Level, inside: Point) -> Plan:
    """Return the plan with the landmarks that the images show, from a click in the body of one vertebra.

    The vertebra clicked is marked anew; of the others only those on which nothing is marked. Where the images
    do not look like a vertebra the plan stays as it is.
    """
    with busy():
        found = find_column(volume, level, inside)
    for vertebra in found:
        if vertebra.is_sure and (vertebra.level is level or plan.landmarks(vertebra.level) is None):
            plan = plan.with_landmarks(vertebra.level, Landmarks(**vertebra.marks))
    return plan
