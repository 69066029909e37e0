"""Levels, sides, facet joints and medial branches, and which belongs to which.

References
----------
Bogduk and Long: the medial branch of level n crosses the vertebra below it; every joint is served by two
nerves, every nerve serves two joints. The L5 nerve here is the L5 dorsal ramus, on the ala of S1.
"""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum


class Level(StrEnum):
    """A vertebra, T12 to S1."""

    T12 = "T12"
    L1 = "L1"
    L2 = "L2"
    L3 = "L3"
    L4 = "L4"
    L5 = "L5"
    S1 = "S1"

    @property
    def order(self) -> int:
        """0 for T12, counting downwards."""
        return _LEVELS.index(self)

    @property
    def below(self) -> Level | None:
        """The next vertebra towards the feet; None below S1."""
        return _LEVELS[self.order + 1] if self.order + 1 < len(_LEVELS) else None

    @property
    def above(self) -> Level | None:
        """The next vertebra towards the head; None above T12."""
        return _LEVELS[self.order - 1] if self.order > 0 else None


_LEVELS = tuple(Level)


class Side(StrEnum):
    """A side of the patient."""

    LEFT = "left"
    RIGHT = "right"

    @property
    def other(self) -> Side:
        """The opposite side."""
        return Side.RIGHT if self is Side.LEFT else Side.LEFT

    @property
    def sign(self) -> int:
        """+1 for left and -1 for right: the direction along x of DICOM LPS."""
        return 1 if self is Side.LEFT else -1


@dataclass(frozen=True, order=True)
class Joint:
    """The facet joints between a vertebra and the next, named "L4-L5".

    Raises
    ------
    ValueError
        If there is no lumbar joint below this vertebra.
    """

    upper: Level

    def __post_init__(self) -> None:
        if self.upper in (Level.T12, Level.S1):
            raise ValueError(f"there is no lumbar facet joint below {self.upper}")

    @classmethod
    def named(cls, name: str) -> Joint:
        """Return the joint of a name such as "L4-L5".

        Raises
        ------
        ValueError
            If no lumbar joint has this name.
        """
        for joint in JOINTS:
            if joint.name == name:
                return joint
        raise ValueError(
            f"no lumbar facet joint is called {name!r}; there are " + ", ".join(j.name for j in JOINTS)
        )

    @property
    def lower(self) -> Level:
        """The vertebra below."""
        return _LEVELS[self.upper.order + 1]

    @property
    def name(self) -> str:
        """For example "L4-L5"."""
        return f"{self.upper}-{self.lower}"

    @property
    def nerves(self) -> tuple[Level, Level]:
        """The levels of the two nerves that serve it: L3 and L4 for the joint L4-L5."""
        return _LEVELS[self.upper.order - 1], self.upper


JOINTS = tuple(Joint(level) for level in _LEVELS if level not in (Level.T12, Level.S1))
"""L1-L2 to L5-S1."""

NERVES = tuple(level for level in _LEVELS if level is not Level.S1)
"""Levels of the nerves that serve lumbar facet joints: T12 to L5 (L5 is the dorsal ramus)."""


def bone_of(nerve: Level) -> Level:
    """Return the vertebra on which the medial branch of `nerve` lies: the one below.

    Raises
    ------
    ValueError
        For S1, which is no nerve of a lumbar facet joint.
    """
    below = nerve.below
    if below is None:
        raise ValueError("the S1 dorsal ramus serves no lumbar facet joint")
    return below


def joints_served_by(nerve: Level) -> tuple[Joint, ...]:
    """Return the joints that a nerve serves, from above downwards."""
    return tuple(joint for joint in JOINTS if nerve in joint.nerves)


def nerves_of(joints: tuple[Joint, ...]) -> tuple[Level, ...]:
    """Return the nerves that a set of joints needs, each once, from above downwards."""
    needed = {nerve for joint in joints for nerve in joint.nerves}
    return tuple(nerve for nerve in NERVES if nerve in needed)
