"""C-arm angles: from the direction of a needle to the view down its barrel, and back, and in words.

Angles are those of DICOM (PS3.3 C.8.7.5.1.2), relative to the patient: primary 0, secondary 0 is the detector
in front of the chest; primary +90 at the patient's left; secondary +90 towards the head. The detector lies in
the direction d = (sin p cos s, -cos p cos s, sin s) of the isocentre, in LPS. With the detector over the back
of a prone patient the primary angle is near +-180.
"""

from __future__ import annotations

from dataclasses import dataclass
from math import asin, atan2, cos, degrees, hypot, radians, sin

from planner.geometry.frames import SCANNER, Frame
from planner.geometry.vectors import Vector
from planner.words import _


@dataclass(frozen=True)
class CArmAngles:
    """Positioner angles in degrees: `primary_deg` above -180 up to 180, `secondary_deg` -90 to 90.

    Raises
    ------
    ValueError
        If an angle lies outside its range.
    """

    primary_deg: float
    secondary_deg: float

    def __post_init__(self) -> None:
        if not (-180.0 < self.primary_deg <= 180.0 and -90.0 <= self.secondary_deg <= 90.0):
            raise ValueError("a C-arm's primary angle lies within 180 degrees, its secondary within 90")


AP = CArmAngles(180.0, 0.0)
"""The detector straight over the back."""


def over_back(left_deg: float, head_deg: float) -> CArmAngles:
    """Return the angles of a detector turned from over the back to the patient's left, negative to the right.

    Raises
    ------
    ValueError
        If it is turned by more than 180 degrees or tilted by more than 90.
    """
    primary = 180.0 - left_deg if left_deg >= 0.0 else -180.0 - left_deg
    return CArmAngles(180.0 if primary == -180.0 else primary, head_deg)


def from_over_back(angles: CArmAngles) -> float:
    """Return how far the detector is turned from over the back, degrees: positive to the patient's left."""
    return 180.0 - angles.primary_deg if angles.primary_deg >= 0.0 else -180.0 - angles.primary_deg


def turned(angles: CArmAngles, left_deg: float, head_deg: float) -> CArmAngles:
    """Return angles turned on to the patient's left over the back, and tilted on to the head.

    The turn goes all the way round the patient, the tilt ends straight over head and feet.
    """
    primary = (angles.primary_deg - left_deg + 180.0) % 360.0 - 180.0
    secondary = min(max(angles.secondary_deg + head_deg, -90.0), 90.0)
    return CArmAngles(180.0 if primary == -180.0 else primary, secondary)


def barrel_angles(hub: Vector, frame: Frame = SCANNER) -> CArmAngles:
    """Return the angles at which the C-arm looks down a needle, from its hub to its tip.

    Parameters
    ----------
    hub
        From the tip towards the hub, in patient space, of any length above 0.
    frame
        The frame against which the angles are taken: of the images, or a vertebra's own.

    Over head or feet any primary angle would do; there it is 180.

    Raises
    ------
    ValueError
        If `hub` has no length.
    """
    d = frame.to_frame(hub).unit()
    if hypot(d.x, d.y) < NO_TURN:
        return CArmAngles(180.0, 90.0 if d.z > 0.0 else -90.0)
    primary = degrees(atan2(d.x, -d.y))
    return CArmAngles(180.0 if primary == -180.0 else primary, degrees(asin(min(max(d.z, -1.0), 1.0))))


NO_TURN = 1e-9
"""A unit vector with less than this across the body points along it, whatever its noise says."""


def detector_direction(angles: CArmAngles, frame: Frame = SCANNER) -> Vector:
    """Return the unit vector from the isocentre to the detector, in patient space."""
    p, s = radians(angles.primary_deg), radians(angles.secondary_deg)
    return frame.to_patient(Vector(sin(p) * cos(s), -cos(p) * cos(s), sin(s)))


def carm_words(angles: CArmAngles) -> str:
    """Return where the detector goes: "detector over the BACK, 18° to the patient's LEFT"."""
    return _(", ").join(carm_parts(angles))


def carm_parts(angles: CArmAngles) -> tuple[str, ...]:
    """Return the same piece by piece: where the detector stands, then how far it is turned and tilted."""
    place, turn = _place_and_turn(angles.primary_deg)
    return tuple(part for part in (place, turn, _tilt_words(angles.secondary_deg)) if part)


def tilt_words(angles: CArmAngles) -> str:
    """Return how far the detector is turned from its place: "18° to the patient's LEFT, 36° to the FEET"."""
    parts = [
        part for part in (_place_and_turn(angles.primary_deg)[1], _tilt_words(angles.secondary_deg)) if part
    ]
    return _(", ").join(parts) if parts else _("straight, no tilt")


def dicom_words(angles: CArmAngles) -> str:
    """Return DICOM's signed positioner angles for small print: "primary 162.0°, secondary -36.0°"."""
    # a turn that rounds to -180.0 is straight over the back, and no angle is -0.0
    primary, secondary = (round(n, 1) + 0.0 for n in (angles.primary_deg, angles.secondary_deg))
    return _("primary {primary:.1f}°, secondary {secondary:.1f}°").format(
        primary=180.0 if primary == -180.0 else primary, secondary=secondary
    )


def short_words(angles: CArmAngles) -> str:
    """Return where the detector goes, short: over the back only how far it is turned from there."""
    return tilt_words(angles) if is_over_back(angles) else carm_words(angles)


BESIDE_DEG = 60.0
"""From this primary angle up to its supplement the detector stands beside the patient, not over or under."""


def is_over_back(angles: CArmAngles) -> bool:
    """Say whether the detector stands over the back, where a straight AP view has it, not beside or under."""
    return abs(angles.primary_deg) >= 180.0 - BESIDE_DEG


def _place_and_turn(primary_deg: float) -> tuple[str, str]:
    """Return where the detector stands, and how far it is turned from there; empty where it is not."""
    off_belly = abs(primary_deg)
    if BESIDE_DEG < off_belly < 180.0 - BESIDE_DEG:
        left = primary_deg > 0.0
        place = _("detector at the patient's LEFT") if left else _("detector at the patient's RIGHT")
        turn = round(off_belly - 90.0)
        if turn == 0:
            return place, ""
        pattern = _("{n}° towards the back") if turn > 0 else _("{n}° towards the belly")
        return place, pattern.format(n=abs(turn))
    over_back = off_belly > 90.0
    place = _("detector over the BACK") if over_back else _("detector over the BELLY")
    turn = round(180.0 - off_belly if over_back else off_belly)
    if turn == 0:
        return place, ""
    pattern = _("{n}° to the patient's LEFT") if primary_deg > 0.0 else _("{n}° to the patient's RIGHT")
    return place, pattern.format(n=turn)


def _tilt_words(secondary_deg: float) -> str:
    tilt = round(secondary_deg)
    if tilt == 0:
        return ""
    return (_("{n}° to the HEAD") if tilt > 0 else _("{n}° to the FEET")).format(n=abs(tilt))
