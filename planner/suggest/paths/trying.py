"""Holds many ways against everything at once: what excludes each, and how good the others are.

The numbers are those of the checks, by the limits of the plan; skin and bone are read off the images by rays
(`imaging.ways`). What is proposed in the end is judged by the checks themselves.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from planner.imaging.ways import ways_out
from planner.plan.parts import MedialBranch, Role
from planner.suggest.paths.along import along_nerve
from planner.suggest.paths.grading import graded, graded_foramen, near_metal
from planner.suggest.paths.obstacles import OBSTACLES, Obstacle
from planner.suggest.paths.surroundings import broken, least_mm
from planner.suggest.paths.task import NERVE_RADIUS_MM, Task, course_of
from planner.suggest.paths.ways import Ways

Array = NDArray[np.float64]
Mask = NDArray[np.bool_]
Counts = NDArray[np.int64]

BEYOND_MM = 30.0
"""A needle is held against metal and roots so far beyond its cannula: its line, not where its entry lies."""


OFF_METAL_MM = 2.0
"""So far behind its tip the shaft of a thermometer has left the metal that the tip lies on."""


@dataclass(eq=False)
class Tried:
    """Ways with what excludes each and what each is like, [n]; NaN where that was not looked at.

    Attributes
    ----------
    excluded
        0 where nothing does, else one more than the place of the obstacle in `OBSTACLES`.
    captured_mm, angle_deg, off_mm
        Of a nerve that is burnt, see `Along`.
    needle_mm, lesion_mm
        From the needle and from its lesion to metal.
    structure_mm
        From needle or lesion, whichever is nearer, to a root, the canal or a vessel.
    path_mm, bone_mm, tip_bone_mm
        From tip to skin, and the bone on it: before the target and at it.
    warnings
        How many of the checks that depend on the way would warn; one that nearly fails counts twice.
    """

    ways: Ways
    excluded: NDArray[np.int8]
    captured_mm: Array
    angle_deg: Array
    off_mm: Array
    needle_mm: Array
    lesion_mm: Array
    structure_mm: Array
    path_mm: Array
    bone_mm: Array
    tip_bone_mm: Array
    warnings: NDArray[np.int64]

    @classmethod
    def untried(cls, ways: Ways) -> Tried:
        """Return ways of which nothing is known yet."""
        a, b, c, d, e, f, g, h, i = np.full((9, len(ways)), np.nan)
        counted = np.zeros(len(ways), np.int64)
        return cls(ways, np.zeros(len(ways), np.int8), a, b, c, d, e, f, g, h, i, counted)

    @property
    def free(self) -> Mask:
        """Which ways nothing excludes."""
        return np.asarray(self.excluded == 0)

    @property
    def counts(self) -> dict[Obstacle, int]:
        """How many ways each obstacle excludes, those that exclude any."""
        found = np.bincount(self.excluded, minlength=len(OBSTACLES) + 1)
        return {o: int(found[n + 1]) for n, o in enumerate(OBSTACLES) if found[n + 1]}

    def exclude(self, which: NDArray[np.intp], broken: Mask, why: Obstacle) -> None:
        """Exclude those of some ways that are free yet and for which something holds."""
        hit = which[broken]
        self.excluded[hit[self.excluded[hit] == 0]] = OBSTACLES.index(why) + 1


def try_ways(ways: Ways, task: Task, *, across: bool = False) -> Tried:
    """Return what excludes each way, and what the others are like.

    Parameters
    ----------
    across
        Whether a way counts too that runs across the nerve or takes in little of it.
    """
    tried = Tried.untried(ways)
    _hold_against_nerve(tried, task, across)
    _hold_against_solids(tried, task)
    _hold_against_images(tried, task)
    return tried


def _hold_against_nerve(tried: Tried, task: Task, across: bool) -> None:
    target, burn = task.target, task.burn
    if burn is None or not isinstance(target, MedialBranch):
        return
    course, stretch = course_of(target)
    limit = task.limit("alignment", "fail")
    most_deg = 90.0 if across or limit is None else limit.value
    along = along_nerve(tried.ways.tips, tried.ways.hubs, course, stretch, burn, most_deg)
    tried.captured_mm, tried.angle_deg, tried.off_mm = along.captured_mm, along.angle_deg, along.off_mm
    every, touching_mm = np.arange(len(tried.ways)), task.radius_mm + NERVE_RADIUS_MM
    share = along.captured_mm / task.reachable_mm
    too_steep, too_little = broken(limit, along.angle_deg), broken(task.limit("coverage", "fail"), share)
    if across:
        tried.warnings[too_steep] += WORSE
        tried.warnings[too_little] += WORSE
    else:
        tried.exclude(every, too_steep, Obstacle.ANGLE)
    tried.exclude(every, along.beside_mm < touching_mm, Obstacle.NERVE)
    if not across:
        tried.exclude(every, too_little, Obstacle.COVERAGE)
    tried.warnings += _graded(task, "alignment", along.angle_deg) + _graded(task, "coverage", share)


WORSE = 10
"""What fails counts as so many warnings, where it does not exclude."""


def _graded(task: Task, check: str, values: Array) -> Counts:
    return graded(task.limit(check, "warn"), task.limit(check, "fail"), values)


def _hold_against_solids(tried: Tried, task: Task) -> None:
    left = np.flatnonzero(tried.free)
    tips, hubs = tried.ways.tips[left], tried.ways.hubs[left]
    around, far_mm = task.around, task.longest_mm + BEYOND_MM
    rears = tips + hubs * far_mm
    # a thermometer's end lies on metal: its shaft must not go through any
    fronts = tips + hubs * (OFF_METAL_MM if task.role is Role.THERMOMETER else 0.0)
    tried.needle_mm[left] = needle_mm = least_mm(fronts, rears, task.radius_mm, around.metal)
    known_mm = 0.0 if task.role is Role.THERMOMETER else task.scene.metal_uncertainty_mm or 0.0
    touches = broken(task.limit("hardware_clearance", "fail"), needle_mm - known_mm)
    tried.exclude(left, touches, Obstacle.METAL)
    if task.burn is None:
        tried.warnings[left] += near_metal(needle_mm, known_mm)
    near_mm = least_mm(tips, rears, task.radius_mm, around.structures)
    if task.hazard is not None:
        front, rear = tips + hubs * task.hazard.front_mm, tips + hubs * task.hazard.rear_mm
        tried.lesion_mm[left] = least_mm(front, rear, task.hazard.radius_mm, around.metal)
        near_mm = np.minimum(near_mm, least_mm(front, rear, task.hazard.radius_mm, around.structures))
        tried.warnings[left] += broken(task.limit("hardware_clearance", "warn"), tried.lesion_mm[left])
    tried.structure_mm[left] = near_mm
    tried.exclude(left, broken(task.limit("structure_clearance", "fail"), near_mm), Obstacle.STRUCTURE)
    near = _graded(task, "structure_clearance", near_mm)
    if around.border is not None:
        behind_mm = around.border.behind_mm(tips)
        tried.exclude(left, around.border.fails(behind_mm), Obstacle.FORAMEN)
        near = np.maximum(near, graded_foramen(behind_mm, around.border.within_mm))
    tried.warnings[left] += near


def _hold_against_images(tried: Tried, task: Task) -> None:
    volume, left = task.scene.volume, np.flatnonzero(tried.free)
    if volume is None:
        raise ValueError("ways are looked for on images")
    tips, hubs = tried.ways.tips[left], tried.ways.hubs[left]
    shortest_mm = task.assumed("bone_path", "shortest")
    out = ways_out(volume, tips, hubs, task.assumed("bone_path", "target"), shortest_mm)
    tried.path_mm[left], tried.bone_mm[left] = out.path_mm, out.bone_mm
    tried.tip_bone_mm[left] = out.start_bone_mm
    tried.exclude(left, ~np.isfinite(out.path_mm), Obstacle.SCAN)
    spare_mm = task.longest_mm - out.path_mm
    tried.exclude(left, broken(task.limit("reach", "fail"), spare_mm), Obstacle.REACH)
    tried.exclude(left, broken(task.limit("bone_path", "fail"), out.bone_mm), Obstacle.BONE)
    # in a joint a tip lies between two faces, which the images smear into one
    if isinstance(task.target, MedialBranch) and task.role is not Role.THERMOMETER:
        tried.exclude(left, out.start_bone_mm > 0.0, Obstacle.TIP_IN_BONE)
    warnings = _graded(task, "reach", spare_mm) + _graded(task, "bone_path", out.bone_mm)
    if task.hazard is not None:
        deep_mm = out.path_mm - task.hazard.rear_mm - task.hazard.radius_mm
        tried.exclude(left, broken(task.limit("skin", "fail"), deep_mm), Obstacle.SKIN)
        warnings += _graded(task, "skin", deep_mm)
    tried.warnings[left] += warnings
    _hold_against_needles(tried, task, left)


def _hold_against_needles(tried: Tried, task: Task, left: NDArray[np.intp]) -> None:
    others, hub = task.around.needles, task.around.hub
    if others is None:
        return
    tips, hubs, path_mm = tried.ways.tips[left], tried.ways.hubs[left], tried.path_mm[left]
    lengths = _lengths_mm(task, path_mm)
    entries = tips + hubs * np.where(np.isfinite(path_mm), path_mm, lengths)[:, None]
    apart_mm = least_mm(tips, entries, task.radius_mm, others.shafts)
    tried.exclude(left, apart_mm <= 0.0, Obstacle.NEEDLE)
    first, last = hub.ends(tips, hubs, lengths)
    rears = tips + hubs * lengths[:, None]
    for gap_mm in (
        least_mm(first, last, hub.radius_mm, others.hubs),
        least_mm(first, last, hub.radius_mm, others.cannulae),
        least_mm(tips, rears, task.radius_mm, others.hubs),
    ):
        apart_mm = np.minimum(apart_mm, gap_mm)
    tried.warnings[left] += broken(task.limit("needles_apart", "warn"), apart_mm)


def _lengths_mm(task: Task, path_mm: Array) -> Array:
    """Return how long the cannula is that is taken for each path: the shortest that leaves enough outside."""
    lengths = np.full(len(path_mm), task.longest_mm)
    for cannula in reversed(task.cannulae):
        enough = ~broken(task.limit("reach", "warn"), cannula.length_mm - path_mm)
        lengths[enough] = cannula.length_mm
    return lengths
