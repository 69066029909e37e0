"""Neighbours leave each other room: spinous processes that would touch are made lower."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from itertools import pairwise

from planner.geometry.frames import Frame
from planner.geometry.vectors import Point, Vector
from planner.samples.person.lots import tidy
from planner.samples.person.traits import SpineTraits, VertebraTraits
from planner.samples.skeleton.spine import frames

ROOM_MM = 4.0
"""Between the edges of two spinous processes."""
LOWEST_MM = 7.0
"""No spinous process is lower."""
ROUNDS = 3
ROOT_BEHIND_MM = 6.0
"""Behind the canal a spinous process begins."""
ROOT_EDGES_MM = (-2.5, -19.0)
"""Its upper and lower edge there, above the middle of the pedicle."""


def with_room(spine: SpineTraits) -> SpineTraits:
    """Return a spine whose spinous processes do not touch."""
    stack = frames(spine, Point(0.0, 0.0, 0.0))
    vertebrae = list(spine.vertebrae)
    for _ in range(ROUNDS):
        for n in range(len(vertebrae) - 1):
            pair = vertebrae[n], vertebrae[n + 1]
            lack = _lack_mm(*pair, stack[pair[0].name], stack[pair[1].name])
            if lack > 0.0:
                vertebrae[n] = _lowered(pair[0], lack / 2.0, from_above=False)
                vertebrae[n + 1] = _lowered(pair[1], lack / 2.0, from_above=True)
    return replace(spine, vertebrae=tuple(vertebrae))


def _lack_mm(upper: VertebraTraits, lower: VertebraTraits, above: Frame, below: Frame) -> float:
    """Return how much the gap between two spinous processes falls short of `ROOM_MM`."""
    edge = [_seen(above, below, place) for place in _edge(upper, -1.0)]
    other = _edge(lower, 1.0)
    gaps = [place.z - _height(other, place.y) for place in edge]
    gaps += [_height(edge, place.y) - place.z for place in other if edge[0].y < place.y <= edge[-1].y + 4.0]
    return ROOM_MM - min(gaps)


def _edge(vertebra: VertebraTraits, up: float) -> list[Vector]:
    """Return the upper (1) or lower (-1) edge of a spinous process: root, middle and tip."""
    tip, half = vertebra.spinous_tip, vertebra.spinous_height_mm / 2.0
    behind = vertebra.body.upper_depth_mm / 2.0 + vertebra.canal_depth_mm + ROOT_BEHIND_MM
    pedicle = sum(arch.pedicle.z for arch in vertebra.arches.values()) / 2.0
    root = Vector(0.0, behind, pedicle + ROOT_EDGES_MM[0 if up > 0.0 else 1])
    end = Vector(tip.x, tip.y, tip.z + up * half)
    return [root, (root + end) * 0.5, end]


def _seen(owner: Frame, frame: Frame, place: Vector) -> Vector:
    """Return a place given in the frame `owner`, in another frame."""
    return frame.to_frame(owner.origin + owner.to_patient(place) - frame.origin)


def _height(edge: Sequence[Vector], posterior_mm: float) -> float:
    """Return the height of an edge at a depth; beyond its ends, that of the end."""
    for near, far in pairwise(edge):
        if posterior_mm <= far.y:
            share = max(0.0, (posterior_mm - near.y) / (far.y - near.y))
            return near.z + share * (far.z - near.z)
    return edge[-1].z


def _lowered(vertebra: VertebraTraits, by_mm: float, from_above: bool) -> VertebraTraits:
    """Return a vertebra one edge of whose spinous process is moved towards the other."""
    by = max(0.0, min(by_mm, vertebra.spinous_height_mm - LOWEST_MM))
    tip = vertebra.spinous_tip
    moved = Vector(tip.x, tip.y, tidy(tip.z + (-by if from_above else by) / 2.0))
    return replace(vertebra, spinous_tip=moved, spinous_height_mm=tidy(vertebra.spinous_height_mm - by))
