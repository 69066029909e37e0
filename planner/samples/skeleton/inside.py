"""What is inside a bone: where it is the body of a vertebra, where the bone under a joint is dense."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass

from planner.anatomy.spine import Side
from planner.samples.field.shape import Shape, block
from planner.samples.field.solid import Part, Solid
from planner.samples.person.traits import BodyTraits, PersonTraits
from planner.samples.skeleton.joints import FacetJoint

SUBCHONDRAL_MM, SCLEROTIC_MM = 1.3, 1.7
"""How deep the dense bone below the face of a joint is, and how much deeper in a joint degenerated to 1."""


@dataclass(frozen=True)
class Inside:
    """What lies within the surface of a bone.

    Attributes
    ----------
    body
        Of a vertebra: where its endplates lie.
    bodies, faces
        The bodies without arch and processes; the dense bone beside joint spaces. None where there is none.
    density
        Of the cancellous bone outside the bodies, against that within.
    cortex_mm
        Thickness of the cortex outside the bodies.
    """

    body: BodyTraits | None = None
    bodies: Solid | None = None
    faces: Solid | None = None
    density: float = 1.0
    cortex_mm: float = 0.95


@dataclass(frozen=True)
class BoneTissue:
    """HU of bone, before the scanner blurs it with what is beside it, and how thick its shells are.

    Attributes
    ----------
    cancellous_hu
        Mean within the bodies.
    cortex
        Share of the usual thickness.
    strut_hu, patch_hu
        Standard deviation of the vertical striation, and how far fatty marrow takes it down in patches.
    """

    cancellous_hu: float = 160.0
    arch_hu: float = 260.0
    process_hu: float = 540.0
    shell_hu: float = 950.0
    cortex_hu: float = 1380.0
    dense_hu: float = 1560.0
    cortex: float = 1.0
    shell_mm: float = 0.55
    plate_mm: float = 0.66
    strut_hu: float = 42.0
    patch_hu: float = 18.0

    @classmethod
    def of(cls, person: PersonTraits) -> BoneTissue:
        """Return the bone of a person: with age it is less dense and more uneven."""
        lack = max(0.0, min(1.0, (170.0 - person.cancellous_hu) / 130.0))
        return cls(
            cancellous_hu=person.cancellous_hu,
            arch_hu=150.0 + 0.85 * person.cancellous_hu,
            process_hu=400.0 + 0.9 * person.cancellous_hu,
            cortex_hu=1380.0 - 160.0 * lack,
            cortex=person.cortex,
            strut_hu=36.0 + 20.0 * lack,
            patch_hu=10.0 + 22.0 * max(0.0, min(1.0, (person.age - 30.0) / 50.0)),
        )


def faces_of(above: Mapping[Side, FacetJoint], below: Mapping[Side, FacetJoint]) -> Solid | None:
    """Return the dense bone beside the spaces of joints, whichever bone it belongs to."""
    parts = tuple(_dense(joint) for joint in (*above.values(), *below.values()))
    return Solid(parts) if parts else None


def bodies_of(shapes: Iterable[Shape]) -> Solid:
    """Return the bodies as one solid."""
    return Solid(tuple(Part(shape, 0.0) for shape in shapes))


def _dense(joint: FacetJoint) -> Part:
    deep = joint.gap_mm / 2.0 + SUBCHONDRAL_MM + SCLEROTIC_MM * joint.traits.degeneration
    half = (joint.reach_mm + 1.0, deep + 3.0, joint.traits.height_mm / 2.0 + 1.0)
    return Part(
        block(joint.centre, half, 1.0, joint.axes),
        0.5,
        within=(joint.within(deep),),
        without=(joint.within(-deep),),
        cut_mm=0.5,
    )
