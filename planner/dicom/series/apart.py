"""Take apart what a scanner put into one series: groups of images that are one volume each, or none."""

from __future__ import annotations

from collections.abc import Callable, Hashable, Sequence
from typing import NamedTuple

from planner.dicom.errors import LoadError
from planner.dicom.image import CtImage
from planner.dicom.pixels.hounsfield import stored_values
from planner.dicom.series.flavour import MADE_OF_MANY, flavour_of
from planner.dicom.series.grid import fit, repeated
from planner.dicom.series.runs import blocks, passes, runs
from planner.dicom.series.slices import along, distances_of, identity, normal_of, spans_mm
from planner.dicom.tolerances import BLOCK_SLICES, ORIENTATION, PIXEL_SPACING

Images = list[CtImage]
Labels = Sequence[Hashable]


def families_of(images: Sequence[CtImage]) -> list[list[Images]]:
    """Return the groups that the images of one series fall into, each along its normal.

    Groups of one orientation, grid of pixels and kind of reconstruction come together as a family. Every
    image is in exactly one group, but for exact copies (the same SOP instance, place and pixels), of which
    one is kept. The order of the images does not matter, and no group falls apart when it is taken apart
    again. A group that is no regular grid stays whole where nothing makes grids of its parts.
    """
    groups = map(_once, _alike(images))
    kinds = [kind for group in groups for kind in _parted(group, list(map(_kind, group)))]
    return [_taken_apart(kind) for kind in kinds]


def regular(images: Sequence[CtImage]) -> bool:
    """Say whether sorted images lie on a regular grid, each in a place of its own."""
    if len(images) < 2 or repeated(distances_of(images)):
        return False
    return fit([image.position for image in images], normal_of(images)).regular


def _alike(images: Sequence[CtImage]) -> list[Images]:
    """Return groups of the same orientation, matrix, spacing, frame of reference and readability."""
    groups: list[Images] = []
    for image in sorted(images, key=identity):
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
    same_grid = ORIENTATION.holds(turned) and PIXEL_SPACING.holds(stretched_mm)
    return same_grid and _facts_of_grid(image) == _facts_of_grid(first)


def _facts_of_grid(image: CtImage) -> Hashable:
    return (
        image.pixels.rows,
        image.pixels.columns,
        image.acquisition.frame_of_reference_uid,
        image.localizer,
        image.unreadable,
    )


def _once(images: Sequence[CtImage]) -> Images:
    """Return images along their normal, without exact copies."""
    kept: Images = []
    for image in along(images):
        if not (kept and image.sop_uid and _name(image) == _name(kept[-1]) and _same(image, kept[-1])):
            kept.append(image)
    return kept


def _name(image: CtImage) -> tuple[str, int]:
    return image.sop_uid, image.frame


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


def _kind(image: CtImage) -> Hashable:
    """Return what differs between images that are never one volume, however well they lie on one grid."""
    return image.acquisition.kernel, _kilovolts(image), flavour_of(image) in MADE_OF_MANY


def _kilovolts(image: CtImage) -> Hashable:
    try:
        return float(image.kvp)
    except ValueError:
        return image.kvp


def _each(label: Callable[[CtImage], Hashable]) -> Callable[[Sequence[CtImage]], Labels]:
    return lambda images: [label(image) for image in images]


class _Key(NamedTuple):
    """What may tell images apart.

    Attributes
    ----------
    labels
        Returns a label for each image.
    on_one_grid
        Whether it does so too where the images happen to be one regular grid together, the slices of one
        volume between those of the other.
    by_place
        Whether a single image far from the others counts as a part.
    far_apart
        Whether parts are so far apart that they have nothing to do with each other.
    """

    labels: Callable[[Sequence[CtImage]], Labels]
    on_one_grid: bool = False
    by_place: bool = False
    far_apart: bool = False


# the likeliest first
_KEYS = (
    _Key(_each(lambda image: image.acquisition_number), on_one_grid=True),
    _Key(_each(lambda image: image.temporal_position), on_one_grid=True),
    _Key(_each(lambda image: image.stack_id), on_one_grid=True),
    _Key(_each(lambda image: image.phase)),
    _Key(_each(lambda image: image.trigger_time), on_one_grid=True),
    _Key(_each(lambda image: image.acquisition_time)),
    _Key(_each(lambda image: image.content_time)),
    _Key(lambda images: passes(images, [image.acquisition_time for image in images])),
    _Key(lambda images: passes(images, [image.content_time for image in images])),
    _Key(_each(lambda image: image.image_type), on_one_grid=True),
    _Key(_each(lambda image: image.pixels.loss)),
    _Key(_each(lambda image: image.acquisition.slice_thickness_mm), on_one_grid=True),
    _Key(runs, by_place=True),
    _Key(blocks, by_place=True, far_apart=True),
)


def _parted(images: Sequence[CtImage], labels: Labels) -> list[Images]:
    """Return the images by their labels, each part in the order that they had."""
    parts: dict[Hashable, Images] = {}
    for label, image in zip(labels, images, strict=True):
        parts.setdefault(label, []).append(image)
    return list(parts.values())


def _taken_apart(images: Images) -> list[Images]:
    # grids are told apart by their first image, which may be in another part
    parts = [along(group) for group in _alike(images)]
    if len(parts) == 1:
        parts = _settled(images, 0) or [images]
    if len(parts) == 1:
        return parts
    # what no key could part together may fall apart further alone
    return [further for part in parts for further in _taken_apart(part)]


def _settled(images: Images, start: int) -> list[Images] | None:
    """Return parts that are each a volume, by the keys from `start` on; None where there are none.

    A single image counts as a part where the others make a volume without it.
    """
    whole = regular(images)
    for number, key in enumerate(_KEYS[start:], start) if len(images) > BLOCK_SLICES.value + 1 else ():
        if whole and not key.on_one_grid:
            continue
        parts = _parted(images, key.labels(images))
        if len(parts) < 2 or not _worth_parting(images, parts, key, whole):
            continue
        settled = [[part] if len(part) == 1 else _settled(part, number + 1) for part in parts]
        if key.far_apart:
            # a block that lacks slices leaves the others whole
            settled = [each or [part] for each, part in zip(settled, parts, strict=True)]
        if None not in settled:
            return [part for each in settled if each is not None for part in each]
    return [images] if whole else None


def _worth_parting(images: Images, parts: list[Images], key: _Key, whole: bool) -> bool:
    if whole:
        volumes = all(len(part) > BLOCK_SLICES.value and regular(part) for part in parts)
        spans = spans_mm(parts)
        return volumes and max(first for first, _last in spans) <= min(last for _first, last in spans)
    if min(map(len, parts)) > 1:
        return True
    big_enough = max(map(len, parts)) > BLOCK_SLICES.value
    return big_enough and (key.by_place or bool(repeated(distances_of(images))))
