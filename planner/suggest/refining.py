"""A course of the template laid on the bone that the images show: into its groove, a millimetre off it."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
import scipy
from numpy.typing import NDArray

from planner.imaging.bone_near import BoneNear, Places

OFF_BONE_MM = 1.0
"""From the surface to the middle of a nerve that is 1 to 2 mm thick and lies on the bone."""
FARTHEST_MM = 6.0
"""A course is looked for within this of its place in the template: as far as people differ."""
STRIDE_MM = 1.0
FAR_OFF_MM2 = 9.0
"""A point that is far from bone counts no more than one 3 mm off: it must not outweigh all others."""
WHOLE_WITHIN_MM = 4.0
"""Standard deviation of a course as a whole from its place in the template (2 to 3 mm and the fit). Ours."""
POINT_WITHIN_MM = 3.0
"""Standard deviation of a single point from its place in the template. Ours."""
STIFFNESS = 2.0
"""How much a point is held to the shift of its neighbours, against being 1 mm off its distance from bone."""
HOLLOW_WEIGHT = 4.0
"""How much a groove draws: from a flat surface to its bottom as much as 1 mm of distance. Ours."""
OUTWARDS_WEIGHT = 10.0
"""How much the surface must face where the template has it, when the course is placed as a whole. Ours:
with none, one course in ten lies before the transverse process instead of behind it."""
ROUNDS = 60
AGREES_WITHIN_MM = 1.0
"""A point agrees with the bone where it lies within this of its distance from it, no farther than
`FARTHEST_MM` from where the template has it..."""
AGREES_FACING = 0.25
"""... and the bone there faces within about 75 degrees of where the template has it."""


@dataclass(frozen=True, eq=False)
class Laid:
    """A course on the bone, in the vertebra's frame.

    Attributes
    ----------
    places
        Its points [N, 3].
    moved_mm
        How far each has moved.
    agrees
        Whether the bone was found where each point lies now.
    """

    places: Places
    moved_mm: NDArray[np.float64]
    agrees: NDArray[np.bool_]


def laid_on_bone(course: Places, outwards: Places, bone: BoneNear) -> Laid:
    """Return a course of the template laid on bone.

    First as a whole: the shift by which most of it lies off the surface by `OFF_BONE_MM`, in a groove, on the
    face of the bone that the template has it on. Then point by point, held to the template and to its
    neighbours, and last straight onto the surface.

    Parameters
    ----------
    course
        Points [N, 3] of the template, in the frame of `bone`.
    outwards
        Unit vectors [N, 3] out of the bone, as the template has them.
    """
    shift = _whole_shift(course, outwards, bone)
    bent = course + _bend(course, shift, bone)
    places = _onto_surface(bent, bone)
    moved_mm = np.linalg.norm(places - course, axis=1)
    facing = (bone.slopes(places) * outwards).sum(axis=1)
    off = np.abs(bone.distances_mm(places) - OFF_BONE_MM)
    fits = (off <= AGREES_WITHIN_MM) & (facing >= AGREES_FACING) & (moved_mm <= FARTHEST_MM)
    return Laid(places, moved_mm, fits & bone.is_known(places))


def _whole_shift(course: Places, outwards: Places, bone: BoneNear) -> Places:
    """Return the best of all shifts [3] up to `FARTHEST_MM`, by steps of `STRIDE_MM`."""
    ticks = np.arange(-FARTHEST_MM, FARTHEST_MM + STRIDE_MM / 2.0, STRIDE_MM)
    shifts = np.stack(np.meshgrid(ticks, ticks, ticks, indexing="ij"), axis=-1).reshape(-1, 3)
    shifts = shifts[(shifts**2).sum(axis=1) <= FARTHEST_MM**2]
    places = (course[None] + shifts[:, None]).reshape(-1, 3)
    facing = (bone.slopes(places) * np.tile(outwards, (len(shifts), 1))).sum(axis=1)
    off = np.minimum((bone.distances_mm(places) - OFF_BONE_MM) ** 2, FAR_OFF_MM2)
    costs = off - HOLLOW_WEIGHT * bone.hollows(places) - OUTWARDS_WEIGHT * facing
    means = costs.reshape(len(shifts), -1).mean(axis=1)
    best: Places = shifts[(means + (shifts**2).sum(axis=1) / WHOLE_WITHIN_MM**2).argmin()]
    return best


def _bend(course: Places, shift: Places, bone: BoneNear) -> Places:
    """Return the smooth displacement [N, 3] that brings each point to its distance and into the groove.

    It begins at the shift of the whole, and is held to the template.
    """
    held = 1.0 / POINT_WITHIN_MM**2

    def cost(flat: NDArray[np.float64]) -> tuple[float, NDArray[np.float64]]:
        away = flat.reshape(-1, 3)
        places = course + away
        off, steps = bone.distances_mm(places) - OFF_BONE_MM, np.diff(away, axis=0)
        value = (off**2 - HOLLOW_WEIGHT * bone.hollows(places)).sum()
        value += held * (away**2).sum() + STIFFNESS * (steps**2).sum()
        slope = 2.0 * off[:, None] * bone.slopes(places) - HOLLOW_WEIGHT * bone.rises(places)
        slope += 2.0 * held * away
        slope[1:] += 2.0 * STIFFNESS * steps
        slope[:-1] -= 2.0 * STIFFNESS * steps
        return float(value), slope.ravel()

    found = scipy.optimize.minimize(
        cost, np.tile(shift, len(course)), jac=True, method="L-BFGS-B", options={"maxiter": ROUNDS}
    )
    return np.asarray(found.x).reshape(-1, 3)


def _onto_surface(course: Places, bone: BoneNear) -> Places:
    """Return the course with what is left of the way to the surface gone, smoothed along it."""
    lacks = OFF_BONE_MM - bone.distances_mm(course)
    step = np.clip(lacks, -OFF_BONE_MM, OFF_BONE_MM)[:, None] * bone.slopes(course)
    smooth = step.copy()
    smooth[1:-1] = (step[:-2] + 2.0 * step[1:-1] + step[2:]) / 4.0
    return course + smooth
