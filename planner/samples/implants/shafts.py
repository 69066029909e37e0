"""Where the shaft of a pedicle screw goes: sizes that the pedicle takes, and a line that stays within it."""

from __future__ import annotations

from dataclasses import dataclass, replace

from planner.anatomy.spine import Level, Side
from planner.geometry.vectors import Point, Vector
from planner.samples.chance import Chance
from planner.samples.implants.site import Carrier, ring, rows
from planner.samples.implants.values import Misplacement

DIAMETERS_MM = (4.75, 5.0, 5.5, 6.0, 6.5, 7.0, 7.5)
LENGTHS_MM = (30.0, 35.0, 40.0, 45.0, 50.0)
USUAL_MM = {
    Level.T12: (5.0, 6.0),
    Level.L1: (5.5, 6.5),
    Level.L2: (5.5, 6.5),
    Level.L3: (5.5, 6.5),
    Level.L4: (6.0, 7.5),
    Level.L5: (6.5, 7.5),
    Level.S1: (6.5, 7.5),
}
"""Smallest and largest diameter that is usual (``clinical.md`` 3.6)."""
SHARE = 0.8
"""Of the smaller size of the pedicle: no screw is thicker."""
TURN_SD_DEG, SHIFT_SD_MM = 1.6, 0.5
"""How far a surgeon's line departs from the axis of the pedicle."""
WALL_MM = 0.3
"""Least bone round the thread within the pedicle and the body."""
FRONT_MM = 3.0
"""Least bone between tip and cortex."""
STEP_MM = 1.0
LARGEST_OPENING_DEG = 26.0
"""No screw comes from farther outside, whatever the axis of the pedicle: the muscles are in the way."""
ENTRY_ASIDE_MM = 28.0
"""In a wide pedicle the line is chosen so that the head does not stand farther from the midline."""
USED = (0.8, 0.97)
"""Share of the bone in front that surgeons use."""
BREACH_MM = (2.0, 4.0)
"""How far a misplaced thread stands out of the wall of its pedicle, or beyond the front."""
BEHIND_MM = 45.0
GROOVE_MM = 4.0
SHORTEST_SOUND_MM = 12.0


@dataclass(frozen=True)
class Shaft:
    """A line in bone: where it enters, which way it goes, how thick and how far.

    Attributes
    ----------
    reach_mm
        From the entry to the tip at most: there the bone in front of it is `FRONT_MM` thick.
    """

    level: Level
    side: Side
    entry: Point
    inward: Vector
    diameter_mm: float
    reach_mm: float
    misplaced: Misplacement | None = None


@dataclass(frozen=True)
class _Way:
    """How far a line keeps to chance, to the largest opening, and to the middle of a wide pedicle.

    Attributes
    ----------
    up_mm
        Above the centre of the pedicle.
    """

    chance: float
    closed: float = 1.0
    medial: float = 1.0
    up_mm: float = 0.0


WAYS = (
    *(_Way(chance / 4.0) for chance in (4, 3, 2, 1, 0)),
    *(
        _Way(0.0, closed, medial, up)
        for closed in (1.0, 0.7, 0.4, 0.0)
        for medial in (0.5, 0.0)
        for up in (0.0, 1.5, -1.5, 3.0, -3.0)
    ),
)
"""In this order: the later ones where those before leave the bone."""


def fitted(carrier: Carrier, side: Side, chance: Chance, misplaced: Misplacement | None) -> Shaft | None:
    """Return the shaft of a screw; None where the pedicle is too narrow for the thinnest one.

    The line departs from the axis of the pedicle by chance, and the less where it would leave the bone.
    """
    arch = carrier.traits.arches[side]
    low, high = USUAL_MM[carrier.level]
    largest = min(SHARE * min(arch.pedicle_width_mm, arch.pedicle_height_mm), chance.between(low, high + 0.5))
    sizes = [d for d in DIAMETERS_MM if d <= largest] or [DIAMETERS_MM[0]]
    turns = (chance.about(0.0, TURN_SD_DEG), chance.about(0.0, TURN_SD_DEG))
    shifts = (chance.about(0.0, SHIFT_SD_MM), chance.about(0.0, 2.0 * SHIFT_SD_MM))
    used, aside = chance.between(*USED), chance.between(*BREACH_MM)
    for diameter in reversed(sizes):
        for way in WAYS:
            line = _line(carrier, side, way, (turns, shifts), diameter)
            if line is not None:
                whole = replace(line, reach_mm=max(line.reach_mm * used, LENGTHS_MM[0]))
                return whole if misplaced is None else _missing(carrier, whole, misplaced, aside)
    return None


