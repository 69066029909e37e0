"""What is slow only the first time is done once in the background, after the window shows."""

from __future__ import annotations

import numpy as np

from planner.geometry.frames import axial
from planner.imaging.reslice import SlabMode, full_rect, reslice
from planner.imaging.skin import skin_crossing
from planner.imaging.volume import Volume


def warm() -> None:
    """Load the compiled kernels for both kinds of volume."""
    for hu in (np.zeros((3, 3, 3), np.int16), np.zeros((3, 3, 3), np.float32)):
        volume = Volume(hu, np.eye(4))
        plane = axial(volume.centre)
        reslice(volume, plane, full_rect(volume, plane), 1.0, 2.0, SlabMode.MEAN)
        skin_crossing(volume, volume.to_patient(1, 1, 1), volume.to_patient(1, 2, 1))
