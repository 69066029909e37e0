"""What a C-arm would show of a volume: the rays of a beam through it, and the picture on the screen."""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray
from scipy import ndimage

from planner.carm.beam import Beam
from planner.geometry.vectors import Point, Vector
from planner.imaging.projection import Body, Screen, water_paths

BONE_FROM_HU, BONE_MORE = 100.0, 0.65
"""What cortical bone has above water counts 1.65 times what it does on CT: at about 50 keV, where the rays of
a C-arm lie, it is 3.59 times water, at the 70 keV of a CT 2.57 times (NIST, density 1.92)."""
EVEN_MM, EVENED = 45.0, 0.85
"""Differences wider than this on the detector are taken down by so much, as the screen of a C-arm does."""
DARKEST_PERCENT, BRIGHTEST_PERCENT = 0.3, 99.0
BEAM_EDGE_MM = 1.0
"""Less than this of water is the beam itself, not a patient."""


def screen_of(beam: Beam) -> Screen:
    """Return the pixels of a beam's detector."""
    d = beam.detector
    return Screen(d.rows, d.columns, beam.detector_origin, beam.right_mm, beam.down_mm)


def water_picture(body: Body, beam: Beam) -> NDArray[np.float32]:
    """Return the water path of every pixel, mm, float32 [row, column]: before any model of bone or screen."""
    return water_paths(body, beam.source, screen_of(beam))


def screen_picture(body: Body, beam: Beam) -> NDArray[np.uint8]:
    """Return what the screen of a C-arm shows, uint8 [row, column]: bone and metal dark, air bright."""
    attenuation = water_paths(body, beam.source, screen_of(beam), BONE_FROM_HU, BONE_MORE).astype(np.float64)
    met = attenuation > BEAM_EDGE_MM
    if not met.any():
        return np.full(attenuation.shape, 255, np.uint8)
    sigma = EVEN_MM / beam.detector.pixel_mm / 2.0
    share = ndimage.gaussian_filter(met.astype(np.float64), sigma)
    wide = ndimage.gaussian_filter(np.where(met, attenuation, 0.0), sigma) / np.maximum(share, 1e-6)
    evened = attenuation - EVENED * wide
    bright, dark = np.percentile(evened[met], (DARKEST_PERCENT, BRIGHTEST_PERCENT))
    grey = (dark - evened) / max(dark - bright, 1e-6)
    grey[~met] = 1.0
    picture: NDArray[np.uint8] = np.rint(np.clip(grey, 0.0, 1.0) * 255.0).astype(np.uint8)
    return picture


def described(beam: Beam) -> dict[str, tuple[float, float, float]]:
    """Return where source and detector lie, LPS mm, under the names that ``fluoro --json`` prints."""

    def numbers(place: Point | Vector) -> tuple[float, float, float]:
        return place.x, place.y, place.z

    return {
        "source_mm": numbers(beam.source),
        "detector_origin_mm": numbers(beam.detector_origin),
        "detector_right_mm": numbers(beam.right_mm),
        "detector_down_mm": numbers(beam.down_mm),
    }
