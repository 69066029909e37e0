"""A vertebra: its body, its arch, the canal kept free, and room for its neighbours' processes."""

from __future__ import annotations

from collections.abc import Mapping

from planner.anatomy.spine import Side
from planner.geometry.vectors import Vector
from planner.samples.field.shape import limb
from planner.samples.field.solid import Part, Solid, Warp
from planner.samples.person.traits import VertebraTraits
from planner.samples.skeleton.arch import HalfArch, canal, half_arch, notch, spinous
from planner.samples.skeleton.centrum import centrum, spur

CELL_MM, UNEVEN_MM = 9.0, 0.4
"""Knots and standard deviation of the unevenness of a vertebra."""


def vertebra(traits: VertebraTraits, halves: Mapping[Side, HalfArch], seed: int) -> Solid:
    """Return the solid of a vertebra above the sacrum, in its own frame."""
    parts: list[Part] = [Part(centrum(traits.body), 0.0)]
    parts += [spur(traits.body, osteophyte) for osteophyte in traits.body.osteophytes]
    for half in halves.values():
        parts += half_arch(half)
    left = halves[Side.LEFT]
    lows = [half.lamina_heights[1] for half in halves.values()]
    parts += spinous(traits, left.canal_back, (left.lamina_heights[0], max(lows)))
    parts += [*canal(traits), _basivertebral(traits)]
    for half in halves.values():
        parts += [notch(half), *half.above.room_below, *half.below.room_above]
    return Solid(tuple(parts), Warp(seed, ("bone", traits.name), CELL_MM, UNEVEN_MM))


def _basivertebral(traits: VertebraTraits) -> Part:
    """Return the hole at the back of the body through which its vein leaves."""
    back, middle = traits.body.waist_depth_mm / 2.0, -traits.body.middle_mm / 2.0
    hole = limb(
        Vector(0.0, back + 2.0, middle),
        Vector(0.0, back - 2.5, middle),
        Vector(1.0, 0.0, 0.0),
        (3.6, 2.4),
        (1.0, 0.6),
    )
    return Part(hole, 1.5, carve=True)
