"""A vertebra's own frame and size: the shape of its level laid on its landmarks by least squares."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from math import atan2, cos, degrees, sin, sqrt

import numpy as np
from numpy.typing import NDArray

from planner.anatomy.shape import Shape, on_side, shape_of
from planner.anatomy.spine import Level, Side
from planner.geometry.frames import Frame
from planner.geometry.vectors import LEFT, POSTERIOR, Point, Vector

WITHIN_MM = {
    "left_pedicle": 1.4,
    "right_pedicle": 1.4,
    "endplate": 1.4,
    "spinous_tip": 4.0,
    "left_transverse_tip": 4.0,
    "right_transverse_tip": 4.0,
}
"""Standard deviation of a landmark from its place in the shape, along each axis. Ours: 1 mm for the hand that
marks it, and 1 mm for how people differ in the pedicles and the endplate, but nearly 4 mm in the tips."""
LANDMARKS = tuple(WITHIN_MM)
"""The landmarks that a vertebra can have, by their names in a plan."""
NEEDED = ("left_pedicle", "right_pedicle", "endplate")
"""Without these three a vertebra has no frame of its own."""
SHORTEST_MM = 1.0
"""Landmarks nearer to one line than this give no tilt."""

Marks = Mapping[str, Point]
"""Landmarks by name, LPS mm."""


def landmark_places(shape: Shape) -> dict[str, Vector]:
    """Return where the landmarks of a shape lie in its frame, by name; the sacrum has no tips."""
    places = {"endplate": Vector(0.0, 0.0, 0.0)}
    for side in Side:
        places[f"{side}_pedicle"] = on_side(shape.pedicle, side)
        if shape.transverse_tip is not None:
            places[f"{side}_transverse_tip"] = on_side(shape.transverse_tip, side)
    if shape.spinous_tip is not None:
        places["spinous_tip"] = shape.spinous_tip
    return places


@dataclass(frozen=True)
class Turns:
    """Standard deviations of a frame's turns about its left, posterior and superior axes, degrees."""

    pitch_deg: float
    roll_deg: float
    yaw_deg: float


@dataclass(frozen=True)
class FittedVertebra:
    """A vertebra of a level's shape where it lies in the patient.

    Attributes
    ----------
    frame
        Its origin is the centre of the superior endplate, `superior` the endplate's normal.
    scale
        Its size against the table's, in all directions.
    residual_mm
        Root mean square of the distances between its landmarks and those marked.
    turns
        How far the frame may be turned from the true one.
    off
        From where the shape has each landmark to where it is marked, in the frame, mm.
    from_neighbours
        Whether landmarks were missing that the neighbouring vertebrae had to stand in for.
    """

    level: Level
    frame: Frame
    scale: float
    residual_mm: float
    turns: Turns
    off: Mapping[str, Vector] = field(default_factory=dict)
    from_neighbours: bool = False

    @property
    def shape(self) -> Shape:
        """The shape of its level, of the table's size."""
        return shape_of(self.level)

    def place(self, own: Vector, side: Side = Side.LEFT) -> Point:
        """Return where a place of the shape's left side lies on a side of this vertebra, LPS mm."""
        return self.frame.origin + self.frame.to_patient(on_side(own, side) * self.scale)

    def places(self, own: tuple[Vector, ...], side: Side = Side.LEFT) -> tuple[Point, ...]:
        """Return where places of the shape's left side lie on a side of this vertebra, LPS mm."""
        return tuple(self.place(each, side) for each in own)

    def own(self, point: Point) -> Vector:
        """Return where a position lies in the shape: left, posterior, superior, mm of the table's size."""
        return self.frame.to_frame(point - self.frame.origin) * (1.0 / self.scale)


