"""The cone of X-rays of a C-arm in patient space: where its source and the pixels of its detector lie.

The detector lies in the direction d = (sin p cos s, -cos p cos s, sin s) of the isocentre (PS3.3
C.8.7.5.1.2, LPS). The picture is seen as from the detector towards the source: with the detector in front of
the chest (0, 0) the patient's left is on the right of the picture and the head at its top.
"""

from __future__ import annotations

from dataclasses import dataclass, replace
from functools import cached_property
from math import cos, radians, sin, sqrt

from planner.carm.angles import CArmAngles, detector_direction
from planner.geometry.frames import SCANNER, Frame
from planner.geometry.rigid import Rigid
from planner.geometry.vectors import Point, Vector


@dataclass(frozen=True)
class Detector:
    """A flat detector: numbers of rows and columns, and the size of its square pixels.

    Raises
    ------
    ValueError
        If it has no pixels or no size.
    """

    rows: int = 512
    columns: int = 512
    pixel_mm: float = 0.4

    def __post_init__(self) -> None:
        if self.rows < 1 or self.columns < 1 or not self.pixel_mm > 0.0:
            raise ValueError("a detector needs at least one pixel, of a size above 0 mm")


@dataclass(frozen=True)
class Beam:
    """Source and detector of a C-arm at some angles.

    Attributes
    ----------
    isocentre
        LPS mm.
    source_to_isocentre_mm, source_to_detector_mm
        DICOM's DistanceSourceToPatient and DistanceSourceToDetector.
    frame
        The axes that the angles are taken against: those of the images, or where a registration has moved
        the C-arm's own; its origin says nothing.

    Raises
    ------
    ValueError
        If the isocentre does not lie between source and detector.
    """

    angles: CArmAngles
    isocentre: Point
    source_to_isocentre_mm: float = 700.0
    source_to_detector_mm: float = 1000.0
    detector: Detector = Detector()
    frame: Frame = SCANNER

    def __post_init__(self) -> None:
        if not 0.0 < self.source_to_isocentre_mm <= self.source_to_detector_mm:
            raise ValueError("the isocentre of a C-arm lies between its source and its detector")

    @cached_property
    def towards_detector(self) -> Vector:
        """Unit vector from the source to the middle of the detector."""
        return detector_direction(self.angles, self.frame)

    @cached_property
    def right(self) -> Vector:
        """Unit vector along the rows of the picture, to its right."""
        p = radians(self.angles.primary_deg)
        return self.frame.to_patient(Vector(cos(p), sin(p), 0.0))

    @cached_property
    def down(self) -> Vector:
        """Unit vector down the columns of the picture."""
        return self.right.cross(self.towards_detector)

    @cached_property
    def source(self) -> Point:
        """The focal spot."""
        return self.isocentre + self.towards_detector * -self.source_to_isocentre_mm

    @cached_property
    def detector_centre(self) -> Point:
        """The middle of the detector, which the central ray meets."""
        return self.source + self.towards_detector * self.source_to_detector_mm

    @cached_property
    def detector_origin(self) -> Point:
        """The centre of pixel [0, 0]."""
        d = self.detector
        return (
            self.detector_centre
            + self.right * (-(d.columns - 1) / 2.0 * d.pixel_mm)
            + self.down * (-(d.rows - 1) / 2.0 * d.pixel_mm)
        )

    @property
    def right_mm(self) -> Vector:
        """The step from a pixel to the one at its right."""
        return self.right * self.detector.pixel_mm

    @property
    def down_mm(self) -> Vector:
        """The step from a pixel to the one below it."""
        return self.down * self.detector.pixel_mm

    @property
    def magnification(self) -> float:
        """How much larger what lies at the isocentre is on the detector."""
        return self.source_to_detector_mm / self.source_to_isocentre_mm

    def on_detector(self, point: Point) -> Point | None:
        """Return where the ray through a point meets the detector's plane, LPS mm.

        None for a point that is not in front of the source.
        """
        ray = point - self.source
        depth_mm = ray.dot(self.towards_detector)
        return self.source + ray * (self.source_to_detector_mm / depth_mm) if depth_mm > 0.0 else None

    def to_pixel(self, point: Point) -> tuple[float, float] | None:
        """Return where a point is seen: (column, row), centres of pixels at whole numbers.

        None for a point that is not in front of the source.
        """
        at = self.on_detector(point)
        if at is None:
            return None
        off = at - self.detector_origin
        pixel_mm = self.detector.pixel_mm
        return off.dot(self.right) / pixel_mm, off.dot(self.down) / pixel_mm

    def at_pixel(self, column: float, row: float) -> Point:
        """Return the place of a pixel on the detector, LPS mm: the way back from `to_pixel`."""
        return self.detector_origin + self.right_mm * column + self.down_mm * row

    def moved(self, motion: Rigid) -> Beam:
        """Return the beam carried along by a motion, source and detector together.

        With `c_arm_to_ct` a beam of the C-arm sees in CT space what it sees in its own.
        """
        return replace(self, isocentre=motion.point(self.isocentre), frame=motion.frame(self.frame))

    def coarser(self, factor: float) -> Beam:
        """Return the same picture with pixels `factor` times larger, for a quick look."""
        d = self.detector
        rows, columns = max(int(d.rows / factor), 1), max(int(d.columns / factor), 1)
        size = sqrt((d.rows / rows) * (d.columns / columns))
        return replace(self, detector=Detector(rows, columns, d.pixel_mm * size))
