"""All that is known of a person before a scanner sees him."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from functools import cached_property

from planner.geometry.vectors import Point
from planner.samples.implants.values import NOTHING, Implants
from planner.samples.known.branches import medial_branches
from planner.samples.known.foramina import canals, foramina
from planner.samples.known.joints import joint_spaces
from planner.samples.known.roots import roots
from planner.samples.known.values import Canal, Foramen, JointSpace, MedialBranch, Root
from planner.samples.person.traits import PersonTraits
from planner.samples.skeleton.bones import Skeleton

SkinBehind = Callable[[Point], Point]
"""The skin straight behind a point of the body."""


@dataclass(frozen=True, eq=False)
class Known:
    """Where this person's own bone puts things, and nerves that metal has pushed aside.

    Each is worked out when it is first asked for.
    """

    person: PersonTraits
    skeleton: Skeleton
    implants: Implants = NOTHING

    @cached_property
    def branches(self) -> tuple[MedialBranch, ...]:
        """The medial branches."""
        return medial_branches(self.skeleton, self.person.seed, self.implants.capsules)

    @cached_property
    def roots(self) -> tuple[Root, ...]:
        """The exiting roots."""
        return roots(self.skeleton, self.person.seed)

    @cached_property
    def joints(self) -> tuple[JointSpace, ...]:
        """The facet joints."""
        return joint_spaces(self.skeleton)

    @cached_property
    def foramina(self) -> tuple[Foramen, ...]:
        """The foramina."""
        return foramina(self.skeleton)

    @cached_property
    def canals(self) -> tuple[Canal, ...]:
        """The canal at each vertebra."""
        return canals(self.skeleton)
