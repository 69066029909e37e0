"""What makes a case, as the writing of it sees that."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from typing import Protocol

import numpy as np
from numpy.typing import NDArray

from planner.geometry.frames import Frame
from planner.plan.identity import Images, Patient
from planner.samples.catalogue.case import Case
from planner.samples.person.traits import PersonTraits
from planner.samples.series.layout import Series

Tell = Callable[[float, str], None]
"""Told the share that is done, 0 to 1, and what is being done, in words of the language in force."""


@dataclass(frozen=True)
class Whose:
    """Whose images a plan and a truth belong to; `images` are those of the first series."""

    patient: Patient
    images: Images


class Made(Protocol):
    """A case with a person in it: bones and implants stand, nothing is painted yet."""

    @property
    def person(self) -> PersonTraits:
        """Who is scanned."""

    @property
    def frames(self) -> Mapping[str, Frame]:
        """Where the vertebrae stand, by name."""

    def images(self, series: Series, tell: Tell) -> Sequence[NDArray[np.int16]]:
        """Return the HU [k, j, i] of each block of a series, on the block's grid, as they are stored."""

    def truth(self, whose: Whose) -> bytes:
        """Return the content of ``truth.json``."""

    def plan(self, whose: Whose) -> bytes | None:
        """Return the content of ``plan.json``; None where the case has no example plan."""


Make = Callable[[Case], Made]
"""Draws the person of a case and puts bones and implants in place."""


def part_of(tell: Tell, start: float, end: float) -> Tell:
    """Return what tells of a part of the work that goes from the share `start` to the share `end`."""

    def told(share: float, words: str) -> None:
        tell(start + (end - start) * share, words)

    return told
