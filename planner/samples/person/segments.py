"""What lies between two vertebrae of a person: the disc, and the facet joints on either side."""

from __future__ import annotations

from dataclasses import dataclass

from planner.anatomy.spine import Side
from planner.geometry.vectors import Vector
from planner.samples.angles import cos_sin
from planner.samples.person.lots import Lots, tidy, value
from planner.samples.person.population import population
from planner.samples.person.traits import DiscTraits, FacetTraits, VertebraTraits
from planner.samples.person.vertebrae import Factors

THINNEST_MM = 2.2
"""No disc is thinner, in front or behind."""
TROPISM_DEG = ((0.0, 7.0), (7.0, 15.0), (15.0, 21.0))
"""Between what the planes of the two sides differ: even, unlike, very unlike."""
SACRALISED_DISC = 0.5
SACRALISED_FACE = 0.75


@dataclass(frozen=True)
class Segment:
    """Two neighbours.

    Attributes
    ----------
    like
        Name of the vertebra whose discs and joints those above the lower one resemble.
    stiff
        The upper one is an L5 that has become part of the sacrum.
    """

    upper: VertebraTraits
    lower: VertebraTraits
    like: str
    stiff: bool = False

    @property
    def depth_mm(self) -> float:
        """Of the disc, front to back."""
        return (self.upper.body.lower_depth_mm + self.lower.body.upper_depth_mm) / 2.0


def disc(
    lots: Lots, factors: Factors, segment: Segment, wear: float, lateral_deg: float, turn_deg: float
) -> DiscTraits:
    """Return the disc between two vertebrae.

    Parameters
    ----------
    wear
        0 to 1: with it the disc is lower, less wedged, bulges more, and may hold gas.
    """
    of, name = population().disc, segment.lower.name
    middle = value(lots, of.middle_mm[segment.like], "disc", name, follows=factors.height, share=0.5)
    wedge = value(lots, of.wedge_deg[segment.like], "wedge", name, follows=factors.lordosis, share=0.55)
    slip = value(lots, of.slip_mm[segment.like], "slip", name)
    narrowed = max(0.0, wear - 0.3) / 0.7
    middle *= 1.0 - 0.5 * narrowed
    wedge *= 1.0 - 0.4 * narrowed
    if segment.stiff:
        middle, wedge, slip = middle * SACRALISED_DISC, wedge * SACRALISED_DISC, 0.0
    half = segment.depth_mm * cos_sin(90.0 - wedge / 2.0)[0]
    middle = max(middle, THINNEST_MM + 0.4)
    half = max(-(middle - THINNEST_MM), min(middle - THINNEST_MM, half))
    aligned = (segment.upper.body.lower_depth_mm - segment.lower.body.upper_depth_mm) / 2.0
    return DiscTraits(
        front_mm=tidy(middle + half),
        back_mm=tidy(middle - half),
        shift_mm=tidy(aligned + slip),
        lateral_deg=0.3 * lateral_deg if segment.stiff else lateral_deg,
        turn_deg=0.3 * turn_deg if segment.stiff else turn_deg,
        bulge_mm=tidy(max(0.0, 0.6 + 2.4 * wear + 0.4 * lots.own("bulge", name))),
        vacuum=lots.happens(max(0.0, wear - 0.55) * 1.4, "vacuum", name),
    )


def planes_deg(lots: Lots, segment: Segment) -> dict[Side, float]:
    """Return the planes of the joints between two vertebrae to the sagittal plane: a mean and a tropism."""
    lower = segment.lower.name
    spread = population().facet.plane_to_sagittal_deg[segment.like]
    mean = value(lots, spread, "plane", lower)
    unlike, very = population().tropism[lower]
    grade = int(lots.happens(unlike + very, "tropism", lower))
    if grade and lots.happens(very / (unlike + very), "severe tropism", lower):
        grade = 2
    low, high = TROPISM_DEG[grade]
    apart = lots.between(low, high, "tropism", lower, "degrees") * lots.sign("tropism", lower, "side") / 2.0
    return {side: tidy(spread.held(mean + side.sign * apart)) for side in Side}


def facet(
    lots: Lots, factors: Factors, segment: Segment, side: Side, plane_deg: float, degeneration: float
) -> FacetTraits:
    """Return one joint; its place goes with the canal and the body of the lower vertebra."""
    of, lower = population().facet, segment.lower
    name, ring, body = lower.name, population().ring, population().body
    wider = (lower.canal_width_mm - ring.canal_width_mm[segment.like].mean) / 2.0
    deeper = (lower.body.upper_depth_mm - body.upper_depth_mm[segment.like].mean) / 2.0
    deeper += 0.8 * (lower.canal_depth_mm - ring.canal_depth_mm[segment.like].mean)
    smaller = SACRALISED_FACE if segment.stiff else 1.0

    def sided(what: str, follows: float = 0.0) -> float:
        common = 0.5 * follows + 0.866 * lots.own("facet", what, name)
        return value(
            lots, getattr(of, what)[segment.like], "facet", what, name, side, follows=common, share=0.85
        )

    lateral = sided("lateral_mm") + 0.8 * wider
    behind = sided("behind_mm") + deeper
    return FacetTraits(
        centre=Vector(tidy(side.sign * lateral), tidy(behind), -sided("below_mm")),
        plane_to_sagittal_deg=plane_deg,
        lean_deg=sided("lean_deg"),
        width_mm=tidy(smaller * sided("width_mm", factors.size)),
        height_mm=tidy(smaller * sided("height_mm", factors.size)),
        radius_mm=sided("radius_mm"),
        gap_mm=sided("gap_mm"),
        degeneration=degeneration,
    )
