"""Say in plain words what a stack is: its plane and how it is inclined, its slices, where it lies."""

from __future__ import annotations

from collections.abc import Iterator
from math import atan, ceil, degrees, inf

from planner.dicom.series.slices import axis_of, normal_of
from planner.dicom.series.stack import Stack
from planner.geometry.vectors import Point, Vector
from planner.words import N_, _

_PLANES = {
    "axial": N_("Axial"),
    "sagittal": N_("Sagittal"),
    "coronal": N_("Coronal"),
    "oblique": N_("Oblique"),
}
_FROM = (N_("from sagittal {angles}"), N_("from coronal {angles}"), N_("from axial {angles}"))
_TILTED = N_("tilted {angles}")

# by the axis nearest to the normal: two edges of the plane, the axis of the patient along which each is
# sought and its sign, and where it goes if its angle is above or below 0
_EDGES: tuple[tuple[tuple[int, int, str, str], ...], ...] = (
    (
        (1, -1, N_("front edge to the left"), N_("front edge to the right")),
        (2, 1, N_("top edge to the left"), N_("top edge to the right")),
    ),
    (
        (0, 1, N_("left edge to the back"), N_("left edge to the front")),
        (2, 1, N_("top edge to the back"), N_("top edge to the front")),
    ),
    (
        (1, -1, N_("front edge to the head"), N_("front edge to the feet")),
        (0, 1, N_("left edge to the head"), N_("left edge to the feet")),
    ),
)


def described(stack: Stack) -> str:
    """Return what a stack is, in the language in force, texts of DICOM among it as they are.

    As "Axial, tilted 12° (front edge to the feet), 9 slices every 3.0 mm, z -135 to -111 mm, kernel FC13":
    the places are those of the middles of the first and last slice, LPS mm; what follows tells the stack from
    the others of its series.
    """
    return _(", ").join((*_plane(stack), *_slices(stack), *map(str, stack.told_apart)))


def residual_words(stack: Stack) -> str:
    """Return how near the slices lie to a regular grid, in words; empty where there is one slice.

    This is the residual of the affine: the largest distance of a slice from the place that the affine gives
    it, or the largest error of a gap, if that is larger. It is rounded up, and never said to be nothing.
    """
    if stack.largest_gap_error_mm is None:
        return ""
    if stack.voxel_to_patient is None:
        sentence = _("up to {error_mm:.2f} mm off a regular grid")
    else:
        sentence = _("on a regular grid within {error_mm:.2f} mm")
    # what arithmetic adds to a whole hundredth is not rounded up
    hundredths = max(ceil(stack.largest_gap_error_mm * 100.0 - 1e-6), 1)
    return sentence.format(error_mm=hundredths / 100.0)


def inclinations_deg(normal: Vector) -> tuple[float, float]:
    """Return how a plane is inclined against the plane of the patient nearest to it, as two angles.

    Each is the angle of the plane's trace in one of the two other planes of the patient. Axial: above 0 where
    the front edge is towards the head, and where the left edge is; sagittal: where the front edge is towards
    the left, and the top edge; coronal: where the left edge is towards the back, and the top edge.

    Parameters
    ----------
    normal
        Unit normal of the plane, LPS; its sign does not matter.
    """
    axis = axis_of(normal)
    n = tuple(normal)
    # the trace goes by `sign` along `other` and rises by -n[other] * sign / n[axis] along the nearest axis
    first, second = (degrees(atan(-sign * n[other] / n[axis])) for other, sign, *_words in _EDGES[axis])
    return first, second


def decimal(value: float) -> str:
    """Return a number with one decimal, or with two or three where it needs them."""
    return next(
        text
        for digits, near in ((1, 1e-3), (2, 1e-4), (3, inf))
        if abs(float(text := f"{value:.{digits}f}") - value) <= near
    )


def _plane(stack: Stack) -> Iterator[str]:
    normal = normal_of(stack.images)
    yield _(_PLANES[stack.plane])
    inclined = []
    axis = axis_of(normal)
    for angle, (_axis, _sign, above, below) in zip(inclinations_deg(normal), _EDGES[axis], strict=True):
        if round(abs(angle)):
            edge = _(above) if angle > 0.0 else _(below)
            inclined.append(_("{angle:.0f}° ({edge})").format(angle=abs(angle), edge=edge))
    if inclined:
        sentence = _(_FROM[axis]) if stack.plane == "oblique" else _(_TILTED)
        yield sentence.format(angles=_(" and ").join(inclined))


def _slices(stack: Stack) -> Iterator[str]:
    count = len(stack.images)
    if count == 1:
        yield _("one slice")
    elif stack.spacing_mm is None:
        yield _("{count} slices").format(count=count)
    else:
        sentence = _("{count} slices every {step_mm} mm")
        yield sentence.format(count=count, step_mm=decimal(stack.spacing_mm[2]))
    axis = axis_of(normal_of(stack.images))
    ends = sorted(tuple(middle)[axis] for middle in _middles(stack))
    if count == 1:
        yield _("{axis} {first:.0f} mm").format(axis="xyz"[axis], first=ends[0] + 0.0)
    else:
        place = _("{axis} {first:.0f} to {last:.0f} mm")
        yield place.format(axis="xyz"[axis], first=ends[0] + 0.0, last=ends[-1] + 0.0)


def _middles(stack: Stack) -> Iterator[Point]:
    """Return the middle of the first and of the last slice."""
    for image in (stack.images[0], stack.images[-1]):
        along_row = image.along_row * (image.column_step_mm * (image.pixels.columns - 1) / 2)
        along_column = image.along_column * (image.row_step_mm * (image.pixels.rows - 1) / 2)
        yield image.position + along_row + along_column
