"""What the images add to a plan: whose they are, where skin and metal are, and where bone is in the way."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, field
from functools import cached_property
from typing import Concatenate, ParamSpec, TypeVar, cast

from planner.checks.reasons import Reason
from planner.geometry.vectors import Point, Vector
from planner.imaging.bone import bone_on_way
from planner.imaging.metal import Metal, find_metal, hides_metal
from planner.imaging.metal_near import MetalSurface
from planner.imaging.skin import nearest_skin, skin_crossing
from planner.imaging.volume import Volume
from planner.plan.identity import Images, Patient

P = ParamSpec("P")
T = TypeVar("T")


@dataclass(frozen=True, eq=False)
class Scene:
    """The images that are open, as far as the checks need them; None for what is not there.

    Attributes
    ----------
    hu
        Whether the grey values are HU. Where they are not, as in the volume of a C-arm, nothing is told by
        them: no skin, no bone, no metal.
    """

    volume: Volume | None = None
    patient: Patient | None = None
    images: Images | None = None
    hu: bool = True
    _found: dict[tuple[object, ...], object] = field(default_factory=dict, repr=False)

    def skin_on_ray(self, tip: Point, entry: Point) -> Point | None:
        """Return where a needle's line meets the skin (see `skin_crossing`); None without images as well."""
        return self._kept(skin_crossing, tip, entry)

    def skin_nearest(self, inside: Point, outwards: Vector) -> Point | None:
        """Return the place on the skin nearest to one (see `nearest_skin`); None without images as well."""
        return self._kept(nearest_skin, inside, outwards)

    def bone_on_way(self, start: Point, end: Point, shortest_mm: float) -> tuple[tuple[float, float], ...]:
        """Return the bone between two points (see `imaging.bone`); none without images."""
        return self._kept(bone_on_way, start, end, shortest_mm) or ()

    @property
    def why_blind(self) -> Reason | None:
        """Why nothing can be read off the grey values; None where it can."""
        if self.volume is None:
            return Reason.NO_VOLUME
        return None if self.hu else Reason.NOT_HU

    @cached_property
    def metal(self) -> Metal | None:
        """The metal that the images show; None without images, and where they are not in HU."""
        return None if self.volume is None or not self.hu else find_metal(self.volume)

    @cached_property
    def hides_metal(self) -> float | None:
        """The value at which the images are cut off so low that metal looks like bone; None: they are not."""
        return None if self.volume is None or not self.hu else hides_metal(self.volume)

    @property
    def metal_uncertainty_mm(self) -> float | None:
        """How far a surface of metal may lie from where it is taken; None without images."""
        if self.volume is None:
            return None
        if self.metal is None:
            return self.uncertainty_mm
        return self.metal.uncertainty_mm(self.volume) if self.metal.regions else self.uncertainty_mm

    @cached_property
    def metal_surface(self) -> MetalSurface | None:
        """Where the surface of metal is seen; None without images."""
        return None if self.metal is None else MetalSurface.of(self.metal)

    def _kept(self, find: Callable[Concatenate[Volume, P], T], *args: P.args, **named: P.kwargs) -> T | None:
        """Return what is found in the volume; kept for all asked for lately, as a drag moves one needle."""
        if self.volume is None or not self.hu:
            return None
        key = (find, *args)
        if key not in self._found:
            if len(self._found) >= _KEPT:
                self._found.clear()
            self._found[key] = find(self.volume, *args, **named)
        return cast("T", self._found[key])

    @property
    def uncertainty_mm(self) -> float | None:
        """How far a surface read off the voxels may lie from the true one: half the diagonal of a voxel."""
        if self.volume is None:
            return None
        i, j, k = self.volume.spacing_mm
        return float((i * i + j * j + k * k) ** 0.5) / 2.0


_KEPT = 3000
