"""Where in the spine a piece lies: level and side, from the landmarks of the plan or else from the images."""

from __future__ import annotations

from dataclasses import dataclass
from itertools import product

import numpy as np

from planner.anatomy.spine import Level, Side
from planner.geometry.distances import between_segments
from planner.geometry.vectors import Point
from planner.imaging.bone import BONE_HU, METAL_HU
from planner.imaging.volume import Volume
from planner.plan.midline import Midline, midline_of
from planner.plan.plan import Plan
from planner.plan.vertebrae import vertebra_frame

PEDICLE_MM = 12.0
"""A screw that passes the middle of a pedicle nearer than this is that pedicle's: half its height, and what a
misplaced screw misses it by (ours)."""
BESIDE_MM = 60.0
"""What lies farther from the middle of the spine or of the images is no part of a construct (ours)."""
UNSURE_MM = 8.0
"""So near to the middle of the images their middle does not tell the side (ours)."""
WIDE_MM, DEEP_MM, HIGH_MM = 27.0, 20.0, 27.0
"""A body reaches so far to either side, to front and back, and down from its upper endplate (ours)."""
EVERY = 3
"""Every third voxel along each axis tells where the middle of the bones is."""
BONES_MM3 = 5000.0
"""Less is the rim of metal rather than bone (ours): half a vertebra has more."""


@dataclass(frozen=True)
class Places:
    """What tells where a piece lies: the plan's landmarks, and the middle of the bones in the images."""

    plan: Plan
    midline: Midline | None
    middle_x_mm: float

    @classmethod
    def of(cls, plan: Plan, volume: Volume) -> Places:
        """Return what a plan and its images tell."""
        return cls(plan, midline_of(plan), _middle_x_mm(volume))

    def offset_mm(self, point: Point) -> float:
        """Return how far a point lies to the left of the middle; negative: right."""
        if self.midline is not None:
            return self.midline.offset_mm(point)
        return point.x - self.middle_x_mm

    def is_beside_spine(self, point: Point) -> bool:
        """Say whether a point lies where a spinal construct may reach."""
        return abs(self.offset_mm(point)) <= BESIDE_MM

    def side(self, point: Point) -> Side | None:
        """Return the side of a point; None too near to a middle that is only that of the images."""
        offset = self.offset_mm(point)
        if self.midline is None and abs(offset) < UNSURE_MM:
            return None
        return Side.LEFT if offset > 0.0 else Side.RIGHT

    def pedicle(self, start: Point, end: Point) -> tuple[Level, Side] | None:
        """Return the marked pedicle that a straight piece passes; None where none is near."""
        marked = {level.level: level.landmarks_mm for level in self.plan.levels}
        found = []
        for level, side in product(marked, Side):
            marks = marked[level]
            centre = marks.left_pedicle if side is Side.LEFT else marks.right_pedicle
            if centre is not None:
                found.append(
                    (between_segments(start, end, centre, centre).distance_mm, level.order, level, side)
                )
        if not found or min(found)[0] > PEDICLE_MM:
            return None
        return min(found)[2:]

    def body(self, point: Point) -> Level | None:
        """Return the marked vertebra whose body a point lies in; None where it is none of them."""
        for level in (marked.level for marked in self.plan.levels):
            frame = vertebra_frame(self.plan, level)
            if frame is not None:
                at = frame.to_frame(point - frame.origin)
                if abs(at.x) <= WIDE_MM and abs(at.y) <= DEEP_MM and -HIGH_MM <= at.z <= 0.0:
                    return level
        return None


def _middle_x_mm(volume: Volume) -> float:
    """Return the middle of the bones from right to left, LPS mm; that of the images where there are none."""
    some = volume.hu[::EVERY, ::EVERY, ::EVERY]
    k, j, i = np.nonzero((some > BONE_HU) & (some < METAL_HU))
    if k.size * EVERY**3 * float(np.prod(volume.spacing_mm)) < BONES_MM3:
        return volume.centre.x
    to_x = volume.voxel_to_patient[0]
    return float(np.median(EVERY * (to_x[0] * i + to_x[1] * j + to_x[2] * k) + to_x[3]))
