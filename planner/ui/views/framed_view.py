"""A view that can be moved and enlarged freely: which part of its picture it shows, at what scale."""

from __future__ import annotations

from PySide6.QtCore import QPointF

from planner.ui.overlays.marks import UV
from planner.ui.views.picture_view import PictureView

FINEST, COARSEST = 0.02, 5.0
"""mm of the picture to a pixel of the screen."""


class FramedView(PictureView):
    """A view with a centre and a scale of its own. `_fitted` is lost as soon as either is chosen by hand."""

    _fitted = True

    def frame(self) -> tuple[UV, float]:
        """Return centre and scale."""
        return self.centre, self.mm_per_px

    def restore(self, frame: object) -> None:
        """Show the picture around a centre at a scale, as `frame` returned them."""
        assert isinstance(frame, tuple)
        self.set_frame(*frame)

    def set_frame(self, centre: UV, mm_per_px: float) -> None:
        """Show the picture around `centre` at a scale, in mm per pixel."""
        self.centre, self.mm_per_px = centre, min(max(mm_per_px, FINEST), COARSEST)
        self._fitted = False
        self._apply_frame()

    def zoom(self, factor: float, at: QPointF) -> None:
        """Enlarge by `factor`; the place `at` stays where it is."""
        u, v = self.to_uv(at)
        scale = min(max(self.mm_per_px / factor, FINEST), COARSEST)
        share = scale / self.mm_per_px
        self.set_frame((u + (self.centre[0] - u) * share, v + (self.centre[1] - v) * share), scale)

    def pan(self, by_px: QPointF) -> None:
        """Move the picture by so many pixels."""
        u, v = self.centre
        self.set_frame((u - by_px.x() * self.mm_per_px, v - by_px.y() * self.mm_per_px), self.mm_per_px)
