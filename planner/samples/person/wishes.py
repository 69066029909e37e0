"""What a case asks of its person; what is not asked for is drawn."""

from __future__ import annotations

from dataclasses import dataclass

from planner.anatomy.spine import Side
from planner.samples.person.traits import Sex, Transitional

OLDEST, YOUNGEST = 95, 18
MOST_SCOLIOSIS_DEG = 15.0


@dataclass(frozen=True, kw_only=True)
class Wishes:
    """What is asked for; None leaves it to chance.

    Attributes
    ----------
    scoliosis_deg
        Angle of Cobb between T12 and L4; positive is convex to the left.
    transitional_sides
        Of a sacralised L5.
    degeneration
        Of discs and joints, 0 to 1, instead of what the age makes likely.

    Raises
    ------
    ValueError
        If something beyond the limits is asked for.
    """

    age: int | None = None
    sex: Sex | None = None
    back_fat_mm: float | None = None
    belly: float | None = None
    scoliosis_deg: float | None = None
    transitional: Transitional | None = None
    transitional_sides: tuple[Side, ...] | None = None
    osteoporotic: bool | None = None
    degeneration: float | None = None
    infiltration: float | None = None

    def __post_init__(self) -> None:
        if self.age is not None and not YOUNGEST <= self.age <= OLDEST:
            raise ValueError(f"a person of {YOUNGEST} to {OLDEST} years is scanned, not of {self.age}")
        if self.scoliosis_deg is not None and abs(self.scoliosis_deg) > MOST_SCOLIOSIS_DEG:
            raise ValueError(f"scoliosis goes to {MOST_SCOLIOSIS_DEG:g} degrees")
        for share in (self.belly, self.degeneration, self.infiltration):
            if share is not None and not 0.0 <= share <= 1.0:
                raise ValueError("a share lies between 0 and 1")
        if self.back_fat_mm is not None and not 3.0 <= self.back_fat_mm <= 70.0:
            raise ValueError("the fat of the back is 3 to 70 mm thick")
