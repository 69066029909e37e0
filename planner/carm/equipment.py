"""Angles of a C-arm against the room, and against a patient who lies on its table in some position.

Against the room the angles do not depend on the patient: at 0, 0 the detector is above the table, the first
turns it towards the table's +X, the second towards its +Z (PS3.3 C.8.19.6.13.1.2: from -Y to +X). With them
and the patient's position those against the patient can be checked.

References
----------
PS3.17 FFF.1.2.2.2 (the patient's directions on the table).
"""

from __future__ import annotations

from planner.carm.angles import CArmAngles, barrel_angles, detector_direction
from planner.geometry.vectors import Vector

ON_TABLE: dict[str, tuple[tuple[int, int, int], tuple[int, int, int], tuple[int, int, int]]] = {
    "HFS": ((1, 0, 0), (0, 1, 0), (0, 0, 1)),
    "HFP": ((-1, 0, 0), (0, -1, 0), (0, 0, 1)),
    "HFDR": ((0, -1, 0), (1, 0, 0), (0, 0, 1)),
    "HFDL": ((0, 1, 0), (-1, 0, 0), (0, 0, 1)),
    "FFS": ((-1, 0, 0), (0, 1, 0), (0, 0, -1)),
    "FFP": ((1, 0, 0), (0, -1, 0), (0, 0, -1)),
    "FFDR": ((0, -1, 0), (-1, 0, 0), (0, 0, -1)),
    "FFDL": ((0, 1, 0), (1, 0, 0), (0, 0, -1)),
}
"""PatientPosition to where the patient's left, back and head point on the table (PS3.17 FFF.1.2.2.2)."""


def patient_angles(room: CArmAngles, position: str) -> CArmAngles | None:
    """Return the angles against a patient of those against the room, the table level and not turned.

    None for a position that is none of the eight.
    """
    axes = ON_TABLE.get(position)
    if axes is None:
        return None
    towards = detector_direction(room)
    left, back, head = (towards.dot(Vector(*map(float, axis))) for axis in axes)
    return barrel_angles(Vector(left, back, head))