def _line(
    carrier: Carrier,
    side: Side,
    way: _Way,
    chosen: tuple[tuple[float, float], tuple[float, float]],
    diameter_mm: float,
) -> Shaft | None:
    """Return the shaft of one way; None where it leaves bone or has no room in front."""
    turns, shifts = chosen
    closed = min(0.0, LARGEST_OPENING_DEG - carrier.traits.arches[side].pedicle_angle_deg)
    inward = carrier.inward(side, way.closed * closed + turns[0] * way.chance, turns[1] * way.chance)
    medial = way.medial * _to_the_middle_mm(carrier, side, inward, diameter_mm)
    shift = Vector(shifts[0] * way.chance - side.sign * medial, 0.0, shifts[1] * way.chance + way.up_mm)
    through = carrier.waist(side) + carrier.frame.to_patient(shift)
    entry_mm = _entry_mm(carrier, through, inward)
    sound_mm = _sound_mm(carrier, through, inward, diameter_mm / 2.0)
    if sound_mm < SHORTEST_SOUND_MM or entry_mm + sound_mm < LENGTHS_MM[0]:
        return None
    entry = through + inward * -entry_mm
    return Shaft(carrier.level, side, entry, inward, diameter_mm, entry_mm + sound_mm)


def _to_the_middle_mm(carrier: Carrier, side: Side, inward: Vector, diameter_mm: float) -> float:
    """Return how far from the centre of a wide pedicle towards the midline the line is laid."""
    arch = carrier.traits.arches[side]
    waist = carrier.waist(side)
    entry = waist + inward * -_entry_mm(carrier, waist, inward)
    aside = abs((entry - carrier.frame.origin).dot(carrier.frame.left))
    room = max(0.0, (arch.pedicle_width_mm - diameter_mm) / 2.0 - 2.0)
    return min(max(0.0, aside - ENTRY_ASIDE_MM), room)


def _entry_mm(carrier: Carrier, through: Point, inward: Vector) -> float:
    """Return how far behind the waist of the pedicle the line enters bone; it may cross a groove."""
    steps = [0.25 * n for n in range(int(BEHIND_MM * 4.0))]
    found = carrier.distances(rows(through + inward * -mm for mm in steps))
    entry = BEHIND_MM
    for mm, distance in zip(steps, found, strict=True):
        if distance > 0.0:
            entry = min(entry, mm)
            if mm - entry >= GROOVE_MM:
                break
        else:
            entry = BEHIND_MM
    return entry


def _sound_mm(carrier: Carrier, through: Point, inward: Vector, radius_mm: float) -> float:
    """Return how far in front of the waist the thread is still in bone on all sides, the front wall left."""
    steps = [STEP_MM * n for n in range(-4, 56)]
    around = ring(inward, 12)
    wide = radius_mm + WALL_MM
    points = [through + inward * mm + out * wide for mm in steps for out in around]
    fronts = [through + inward * (mm + FRONT_MM) for mm in steps]
    found = carrier.distances(rows([*points, *fronts]))
    walls = found[: len(points)].reshape(len(steps), len(around)).max(axis=1)
    sound = -1.0
    for mm, wall, front in zip(steps, walls, found[len(points) :], strict=True):
        if wall > 0.0:
            break
        if front < 0.0:
            sound = mm
    return float(sound)


def _missing(carrier: Carrier, line: Shaft, how: Misplacement, aside_mm: float) -> Shaft:
    """Return the shaft moved so that it breaks out of its pedicle, or that much beyond the front."""
    if how is Misplacement.LONG:
        inside = _sound_mm(carrier, line.entry + line.inward * 10.0, line.inward, 0.5) + 10.0
        return replace(line, reach_mm=inside + FRONT_MM + aside_mm, misplaced=how)
    arch = carrier.traits.arches[line.side]
    medial = carrier.frame.left * float(-line.side.sign)
    aside = medial.without(line.inward).unit() * (1.0 if how is Misplacement.MEDIAL else -1.0)
    shift = arch.pedicle_width_mm / 2.0 - line.diameter_mm / 2.0 + aside_mm
    through = line.entry + aside * shift
    return replace(
        line, entry=through + line.inward * -_entry_mm(carrier, through, line.inward), misplaced=how
    )
