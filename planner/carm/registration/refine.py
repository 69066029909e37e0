"""A vertebra laid on frames by their edges: coarse to fine, from several searches that must agree."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from math import sqrt

import numpy as np
import scipy
from numpy.typing import NDArray

from planner.carm.registration.likeness import COARSE, FINE, Fineness, Seen, Shot
from planner.carm.registration.registered import NoFit, NotRegistered, Registered
from planner.carm.registration.search import evolved
from planner.carm.registration.within import ARM_MM, Within, within
from planner.carm.triangulation import LEAST_APART_DEG
from planner.geometry.angles import angle_between_lines_deg
from planner.geometry.rigid import Rigid
from planner.geometry.vectors import Point, Vector
from planner.imaging.grains import Grains
from planner.imaging.projection import Body
from planner.imaging.threads import in_threads

Numbers = NDArray[np.float64]

REACH = np.array([5.0, 5.0, 5.0, 5.0, 5.0, 5.0])
"""Standard deviations of the first tries: a start is off by about so much, mm and degrees along each axis."""
FAR = np.array([20.0, 20.0, 20.0, 20.0, 20.0, 20.0])
DEARER = 0.002
"""What lies farther off than `FAR` counts as less alike by so much for each mm or degree, squared."""
SEARCHES, ALONE = 2, 5
"""So many searches must agree, of so many at most."""
AGREE_MM, AGREE_DEPTH_MM = 1.0, 6.0
"""Ends of two searches are one place if they lie no farther apart than this, the second along the rays."""
LEAST_LIKE = 0.42
"""Edges that are less alike than this are not those of the vertebra: the next vertebra comes to 0.40, the
right one to more (tests/carm/REGISTRATION.md). Ours."""
CHANCE = 0.02
"""Likeness that other structures may add or take by chance, for each frame: it makes the claimed uncertainty.
Ours: twice the claimed covers 90 to 100 of 100 errors that were measured."""


@dataclass(frozen=True, eq=False)
class _Task:
    """What is laid on which frames, and about which point it is moved."""

    views: tuple[Seen, ...]
    grains: Grains
    start: Rigid
    middle: Point

    def pose(self, numbers: Numbers) -> Rigid:
        turn, step = Vector(*map(float, numbers[3:])), Vector(*map(float, numbers[:3]))
        return Rigid.about(self.middle, turn, step).after(self.start)

    def likeness(self, numbers: Numbers) -> float:
        """Return the mean likeness of all frames."""
        pose = self.pose(numbers)
        each = in_threads(lambda view: view.likeness(self.grains, pose), self.views)
        return sum(each) / len(each)

    def cost(self, numbers: Numbers) -> float:
        beyond = np.maximum(np.abs(numbers) - FAR, 0.0)
        return DEARER * float((beyond**2).sum()) - self.likeness(numbers)


def registered(
    shots: Sequence[Shot], bone: Body | None, start: Rigid, middle: Point
) -> Registered | NotRegistered:
    """Return where a vertebra lies by the edges in frames, or why that is not told.

    Parameters
    ----------
    shots
        One frame or more of one position of the patient, whose beams stand in one C-arm space.
    bone
        The bone of the vertebra alone, in CT space (`bone_alone`).
    start
        From CT to C-arm space, as marked points tell it: to within about 10 mm and 10 degrees.
    middle
        A point in the middle of the vertebra, in CT space.
    """
    if bone is None:
        return NotRegistered(NoFit.NO_BONE)
    here = start.point(middle)
    coarse, fine = (_task(shots, bone, fineness, start, here) for fineness in (COARSE, FINE))
    if not shots or not all(view.is_seen for view in (*coarse.views, *fine.views)):
        return NotRegistered(NoFit.NOT_SEEN)
    ends: list[tuple[float, Numbers]] = []
    for seed in range(ALONE):
        rough = evolved(coarse.cost, np.zeros(6), REACH, seed)
        ends.append(_polished(fine, rough))
        ends.sort(key=lambda end: end[0])
        if -ends[0][0] >= LEAST_LIKE and _agreeing(fine, ends, shots) >= SEARCHES:
            break
    return _judged(fine, ends, shots)


def _task(shots: Sequence[Shot], bone: Body, fineness: Fineness, start: Rigid, middle: Point) -> _Task:
    views = tuple(Seen(shot, fineness, middle) for shot in shots)
    return _Task(views, Grains.of(bone, fineness.grain_mm), start, middle)


def _polished(task: _Task, rough: Numbers) -> tuple[float, Numbers]:
    fit = scipy.optimize.minimize(
        task.cost, rough, method="Powell", options={"xtol": 0.03, "ftol": 1e-4, "maxiter": POLISHING}
    )
    return float(fit.fun), np.asarray(fit.x)


POLISHING = 3
"""Rounds along all axes."""


def _agreeing(task: _Task, ends: Sequence[tuple[float, Numbers]], shots: Sequence[Shot]) -> int:
    """Return how many searches ended where the best did."""
    best = task.pose(ends[0][1])
    return sum(_same(task, best, task.pose(numbers), shots) for _cost, numbers in ends)


def in_one_direction(shots: Sequence[Shot]) -> bool:
    """Say whether all frames look nearly the same way, so that they tell depth poorly."""
    first = shots[0].beam.towards_detector
    return all(angle_between_lines_deg(first, shot.beam.towards_detector) < LEAST_APART_DEG for shot in shots)


def _same(task: _Task, a: Rigid, b: Rigid, shots: Sequence[Shot]) -> bool:
    depth = shots[0].beam.towards_detector
    centre = a.inverse.point(task.middle)
    places = [centre + step for step in ARMS]
    steps = [b.point(place) - a.point(place) for place in places]
    if not in_one_direction(shots):
        return _rms(steps) <= AGREE_MM
    in_depth = [depth * step.dot(depth) for step in steps]
    across = [step - along for step, along in zip(steps, in_depth, strict=True)]
    return _rms(across) <= AGREE_MM and _rms(in_depth) <= AGREE_DEPTH_MM


ARMS = (
    Vector(ARM_MM, 0.0, 0.0),
    Vector(-ARM_MM, 0.0, 0.0),
    Vector(0.0, ARM_MM, 0.0),
    Vector(0.0, -ARM_MM, 0.0),
    Vector(0.0, 0.0, ARM_MM),
    Vector(0.0, 0.0, -ARM_MM),
)
"""From the middle of a vertebra to places on it."""


def _rms(steps: Sequence[Vector]) -> float:
    return sqrt(sum(step.dot(step) for step in steps) / len(steps))


def _judged(
    task: _Task, ends: Sequence[tuple[float, Numbers]], shots: Sequence[Shot]
) -> Registered | NotRegistered:
    best = ends[0][1]
    before, now = task.likeness(np.zeros(6)), task.likeness(best)
    agreeing = _agreeing(task, ends, shots)
    if now < LEAST_LIKE:
        return NotRegistered(NoFit.UNLIKE)
    if now < before:
        return NotRegistered(NoFit.NO_BETTER)
    if agreeing < SEARCHES:
        return NotRegistered(NoFit.NOT_CONVERGED)
    if (np.abs(best) > FAR).any():
        return NotRegistered(NoFit.FAR_AWAY)
    told = _within(task, best, shots)
    if told is None:
        return NotRegistered(NoFit.NOT_CONVERGED)
    return Registered(
        ct_to_c_arm=task.pose(best),
        frames=len(shots),
        in_one_direction=in_one_direction(shots),
        likeness_before=before,
        likeness=now,
        moved_mm=float(np.linalg.norm(best[:3])),
        turned_deg=float(np.linalg.norm(best[3:])),
        agreeing=agreeing,
        searches=len(ends),
        within=told,
    )


STEP_MM, STEP_DEG, ALONE_DEPTH_MM = 0.8, 1.5, 4.0
"""How far the likeness is looked at round the best: wide enough that noise does not count. The third is along
the rays of a single frame, where it changes little."""


def _within(task: _Task, best: Numbers, shots: Sequence[Shot]) -> Within | None:
    """Return standard deviations from the curvature of the likeness; None where it is not a peak."""
    beam = shots[0].beam
    axes = np.array([tuple(axis) for axis in (beam.right, beam.down, beam.towards_detector)])
    depth = ALONE_DEPTH_MM if in_one_direction(shots) else STEP_MM
    steps = np.diag((STEP_MM, STEP_MM, depth, STEP_DEG, STEP_DEG, STEP_DEG))
    steps = steps @ np.kron(np.eye(2), axes)
    values, turn = np.linalg.eigh(_curvature(task, best, steps))
    if values[0] <= 0.0:
        return None
    covariance = CHANCE / len(shots) * (turn / values) @ turn.T
    return within(np.asarray(steps.T @ covariance @ steps), beam)


def _curvature(task: _Task, best: Numbers, steps: Numbers) -> Numbers:
    """Return minus the second derivatives of the likeness, 6 x 6, against the rows of `steps`."""
    middle = task.likeness(best)
    plus = [task.likeness(best + step) for step in steps]
    minus = [task.likeness(best - step) for step in steps]
    found = np.empty((6, 6))
    for a in range(6):
        found[a, a] = 2.0 * middle - plus[a] - minus[a]
        for b in range(a):
            both = task.likeness(best + steps[a] + steps[b]) + task.likeness(best - steps[a] - steps[b])
            found[a, b] = found[b, a] = (plus[a] + minus[a] + plus[b] + minus[b] - both) / 2.0 - middle
    return found
