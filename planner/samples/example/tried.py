"""Needles that might be laid along a stretch of nerve, and how good each would be."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from planner.checks.alignment import nerve_chord
from planner.devices.catalogue import Device
from planner.devices.lesion import active_tip, cover_envelope
from planner.geometry.angles import angle_between_lines_deg
from planner.geometry.curves import Polyline, Segment
from planner.geometry.solids import Interval, clipped, total_mm
from planner.geometry.vectors import POSTERIOR, Vector
from planner.plan.parts import Lesion
from planner.samples.angles import cos_sin
from planner.samples.implants.site import ring
from planner.samples.rounding import rounded_point

BESIDE_MM = 1.1
"""From the middle of the nerve to the axis of the needle: as near as their radii allow, touching."""
TILTS_DEG = (4.0, 8.0, 12.0)
CONE_TURNS, RING_TURNS = 14, 14
FROM_BEHIND = 0.5
"""Least cosine between the way outwards and straight backwards: no needle comes through the flank."""


@dataclass(frozen=True)
class Candidate:
    """A needle that might be laid along a nerve: its angle, and its share of the stretch."""

    needle: Segment
    angle_deg: float
    share: float


@dataclass(frozen=True)
class Demand:
    """What is asked of a needle, and how far from the direction of the nerve it is looked for."""

    tilts_deg: tuple[float, ...]
    angle_deg: float
    share: float


def needles(
    course: Polyline, stretch: Interval, cannula: Device, tilts_deg: Sequence[float]
) -> Iterator[Segment]:
    """Yield needles of full length about parallel to the stretch, beside the nerve, from behind."""
    middle = course.at((stretch[0] + stretch[1]) / 2.0)
    half_tip = (cannula.active_tip_mm or 0.0) / 2.0
    for hub in _cone(direction(course, stretch), tilts_deg):
        if hub.dot(POSTERIOR) >= FROM_BEHIND:
            for sideways in ring(hub, RING_TURNS):
                tip = rounded_point(middle + sideways * BESIDE_MM + hub * -half_tip)
                yield Segment(tip + hub * cannula.length_mm, tip)


def direction(course: Polyline, stretch: Interval) -> Vector:
    """Return the unit vector along a stretch, towards its end that is nearer to the skin of the back."""
    along = (course.at(stretch[1]) - course.at(stretch[0])).unit()
    return along if along.dot(POSTERIOR) >= 0.0 else along * -1.0


def judged(needle: Segment, course: Polyline, stretch: Interval, cannula: Device) -> Candidate:
    """Return a needle with its angle and its share of the stretch.

    Raises
    ------
    ValueError
        If the cannula makes no lesion of known size.
    """
    heated, burn = active_tip(needle, cannula), cover_envelope(needle, cannula, Lesion())
    chord = None if heated is None else nerve_chord(course, heated)
    if burn is None or chord is None:
        raise ValueError(f"{cannula.id} makes no lesion of known size")
    share = total_mm(clipped(burn.captured(course), *stretch)) / (stretch[1] - stretch[0])
    return Candidate(needle, angle_between_lines_deg(needle.vector, chord.vector), share)


def _cone(axis: Vector, tilts_deg: Sequence[float]) -> Iterator[Vector]:
    """Yield unit vectors leaning from an axis, the axis first."""
    yield axis
    for tilt in tilts_deg:
        c, s = cos_sin(tilt)
        for across in ring(axis, CONE_TURNS):
            yield (axis * c + across * s).unit()
