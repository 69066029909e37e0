"""Where a vertebra lies from a few of its points, marked in the CT and in one frame or more."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from enum import StrEnum
from math import sqrt

import numpy as np
import scipy
from numpy.typing import NDArray

from planner.carm.registration.within import Within, within
from planner.carm.triangulation import Mark, pixel_slopes
from planner.geometry.rigid import Rigid
from planner.geometry.vectors import Point, Vector
from planner.words import _

Numbers = NDArray[np.float64]

MARKED_MM = 1.5
"""Standard deviation between what is marked in a frame and the projection of what is marked in the CT, along
rows and columns, at the vertebra. Ours: the two are never quite the same spot."""
OUTLIER = 2.0
"""Marks that are off by more standard deviations than this count less and less (soft L1)."""
LEAST_POINTS = 3
LOOSE_MM, LOOSE_DEG = 60.0, 40.0
"""A pose that is no surer than this in its place or its turn is none."""
TURNS_DEG = (0.0, 50.0, -50.0, 120.0, -120.0, 180.0)
"""Turns to start from, about each axis: none is in the neighbourhood of no other."""
NO_WORSE = 4.0
"""A pose whose squared deviations are larger by less than this explains the marks as well as the best."""


@dataclass(frozen=True)
class Correspondence:
    """A point of the CT, LPS mm, and where it is marked in a frame."""

    ct: Point
    mark: Mark


class NoPose(StrEnum):
    """Why marked points tell no pose."""

    TOO_FEW = "too few"
    ON_A_LINE = "on a line"


@dataclass(frozen=True)
class NotPosed:
    """That marked points tell no pose, and why."""

    reason: NoPose

    def words(self) -> str:
        """Return the reason in a sentence."""
        match self.reason:
            case NoPose.TOO_FEW:
                return _("Mark three points of the vertebra or more, in the CT and in the frame.")
            case NoPose.ON_A_LINE:
                return _(
                    "The marked points leave open how the vertebra is turned: mark one that is not in line "
                    "with the others, or mark them in a second picture."
                )


@dataclass(frozen=True)
class Posed:
    """A vertebra's pose from marked points.

    Attributes
    ----------
    off_px, off_mm
        How far each mark is from where its point is seen, in pixels and at the depth of the point; for the
        marks in their order.
    within
        Standard deviations, from `MARKED_MM`, or what the marks disagree where that is more.
    other_turn_deg
        Where another pose explains the marks as well: how far it is turned from this one, which is turned
        least against the CT. None: there is none.
    """

    ct_to_c_arm: Rigid
    off_px: tuple[float, ...]
    off_mm: tuple[float, ...]
    within: Within
    other_turn_deg: float | None

    @property
    def rms_px(self) -> float:
        """Root mean square of how far the marks are off, pixels."""
        return sqrt(sum(off**2 for off in self.off_px) / len(self.off_px))

    @property
    def rms_mm(self) -> float:
        """Root mean square of how far the marks are off, mm at the depth of their points."""
        return sqrt(sum(off**2 for off in self.off_mm) / len(self.off_mm))


def pose_from_points(points: Sequence[Correspondence]) -> Posed | NotPosed:
    """Return the pose at which points of the CT are seen nearest to their marks, or why there is none.

    Angles and distances of the beams are taken as they are; CT and C-arm have the patient's own axes, so that
    of two poses that explain the marks alike the less turned one is meant. Deviations are weighed in mm at
    the vertebra; single bad marks count less (soft L1).
    """
    if len({each.ct for each in points}) < LEAST_POINTS:
        return NotPosed(NoPose.TOO_FEW)
    cloud = _Cloud(points)
    found = []
    for turn in _starts():
        start = np.concatenate((cloud.in_the_rays(turn), turn))
        fit = scipy.optimize.least_squares(
            cloud.off, start, loss="soft_l1", f_scale=OUTLIER, x_scale=(1.0,) * 3 + (1.0,) * 3
        )
        found.append((2.0 * float(fit.cost), cloud.pose(fit.x)))
    least = min(cost for cost, _pose in found)
    alike = sorted((p for cost, p in found if cost < least + NO_WORSE), key=lambda p: p.turn_deg.length)
    best = alike[0]
    turned = [(best.inverse.after(pose)).turn_deg.length for pose in alike]
    other = next((turn for turn in turned if turn > TWO_POSES_DEG), None)
    return cloud.posed(best, other)


TWO_POSES_DEG = 8.0
"""Poses that are turned by less against one another are one."""


def _starts() -> list[Numbers]:
    turns = [np.zeros(3)]
    for axis in np.eye(3):
        turns += [axis * turn for turn in TURNS_DEG if turn != 0.0]
    return turns


class _Cloud:
    """Marked points and what a pose makes of them: six numbers, a step in mm and a turn in degrees."""

    def __init__(self, points: Sequence[Correspondence]) -> None:
        self.points = points
        x, y, z = np.mean([tuple(each.ct) for each in points], axis=0)
        self.middle = Point(float(x), float(y), float(z))
        # all beams are of one position: the vertebra is near the isocentre of the first to begin with
        self.origin = points[0].mark.beam.isocentre
        self.per_px = np.array([_mm_per_px(each.mark) for each in points])

    def pose(self, numbers: Numbers) -> Rigid:
        step, turn = Vector(*map(float, numbers[:3])), Vector(*map(float, numbers[3:]))
        return Rigid.about(self.middle, turn, step + (self.origin - self.middle))

    def numbers(self, pose: Rigid) -> Numbers:
        step = pose.point(self.middle) - self.origin
        return np.array((*step, *pose.turn_deg))

    def in_the_rays(self, turn: Numbers) -> Numbers:
        """Return the step that brings turned points into their rays, at the depth of the isocentre."""
        pose = self.pose(np.concatenate((np.zeros(3), turn)))
        steps = []
        for each in self.points:
            beam, ray = each.mark.beam, each.mark.ray
            place = ray.start.towards(ray.end, 1.0 / beam.magnification)
            steps.append(tuple(place - pose.point(each.ct)))
        return np.asarray(np.mean(steps, axis=0))

    def off(self, numbers: Numbers) -> Numbers:
        """Return how far each mark is off along columns and rows, in standard deviations."""
        pose = self.pose(numbers)
        off = np.array([_off_px(each, pose) for each in self.points])
        return np.asarray((off * self.per_px[:, None]).ravel() / MARKED_MM)

    def posed(self, pose: Rigid, other_turn_deg: float | None) -> Posed | NotPosed:
        """Return a pose with what it leaves of the marks, or that it is none at all."""
        slopes = self._slopes(pose)
        values = np.linalg.svd(slopes, compute_uv=False)
        if values.size < 6 or values[-1] < 1e-9 * values[0]:
            return NotPosed(NoPose.ON_A_LINE)
        off = self.off(self.numbers(pose))
        freedom = off.size - 6
        worse = max(1.0, float(off @ off) / freedom) if freedom > 0 else 1.0
        covariance = worse * MARKED_MM**2 * np.linalg.inv(slopes.T @ slopes)
        told = within(covariance.astype(np.float64), self.points[0].mark.beam)
        if told.worst_mm > LOOSE_MM or told.turn_deg > LOOSE_DEG:
            return NotPosed(NoPose.ON_A_LINE)
        off_px = np.hypot(*np.array([_off_px(each, pose) for each in self.points]).T)
        at = np.array([_mm_per_px_at(each.mark, pose.point(each.ct)) for each in self.points])
        return Posed(pose, tuple(off_px.tolist()), tuple((off_px * at).tolist()), told, other_turn_deg)

    def _slopes(self, pose: Rigid) -> Numbers:
        """Return how the deviations, mm, change with a step (mm) and a turn (degrees) in C-arm space."""
        rows = []
        middle = pose.point(self.middle)
        for each in self.points:
            place = pose.point(each.ct)
            x, y, z = np.radians(np.array(tuple(place - middle)))
            cross = np.array([[0.0, z, -y], [-z, 0.0, x], [y, -x, 0.0]])
            per_px = _mm_per_px(each.mark)
            rows.append(per_px * pixel_slopes(each.mark.beam, place) @ np.hstack((np.eye(3), cross)))
        return np.concatenate(rows)


BEHIND_PX = 1e4
"""A point that has come behind the source is off by so much."""


def _off_px(each: Correspondence, pose: Rigid) -> tuple[float, float]:
    pixel = each.mark.beam.to_pixel(pose.point(each.ct))
    if pixel is None:
        return BEHIND_PX, BEHIND_PX
    return pixel[0] - each.mark.column, pixel[1] - each.mark.row


def _mm_per_px(mark: Mark) -> float:
    """Return the size of a pixel at the isocentre, mm."""
    return mark.beam.detector.pixel_mm / mark.beam.magnification


def _mm_per_px_at(mark: Mark, point: Point) -> float:
    """Return the size of a pixel at the depth of a point, mm."""
    depth_mm = (point - mark.beam.source).dot(mark.beam.towards_detector)
    return mark.beam.detector.pixel_mm * depth_mm / mark.beam.source_to_detector_mm
