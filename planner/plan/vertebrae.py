"""The frames of the vertebrae that are marked in a plan."""

from __future__ import annotations

from planner.anatomy.spine import Level
from planner.anatomy.vertebra import frame_from_landmarks
from planner.geometry.frames import Frame
from planner.plan.plan import Plan


def vertebra_frame(plan: Plan, level: Level) -> Frame | None:
    """Return the frame of a vertebra; None where a landmark is missing or they cannot be a vertebra's."""
    marks = plan.landmarks(level)
    if marks is None or marks.left_pedicle is None or marks.right_pedicle is None or marks.endplate is None:
        return None
    try:
        return frame_from_landmarks(level, marks.left_pedicle, marks.right_pedicle, marks.endplate)
    except ValueError:
        return None
