"""Make stacks of the CT images of a series and say of each what it is: load, resample or refuse."""

from __future__ import annotations

from collections.abc import Sequence

from planner.dicom.image import CtImage
from planner.dicom.notes import Note, note
from planner.dicom.series.apart import families_of, regular
from planner.dicom.series.grid import Grid, fit
from planner.dicom.series.siblings import gaps_between, told_apart
from planner.dicom.series.slices import directions_of, distances_of, normal_of, plane_of
from planner.dicom.series.stack import Matrix, Stack
from planner.dicom.series.verdict import verdict
from planner.words import N_


def stacks_of(images: Sequence[CtImage], refused: int = 0) -> tuple[Stack, ...]:
    """Return the stacks of the images of one series, the biggest first.

    Parameters
    ----------
    images
        In any order. Exact copies of an image are left out.
    refused
        How many more images the series had; the volumes say how many could not be read.
    """
    families = families_of(images)
    groups = [
        (group, gaps) for family in families for group, gaps in zip(family, gaps_between(family), strict=True)
    ]
    unread = refused + sum(len(group) for group, _gaps in groups if group[0].unreadable is not None)
    groups.sort(key=lambda each: _order(each[0]))
    biggest = groups[0][0]
    differences = told_apart([group for group, _gaps in groups])
    return tuple(
        _stack(index, group, biggest, unread, gaps, differences[index])
        for index, (group, gaps) in enumerate(groups)
    )


def _order(group: Sequence[CtImage]) -> tuple[object, ...]:
    first = group[0]
    return (-len(group), *first.along_row, *first.position, first.sop_uid, first.frame, str(first.path))


def _stack(
    index: int,
    images: Sequence[CtImage],
    biggest: Sequence[CtImage],
    unread: int,
    gaps: tuple[Note, ...],
    differences: tuple[Note, ...],
) -> Stack:
    """Return the stack of sorted images and what is to be done with it."""
    distances = distances_of(images)
    grid = None
    if len(images) > 1 and distances[-1] > distances[0]:
        grid = fit([image.position for image in images], normal_of(images))
    on_grid = grid if regular(images) else None
    first = images[0]
    kind, action, notes, cure = verdict(images, biggest, grid)
    if action != "refuse":
        notes = (*notes, *gaps)
    if unread and action != "refuse":
        notes = (*notes, note(N_("Images of this series that could not be read: {count}."), count=unread))
    return Stack(
        index=index,
        kind=kind,
        images=tuple(images),
        shape=(len(images), first.pixels.rows, first.pixels.columns),
        voxel_to_patient=_matrix(images, on_grid) if on_grid else None,
        spacing_mm=(first.column_step_mm, first.row_step_mm, on_grid.spacing_mm) if on_grid else None,
        tilt_deg=on_grid.tilt_deg if on_grid else None,
        largest_gap_error_mm=grid.gap_error_mm if grid else None,
        plane=plane_of(normal_of(images)),
        action=action,
        notes=notes,
        cure=cure,
        told_apart=differences,
    )


def _matrix(images: Sequence[CtImage], grid: Grid) -> Matrix:
    row, column = directions_of(images)
    i, j, k = row * images[0].column_step_mm, column * images[0].row_step_mm, grid.step
    axes = zip(i, j, k, grid.origin, strict=True)
    return (*(tuple(line) for line in axes), (0.0, 0.0, 0.0, 1.0))
