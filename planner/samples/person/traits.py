"""What varies from person to person: sizes, angles and places of the parts of a spine, as values.

Positions are (left, posterior, superior) in mm in the frame of a vertebra, whose origin is the centre of its
superior endplate. Left and right are independent.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Literal

from planner.anatomy.spine import Level, Side
from planner.geometry.vectors import Vector

Transitional = Literal["none", "sacralised_l5", "lumbarised_s1"]
"""With a lumbarised S1 there are six bodies of lumbar shape above the sacrum."""
Sex = Literal["F", "M"]


@dataclass(frozen=True, kw_only=True)
class Osteophyte:
    """A spur on the rim of an endplate; `angle_deg`: 0 left, 90 front, 180 right."""

    upper: bool
    angle_deg: float
    length_mm: float


@dataclass(frozen=True, kw_only=True)
class BodyTraits:
    """The body of a vertebra; depths are front to back.

    Attributes
    ----------
    front_mm, back_mm
        Heights in the midline, along the frame's superior: the lower endplate is a plane through the point
        `middle_mm` below the origin.
    left_taller_mm
        Height at the left edge less that at the right.
    upper_dish_mm, lower_dish_mm
        How deep the endplates are hollowed.
    """

    upper_depth_mm: float
    upper_width_mm: float
    lower_depth_mm: float
    lower_width_mm: float
    waist_depth_mm: float
    waist_width_mm: float
    front_mm: float
    back_mm: float
    left_taller_mm: float = 0.0
    upper_dish_mm: float = 1.2
    lower_dish_mm: float = 1.9
    osteophytes: tuple[Osteophyte, ...] = ()

    @property
    def middle_mm(self) -> float:
        """Height half-way between front and back."""
        return (self.front_mm + self.back_mm) / 2.0


@dataclass(frozen=True, kw_only=True)
class ArchTraits:
    """One side of the arch.

    Attributes
    ----------
    pedicle
        Centre of the narrowest part.
    pedicle_angle_deg
        Of the pedicle's axis from the sagittal plane, opening backwards and outwards.
    transverse_tip
        Tip of the transverse process; of the sacrum, the crest of the ala.
    mamillary_mm, accessory_mm
        How far these processes stand out.
    """

    pedicle: Vector
    pedicle_width_mm: float
    pedicle_height_mm: float
    pedicle_angle_deg: float
    transverse_tip: Vector
    transverse_height_mm: float
    transverse_thickness_mm: float
    mamillary_mm: float
    accessory_mm: float
    lamina_thickness_mm: float


@dataclass(frozen=True, kw_only=True)
class FacetTraits:
    """A facet joint, in the frame of its lower vertebra; it makes the articular processes what they are.

    Attributes
    ----------
    plane_to_sagittal_deg
        Of the mean plane, 0 sagittal, 90 coronal; the outer side faces backwards and inwards.
    lean_deg
        By how much the upper end of the joint lies in front of what is upright.
    radius_mm
        Of the curve of the faces across; the dorsal part is the more sagittal.
    gap_mm
        Width of the joint space between the subchondral plates, where the joint is not degenerated.
    degeneration
        0 healthy to 1: narrowed, sclerotic, with spurs.
    """

    centre: Vector
    plane_to_sagittal_deg: float
    lean_deg: float
    width_mm: float
    height_mm: float
    radius_mm: float
    gap_mm: float
    degeneration: float = 0.0


@dataclass(frozen=True, kw_only=True)
class VertebraTraits:
    """A vertebra; `level` is None for those outside T12 to S1, which frame the picture.

    Attributes
    ----------
    spinous_tip
        Middle of its dorsal edge.
    canal_depth_mm, canal_width_mm
        Of the bony canal at the height of the pedicles.
    ribs
        Whether a pair of ribs is borne.
    """

    name: str
    level: Level | None
    body: BodyTraits
    arches: Mapping[Side, ArchTraits]
    spinous_tip: Vector
    spinous_height_mm: float
    spinous_thickness_mm: float
    canal_depth_mm: float
    canal_width_mm: float
    ribs: bool = False


@dataclass(frozen=True, kw_only=True)
class DiscTraits:
    """A disc and how the upper vertebra stands on it.

    Attributes
    ----------
    front_mm, back_mm
        Heights in the midline, half the endplates' depth in front of their centres and behind.
    shift_mm
        The upper vertebra's lower endplate lies so far in front of the lower vertebra's upper one.
    lateral_deg
        The top leans to the left of the patient (scoliosis).
    turn_deg
        The upper vertebra's front is turned to the left of the patient (rotation).
    bulge_mm
        Beyond the rims.
    vacuum
        Whether there is gas in it.
    """

    front_mm: float
    back_mm: float
    shift_mm: float = 0.0
    lateral_deg: float = 0.0
    turn_deg: float = 0.0
    bulge_mm: float = 1.0
    vacuum: bool = False


@dataclass(frozen=True, kw_only=True)
class SpineTraits:
    """All vertebrae from the top, the discs below each but the last, and the joints.

    Attributes
    ----------
    facets
        By name of the lower vertebra, and side.
    sacral_slope_deg
        Of the upper endplate of the sacrum (of the last vertebra), downwards to the front, lying on the back.
    """

    vertebrae: tuple[VertebraTraits, ...]
    discs: tuple[DiscTraits, ...]
    facets: Mapping[tuple[str, Side], FacetTraits]
    sacral_slope_deg: float
    transitional: Transitional = "none"


@dataclass(frozen=True, kw_only=True)
class PersonTraits:
    """One person.

    Attributes
    ----------
    cancellous_hu
        Mean of the inside of a lumbar body; it falls with age and with osteoporosis.
    cortex
        Share of the usual thickness of the cortex.
    back_fat_mm
        Of the fat behind the muscles at L4.
    belly
        0 lean to 1 very obese: girth in front and at the sides.
    muscle
        Share of the usual size of the muscles.
    infiltration
        How fatty the multifidus is, 0 to 1.
    plaque
        Calcium in the wall of the aorta, 0 to 1.
    """

    seed: int
    sex: Sex
    age: int
    spine: SpineTraits
    cancellous_hu: float
    cortex: float
    back_fat_mm: float
    belly: float
    muscle: float
    infiltration: float
    plaque: float
