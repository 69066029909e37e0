"""Registration tried from many starts, on frames of known geometry: what came of each."""

from __future__ import annotations

import time
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, replace
from functools import cache

import numpy as np
from numpy.typing import NDArray

from planner.anatomy.spine import Level, Side
from planner.carm.angles import CArmAngles, over_back
from planner.carm.beam import Beam
from planner.carm.registration.bone import bone_alone
from planner.carm.registration.likeness import Shot
from planner.carm.registration.refine import registered
from planner.carm.registration.registered import NoFit, NotRegistered
from planner.geometry.rigid import Rigid
from planner.geometry.solids import Capsule
from planner.geometry.vectors import Point, Vector
from planner.imaging.projection import Body
from tests.carm.registration.exposures import Greyscale, Paths, Scene, exposed, paths_of
from tests.carm.registration.patients import Patient, middle_of, off_by, turned_spine

ISOCENTRE = Point(0.0, 0.0, 0.0)
BEAMS: Mapping[str, CArmAngles] = {
    "AP": over_back(0.0, 0.0),
    "lateral": over_back(90.0, 0.0),
    "oblique": over_back(30.0, 0.0),
}
LEVELS = (Level.L3, Level.L4, Level.L5)
POSTURES = 3
TURNED_DEG = 5.0
NEEDLE_MM = 0.45

Off = Callable[[int], tuple[Vector, Vector]]


@dataclass(frozen=True)
class Setting:
    """How frames are made and read: which views, whether the spine has turned, how far angles are misread."""

    views: tuple[str, ...]
    turned: bool
    misread_deg: float = 0.0
    off: Off = off_by


@dataclass(frozen=True)
class Trial:
    """What came of one start: mean error over the targets, and what was claimed; NaN where it was refused."""

    before_mm: float
    refused: NoFit | None
    off_mm: float = np.nan
    in_plane_mm: float = np.nan
    depth_mm: float = np.nan
    claimed_mm: float = np.nan
    claimed_depth_mm: float = np.nan
    likeness: float = np.nan
    wall_s: float = np.nan
    cpu_s: float = np.nan


@cache
def scene_of(patient: Patient, posture: int) -> Scene:
    """Return a patient under the C-arm, L4 near the isocentre; posture 0 is that of the CT."""
    middle = middle_of(patient.vertebrae[Level.L4])
    lies = Rigid.about(middle, Vector(2.0, -1.5, 1.0), ISOCENTRE + Vector(4.0, -7.0, 5.0) - middle)
    moved = turned_spine(patient, lies, TURNED_DEG, posture) if posture else {}
    return Scene(patient.volume, patient.vertebrae, lies, moved)


@cache
def paths(patient: Patient, posture: int, view: str) -> Paths:
    return paths_of(scene_of(patient, posture), Beam(BEAMS[view], ISOCENTRE))


@cache
def bone(patient: Patient, level: Level) -> Body | None:
    return bone_alone(patient.volume, patient.vertebrae[level], patient.vertebrae)


def needle_at(patient: Patient, level: Level, truth: Rigid) -> Capsule:
    """Return a needle on the vertebra's own nerve groove, as it would be in the picture."""
    vertebra = patient.vertebrae[level]
    tip = truth.point(vertebra.place(vertebra.shape.mamillary, Side.LEFT))
    return Capsule(tip, tip + Vector(25.0, 75.0, -30.0), NEEDLE_MM)


def shots(patient: Patient, level: Level, posture: int, setting: Setting, seed: int) -> list[Shot]:
    """Return the frames of one start, each in another grey scale, and their beams as somebody reads them."""
    dice = np.random.default_rng(seed + 5000)
    greyscales = tuple(Greyscale)
    needle = needle_at(patient, level, scene_of(patient, posture).motion(level))
    found = []
    for n, view in enumerate(setting.views):
        picture = exposed(paths(patient, posture, view), greyscales[(seed + n) % 4], needle, seed)
        beam = Beam(BEAMS[view], ISOCENTRE)
        p, s = dice.normal(0.0, setting.misread_deg, 2) if setting.misread_deg else (0.0, 0.0)
        turned = (BEAMS[view].primary_deg + p + 180.0) % 360.0 - 180.0
        angles = CArmAngles(turned if turned > -180.0 else 180.0, BEAMS[view].secondary_deg + s)
        found.append(Shot(replace(beam, angles=angles), picture))
    return found


def tried(patient: Patient, setting: Setting, seed: int) -> Trial:
    """Return what came of one start; levels, postures and grey scales go round with the seeds."""
    level = LEVELS[seed % len(LEVELS)]
    posture = 1 + (seed // len(LEVELS)) % POSTURES if setting.turned else 0
    truth = scene_of(patient, posture).motion(level)
    middle = middle_of(patient.vertebrae[level])
    turn, step = setting.off(seed + 100)
    start = Rigid.about(truth.point(middle), turn, step).after(truth)
    seen = shots(patient, level, posture, setting, seed)
    alone = bone(patient, level)
    targets = patient.targets(level)
    before = _mean([start.point(each) - truth.point(each) for each in targets])
    clock, cpu = time.perf_counter(), time.process_time()
    found = registered(seen, alone, start, middle)
    took = {"wall_s": time.perf_counter() - clock, "cpu_s": time.process_time() - cpu}
    if isinstance(found, NotRegistered):
        return Trial(before, found.reason, **took)
    depth = seen[0].beam.towards_detector
    off = [found.ct_to_c_arm.point(each) - truth.point(each) for each in targets]
    return Trial(
        before_mm=before,
        refused=None,
        off_mm=_mean(off),
        in_plane_mm=_mean([each.without(depth) for each in off]),
        depth_mm=_mean([depth * each.dot(depth) for each in off]),
        claimed_mm=found.within.in_plane_mm if len(seen) == 1 else found.within.worst_mm,
        claimed_depth_mm=found.within.depth_mm,
        likeness=found.likeness,
        **took,
    )


def _mean(steps: Sequence[Vector]) -> float:
    return sum(step.length for step in steps) / len(steps)


def column(trials: Sequence[Trial], name: str) -> NDArray[np.float64]:
    """Return one number of all trials that were not refused."""
    return np.array([getattr(trial, name) for trial in trials if trial.refused is None])
