"""The vertebrae that are marked in a plan: the shape of each level laid on its landmarks."""

from __future__ import annotations

from collections.abc import Mapping
from functools import lru_cache
from types import MappingProxyType

from planner.anatomy.column import fitted_column
from planner.anatomy.spine import Level
from planner.anatomy.vertebra import LANDMARKS, FittedVertebra, Turns
from planner.geometry.frames import Frame
from planner.geometry.vectors import Point
from planner.plan.parts import Landmarks, MarkedLevel
from planner.plan.plan import Plan


def vertebrae_of(plan: Plan) -> Mapping[Level, FittedVertebra]:
    """Return the vertebrae whose place the landmarks of a plan tell, from above downwards.

    One whose own landmarks are not enough is told from its neighbours (`from_neighbours`).
    """
    return _fitted(plan.levels)


def vertebra_frame(plan: Plan, level: Level) -> Frame | None:
    """Return the frame of a vertebra; None where a landmark is missing or they cannot be a vertebra's."""
    found = vertebrae_of(plan).get(level)
    return None if found is None or found.from_neighbours else found.frame


def vertebra_turns(plan: Plan, level: Level) -> Turns | None:
    """Return how far the frame of a vertebra may be turned from the true one; None where there is none."""
    found = vertebrae_of(plan).get(level)
    return None if found is None or found.from_neighbours else found.turns


def unconfirmed_levels(plan: Plan) -> tuple[Level, ...]:
    """Return the levels whose landmarks the program found and nobody has confirmed, from above downwards."""
    return tuple(marked.level for marked in plan.levels if marked.is_proposal)


def is_unconfirmed(plan: Plan, level: Level) -> bool:
    """Say whether the program found the landmarks of a level and nobody has confirmed them."""
    return level in unconfirmed_levels(plan)


def marked_points(landmarks: Landmarks) -> dict[str, Point]:
    """Return the landmarks that are marked, by name."""
    found = ((name, getattr(landmarks, name)) for name in LANDMARKS)
    return {name: point for name, point in found if point is not None}


@lru_cache(maxsize=256)
def _fitted(levels: tuple[MarkedLevel, ...]) -> Mapping[Level, FittedVertebra]:
    marks = {marked.level: marked_points(marked.landmarks_mm) for marked in levels}
    return MappingProxyType(fitted_column(marks))
