"""The facet joints as they lie in the patient."""

from __future__ import annotations

from planner.samples.known.around import points_of, rows
from planner.samples.known.values import JointSpace
from planner.samples.skeleton.bones import Skeleton

WITHIN_MM = 6.0
"""From the dorsal edge of a space inwards, where the tip of a needle in the joint would lie."""


def joint_spaces(skeleton: Skeleton) -> tuple[JointSpace, ...]:
    """Return the joints from T12-L1 down, left before right."""
    found = []
    for (lower, side), joint in skeleton.joints.items():
        if lower == "T12":
            continue
        bone = skeleton.vertebrae[lower]
        edge = joint.reach_mm
        local = (joint.centre, joint.on_face(edge - WITHIN_MM), joint.on_face(edge))
        centre, within, dorsal = points_of(rows([bone.to_patient(place) for place in local]))
        found.append(
            JointSpace(
                lower=lower,
                side=side,
                centre=centre,
                within=within,
                opening=(dorsal, within),
                outward=bone.frame.to_patient(joint.outward),
                plane_to_sagittal_deg=joint.traits.plane_to_sagittal_deg,
                gap_mm=round(joint.gap_mm, 3),
                face_radius_mm=joint.traits.radius_mm,
                degeneration=joint.traits.degeneration,
            )
        )
    return tuple(found)
