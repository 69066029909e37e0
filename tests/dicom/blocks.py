"""Series of several blocks of slices, as spine protocols and careless exports make them."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass, field, replace
from pathlib import Path

import numpy as np
from pydicom.dataset import Dataset
from scipy.spatial.transform import Rotation

from planner.dicom.write import write_ct_series
from tests.dicom.phantom import HEADER, PLANES, SPACING_MM, Directions, edit, matrix_of, noise, put

Edit = Callable[[Dataset], object]


def nothing(_dataset: Dataset) -> None:
    """Change nothing."""


@dataclass(frozen=True)
class Block:
    """Slices of one series in equal steps.

    Attributes
    ----------
    start_mm
        Where the first lies along their normal, from a place that all blocks share.
    sideways_mm
        How far all are moved along their rows.
    change
        An edit of each file.
    each
        A second edit, which is told the number of the slice.
    instances
        InstanceNumber of the first slice and the step to the next; None leaves the tag out.
    series
        The number of the series; 0 is the one that all blocks share.
    """

    slices: int = 9
    start_mm: float = 0.0
    step_mm: float = SPACING_MM[2]
    directions: Directions = field(default=PLANES["axial"])
    size: tuple[int, int] = (20, 28)
    sideways_mm: float = 0.0
    change: Edit = nothing
    each: Callable[[int], Edit] = lambda _k: nothing
    instances: tuple[int, int] | None = None
    series: int = 0


def write_blocks(folder: Path, *blocks: Block) -> list[Path]:
    """Write blocks as one series, each into a sub-folder, and return all files; every image has its UID."""
    paths: list[Path] = []
    for number, block in enumerate(blocks):
        shape = (block.slices, *block.size)
        matrix = matrix_of(block.directions, 0.0, (1, *block.size))
        row, column = (np.array(direction, dtype=float) for direction in block.directions)
        normal = np.cross(row, column)
        matrix[:3, 2] = normal * block.step_mm
        matrix[:3, 3] += normal * block.start_mm + row * block.sideways_mm
        files = write_ct_series(folder / f"{number}", noise(shape, seed=number), matrix, HEADER)
        for k, file in enumerate(files):
            instance = None if block.instances is None else block.instances[0] + k * block.instances[1]
            names = put(SOPInstanceUID=f"2.25.{number + 1}{k:04d}", InstanceNumber=instance)
            edit(file, _one_after_the_other(names, _series(block.series), block.change, block.each(k)))
        paths.extend(files)
    return paths


def _one_after_the_other(*changes: Edit) -> Edit:
    def change(dataset: Dataset) -> None:
        for each in changes:
            each(dataset)

    return change


def _series(number: int) -> Edit:
    return put(SeriesInstanceUID=f"2.25.7{number}", SeriesNumber=number) if number else nothing


def writer(*blocks: Block) -> Callable[[Path], Path]:
    """Return what writes blocks into a folder and returns that folder."""

    def write(folder: Path) -> Path:
        write_blocks(folder, *blocks)
        return folder

    return write


def turned(angle_deg: float, axis: str = "x") -> Directions:
    """Return axial directions turned about an axis of the patient."""
    turn = Rotation.from_euler(axis, angle_deg, degrees=True)
    row, column = (turn.apply(np.array(direction, dtype=float)) for direction in PLANES["axial"])
    return tuple(row), tuple(column)


def alike(values: Sequence[object], keyword: str, **block: object) -> Callable[[Path], Path]:
    """Return the writer of blocks in the same place that differ in one element."""
    base = replace(Block(), **block)  # type: ignore[arg-type]
    return writer(*(replace(base, change=put(**{keyword: value})) for value in values))
