"""The shape that vertebrae of a level have: the table in ``resources/anatomy/lumbar.json``, as values.

Places are (left, posterior, superior) of the centre of the superior endplate, mm, in the vertebra's own
frame, given for the left side; `on_side` takes them to the other.
"""

from __future__ import annotations

from dataclasses import dataclass
from functools import cache
from math import atan2, cos, radians, sin

import msgspec

from planner.anatomy.spine import Joint, Level, Side
from planner.assets import resource
from planner.geometry.vectors import Vector

Place = tuple[float, float, float]
"""Anterior, lateral and cranial, mm, as the table has it."""


class _Endplate(msgspec.Struct, frozen=True):
    depth_mm: float
    width_mm: float


class _Height(msgspec.Struct, frozen=True):
    anterior_mm: float
    posterior_mm: float


class _Canal(msgspec.Struct, frozen=True):
    depth_mm: float
    width_mm: float


class _Pedicle(msgspec.Struct, frozen=True):
    centre_mm: Place
    width_mm: float
    height_mm: float
    angle_deg: float


class _Vertebra(msgspec.Struct, frozen=True):
    superior_endplate: _Endplate
    pedicle: _Pedicle
    superior_articular_tip_mm: Place
    mamillary_mm: Place
    superior_articular_front_within_mm: float
    medial_branch_mm: tuple[Place, ...]
    height: _Height | None = None
    canal: _Canal | None = None
    transverse_tip_mm: Place | None = None
    inferior_articular_tip_mm: Place | None = None
    spinous_tip_mm: Place | None = None


class _Step(msgspec.Struct, frozen=True):
    upper: str
    origin_mm: Place
    tilt_deg: float


class _Facet(msgspec.Struct, frozen=True):
    centre_mm: Place
    plane_to_sagittal_deg: float
    dorsal_opening_mm: Place | None = None


class _Outwards(msgspec.Struct, frozen=True):
    vertebra: tuple[Place, ...]
    sacrum: tuple[Place, ...]


class _Root(msgspec.Struct, frozen=True):
    from_pedicle_mm: tuple[Place, ...]
    radius_mm: float


class _Corridor(msgspec.Struct, frozen=True):
    behind_pedicle_mm: float
    length_mm: dict[str, float]


class _Spine(msgspec.Struct, frozen=True):
    levels: dict[str, _Vertebra]
    stack: tuple[_Step, ...]
    facets: dict[str, _Facet]
    outwards: _Outwards
    root: _Root
    corridor: _Corridor


@cache
def _spine() -> _Spine:
    return msgspec.json.decode(resource("anatomy/lumbar.json").read_bytes(), type=_Spine)


def _own(place: Place) -> Vector:
    anterior, lateral, cranial = place
    return Vector(lateral, -anterior, cranial)


def on_side(place: Vector, side: Side) -> Vector:
    """Return a place (or direction) of the left side as it is on a side."""
    return Vector(side.sign * place.x, place.y, place.z)


SACRAL_CANAL_MM = 15.0
"""Depth of the canal of the sacrum, which the table has not: a little less than that of L5."""


@dataclass(frozen=True)
class Shape:
    """A vertebra of the table's size, its left side.

    Attributes
    ----------
    depth_mm, width_mm
        Of the superior endplate.
    height_mm
        Of the body in its middle; None on the sacrum.
    canal_depth_mm, canal_width_mm
        Where the table has them: not for the sacrum.
    pedicle, pedicle_width_mm, pedicle_height_mm, pedicle_angle_deg
        Its centre, narrowest width, full height, and angle to the sagittal plane, opening backwards.
    transverse_tip, inferior_articular_tip, spinous_tip
        None on the sacrum.
    medial_branch, outwards
        The course of the nerve on this bone (N1 to N6), and the unit vector out of the bone at each point.
    root, root_radius_mm
        The root that leaves below this vertebra's pedicle, from the lateral recess into the psoas.
    corridor
        The axis of a pedicle screw, from its entry forwards.
    """

    level: Level
    depth_mm: float
    width_mm: float
    height_mm: float | None
    canal_depth_mm: float | None
    canal_width_mm: float | None
    pedicle: Vector
    pedicle_width_mm: float
    pedicle_height_mm: float
    pedicle_angle_deg: float
    superior_articular_tip: Vector
    superior_articular_front_within_mm: float
    mamillary: Vector
    inferior_articular_tip: Vector | None
    transverse_tip: Vector | None
    spinous_tip: Vector | None
    medial_branch: tuple[Vector, ...]
    outwards: tuple[Vector, ...]
    root: tuple[Vector, ...]
    root_radius_mm: float
    corridor: tuple[Vector, Vector]

    @property
    def canal(self) -> Vector:
        """The middle of the canal, at the height of the pedicles."""
        behind_mm = (self.depth_mm + (self.canal_depth_mm or SACRAL_CANAL_MM)) / 2.0
        return Vector(0.0, behind_mm, self.pedicle.z)

    @property
    def rise_rad(self) -> float:
        """How steeply the line from between the pedicles to the endplate's centre rises forwards, radians."""
        return atan2(-self.pedicle.z, self.pedicle.y)


