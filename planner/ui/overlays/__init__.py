"""What is drawn on an image: one module for each kind of thing and for each check that can be drawn."""

from __future__ import annotations

from collections.abc import Callable, Iterator

from planner.ui.overlays import (
    access,
    alignment,
    bone_path,
    coverage,
    foramen,
    hardware,
    hardware_clearance,
    joints,
    landmarks,
    needles,
    needles_apart,
    nerves,
    proposed_hardware,
    reach,
    skin,
    structure_clearance,
    structures,
)
from planner.ui.overlays.marks import Mark
from planner.ui.overlays.sight import Sight

OVERLAYS: tuple[Callable[[Sight], Iterator[Mark]], ...] = (
    access.marks,
    structures.marks,
    hardware.marks,
    proposed_hardware.marks,
    nerves.marks,
    joints.marks,
    landmarks.marks,
    coverage.marks,
    needles.marks,
    foramen.marks,
    bone_path.marks,
    structure_clearance.marks,
    hardware_clearance.marks,
    needles_apart.marks,
    alignment.marks,
    skin.marks,
    reach.marks,
)
"""In the order in which they are painted."""


def compose(sight: Sight) -> tuple[Mark, ...]:
    """Return everything to draw on one picture, in painting order."""
    return tuple(mark for overlay in OVERLAYS for mark in overlay(sight))
