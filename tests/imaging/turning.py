"""Grids turned about two axes, centred on the origin."""

from __future__ import annotations

from math import cos, radians, sin

import numpy as np
from numpy.typing import NDArray


def turned(
    spacing_mm: tuple[float, float, float], shape: tuple[int, ...], angle_deg: float
) -> NDArray[np.float64]:
    """Return voxel_to_patient for [k, j, i] voxels, turned about superior and then about left."""
    c, s = cos(radians(angle_deg)), sin(radians(angle_deg))
    about_superior = np.array([[c, -s, 0.0], [s, c, 0.0], [0.0, 0.0, 1.0]])
    about_left = np.array([[1.0, 0.0, 0.0], [0.0, c, -s], [0.0, s, c]])
    matrix = np.eye(4)
    matrix[:3, :3] = about_left @ about_superior @ np.diag(spacing_mm)
    matrix[:3, 3] = -matrix[:3, :3] @ ((np.array(shape[::-1]) - 1) / 2.0)
    return matrix
