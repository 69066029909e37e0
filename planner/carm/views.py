"""The views of a C-arm by name: which angles of the room show a vertebra or a needle that way."""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum
from math import cos, radians, sin

from planner.anatomy.spine import Level, Side
from planner.carm.angles import CArmAngles, barrel_angles, detector_direction
from planner.carm.perpendicular import nearest_perpendicular
from planner.geometry.curves import Segment
from planner.geometry.frames import SCANNER, Frame
from planner.geometry.vectors import Vector
from planner.words import _

OBLIQUE_DEG = 20.0
"""Turn to the side of the oblique and the declined view to begin with (Furman's atlas, lumbar RF)."""
CAUDAL_DEG = 42.0
"""Tilt to the feet of the declined view to begin with; published are 40 to 45 (Furman's atlas)."""


class View(StrEnum):
    """A view of the C-arm."""

    AP = "ap"
    OBLIQUE = "oblique"
    LATERAL = "lateral"
    DECLINED = "declined"
    BARREL = "barrel"
    ACROSS = "across"
    FREE = "free"


@dataclass(frozen=True)
class Sighted:
    """What a view is taken of.

    Attributes
    ----------
    frame
        The target vertebra's own; None where it is not known: then the axes of the scanner serve.
    side
        The side of needle and target; None counts as left.
    needle
        From entry to tip.
    """

    frame: Frame | None = None
    side: Side | None = None
    needle: Segment | None = None

    @property
    def squared(self) -> bool:
        """Whether the views follow the vertebra itself: endplate edge-on, pedicles even."""
        return self.frame is not None


def view_angles(
    view: View, of: Sighted, oblique_deg: float = OBLIQUE_DEG, caudal_deg: float = CAUDAL_DEG
) -> CArmAngles | None:
    """Return where the C-arm stands for a view, in the scanner's frame: what its gantry is set to.

    Parameters
    ----------
    oblique_deg
        How far OBLIQUE and DECLINED turn to the side of the needle, about the vertebra's superior axis.
    caudal_deg
        How far DECLINED tilts to the feet, against the vertebra.

    Returns
    -------
    CArmAngles or None
        AP has the detector in the vertebra's own posterior direction; LATERAL at the needle's side of it;
        BARREL down the needle from its hub. ACROSS sees the needle at full length, its rays as near to those
        of LATERAL as that goes, and the detector over the back rather than under the patient: where the hub
        leans to its own side, as it mostly does, that is at the other side. None for BARREL and ACROSS
        without a needle, and for FREE, which is the user's own.
    """
    frame = of.frame or SCANNER
    side = of.side or Side.LEFT
    match view:
        case View.AP:
            return _turned(frame, side, 0.0, 0.0)
        case View.OBLIQUE:
            return _turned(frame, side, oblique_deg, 0.0)
        case View.DECLINED:
            return _turned(frame, side, oblique_deg, caudal_deg)
        case View.LATERAL:
            return _turned(frame, side, 90.0, 0.0)
        case View.BARREL:
            return None if of.needle is None else barrel_angles(-of.needle.direction)
        case View.ACROSS:
            return None if of.needle is None else _across(of.needle, _turned(frame, side, 90.0, 0.0))
        case View.FREE:
            return None


def _turned(frame: Frame, side: Side, oblique_deg: float, caudal_deg: float) -> CArmAngles:
    """Return the angles of the room for a turn to a side and a tilt to the feet against a frame."""
    turn, tilt = radians(oblique_deg) * side.sign, radians(caudal_deg)
    own = Vector(sin(turn) * cos(tilt), cos(turn) * cos(tilt), -sin(tilt))
    return barrel_angles(frame.to_patient(own))


def _across(needle: Segment, lateral: CArmAngles) -> CArmAngles:
    """Return the nearest view to a lateral that is square to a needle, with the detector over the back."""
    towards = detector_direction(nearest_perpendicular(needle.direction, lateral))
    return barrel_angles(-towards if towards.y < -LEVEL else towards)


LEVEL = 1e-9
"""A detector lower than this, as the height of a direction of length 1, stands under the patient."""


def vertebra_angles(room: CArmAngles, frame: Frame) -> CArmAngles:
    """Return the angles of a position against a vertebra, from those of the room."""
    return barrel_angles(detector_direction(room), frame)


def is_lateral(room: CArmAngles, frame: Frame) -> bool:
    """Say whether a position of the room is near enough to the lateral of a vertebra to judge its foramen."""
    own = vertebra_angles(room, frame)
    off_deg = abs(abs(own.primary_deg) - 90.0)
    return off_deg <= LATERAL_WITHIN_DEG and abs(own.secondary_deg) <= LATERAL_WITHIN_DEG


LATERAL_WITHIN_DEG = 20.0
"""A view that is farther from the lateral of a vertebra shows its foramen askew."""


def squared_tilt(frame: Frame) -> CArmAngles:
    """Return the straight view, without any turn to a side, that shows the superior endplate edge-on.

    The direction to the detector is (0, S, -P) of the vertebra's superior axis (L, P, S), LPS: it has no
    part to the side and lies in the endplate.

    Raises
    ------
    ValueError
        If the vertebra lies on its side, so that every straight view does.
    """
    return barrel_angles(Vector(0.0, frame.superior.z, -frame.superior.y))


def unsquared_words(level: Level) -> str:
    """Return what is missing to square the views on a vertebra whose frame is not known."""
    return _("not squared: mark both pedicles and the endplate of {level}").format(level=level.value)
