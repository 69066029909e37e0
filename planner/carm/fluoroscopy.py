"""What a C-arm would show of a volume: the rays of a beam through it, and the picture on the screen."""

from __future__ import annotations

from collections.abc import Callable

import numpy as np
from numpy.typing import NDArray

from planner.carm.beam import Beam
from planner.carm.screen import Greys, evened, greys
from planner.geometry.vectors import Point, Vector
from planner.imaging.projection import Body, Screen, water_paths

BONE_FROM_HU, BONE_MORE = 100.0, 0.65
"""What cortical bone has above water counts 1.65 times what it does on CT: at about 50 keV, where the rays of
a C-arm lie, it is 3.59 times water, at the 70 keV of a CT 2.57 times (NIST, density 1.92)."""


def screen_of(beam: Beam) -> Screen:
    """Return the pixels of a beam's detector."""
    d = beam.detector
    return Screen(d.rows, d.columns, beam.detector_origin, beam.right_mm, beam.down_mm)


def water_picture(body: Body, beam: Beam) -> NDArray[np.float32]:
    """Return the water path of every pixel, mm, float32 [row, column]: before any model of bone or screen."""
    return water_paths(body, beam.source, screen_of(beam))


def attenuation_picture(body: Body, beam: Beam) -> NDArray[np.float32]:
    """Return what every ray loses, mm of water, float32 [row, column]; bone counts as a C-arm sees it."""
    return water_paths(body, beam.source, screen_of(beam), BONE_FROM_HU, BONE_MORE)


def attenuation_while(wanted: Callable[[], bool], body: Body, beam: Beam) -> NDArray[np.float32] | None:
    """Return what `attenuation_picture` does, made from top to bottom; None once it is no longer `wanted`.

    Parameters
    ----------
    wanted
        Asked before every `ROWS_BETWEEN` rows, in the caller's thread; once it says no, nothing more is made.
    """
    whole = screen_of(beam)
    picture = np.empty((whole.rows, whole.columns), np.float32)
    for first in range(0, whole.rows, ROWS_BETWEEN):
        if not wanted():
            return None
        rows = min(ROWS_BETWEEN, whole.rows - first)
        band = Screen(
            rows, whole.columns, whole.origin + whole.down_mm * first, whole.right_mm, whole.down_mm
        )
        picture[first : first + rows] = water_paths(body, beam.source, band, BONE_FROM_HU, BONE_MORE)
    return picture


ROWS_BETWEEN = 64
"""So many rows are made before it is asked whether the picture is still wanted."""


AS_IT_COMES = Greys()


def screen_picture(body: Body, beam: Beam, setting: Greys = AS_IT_COMES) -> NDArray[np.uint8]:
    """Return what the screen of a C-arm shows, uint8 [row, column]: bone and metal dark, air bright."""
    return greys(evened(attenuation_picture(body, beam), beam.detector.pixel_mm), setting)


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
