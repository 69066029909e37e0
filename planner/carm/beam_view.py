"""A beam's picture as it is laid on a screen: millimetres at the isocentre, mirrored or not."""

from __future__ import annotations

from dataclasses import dataclass
from functools import lru_cache
from typing import TypeVar

import numpy as np
from numpy.typing import NDArray

from planner.carm.beam import Beam
from planner.geometry.sections import Outline
from planner.geometry.silhouettes import Contour, capsule_contours, convex_hull, spheroid_contour
from planner.geometry.solids import Capsule, Spheroid
from planner.geometry.vectors import Point, Vector

NEAREST_MM = 1.0
"""What lies nearer to the source than this, or behind it, is taken to lie so far before it."""

Pixel = TypeVar("Pixel", bound=np.generic)


@dataclass(frozen=True)
class BeamView:
    """What is seen in a beam's picture, in (u, v) of mm in the plane through the isocentre.

    It answers as a `ViewPlane` does: u to the right of the screen, v down it, both 0 at the isocentre; depth
    is the distance behind that plane, away from the viewer, who looks from the detector towards the source.
    `mirrored` lays the picture the other way round, as a site's monitor may show it.
    """

    beam: Beam
    mirrored: bool = False

    @property
    def centre(self) -> Point:
        """The isocentre."""
        return self.beam.isocentre

    @property
    def right(self) -> Vector:
        """Unit vector to the right of the screen."""
        return -self.beam.right if self.mirrored else self.beam.right

    @property
    def down(self) -> Vector:
        """Unit vector down the screen."""
        return self.beam.down

    @property
    def normal(self) -> Vector:
        """Unit vector away from the viewer: from the detector to the source."""
        return -self.beam.towards_detector

    @property
    def field_mm(self) -> tuple[float, float]:
        """Width and height of what the detector sees, in mm at the isocentre."""
        d = self.beam.detector
        share = d.pixel_mm / self.beam.magnification
        return d.columns * share, d.rows * share

    def to_view(self, point: Point) -> tuple[float, float, float]:
        """Return (u, v, depth) of a point, in mm."""
        beam = self.beam
        ray = point - beam.source
        along_mm = max(ray.dot(beam.towards_detector), NEAREST_MM)
        share = beam.source_to_isocentre_mm / along_mm
        return ray.dot(self.right) * share, ray.dot(beam.down) * share, beam.source_to_isocentre_mm - along_mm

    def to_patient(self, u_mm: float, v_mm: float, depth_mm: float = 0.0) -> Point:
        """Return the point on the ray through (u, v) that lies `depth_mm` behind the isocentre's plane."""
        beam = self.beam
        along_mm = max(beam.source_to_isocentre_mm - depth_mm, NEAREST_MM)
        share = along_mm / beam.source_to_isocentre_mm
        across = self.right * (u_mm * share) + beam.down * (v_mm * share)
        return beam.source + beam.towards_detector * along_mm + across

    def magnification_at(self, point: Point) -> float:
        """Return how much larger than in the plane through the isocentre something there is seen."""
        beam = self.beam
        return beam.source_to_isocentre_mm / (beam.source_to_isocentre_mm - self.to_view(point)[2])

    def laid(self, picture: NDArray[Pixel]) -> NDArray[Pixel]:
        """Return a picture of the beam, [row, column], as it lies on the screen."""
        return np.ascontiguousarray(picture[:, ::-1]) if self.mirrored else picture

    def outline(self, solid: Capsule | Spheroid) -> Outline | None:
        """Return the silhouette of a solid, as (u, v) in mm; None where it has none or lies behind."""
        return _silhouette(solid, self)


@lru_cache(maxsize=2048)
def _silhouette(solid: Capsule | Spheroid, view: BeamView) -> Outline | None:
    if isinstance(solid, Spheroid):
        return _seen(spheroid_contour(solid, view.beam.source), view) or None
    seen = _seen(capsule_contours(solid, view.beam.source), view)
    return convex_hull(seen) if seen else None


def _seen(points: Contour, view: BeamView) -> Outline:
    """Return (u, v) of points in front of the source, mm; none where all of them lie behind it."""
    beam = view.beam
    rays = points - np.array(tuple(beam.source))
    axes = np.array((tuple(view.right), tuple(view.down), tuple(beam.towards_detector)))
    across_mm = rays @ axes.T
    along_mm = across_mm[:, 2:]
    if not (along_mm > 0.0).any():
        return ()
    places = across_mm[:, :2] * (beam.source_to_isocentre_mm / np.maximum(along_mm, NEAREST_MM))
    return tuple((u, v) for u, v in places.tolist())
