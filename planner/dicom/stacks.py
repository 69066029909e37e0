"""Split the CT images of a series into stacks and say of each what it is: load, resample or refuse."""

from __future__ import annotations

from collections.abc import Callable, Hashable, Sequence
from itertools import groupby

from planner.dicom.errors import LoadError
from planner.dicom.grid import Grid, fit, repeated
from planner.dicom.image import CtImage
from planner.dicom.notes import note
from planner.dicom.pixels import stored_values
from planner.dicom.slices import directions_of, distance_along, distances_of, normal_of, plane_of
from planner.dicom.study import Matrix, Stack
from planner.dicom.verdict import verdict
from planner.words import N_

ORIENTATION_TOLERANCE = 1e-4
"""Direction cosines of one stack differ by no more than this."""
SPACING_TOLERANCE_MM = 1e-5
"""Pixel spacings of one stack differ by no more than this: the same number, written to other lengths."""

# what tells apart the images of one series that lie in the same places, the likeliest first
_PHASES: tuple[Callable[[CtImage], Hashable], ...] = (
    lambda image: image.acquisition_number,
    lambda image: image.temporal_position,
    lambda image: image.stack_id,
    lambda image: image.phase,
    lambda image: image.acquisition.kernel,
    lambda image: image.kvp,
    lambda image: image.image_type,
)


def stacks_of(images: Sequence[CtImage], refused: int = 0) -> tuple[Stack, ...]:
    """Return the stacks of the images of one series, the biggest first.

    Parameters
    ----------
    images
        In any order. Exact copies of an image are left out.
    refused
        How many more images the series had; the volumes say how many could not be read.
    """
    groups = [part for group in _alike(images) for part in _phases(_sorted(group))]
    unread = refused + sum(len(group) for group in groups if group[0].unreadable is not None)
    groups.sort(key=lambda group: (-len(group), *group[0].along_row, *group[0].position, group[0].sop_uid))
    biggest = groups[0]
    return tuple(_stack(index, group, biggest, unread) for index, group in enumerate(groups))


def _alike(images: Sequence[CtImage]) -> list[list[CtImage]]:
    """Return groups of the same orientation, matrix, spacing, frame of reference and readability."""
    groups: list[list[CtImage]] = []
    for image in sorted(images, key=_identity):
        home = next((group for group in groups if _belongs(image, group[0])), None)
        if home is None:
            groups.append([image])
        else:
            home.append(image)
    return groups


def _belongs(image: CtImage, first: CtImage) -> bool:
    turned = max(
        max(map(abs, image.along_row - first.along_row)),
        max(map(abs, image.along_column - first.along_column)),
    )
    stretched_mm = max(
        abs(image.row_step_mm - first.row_step_mm), abs(image.column_step_mm - first.column_step_mm)
    )
    same_grid = turned <= ORIENTATION_TOLERANCE and stretched_mm <= SPACING_TOLERANCE_MM
    return same_grid and _facts_of_grid(image) == _facts_of_grid(first)


def _facts_of_grid(image: CtImage) -> Hashable:
    return (
        image.pixels.rows,
        image.pixels.columns,
        image.acquisition.frame_of_reference_uid,
        image.localizer,
        image.unreadable,
    )


def _sorted(images: Sequence[CtImage]) -> list[CtImage]:
    """Return images along their normal, without exact copies (the same SOP instance in the same place)."""
    normal = normal_of(images)
    along = sorted(images, key=lambda image: (distance_along(image, normal), *_identity(image)))
    kept: list[CtImage] = []
    for image in along:
        if not (kept and image.sop_uid and _name(image) == _name(kept[-1]) and _same(image, kept[-1])):
            kept.append(image)
    return kept


def _name(image: CtImage) -> tuple[str, int]:
    return image.sop_uid, image.frame


def _identity(image: CtImage) -> tuple[str, int, str]:
    """Return what orders images that lie in the same place: copies follow each other."""
    return (*_name(image), str(image.path))


def _same(image: CtImage, other: CtImage) -> bool:
    """Say whether two images in the same place hold the same values."""
    if image.position.distance_to(other.position) > 0.0 or image.unreadable is not None:
        return False
    a, b = image.pixels, other.pixels
    if (a.slope, a.intercept, a.padding, a.signed) != (b.slope, b.intercept, b.padding, b.signed):
        return False
    try:
        return bool((stored_values(image) == stored_values(other)).all())
    except LoadError:
        return False


def _phases(images: list[CtImage]) -> list[list[CtImage]]:
    """Return images that are no regular grid together, but are so by phase, reconstruction or acquisition."""
    if len(images) < 4 or _regular(images):
        return [images]
    for phase in _PHASES:
        ordered = sorted(images, key=lambda image: str(phase(image)))
        parts = [list(part) for _key, part in groupby(ordered, key=lambda image: str(phase(image)))]
        parts = [_along(part) for part in parts]
        if len(parts) > 1 and all(_regular(part) for part in parts):
            return parts
    return [images]


def _along(images: Sequence[CtImage]) -> list[CtImage]:
    normal = normal_of(images)
    return sorted(images, key=lambda image: distance_along(image, normal))


def _regular(images: Sequence[CtImage]) -> bool:
    if len(images) < 2 or repeated(distances_of(images)):
        return False
    return fit([image.position for image in images], normal_of(images)).regular


def _stack(index: int, images: Sequence[CtImage], biggest: Sequence[CtImage], unread: int) -> Stack:
    """Return the stack of sorted images and what is to be done with it."""
    distances = distances_of(images)
    grid = None
    if len(images) > 1 and distances[-1] > distances[0]:
        grid = fit([image.position for image in images], normal_of(images))
    on_grid = grid if grid is not None and grid.regular and not repeated(distances) else None
    first = images[0]
    kind, action, notes, cure = verdict(images, biggest, grid)
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
    )


def _matrix(images: Sequence[CtImage], grid: Grid) -> Matrix:
    row, column = directions_of(images)
    i, j, k = row * images[0].column_step_mm, column * images[0].row_step_mm, grid.step
    axes = zip(i, j, k, grid.origin, strict=True)
    return (*(tuple(line) for line in axes), (0.0, 0.0, 0.0, 1.0))
