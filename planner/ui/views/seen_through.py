"""Places of an X-ray picture, real or virtual: each is a ray, and a point once a depth is known."""

from __future__ import annotations

from planner.carm.beam_view import BeamView
from planner.geometry.vectors import Point
from planner.ui.overlays.marks import UV
from planner.ui.views.picture_view import Ray


def point_on_ray(plane: BeamView, uv: UV, cursor: Point, depth_mm: float | None) -> Point:
    """Return the point on the ray through (u, v) at a depth, LPS mm; None: as deep as the cursor."""
    depth = plane.to_view(cursor)[2] if depth_mm is None else depth_mm
    return plane.to_patient(*uv, depth)


def ray_through(plane: BeamView, uv: UV) -> Ray:
    """Return the ray that makes a place of a picture, from the source to the detector, LPS mm."""
    behind_mm = plane.beam.source_to_isocentre_mm - plane.beam.source_to_detector_mm
    return plane.beam.source, plane.to_patient(*uv, behind_mm)
