"""What the images add to a plan: whose they are, and where the skin is."""

from __future__ import annotations

from dataclasses import dataclass, field

from planner.geometry.vectors import Point
from planner.imaging.skin import skin_crossing
from planner.imaging.volume import Volume
from planner.plan.identity import Images, Patient


@dataclass(frozen=True, eq=False)
class Scene:
    """The images that are open, as far as the checks need them; None for what is not there."""

    volume: Volume | None = None
    patient: Patient | None = None
    images: Images | None = None
    _skin: dict[tuple[Point, Point], Point | None] = field(default_factory=dict, repr=False)

    def skin_on_ray(self, tip: Point, entry: Point) -> Point | None:
        """Return where a needle's line meets the skin (see `skin_crossing`); None without images as well.

        Kept for every needle asked for lately, since a drag moves one needle at a time.
        """
        if self.volume is None:
            return None
        key = (tip, entry)
        if key not in self._skin:
            if len(self._skin) >= _KEPT:
                self._skin.clear()
            self._skin[key] = skin_crossing(self.volume, tip, entry)
        return self._skin[key]

    @property
    def uncertainty_mm(self) -> float | None:
        """How far a surface read off the voxels may lie from the true one: half the diagonal of a voxel."""
        if self.volume is None:
            return None
        i, j, k = self.volume.spacing_mm
        return float((i * i + j * j + k * k) ** 0.5) / 2.0


_KEPT = 1000
