"""The midline of the spine, from the landmarks of the marked vertebrae."""

from __future__ import annotations

from dataclasses import dataclass
from itertools import pairwise

from planner.anatomy.spine import Level, Side
from planner.geometry.vectors import LEFT, Point, Vector
from planner.plan.parts import Landmarks
from planner.plan.plan import Plan


@dataclass(frozen=True)
class Midline:
    """Where the middle of the spine lies, by height, and which way is left.

    Attributes
    ----------
    points
        The middles of the marked vertebrae, LPS mm, from above downwards.
    left
        Unit vector to the patient's left, across the spine.
    """

    levels: tuple[Level, ...]
    points: tuple[Point, ...]
    left: Vector

    def at(self, height_mm: float) -> Point:
        """Return the middle at a height (LPS z, mm): linear between neighbours, beyond the ends the last."""
        for upper, lower in pairwise(self.points):
            if lower.z <= height_mm <= upper.z and lower.z < upper.z:
                return upper.towards(lower, (upper.z - height_mm) / (upper.z - lower.z))
        return min(self.points, key=lambda point: abs(point.z - height_mm))

    def offset_mm(self, point: Point) -> float:
        """Return how far a point lies to the left of the middle at its height, in mm; negative: right."""
        return (point - self.at(point.z)).dot(self.left)

    def side_of(self, point: Point) -> Side:
        """Return on which side of the middle a point lies; on the middle itself it counts as right."""
        return Side.LEFT if self.offset_mm(point) > 0.0 else Side.RIGHT

    def is_known_at(self, level: Level) -> bool:
        """Say whether the vertebra itself or a neighbour is marked."""
        return any(is_near(marked, level) for marked in self.levels)


def is_near(marked: Level, level: Level) -> bool:
    """Say whether a marked vertebra tells where the midline is at a level: it is that one or a neighbour."""
    return abs(level.order - marked.order) <= 1


def midline_of(plan: Plan) -> Midline | None:
    """Return the midline; None where no vertebra has both pedicles or its endplate marked.

    The middle of a vertebra is that between its pedicles, or else the centre of its superior endplate. Left
    is the mean direction from right pedicles to left ones, on the side of the patient's left in the images,
    so that pedicles marked the wrong way round do not turn it; without pedicles it is that of the images.
    """
    middles = [(marked.level, _middle(marked.landmarks_mm)) for marked in plan.levels]
    found = sorted(
        ((level, point) for level, point in middles if point is not None), key=lambda m: m[0].order
    )
    if not found:
        return None
    across = Vector(0.0, 0.0, 0.0)
    for marked in plan.levels:
        step = pedicle_step(marked.landmarks_mm)
        if step is not None and step.x != 0.0:
            across = across + step.unit() * (1.0 if step.x > 0.0 else -1.0)
    left = across.unit() if across.length > 0.0 else LEFT
    return Midline(tuple(level for level, _ in found), tuple(point for _, point in found), left)


def _middle(landmarks: Landmarks) -> Point | None:
    if landmarks.left_pedicle is not None and landmarks.right_pedicle is not None:
        return landmarks.left_pedicle.towards(landmarks.right_pedicle, 0.5)
    return landmarks.endplate


def pedicle_step(landmarks: Landmarks) -> Vector | None:
    """Return the way from the right pedicle to the left one, mm; None where it is not known."""
    left, right = landmarks.left_pedicle, landmarks.right_pedicle
    return left - right if left is not None and right is not None and left != right else None


def swapped_levels(plan: Plan) -> tuple[Level, ...]:
    """Return the levels whose left pedicle lies to the right of the right one."""
    steps = ((marked.level, pedicle_step(marked.landmarks_mm)) for marked in plan.levels)
    return tuple(level for level, step in steps if step is not None and step.x <= 0.0)
