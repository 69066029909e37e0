"""A thermometer needle for the metal that a lesion comes near to: its tip lies on it, beside the lesion."""

from __future__ import annotations

from math import cos, pi, sin

import numpy as np
from numpy.typing import NDArray

from planner.checks.gaps import Pieces, hazards_of, nearest_of
from planner.checks.reasons import Reason
from planner.checks.scene import Scene
from planner.devices.catalogue import catalogue
from planner.geometry.solids import Capsule
from planner.geometry.vectors import POSTERIOR, Point, Vector, any_perpendicular
from planner.guideline.rules import Rules
from planner.plan.parts import Needle, Role
from planner.plan.plan import Plan
from planner.suggest.paths.choosing import chosen
from planner.suggest.paths.judging import needle_id_for
from planner.suggest.paths.looking import FROM_BEHIND_DEG, STEP_DEG, excluding, look
from planner.suggest.paths.metal_cost import blocks
from planner.suggest.paths.proposal import Proposals
from planner.suggest.paths.propose import NoPathsError
from planner.suggest.paths.task import task_for
from planner.suggest.paths.ways import cone, onto_places
from planner.words import _

NEAR_MM = 6.0
"""Ours: a tip farther from where the lesion is nearest to the metal tells little of how warm that gets."""
STEP_MM, TURNS = 1.5, 12
"""Places on the metal are tried in such steps along it, in so many turns round it."""


def propose_thermometer(plan: Plan, electrode: Needle, scene: Scene, rules: Rules) -> Proposals:
    """Return the ways for a thermometer needle onto the metal nearest to the lesion of an electrode.

    Raises
    ------
    NoPathsError
        If there are no images, there is no metal in the plan, or the electrode has no target or lesion.
    """
    target, device = plan.target_of(electrode), catalogue().get(electrode.device)
    if scene.volume is None:
        raise NoPathsError(_("Needle paths are looked for on images: open those of the plan first."))
    lesions = Reason.UNKNOWN_DEVICE if device is None else hazards_of(electrode, device)
    if target is None or isinstance(lesions, Reason):
        raise NoPathsError(_("Needle {id} burns nothing that is known.").format(id=electrode.id))
    task = task_for(plan, target, scene, rules, Role.THERMOMETER)
    metal = task.around.metal
    if metal is None:
        raise NoPathsError(_("No hardware is in the plan: there is no metal to lay a thermometer on."))
    places = _places(metal, lesions, task.radius_mm)
    hubs = cone(POSTERIOR, FROM_BEHIND_DEG, STEP_DEG)
    found = look(task, ways=onto_places(places, hubs))
    return Proposals(
        target=target,
        proposals=chosen(task, found, needle_id_for(task, plan.needles)),
        tried=len(found.grid.ways),
        free=int(found.grid.free.sum()),
        looked_at=found.count,
        excluded=excluding(found.counts),
        blocks=blocks(task, found),
    )


def _places(metal: Pieces, lesions: tuple[Capsule, ...], radius_mm: float) -> NDArray[np.float64]:
    """Return places of a tip that touches the metal near to where the lesions are nearest to it, [n, 3]."""
    nearest = nearest_of(lesions, metal)
    beside, piece = nearest.gap.witness.first, nearest.piece
    found = [
        p for p in _round(piece, radius_mm) if p.distance_to(beside) <= NEAR_MM + nearest.solid.radius_mm
    ]
    best = sorted(found or _round(piece, radius_mm), key=lambda p: p.distance_to(beside))
    return np.array([tuple(place) for place in best[:MOST]])


MOST = 24
"""So many places on the metal, the nearest ones to the lesion, are tried."""


def _round(piece: Capsule, radius_mm: float) -> list[Point]:
    """Return the centres of a needle's end that touches a piece of metal, all round it and along it."""
    span = piece.end - piece.start
    along = span.unit() if span.length > 0.0 else POSTERIOR
    first = any_perpendicular(along)
    second, away_mm = along.cross(first), piece.radius_mm + radius_mm
    count = max(1, round(span.length / STEP_MM))
    places = []
    for n in range(count + 1):
        for turn in (2.0 * pi * m / TURNS for m in range(TURNS)):
            out: Vector = (first * cos(turn) + second * sin(turn)) * away_mm
            places.append(piece.start.towards(piece.end, n / count) + out)
    return places
