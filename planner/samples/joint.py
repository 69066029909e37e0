"""The facet joint of the model: two congruent faces bent round one axis, and the space between them."""

from __future__ import annotations

from dataclasses import dataclass

from planner.anatomy.spine import Level, Side
from planner.geometry.vectors import Vector
from planner.samples.numbers import cos_sin, lumbar_numbers, on_side
from planner.samples.shapes import Barrel, Block, Cut, Outside, Process

FACE_RADIUS_MM = 15.0
"""Radius of the bend: with it the dorsal edges lie where the table has them, 36 to 42 degrees round."""
IAP_THICKNESS_MM = 9.5
IAP_WIDTH_MM = 15.0
IAP_HALF_HEIGHT_MM = 11.5
SAP_THICKNESS_MM = 8.6
PLANES_DEG = {Level.L1: 30.0, Level.L2: 33.0, Level.S1: 50.0}
"""Where the table has none: Masharawi's 26 to 34 degrees for T12 to L2, and between one man's 41 and about 55
(Masharawi's trend over 240 spines) at L5-S1."""


@dataclass(frozen=True)
class FacetJoint:
    """One facet joint, in the frame of its lower vertebra (left, posterior, superior).

    Attributes
    ----------
    centre
        Middle of the joint space.
    plane_deg
        Angle of the tangent plane at the centre to the sagittal plane, opening backwards and outwards.
    """

    lower: Level
    side: Side
    centre: Vector
    plane_deg: float
    gap_mm: float

    @classmethod
    def typical(cls, lower: Level, side: Side, turn_deg: float = 0.0) -> FacetJoint:
        """Return the joint above `lower` with the published numbers, its plane turned by `turn_deg`."""
        numbers = lumbar_numbers().facet(lower)
        plane = PLANES_DEG.get(lower, numbers.plane_to_sagittal_deg)
        return cls(lower, side, on_side(numbers.centre_mm, side), plane + turn_deg, numbers.gap_mm)

    @property
    def outward(self) -> Vector:
        """Unit vector across the space, from the inferior process to the superior: forwards and outwards."""
        c, s = cos_sin(self.plane_deg)
        return Vector(self.side.sign * c, -s, 0.0)

    @property
    def backward(self) -> Vector:
        """Unit vector along the space in the axial plane: backwards and outwards."""
        c, s = cos_sin(self.plane_deg)
        return Vector(self.side.sign * s, c, 0.0)

    @property
    def axes(self) -> tuple[Vector, Vector, Vector]:
        """Along the space, across it, upwards."""
        return self.backward, self.outward, Vector(0.0, 0.0, 1.0)

    def on_face(self, arc_mm: float, superior_mm: float = 0.0) -> Vector:
        """Return the point of the middle of the space `arc_mm` backwards from the centre."""
        c, s = cos_sin(arc_mm / FACE_RADIUS_MM * 57.29577951308232)
        spoke = self.outward * c + self.backward * s
        return self.centre + (spoke - self.outward) * FACE_RADIUS_MM + Vector(0.0, 0.0, superior_mm)

    @property
    def inferior_process(self) -> Cut:
        """The inferior articular process of the upper vertebra: convex towards the space."""
        block = Block(
            self.centre
            - self.outward * (IAP_THICKNESS_MM / 2.0 - 1.2)
            + self.backward * 0.8
            + Vector(0.0, 0.0, 1.5),
            self.axes,
            (IAP_WIDTH_MM / 2.0, IAP_THICKNESS_MM / 2.0, IAP_HALF_HEIGHT_MM),
            rounding_mm=3.2,
        )
        return Cut(block, self._barrel, 1.5)

    @property
    def _barrel(self) -> Barrel:
        """What lies on the inner side of the space."""
        middle = self.centre - self.outward * FACE_RADIUS_MM
        return Barrel(middle, Vector(0.0, 0.0, 1.0), FACE_RADIUS_MM - self.gap_mm / 2.0)

    @property
    def superior_process(self) -> Process:
        """The superior articular process of the lower vertebra before the space is cut out of it."""
        return self._superior(0.0)

    @property
    def superior_room(self) -> Cut:
        """What the upper vertebra leaves free: the superior process, wider by the space, beyond the face."""
        return Cut(self._superior(self.gap_mm), Outside(self._barrel), 0.4)

    def _superior(self, wider_mm: float) -> Process:
        middle = self.centre + self.outward * 3.4 + self.backward * 2.2
        half = SAP_THICKNESS_MM / 2.0
        foot, tip = (8.8, half + 0.2, 6.0), (6.8, half - 0.9, 5.5)
        return Process(
            middle + Vector(0.0, 0.0, -6.0),
            middle + Vector(0.0, 0.0, 4.5),
            self.axes,
            (foot[0] + wider_mm, foot[1] + wider_mm, foot[2] + wider_mm),
            (tip[0] + wider_mm, tip[1] + wider_mm, tip[2] + wider_mm),
        )
