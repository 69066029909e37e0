"""Everything but bone and metal: skin, fat, muscles, canal, discs, nerves, organs and the table."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from itertools import pairwise

import numpy as np

from planner.anatomy.spine import Level, Side
from planner.geometry.frames import SCANNER, Frame
from planner.geometry.vectors import LEFT, Point, Vector
from planner.samples.grid import Grid, Slab
from planner.samples.numbers import Chance
from planner.samples.shapes import Field, Process, Shape, axes_along, coverage, smooth_max
from planner.samples.spine import Bone, Spine
from planner.samples.vertebra import UPRIGHT, Centrum

EDGE_MM = 1.1
AIR_HU, FAT_HU, MUSCLE_HU, BLOOD_HU = -1000.0, -103.0, 56.0, 42.0
SKIN_HU, ORGAN_HU, NERVE_HU, FLUID_HU, LIGAMENT_HU = 35.0, 34.0, 36.0, 14.0, 75.0
SKIN_MM = 1.8


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
    def _anchor(self) -> Point:
        return self.spine.anchor

    def profile(self, knots: tuple[tuple[float, float], ...], offset_mm: float = 0.0) -> Profile:
        """Return a profile given relative to L3 in patient heights, its values shifted by `offset_mm`."""
        return Profile(tuple((self._anchor.z + s, v + offset_mm) for s, v in knots))

    @property
    def back(self) -> Profile:
        """Posterior coordinate of the skin of the back beside the midline."""
        return self.profile(self.build.back, self._anchor.y)

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
        lateral = x - np.float32(self._anchor.x)
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

    def paint(self, hu: Field, grid: Grid, chance: Chance, texture: Field) -> None:
        """Draw all soft parts into `hu` [k, j, i], which holds air; `texture` is noise of SD 1."""
        x, y, z = grid.positions(grid.everything, SCANNER)
        _table(hu, self._anchor, x, y, z)
        skin = self.skin_distance(x, y, z)
        _lay(hu, coverage(skin, EDGE_MM), SKIN_HU)
        _lay(hu, coverage(skin + np.float32(SKIN_MM), EDGE_MM), FAT_HU)
        inside = coverage(skin, EDGE_MM)
        del skin
        self._muscles_of_the_back(hu, x, y, z, texture)
        for part in (*self._muscles(), *self._organs(chance)):
            _draw(hu, grid, part)
        self._canal(hu, grid)
        for part in (*self._discs(), *self._nerves()):
            _draw(hu, grid, part)
        hu += texture * inside * np.float32(5.0)

    def _muscles_of_the_back(self, hu: Field, x: Field, y: Field, z: Field, texture: Field) -> None:
        fascia = self.back.at(z) - self.fat.at(z)
        lateral = np.abs(x - np.float32(self._anchor.x))
        width = self.profile(((-140, 17), (-115, 26), (-80, 35), (-20, 39), (60, 37))).at(z)
        depth = self.profile(((-140, 15), (-110, 23), (-70, 29), (0, 30), (80, 27))).at(z)
        a = (lateral - width + np.float32(3.0)) / width
        b = (y - fascia + depth - np.float32(4.0)) / depth
        oval = (np.sqrt(a * a + b * b) - np.float32(1.0)) * np.minimum(width, depth)
        distance = smooth_max(smooth_max(oval, y - fascia, 5.0), np.float32(1.6) - lateral, 1.0)
        share = coverage(distance, EDGE_MM)
        depth_in = (fascia - y) * np.float32(0.2)
        septa = np.minimum(
            np.abs(lateral - np.float32(24.0) + depth_in), np.abs(lateral - np.float32(51.0) - depth_in)
        )
        low = self.profile(((-130, 1.0), (-60, 0.7), (40, 0.25))).at(z)
        medial = np.clip(np.float32(1.3) - lateral * np.float32(0.025), 0.15, 1.0) * low
        fatty = np.clip((texture - np.float32(0.7)) * np.float32(0.9), 0.0, 1.0) * medial
        fatty = np.maximum(
            fatty * np.float32(2.0 * self.build.infiltration),
            np.clip(np.float32(1.0) - septa * np.float32(0.9), 0.0, 0.75),
        )
        _lay(hu, share, MUSCLE_HU - 4.0 + np.clip(fatty, 0.0, 1.0) * np.float32(FAT_HU - MUSCLE_HU + 20.0))
        midline = smooth_max(lateral - np.float32(2.4), y - fascia, 1.0)
        ventral = self.canal.at(z) + np.float32(6.0)
        _lay(hu, coverage(smooth_max(midline, ventral - y, 1.0), EDGE_MM), LIGAMENT_HU - 20.0)

    def _muscles(self) -> Iterator[Drawn]:
        """Psoas and quadratus lumborum: chains of ellipses beside the spine."""
        psoas = ((60, 25, 8, 7, 8), (20, 31, 4, 12, 13), (-20, 38, 0, 16, 18), (-60, 45, -4, 20, 21),
                 (-95, 53, -20, 21, 19), (-140, 64, -48, 20, 17))  # fmt: skip
        quadratus = ((60, 52, 34, 11, 7), (10, 62, 33, 15, 8), (-50, 73, 30, 18, 9), (-72, 80, 28, 15, 7))
        for side in Side:
            for chain in (psoas, quadratus):
                for upper, lower in pairwise(chain):
                    start, end = (self._beside(side, *place[:3]) for place in (upper, lower))
                    yield Drawn(_tube(start, end, upper[3:], lower[3:]), MUSCLE_HU)

    def _beside(self, side: Side, superior_mm: float, lateral_mm: float, behind_mm: float) -> Vector:
        """Return a patient point beside the spine: `behind_mm` from the middle of the vertebral bodies."""
        z = self._anchor.z + superior_mm
        return Vector(self._anchor.x + side.sign * lateral_mm, self.centres.single(z) + behind_mm, z)

    def _organs(self, chance: Chance) -> Iterator[Drawn]:
        kidney = (25.0, 24.0, 50.0)
        for side, height in ((Side.LEFT, 38.0), (Side.RIGHT, 26.0)):
            centre = self._beside(side, height, 68.0, 6.0)
            yield Drawn(Process(centre, centre, UPRIGHT, kidney, kidney), ORGAN_HU)
            hilum = centre + Vector(-side.sign * 15.0, -4.0, 0.0)
            yield Drawn(Process(hilum, hilum, UPRIGHT, (12, 9, 22), (12, 9, 22)), FAT_HU)
        liver = self._beside(Side.RIGHT, 105.0, 82.0, -62.0)
        yield Drawn(Process(liver, liver, UPRIGHT, (60, 62, 58), (60, 62, 58)), 57.0)
        yield from self._vessels()
        for _ in range(9):
            yield from self._loop(chance)
        for side in Side:
            start, end = self._beside(side, 60.0, 97.0, 0.0), self._beside(side, -75.0, 99.0, -14.0)
            yield Drawn(_tube(start, end, (19, 17), (18, 18)), 32.0)
            front = Vector(0.0, -6.0, 0.0)
            yield Drawn(_tube(start + front, end + front, (10, 6), (13, 8)), -930.0)

    def _vessels(self) -> Iterator[Drawn]:
        aorta = [self._beside(Side.LEFT, s, 7.0, -31.0) for s in (140.0, -42.0)]
        cava = [self._beside(Side.RIGHT, s, 19.0, -29.0) for s in (140.0, -50.0)]
        for trunk, radii in ((aorta, (9.0, 9.0)), (cava, (12.0, 8.5))):
            middle = self._beside(Side.LEFT, 40.0, trunk[0].x - self._anchor.x, -30.0)
            yield Drawn(_tube(trunk[0], middle, radii, radii), BLOOD_HU)
            yield Drawn(_tube(middle, trunk[1], radii, radii), BLOOD_HU)
            for side in Side:
                pelvic = self._beside(side, -130.0, 50.0, -62.0)
                small = (radii[0] * 0.65, radii[1] * 0.7)
                yield Drawn(_tube(trunk[1], pelvic, small, small), BLOOD_HU)
        plaque = aorta[1] + Vector(6.0, 6.5, 14.0)
        yield Drawn(Process(plaque, plaque, UPRIGHT, (1.2, 2.6, 4.0), (1.2, 2.6, 4.0)), 620.0)

    def _loop(self, chance: Chance) -> Iterator[Drawn]:
        """One loop of bowel: wall, content, and sometimes gas that stands in front."""
        start = self._beside(
            Side.LEFT, chance.between(-120, 60), chance.between(-85, 85), chance.between(-88, -66)
        )
        end = start + Vector(chance.between(-35, 35), chance.between(-8, 8), chance.between(-22, 22))
        radius = chance.between(10.0, 14.0)
        yield Drawn(_tube(start, end, (radius, radius), (radius, radius)), 42.0)
        inner = radius - 2.4
        yield Drawn(_tube(start, end, (inner, inner), (inner, inner)), chance.between(5.0, 30.0))
        if chance.between(0.0, 1.0) < 0.45:
            rise = Vector(0.0, -inner * 0.35, 0.0)
            flat = (inner * 0.8, inner * 0.55)
            yield Drawn(_tube(start + rise, end + rise, flat, flat), -930.0)

    def _canal(self, hu: Field, grid: Grid) -> None:
        x, y, z = grid.positions(grid.everything, SCANNER)
        lateral = x - np.float32(self._anchor.x)
        behind = y - self.canal.at(z)
        wide = _oval(lateral, behind, 12.4, 8.6)
        flavum = smooth_max(wide - np.float32(2.6), np.float32(1.0) - behind, 1.0)
        _lay(hu, coverage(flavum, EDGE_MM), LIGAMENT_HU)
        _lay(hu, coverage(wide, EDGE_MM), FAT_HU + 12.0)
        taper = self.profile(((-140, 0.35), (-108, 0.72), (-60, 1.0))).at(z)
        sac = _oval(lateral / taper, (behind + np.float32(1.2)) / taper, 9.6, 6.8)
        _lay(hu, coverage(sac, EDGE_MM), FLUID_HU)
        roots = _oval(lateral / taper, (behind - np.float32(1.6)) / taper, 6.6, 2.4)
        _lay(hu, coverage(roots, EDGE_MM) * np.float32(0.6), NERVE_HU + 8.0)

    def _discs(self) -> Iterator[Drawn]:
        bones = list(self.spine.bones.values())
        for upper, lower in pairwise(bones):
            yield disc_between(upper, lower)

    def _nerves(self) -> Iterator[Drawn]:
        for level, bone in self.spine.bones.items():
            if level in (Level.T12, Level.S1):
                continue
            for side in Side:
                for start, end, radius in root_course(bone, side):
                    ends = (bone.to_patient(start), bone.to_patient(end))
                    local = [Vector(*p) for p in ends]
                    yield Drawn(_tube(local[0], local[1], (radius, radius), (radius, radius)), NERVE_HU)
        for bone in list(self.spine.bones.values())[1:]:
            yield from (
                Drawn(Process(j.centre, j.centre, j.axes, (11, 6, 12), (11, 6, 12)), 45.0, bone.frame)
                for (lower, _), j in self.spine.joints.items()
                if lower is bone.level
            )


@dataclass(frozen=True)
class Drawn:
    """A shape of one HU value, in the frame of a vertebra or of the patient."""

    shape: Shape
    hu: float
    frame: Frame = SCANNER


def root_course(bone: Bone, side: Side) -> tuple[tuple[Vector, Vector, float], ...]:
    """Return the exiting root of a vertebra as tubes (start, end, radius mm) in its frame: sac to psoas."""
    pedicle = bone.numbers.pedicle
    lateral, posterior, superior = pedicle.centre_mm[1], -pedicle.centre_mm[0], pedicle.centre_mm[2]
    under = superior - pedicle.height_mm / 2.0 - 4.2
    points = [
        Vector(side.sign * (lateral - 9.5), posterior + 0.5, superior + 2.0),
        Vector(side.sign * (lateral - 3.5), posterior, under + 2.0),
        Vector(side.sign * (lateral + 2.5), posterior - 2.0, under - 2.0),
        Vector(side.sign * (lateral + 13.0), posterior - 12.0, under - 15.0),
    ]
    return (
        (points[0], points[1], 1.7),
        (points[1], points[2], 2.9),
        (points[2], points[3], 2.0),
    )


def disc_between(upper: Bone, lower: Bone) -> Drawn:
    """Return the disc: as wide as its endplates, into which it reaches; bone is drawn over it."""
    plate = upper.to_patient(Vector(0.0, 0.0, -upper.centrum.mid_height_mm))
    height = (plate - lower.frame.origin).dot(lower.frame.superior)
    up = (upper.frame.superior + lower.frame.superior).unit()
    frame = Frame(plate + up * 3.0, LEFT, up.cross(LEFT), up)
    below, above = upper.numbers.inferior_endplate, lower.numbers.superior_endplate
    sizes = (below.depth_mm, below.width_mm) if below else (above.depth_mm, above.width_mm)
    wide = (sizes[1] + above.width_mm) / 2.0 + 1.0
    centrum = Centrum(sizes, (above.depth_mm, above.width_mm), wide, (height + 6.0, height + 6.0))
    return Drawn(centrum, 88.0, frame)


def _tube(start: Vector, end: Vector, start_mm: tuple[float, float], end_mm: tuple[float, float]) -> Process:
    """Return a tube with half sizes to the left and across at both ends, rounded by the smaller."""
    axes = axes_along(end - start, LEFT)
    caps = (min(start_mm), min(end_mm))
    return Process(start, end, axes, (caps[0], *start_mm), (caps[1], *end_mm))


def _oval(x: Field, y: Field, half_x_mm: float, half_y_mm: float) -> Field:
    a, b = x * np.float32(1.0 / half_x_mm), y * np.float32(1.0 / half_y_mm)
    distance: Field = (np.sqrt(a * a + b * b) - np.float32(1.0)) * np.float32(min(half_x_mm, half_y_mm))
    return distance


def _lay(hu: Field, share: Field, value: Field | float) -> None:
    """Put `value` over `hu`, in place, as far as `share` covers it."""
    hu += share * (np.asarray(value, np.float32) - hu)


def _draw(hu: Field, grid: Grid, part: Drawn) -> None:
    slab: Slab | None = grid.around(part.shape.box, part.frame, EDGE_MM)
    if slab is not None:
        distance = part.shape.distance(*grid.positions(slab, part.frame))
        _lay(hu[slab], coverage(distance, EDGE_MM), part.hu)


def _table(hu: Field, anchor: Point, x: Field, y: Field, z: Field) -> None:
    """Draw the pad and the shell of the table, a shallow trough."""
    lateral = x - np.float32(anchor.x)
    behind = y - np.float32(anchor.y + 110.5) + lateral * lateral * np.float32(1.0 / 1900.0)
    height = np.zeros_like(z)
    for start, stop, value in ((0.0, 7.0, -945.0), (7.0, 9.0, -120.0), (9.0, 60.0, -965.0)):
        layer = np.maximum(np.float32(start) - behind, behind - np.float32(stop)) + height
        _lay(hu, coverage(layer, EDGE_MM), value)
