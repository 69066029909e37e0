"""The projection of another program, plastimatch, of the same volume and beam."""

from __future__ import annotations

import re
import shutil
import subprocess
from pathlib import Path
from typing import Any

import numpy as np
import pytest
import SimpleITK
from numpy.typing import NDArray

from planner.carm.beam import Beam
from planner.geometry.vectors import Point, Vector
from planner.imaging.volume import AIR_HU, Volume


def available() -> str:
    """Return where plastimatch is, or skip the test."""
    found = shutil.which("plastimatch")
    if found is None:
        pytest.skip("no plastimatch here to compare with: apt-get install plastimatch")
    return found


def write_water(volume: Volume, path: Path) -> None:
    """Write the water of every voxel, on axes of its own: plastimatch heeds no direction of a volume.

    Its own conversion of HU clips what is dense, so it is told to make none.
    """
    water = np.maximum(0.0, 1.0 - volume.hu.astype(np.float32) / np.float32(AIR_HU))
    image: Any = SimpleITK.GetImageFromArray(water)
    image.SetSpacing(volume.spacing_mm)
    SimpleITK.WriteImage(image, str(path))


def projected(volume: Volume, water: Path, beam: Beam) -> tuple[NDArray[np.float32], float]:
    """Return the picture of a square detector by exact ray tracing, and the seconds it says it took.

    The picture is in plastimatch's own unit and brought from its side, that of the source, to that of the
    detector.
    """
    axes = volume.voxel_to_patient[:3, :3] / volume.spacing_mm
    n = beam.detector.columns
    assert n == beam.detector.rows
    size_mm = n * beam.detector.pixel_mm

    def told(along: Point | Vector, towards: float = 1.0) -> str:
        x, y, z = axes.T @ np.array(tuple(along)) * towards
        return f"{x} {y} {z}"

    isocentre = beam.isocentre - Point(*volume.voxel_to_patient[:3, 3])
    command = [available(), "drr", "-A", "cpu", "-i", "exact", "-P", "none", "-t", "raw"]
    command += ["--sad", str(beam.source_to_isocentre_mm), "--sid", str(beam.source_to_detector_mm)]
    command += ["-r", f"{n} {n}", "-z", f"{size_mm} {size_mm}", "-o", told(isocentre)]
    command += ["-n", told(beam.towards_detector, -1.0), "--vup", told(beam.down, -1.0)]
    command += ["-O", str(water.parent / "drr_"), str(water)]
    done = subprocess.run(command, capture_output=True, text=True, check=True)
    seconds = re.search(r"Total time: ([0-9.e+-]+) secs", done.stdout)
    assert seconds is not None, done.stdout
    picture = np.fromfile(water.parent / "drr_0000.raw", np.float32).reshape(n, n)[:, ::-1]
    return picture, float(seconds[1])
