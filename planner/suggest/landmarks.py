"""Landmarks of vertebrae proposed from the images: from one click in a body, and on along the spine."""

from __future__ import annotations

from dataclasses import dataclass, replace
from math import cos, radians, sin

import numpy as np
import scipy
from numpy.typing import NDArray

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
BELIEF = 0.5
MIDDLE_MM = 13.0
"""From the superior endplate down to the middle of the body."""
STARTS = 4
ROUNDS = 6
DISC_L5_S1_MM = 9.0
"""Height of the disc L5-S1 in its middle, for a spine of the table's size. Ours: the discs above it are 7 to
8 mm high in the table."""
LEAST_LIKE = 4.0
"""A vertebra is seen where its likeness is at least this, about half of what is usual. Ours."""


@dataclass(frozen=True, eq=False)
class Search:
    """Where a vertebra is looked for about a guess, and how far from it it is believed to lie.

    Attributes
    ----------
    shifts_mm, pitches_deg, growths
        What is tried first.
    within
        Standard deviations of the numbers that are found; from them on they cost as much as a pedicle is
        worth.
    """

    shifts_mm: tuple[Numbers, Numbers, Numbers]
    pitches_deg: tuple[float, ...]
    growths: tuple[float, ...]
    within: Numbers

    def narrowed(self, share: float) -> Search:
        """Return the search with shifts and pitches of only a share of the size tried first."""
        left, back, up = (shifts * share for shifts in self.shifts_mm)
        return replace(
            self, shifts_mm=(left, back, up), pitches_deg=tuple(share * each for each in self.pitches_deg)
        )


ABOUT_CLICK = Search(
    shifts_mm=(np.arange(-12.0, 13.0, 3.0), np.arange(-15.0, 16.0, 3.0), np.arange(-12.0, 13.0, 3.0)),
    pitches_deg=(-16.0, -8.0, 0.0, 8.0, 16.0),
    growths=(-0.08, 0.06),
    within=np.array([12.0, 12.0, 12.0, 16.0, 6.0, 6.0, 0.08]),
)
"""About a click, which lies anywhere in the body."""
ABOUT_NEIGHBOUR = ABOUT_CLICK.narrowed(1.0 / 3.0)
"""About a guess from the neighbour."""
BELOW_L5 = Search(
    shifts_mm=(np.arange(-4.0, 5.0, 2.0), np.arange(-6.0, 7.0, 2.0), np.arange(-6.0, 7.0, 2.0)),
    pitches_deg=(-12.0, -6.0, 0.0, 6.0, 12.0),
    growths=(0.0,),
    within=np.array([4.0, 4.0, 4.0, 5.0, 4.0, 4.0, 0.04]),
)
"""Of S1 below an L5 that is known: its endplate lies opposite that of L5, which tells more than its bone."""


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
    return _found(volume, level, inside, (0.0, 0.0, 0.0), ABOUT_CLICK)


def find_next(volume: Volume, known: FittedVertebra, upwards: bool) -> FoundVertebra | None:
    """Return the next vertebra up or down from a known one; None where there is none or no images of it.

    T12 is found only where the scan reaches past its superior endplate: from what is left of it in scans that
    end there it cannot be told from the vertebra above.
    """
    level = known.level.above if upwards else known.level.below
    if level is None:
        return None
    guess = neighbour_of(known, level)
    if level is Level.S1:
        guess = _opposite(known, guess)
    middle = guess.frame.origin + guess.frame.superior * -MIDDLE_MM
    if not volume.contains(middle) or not volume.contains(guess.place(shape_of(level).pedicle)):
        return None
    superior = guess.frame.superior
    pitch_deg = float(np.degrees(np.arctan2(-superior.y, superior.z)))
    roll_deg = float(np.degrees(np.arctan2(superior.x, superior.z)))
    left = guess.frame.left
    yaw_deg = float(np.degrees(np.arctan2(left.y, left.x)))
    search = BELOW_L5 if level is Level.S1 else ABOUT_NEIGHBOUR
    found = _found(volume, level, middle, (pitch_deg - LYING_DEG[level], roll_deg, yaw_deg), search)
    return found if level is not Level.T12 or _is_whole(volume, found) else None


