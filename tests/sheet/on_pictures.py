"""A plan made on the C-arm frames of a sample: that of its CT, its positions counted from the isocentre."""

from __future__ import annotations

import json
from pathlib import Path

from msgspec.structs import replace

from planner.assets import sample_dicom
from planner.geometry.vectors import Point, Vector
from planner.plan.c_arm import CArm, Positions
from planner.plan.edits import mapped
from planner.plan.file import read_plan
from planner.plan.identity import Images
from planner.plan.plan import Plan

CASE = sample_dicom() / "screws"
FRAMES = CASE / "c_arm"


def isocentre(file_name: str = "1_ap.dcm") -> Point:
    """Return where in the CT the isocentre of a frame lies."""
    truth = json.loads((FRAMES / "truth.json").read_text())
    told = next(frame["isocentre_mm"] for frame in truth["frames"] if frame["file"] == file_name)
    return Point(*told)


def plan_on_frames(case: Path = CASE) -> Plan:
    """Return the plan of the sample, without answers to findings, as if it were made on its frames alone."""
    plan = read_plan(case / "plan.json")
    centre = isocentre()
    off = Vector(-centre.x, -centre.y, -centre.z)

    def shifted(point: Point) -> Point:
        return point + off

    for item in plan.items:
        plan = plan.with_item(mapped(item, shifted))
    for level in plan.levels:
        names = level.landmarks_mm.__struct_fields__
        places = {name: getattr(level.landmarks_mm, name) for name in names}
        there = {name: shifted(place) for name, place in places.items() if place is not None}
        plan = plan.with_level(replace(level, landmarks_mm=replace(level.landmarks_mm, **there)))
    return replace(
        plan,
        images=Images(study_uid=plan.images.study_uid),
        c_arm=CArm(positions=Positions.C_ARM),
        overrides=(),
    )
