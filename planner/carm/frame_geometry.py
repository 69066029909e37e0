"""What one frame of a C-arm says of its geometry, as a value: its beam, its scale, how its picture lies.

Places in the picture are (column, row) of the stored picture with square pixels, as it is shown: centres of
pixels at whole numbers. The isocentre is the origin of the C-arm's own space, whose axes are the patient's.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from math import radians
from typing import Literal

from planner.carm.angles import CArmAngles, detector_direction
from planner.carm.beam import Beam, Detector
from planner.carm.calibration import PIXELS_ONLY, Calibration, Scale
from planner.carm.equipment import patient_angles
from planner.carm.laid import Laid, Letters, laid_by
from planner.carm.spacing import Spacing
from planner.carm.squares import Squares
from planner.geometry.vectors import Point
from planner.words import N_, _

ISOCENTRE = Point(0.0, 0.0, 0.0)
MOST_TILT_DEG = 0.5
"""A detector that the central ray meets at more than this off the right angle is no detector of a `Beam`."""
ALIKE_DEG = 5.0
"""Angles against the room and against the patient are the same direction within this."""


@dataclass(frozen=True)
class Table:
    """How far the table has moved, mm; None where not said."""

    vertical_mm: float | None = None
    longitudinal_mm: float | None = None
    lateral_mm: float | None = None


@dataclass(frozen=True)
class FrameGeometry:
    """What a frame says of itself; None and empty where it does not.

    Attributes
    ----------
    rows, columns
        Of the picture as it is stored.
    machine
        "C-arm", or "radiograph" of a fixed detector, which has no isocentre.
    primary_deg, secondary_deg
        Positioner angles, relative to the patient.
    aspect
        Height of a pixel to its width, where no spacing says it.
    letters
        PatientOrientation.
    patient_position
        Such as "HFP".
    tilt_deg
        Detector angles: how far the detector is turned and tilted against the central ray.
    field_turned_deg, field_flipped
        FieldOfViewRotation and FieldOfViewHorizontalFlip; `letters` already hold for what they made.
    room_primary_deg, room_secondary_deg
        Positioner angles relative to the room.
    measurable
        Whether lengths may be told: not so in pictures that are for processing.
    centre_said
        Whether the file says where on the detector the isocentre is projected: it is taken to be the middle.
    """

    rows: int
    columns: int
    machine: Literal["C-arm", "radiograph"] = "C-arm"
    primary_deg: float | None = None
    secondary_deg: float | None = None
    spacing: Spacing = field(default_factory=Spacing)
    aspect: float = 1.0
    letters: Letters | None = None
    patient_position: str = ""
    tilt_deg: tuple[float, float] = (0.0, 0.0)
    field_turned_deg: float | None = None
    field_flipped: bool | None = None
    room_primary_deg: float | None = None
    room_secondary_deg: float | None = None
    table: Table = Table()
    table_height_mm: float | None = None
    measurable: bool = True
    centre_said: bool = False

    @property
    def angles(self) -> CArmAngles | None:
        """Where the detector stands; None where an angle is missing or none that can be."""
        return _angles(self.primary_deg, self.secondary_deg)

    @property
    def state(self) -> Calibration:
        """What lengths in the picture are worth."""
        return self.spacing.state if self.measurable else Calibration.PIXELS

    @property
    def squares(self) -> Squares:
        """The square pixels in which the picture is shown and measured."""
        row_mm, column_mm = self.spacing.sides or self.spacing.detector_mm or (self.aspect, 1.0)
        return Squares.of(self.rows, self.columns, row_mm, column_mm)

    @property
    def mm_per_pixel(self) -> Scale:
        """What a square pixel is worth, with its state; one pixel where that is all that is known."""
        sides = self.spacing.sides
        return Scale(min(sides), self.state) if self.measurable and sides is not None else PIXELS_ONLY

    @property
    def laid(self) -> Laid | None:
        """How the picture lies to its beam; None where its letters are missing or contradict the angles.

        Then nothing in the file says on which side of it the patient's left is.
        """
        angles = self.angles
        if angles is None or self.letters is None:
            return None
        return laid_by(self.letters, Beam(angles, ISOCENTRE))

    def beam(self) -> Beam | None:
        """Return source and detector with the isocentre at the origin; None where `why_no_beam` says why.

        Its detector has the rows and columns of the picture as the beam sees it: where `laid` is None, as if
        the picture were stored so.
        """
        sides, isocentre_mm = self.spacing.detector_mm, self.spacing.isocentre_mm
        angles, detector_mm = self.angles, self.spacing.source_to_detector_mm
        if self.beam_lack or sides is None or isocentre_mm is None or angles is None or detector_mm is None:
            return None
        squares = self.squares
        rows, columns = (self.laid or Laid()).seen_shape((squares.rows, squares.columns))
        return Beam(angles, ISOCENTRE, isocentre_mm, detector_mm, Detector(rows, columns, min(sides)))

    @property
    def why_no_beam(self) -> str:
        """Why there is no beam, a sentence in the language in force; empty where there is one."""
        return _(self.beam_lack) if self.beam_lack else ""

    @property
    def why_no_side(self) -> str:
        """Why nothing says where the patient's left is in the picture, a sentence; empty where it is said."""
        message = self.side_lack
        return _(message) if message else ""

    @property
    def side_lack(self) -> str:
        """The message of `why_no_side`, marked for translation."""
        if self.laid is not None or (self.letters is not None and self.machine == "radiograph"):
            return ""
        if self.letters is None:
            return NO_LETTERS
        return NO_ANGLES if self.angles is None else AGAINST_ANGLES

    @property
    def against_room(self) -> bool:
        """Whether the angles against the room say something else, given how the patient is said to lie.

        Then one of them, or the position that was entered at the console, is wrong.
        """
        room = _angles(self.room_primary_deg, self.room_secondary_deg)
        angles = self.angles
        if room is None or angles is None:
            return False
        expected = patient_angles(room, self.patient_position)
        if expected is None:
            return False
        off = detector_direction(expected) - detector_direction(angles)
        # a chord of the unit sphere
        return off.length > radians(ALIKE_DEG)

    @property
    def beam_lack(self) -> str:
        """The message of `why_no_beam`, marked for translation."""
        if self.machine != "C-arm":
            return NO_C_ARM
        if not self.measurable:
            return FOR_PROCESSING
        if self.angles is None:
            return NO_ANGLES
        if max(map(abs, self.tilt_deg)) > MOST_TILT_DEG:
            return TILTED
        if (self.field_turned_deg or 0.0) % 90.0 != 0.0:
            return TURNED
        if self.spacing.source_to_detector_mm is None or self.spacing.isocentre_mm is None:
            return NO_DISTANCES
        return "" if self.spacing.detector_mm is not None else NO_PIXELS


