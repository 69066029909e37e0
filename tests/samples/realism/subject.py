"""What is measured in one CT, real or made: where its tissues lie, and the figures taken there."""

from __future__ import annotations

from dataclasses import dataclass, field
from pathlib import Path
from statistics import median

import numpy as np
from numpy.typing import NDArray
from scipy import ndimage

from planner.dicom.load import load_volume
from planner.dicom.scan import scan
from tests.samples.realism.figures import Grain, Spread, along, gap_mm, grain, plate_mm, rise_mm

Array = NDArray[np.float64]
STEP_MM = 0.1


@dataclass(frozen=True)
class Line:
    """A line through the images, LPS mm: its middle, its direction, and half its length."""

    middle: Array
    direction: Array
    half_mm: float


@dataclass(frozen=True, eq=False)
class Subject:
    """One CT.

    Attributes
    ----------
    tissues
        Voxels (bool [k, j, i]) by name of tissue.
    even
        Squares of one size [j, i] in the plane of the slices, of one tissue, and the pixel in mm.
    skin
        Lines from air into the body.
    joints
        Lines across the spaces of facet joints.
    plates
        Lines across the upper endplates, from the disc into the body.
    """

    name: str
    hu: NDArray[np.float32]
    voxel_to_patient: Array
    tissues: dict[str, NDArray[np.bool_]]
    even: tuple[list[Array], float] | None = None
    skin: list[Line] = field(default_factory=list)
    joints: list[Line] = field(default_factory=list)
    plates: list[Line] = field(default_factory=list)

    def profile(self, line: Line) -> Array:
        """Return the values along a line, `STEP_MM` apart."""
        direction = line.direction / np.linalg.norm(line.direction)
        count = int(2.0 * line.half_mm / STEP_MM) + 1
        to_voxel = np.linalg.inv(self.voxel_to_patient).astype(np.float64)
        start = line.middle - direction * line.half_mm
        return along(self.hu.astype(float), to_voxel, start, direction * STEP_MM, count)

    def inside(self, line: Line) -> bool:
        """Say whether a line runs within the images, a voxel off their faces."""
        to_voxel = np.linalg.inv(self.voxel_to_patient)
        direction = line.direction / np.linalg.norm(line.direction)
        for end in (line.middle - direction * line.half_mm, line.middle + direction * line.half_mm):
            index = to_voxel[:3, :3] @ end + to_voxel[:3, 3]
            if not all(1.0 <= at <= n - 2.0 for at, n in zip(index, self.hu.shape[::-1], strict=True)):
                return False
        return True


@dataclass(frozen=True)
class Figures:
    """What was measured in one subject; None where there was nothing to measure it at."""

    name: str
    tissues: dict[str, Spread]
    grain: Grain | None
    skin_mm: float | None
    joints_mm: tuple[float, float, float] | None
    joints_seen: tuple[int, int]
    plates: tuple[float, float] | None


def figures(subject: Subject) -> Figures:
    """Return the figures of a subject: medians over lines; of joints the 10th, 50th and 90th percentile."""
    tissues = {
        name: Spread.of(subject.hu[mask].astype(float))
        for name, mask in subject.tissues.items()
        if mask.any()
    }
    lines = [line for line in subject.joints if subject.inside(line)]
    gaps = [found[0] for line in lines if (found := gap_mm(subject.profile(line), STEP_MM))]
    plates = [found for line in subject.plates if (found := plate_mm(subject.profile(line), STEP_MM))]
    rises = [rise for line in subject.skin if (rise := rise_mm(subject.profile(line), STEP_MM))]
    low, middle, high = np.percentile(gaps, [10.0, 50.0, 90.0]) if gaps else (0.0, 0.0, 0.0)
    return Figures(
        subject.name,
        tissues,
        grain(*subject.even) if subject.even and subject.even[0] else None,
        median(rises) if rises else None,
        (float(low), float(middle), float(high)) if gaps else None,
        (len(gaps), len(lines)),
        (median(p[0] for p in plates), median(p[1] for p in plates)) if plates else None,
    )


def read(folder: Path) -> tuple[NDArray[np.float32], Array]:
    """Return HU [k, j, i] and voxel_to_patient of the best stack of a folder."""
    stack = scan(folder).best()
    assert stack is not None, f"no images in {folder}"
    volume = load_volume(stack).volume
    return np.asarray(volume.hu, np.float32), np.asarray(volume.voxel_to_patient, np.float64)


def box(shape: tuple[int, ...], *ranges: tuple[int, int]) -> NDArray[np.bool_]:
    """Return the voxels of a box [k, j, i]."""
    mask = np.zeros(shape, bool)
    mask[tuple(slice(*ends) for ends in ranges)] = True
    return mask


def pure(
    hu: NDArray[np.float32], within: NDArray[np.bool_], low: float, high: float, voxels: int = 2
) -> NDArray[np.bool_]:
    """Return the voxels of a region that lie deep in one tissue: smoothed within a range, and eroded."""
    smooth = ndimage.uniform_filter(hu, 3)
    mask = (smooth > low) & (smooth < high) & within
    return np.asarray(ndimage.binary_erosion(mask, np.ones((1, 3, 3), bool), iterations=voxels))


def dense(hu: NDArray[np.float32]) -> NDArray[np.bool_]:
    """Return the voxels of dense bone, metal apart."""
    return np.asarray((hu > 300.0) & (hu < 2500.0))


def ball(shape: tuple[int, ...], to_patient: Array, centre: Array, radius_mm: float) -> NDArray[np.bool_]:
    """Return the voxels whose centres lie in a ball, LPS mm."""
    to_voxel = np.linalg.inv(to_patient)
    middle = to_voxel[:3, :3] @ centre + to_voxel[:3, 3]
    steps = np.linalg.norm(to_patient[:3, :3], axis=0)
    mask = np.zeros(shape, bool)
    ranges = []
    for at, step, n in zip(middle[::-1], steps[::-1], shape, strict=True):
        half = 2.0 * radius_mm / step + 1.0
        ranges.append(slice(max(int(at - half), 0), max(min(int(at + half) + 1, n), 0)))
    k, j, i = np.mgrid[tuple(ranges)]
    points = np.stack([i, j, k], axis=-1) @ to_patient[:3, :3].T + to_patient[:3, 3]
    mask[tuple(ranges)] = ((points - centre) ** 2).sum(axis=-1) <= radius_mm**2
    return mask


def even_squares(
    hu: NDArray[np.float32], mask: NDArray[np.bool_], size: int, largest_sd: float, most: int = 60
) -> list[Array]:
    """Return the squares of a mask, slice by slice, in which nothing but noise is seen."""
    found: list[tuple[float, Array]] = []
    for k in range(hu.shape[0]):
        for j in range(0, hu.shape[1] - size, size // 2):
            for i in range(0, hu.shape[2] - size, size // 2):
                if mask[k, j : j + size, i : i + size].all():
                    square = hu[k, j : j + size, i : i + size].astype(float)
                    if square.std() < largest_sd:
                        found.append((float(square.std()), square))
    found.sort(key=lambda pair: pair[0])
    return [square for _, square in found[: max(len(found) // 2, 1)][:most]]
