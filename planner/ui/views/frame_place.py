"""Places in a frame of a C-arm: between (u, v) of its view and (column, row) of its picture."""

from __future__ import annotations

from dataclasses import dataclass

from PySide6.QtCore import QRectF

from planner.carm.frame_geometry import FrameGeometry
from planner.carm.laid import Laid
from planner.plan.c_arm import Pixel
from planner.ui.overlays.marks import UV


@dataclass(frozen=True)
class FramePlace:
    """How a picture lies in its view.

    Attributes
    ----------
    rows, columns
        Of the picture as the beam sees it.
    unit
        (u, v) to a pixel: mm at the isocentre where the file has a beam, else 1.
    mirrored
        Whether it is laid the other way round, as the room's monitor may show it.
    """

    rows: int
    columns: int
    unit: float = 1.0
    mirrored: bool = False

    @classmethod
    def of(cls, geometry: FrameGeometry, mirrored: bool) -> FramePlace:
        """Return how the picture of a frame lies; one that does not tell its sides lies as it is stored."""
        beam, squares = geometry.beam(), geometry.squares
        rows, columns = (geometry.laid or Laid()).seen_shape((squares.rows, squares.columns))
        unit = beam.detector.pixel_mm / beam.magnification if beam is not None else 1.0
        return cls(rows, columns, unit, mirrored and geometry.laid is not None)

    @property
    def rect(self) -> QRectF:
        """Where the picture lies in the view."""
        width, height = self.columns * self.unit, self.rows * self.unit
        return QRectF(-width / 2.0, -height / 2.0, width, height)

    def to_uv(self, place_px: Pixel) -> UV:
        """Return where a place of the picture lies in the view."""
        across = (place_px[0] - (self.columns - 1) / 2.0) * self.unit
        return -across if self.mirrored else across, (place_px[1] - (self.rows - 1) / 2.0) * self.unit

    def to_px(self, uv: UV) -> Pixel:
        """Return which place of the picture lies there."""
        across = -uv[0] if self.mirrored else uv[0]
        return across / self.unit + (self.columns - 1) / 2.0, uv[1] / self.unit + (self.rows - 1) / 2.0

    def holds(self, place_px: Pixel) -> bool:
        """Say whether a place lies within the picture."""
        column, row = place_px
        return -0.5 <= column <= self.columns - 0.5 and -0.5 <= row <= self.rows - 0.5