def fitted(
    level: Level, marks: Marks, within_mm: Mapping[str, float] = WITHIN_MM, scale: float | None = None
) -> FittedVertebra:
    """Return a level's shape laid on landmarks by weighted least squares.

    Left is the direction between the two of each pair: how far to the side somebody marks the middle of an
    endplate says nothing of how the vertebra is turned. Pitch, size and place follow from all landmarks.

    Parameters
    ----------
    marks
        Three landmarks or more of those the shape has; others are left out.
    within_mm
        Standard deviation of each landmark.
    scale
        The size where it is known already; None finds it as well.

    Raises
    ------
    ValueError
        If there are too few landmarks, a pedicle is missing, they lie on one line, the left pedicle does not
        lie to the left of the right one, or the endplate does not lie in front of both.
    """
    places = landmark_places(shape_of(level))
    names = [name for name in LANDMARKS if name in marks and name in places]
    if len(names) < 3:
        raise ValueError("a vertebra needs three landmarks or more")
    model = np.array([tuple(places[name]) for name in names])
    found = np.array([tuple(marks[name]) for name in names])
    weights = np.array([1.0 / within_mm[name] ** 2 for name in names])
    _refuse_nonsense(marks, found)
    turn = _rotation(names, model, found, weights)
    size, shift = _size_and_shift(model @ turn.T, found, weights, scale)
    off = found - (size * model @ turn.T + shift)
    left, posterior, superior = (Vector(*(float(v) for v in axis)) for axis in turn.T)
    return FittedVertebra(
        level=level,
        frame=Frame(Point(*(float(v) for v in shift)), left, posterior, superior),
        scale=size,
        residual_mm=float(sqrt((off**2).sum(axis=1).mean())),
        turns=_turns(names, size * model, weights, off),
        off={name: Vector(*map(float, step)) for name, step in zip(names, off @ turn, strict=True)},
    )


def _refuse_nonsense(marks: Marks, found: NDArray[np.float64]) -> None:
    spread = np.linalg.svd(found - found.mean(axis=0), compute_uv=False)
    if spread[1] < SHORTEST_MM:
        raise ValueError("the landmarks of a vertebra must not lie on one line")
    left, right, plate = (marks.get(name) for name in NEEDED)
    if left is None or right is None:
        raise ValueError("a vertebra needs both pedicles")
    if (left - right).dot(LEFT) <= 0.0:
        raise ValueError("the left pedicle must lie to the left of the right one")
    if plate is not None:
        forward = (plate - left.towards(right, 0.5)).without((left - right).unit())
        if forward.length < SHORTEST_MM or forward.dot(POSTERIOR) >= 0.0:
            raise ValueError("the endplate must lie in front of the pedicles")


def _rotation(
    names: Sequence[str], model: NDArray[np.float64], found: NDArray[np.float64], weights: NDArray[np.float64]
) -> NDArray[np.float64]:
    """Return the rotation from the shape to the patient: left from the pairs, then the pitch from all."""
    across = np.zeros(3)
    for at, twin in _pairs(names):
        across += (
            weights[at]
            * weights[twin]
            / (weights[at] + weights[twin])
            * model[at, 0]
            * (found[at] - found[twin])
        )
    left = across / np.linalg.norm(across)
    back = np.array(tuple(POSTERIOR)) - left * left[1]
    back /= np.linalg.norm(back)
    up = np.cross(left, back)
    share = weights / weights.sum()
    a, b = (places - share @ places for places in (model[:, 1:], found @ np.stack((back, up), axis=1)))
    sine = float(share @ (a[:, 0] * b[:, 1] - a[:, 1] * b[:, 0]))
    pitch = atan2(sine, float(share @ (a * b).sum(axis=1)))
    posterior = back * cos(pitch) + up * sin(pitch)
    return np.stack((left, posterior, np.cross(left, posterior)), axis=1)


def _pairs(names: Sequence[str]) -> list[tuple[int, int]]:
    """Return the places of left landmarks whose right twin is there too, and of that twin."""
    twins = ((name, f"right{name.removeprefix('left')}") for name in names if name.startswith("left"))
    return [(names.index(name), names.index(twin)) for name, twin in twins if twin in names]


def _size_and_shift(
    turned: NDArray[np.float64], found: NDArray[np.float64], weights: NDArray[np.float64], scale: float | None
) -> tuple[float, NDArray[np.float64]]:
    share = weights / weights.sum()
    middle, centre = share @ turned, share @ found
    if scale is None:
        a, b = turned - middle, found - centre
        scale = float(share @ (a * b).sum(axis=1)) / float(share @ (a**2).sum(axis=1))
    return scale, centre - scale * middle


def _turns(
    names: Sequence[str], model: NDArray[np.float64], weights: NDArray[np.float64], off: NDArray[np.float64]
) -> Turns:
    """Return what the landmarks' deviations make of the angles; more where they fit worse than expected."""
    arms = (model - (weights / weights.sum()) @ model)[:, 1:]
    pitch = sqrt(1.0 / float(weights @ (arms**2).sum(axis=1)))
    across = sqrt(1.0 / sum(float(weights[n] * model[n, 0] ** 2) for pair in _pairs(names) for n in pair))
    freedom = 3 * len(names) - 7
    worse = sqrt(max(1.0, float((weights[:, None] * off**2).sum()) / freedom))
    return Turns(degrees(pitch * worse), degrees(across * worse), degrees(across * worse))
