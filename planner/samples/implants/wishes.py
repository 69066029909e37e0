"""What a case asks of its implants."""

from __future__ import annotations

from dataclasses import dataclass

from planner.anatomy.spine import Level, Side
from planner.samples.implants.values import METALS, Material, Misplacement


@dataclass(frozen=True)
class Misplaced:
    """A screw that is to miss its pedicle."""

    level: Level
    side: Side
    how: Misplacement


@dataclass(frozen=True, kw_only=True)
class ImplantWishes:
    """What has been put in; sizes, entries and angles are drawn for each person.

    Attributes
    ----------
    screws
        Levels with a pedicle screw on each of `sides`; neighbours are joined by rods.
    cement
        Bodies that hold cement; `leaking` are those of them out of which a little has leaked.
    cages
        Upper vertebrae of the discs that hold a cage.

    Raises
    ------
    ValueError
        If something is asked that cannot be: no metal for screws, a cross-link between fewer than two rods.
    """

    screws: tuple[Level, ...] = ()
    sides: tuple[Side, ...] = (Side.LEFT, Side.RIGHT)
    material: Material = Material.TITANIUM
    misplaced: tuple[Misplaced, ...] = ()
    cross_link: bool = False
    cement: tuple[Level, ...] = ()
    leaking: tuple[Level, ...] = ()
    cages: tuple[Level, ...] = ()
    cage_material: Material = Material.PEEK

    def __post_init__(self) -> None:
        if self.material not in METALS:
            raise ValueError("screws and rods are made of metal")
        if self.cross_link and (len(self.sides) < 2 or len(self.screws) < 2):
            raise ValueError("a cross-link joins two rods")
        if any(m.level not in self.screws or m.side not in self.sides for m in self.misplaced):
            raise ValueError("only a screw that is there can be misplaced")
        if not set(self.leaking) <= set(self.cement):
            raise ValueError("only cement that is there can leak")


NO_IMPLANTS = ImplantWishes()
"""Nothing has been put in."""
