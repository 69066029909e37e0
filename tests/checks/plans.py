"""A plain plan by hand, and the images that go with it."""

from __future__ import annotations

import numpy as np
from msgspec.structs import replace
from numpy.typing import NDArray

from planner.anatomy.spine import Level, Side
from planner.checks.scene import Scene
from planner.geometry.vectors import Point
from planner.imaging.volume import Volume
from planner.plan.identity import Images, Patient
from planner.plan.parts import (
    Hardware,
    HardwareKind,
    Landmarks,
    Lesion,
    MarkedLevel,
    MedialBranch,
    Needle,
    Structure,
    StructureKind,
)
from planner.plan.plan import Item, Plan

PATIENT = Patient(id="0042317", name="ZHANG^SAN", birth_date="19610304", sex="M")
IMAGES = Images(
    study_uid="1.2.826.1",
    series_uid="1.2.826.1.1",
    frame_of_reference_uid="1.2.826.9",
    pixel_digest="sha256:" + "ab" * 32,
    patient_position="HFS",
)
NERVE = MedialBranch(
    id="T1",
    nerve=Level.L3,
    side=Side.LEFT,
    course_mm=(Point(22.0, 30.0, 4.0), Point(24.0, 34.0, 0.0), Point(26.0, 38.0, -4.0)),
)
NEEDLE = Needle(
    id="N1",
    target="T1",
    device="rf-18g-100-10",
    entry_mm=Point(40.0, 70.0, -36.0),
    tip_mm=Point(22.0, 31.0, 4.0),
    lesions=(Lesion(),),
)
SCREW = Hardware(
    id="H1",
    kind=HardwareKind.PEDICLE_SCREW,
    level=Level.L4,
    side=Side.RIGHT,
    from_mm=Point(-25.0, 45.0, 0.0),
    to_mm=Point(-12.0, 8.0, 3.0),
    diameter_mm=6.5,
)
L4 = MarkedLevel(
    level=Level.L4,
    landmarks_mm=Landmarks(
        left_pedicle=Point(20.0, 24.0, 2.0),
        right_pedicle=Point(-18.0, 23.0, 1.0),
        endplate=Point(0.5, 0.0, 11.0),
    ),
)
ROOT = Structure(
    id="K1",
    kind=StructureKind.NERVE_ROOT,
    label="L3 root",
    path_mm=(Point(14.0, 16.0, 26.0), Point(22.0, 17.0, 17.0), Point(30.0, 12.0, 8.0)),
    radius_mm=2.5,
)
"""In the foramen above L4, on the left, where it ought to be: clear of the needle and its lesion."""
PLAN = Plan(
    patient=PATIENT,
    images=IMAGES,
    levels=(L4,),
    targets=(NERVE,),
    needles=(NEEDLE,),
    hardware=(SCREW,),
    hardware_reviewed=True,
    structures=(ROOT,),
)
SKIN_MM = 60.0
"""The skin of the back lies here along y, between muscle and air."""


def with_items(*items: Item) -> Plan:
    """Return the plain plan with parts in place of those of the same id, or added."""
    plan = PLAN
    for item in items:
        plan = plan.with_item(item)
    return plan


def without(*ids: str) -> Plan:
    """Return the plain plan without some parts."""
    plan = PLAN
    for item_id in ids:
        plan = plan.without_item(item_id)
    return plan


def needle(**changes: object) -> Needle:
    """Return the needle of the plain plan with other fields."""
    return replace(NEEDLE, **changes)


def nerve(**changes: object) -> MedialBranch:
    """Return the nerve of the plain plan with other fields."""
    return replace(NERVE, **changes)


def turned_axes(angle_deg: float) -> NDArray[np.float64]:
    """Return three perpendicular axes as columns: those of the patient turned about an odd direction."""
    axis = np.array([1.0, -2.0, 0.5]) / np.linalg.norm([1.0, -2.0, 0.5])
    angle = np.radians(angle_deg)
    cross = np.array([[0, -axis[2], axis[1]], [axis[2], 0, -axis[0]], [-axis[1], axis[0], 0]])
    return np.asarray(np.eye(3) + np.sin(angle) * cross + (1 - np.cos(angle)) * cross @ cross)


def back(
    skin_mm: float = SKIN_MM,
    ramp_mm: float = 8.0,
    turn_deg: float = 7.0,
    shape: tuple[int, int, int] = (70, 110, 130),
    spacing_mm: tuple[float, float, float] = (1.3, 1.7, 2.5),
) -> Volume:
    """Return an oblique volume of muscle up to a flat back at y = `skin_mm` and air beyond.

    HU fall linearly from 40 to -1000 over `ramp_mm`, so that interpolation is exact; the ramp is placed so
    that -400 lies on the skin.
    """
    affine = np.eye(4)
    affine[:3, :3] = turned_axes(turn_deg) * spacing_mm
    centre = np.array([(shape[2] - 1) / 2, (shape[1] - 1) / 2, (shape[0] - 1) / 2])
    affine[:3, 3] = np.array([5.0, 20.0, -5.0]) - affine[:3, :3] @ centre
    k, j, i = np.indices(shape)
    y = affine[1, 0] * i + affine[1, 1] * j + affine[1, 2] * k + affine[1, 3]
    at_skin = (40.0 + 400.0) / 1040.0 * ramp_mm
    hu = np.clip(40.0 - 1040.0 * (y - skin_mm + at_skin) / ramp_mm, -1000.0, 40.0)
    return Volume(hu.astype(np.float32), affine)


def scene(volume: Volume | None = None) -> Scene:
    """Return the scene of the plain plan's own images."""
    return Scene(volume or back(), PATIENT, IMAGES)
