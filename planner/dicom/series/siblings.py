"""Say of the stacks of one series what tells each from the others, and where one ends and another begins."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from itertools import pairwise

from planner.dicom.image import CtImage
from planner.dicom.notes import Note, note
from planner.dicom.series.flavour import flavour_of
from planner.dicom.series.grid import missing
from planner.dicom.series.kernels import is_sharp
from planner.dicom.series.places import gaps_named
from planner.dicom.series.slices import along, distances_of, spans_mm
from planner.dicom.tolerances import EVEN_GRID
from planner.words import N_

_FLAVOURS = {
    "slice": N_("slices as scanned"),
    "reformat": N_("cut anew from a volume"),
    "curved": N_("cut along a curve"),
    "slab": N_("projections through a slab"),
    "rendering": N_("surface pictures"),
    "capture": N_("pictures of a screen"),
}


def gaps_between(family: Sequence[Sequence[CtImage]]) -> list[tuple[Note, ...]]:
    """Return for each of several parallel groups what must be said of the gaps to its neighbours."""
    said: list[list[Note]] = [[] for _group in family]
    volumes = [index for index, group in enumerate(family) if len(group) > 1]
    if len(volumes) < 2:
        return list(map(tuple, said))
    spans = dict(zip(volumes, spans_mm([family[index] for index in volumes]), strict=True))
    for low, high in pairwise(sorted(volumes, key=lambda index: spans[index])):
        gap_mm = spans[high][0] - spans[low][1]
        if EVEN_GRID.holds(gap_mm - max(map(_step_mm, (family[low], family[high])))):
            continue
        for index in (low, high):
            said[index].append(_gap_note(family[low], family[high]))
    return list(map(tuple, said))


def told_apart(groups: Sequence[Sequence[CtImage]]) -> list[tuple[Note, ...]]:
    """Return for each group of a series what it says of itself that not all groups of several images say."""
    volumes = [group for group in groups if len(group) > 1 and not group[0].localizer]
    said: list[tuple[Note, ...]] = []
    for group in groups:
        differences = [
            note_of(group[0])
            for value, note_of in _FACTS
            if len({value(image) for image in group}) == 1
            and any(value(image) != value(group[0]) for other in volumes for image in other[:1])
        ]
        if group in volumes:
            said.append(tuple(differences) or _time_apart(group, volumes))
        else:
            said.append(())
    return said


def _time_apart(group: Sequence[CtImage], volumes: Sequence[Sequence[CtImage]]) -> tuple[Note, ...]:
    """Return when a group was taken, where it was taken before or after each of the others."""
    for time_of, message in _TIMES:
        spans = [_span([time_of(image) for image in other]) for other in volumes if other is not group]
        first, last = _span([time_of(image) for image in group])
        if spans and first and all(last < others[0] or others[1] < first for others in spans):
            return (note(message, time=_clock(first)),)
    return ()


def _span(times: Sequence[str]) -> tuple[str, str]:
    return min(times), max(times)


def _step_mm(group: Sequence[CtImage]) -> float:
    distances = distances_of(group)
    return (distances[-1] - distances[0]) / (len(distances) - 1)


def _gap_note(low: Sequence[CtImage], high: Sequence[CtImage]) -> Note:
    ends = along([low[-1], high[0]])
    gap = gaps_named(ends, [0])
    lost = _lost(low, high)
    if lost:
        message = N_(
            "The series has a gap of {gap}, as if slices were missing: {count}. Each side is a volume."
        )
        return note(message, gap=gap, count=lost)
    return note(N_("The series has a gap of {gap}: each side of it is a volume of its own."), gap=gap)


def _lost(low: Sequence[CtImage], high: Sequence[CtImage]) -> int:
    """Return how many slices would fill the gap between two stacks; 0 where they are not one grid."""
    lost = len(missing(distances_of([*low, *high])))
    step = (low[-1].position - low[0].position) * (1 / (len(low) - 1))
    off_grid_mm = (high[0].position - low[-1].position - step * (lost + 1)).length
    return lost if EVEN_GRID.holds(off_grid_mm) else 0


def _kernel_note(image: CtImage) -> Note:
    kernel = image.acquisition.kernel
    if not kernel:
        return note(N_("no kernel named"))
    sharp = is_sharp(image.acquisition.manufacturer, kernel)
    return note(N_("bone kernel {kernel}") if sharp else N_("kernel {kernel}"), kernel=kernel)


_Fact = tuple[Callable[[CtImage], object], Callable[[CtImage], Note]]

_FACTS: tuple[_Fact, ...] = (
    (lambda image: image.acquisition.kernel, _kernel_note),
    (lambda image: image.kvp, lambda image: note(N_("{kvp} kV"), kvp=image.kvp or "?")),
    (
        lambda image: image.acquisition.frame_of_reference_uid,
        lambda _image: note(N_("in a frame of reference of its own")),
    ),
    (
        lambda image: (image.pixels.columns, image.pixels.rows),
        lambda image: note(
            N_("{columns} x {rows} pixels"), columns=image.pixels.columns, rows=image.pixels.rows
        ),
    ),
    (
        lambda image: image.image_type[:1],
        lambda image: note(
            N_("derived images") if image.image_type[:1] == ("DERIVED",) else N_("original images")
        ),
    ),
    (flavour_of, lambda image: note(_FLAVOURS[flavour_of(image)])),
    (
        lambda image: image.acquisition.slice_thickness_mm,
        lambda image: note(
            N_("slices said to be {thickness_mm} mm thick"),
            thickness_mm=f"{image.acquisition.slice_thickness_mm or 0.0:g}",
        ),
    ),
    (
        lambda image: image.acquisition_number,
        lambda image: note(N_("acquisition {number}"), number=image.acquisition_number or "?"),
    ),
    (
        lambda image: image.temporal_position,
        lambda image: note(N_("phase {number}"), number=image.temporal_position or "?"),
    ),
    (lambda image: image.stack_id, lambda image: note(N_("stack {name}"), name=image.stack_id or "?")),
    (
        lambda image: "" if image.temporal_position else image.phase,
        lambda image: note(N_("dimension index {number}"), number=image.phase or "?"),
    ),
    (
        lambda image: bool(image.pixels.loss),
        lambda image: note(N_("compressed with loss") if image.pixels.loss else N_("without loss")),
    ),
    (
        lambda image: image.trigger_time,
        lambda image: note(N_("trigger time {time} ms"), time=image.trigger_time or "?"),
    ),
)

# only where nothing else tells stacks apart
_TIMES: tuple[tuple[Callable[[CtImage], str], str], ...] = (
    (lambda image: image.acquisition_time, N_("acquired at {time}")),
    (lambda image: image.content_time, N_("made at {time}")),
)


def _clock(time: str) -> str:
    digits = time.replace(":", "")[:6]
    return ":".join(digits[at : at + 2] for at in range(0, len(digits), 2)) or "?"
