"""What a click in a vertebra makes of the plan: landmarks of it and its neighbours, found in the images."""

from __future__ import annotations

from msgspec.structs import replace

from planner.anatomy.spine import Level
from planner.geometry.vectors import Point
from planner.imaging.volume import Volume
from planner.plan.parts import Landmarks, MarkedLevel, Provenance
from planner.plan.plan import Plan
from planner.suggest.landmarks import find_column
from planner.ui.busy import busy


def with_found_landmarks(plan: Plan, volume: Volume, level: Level, inside: Point) -> Plan:
    """Return the plan with the landmarks that the images show, from a click in the body of one vertebra.

    The vertebra clicked is marked anew; of the others only those on which nothing is marked. What was found
    before, neither confirmed nor moved by anybody, gives way. Where the images do not look like a vertebra
    the plan stays as it is.
    """
    with busy():
        found = [vertebra for vertebra in find_column(volume, level, inside) if vertebra.is_sure]
    if found:
        plan = replace(plan, levels=tuple(marked for marked in plan.levels if not _is_untouched(marked)))
    for vertebra in found:
        if vertebra.level is level or plan.landmarks(vertebra.level) is None:
            plan = plan.with_level(
                MarkedLevel(
                    level=vertebra.level,
                    landmarks_mm=Landmarks(**vertebra.marks),
                    provenance=Provenance.TEMPLATE,
                    accepted=False,
                )
            )
    return plan


def _is_untouched(marked: MarkedLevel) -> bool:
    """Say whether landmarks are a proposal that nobody has had a hand in."""
    return marked.provenance is Provenance.TEMPLATE and not marked.accepted
