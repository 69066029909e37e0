"""The muscles round the spine, from ``resources/samples/muscles.toml``, as a person has them."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from functools import cache

import msgspec
import numpy as np

from planner.anatomy.spine import Side
from planner.assets import resource
from planner.geometry.vectors import Vector
from planner.samples.chance import Chance
from planner.samples.person.traits import PersonTraits
from planner.samples.soft.bank import Bank
from planner.samples.soft.course import Course
from planner.samples.soft.lattice import Lattice, cut, of_loft
from planner.samples.soft.layers import Layer, muscle, sheet
from planner.samples.soft.outline import Places, Vary, loft
from planner.samples.soft.tissues import FASCIA_HU

STEP_MM = Vector(2.0, 2.0, 3.0)
UNEVEN_MM = (1.5, 0.4)
"""Standard deviations of the broad and the narrow waves of the outlines."""
BACK = ("multifidus", "longissimus", "iliocostalis")
BACK_WIDTH_MM = 80.0
CLEFT_MM = (-0.35, 0.95)
"""The outlines of the muscles of the back lie so far inside: without and with the fattest infiltration."""
FASCIA_MM = (1.3, 0.4)
"""The thoracolumbar fascia: how far outside the muscles its middle lies, and half its thickness."""


class Outlines(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """A part of the table.

    Attributes
    ----------
    at
        Outlines by level.
    fat
        Share of fat at T12 and at S2 without infiltration.
    infiltration
        Share of the person's infiltration that is added.
    lean
        How the fibres run: mm to the side and backwards per mm upwards.
    """

    hu: float
    at: dict[str, Places]
    fat: tuple[float, float] = (0.0, 0.0)
    infiltration: float = 0.0
    lean: tuple[float, float] = (0.0, 0.0)

    @property
    def levels(self) -> dict[float, Places]:
        """The outlines by level."""
        return {float(level): places for level, places in self.at.items()}


@cache
def outlines() -> dict[str, Outlines]:
    """Return the table by the name of the part."""
    return msgspec.toml.decode(resource("samples/muscles.toml").read_bytes(), type=dict[str, Outlines])


def layers_of(person: PersonTraits, course: Course, wall: Lattice, bank: Bank) -> list[Layer]:
    """Return the muscles, from below: first those in front of the transverse processes and of the buttocks.

    Those that reach below the sacrum keep within the wall of the trunk.
    """
    floor = course.height_mm(8.0)
    front = [
        layer
        for name in (
            "crus",
            "intertransversarii",
            "quadratus",
            "psoas",
            "iliacus",
            "gluteus_medius",
            "gluteus_maximus",
        )
        for side in Side
        for layer in _muscle(name, side, person, course, bank)
    ]
    front = [
        replace(layer, part=cut(layer.part, wall, 0.5)) if layer.part.first.z < floor else layer
        for layer in front
    ]
    back: list[Layer] = []
    for side in Side:
        own = [layer for name in BACK for layer in _muscle(name, side, person, course, bank)]
        back += [Layer(_united(own), sheet(FASCIA_HU, 0.8, *FASCIA_MM), 0.9, 0.2), *own]
    return [*front, *back]


def _muscle(name: str, side: Side, person: PersonTraits, course: Course, bank: Bank) -> Iterator[Layer]:
    entry = outlines()[name]
    chance = Chance(person.seed, "soft", name, side)
    shape = loft(course, side, entry.levels, _vary(person, side, name, entry.levels))
    part = of_loft(shape, STEP_MM, bank, UNEVEN_MM)
    if name in BACK:
        inset = CLEFT_MM[0] + person.infiltration * (CLEFT_MM[1] - CLEFT_MM[0])
        part = part.like(part.distance_mm + np.float32(inset))
    extra = entry.infiltration * person.infiltration
    fat = (entry.fat[0] + 0.45 * extra, entry.fat[1] + extra)
    heights = (course.height_mm(0.0), course.height_mm(7.0))
    lean = (side.sign * entry.lean[0], entry.lean[1])
    hu = entry.hu + chance.between(-3.0, 3.0) - 6.0 * extra
    yield Layer(part, muscle(hu, fat, heights, lean, course.left_mm.at(heights[1])), 1.1, 0.2)


def _vary(person: PersonTraits, side: Side, name: str, levels: dict[float, Places]) -> Vary:
    """Return how the places of a muscle of one person differ from the typical.

    The muscles of one half of the back move together, so that they stay neighbours.
    """
    chance = Chance(person.seed, "soft", "back" if name in BACK else name, side, "size")
    if name in BACK:
        shift, slant = chance.about(0.0, 3.0, 2.0), chance.about(0.0, 2.5, 2.0)

        def moved(u: float, v: float) -> tuple[float, float]:
            share = min(max(u / BACK_WIDTH_MM, 0.0), 1.0)
            away = shift + slant * min(max((v - 60.0) / 18.0, -1.0), 1.0)
            return u + 4.0 * share * (1.0 - share) * away, v

        return moved
    places = [place for outline in levels.values() for place in outline]
    middle = min(u for u, _ in places), min(v for _, v in places)
    wide, deep = chance.about(1.0, 0.04), chance.about(1.0, 0.05)
    return lambda u, v: (middle[0] + wide * (u - middle[0]), middle[1] + deep * (v - middle[1]))


def _united(layers: list[Layer]) -> Lattice:
    """Return the distances to the nearest of several parts, at knots round them all."""
    low = [min(layer.part.first.x for layer in layers), min(layer.part.first.y for layer in layers)]
    low.append(min(layer.part.first.z for layer in layers))
    starts, stops = [], []
    for layer in layers:
        offset = [round((a - b) / s) for a, b, s in zip(layer.part.first, low, layer.part.step, strict=True)][
            ::-1
        ]
        starts.append(offset)
        stops.append([o + n for o, n in zip(offset, layer.part.distance_mm.shape, strict=True)])
    shape = [max(stop[axis] for stop in stops) for axis in range(3)]
    united = np.full(shape, np.float32(6.0))
    for layer, start, stop in zip(layers, starts, stops, strict=True):
        box = tuple(slice(a, b) for a, b in zip(start, stop, strict=True))
        united[box] = np.minimum(united[box], layer.part.distance_mm)
    return Lattice(type(layers[0].part.first)(*low), layers[0].part.step, united)
