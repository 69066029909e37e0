"""How far a needle may come to lie from its plan, read from ``resources/devices/placement.toml``."""

from __future__ import annotations

from functools import cache

import msgspec

from planner.assets import resource
from planner.words.text import Text


class Accuracy(msgspec.Struct, frozen=True, forbid_unknown_fields=True, kw_only=True):
    """Mean errors of a placement: the distance of the tip, the angle of the needle.

    Raises
    ------
    ValueError
        If a mean error is negative.
    """

    tip_mm: float
    angle_deg: float
    source: str
    rationale: Text

    def __post_init__(self) -> None:
        if not (self.tip_mm >= 0.0 and self.angle_deg >= 0.0):
            raise ValueError("a mean error is 0 or more")


class PlacementTable(msgspec.Struct, frozen=True, forbid_unknown_fields=True, kw_only=True):
    """What is to be expected of a needle: freehand at the first pass, and once it has been corrected."""

    freehand: Accuracy
    corrected: Accuracy


LARGEST = {"tip_mm": 30.0, "angle_deg": 30.0}
"""Mean errors above these are slips of the keyboard."""


def placement_key(how: str, what: str) -> str:
    """Return the key under which a plan changes an error, among its limits: "placement.freehand_tip_mm"."""
    return f"placement.{how}_{what}"


@cache
def placement_keys() -> dict[str, float]:
    """Return every such key with the largest value that it may have."""
    return {
        placement_key(how, what): largest
        for how in PlacementTable.__struct_fields__
        for what, largest in LARGEST.items()
    }


@cache
def placement_table() -> PlacementTable:
    """Return the errors as shipped.

    Raises
    ------
    ValueError
        If the file lacks a source or has an unknown key.
    """
    return msgspec.toml.decode(resource("devices/placement.toml").read_bytes(), type=PlacementTable)
