"""How far a needle and its lesions stay from solids of the plan, surface to surface."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from functools import lru_cache

import numpy as np
from numpy.typing import NDArray

from planner.checks.reasons import Reason
from planner.checks.result import Values
from planner.devices.catalogue import Device
from planner.devices.lesion import hazard_envelope, lesion_table
from planner.geometry.many import axis_gaps_mm
from planner.geometry.solids import Capsule, Gap
from planner.geometry.vectors import Point
from planner.plan.parts import Hardware, Needle, Structure


@dataclass(frozen=True, eq=False)
class Pieces:
    """The pieces of several solids, each with the id of what it belongs to.

    Kept and compared as the one object that it is, so that what is measured to it can be kept too.
    """

    ids: tuple[str, ...]
    solids: tuple[Capsule, ...]
    starts: NDArray[np.float64]
    ends: NDArray[np.float64]
    radii_mm: NDArray[np.float64]


@lru_cache(maxsize=64)
def pieces_of(parts: tuple[Hardware, ...] | tuple[Structure, ...]) -> Pieces:
    """Return the pieces of some parts of a plan."""
    named = [(part.id, solid) for part in parts for solid in part.capsules]
    solids = tuple(solid for _id, solid in named)
    return Pieces(
        tuple(name for name, _solid in named),
        solids,
        np.array([tuple(solid.start) for solid in solids]).reshape(-1, 3),
        np.array([tuple(solid.end) for solid in solids]).reshape(-1, 3),
        np.array([solid.radius_mm for solid in solids]),
    )


@dataclass(frozen=True)
class Nearest:
    """The piece nearest to a solid: whose it is, the gap between the surfaces, and both."""

    id: str
    gap: Gap
    solid: Capsule
    piece: Capsule

    @property
    def surfaces(self) -> tuple[Point, Point]:
        """The two points on the surfaces that the gap lies between."""
        return between_surfaces(self.gap, self.solid, self.piece)


def between_surfaces(gap: Gap, solid: Capsule, piece: Capsule) -> tuple[Point, Point]:
    """Return the two points on the surfaces of two solids that the gap between them lies between."""
    first, second = gap.witness.first, gap.witness.second
    if first == second:
        return first, second
    step = (second - first).unit()
    return first + step * solid.radius_mm, second + step * -piece.radius_mm


@lru_cache(maxsize=4096)
def nearest_to(solid: Capsule, pieces: Pieces) -> Nearest:
    """Return the smallest gap between a solid and any piece; the first of several."""
    axes_mm = axis_gaps_mm(
        pieces.starts, pieces.ends, np.array(tuple(solid.start)), np.array(tuple(solid.end))
    )
    first = int(np.argmin(axes_mm - pieces.radii_mm))
    piece = pieces.solids[first]
    return Nearest(pieces.ids[first], solid.gap_to(piece), solid, piece)


def nearest_of(solids: Iterable[Capsule], pieces: Pieces) -> Nearest:
    """Return the smallest gap between any of some solids, one or more, and any piece."""
    return min((nearest_to(solid, pieces) for solid in solids), key=lambda found: found.gap.gap_mm)


def shaft_of(needle: Needle, device: Device) -> Capsule:
    """Return a needle from entry to tip, as thick as it is."""
    return Capsule(needle.entry_mm, needle.tip_mm, device.outer_diameter_mm / 2.0)


@lru_cache(maxsize=1024)
def hazards_of(needle: Needle, device: Device) -> tuple[Capsule, ...] | Reason:
    """Return the large lesion model of every burn of an electrode, one or more, or why it is not known."""
    if device.active_tip_mm is None:
        return Reason.NO_ACTIVE_TIP
    if not needle.lesions:
        return Reason.NO_LESION
    envelopes = tuple(hazard_envelope(needle.segment, device, lesion) for lesion in needle.lesions)
    known = tuple(envelope for envelope in envelopes if envelope is not None)
    return known if len(known) == len(envelopes) else Reason.OUTSIDE_TABLE


def hazard_size(lesion: Capsule) -> Values:
    """Return the size of a large lesion model, as results print it."""
    model = lesion_table().hazard
    return (
        ("radius_mm", lesion.radius_mm),
        ("distal_mm", model.distal_mm),
        ("proximal_mm", model.proximal_mm),
    )
