"""What an overlay is drawn from: the plan, its results, and the slice or X-ray picture looked at."""

from __future__ import annotations

from dataclasses import dataclass
from itertools import pairwise
from math import dist

from planner.carm.beam_view import BeamView
from planner.checks.result import Assessed, Result
from planner.geometry.frames import ViewPlane
from planner.geometry.sections import Outline, section
from planner.geometry.solids import Capsule, Spheroid
from planner.geometry.vectors import Point
from planner.plan.parts import Hardware
from planner.plan.plan import Plan
from planner.suggest.paths.access import AccessMap
from planner.ui.overlays.marks import UV, Label, Mark, Patch, Stroke, Tube

FADE_MM = (2.0, 6.0, 14.0, 30.0)
"""Distances from the plane at which a line grows fainter."""
FADE_OPACITY = (1.0, 0.7, 0.4, 0.22, 0.1)
"""How strong a line is drawn up to each of these distances, and beyond: things fade, they never vanish."""


SHAPE_OPACITY = 0.9
"""How strong the outline of a solid is drawn."""

AnyView = ViewPlane | BeamView
"""What a picture shows: a slice, on which things fade with their distance, or a beam, which passes all."""


@dataclass(frozen=True)
class Sight:
    """A plan with its results, looked at in `view`. `selected` is the id of the part picked out.

    `strength` is how strong it is drawn, 0 to 1, before it fades away from a slice. `whole` is the plan that
    `plan` is only a part of. `proposed` is hardware that waits to be accepted, `access` what is possible from
    the skin, where that is looked at.
    """

    plan: Plan
    results: tuple[Result, ...]
    view: AnyView
    selected: str = ""
    strength: float = 1.0
    whole: Plan | None = None
    proposed: tuple[Hardware, ...] = ()
    access: AccessMap | None = None

    @property
    def whole_plan(self) -> Plan:
        """The plan with everything in it, drawn here or not."""
        return self.whole or self.plan

    @property
    def beam_view(self) -> BeamView | None:
        """The view of a C-arm that is looked at; None where it is a slice."""
        return self.view if isinstance(self.view, BeamView) else None

    def uv(self, point: Point) -> UV:
        """Return where a point lies in the picture, in mm."""
        u, v, _ = self.view.to_view(point)
        return u, v

    def shape(
        self, solid: Capsule | Spheroid, colour: str, width_px: float, dashed: bool = False, fill: float = 0.0
    ) -> tuple[Mark, ...]:
        """Return the outline in which the slice cuts a solid, or its silhouette in the beam; none if none."""
        outline = self._outline(solid)
        if outline is None:
            return ()
        return (Stroke(outline, colour, width_px, dashed, SHAPE_OPACITY * self.strength, True, fill),)

    def name_of(self, solid: Capsule | Spheroid, name: str, colour: str, towards: Point) -> tuple[Mark, ...]:
        """Return a name at the edge of a solid that is nearest to a point; none where it is not seen."""
        outline, aim = self._outline(solid), self.uv(towards)
        if outline is None:
            return ()
        return (Label(min(outline, key=lambda uv: dist(uv, aim)), name, colour, self.strength),)

    def _outline(self, solid: Capsule | Spheroid) -> Outline | None:
        return self.view.outline(solid) if isinstance(self.view, BeamView) else section(solid, self.view)

    def chain(
        self, solids: tuple[Capsule, ...], colour: str, width_px: float, fill: float, dashed: bool = False
    ) -> tuple[Mark, ...]:
        """Return what is seen of capsules end to end: what a slice cuts of them, or one tube in a beam."""
        if len(solids) == 1:
            return self.shape(solids[0], colour, width_px, dashed, fill)
        beam_view = self.beam_view
        if beam_view is None:
            cuts = tuple(outline for solid in solids if (outline := self._outline(solid)) is not None)
            opacity = SHAPE_OPACITY * self.strength
            return (Patch(cuts, colour, width_px, opacity, fill, dashed),) if cuts else ()
        points = (solids[0].start, *(solid.end for solid in solids))
        middle = points[len(points) // 2]
        width_mm = 2.0 * solids[0].radius_mm * beam_view.magnification_at(middle)
        places = tuple(self.uv(point) for point in points)
        return (Tube(places, colour, width_mm, width_px, SHAPE_OPACITY * self.strength, fill, dashed),)

    def opacity(self, point: Point) -> float:
        """Return how strong a thing at this point is drawn, 0 to 1."""
        if self.beam_view is not None:
            return self.strength
        return self.strength * _opacity(self.view.to_view(point)[2])

    def assessed(self, check: str) -> tuple[Assessed, ...]:
        """Return the results of one check that have a value."""
        return tuple(r for r in self.results if isinstance(r, Assessed) and r.check == check)

    def faded(
        self, points: tuple[Point, ...], colour: str, width_px: float, dashed: bool = False
    ) -> tuple[Mark, ...]:
        """Return a chain of points as strokes that fade with their distance from a slice; one in a beam."""
        if self.beam_view is not None:
            return (Stroke(tuple(map(self.uv, points)), colour, width_px, dashed, self.strength),)
        strokes: list[Mark] = []
        for a, b in pairwise(points):
            for start, end in pairwise(self._cut_by_depth(a, b)):
                opacity = self.opacity(start.towards(end, 0.5))
                strokes.append(Stroke((self.uv(start), self.uv(end)), colour, width_px, dashed, opacity))
        return tuple(strokes)

    def _cut_by_depth(self, a: Point, b: Point) -> list[Point]:
        """Return the ends of a line and the points in which it passes a limit of fading, in order."""
        start, end = self.view.to_view(a)[2], self.view.to_view(b)[2]
        if start == end:
            return [a, b]
        limits = [sign * limit for limit in FADE_MM for sign in (-1.0, 1.0)]
        shares = sorted(s for limit in limits if 0.0 < (s := (limit - start) / (end - start)) < 1.0)
        return [a, *(a.towards(b, share) for share in shares), b]


def _opacity(depth_mm: float) -> float:
    for limit, opacity in zip(FADE_MM, FADE_OPACITY, strict=False):
        if abs(depth_mm) <= limit:
            return opacity
    return FADE_OPACITY[-1]