def _opposite(l5: FittedVertebra, guess: FittedVertebra) -> FittedVertebra:
    """Return a guess of S1 moved to where its endplate lies across the disc from the lower one of L5.

    How vertebrae stand on one another in the table is of no help here: its L5-S1 is of one man, whose L5 is
    taller than the table's.
    """
    assert l5.shape.height_mm is not None
    lower = l5.frame.origin + l5.frame.superior * (-l5.shape.height_mm * l5.scale)
    across = (l5.frame.superior + guess.frame.superior).unit()
    origin = lower + across * (-DISC_L5_S1_MM * l5.scale)
    return replace(guess, frame=replace(guess.frame, origin=origin))


def _is_whole(volume: Volume, found: FoundVertebra) -> bool:
    """Say whether the scan shows the disc above a vertebra."""
    above = fitted(found.level, found.marks).frame.superior * DISC_MM
    return volume.contains(found.marks["endplate"] + above)


def find_column(volume: Volume, level: Level, inside: Point) -> tuple[FoundVertebra, ...]:
    """Return the vertebrae from T12 to S1 that the images show, from one place in the body of one of them.

    From the one that is told it goes up and down, each guessed from its neighbour and then found in the
    images; it ends where the images end or do not look like a vertebra. S1 is found anew from L5 where it
    was the one told. From above downwards.
    """
    first = find_vertebra(volume, level, inside)
    found = {level: first}
    for upwards in (True, False):
        here: FoundVertebra | None = first
        while here is not None and here.is_sure:
            found[here.level] = here
            here = find_next(volume, fitted(here.level, here.marks), upwards)
    if level is Level.S1 and Level.L5 in found:
        l5 = found[Level.L5]
        again = find_next(volume, fitted(Level.L5, l5.marks), upwards=False)
        found[Level.S1] = again if again is not None and again.is_sure else first
    return tuple(found[each] for each in Level if each in found)


def _found(
    volume: Volume, level: Level, middle: Point, lying_deg: tuple[float, float, float], search: Search
) -> FoundVertebra:
    around, likeness = surroundings_of(volume, middle), likeness_of(level)
    start = np.array([0.0, 0.0, 0.0, *lying_deg, 0.0])

    def cost(numbers: Numbers) -> float:
        seen = float(likeness.weights @ around.at(_placed(likeness.places, level, numbers)))
        return BELIEF * float((((numbers - start) / search.within) ** 2).sum()) - seen

    best, least = start, np.inf
    for tried in _starts(around, likeness, level, start, search):
        result = scipy.optimize.minimize(
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


def _starts(
    around: Surroundings, likeness: Likeness, level: Level, expected: Numbers, search: Search
) -> list[Numbers]:
    """Return the most promising of many shifts, pitches and sizes."""
    shifts = np.stack(np.meshgrid(*search.shifts_mm, indexing="ij"), axis=-1).reshape(-1, 3)
    tried: list[tuple[float, Numbers]] = []
    for pitch_deg in search.pitches_deg:
        for growth in search.growths:
            numbers = expected + np.array([0.0, 0.0, 0.0, pitch_deg, 0.0, 0.0, growth])
            places = _placed(likeness.places, level, numbers)
            steps = (places[None] + shifts[:, None]).reshape(-1, 3)
            seen = around.coarsely_at(steps).reshape(len(shifts), -1) @ likeness.weights
            away = ((shifts / search.within[:3]) ** 2).sum(axis=1) + (pitch_deg / search.within[3]) ** 2
            costs = BELIEF * away - seen
            at = int(costs.argmin())
            tried.append((float(costs[at]), numbers + np.concatenate([shifts[at], np.zeros(4)])))
    tried.sort(key=lambda each: each[0])
    return [numbers for _cost, numbers in tried[:STARTS]]
