"""Edits that move, mirror or copy parts of a plan. Each takes a plan or a part and returns a new one."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

from msgspec.structs import replace

from planner.anatomy.spine import Level
from planner.geometry.vectors import Point, Vector
from planner.plan.parts import FacetTarget, Hardware, Landmarks, MarkedLevel, MedialBranch, Needle, Structure
from planner.plan.plan import Item, Plan

Mapping = Callable[[Point], Point]
"""Takes a position to another, both LPS mm."""


@dataclass(frozen=True)
class Handle:
    """A point of the plan that can be grasped: whose (an item's id or a level), which, and where.

    `name` is a field of the part ("tip_mm", "left_pedicle"), `index` the place in it where it holds several.
    """

    owner: str
    name: str
    index: int
    at: Point


def handles(plan: Plan) -> tuple[Handle, ...]:
    """Return every point of the plan that can be dragged."""
    found: list[Handle] = []
    for item in plan.items:
        for name, index, point in _points(item):
            found.append(Handle(item.id, name, index, point))
    for marked in plan.levels:
        for name in Landmarks.__struct_fields__:
            landmark: Point | None = getattr(marked.landmarks_mm, name)
            if landmark is not None:
                found.append(Handle(marked.level, name, 0, landmark))
    return tuple(found)


def _points(item: Item) -> list[tuple[str, int, Point]]:
    points: list[tuple[str, int, Point]] = []
    for name in _POINT_FIELDS[type(item)]:
        value: Point | tuple[Point, ...] | None = getattr(item, name)
        if isinstance(value, Point):
            points.append((name, 0, value))
        elif value is not None:
            points.extend((name, index, point) for index, point in enumerate(value))
    return points


_POINT_FIELDS: dict[type, tuple[str, ...]] = {
    MedialBranch: ("course_mm",),
    FacetTarget: ("point_mm", "opening_mm"),
    Needle: ("entry_mm", "tip_mm"),
    Hardware: ("from_mm", "to_mm", "path_mm"),
    Structure: ("path_mm",),
}
"""The fields of each part that hold points, singly or in tuples."""


def with_handle_at(plan: Plan, handle: Handle, point: Point) -> Plan:
    """Return the plan with one point moved to `point`.

    Raises
    ------
    ValueError
        If the part would lose its shape (entry onto tip, two course points in one place).
    """
    item = plan.item(handle.owner)
    if item is None:
        level = Level(handle.owner)
        marked = plan.marked(level) or MarkedLevel(level=level)
        return plan.with_level(marked.moved(replace(marked.landmarks_mm, **{handle.name: point})))
    value = getattr(item, handle.name)
    moved = point if isinstance(value, Point) else _with(value, handle.index, point)
    return plan.with_item(replace(item, **{handle.name: moved}))


def _with(points: tuple[Point, ...], index: int, point: Point) -> tuple[Point, ...]:
    return (*points[:index], point, *points[index + 1 :])


def mapped(item: Item, mapping: Mapping) -> Item:
    """Return a part with every point mapped (shifted to the next level, mirrored to the other side)."""
    changes: dict[str, Point | tuple[Point, ...]] = {}
    for name in _POINT_FIELDS[type(item)]:
        value: Point | tuple[Point, ...] | None = getattr(item, name)
        if isinstance(value, Point):
            changes[name] = mapping(value)
        elif value is not None:
            changes[name] = tuple(mapping(point) for point in value)
    return replace(item, **changes)


def shifted(item: Item, step: Vector) -> Item:
    """Return a part moved as a whole by `step` mm."""
    return mapped(item, lambda point: point + step)


SHORTEST_MM = 5.0
"""No needle is made shorter than this."""


def advanced(needle: Needle, by_mm: float) -> Needle:
    """Return a needle whose tip is advanced along its line by so many mm; drawn back where that is negative.

    Raises
    ------
    ValueError
        If the tip would be drawn back to its entry or past it.
    """
    length_mm = needle.segment.length_mm + by_mm
    if length_mm <= 0.0:
        raise ValueError("a tip is not drawn back to or past its entry")
    return replace(needle, tip_mm=needle.segment.at(length_mm))


def reflected(plane_point: Point, plane_normal: Vector) -> Mapping:
    """Return the mapping that mirrors a position in a plane, given by a point and its unit normal."""

    def mirror(point: Point) -> Point:
        return point + plane_normal * (-2.0 * (point - plane_point).dot(plane_normal))

    return mirror
