"""A needle laid as an interventionalist thinks of it: the C-arm down its barrel, and how deep it goes."""

from __future__ import annotations

from msgspec.structs import replace

from planner.carm.angles import CArmAngles, detector_direction
from planner.geometry.vectors import Point
from planner.imaging.skin import skin_crossing
from planner.imaging.volume import Volume
from planner.plan.edits import SHORTEST_MM, advanced
from planner.plan.parts import Needle


def aimed(needle: Needle, angles: CArmAngles, volume: Volume | None) -> Needle:
    """Return a needle turned about its tip until a C-arm at these angles looks down it from its hub.

    Its entry lies on the skin; where no skin is found on the new line, the needle keeps its length.
    """
    out = needle.tip_mm + detector_direction(angles) * needle.segment.length_mm
    turned = replace(needle, entry_mm=out)
    return replace(turned, entry_mm=skin_of(turned, volume) or out)


def at_depth(needle: Needle, depth_mm: float, volume: Volume | None) -> Needle:
    """Return a needle advanced or drawn back along its line until its tip lies so deep under the skin.

    Where no skin is found on its line, the depth counts from its entry. An entry that lies under the skin
    goes onto it where less than `SHORTEST_MM` of the needle would be left: the hub stays on its side.

    Raises
    ------
    ValueError
        If the depth is not above 0.
    """
    if not depth_mm > 0.0:
        raise ValueError("a needle lies at a depth above 0 mm")
    skin = skin_of(needle, volume) or needle.entry_mm
    by_mm = depth_mm - needle.tip_mm.distance_to(skin)
    if (needle.entry_mm - skin).dot(needle.segment.direction) > depth_mm - SHORTEST_MM:
        needle = replace(needle, entry_mm=skin)
    return advanced(needle, by_mm)


def skin_of(needle: Needle, volume: Volume | None) -> Point | None:
    """Return where a needle's line leaves the body, LPS mm; None without images, or where they end before."""
    return skin_crossing(volume, needle.tip_mm, needle.entry_mm) if volume is not None else None
