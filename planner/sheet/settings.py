"""Which needles share a C-arm setting: those whose directions agree."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass

from planner.geometry.angles import angle_between_directions_deg
from planner.geometry.vectors import Vector
from planner.plan.parts import Needle

SHARED_WITHIN_DEG = 3.0
"""Needles share a setting where each lies within this angle of the direction that is printed.

Ours: less than what the change of position between CT and table makes of a direction (4 to 5 degrees), and
more than the whole degrees of a C-arm's scale.
"""


@dataclass(frozen=True)
class Setting:
    """A direction of view (unit vector from tip to hub) and the needles that are seen end-on in it."""

    hub: Vector
    needles: tuple[Needle, ...]


def hub_direction(needle: Needle) -> Vector:
    """Return the unit vector from the tip to the hub, in LPS."""
    return (needle.entry_mm - needle.tip_mm).unit()


def shared_settings(needles: Iterable[Needle]) -> tuple[Setting, ...]:
    """Return the settings for some needles, each needle in the first that it fits, in their order.

    The direction of a setting is the mean of its needles; every one lies within `SHARED_WITHIN_DEG` of it.
    """
    settings: list[Setting] = []
    for needle in needles:
        for place, setting in enumerate(settings):
            joined = _joined((*setting.needles, needle))
            if joined is not None:
                settings[place] = joined
                break
        else:
            settings.append(Setting(hub_direction(needle), (needle,)))
    return tuple(settings)


def one_group(needles: Iterable[Needle]) -> Setting:
    """Return some needles as they come, in one group; its direction is that of the first."""
    together = tuple(needles)
    return Setting(hub_direction(together[0]), together)


def _joined(needles: tuple[Needle, ...]) -> Setting | None:
    """Return a setting for all of these needles; None where one lies too far from their mean."""
    directions = [hub_direction(needle) for needle in needles]
    total = sum(directions, Vector(0.0, 0.0, 0.0))
    if total.length == 0.0:
        return None
    mean = total.unit()
    if any(angle_between_directions_deg(mean, d) > SHARED_WITHIN_DEG for d in directions):
        return None
    return Setting(mean, needles)
