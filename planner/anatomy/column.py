"""All marked vertebrae of a spine together: they share their size, and fill in for missing landmarks."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace
from math import cos, radians, sin

from planner.anatomy.shape import shape_of, stacked_on
from planner.anatomy.spine import Level
from planner.anatomy.vertebra import (
    NEEDED,
    WITHIN_MM,
    FittedVertebra,
    Marks,
    Turns,
    fitted,
    landmark_places,
)
from planner.geometry.frames import Frame
from planner.geometry.vectors import Point, Vector

OWN_SHARE = 0.5
"""How much a lumbar vertebra's size is its own, the rest is the spine's mean: three landmarks with 1.4 mm
each tell a size to 4 %, about as much as the vertebrae of one person differ. Ours."""
FILLED_WITHIN_MM = 5.0
"""Standard deviation of a landmark that only the neighbours tell of. Ours."""


def fitted_column(marks: Mapping[Level, Marks]) -> dict[Level, FittedVertebra]:
    """Return the vertebrae of a spine that can be told, by level, from above downwards.

    A vertebra with all of `NEEDED` is laid on its own landmarks. One with fewer is laid on those it has and
    on what its nearest vertebra (or both, one above and one below) says of the others by how vertebrae
    stand on one another; one without any is not told. The size is partly the mean of the lumbar ones; that
    of the sacrum is their mean, since its pedicles are no landmarks of its size.
    """
    own = {level: vertebra for level, each in marks.items() if (vertebra := _whole(level, each)) is not None}
    mean = _mean_scale(own)
    placed = {
        level: replace(
            fitted(level, marks[level], scale=_shared(level, vertebra.scale, mean)), turns=vertebra.turns
        )
        for level, vertebra in own.items()
    }
    told = dict(placed)
    for level in sorted(marks, key=lambda level: level.order):
        if level not in placed and (filled := _filled(level, marks[level], placed)) is not None:
            told[level] = filled
    return {level: told[level] for level in Level if level in told}


def _whole(level: Level, marks: Marks) -> FittedVertebra | None:
    if any(name not in marks for name in NEEDED):
        return None
    try:
        return fitted(level, marks)
    except ValueError:
        return None


def _mean_scale(own: Mapping[Level, FittedVertebra]) -> float | None:
    lumbar = [vertebra.scale for level, vertebra in own.items() if level is not Level.S1]
    return sum(lumbar) / len(lumbar) if lumbar else None


def _shared(level: Level, own: float, mean: float | None) -> float:
    if mean is None:
        return own
    return mean if level is Level.S1 else OWN_SHARE * own + (1.0 - OWN_SHARE) * mean


def _filled(level: Level, marks: Marks, placed: Mapping[Level, FittedVertebra]) -> FittedVertebra | None:
    """Return a vertebra with too few landmarks, or whose landmarks make no sense, from its neighbours."""
    if not marks or not placed or all(name in marks for name in NEEDED):
        return None
    guesses = [neighbour_of(placed[there], level) for there in _nearest(level, placed)]
    scale = sum(guess.scale for guess in guesses) / len(guesses)
    told: dict[str, Point] = {}
    for name, place in landmark_places(shape_of(level)).items():
        if name in NEEDED:
            spots = [guess.place(place) for guess in guesses]
            told[name] = spots[0].towards(spots[-1], 0.5)
    own = _moved_to(told, marks)
    within = {name: WITHIN_MM[name] if name in marks else FILLED_WITHIN_MM for name in WITHIN_MM}
    try:
        found = fitted(level, {**own, **marks}, within, scale)
    except ValueError:
        return None
    return replace(found, from_neighbours=True)


def _moved_to(told: Marks, marks: Marks) -> Marks:
    """Return what neighbours tell, moved as a whole so that it agrees in the mean with what is marked."""
    steps = [marks[name] - told[name] for name in told if name in marks]
    if not steps:
        return told
    step = sum(steps[1:], start=steps[0]) * (1.0 / len(steps))
    return {name: point + step for name, point in told.items()}


def _nearest(level: Level, placed: Mapping[Level, FittedVertebra]) -> list[Level]:
    """Return the nearest told level above and the nearest below; one only where they are not equally near."""
    above = max((each for each in placed if each.order < level.order), key=lambda e: e.order, default=None)
    below = min((each for each in placed if each.order > level.order), key=lambda e: e.order, default=None)
    found = [each for each in (above, below) if each is not None]
    least = min(abs(each.order - level.order) for each in found)
    return [each for each in found if abs(each.order - level.order) == least]


def neighbour_of(vertebra: FittedVertebra, to: Level) -> FittedVertebra:
    """Return the vertebra of another level as it stands where all are stacked as in the mean."""
    while vertebra.level is not to:
        upwards = to.order < vertebra.level.order
        vertebra = _above(vertebra) if upwards else _below(vertebra)
    return vertebra


def _above(lower: FittedVertebra) -> FittedVertebra:
    step, level = stacked_on(lower.level), lower.level.above
    assert step is not None
    assert level is not None
    c, s = cos(radians(step.tilt_deg)), sin(radians(step.tilt_deg))
    posterior = lower.frame.to_patient(Vector(0.0, c, s))
    superior = lower.frame.to_patient(Vector(0.0, -s, c))
    origin = lower.place(step.origin)
    return _like(lower, level, Frame(origin, lower.frame.left, posterior, superior))


def _below(upper: FittedVertebra) -> FittedVertebra:
    level = upper.level.below
    assert level is not None
    step = stacked_on(level)
    assert step is not None
    c, s = cos(radians(step.tilt_deg)), sin(radians(step.tilt_deg))
    posterior = upper.frame.to_patient(Vector(0.0, c, -s))
    superior = upper.frame.to_patient(Vector(0.0, s, c))
    turned = Frame(upper.frame.origin, upper.frame.left, posterior, superior)
    origin = upper.frame.origin + turned.to_patient(step.origin * -upper.scale)
    return _like(upper, level, Frame(origin, turned.left, posterior, superior))


def _like(vertebra: FittedVertebra, level: Level, frame: Frame) -> FittedVertebra:
    return FittedVertebra(level, frame, vertebra.scale, 0.0, Turns(0.0, 0.0, 0.0), from_neighbours=True)
