"""The data sets that registration is tried on: their volumes, vertebrae, and points to measure at."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from functools import cache
from pathlib import Path

import numpy as np

from planner.anatomy.column import fitted_column
from planner.anatomy.spine import Level, Side
from planner.anatomy.vertebra import FittedVertebra, Marks
from planner.assets import sample_dicom
from planner.dicom.load import load_volume
from planner.dicom.scan import scan
from planner.geometry.rigid import Rigid
from planner.geometry.vectors import Point, Vector
from planner.imaging.volume import Volume
from planner.plan.vertebrae import marked_points
from planner.samples.known.truth import read_truth
from planner.suggest.landmarks import find_column

INSIDE_L5 = Point(-8.6, 44.7, -1219.7)
"""A place in the body of L5 of the real CT."""


@dataclass(frozen=True, eq=False)
class Patient:
    """A volume and the landmarks of its vertebrae."""

    name: str
    volume: Volume
    marks: Mapping[Level, Marks]

    @property
    def vertebrae(self) -> dict[Level, FittedVertebra]:
        return fitted_column(self.marks)

    def targets(self, level: Level) -> tuple[Point, ...]:
        """Return where a registration is measured: the nerve courses of both sides, and the pedicles."""
        vertebra = self.vertebrae[level]
        courses = [vertebra.places(vertebra.shape.medial_branch, side) for side in Side]
        pedicles = (self.marks[level]["left_pedicle"], self.marks[level]["right_pedicle"])
        return (*courses[0], *courses[1], *pedicles)


@cache
def sample(name: str) -> Patient:
    folder = sample_dicom() / name
    truth = read_truth((folder / "truth.json").read_bytes())
    marks = {each.level: marked_points(each.landmarks_mm) for each in truth.levels}
    return Patient(name, load_volume(scan(folder / "ct").choose()).volume, marks)


@cache
def real(folder: Path) -> Patient:
    volume = load_volume(scan(folder).choose()).volume
    return Patient("real CT", volume, {e.level: e.marks for e in find_column(volume, Level.L5, INSIDE_L5)})


def turned_spine(patient: Patient, ct_to_c_arm: Rigid, most_deg: float, seed: int) -> dict[Level, Rigid]:
    """Return where each vertebra lies after a change of posture.

    Each is turned against the one below it about the middle of their disc, by up to `most_deg`.
    """
    dice = np.random.default_rng(seed)
    moved: dict[Level, Rigid] = {}
    below = ct_to_c_arm
    for level in reversed(list(patient.vertebrae)):
        vertebra = patient.vertebrae[level]
        height_mm = (vertebra.shape.height_mm or 0.0) * vertebra.scale
        pivot = vertebra.frame.origin + vertebra.frame.superior * (-height_mm - 4.0)
        axis = Vector(*dice.normal(size=3)).unit()
        turn = axis * float(dice.uniform(-most_deg, most_deg))
        below = below.after(Rigid.about(pivot, turn, Vector(0.0, 0.0, 0.0)))
        moved[level] = below
    return moved


def off_by(seed: int, most_mm: float = 10.0, most_deg: float = 10.0) -> tuple[Vector, Vector]:
    """Return a turn in degrees and a step in mm, each of any direction and of uniform length."""
    dice = np.random.default_rng(seed)
    turn, step = (Vector(*dice.normal(size=3)).unit() for _ in range(2))
    return turn * float(dice.uniform(0.0, most_deg)), step * float(dice.uniform(0.0, most_mm))


def off_by_axis(seed: int, most_mm: float = 10.0, most_deg: float = 10.0) -> tuple[Vector, Vector]:
    """Return a turn in degrees and a step in mm, each uniform along every axis: up to 17 in all."""
    dice = np.random.default_rng(seed)
    turn, step = (Vector(*dice.uniform(-1.0, 1.0, 3)) for _ in range(2))
    return turn * most_deg, step * most_mm


def middle_of(vertebra: FittedVertebra) -> Point:
    """Return a place between the body and the arch, about which a vertebra is turned."""
    return vertebra.place(Vector(0.0, 15.0, -12.0))
