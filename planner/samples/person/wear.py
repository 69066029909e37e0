"""What age and wear do: to discs, to the rims of the bodies, to the facet joints."""

from __future__ import annotations

from planner.anatomy.spine import Side
from planner.samples.person.lots import Lots, tidy
from planner.samples.person.traits import Osteophyte

DISC_WEAR = {"T12": -0.12, "L1": -0.1, "L2": -0.05, "L3": 0.0, "L4": 0.05, "L5": 0.14, "S1": 0.12, "S2": -0.2}
"""By the vertebra below: more or less than the mean of the person."""
JOINT_WEAR = {
    "T12": -0.15,
    "L1": -0.15,
    "L2": -0.1,
    "L3": -0.02,
    "L4": 0.06,
    "L5": 0.2,
    "S1": 0.16,
    "S2": -0.2,
}
MOST_SPURS = 4
FRONT_ARC_DEG, BACK_ARC_DEG = (5.0, 175.0), (205.0, 335.0)
LONGEST_BACK_MM = 2.5


def _share(number: float) -> float:
    return tidy(max(0.0, min(1.0, number)))


def disc_wear(lots: Lots, age: int, wished: float | None, lower: str) -> float:
    """Return how worn the disc above a vertebra is, 0 to 1."""
    person = wished if wished is not None else 0.62 * (age - 22) / 70.0 + 0.1 * lots.own("wear")
    return _share(person + DISC_WEAR[lower] + 0.14 * lots.own("disc wear", lower))


def joint_wear(lots: Lots, age: int, wished: float | None, lower: str, side: Side) -> float:
    """Return how degenerated the facet joint above a vertebra is on one side, 0 to 1."""
    person = wished if wished is not None else 0.66 * (age - 26) / 65.0 + 0.1 * lots.own("wear")
    both = 0.1 * lots.own("joint wear", lower)
    return _share(person + JOINT_WEAR[lower] + both + 0.1 * lots.own("joint wear", lower, side))


def spurs(lots: Lots, wear: float, name: str, upper: bool) -> tuple[Osteophyte, ...]:
    """Return the osteophytes of a rim beside a disc of this wear."""
    rim = "upper rim" if upper else "lower rim"
    found = []
    for n in map(str, range(MOST_SPURS)):
        if not lots.happens(max(0.0, wear - 0.22) * 1.1, "spur", rim, name, n):
            continue
        behind = lots.happens(0.1, "spur behind", rim, name, n)
        low, high = BACK_ARC_DEG if behind else FRONT_ARC_DEG
        length = lots.between(1.0, 1.5 + 6.5 * wear, "spur length", rim, name, n)
        found.append(
            Osteophyte(
                upper=upper,
                angle_deg=tidy(lots.between(low, high, "spur place", rim, name, n)),
                length_mm=tidy(min(length, LONGEST_BACK_MM) if behind else length),
            )
        )
    return tuple(found)
