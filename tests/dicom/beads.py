"""Beads in a stack, written in some way; and how far from their places the program has them."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from itertools import groupby
from math import ceil
from pathlib import Path

import numpy as np
from numpy.typing import NDArray

from planner.dicom.reader import shared_reader
from planner.dicom.series.stack import Stack
from planner.dicom.write import write_ct_series
from planner.geometry.vectors import Point
from planner.imaging.volume import Volume
from tests.dicom.phantom import BEADS, HEADER, SHAPE, beads_in, centroid, edit, put

AFFINE_MM, TILTED_MM, LOSSY_MM = 0.01, 0.05, 0.1

HEADING = "## How far from their places beads are found"
_TEXT = f"""{HEADING}

Beads of a known place are written in each of these ways and read as a user's images are: through the process
that reads them. Here: the largest distance of a corner of a stack from its place, and of a bead in the volume
that is loaded, upright or tilted and resampled: in mm, no line is above what it says.
"""
_COLUMNS = (
    "| kind | in which ways | stacks | corner | bead | bead, tilted |",
    "| --- | --- | --- | --- | --- | --- |",
)


@dataclass(frozen=True, eq=False)
class Truth:
    """What one stack must be: its matrix and shape, its beads, and its kernel and phase.

    Its beads may be found `within_mm` from their places; `mark` and `shape` tell the stacks of a kind apart.
    """

    matrix: NDArray[np.float64]
    shape: tuple[int, int, int] = SHAPE
    beads: tuple[Point, ...] = BEADS
    mark: tuple[str, str] = ("", "")
    within_mm: float = AFFINE_MM


@dataclass(frozen=True, eq=False)
class Written:
    """What was written: what the user opens, the stacks in it, and whether files lack their headers."""

    opened: Path
    truths: tuple[Truth, ...]
    headerless: bool = False


@dataclass(frozen=True)
class Kind:
    """A way in which beads are written; with a lossy one they may be found `loss_mm` from their places."""

    group: str
    name: str
    write: Callable[[Path], Written]
    loss_mm: float = 0.0


@dataclass(frozen=True, eq=False)
class Found:
    """A stack as the program has it: the largest error of a corner and of a bead, and the volume."""

    truth: Truth
    corner_mm: float
    bead_mm: float
    volume: Volume


def found(kind: Kind, folder: Path) -> tuple[Found, ...]:
    """Write a kind into a folder, read it through the door of the program, and measure each stack."""
    written, reader = kind.write(folder), shared_reader()
    volumes = reader.scan(written.opened, headerless=written.headerless).volumes()
    stacks = {_mark(stack): stack for stack in volumes}
    assert len(volumes) == len(written.truths)
    assert stacks.keys() == {(truth.shape, truth.mark) for truth in written.truths}
    pairs = [(truth, stacks[truth.shape, truth.mark]) for truth in written.truths]
    return tuple(_measured(truth, stack, reader.load(stack).volume) for truth, stack in pairs)


def _mark(stack: Stack) -> tuple[tuple[int, int, int], tuple[str, str]]:
    return stack.shape, (stack.kernel, stack.images[0].temporal_position)


def _measured(truth: Truth, stack: Stack, volume: Volume) -> Found:
    corners = np.indices((2, 2, 2)).reshape(3, -1) * (np.array(truth.shape[::-1]) - 1)[:, None]
    off = (stack.affine() - truth.matrix) @ np.vstack([corners, np.ones(8)])
    beads = [np.linalg.norm(centroid(volume, bead) - np.array(tuple(bead))) for bead in truth.beads]
    # a bead that is not there is nowhere: NaN, which np.max keeps
    return Found(truth, float(np.linalg.norm(off, axis=0).max()), float(np.max(beads)), volume)


def put_beads(folder: Path, truth: Truth, number: int = 0, **elements: object) -> list[Path]:
    """Write a stack of the one series into a folder of its own and return its files in order."""
    hu = beads_in(truth.matrix, truth.shape, truth.beads)
    files = list(write_ct_series(folder / f"{number}", hu, truth.matrix, HEADER))
    for k, file in enumerate(files):
        if number or elements:
            edit(file, put(SOPInstanceUID=f"2.25.{number + 1}{k:04d}", **elements))
    return files


def table(kinds: tuple[Kind, ...], found_of: Callable[[Kind], tuple[Found, ...]]) -> str:
    """Return the part of the page of cases that says what was measured."""
    lines = []
    for group, members in groupby(kinds, key=lambda kind: kind.group):
        each = {kind: found_of(kind) for kind in members}
        stacks = [stack for measured in each.values() for stack in measured]
        upright = [stack.bead_mm for stack in stacks if stack.truth.within_mm == AFFINE_MM]
        tilted = [stack.bead_mm for stack in stacks if stack.truth.within_mm == TILTED_MM]
        # what a codec that loses detail makes of a bead may change a little with its version
        digits = 2 if any(kind.loss_mm for kind in each) else 3
        errors = [[stack.corner_mm for stack in stacks], upright, tilted]
        cells = (str(len(stacks)), *(_at_most(values, digits) for values in errors))
        lines.append(f"| {group} | {'; '.join(kind.name for kind in each)} | {' | '.join(cells)} |")
    return "\n".join((_TEXT, *_COLUMNS, *lines)) + "\n"


def _at_most(errors_mm: list[float], digits: int) -> str:
    """Return the largest in words that are not below it."""
    return f"{ceil(max(errors_mm) * 10**digits) / 10**digits:.{digits}f}" if errors_mm else ""


def table_in(page: str) -> str:
    """Return that part of a page."""
    return HEADING + page.partition(HEADING)[2].partition("\n## ")[0].rstrip("\n") + "\n"
