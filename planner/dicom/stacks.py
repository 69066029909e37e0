"""Split the CT images of a series into stacks and say of each what it is: load, resample or refuse."""

from __future__ import annotations

from collections.abc import Callable, Hashable, Sequence
from dataclasses import replace
from itertools import groupby, pairwise

from planner.dicom.errors import EXPORT_AGAIN, LoadError
from planner.dicom.grid import Grid, fit, missing, repeated, uneven
from planner.dicom.header import squared
from planner.dicom.image import CtImage
from planner.dicom.notes import Note, note
from planner.dicom.pixels import stored_values
from planner.dicom.study import Action, Kind, Matrix, Plane, Stack
from planner.geometry.angles import angle_between_lines_deg
from planner.geometry.vectors import LEFT, POSTERIOR, SUPERIOR, Vector
from planner.words import N_

ORIENTATION_TOLERANCE = 1e-4
"""Direction cosines of one stack differ by no more than this."""
PLANE_TOLERANCE_DEG = 30.0
"""Slices whose normal is farther than this from every axis of the patient are oblique."""
MOST_NAMED = 12
"""Positions named in one sentence."""

CHOOSE_ANOTHER = note(N_("Choose another series, or export the whole series again."))

# what tells apart the images of one series that lie in the same places, the likeliest first
_PHASES: tuple[Callable[[CtImage], Hashable], ...] = (
    lambda image: image.acquisition_number,
    lambda image: image.temporal_position,
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
        How many more images the series had that could not be read; the volumes say so.
    """
    groups = [part for group in _alike(images) for part in _phases(_sorted(group))]
    groups.sort(key=lambda group: (-len(group), *group[0].along_row, *group[0].position, group[0].sop_uid))
    biggest = groups[0]
    stacks = tuple(_stack(index, group, biggest) for index, group in enumerate(groups))
    if not refused:
        return stacks
    left_out = note(N_("Images of this series that could not be read: {count}."), count=refused)
    return tuple(
        replace(stack, notes=(*stack.notes, left_out)) if stack.kind == "volume" else stack
        for stack in stacks
    )


def normal_of(images: Sequence[CtImage]) -> Vector:
    """Return the mean unit normal of images, along a row x along a column: k grows along it."""
    row, column = _directions(images)
    return row.cross(column)


def _directions(images: Sequence[CtImage]) -> tuple[Vector, Vector]:
    zero = Vector(0.0, 0.0, 0.0)
    row = sum((image.along_row for image in images), zero)
    column = sum((image.along_column for image in images), zero)
    return squared(row, column)


def _alike(images: Sequence[CtImage]) -> list[list[CtImage]]:
    """Return groups of the same orientation, matrix, spacing, frame of reference and readability."""
    groups: list[list[CtImage]] = []
    for image in sorted(images, key=lambda image: (image.sop_uid, str(image.path))):
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
    return turned <= ORIENTATION_TOLERANCE and _kind_of_grid(image) == _kind_of_grid(first)


def _kind_of_grid(image: CtImage) -> Hashable:
    return (
        image.pixels.rows,
        image.pixels.columns,
        image.row_step_mm,
        image.column_step_mm,
        image.acquisition.frame_of_reference_uid,
        image.localizer,
        image.unreadable,
    )


def _sorted(images: Sequence[CtImage]) -> list[CtImage]:
    """Return images along their normal, without exact copies (the same SOP instance in the same place)."""
    normal = normal_of(images)
    along = sorted(images, key=lambda image: (_distance(image, normal), image.sop_uid, str(image.path)))
    kept: list[CtImage] = []
    for image in along:
        if not (kept and image.sop_uid and image.sop_uid == kept[-1].sop_uid and _same(image, kept[-1])):
            kept.append(image)
    return kept


def _distance(image: CtImage, normal: Vector) -> float:
    return Vector(*image.position).dot(normal)


def _distances(images: Sequence[CtImage]) -> list[float]:
    normal = normal_of(images)
    return [_distance(image, normal) for image in images]


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
    return sorted(images, key=lambda image: _distance(image, normal))


def _regular(images: Sequence[CtImage]) -> bool:
    if len(images) < 2 or repeated(_distances(images)):
        return False
    return fit([image.position for image in images], normal_of(images)).regular


def _stack(index: int, images: Sequence[CtImage], biggest: Sequence[CtImage]) -> Stack:
    """Return the stack of sorted images and what is to be done with it."""
    distances = _distances(images)
    grid = None
    if len(images) > 1 and distances[-1] > distances[0]:
        grid = fit([image.position for image in images], normal_of(images))
    on_grid = grid if grid is not None and grid.regular and not repeated(distances) else None
    first = images[0]
    kind, action, notes, cure = _verdict(images, biggest, grid)
    return Stack(
        index=index,
        kind=kind,
        images=tuple(images),
        shape=(len(images), first.pixels.rows, first.pixels.columns),
        voxel_to_patient=_matrix(images, on_grid) if on_grid else None,
        spacing_mm=(first.column_step_mm, first.row_step_mm, on_grid.spacing_mm) if on_grid else None,
        tilt_deg=on_grid.tilt_deg if on_grid else None,
        largest_gap_error_mm=grid.gap_error_mm if grid else None,
        plane=_plane(normal_of(images)),
        action=action,
        notes=notes,
        cure=cure,
    )


_Verdict = tuple[Kind, Action, tuple[Note, ...], Note | None]


def _verdict(images: Sequence[CtImage], biggest: Sequence[CtImage], grid: Grid | None) -> _Verdict:
    apart = _why_apart(images, biggest)
    if apart is not None:
        return "localizer", "refuse", (apart,), None
    refusal = _why_refused(images, grid)
    if refusal is not None or grid is None:
        why, cure = refusal or (note(N_("one slice is not a volume")), EXPORT_AGAIN)
        return "volume", "refuse", (why,), cure
    cautions = tuple(dict.fromkeys(caution for image in images for caution in image.cautions))
    if not grid.sheared:
        return "volume", "load", cautions, None
    tilted = note(N_("Gantry tilt of {tilt_deg:.1f}°: resampled to right angles."), tilt_deg=grid.tilt_deg)
    return "volume", "resample", (tilted, *cautions), None


def _why_apart(images: Sequence[CtImage], biggest: Sequence[CtImage]) -> Note | None:
    """Return why images are kept apart from the volume of their series: they are overviews."""
    if images[0].localizer:
        return note(N_("Localizer: an overview picture, kept apart."))
    if len(images) == 1 and len(biggest) > 2 and not biggest[0].localizer:
        if _plane(normal_of(images)) == _plane(normal_of(biggest)):
            return note(N_("A single image unlike the others of its series, kept apart."))
        return note(N_("Reference image: a single one of another orientation, kept apart."))
    return None


def _why_refused(images: Sequence[CtImage], grid: Grid | None) -> tuple[Note, Note] | None:
    """Return the reason and the cure of a refusal; None where the images are a volume."""
    unreadable = images[0].unreadable
    if unreadable is not None:
        return unreadable, note(N_("Export the images again, uncompressed or with lossless compression."))
    if len({image.acquisition.patient for image in images}) > 1:
        return note(N_("images of more than one patient stand in one series")), EXPORT_AGAIN
    if len(images) == 1:
        return note(N_("one slice is not a volume")), EXPORT_AGAIN
    distances = _distances(images)
    twice = repeated(distances)
    if twice:
        places = _named(images, [(i, 0.0) for i in twice])
        return note(
            N_("different images lie in the same place, at {places} mm"), places=places
        ), CHOOSE_ANOTHER
    if grid is None or grid.regular:
        return None
    lost = missing(distances)
    if lost:
        places = _named(images, lost)
        return note(N_("slices are missing at {places} mm"), places=places), CHOOSE_ANOTHER
    gaps = uneven(distances)
    if gaps:
        places = _gaps_named(images, gaps)
        return note(N_("the slices are unevenly spaced: {places}"), places=places), CHOOSE_ANOTHER
    why = note(N_("the slices are not in line: one is {error_mm:.2f} mm off"), error_mm=grid.gap_error_mm)
    return why, CHOOSE_ANOTHER


def _axis(normal: Vector) -> int:
    """Return the axis of the patient nearest to a normal: 0, 1 or 2."""
    return max(range(3), key=lambda axis: abs(tuple(normal)[axis]))


def _named(images: Sequence[CtImage], places: Sequence[tuple[int, float]]) -> str:
    """Return places between slices as "z = -12.5, -10" in LPS mm, along the axis nearest to the normal."""
    axis = _axis(normal_of(images))
    along = [tuple(image.position)[axis] for image in images]
    values = [along[i] + share * (along[min(i + 1, len(along) - 1)] - along[i]) for i, share in places]
    words = [_millimetres(value) for value in values]
    return f"{'xyz'[axis]} = " + _shortened(words, ", ")


def _gaps_named(images: Sequence[CtImage], gaps: Sequence[int]) -> str:
    """Return gaps as "3.4 mm from z = -12.5 to -9.1"."""
    axis = _axis(normal_of(images))
    along = [tuple(image.position)[axis] for image in images]
    widths = [b - a for a, b in pairwise(_distances(images))]
    name = "xyz"[axis]
    words = [
        f"{_millimetres(widths[i])} mm ({name} {_millimetres(along[i])} … {_millimetres(along[i + 1])})"
        for i in gaps
    ]
    return _shortened(words, "; ")


def _shortened(words: Sequence[str], separator: str) -> str:
    return separator.join((*words[:MOST_NAMED], *("…",) * (len(words) > MOST_NAMED)))


def _millimetres(value: float) -> str:
    return f"{round(value, 2) + 0.0:.2f}".rstrip("0").rstrip(".")


def _matrix(images: Sequence[CtImage], grid: Grid) -> Matrix:
    row, column = _directions(images)
    i, j, k = row * images[0].column_step_mm, column * images[0].row_step_mm, grid.step
    axes = zip(i, j, k, grid.origin, strict=True)
    return (*(tuple(line) for line in axes), (0.0, 0.0, 0.0, 1.0))


def _plane(normal: Vector) -> Plane:
    axes: tuple[tuple[Plane, Vector], ...] = (("sagittal", LEFT), ("coronal", POSTERIOR), ("axial", SUPERIOR))
    for plane, axis in axes:
        if angle_between_lines_deg(normal, axis) <= PLANE_TOLERANCE_DEG:
            return plane
    return "oblique"
