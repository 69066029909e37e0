"""Facet joints to inject: the point in the joint and the line of its dorsal opening."""

from __future__ import annotations

from collections.abc import Iterator

from planner.plan.parts import FacetTarget
from planner.ui import ink
from planner.ui.overlays.marks import Label, Mark, Spot
from planner.ui.overlays.sight import Sight
from planner.words import _


def marks(sight: Sight) -> Iterator[Mark]:
    """Yield the facet targets of the plan; one that nobody has accepted is dashed."""
    for target in sight.plan.targets:
        if isinstance(target, FacetTarget) and target.point_mm is not None:
            selected = target.id == sight.selected
            if target.opening_mm is not None:
                yield from sight.faded(target.opening_mm, ink.JOINT, 2.5, dashed=not target.accepted)
                for end in target.opening_mm:
                    yield Spot(sight.uv(end), ink.JOINT, 4.0 if selected else 2.0, sight.opacity(end))
            opacity = sight.opacity(target.point_mm)
            yield Spot(sight.uv(target.point_mm), ink.JOINT, 4.5 if selected else 3.0, opacity, filled=True)
            name = target.joint if target.accepted else _("{joint}: proposed").format(joint=target.joint)
            yield Label(sight.uv(target.point_mm), name, ink.JOINT, opacity)