@cache
def shape_of(level: Level) -> Shape:
    """Return the shape of a level; T12, which is not in the table, has that of L1."""
    spine = _spine()
    name = level.value if level.value in spine.levels else Level.L1.value
    found = spine.levels[name]
    pedicle = _own(found.pedicle.centre_mm)
    outwards = spine.outwards.sacrum if level is Level.S1 else spine.outwards.vertebra

    def maybe(place: Place | None) -> Vector | None:
        return None if place is None else _own(place)

    return Shape(
        level=level,
        depth_mm=found.superior_endplate.depth_mm,
        width_mm=found.superior_endplate.width_mm,
        height_mm=None
        if found.height is None
        else (found.height.anterior_mm + found.height.posterior_mm) / 2.0,
        canal_depth_mm=None if found.canal is None else found.canal.depth_mm,
        canal_width_mm=None if found.canal is None else found.canal.width_mm,
        pedicle=pedicle,
        pedicle_width_mm=found.pedicle.width_mm,
        pedicle_height_mm=found.pedicle.height_mm,
        pedicle_angle_deg=found.pedicle.angle_deg,
        superior_articular_tip=_own(found.superior_articular_tip_mm),
        superior_articular_front_within_mm=found.superior_articular_front_within_mm,
        mamillary=_own(found.mamillary_mm),
        inferior_articular_tip=maybe(found.inferior_articular_tip_mm),
        transverse_tip=maybe(found.transverse_tip_mm),
        spinous_tip=maybe(found.spinous_tip_mm),
        medial_branch=tuple(_own(place) for place in found.medial_branch_mm),
        outwards=tuple(_own(way).unit() for way in outwards),
        root=tuple(pedicle + _own(off) for off in spine.root.from_pedicle_mm),
        root_radius_mm=spine.root.radius_mm,
        corridor=_corridor(pedicle, found.pedicle.angle_deg, spine.corridor, name),
    )


def _corridor(pedicle: Vector, angle_deg: float, corridor: _Corridor, name: str) -> tuple[Vector, Vector]:
    angle = radians(angle_deg)
    forwards = Vector(-sin(angle), -cos(angle), 0.0)
    entry = pedicle - forwards * corridor.behind_pedicle_mm
    return entry, entry + forwards * corridor.length_mm[name]


@dataclass(frozen=True)
class Stacked:
    """Where the next vertebra upwards stands in a vertebra's frame, of the table's size.

    `tilt_deg` is its turn about the left axis; negative is lordosis.
    """

    origin: Vector
    tilt_deg: float


@cache
def stacked_on(lower: Level) -> Stacked | None:
    """Return how the vertebra above stands on one; None on T12. T12 stands on L1 as L1 does on L2."""
    upper = lower.above
    if upper is None:
        return None
    name = Level.L1.value if upper is Level.T12 else upper.value
    step = next(step for step in _spine().stack if step.upper == name)
    return Stacked(_own(step.origin_mm), step.tilt_deg)


@dataclass(frozen=True)
class FacetShape:
    """A facet joint in the frame of its lower vertebra, its left side.

    `across` is the unit vector from the inferior process to the superior one, level with the endplate.
    """

    centre: Vector
    dorsal_opening: Vector
    plane_to_sagittal_deg: float
    across: Vector


HALF_FACE_MM = 8.0
"""From the middle of a joint to its dorsal edge where the table does not have that edge (faces of 16 mm)."""


@cache
def facet_shape(joint: Joint) -> FacetShape:
    """Return the shape of a joint; L1-L2, which is not in the table, has that of L2-L3."""
    facets = _spine().facets
    found = facets.get(joint.name, facets["L2-L3"])
    angle = radians(found.plane_to_sagittal_deg)
    centre, back = _own(found.centre_mm), Vector(sin(angle), cos(angle), 0.0)
    dorsal = found.dorsal_opening_mm
    return FacetShape(
        centre=centre,
        dorsal_opening=centre + back * HALF_FACE_MM if dorsal is None else _own(dorsal),
        plane_to_sagittal_deg=found.plane_to_sagittal_deg,
        across=Vector(cos(angle), -sin(angle), 0.0),
    )
