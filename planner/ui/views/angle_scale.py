"""Where the angles of a C-arm lie on a map: to the side across, to the head up and to the feet down."""

from __future__ import annotations

from dataclasses import dataclass
from math import ceil

from PySide6.QtCore import QPointF, QRectF

from planner.carm.angles import CArmAngles, from_over_back, over_back
from planner.carm.machine import Machine

STEP_DEG = 15.0
"""A line of the grid to so many degrees."""
LEAST_SIDE_DEG, LEAST_TILT_DEG = 105.0, 60.0
"""Every map goes as far as this, and a step further than the machine."""
LINE_PX, NARROW_PX = 18.0, 330.0
"""Height of a line of words below the map; a map narrower than this has two."""


@dataclass(frozen=True)
class Scale:
    """How a map is laid.

    Attributes
    ----------
    side_deg, tilt_deg
        How far it goes to either side, and to head and feet.
    mirrored
        Whether the patient's left is on the right, as on the monitor of the room.
    width, height
        Of the widget, with the words below the map.
    """

    side_deg: float
    tilt_deg: float
    mirrored: bool
    width: float
    height: float

    @classmethod
    def of(cls, machine: Machine, mirrored: bool, width: float, height: float) -> Scale:
        """Return the scale of a map that shows where a machine reaches, and a step beyond."""
        side = max(LEAST_SIDE_DEG, _beyond(machine.left_deg), _beyond(machine.right_deg))
        tilt = max(LEAST_TILT_DEG, _beyond(machine.head_deg), _beyond(machine.feet_deg))
        return cls(min(side, 180.0), min(tilt, 90.0), mirrored, width, height)

    @property
    def area(self) -> QRectF:
        """What the map itself takes."""
        return QRectF(0.0, 0.0, self.width, max(1.0, self.height - self.words_px))

    @property
    def words_px(self) -> float:
        """Height of what the words below the map take."""
        return 2.0 + LINE_PX * (2.0 if self.width < NARROW_PX else 1.0)

    def place(self, left_deg: float, head_deg: float) -> QPointF:
        """Return the pixel of a turn to the patient's left and a tilt to the head."""
        area, sign = self.area, 1.0 if self.mirrored else -1.0
        x = area.center().x() + sign * left_deg / self.side_deg * area.width() / 2.0
        y = area.center().y() - head_deg / self.tilt_deg * area.height() / 2.0
        return QPointF(x, y)

    def to_pixel(self, angles: CArmAngles) -> QPointF:
        """Return the pixel of a position; it may lie beyond the map."""
        return self.place(from_over_back(angles), angles.secondary_deg)

    def to_angles(self, at: QPointF) -> CArmAngles:
        """Return the position at a pixel in whole degrees; beyond the map the nearest on it."""
        area, inside = self.area, self.within(at)
        sign = 1.0 if self.mirrored else -1.0
        left = sign * (inside.x() - area.center().x()) * 2.0 / area.width() * self.side_deg
        head = -(inside.y() - area.center().y()) * 2.0 / area.height() * self.tilt_deg
        return over_back(float(round(left)), float(round(head)))

    def within(self, at: QPointF) -> QPointF:
        """Return the pixel of the map that is nearest to one."""
        area = self.area
        return QPointF(
            min(max(at.x(), area.left()), area.right()), min(max(at.y(), area.top()), area.bottom())
        )


def _beyond(reach_deg: float) -> float:
    """Return the next line of the grid beyond an angle."""
    return STEP_DEG * ceil((reach_deg + 1.0) / STEP_DEG)
