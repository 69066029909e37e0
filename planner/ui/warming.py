"""What is slow only the first time, done once before it is waited for.

That is loading the compiled kernels from numba's cache, or compiling them where it has none, which takes far
longer. `planner.ui.app` does it on a thread after the window shows, `make` after an update.
"""

from __future__ import annotations

import numpy as np

from planner.carm.angles import AP
from planner.carm.beam import Beam, Detector
from planner.carm.beam_view import BeamView
from planner.carm.fluoroscopy import attenuation_picture
from planner.carm.screen import evened
from planner.geometry.curves import Polyline
from planner.geometry.frames import axial
from planner.geometry.many import axis_gaps_mm, inside_spheroids, least_gaps_mm
from planner.geometry.solids import Capsule
from planner.geometry.vectors import Point
from planner.imaging.bone import bone_on_way
from planner.imaging.metal import SURFACE_HU, find_metal
from planner.imaging.metal_near import MetalSurface
from planner.imaging.projection import Body
from planner.imaging.rays import highest_hu_to
from planner.imaging.reslice import SlabMode, full_rect, reslice
from planner.imaging.skin import skin_crossing
from planner.imaging.volume import Volume
from planner.imaging.ways import ways_out
from planner.suggest.paths.along import Burn, along_nerve


def warm() -> None:
    """Load the compiled kernels for both types of voxel, int16 and float32, by using each once.

    It takes no Qt and changes nothing that is seen, so any thread may do it.
    """
    for hu in (np.zeros((3, 3, 3), np.int16), np.zeros((3, 3, 3), np.float32)):
        volume = Volume(hu, np.eye(4))
        plane = axial(volume.centre)
        reslice(volume, plane, full_rect(volume, plane), 1.0, 2.0, SlabMode.MEAN)
        middle, beside = volume.to_patient(1, 1, 1), volume.to_patient(1, 2, 1)
        skin_crossing(volume, middle, beside)
        bone_on_way(volume, middle, beside, 1.0)
        ways_out(volume, np.ones((1, 3)), np.eye(3)[:1], 1.0, 1.0)
        metal = find_metal(Volume(np.full_like(hu, SURFACE_HU + 1.0), np.eye(4)))
        ends = np.eye(3)
        surface = MetalSurface.of(metal)
        surface.nearest(ends[0], ends[1], surface.owners(ends, -ends, np.ones(3), 1.0))
        _look_through(volume)
    _place_needles()


def _place_needles() -> None:
    """Do all that a spread of placements takes, and a search for needle paths."""
    ends = np.eye(3)
    axis_gaps_mm(ends, -ends, ends[0], ends[1])
    least_gaps_mm(ends, -ends, ends, -ends, np.ones(3))
    inside_spheroids(ends[None], ends[:1], ends[:1], 2.0, 1.0)
    course = Polyline((Point(0.0, 0.0, 0.0), Point(0.0, 0.0, 1.0)))
    along_nerve(ends, ends, course, (0.0, 1.0), Burn(1.0, 0.5, 1.0, 1.0))


def _look_through(volume: Volume) -> None:
    """Do all that a picture of the C-arm takes, on a detector of 16 x 16 pixels, in full and in coarse."""
    body = Body.of(volume)
    beam = Beam(AP, volume.centre, detector=Detector(16, 16, 1.0))
    for each in (body, body.coarse):
        evened(attenuation_picture(each, beam), 1.0)
    highest_hu_to(volume, beam.source, np.array([tuple(beam.detector_centre)]))
    BeamView(beam).outline(Capsule(volume.centre, volume.centre, 1.0))
