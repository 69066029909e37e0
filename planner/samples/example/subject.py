"""What the example plan is made from."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass

from planner.anatomy.spine import Joint, Level, Side
from planner.geometry.vectors import Point, Vector
from planner.plan.identity import Images, Patient
from planner.plan.parts import Landmarks
from planner.samples.implants.site import Distances
from planner.samples.implants.values import Implants
from planner.samples.known.values import MedialBranch, Root


@dataclass(frozen=True, kw_only=True, eq=False)
class Subject:
    """A person on the images, and what is to be treated.

    Attributes
    ----------
    joints, side
        The facet joints whose nerves are to be treated.
    landmarks
        Of the vertebrae that the plan marks.
    bone
        Of all bones; right near their surfaces.
    skin_along
        Where a line from a point within, in a direction outwards, leaves the skin; None where it does not.
    on_images
        Whether a point lies on the images, a little within their edge.
    uncertainty_mm
        How far a surface read off the voxels may lie from the true one: half the diagonal of a voxel.
    transitional
        Whether the lumbosacral vertebra is one: then the plan says so.
    """

    patient: Patient
    images: Images
    joints: tuple[Joint, ...]
    side: Side
    landmarks: Mapping[Level, Landmarks]
    branches: tuple[MedialBranch, ...]
    roots: tuple[Root, ...]
    implants: Implants
    bone: Distances
    skin_along: Callable[[Point, Vector], Point | None]
    on_images: Callable[[Point], bool]
    uncertainty_mm: float
    transitional: bool = False
