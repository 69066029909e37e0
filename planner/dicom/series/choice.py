"""Which volume is the best for a lumbar plan, and what decided it."""

from __future__ import annotations

import re
from bisect import bisect_left
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import NamedTuple

import numpy as np

from planner.dicom.notes import Note, note
from planner.dicom.series.describe import decimal
from planner.dicom.series.flavour import MADE_OF_MANY, flavour_of
from planner.dicom.series.kernels import is_sharp
from planner.dicom.series.stack import Stack
from planner.dicom.tolerances import FEW_SLICES, SHORT, TWIN
from planner.words import N_

SIZE_CLASSES_MM = (0.9, 1.4, 1.8, 2.7, 4.0)
"""Bounds of the classes of the longest side of a voxel: between the distances that scanners offer, so that
0.62 mm is no finer than 0.63."""

# BodyPartExamined (PS3.16 annex L) and what people write in many languages
_LUMBAR = re.compile(
    r"L[\s_-]?SPINE|LS[\s_-]?SPINE|LUMB|LOMB|LENDE|LWS|腰|요추|ПОЯСНИ|\bL[1-5]\s*[-/_]\s*(L[1-5]|S1)\b",
    re.IGNORECASE,
)


@dataclass(frozen=True)
class Choice:
    """A volume and why it was chosen: what set it apart from the others, the weightiest first."""

    stack: Stack
    reasons: tuple[Note, ...]
    count: int


def chosen(volumes: Sequence[Stack]) -> Choice | None:
    """Return the best of volumes that can be loaded; None of none.

    Each criterion in its turn keeps only the best by it; those that thinned out the field are the reasons. Of
    volumes that are alike in everything the first is taken.
    """
    if not volumes:
        return None
    left, reasons = list(volumes), []
    for criterion in _criteria(volumes):
        ranks = [criterion.rank(stack) for stack in left]
        kept = [stack for stack, rank in zip(left, ranks, strict=True) if rank == min(ranks)]
        if len(kept) < len(left):
            reasons.append(criterion.why(kept[0]))
        left = kept
    if len(left) > 1:
        reasons.append(note(N_("the first of {count} that are alike"), count=len(left)))
    return Choice(left[0], tuple(reasons), len(volumes))


class _Criterion(NamedTuple):
    """What is better, the lower the better, and how that is said of the best."""

    rank: Callable[[Stack], float]
    why: Callable[[Stack], Note]


def _criteria(volumes: Sequence[Stack]) -> tuple[_Criterion, ...]:
    return (
        _Criterion(
            lambda stack: flavour_of(stack.images[0]) in MADE_OF_MANY,
            lambda _stack: note(N_("no projections or surface pictures")),
        ),
        _Criterion(
            lambda stack: stack.lossy and any(_twins(stack, other) for other in volumes if not other.lossy),
            lambda _stack: note(N_("not the copy that was compressed with loss")),
        ),
        _Criterion(
            lambda stack: not says_lumbar(stack), lambda _stack: note(N_("said to be of the lumbar spine"))
        ),
        _Criterion(
            lambda stack: FEW_SLICES.holds(len(stack.images)) + SHORT.holds(length_mm(stack)),
            lambda stack: note(
                N_("{count} slices over {length_mm:.0f} mm of the body"),
                count=len(stack.images),
                length_mm=length_mm(stack),
            ),
        ),
        _Criterion(
            lambda stack: flavour_of(stack.images[0]) == "reformat",
            lambda _stack: note(N_("as scanned, not cut anew")),
        ),
        _Criterion(
            size_class,
            lambda stack: note(N_("no voxel side above {size_mm} mm"), size_mm=decimal(_side_mm(stack))),
        ),
        _Criterion(
            lambda stack: not is_sharp(stack.acquisition.manufacturer, stack.kernel),
            lambda stack: note(N_("bone kernel {kernel}"), kernel=stack.kernel),
        ),
        _Criterion(lambda stack: stack.lossy, lambda _stack: note(N_("compressed without loss"))),
        _Criterion(
            lambda stack: round(stack.tilt_deg or 0.0) if stack.action == "resample" else -1.0,
            lambda stack: (
                note(N_("the least gantry tilt"))
                if stack.action == "resample"
                else note(N_("no gantry tilt"))
            ),
        ),
        _Criterion(
            lambda stack: -len(stack.images),
            lambda stack: note(N_("{count} slices"), count=len(stack.images)),
        ),
        _Criterion(
            lambda stack: round(_side_mm(stack), 3),
            lambda stack: note(N_("no voxel side above {size_mm} mm"), size_mm=decimal(_side_mm(stack))),
        ),
    )


def says_lumbar(stack: Stack) -> bool:
    """Say whether body part, description or protocol name the lumbar spine."""
    said = stack.acquisition
    return any(_LUMBAR.search(text) for text in (said.body_part, said.series_description, said.protocol))


def length_mm(stack: Stack) -> float:
    """Return how far a volume reaches along the body, in mm of z, to a thousandth."""
    if stack.voxel_to_patient is None:
        return 0.0
    slices, rows, columns = stack.shape
    along_z = stack.voxel_to_patient[2]
    # unrounded, 60 slices of 1 mm are more than 60 mm on one machine and not on the other
    return round(abs(along_z[0]) * columns + abs(along_z[1]) * rows + abs(along_z[2]) * slices, 3)


def size_class(stack: Stack) -> int:
    """Return the class of the longest side of a voxel, 0 the finest."""
    return bisect_left(SIZE_CLASSES_MM, _side_mm(stack))


def _side_mm(stack: Stack) -> float:
    return max(stack.spacing_mm or (float("inf"),))


def _twins(stack: Stack, other: Stack) -> bool:
    """Say whether two volumes have every voxel in the same place."""
    if stack.shape != other.shape:
        return False
    frames = {each.acquisition.frame_of_reference_uid for each in (stack, other)}
    apart_mm = np.abs((stack.affine() - other.affine()) @ (*stack.shape[::-1], 1.0)).max()
    return len(frames) == 1 and TWIN.holds(float(apart_mm))
