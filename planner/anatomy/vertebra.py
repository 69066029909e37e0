"""A vertebra's own frame, from three landmarks and the shape that vertebrae of its level have."""

from __future__ import annotations

from dataclasses import dataclass
from functools import cache, lru_cache
from math import atan2, cos, sin

import msgspec

from planner.anatomy.spine import Level
from planner.assets import resource
from planner.geometry.frames import Frame
from planner.geometry.vectors import LEFT, POSTERIOR, Point, Vector

Place = tuple[float, float, float]
"""Anterior, lateral and cranial of the centre of the superior endplate, mm."""


class _Pedicle(msgspec.Struct, frozen=True):
    centre_mm: Place
    height_mm: float


class _Vertebra(msgspec.Struct, frozen=True):
    pedicle: _Pedicle
    superior_articular_tip_mm: Place
    superior_articular_front_within_mm: float
    medial_branch_mm: tuple[Place, ...]


class _Spine(msgspec.Struct, frozen=True):
    levels: dict[str, _Vertebra]


@cache
def _spine() -> _Spine:
    return msgspec.json.decode(resource("anatomy/lumbar.json").read_bytes(), type=_Spine)


def _shape(level: Level) -> _Vertebra:
    """Return the shape of a level; T12, which is not in the table, has that of L1."""
    return _spine().levels.get(level.value, _spine().levels["L1"])


def endplate_rise_rad(level: Level) -> float:
    """Return how steeply the line from between the pedicles to the endplate's centre rises, in radians.

    It is taken against the vertebra's own anterior direction. T12, which is not in the table, has that of L1.
    """
    anterior, _lateral, cranial = _shape(level).pedicle.centre_mm
    return atan2(-cranial, -anterior)


@dataclass(frozen=True)
class SuperiorProcess:
    """The superior articular process and its pedicle, on the left, in a vertebra of the table's size.

    Positions are (left, posterior, superior) of the centre of the superior endplate, mm, in the vertebra's
    own frame; the right side is its mirror image.

    Attributes
    ----------
    pedicle, pedicle_height_mm
        Centre and full height of the pedicle.
    neck
        Where the medial branch comes onto the neck of the process, at its anterior end.
    tip
        The top of the process.
    front_within_mm
        How far from the line between these two the front of a bone's own process lies, in whole mm, where the
        table is laid on that bone's pedicles: at least 3, and enough for 95 of 100 places. Measured on bones
        of the sample cases and of 120 people drawn as these are, not on real ones (`lumbar.json`, `sources`);
        for T12, which is not measured, it is that of L1.
    """

    pedicle: Vector
    pedicle_height_mm: float
    neck: Vector
    tip: Vector
    front_within_mm: float


def superior_process(level: Level) -> SuperiorProcess:
    """Return the superior articular process that vertebrae of a level have; T12 has that of L1."""
    shape = _shape(level)

    def place(numbers: Place) -> Vector:
        anterior, lateral, cranial = numbers
        return Vector(lateral, -anterior, cranial)

    return SuperiorProcess(
        pedicle=place(shape.pedicle.centre_mm),
        pedicle_height_mm=shape.pedicle.height_mm,
        neck=place(shape.medial_branch_mm[0]),
        tip=place(shape.superior_articular_tip_mm),
        front_within_mm=shape.superior_articular_front_within_mm,
    )


@lru_cache(maxsize=256)
def frame_from_landmarks(level: Level, left_pedicle: Point, right_pedicle: Point, endplate: Point) -> Frame:
    """Return the frame of a vertebra: origin in the centre of its superior endplate, `superior` normal to it.

    Left is the direction from the right pedicle to the left one. The tilt follows from the line between the
    middle of the pedicles and the endplate, whose rise in the vertebra is known for the level.

    Parameters
    ----------
    left_pedicle, right_pedicle, endplate
        Centres of the pedicles and of the superior endplate, LPS mm.

    Raises
    ------
    ValueError
        If the pedicles are marked the wrong way round, or the endplate does not lie in front of them.
    """
    across = left_pedicle - right_pedicle
    if across.dot(LEFT) <= 0.0:
        raise ValueError("the left pedicle must lie to the left of the right one")
    left = across.unit()
    forward = (endplate - left_pedicle.towards(right_pedicle, 0.5)).without(left)
    if forward.length < SHORTEST_MM or forward.dot(POSTERIOR) >= 0.0:
        raise ValueError("the endplate must lie in front of the pedicles")
    line = forward.unit()
    rise = endplate_rise_rad(level)
    across_line = left.cross(line)
    superior = line * sin(rise) - across_line * cos(rise)
    posterior = -(line * cos(rise) + across_line * sin(rise))
    return Frame(endplate, left, posterior, superior)


SHORTEST_MM = 1.0
"""Landmarks nearer to one line than this give no tilt."""


def medial_branch_places(level: Level) -> tuple[Vector, ...]:
    """Return the places N1, N2, ... of the nerve that lies on a vertebra, on the left, from its front end.

    They are given as `SuperiorProcess` gives positions. N2 to N4 are the middle two quarters of the superior
    articular process, N3 to N5 its posterior half.
    """
    places = _shape(level).medial_branch_mm
    return tuple(Vector(lateral, -anterior, cranial) for anterior, lateral, cranial in places)
