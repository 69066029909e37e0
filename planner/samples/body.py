"""How the body lies round the spine: its skin, the fat of its back, and places beside the spine."""

from __future__ import annotations

from dataclasses import dataclass
from itertools import pairwise

import numpy as np

from planner.anatomy.spine import Side
from planner.geometry.vectors import POSTERIOR, Point, Vector
from planner.samples.shapes import Field, smooth_max
from planner.samples.spine import Bone, Spine

FARTHEST_MM = 200.0
"""No way from the spine to the skin is longer."""


@dataclass(frozen=True)
class Profile:
    """A value that changes along the body: straight between knots (superior mm, value), ends held."""

    knots: tuple[tuple[float, float], ...]

    def at(self, superior: Field) -> Field:
        """Return the values at heights in mm."""
        value: Field = np.full_like(superior, self.knots[0][1])
        for (s0, v0), (s1, v1) in pairwise(self.knots):
            share = np.clip(
                (superior - np.float32(s0)) * np.float32(1.0 / (s1 - s0)), np.float32(0.0), np.float32(1.0)
            )
            value = value + share * np.float32(v1 - v0)
        return value

    def single(self, superior_mm: float) -> float:
        """Return the value at one height."""
        return float(self.at(np.full((1,), superior_mm, np.float32))[0])


@dataclass(frozen=True)
class Build:
    """How a patient is built, in mm, heights relative to the superior endplate of L3.

    Attributes
    ----------
    back
        Where the skin of the back lies behind that endplate's centre.
    fat
        Thickness of the fat over the muscles of the back.
    infiltration
        How fatty the multifidus is, 0 to 1.
    """

    back: tuple[tuple[float, float], ...] = (
        (-140, 107), (-105, 104.5), (-60, 100), (-10, 97.5), (40, 99), (100, 104),
    )  # fmt: skip
    fat: tuple[tuple[float, float], ...] = ((-140, 30), (-100, 27), (-60, 21), (-10, 15), (40, 11), (100, 9))
    half_width_mm: float = 168.0
    half_depth_mm: float = 112.0
    infiltration: float = 0.45


@dataclass(frozen=True, eq=False)
class Body:
    """The soft parts round a spine."""

    spine: Spine
    build: Build

    @property
    def anchor(self) -> Point:
        """LPS centre of the superior endplate of L3."""
        return self.spine.anchor

    def profile(self, knots: tuple[tuple[float, float], ...], offset_mm: float = 0.0) -> Profile:
        """Return a profile given relative to L3 in patient heights, its values shifted by `offset_mm`."""
        return Profile(tuple((self.anchor.z + s, v + offset_mm) for s, v in knots))

    @property
    def back(self) -> Profile:
        """Posterior coordinate of the skin of the back beside the midline."""
        return self.profile(self.build.back, self.anchor.y)

    @property
    def fat(self) -> Profile:
        """Thickness of the fat of the back."""
        return self.profile(self.build.fat)

    @property
    def centres(self) -> Profile:
        """Posterior coordinate of the middles of the vertebral bodies."""
        points = [b.to_patient(Vector(0.0, 0.0, -b.centrum.mid_height_mm / 2.0)) for b in self._upwards]
        return Profile(tuple((p.z, p.y) for p in points))

    @property
    def canal(self) -> Profile:
        """Posterior coordinate of the middle of the canal."""
        points = []
        for bone in self._upwards:
            depth = bone.numbers.canal.depth_mm if bone.numbers.canal else 15.0
            behind = bone.numbers.superior_endplate.depth_mm / 2.0 + depth / 2.0 + 0.6
            points.append(bone.to_patient(Vector(0.0, behind, -14.0)))
        return Profile(tuple((p.z, p.y) for p in points))

    @property
    def _upwards(self) -> list[Bone]:
        return list(self.spine.bones.values())[::-1]

    def skin_distance(self, x: Field, y: Field, z: Field) -> Field:
        """Return the signed distance to the skin, about right near the back."""
        lateral = x - np.float32(self.anchor.x)
        back = self.back.at(z)
        middle = back - np.float32(self.build.half_depth_mm - 4.0)
        a, b = (
            lateral * np.float32(1.0 / self.build.half_width_mm),
            (y - middle) * np.float32(1.0 / (self.build.half_depth_mm + 8.0)),
        )
        oval: Field = (np.sqrt(a * a + b * b) - np.float32(1.0)) * np.float32(self.build.half_depth_mm)
        near = lateral * np.float32(1.0 / 17.0)
        furrow: Field = np.maximum(np.float32(1.0) - near * near, np.float32(0.0))
        return smooth_max(oval, y - back + furrow * furrow * np.float32(3.5), 14.0)

    def skin_along(self, inside: Point, outwards: Vector) -> Point | None:
        """Return where a line from within the body leaves it, LPS mm; None within `FARTHEST_MM`."""
        steps = np.arange(0.0, FARTHEST_MM, 0.5)
        x, y, z = (
            (start + steps * step).astype(np.float32).reshape(-1, 1, 1)
            for start, step in zip(inside, outwards, strict=True)
        )
        depth = self.skin_distance(x, y, z).ravel()
        beyond = [n for n in range(1, len(steps)) if depth[n - 1] < 0.0 <= depth[n]]
        if not beyond:
            return None
        before, after = float(depth[beyond[0] - 1]), float(depth[beyond[0]])
        return inside + outwards * (float(steps[beyond[0] - 1]) + 0.5 * before / (before - after))

    def skin_behind(self, inside: Point) -> Point:
        """Return the skin straight behind a point of the body."""
        skin = self.skin_along(inside, POSTERIOR)
        if skin is None:
            raise ValueError("the point does not lie in the body")
        return skin

    def beside(self, side: Side, superior_mm: float, lateral_mm: float, behind_mm: float) -> Vector:
        """Return a patient point beside the spine: `behind_mm` from the middle of the vertebral bodies."""
        z = self.anchor.z + superior_mm
        return Vector(self.anchor.x + side.sign * lateral_mm, self.centres.single(z) + behind_mm, z)
