"""A vertebra laid on frames made by other means: near the truth from afar, and refused where it must be."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from pathlib import Path

import numpy as np
import pytest

from planner.anatomy.spine import Level
from planner.carm.angles import over_back
from planner.carm.registration.bone import bone_alone
from planner.carm.registration.likeness import COARSE, Seen, Shot
from planner.carm.registration.points import Correspondence, Posed, pose_from_points
from planner.carm.registration.refine import in_one_direction, registered
from planner.carm.registration.registered import NoFit, NotRegistered, Registered
from planner.carm.triangulation import Mark
from planner.geometry.rigid import Rigid
from planner.geometry.vectors import Vector
from planner.imaging.grains import Grains
from planner.imaging.projection import Body
from tests.carm.registration.exposures import Greyscale, exposed
from tests.carm.registration.patients import Patient, middle_of, real, sample
from tests.carm.registration.trials import Setting, bone, needle_at, paths, scene_of, shots, tried

LEVEL = Level.L4
BOTH = ("AP", "lateral")
PAGE = Path(__file__).parents[1] / "REGISTRATION.md"


def seen(patient: Patient, views: tuple[str, ...] = BOTH) -> list[Shot]:
    return shots(patient, LEVEL, 1, Setting(views, turned=True), 1)


@pytest.mark.parametrize("seed", [1, 2])
def test_two_views_of_a_turned_spine_from_afar(seed: int) -> None:
    trial = tried(sample("plain"), Setting(BOTH, turned=True), seed)
    assert trial.refused is None
    assert trial.before_mm > 2.0
    assert trial.off_mm < 1.0
    assert trial.off_mm < 2.0 * trial.claimed_mm


def test_a_real_ct(real_data: Callable[[str], Path]) -> None:
    trial = tried(real(real_data("lumbar_ct_sagittal")), Setting(BOTH, turned=True), 1)
    assert trial.refused is None
    assert trial.off_mm < 1.5


def test_one_view_is_sure_in_its_plane_and_says_that_depth_is_not() -> None:
    patient = sample("plain")
    trial = tried(patient, Setting(("AP",), turned=True), 1)
    assert trial.in_plane_mm < 1.0
    assert trial.claimed_depth_mm > 4.0 * trial.claimed_mm


def test_two_views_the_same_way_are_no_better_than_one() -> None:
    shot = seen(sample("plain"), ("AP",))[0]
    beside = Shot(replace(shot.beam, angles=over_back(7.0, 0.0)), shot.picture)
    across = Shot(replace(shot.beam, angles=over_back(-90.0, 0.0)), shot.picture)
    assert in_one_direction([shot])
    assert in_one_direction([shot, beside])
    assert not in_one_direction([shot, beside, across])


def test_marked_points_and_then_the_edges() -> None:
    patient, dice = sample("plain"), np.random.default_rng(8)
    truth = scene_of(patient, 1).motion(LEVEL)
    frames = seen(patient)
    points = []
    for shot in frames:
        for place in patient.marks[LEVEL].values():
            pixel = shot.beam.to_pixel(truth.point(place))
            assert pixel is not None
            column, row = (each + float(dice.normal(0.0, 8.0)) for each in pixel)
            points.append(Correspondence(place, Mark(shot.beam, column, row)))
    start = pose_from_points(points)
    assert isinstance(start, Posed)
    found = registered(frames, bone(patient, LEVEL), start.ct_to_c_arm, middle_of(patient.vertebrae[LEVEL]))
    assert isinstance(found, Registered)
    assert found.likeness > found.likeness_before
    assert "In every direction" in found.words()
    assert "Likeness" in found.details()
    for target in patient.targets(LEVEL):
        assert found.ct_to_c_arm.point(target).distance_to(truth.point(target)) < 1.0


def test_the_grey_scale_changes_little_and_its_sign_nothing() -> None:
    patient = sample("plain")
    truth = scene_of(patient, 1).motion(LEVEL)
    grains = Grains.of(alone(patient), COARSE.grain_mm)
    passed = paths(patient, 1, "AP")
    middle = truth.point(middle_of(patient.vertebrae[LEVEL]))
    needle = needle_at(patient, LEVEL, truth)
    found = {
        greyscale: Seen(Shot(passed.beam, exposed(passed, greyscale, needle)), COARSE, middle).likeness(
            grains, truth
        )
        for greyscale in Greyscale
    }
    assert found[Greyscale.INVERTED] == pytest.approx(found[Greyscale.LOG], abs=1e-6)
    assert max(found.values()) - min(found.values()) < 0.05
    away = replace(truth, shift=truth.shift + Vector(8.0, 0.0, 0.0))
    plain = Seen(Shot(passed.beam, exposed(passed, Greyscale.LOG)), COARSE, middle)
    assert plain.likeness(grains, away) < 0.5 * plain.likeness(grains, truth)


def alone(patient: Patient) -> Body:
    found = bone_alone(patient.volume, patient.vertebrae[LEVEL], patient.vertebrae)
    assert found is not None
    return found


def refusal(found: Registered | NotRegistered) -> NoFit:
    assert isinstance(found, NotRegistered)
    assert found.words()
    return found.reason


def test_what_is_not_there_is_refused() -> None:
    patient = sample("plain")
    middle = middle_of(patient.vertebrae[LEVEL])
    truth = scene_of(patient, 1).motion(LEVEL)
    frames = seen(patient)
    assert refusal(registered(frames, None, truth, middle)) is NoFit.NO_BONE
    assert refusal(registered([], bone(patient, LEVEL), truth, middle)) is NoFit.NOT_SEEN
    outside = Rigid(shift=truth.shift + Vector(0.0, 0.0, 400.0))
    assert refusal(registered(frames, bone(patient, LEVEL), outside, middle)) is NoFit.NOT_SEEN
    dice = np.random.default_rng(1)
    noise = [Shot(shot.beam, dice.normal(size=shot.picture.shape)) for shot in frames]
    assert refusal(registered(noise, bone(patient, LEVEL), truth, middle)) is NoFit.UNLIKE


def test_another_persons_vertebra_is_refused() -> None:
    patient, other = sample("plain"), sample("screws")
    truth = scene_of(patient, 1).motion(LEVEL)
    middle = middle_of(other.vertebrae[LEVEL])
    start = Rigid(shift=truth.point(middle_of(patient.vertebrae[LEVEL])) - middle)
    assert refusal(registered(seen(patient), bone(other, LEVEL), start, middle)) is NoFit.UNLIKE


def test_a_picture_of_another_size_than_its_beam_is_refused() -> None:
    shot = seen(sample("plain"))[0]
    with pytest.raises(ValueError, match="rows and columns"):
        Shot(shot.beam, np.zeros((5, 6)))


def test_the_written_page_keeps_what_must_be_shown() -> None:
    lines = PAGE.read_text(encoding="utf-8").splitlines()
    rows = [line.split("|")[1:-1] for line in lines if "| AP + lateral" in line]
    goals = [row for row in rows if row[2].strip() == "50"]
    assert len(goals) == 6
    for row in goals:
        assert int(row[4].strip().removesuffix("%")) >= 80
        assert float(row[-1].split(",")[0]) < 20.0
