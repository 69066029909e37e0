"""Where the vertebrae of a spine stand: a frame for each, stacked body on disc on body."""

from __future__ import annotations

from math import sqrt

from planner.geometry.frames import Frame
from planner.geometry.vectors import LEFT, POSTERIOR, SUPERIOR, Point, Vector
from planner.samples.angles import cos_sin
from planner.samples.person.traits import BodyTraits, DiscTraits, SpineTraits, VertebraTraits

UPRIGHT = Frame(Point(0.0, 0.0, 0.0), LEFT, POSTERIOR, SUPERIOR)
ANCHOR = "L3"
"""The vertebra whose upper endplate lies where the spine is asked to stand."""


def frames(spine: SpineTraits, anchor: Point) -> dict[str, Frame]:
    """Return the frame of each vertebra, by name from the top.

    A frame's origin is the centre of the upper endplate and its axes are that endplate's: left, posterior
    and superior, perpendicular to it.

    Parameters
    ----------
    anchor
        LPS centre of the upper endplate of L3.
    """
    sacrum = spine.vertebrae[-1]
    found = {sacrum.name: _leaning(UPRIGHT, spine.sacral_slope_deg)}
    for n in range(len(spine.vertebrae) - 2, -1, -1):
        upper, lower = spine.vertebrae[n], spine.vertebrae[n + 1]
        below = standing_on(found[lower.name], disc_depth_mm(upper, lower), spine.discs[n])
        found[upper.name] = _upper_endplate(below, upper.body)
    away = anchor - found[ANCHOR].origin
    return {v.name: moved(found[v.name], away) for v in spine.vertebrae}


def lower_endplate(frame: Frame, body: BodyTraits) -> Frame:
    """Return the frame of the lower endplate of a vertebra: its centre, and the endplate's own axes."""
    superior = frame.to_patient(_lower_normal(body))
    posterior = frame.posterior.without(superior).unit()
    centre = frame.origin + frame.superior * -body.middle_mm
    return Frame(centre, posterior.cross(superior), posterior, superior)


def standing_on(lower: Frame, depth_mm: float, disc: DiscTraits) -> Frame:
    """Return the frame of the endplate that rests on a disc upon the upper endplate of a vertebra.

    The planes of both endplates are `front_mm` and `back_mm` apart, half the depth in front and behind.
    """
    sine = (disc.front_mm - disc.back_mm) / (2.0 * depth_mm)
    half = sine, sqrt(1.0 - sine * sine)
    c, s = cos_sin(disc.lateral_deg / 2.0)
    middle = _leant_left(_leant_back(lower, half), c, s)
    middle = Frame(
        lower.origin
        + middle.superior * ((disc.front_mm + disc.back_mm) / 2.0)
        + middle.posterior * -disc.shift_mm,
        middle.left,
        middle.posterior,
        middle.superior,
    )
    top = _leant_left(_leant_back(middle, half), c, s)
    return _turned_left(top, disc.turn_deg)


def disc_depth_mm(upper: VertebraTraits, lower: VertebraTraits) -> float:
    """Return the depth of the disc between two vertebrae: the mean of its endplates'."""
    return (upper.body.lower_depth_mm + lower.body.upper_depth_mm) / 2.0


def moved(frame: Frame, away: Vector) -> Frame:
    """Return a frame shifted by a vector of patient space."""
    return Frame(frame.origin + away, frame.left, frame.posterior, frame.superior)


def _lower_normal(body: BodyTraits) -> Vector:
    """Return the unit vector upwards across the lower endplate, in the frame of the vertebra."""
    depth = (body.upper_depth_mm + body.lower_depth_mm) / 2.0
    width = (body.upper_width_mm + body.lower_width_mm) / 2.0
    return Vector(body.left_taller_mm / width, (body.back_mm - body.front_mm) / depth, 1.0).unit()


def _upper_endplate(below: Frame, body: BodyTraits) -> Frame:
    """Return the frame of a vertebra whose lower endplate has the frame `below`."""
    local = lower_endplate(UPRIGHT, body)
    superior = below.to_patient(local.to_frame(SUPERIOR))
    posterior = below.to_patient(local.to_frame(POSTERIOR))
    superior = superior.unit()
    posterior = posterior.without(superior).unit()
    origin = below.origin + superior * body.middle_mm
    return Frame(origin, posterior.cross(superior), posterior, superior)


def _leaning(frame: Frame, forwards_deg: float) -> Frame:
    """Return a frame whose top leans forwards."""
    c, s = cos_sin(forwards_deg)
    return _leant_back(frame, (-s, c))


def _leant_back(frame: Frame, sine_cosine: tuple[float, float]) -> Frame:
    s, c = sine_cosine
    return _squared(
        frame.origin,
        frame.posterior * c - frame.superior * s,
        frame.posterior * s + frame.superior * c,
    )


def _leant_left(frame: Frame, c: float, s: float) -> Frame:
    return _squared(frame.origin, frame.posterior, frame.superior * c + frame.left * s)


def _turned_left(frame: Frame, angle_deg: float) -> Frame:
    """Return a frame whose front is turned to the left."""
    c, s = cos_sin(angle_deg)
    return _squared(frame.origin, frame.posterior * c - frame.left * s, frame.superior)


def _squared(origin: Point, posterior: Vector, superior: Vector) -> Frame:
    """Return a frame of nearly square axes, made square to the last place."""
    up = superior.unit()
    back = posterior.without(up).unit()
    return Frame(origin, back.cross(up), back, up)
