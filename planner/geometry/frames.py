"""Frames: the plane of a view and the frame of a vertebra, and the way between each and patient space."""

from __future__ import annotations

from dataclasses import dataclass
from math import cos, radians, sin

from planner.geometry.vectors import LEFT, POSTERIOR, SUPERIOR, Point, Vector

SQUARE_TOLERANCE = 1e-6
"""Largest cosine between axes that still counts as a right angle (0.00006 degrees)."""


@dataclass(frozen=True)
class ViewPlane:
    """A plane that is looked at: `centre` is the origin of its own (u, v), in mm along `right` and `down`.

    `right` and `down` are unit vectors as seen on the screen, so `normal` points away from the viewer.

    Raises
    ------
    ValueError
        If the axes are not perpendicular unit vectors.
    """

    centre: Point
    right: Vector
    down: Vector

    def __post_init__(self) -> None:
        lengths = (abs(self.right.length - 1.0), abs(self.down.length - 1.0))
        if max(*lengths, abs(self.right.dot(self.down))) > SQUARE_TOLERANCE:
            raise ValueError("the axes of a view plane must be perpendicular unit vectors")

    @property
    def normal(self) -> Vector:
        """Unit vector into the screen, away from the viewer."""
        return self.right.cross(self.down)

    def to_patient(self, u_mm: float, v_mm: float, depth_mm: float = 0.0) -> Point:
        """Return the point of patient space at (u, v) on the plane, `depth_mm` behind it."""
        return self.centre + self.right * u_mm + self.down * v_mm + self.normal * depth_mm

    def to_view(self, point: Point) -> tuple[float, float, float]:
        """Return (u, v, depth) of a point, in mm; depth is positive behind the plane."""
        offset = point - self.centre
        return offset.dot(self.right), offset.dot(self.down), offset.dot(self.normal)

    def through(self, point: Point) -> ViewPlane:
        """Return this plane moved along its normal until it contains `point`; u and v keep their origin."""
        return ViewPlane(self.centre + self.normal * self.to_view(point)[2], self.right, self.down)

    def moved(self, depth_mm: float) -> ViewPlane:
        """Return the plane moved by `depth_mm` away from the viewer."""
        return ViewPlane(self.centre + self.normal * depth_mm, self.right, self.down)

    def turned(self, angle_deg: float) -> ViewPlane:
        """Return the picture's axes turned within the plane, clockwise on the screen."""
        c, s = cos(radians(angle_deg)), sin(radians(angle_deg))
        return ViewPlane(self.centre, self.right * c + self.down * s, self.down * c - self.right * s)


def axial(centre: Point) -> ViewPlane:
    """Return the axial plane seen from the feet: patient right on screen left, anterior up."""
    return ViewPlane(centre, LEFT, POSTERIOR)


def sagittal(centre: Point) -> ViewPlane:
    """Return the sagittal plane seen from the patient's left: anterior on screen left, superior up."""
    return ViewPlane(centre, POSTERIOR, -SUPERIOR)


def coronal(centre: Point) -> ViewPlane:
    """Return the coronal plane seen from the front: patient right on screen left, superior up."""
    return ViewPlane(centre, LEFT, -SUPERIOR)


@dataclass(frozen=True)
class Frame:
    """A right-handed orthonormal frame: `origin` and the unit vectors to the left, posterior and superior.

    Clinical angles are taken in the frame of the target vertebra, not in that of the scanner.
    """

    origin: Point
    left: Vector
    posterior: Vector
    superior: Vector

    def __post_init__(self) -> None:
        axes = (self.left, self.posterior, self.superior)
        skew = max(
            abs(self.left.cross(self.posterior).dot(self.superior) - 1.0),
            *(abs(a.length - 1.0) for a in axes),
        )
        if skew > SQUARE_TOLERANCE:
            raise ValueError("a frame needs three perpendicular unit vectors, right-handed")

    def to_frame(self, vector: Vector) -> Vector:
        """Return a vector of patient space in this frame (left, posterior, superior)."""
        return Vector(vector.dot(self.left), vector.dot(self.posterior), vector.dot(self.superior))

    def to_patient(self, vector: Vector) -> Vector:
        """Return a vector of this frame in patient space."""
        return self.left * vector.x + self.posterior * vector.y + self.superior * vector.z


SCANNER = Frame(Point(0.0, 0.0, 0.0), LEFT, POSTERIOR, SUPERIOR)
"""The patient-based frame of the images themselves (DICOM LPS)."""
