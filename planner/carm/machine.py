"""What a C-arm can do: its distances, its field, and how far its detector goes round the patient."""

from __future__ import annotations

import msgspec

from planner.carm.angles import CArmAngles, from_over_back
from planner.carm.beam import Beam, Detector
from planner.geometry.vectors import Point
from planner.words import _

ROUNDING_DEG = 0.5
"""Positions are printed and set in whole degrees: what a limit misses by less is that limit."""
LONGEST_MM = 3000.0
"""No C-arm is larger: a larger number is a slip of the keyboard."""
PIXELS, LEAST_PIXELS = 512, 8
"""Rows and columns of the detector, and the fewest that a collimator leaves."""


class Machine(msgspec.Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """The C-arm of a room. The defaults are typical of mobile C-arms: type in your machine's own.

    Attributes
    ----------
    source_to_isocentre_mm, source_to_detector_mm
        As in `Beam`. Many mobile C-arms have no isocentre; then it is where the target is put.
    field_mm
        Side of the square detector, at the detector: 205 is that of a small flat panel, large ones have
        300; an image intensifier of 9 inches shows a circle of 230.
    left_deg, right_deg
        How far the detector goes from over the back towards the patient's left and right, 0 to 180.
    head_deg, feet_deg
        How far the detector tilts to the head and to the feet, 0 to 90.

    Raises
    ------
    ValueError
        If a number cannot be a C-arm's.

    Notes
    -----
    Which limits are from where: a mobile C-arm slides 90 degrees one way from upright, in some makes up to
    110, and only 25 to 55 the other way (recalled from makers' data sheets, not read; the model of a Siemens
    Cios in DeepDRR, `MobileCArm`, has 110 and 40, and 1020 mm from source to detector). Which way is the
    patient's left depends on where the machine stands, and it can stand on either side of the table: both
    are 95 here, so that the lateral of a vertebra that is turned a little counts as reached. The tilt is
    mechanically free up to 180 and more; table and patient stop it earlier, and DeepDRR's authors suggest
    45.

    The limits are taken against DICOM's angles. A C-arm that stands square beside the table tilts its whole
    bracket and slides within it, so that its own scales differ when both are turned: 20 to the left and 42
    to the feet are 15 and 44 on them.
    """

    source_to_isocentre_mm: float = 700.0
    source_to_detector_mm: float = 1000.0
    field_mm: float = 205.0
    left_deg: float = 95.0
    right_deg: float = 95.0
    head_deg: float = 45.0
    feet_deg: float = 45.0

    def __post_init__(self) -> None:
        if not 0.0 < self.source_to_isocentre_mm <= self.source_to_detector_mm:
            raise ValueError("the isocentre of a C-arm lies between its source and its detector")
        if not (self.source_to_detector_mm <= LONGEST_MM and 0.0 < self.field_mm <= LONGEST_MM):
            raise ValueError(f"the lengths of a C-arm lie above 0 and up to {LONGEST_MM:.0f} mm")
        if not (0.0 <= self.left_deg <= 180.0 and 0.0 <= self.right_deg <= 180.0):
            raise ValueError("a C-arm turns 0 to 180 degrees to either side")
        if not (0.0 <= self.head_deg <= 90.0 and 0.0 <= self.feet_deg <= 90.0):
            raise ValueError("a C-arm tilts 0 to 90 degrees to the head and to the feet")

    def reaches(self, angles: CArmAngles) -> bool:
        """Say whether the detector goes there."""
        return not self._stops(angles)

    def what_stops(self, angles: CArmAngles) -> str:
        """Return in one sentence what keeps the detector from going there; empty where nothing does."""
        stops = self._stops(angles)
        if not stops:
            return ""
        return _("Out of this C-arm's reach: {stops}.").format(stops=_("; ").join(stops))

    def _stops(self, angles: CArmAngles) -> list[str]:
        left_deg, head_deg = from_over_back(angles), angles.secondary_deg
        ways = (
            (
                left_deg,
                self.left_deg,
                _("{needed:.0f}° from over the back to the patient's LEFT, it goes {limit:g}°"),
            ),
            (
                -left_deg,
                self.right_deg,
                _("{needed:.0f}° from over the back to the patient's RIGHT, it goes {limit:g}°"),
            ),
            (head_deg, self.head_deg, _("{needed:.0f}° to the HEAD, it goes {limit:g}°")),
            (-head_deg, self.feet_deg, _("{needed:.0f}° to the FEET, it goes {limit:g}°")),
        )
        return [
            pattern.format(needed=needed_deg, limit=limit_deg)
            for needed_deg, limit_deg, pattern in ways
            if needed_deg > limit_deg + ROUNDING_DEG
        ]

    @property
    def magnification(self) -> float:
        """How much larger what lies at the isocentre is on the detector."""
        return self.source_to_detector_mm / self.source_to_isocentre_mm

    def beam(
        self,
        angles: CArmAngles,
        isocentre: Point,
        field_mm: float | None = None,
        pixels: int = PIXELS,
        opened: tuple[float, float] = (1.0, 1.0),
    ) -> Beam:
        """Return this machine's beam at some angles.

        Parameters
        ----------
        isocentre
            LPS mm.
        field_mm
            Side of the square field at the detector, divided into `pixels` by `pixels`; None: the machine's.
        opened
            The shares of its width and height that the collimator leaves open.
        """
        columns, rows = (max(LEAST_PIXELS, round(pixels * share)) for share in opened)
        detector = Detector(rows, columns, (field_mm or self.field_mm) / pixels)
        return Beam(angles, isocentre, self.source_to_isocentre_mm, self.source_to_detector_mm, detector)
