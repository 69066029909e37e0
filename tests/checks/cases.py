"""Random plans for the tests of the checks, and measures of them that share no formula with the program.

Distances are found by search (golden section over one segment against point-to-segment), captured lengths by
sign changes along the course, angles by the formula of Kahan. The lesion table stands here once more, as it
was published with the design.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from planner.anatomy.spine import Level, Side
from planner.checks import review
from planner.checks.result import Assessed, NotAssessed, Result
from planner.checks.scene import Scene
from planner.geometry.vectors import Point
from planner.guideline.rules import load_rules
from planner.plan.parts import Hardware, HardwareKind, Lesion, MedialBranch, Needle
from planner.plan.plan import Plan

Array = NDArray[np.float64]

WIDTH_80C = {
    ("16g", 60): 8.0, ("16g", 90): 8.6, ("16g", 120): 9.2, ("16g", 180): 10.2,
    ("18g", 60): 6.8, ("18g", 90): 7.3, ("18g", 120): 7.8, ("18g", 180): 8.6,
    ("20g", 60): 5.5, ("20g", 90): 6.0, ("20g", 120): 6.4, ("20g", 180): 7.1,
    ("22g", 60): 4.9, ("22g", 90): 5.3, ("22g", 120): 5.7, ("22g", 180): 6.3,
}  # fmt: skip
TEMPERATURE = {60: 0.54, 70: 0.77, 80: 1.0, 90: 1.23}
DIAMETER = {"16g": 1.65, "18g": 1.27, "20g": 0.91, "22g": 0.72}
DEVICES = {"rf-16g-100-10": 10.0, "rf-18g-100-10": 10.0, "rf-20g-150-10": 10.0, "rf-22g-100-5": 5.0}


def point(values: Array) -> Point:
    """Return a point from three numbers."""
    x, y, z = (float(v) for v in values)
    return Point(x, y, z)


def unit(vector: Array) -> Array:
    """Return a vector of length 1."""
    return np.asarray(vector / np.linalg.norm(vector))


def random_direction(rng: np.random.Generator) -> Array:
    """Return a unit vector, evenly over the sphere."""
    return unit(rng.normal(size=3))


@dataclass(frozen=True)
class Case:
    """One needle, one nerve and some metal, as numbers and as a plan."""

    plan: Plan
    entry: Array
    tip: Array
    course: Array
    metal: tuple[tuple[str, Array, Array, float], ...]

    @property
    def needle(self) -> Needle:
        """The needle."""
        return self.plan.needles[0]

    @property
    def axis(self) -> Array:
        """Unit vector from tip to entry."""
        return unit(self.entry - self.tip)

    @property
    def active_mm(self) -> float:
        """Length of the active tip."""
        return DEVICES[self.needle.device]


def make_case(rng: np.random.Generator, index: int) -> Case:
    """Return a random case; every tenth lies parallel to nerve and metal, every tenth across both."""
    axis = random_direction(rng)
    tip = rng.uniform(-60.0, 60.0, 3)
    entry = tip + axis * rng.uniform(40.0, 140.0)
    across = unit(np.cross(axis, random_direction(rng)))
    device = rng.choice(list(DEVICES))
    middle = tip + axis * DEVICES[device] / 2.0
    near = middle + across * rng.uniform(0.2, 3.0)
    if index % 10 == 0:
        course = np.array([near - axis * 9.0, near + axis * rng.uniform(2.0, 9.0)])
        direction = axis
    elif index % 10 == 1:
        direction = unit(np.cross(axis, across))
        course = np.array([near - direction * 8.0, near + direction * rng.uniform(2.0, 9.0)])
    else:
        direction = random_direction(rng)
        steps = rng.normal(scale=2.0, size=(int(rng.integers(1, 6)), 3)) + direction * 2.0
        course = np.vstack([near - direction * 4.0, near - direction * 4.0 + np.cumsum(steps, axis=0)])
    metal = tuple(_metal(rng, tip, axis, direction if index % 10 < 2 else None, n) for n in range(3))
    return Case(_plan(rng, device, entry, tip, course, metal), entry, tip, course, metal)


def _metal(
    rng: np.random.Generator, tip: Array, axis: Array, along: Array | None, n: int
) -> tuple[str, Array, Array, float]:
    direction = random_direction(rng) if along is None else along
    start = tip + axis * rng.uniform(-10.0, 60.0) + random_direction(rng) * rng.uniform(2.0, 25.0)
    return f"H{n + 1}", start, start + direction * rng.uniform(10.0, 60.0), float(rng.uniform(4.5, 8.5))


def _plan(
    rng: np.random.Generator,
    device: str,
    entry: Array,
    tip: Array,
    course: Array,
    metal: tuple[tuple[str, Array, Array, float], ...],
) -> Plan:
    lesions = tuple(
        Lesion(
            withdraw_mm=float(rng.uniform(0.0, 6.0)) if n else 0.0,
            temperature_c=float(rng.choice([60, 70, 80, 90])),
            duration_s=float(rng.choice([60, 90, 120, 180])),
        )
        for n in range(int(rng.integers(1, 4)))
    )
    length = float(np.linalg.norm(np.diff(course, axis=0), axis=1).sum())
    stretch = None if rng.random() < 0.4 else (length * 0.1, length * float(rng.uniform(0.3, 1.2)))
    nerve = MedialBranch(
        id="T1", nerve=Level.L3, side=Side.LEFT, course_mm=tuple(map(point, course)), stretch_mm=stretch
    )
    needle = Needle(
        id="N1", target="T1", device=device, entry_mm=point(entry), tip_mm=point(tip), lesions=lesions
    )
    hardware = tuple(
        Hardware(
            id=name, kind=HardwareKind.PEDICLE_SCREW, from_mm=point(a), to_mm=point(b), diameter_mm=diameter
        )
        for name, a, b, diameter in metal
    )
    return Plan(targets=(nerve,), needles=(needle,), hardware=hardware)


def width_mm(needle: Needle, lesion: Lesion) -> float:
    """Return the nominal width of a lesion after the published table."""
    gauge = needle.device.split("-")[1]
    return WIDTH_80C[gauge, int(lesion.duration_s)] * TEMPERATURE[int(lesion.temperature_c)]


def on_course(course: Array, arc: Array) -> Array:
    """Return the points of a course at arc lengths, clipped to its ends."""
    arcs = np.concatenate([[0.0], np.cumsum(np.linalg.norm(np.diff(course, axis=0), axis=1))])
    return np.stack([np.interp(arc, arcs, course[:, i]) for i in range(3)], axis=-1)


def length_of(course: Array) -> float:
    """Return the length of a course."""
    return float(np.linalg.norm(np.diff(course, axis=0), axis=1).sum())


def nearest_arc(course: Array, target: Array) -> float:
    """Return where on a course a point is nearest: sampling, then refinement about every local minimum."""

    def distance(arcs: Array) -> Array:
        return np.asarray(np.linalg.norm(on_course(course, arcs) - target, axis=-1))

    length = length_of(course)
    arcs = np.linspace(0.0, length, 1001)
    padded = np.concatenate([[np.inf], distance(arcs), [np.inf]])
    centres = arcs[(padded[1:-1] <= padded[:-2]) & (padded[1:-1] <= padded[2:])]
    step = length / 1000
    for _ in range(5):
        windows = np.clip(centres[:, None] + np.linspace(-step, step, 41), 0.0, length)
        centres = windows[np.arange(len(centres)), distance(windows).argmin(axis=1)]
        step /= 20
    return float(centres[distance(centres).argmin()])


def kahan_angle_deg(a: Array, b: Array) -> float:
    """Return the angle between two undirected lines after W. Kahan, in degrees, 0 to 90."""
    u, v = unit(a), unit(b)
    angle = 2.0 * np.degrees(np.arctan2(np.linalg.norm(u - v), np.linalg.norm(u + v)))
    return float(min(angle, 180.0 - angle))


def captured(
    course: Array, spheroids: list[tuple[Array, Array, float, float]], low: float, high: float
) -> float:
    """Return the arc length between `low` and `high` inside any spheroid (centre, axis, length, width)."""

    def inside(arc: Array) -> NDArray[np.bool_]:
        found = np.zeros(arc.shape, bool)
        for centre, axis, length, width in spheroids:
            shape = np.outer(axis, axis) * (4.0 / length**2) + (np.eye(3) - np.outer(axis, axis)) * (
                4.0 / width**2
            )
            offset = on_course(course, arc) - centre
            found |= ((offset @ shape) * offset).sum(axis=-1) < 1.0
        return found

    edges = np.linspace(low, high, 4001)
    state = inside(edges)
    whole = float(np.diff(edges)[state[:-1] & state[1:]].sum())
    changes = np.flatnonzero(state[:-1] != state[1:])
    a, b, first = edges[changes], edges[changes + 1], state[changes]
    start, end = a.copy(), b.copy()
    for _ in range(25):
        middle = (a + b) / 2.0
        same = inside(middle) == first
        a, b = np.where(same, middle, a), np.where(same, b, middle)
    return whole + float(np.where(first, a - start, end - a).sum())


def segment_distances(p0: Array, p1: Array, q0: Array, q1: Array) -> Array:
    """Return the distances between pairs of segments (each N x 3), shape N.

    By golden section along the first segment: the distance from its points to the other is convex.
    """
    ratio = (np.sqrt(5.0) - 1.0) / 2.0
    d = q1 - q0
    length = np.maximum((d * d).sum(axis=1), 1e-300)

    def distance(s: Array) -> Array:
        p = p0 + s[:, None] * (p1 - p0)
        t = np.clip(((p - q0) * d).sum(axis=1) / length, 0.0, 1.0)
        return np.asarray(np.linalg.norm(p - q0 - t[:, None] * d, axis=1))

    low, high = np.zeros(len(p0)), np.ones(len(p0))
    for _ in range(60):
        left, right = high - ratio * (high - low), low + ratio * (high - low)
        nearer = distance(left) <= distance(right)
        low, high = np.where(nearer, low, left), np.where(nearer, right, high)
    return np.minimum(np.minimum(distance(low * 0.0), distance(low * 0.0 + 1.0)), distance(low))


def results_of(plan: Plan, scene: Scene | None = None) -> tuple[Result, ...]:
    """Return every result of a plan, on no images where none are given."""
    return review(plan, scene or Scene(), load_rules().with_limits(plan.limits))


def assessed(results: tuple[Result, ...], check: str, subject: str) -> Assessed:
    """Return the one result of a check on a subject, which must have been assessed."""
    (found,) = (r for r in results if (r.check, r.subject) == (check, subject))
    assert isinstance(found, Assessed), found
    return found


def not_assessed(results: tuple[Result, ...], check: str, subject: str) -> NotAssessed:
    """Return the one result of a check on a subject, which must not have been assessed."""
    (found,) = (r for r in results if (r.check, r.subject) == (check, subject))
    assert isinstance(found, NotAssessed), found
    return found


def number(result: Assessed, name: str) -> float:
    """Return a measured number, which must be there."""
    value = result.number(name)
    assert value is not None, name
    return value
