"""The foramina of the roots, and the canal."""

from __future__ import annotations

from itertools import pairwise

from planner.anatomy.spine import Side
from planner.geometry.vectors import Point, Vector
from planner.samples.angles import cos_sin
from planner.samples.known.around import Around, points_of, rows
from planner.samples.known.values import Canal, Foramen
from planner.samples.skeleton.bones import Skeleton, VertebraBone

RAYS = 24
FARTHEST_MM = 15.0
BEHIND = 0.3
"""A ray whose direction has at least this much of backwards meets the posterior border."""


def foramina(skeleton: Skeleton) -> tuple[Foramen, ...]:
    """Return the foramina below T12 to L5, and below an S1 of lumbar shape."""
    bones = list(skeleton.vertebrae.values())
    return tuple(
        foramen
        for upper, lower in pairwise(bones)
        if upper.traits.level is not None
        for side in Side
        if (foramen := _foramen(upper, lower, side)) is not None
    )


def canals(skeleton: Skeleton) -> tuple[Canal, ...]:
    """Return the canal at the pedicles of each vertebra."""
    found = []
    for bone in skeleton.vertebrae.values():
        traits = bone.traits
        height = sum(traits.arches[side].pedicle.z for side in Side) / 2.0
        behind = (traits.body.upper_depth_mm + traits.canal_depth_mm) / 2.0
        centre = points_of(rows([bone.to_patient(Vector(0.0, behind, height))]))[0]
        found.append(
            Canal(
                name=bone.name,
                centre=centre,
                half_width_mm=traits.canal_width_mm / 2.0,
                half_depth_mm=traits.canal_depth_mm / 2.0,
            )
        )
    return tuple(found)


def _foramen(upper: VertebraBone, lower: VertebraBone, side: Side) -> Foramen | None:
    """Return the foramen between two vertebrae; None where it is closed."""
    level, around = upper.traits.level, Around((upper, lower))
    above, below = upper.traits.arches[side], lower.traits.arches[side]
    roof = upper.to_patient(above.pedicle + Vector(0.0, 0.0, -above.pedicle_height_mm / 2.0))
    floor = lower.to_patient(below.pedicle + Vector(0.0, 0.0, below.pedicle_height_mm / 2.0))
    middle = points_of(around.cleared(rows([roof.towards(floor, 0.42)]), rows([Point(3.5, 0, 0)])[:, 0], 20))[
        0
    ]
    if level is None or around.distances_mm(rows([middle]))[0] < 1.0:
        return None
    up = (roof - floor).unit()
    back = upper.frame.posterior.without(up).unit()
    turns = [cos_sin(360.0 * n / RAYS) for n in range(RAYS)]
    hits = [around.met(middle, up * c + back * s, 0.0, FARTHEST_MM) for c, s in turns]
    far = [None if hit is None else hit.distance_to(middle) for hit in hits]
    ring = tuple(
        middle + (up * c + back * s) * reach for (c, s), reach in zip(turns, _filled(far), strict=True)
    )
    behind = tuple(point for point, (_, s) in zip(ring, turns, strict=True) if s >= BEHIND)
    return Foramen(
        upper=level,
        side=side,
        centre=middle,
        border=points_of(rows(ring)),
        posterior_border=points_of(rows(behind)),
    )


def _filled(far: list[float | None]) -> list[float]:
    """Return the reach of all rays round a ring; those that met the disc, not bone, as their neighbours."""
    known = [n for n, reach in enumerate(far) if reach is not None]
    if not known:
        return [FARTHEST_MM] * len(far)
    filled = []
    for n, reach in enumerate(far):
        if reach is not None:
            filled.append(reach)
            continue
        before = max((k if k < n else k - len(far)) for k in known)
        after = min((k if k > n else k + len(far)) for k in known)
        share = (n - before) / (after - before)
        filled.append(
            (far[before % len(far)] or 0.0) * (1.0 - share) + (far[after % len(far)] or 0.0) * share
        )
    return filled
