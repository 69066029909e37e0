"""Tell images apart by the order in which they were taken and by the gaps between them."""

from __future__ import annotations

from collections.abc import Sequence
from itertools import combinations, pairwise

from planner.dicom.image import CtImage
from planner.dicom.limits import MOST_BLOCKS
from planner.dicom.series.grid import fit, missing, repeated
from planner.dicom.series.slices import along, distances_of, normal_of, spans_mm
from planner.dicom.tolerances import BLOCK_GAP, BLOCK_SLICES, EVEN_GRID

Labels = Sequence[int]


def passes(images: Sequence[CtImage], times: Sequence[str]) -> Labels:
    """Return the number of the pass over the body that each image is from, by the times of the images.

    Every place must be met equally often, and a pass must be over before the next begins; else all are 0.

    Parameters
    ----------
    images
        Along their normal.
    times
        As they stand in the files: HHMMSS.ffffff.
    """
    none = [0] * len(images)
    seconds = [_seconds(time) for time in times]
    if None in seconds:
        return none
    again = set(repeated(distances_of(images)))
    places: list[list[int]] = []
    for index in range(len(images)):
        if index in again:
            places[-1].append(index)
        else:
            places.append([index])
    counts = {len(place) for place in places}
    if len(counts) > 1 or counts == {1}:
        return none
    known = [second or 0.0 for second in seconds]
    in_time = [sorted(place, key=lambda index: known[index]) for place in places]
    by_pass = [[known[place[number]] for place in in_time] for number in range(counts.pop())]
    if any(max(earlier) >= min(later) for earlier, later in pairwise(by_pass)):
        return none
    labels = {index: number for place in in_time for number, index in enumerate(place)}
    return [labels[index] for index in range(len(images))]


def runs(images: Sequence[CtImage]) -> Labels:
    """Return the number of the run of equal steps that each image is from, in the order of InstanceNumber.

    This parts blocks of slices that overlap in space, as spine protocols make them, disc after disc. All are
    0 where a number is missing or double, where no two runs overlap, and where runs that do not overlap are
    one grid that lacks slices.
    """
    none = [0] * len(images)
    numbers = [image.instance_number for image in images]
    if None in numbers or len(set(numbers)) < len(numbers):
        return none
    in_order = sorted(range(len(images)), key=lambda index: numbers[index] or 0)
    found = _runs([images[index] for index in in_order])
    blocks_found = [along([images[in_order[place]] for place in run]) for run in found]
    if len(found) > MOST_BLOCKS or not _are_blocks(list(map(len, found))) or not _lie_apart(blocks_found):
        return none
    labels = {in_order[place]: number for number, run in enumerate(found) for place in run}
    return [labels[index] for index in range(len(images))]


def blocks(images: Sequence[CtImage]) -> Labels:
    """Return the number of the block that each image is from, by gaps far wider than the steps beside them.

    Parameters
    ----------
    images
        Along their normal. All are 0 where a block is neither a single image nor big enough for a volume.
    """
    steps_mm = [a.position.distance_to(b.position) for a, b in pairwise(images)]
    labels = [0]
    for index, step_mm in enumerate(steps_mm):
        beside = [*steps_mm[max(index - 1, 0) : index], *steps_mm[index + 1 : index + 2]]
        wide = bool(beside) and not BLOCK_GAP.holds(step_mm / max(min(beside), EVEN_GRID.value))
        labels.append(labels[-1] + wide)
    sizes = [labels.count(number) for number in range(labels[-1] + 1)]
    return labels if _are_blocks(sizes) else [0] * len(images)


def _seconds(time: str) -> float | None:
    """Return a time of day in seconds (PS3.5 6.2, TM); None where it is not valid."""
    digits, _point, fraction = time.replace(":", "").partition(".")
    if not (digits.isascii() and digits.isdigit() and len(digits) in (2, 4, 6)):
        return None
    parts = [int(digits[at : at + 2]) for at in range(0, len(digits), 2)]
    whole = sum(part * factor for part, factor in zip(parts, (3600, 60, 1), strict=False))
    return whole + (float(f"0.{fraction}") if fraction.isascii() and fraction.isdigit() else 0.0)


def _runs(images: Sequence[CtImage]) -> list[list[int]]:
    """Return the indices of images that follow each other in equal steps, in LPS."""
    steps = [b.position - a.position for a, b in pairwise(images)]
    found = [[0]]
    for index, step in enumerate(steps):
        run = found[-1]
        # the second image of a run tells its step, if the third goes on with it
        beside = index + 1 if len(run) == 1 else index - 1
        goes_on = beside >= len(steps) or EVEN_GRID.holds((step - steps[beside]).length)
        if goes_on:
            run.append(index + 1)
        else:
            found.append([index + 1])
    return found


def _are_blocks(sizes: Sequence[int]) -> bool:
    enough = [size == 1 or not BLOCK_SLICES.holds(size) for size in sizes]
    return len(sizes) > 1 and all(enough) and max(sizes) > 1


def _lie_apart(found: Sequence[Sequence[CtImage]]) -> bool:
    """Say whether sorted runs overlap somewhere, and are nowhere one grid that lacks a few slices."""
    overlap = False
    for (a, (a_first, a_last)), (b, (b_first, b_last)) in combinations(
        zip(found, spans_mm(found), strict=True), 2
    ):
        if max(a_first, b_first) <= min(a_last, b_last):
            overlap = True
        elif _one_grid([*a, *b]):
            return False
    return overlap


def _one_grid(images: Sequence[CtImage]) -> bool:
    ordered = along(images)
    distances = distances_of(ordered)
    lost = missing(distances)
    if not lost:
        return fit([image.position for image in ordered], normal_of(ordered)).regular
    steps = max(sum(index == at for index, _share in lost) for at, _share in lost) + 1
    return BLOCK_GAP.holds(steps)
