"""Where the nerves lie: medial branches in the grooves of the generated bone, roots in the foramina."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass

from planner.anatomy.spine import NERVES, Level, Side, bone_of
from planner.geometry.curves import Polyline
from planner.geometry.frames import SCANNER
from planner.geometry.vectors import LEFT, POSTERIOR, SUPERIOR, Point, Vector
from planner.samples.hardware import Implants
from planner.samples.numbers import Chance, on_side
from planner.samples.organs import root_course
from planner.samples.spine import Spine, distances_mm

OFF_BONE_MM = 1.0
"""From the middle of the nerve to the surface of bone or metal."""
STEP_MM = 1.0
ROUNDS, LAST_ROUNDS = 50, 4
"""How often the course is smoothed and laid on the surface, and how often only laid on it."""
DEVIATION_MM = 0.5
"""Standard deviation of how far each nerve departs from the common course, each for itself."""
PROBE_MM = 0.2
FLAT = 0.1
"""A slope of the distance below this points nowhere."""
EMERGE_MM = 0.25
LAST_STRETCH = 5
"""Points from the notch on."""

Distance = Callable[[Sequence[Point]], list[float]]
"""Signed distances of points to what a nerve cannot pass, in mm."""


@dataclass(frozen=True)
class MedialBranchCourse:
    """One medial branch.

    Attributes
    ----------
    course
        From the anterior neck of the superior articular process to the lamina, about a point per mm, LPS.
    middle_mm
        The part beside the middle two quarters of that process, as arc lengths along the course.
    """

    nerve: Level
    bone: Level
    side: Side
    course: Polyline
    middle_mm: tuple[float, float]


@dataclass(frozen=True)
class RootCourse:
    """The root that leaves below the pedicle of a vertebra, from the sac to the psoas, LPS."""

    level: Level
    side: Side
    path: tuple[Point, ...]
    radius_mm: float


def medial_branches(spine: Spine, implants: Implants, seed: int) -> tuple[MedialBranchCourse, ...]:
    """Return the medial branches T12 to L5 (L5: the dorsal ramus) of both sides."""
    found = []
    for nerve in NERVES:
        bone = bone_of(nerve)
        for side in Side:
            chance = Chance(seed * 64 + 2 * nerve.order + (side is Side.LEFT))
            guide = _guide(spine, bone, side, chance)
            obstacle = _obstacle(spine, implants, bone)
            frame = spine.bones[bone].frame
            outwards = (frame.posterior + frame.left * (0.4 * side.sign)).unit()
            course = _settled(_emerged(guide, obstacle, outwards), obstacle)
            numbers = spine.bones[bone].numbers.medial_branch_mm
            places = [spine.bones[bone].to_patient(on_side(numbers[n], side)) for n in MIDDLE_POINTS]
            low, high = (round(course.nearest_arc_mm(place), 2) for place in places)
            found.append(MedialBranchCourse(nerve, bone, side, course, (low, high)))
    return tuple(found)


MIDDLE_POINTS = (1, 3)
"""Which points of the published course bound the middle two quarters of the superior articular process."""


def _guide(spine: Spine, bone: Level, side: Side, chance: Chance) -> list[Point]:
    """Return the published course, a point per `STEP_MM`, with a smooth deviation of this nerve's own."""
    vertebra = spine.bones[bone]
    published = Polyline(
        tuple(vertebra.to_patient(on_side(p, side)) for p in vertebra.numbers.medial_branch_mm)
    )
    starts, ends = (Vector(*(float(x) * DEVIATION_MM for x in chance.bell(3))) for _ in range(2))
    count = max(round(published.length_mm / STEP_MM), 4)
    return [
        published.at(published.length_mm * n / count) + starts * (1.0 - n / count) + ends * (n / count)
        for n in range(count + 1)
    ]


def _obstacle(spine: Spine, implants: Implants, bone: Level) -> Distance:
    """Return the distance to a vertebra, to the one above it and to all metal."""
    near = [b for b in spine.bones.values() if b.level in (bone, bone.above)]

    def distance(points: Sequence[Point]) -> list[float]:
        each = [b.distance_mm(points) for b in near]
        each += [distances_mm(bar, SCANNER, points) for bar in implants.bars]
        return [min(values) for values in zip(*each, strict=True)]

    return distance


def _emerged(points: list[Point], distance: Distance, direction: Vector) -> list[Point]:
    """Return the points, those of the last stretch within bone moved along `direction` until they are out.

    The published end lies in the lamina of this model; the nerve lies on the back of it.
    """
    kept, moved = points[:-LAST_STRETCH], points[-LAST_STRETCH:]
    for _ in range(round(20.0 / EMERGE_MM)):
        inside = [at < 0.0 for at in distance(moved)]
        if not any(inside):
            break
        step = direction * EMERGE_MM
        moved = [point + step if within else point for point, within in zip(moved, inside, strict=True)]
    return kept + moved


def _settled(points: list[Point], distance: Distance) -> Polyline:
    """Return the course drawn smooth, `OFF_BONE_MM` off the surface, its points to 0.01 mm."""
    for n in range(ROUNDS):
        points = _on_surface(points, distance)
        if n < ROUNDS - LAST_ROUNDS:
            points = [points[0], *_smoothed(points), points[-1]]
    return Polyline(tuple(Point(round(p.x, 2), round(p.y, 2), round(p.z, 2)) for p in points))


def _smoothed(points: list[Point]) -> list[Point]:
    """Return the inner points, each moved half-way to the middle of its neighbours."""
    return [
        here.towards(before.towards(after, 0.5), 0.5)
        for before, here, after in zip(points, points[1:], points[2:], strict=False)
    ]


def _on_surface(points: list[Point], distance: Distance) -> list[Point]:
    """Return the points moved along the slope of the distance towards `OFF_BONE_MM`."""
    n = len(points)
    probes = [points]
    for axis in (LEFT, POSTERIOR, SUPERIOR):
        probes.append([point + axis * PROBE_MM for point in points])
        probes.append([point + axis * -PROBE_MM for point in points])
    found = distance([point for probe in probes for point in probe])
    moved = []
    for index, point in enumerate(points):
        at, *around = (found[index + n * probe] for probe in range(7))
        uphill = Vector(*((around[2 * axis] - around[2 * axis + 1]) / (2.0 * PROBE_MM) for axis in range(3)))
        step = max(-1.5, min(1.5, OFF_BONE_MM - at))
        moved.append(point + uphill.unit() * step if uphill.length > FLAT else point)
    return moved


def roots(spine: Spine) -> tuple[RootCourse, ...]:
    """Return the exiting roots L1 to L5 of both sides; the radius is that of the ganglion."""
    found = []
    for level, bone in spine.bones.items():
        if level in (Level.T12, Level.S1):
            continue
        for side in Side:
            tubes = root_course(bone, side)
            path = [bone.to_patient(tubes[0][0]), *(bone.to_patient(end) for _, end, _ in tubes)]
            found.append(RootCourse(level, side, tuple(path), max(radius for _, _, radius in tubes)))
    return tuple(found)
