"""Landmarks of vertebrae proposed from the images: from one click in a body, and on along the spine."""

from __future__ import annotations

from dataclasses import dataclass
from math import cos, radians, sin

import numpy as np
from numpy.typing import NDArray
from scipy.optimize import minimize

from planner.anatomy.column import neighbour_of
from planner.anatomy.shape import shape_of
from planner.anatomy.spine import Level
from planner.anatomy.vertebra import NEEDED, FittedVertebra, fitted, landmark_places
from planner.geometry.vectors import Point
from planner.imaging.volume import Volume
from planner.suggest.likeness import DISC_MM, Likeness, Places, Surroundings, likeness_of, surroundings_of

Numbers = NDArray[np.float64]
"""Shift (left, posterior, superior, mm), pitch, roll, yaw (degrees) and growth (1.1 times larger: 0.1)."""

LYING_DEG = {
    Level.T12: -10.0,
    Level.L1: -8.0,
    Level.L2: -5.0,
    Level.L3: 0.0,
    Level.L4: 8.0,
    Level.L5: 18.0,
    Level.S1: 36.0,
}
"""How far the endplate of each vertebra slopes down to the front in one who lies on the back: from the
lordosis of the table (lumbar.json, `stack`) with the endplate of L3 level."""
SHIFTS_MM = (np.arange(-12.0, 13.0, 3.0), np.arange(-15.0, 16.0, 3.0), np.arange(-12.0, 13.0, 3.0))
"""Tried around a click, which lies anywhere in the body; around a guess from a neighbour a third of them."""
PITCHES_DEG = (-16.0, -8.0, 0.0, 8.0, 16.0)
GROWTHS = (-0.08, 0.06)
WITHIN = np.array([12.0, 12.0, 12.0, 16.0, 6.0, 6.0, 0.08])
"""Standard deviations of the numbers that are found; from them on they cost as much as a pedicle is worth."""
BELIEF = 0.5
MIDDLE_MM = 13.0
"""From the superior endplate down to the middle of the body."""
STARTS = 4
ROUNDS = 6
LEAST_LIKE = 4.0
"""A vertebra is seen where its likeness is at least this, about half of what is usual. Ours."""


@dataclass(frozen=True)
class FoundVertebra:
    """A vertebra found in the images.

    Attributes
    ----------
    marks
        Its landmarks by name, LPS mm: both pedicles and the endplate.
    likeness
        How much the images look like it, in units of 100 HU times weight.
    """

    level: Level
    marks: dict[str, Point]
    likeness: float

    @property
    def is_sure(self) -> bool:
        """Whether the images look like a vertebra there."""
        return self.likeness >= LEAST_LIKE


def find_vertebra(volume: Volume, level: Level, inside: Point) -> FoundVertebra:
    """Return the vertebra of a level whose body holds a place, with its landmarks as the images show them."""
    return _found(volume, level, inside, (0.0, 0.0, 0.0), 1.0)


def find_next(volume: Volume, known: FittedVertebra, upwards: bool) -> FoundVertebra | None:
    """Return the next vertebra up or down from a known one; None where there is none or no images of it.

    T12 is found only where the scan reaches past its superior endplate: from what is left of it in scans that
    end there it cannot be told from the vertebra above.
    """
    level = known.level.above if upwards else known.level.below
    if level is None:
        return None
    guess = neighbour_of(known, level)
    middle = guess.frame.origin + guess.frame.superior * -MIDDLE_MM
    if not volume.contains(middle) or not volume.contains(guess.place(shape_of(level).pedicle)):
        return None
    superior = guess.frame.superior
    pitch_deg = float(np.degrees(np.arctan2(-superior.y, superior.z)))
    roll_deg = float(np.degrees(np.arctan2(superior.x, superior.z)))
    left = guess.frame.left
    yaw_deg = float(np.degrees(np.arctan2(left.y, left.x)))
    found = _found(volume, level, middle, (pitch_deg - LYING_DEG[level], roll_deg, yaw_deg), 1.0 / 3.0)
    return found if level is not Level.T12 or _is_whole(volume, found) else None


def _is_whole(volume: Volume, found: FoundVertebra) -> bool:
    """Say whether the scan shows the disc above a vertebra."""
    above = fitted(found.level, found.marks).frame.superior * DISC_MM
    return volume.contains(found.marks["endplate"] + above)