NO_C_ARM = N_("No beam: a radiograph has no isocentre.")
FOR_PROCESSING = N_("A picture for processing: nothing is measured on it. Ask for the one for presentation.")
NO_ANGLES = N_("It does not say from which angles it was made.")
TILTED = N_("Its detector is tilted against the central ray: its beam is not worked out.")
TURNED = N_("Its picture is turned within the detector: its beam is not worked out.")
NO_DISTANCES = N_("It does not say how far source, isocentre and detector lie apart.")
NO_PIXELS = N_("It does not say how large the pixels of its detector are.")
NO_LETTERS = N_("It does not say where the patient's left is in the picture: confirm the side.")
AGAINST_ANGLES = N_(
    "Where it says that the patient's left and head are in the picture contradicts its angles: confirm the"
    " side."
)
AGAINST_ROOM = N_(
    "Its angles against the patient are not those against the room: the position of the patient was perhaps"
    " entered wrongly at the C-arm. Confirm the side."
)


def _angles(primary_deg: float | None, secondary_deg: float | None) -> CArmAngles | None:
    """Return angles as the standard has them; a turn beyond half a circle is the same the other way round."""
    if primary_deg is None or secondary_deg is None or abs(secondary_deg) > 90.0 or abs(primary_deg) > 360.0:
        return None
    turned = primary_deg
    if not -180.0 < primary_deg <= 180.0:
        turned = (primary_deg + 180.0) % 360.0 - 180.0
    return CArmAngles(180.0 if turned == -180.0 else turned, secondary_deg)
