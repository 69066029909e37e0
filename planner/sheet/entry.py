"""Where the needle goes in, as a ruler finds it: from the midline and from the mark of a level."""

from __future__ import annotations

from dataclasses import dataclass

from planner.anatomy.spine import Level
from planner.geometry.vectors import Point
from planner.plan.midline import midline_of
from planner.plan.parts import Needle
from planner.plan.plan import Plan
from planner.words import _

CM_PER_MM = 0.1


@dataclass(frozen=True)
class EntryPlace:
    """A place on the skin in two lengths along the skin's plane, as seen in a straight AP view.

    Attributes
    ----------
    left_mm
        To the patient's left of the spine's midline; negative to the right.
    below_mm
        Towards the feet from the mark of `level`; negative towards the head. The mark stands straight behind
        the middle of the vertebra: midway between its pedicles, or else the centre of its upper endplate.
    """

    left_mm: float
    below_mm: float
    level: Level


def entry_place(plan: Plan, needle: Needle, skin: Point | None) -> EntryPlace | None:
    """Return where a needle goes in; None where no level is marked to measure from.

    Parameters
    ----------
    skin
        Where the needle's line meets the skin; None where that is not known: then the planned entry is taken.

    The level is that of the target's own vertebra, or else the nearest that is marked.
    """
    midline = midline_of(plan)
    if midline is None:
        return None
    entry = skin or needle.entry_mm
    target = plan.target_of(needle)
    wanted = target.bone.order if target is not None else midline.levels[0].order
    level, mark = min(
        zip(midline.levels, midline.points, strict=True), key=lambda m: (abs(m[0].order - wanted), m[0].order)
    )
    return EntryPlace(midline.offset_mm(entry), mark.z - entry.z, level)


def entry_words(place: EntryPlace | None) -> str:
    """Return an entry as "4.5 cm LEFT of the midline, 5.0 cm below the L4 mark"."""
    if place is None:
        return _("not known: no level is marked")
    return _("{lateral}, {along}").format(lateral=lateral_words(place.left_mm), along=_along_words(place))


def lateral_words(left_mm: float) -> str:
    """Return a distance from the midline in words, to the whole millimetre."""
    distance = centimetres(abs(left_mm))
    if distance == NOTHING:
        return _("ON the midline")
    if left_mm > 0.0:
        return _("{distance} cm LEFT of the midline").format(distance=distance)
    return _("{distance} cm RIGHT of the midline").format(distance=distance)


def _along_words(place: EntryPlace) -> str:
    distance = centimetres(abs(place.below_mm))
    if distance == NOTHING:
        return _("at the height of the {level} mark").format(level=place.level.value)
    if place.below_mm > 0.0:
        return _("{distance} cm below the {level} mark").format(distance=distance, level=place.level.value)
    return _("{distance} cm above the {level} mark").format(distance=distance, level=place.level.value)


def centimetres(length_mm: float) -> str:
    """Return a length in cm with one decimal, which is whole millimetres."""
    return f"{length_mm * CM_PER_MM:.1f}"


NOTHING = centimetres(0.0)
"""A length that a ruler does not show."""