def find_column(volume: Volume, level: Level, inside: Point) -> tuple[FoundVertebra, ...]:
    """Return the vertebrae from T12 to S1 that the images show, from one place in the body of one of them.

    From the one that is told it goes up and down, each guessed from its neighbour and then found in the
    images; it ends where the images end or do not look like a vertebra. From above downwards.
    """
    first = find_vertebra(volume, level, inside)
    found = {level: first}
    for upwards in (True, False):
        here: FoundVertebra | None = first
        while here is not None and here.is_sure:
            found[here.level] = here
            here = find_next(volume, fitted(here.level, here.marks), upwards)
    return tuple(found[each] for each in Level if each in found)


def _found(
    volume: Volume, level: Level, middle: Point, lying_deg: tuple[float, float, float], reach: float
) -> FoundVertebra:
    around, likeness = surroundings_of(volume, middle), likeness_of(level)
    start = np.array([0.0, 0.0, 0.0, *lying_deg, 0.0])

    def cost(numbers: Numbers) -> float:
        return _cost(around, likeness, level, numbers, start)

    best, least = start, np.inf
    for tried in _starts(around, likeness, level, start, reach):
        result = minimize(
            cost, tried, method="Powell", options={"maxiter": ROUNDS, "xtol": 0.05, "ftol": 1e-3}
        )
        if float(result.fun) < least:
            best, least = np.asarray(result.x), float(result.fun)
    seen = float(likeness.weights @ around.at(_placed(likeness.places, level, best)))
    places = landmark_places(shape_of(level))
    steps = _placed(np.array([tuple(places[name]) for name in NEEDED]), level, best)
    marks = {name: Point(*map(float, around.middle + step)) for name, step in zip(NEEDED, steps, strict=True)}
    return FoundVertebra(level, marks, seen)


def _placed(places: Places, level: Level, numbers: Numbers) -> Places:
    """Return places of the shape as steps from the middle of the surroundings, LPS mm."""
    turn = _turn(numbers[3] + LYING_DEG[level], numbers[4], numbers[5])
    own = (places + np.array([0.0, 0.0, MIDDLE_MM])) * (1.0 + numbers[6])
    placed: Places = own @ turn.T + numbers[:3]
    return placed


def _turn(pitch_deg: float, roll_deg: float, yaw_deg: float) -> NDArray[np.float64]:
    """Return the rotation by a pitch about left, then a roll about posterior, then a yaw about superior."""
    a, b, c = radians(pitch_deg), radians(roll_deg), radians(yaw_deg)
    about_left = np.array([[1.0, 0.0, 0.0], [0.0, cos(a), -sin(a)], [0.0, sin(a), cos(a)]])
    about_posterior = np.array([[cos(b), 0.0, sin(b)], [0.0, 1.0, 0.0], [-sin(b), 0.0, cos(b)]])
    about_superior = np.array([[cos(c), -sin(c), 0.0], [sin(c), cos(c), 0.0], [0.0, 0.0, 1.0]])
    return np.asarray(about_superior @ about_posterior @ about_left)


def _cost(
    around: Surroundings, likeness: Likeness, level: Level, numbers: Numbers, expected: Numbers
) -> float:
    seen = float(likeness.weights @ around.at(_placed(likeness.places, level, numbers)))
    return BELIEF * float((((numbers - expected) / WITHIN) ** 2).sum()) - seen


def _starts(
    around: Surroundings, likeness: Likeness, level: Level, expected: Numbers, reach: float
) -> list[Numbers]:
    """Return the most promising of many shifts, pitches and sizes."""
    shifts = np.stack(np.meshgrid(*SHIFTS_MM, indexing="ij"), axis=-1).reshape(-1, 3) * reach
    tried: list[tuple[float, Numbers]] = []
    for pitch_deg in PITCHES_DEG:
        for growth in GROWTHS:
            numbers = expected + np.array([0.0, 0.0, 0.0, pitch_deg * reach, 0.0, 0.0, growth])
            places = _placed(likeness.places, level, numbers)
            steps = (places[None] + shifts[:, None]).reshape(-1, 3)
            seen = around.coarsely_at(steps).reshape(len(shifts), -1) @ likeness.weights
            away = ((shifts / WITHIN[:3]) ** 2).sum(axis=1) + (pitch_deg * reach / WITHIN[3]) ** 2
            costs = BELIEF * away - seen
            at = int(costs.argmin())
            tried.append((float(costs[at]), numbers + np.concatenate([shifts[at], np.zeros(4)])))
    tried.sort(key=lambda each: each[0])
    return [numbers for _cost, numbers in tried[:STARTS]]
