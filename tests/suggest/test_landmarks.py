"""Landmarks found in the images from one click: against the truth of a sample, and on a real CT."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import numpy as np
import pytest

from planner.anatomy.spine import Level
from planner.anatomy.vertebra import FittedVertebra, fitted
from planner.dicom.load import load_volume
from planner.dicom.scan import scan
from planner.geometry.vectors import Point, Vector
from planner.imaging.volume import Volume
from planner.plan.vertebrae import marked_points
from planner.suggest.landmarks import FoundVertebra, find_column, find_next, find_vertebra
from tests.anatomy.test_vertebra import angle_deg
from tests.suggest.test_courses import truth_of, volume_of

LUMBAR = (Level.L1, Level.L2, Level.L3, Level.L4, Level.L5)
BODIES_OF_REAL_CT = {
    Level.T12: (114, 245),
    Level.L1: (165, 244),
    Level.L2: (220, 244),
    Level.L3: (277, 245),
    Level.L4: (331, 253),
    Level.L5: (383, 265),
}
"""Row and column of the middle of each body in the middle sagittal slice, by hand."""
ENDPLATE_OF_S1 = (424, 254), (398, 299)
"""There as well: the front and the back corner of the endplate of S1."""


def off_mm(found: FoundVertebra) -> dict[str, float]:
    truth = next(each for each in truth_of("plain").levels if each.level is found.level)
    marks = marked_points(truth.landmarks_mm)
    return {name: point.distance_to(marks[name]) for name, point in found.marks.items()}


@pytest.mark.parametrize("aside", [Vector(7.0, -8.0, 5.0), Vector(-6.0, 8.0, -7.0)])
def test_a_click_anywhere_in_a_body_finds_the_vertebra(aside: Vector) -> None:
    body = next(each for each in truth_of("plain").levels if each.level is Level.L3).body_centre_mm
    found = find_vertebra(volume_of("plain"), Level.L3, body + aside)
    assert found.is_sure
    assert max(off_mm(found).values()) < 5.0


def test_one_click_finds_the_whole_lumbar_spine() -> None:
    truth = {each.level: each for each in truth_of("plain").levels}
    click = truth[Level.L5].body_centre_mm + Vector(4.0, -5.0, 3.0)
    column = find_column(volume_of("plain"), Level.L5, click)
    assert [each.level for each in column] == [*LUMBAR, Level.S1]
    lumbar = [each for each in column if each.level is not Level.S1]
    assert np.mean([value for each in lumbar for value in off_mm(each).values()]) < 3.5
    assert max(value for each in lumbar for value in off_mm(each).values()) < 7.0
    for each in lumbar:
        frame = fitted(each.level, each.marks).frame
        assert angle_deg(frame.superior, truth[each.level].superior) < 10.0


@pytest.mark.parametrize("clicked", [Level.L5, Level.S1])
def test_s1_lies_across_the_disc_from_l5_wherever_the_click_was(clicked: Level) -> None:
    truth = {each.level: each for each in truth_of("plain").levels}
    click = truth[clicked].body_centre_mm + Vector(4.0, -5.0, 3.0)
    column = {each.level: each for each in find_column(volume_of("plain"), clicked, click)}
    sacrum = column[Level.S1]
    assert off_mm(sacrum)["endplate"] < 4.0
    assert max(off_mm(sacrum).values()) < 7.0
    frame = fitted(Level.S1, sacrum.marks).frame
    assert angle_deg(frame.superior, truth[Level.S1].superior) < 6.0


def test_where_there_is_no_vertebra_it_is_not_sure() -> None:
    """In the muscle beside the spine."""
    body = next(each for each in truth_of("plain").levels if each.level is Level.L3).body_centre_mm
    found = find_vertebra(volume_of("plain"), Level.L3, body + Vector(60.0, 45.0, 0.0))
    assert not found.is_sure


def test_there_is_nothing_beyond_the_sacrum_and_the_images() -> None:
    truth = {each.level: each for each in truth_of("plain").levels}
    volume = volume_of("plain")
    sacrum = fitted(Level.S1, marked_points(truth[Level.S1].landmarks_mm))
    assert find_next(volume, sacrum, upwards=False) is None
    first = fitted(Level.L1, marked_points(truth[Level.L1].landmarks_mm))
    assert find_next(volume, first, upwards=True) is None
    l3 = fitted(Level.L3, marked_points(truth[Level.L3].landmarks_mm))
    matrix = volume.voxel_to_patient.copy()
    matrix[2, 3] += 400.0
    assert find_next(Volume(volume.hu, matrix), l3, upwards=True) is None


def counted_one_up() -> tuple[Volume, FittedVertebra, Point]:
    """Return the sample, its L2 as if it were L1, and where the T12 of that count has its endplate: L1's."""
    truth = {each.level: marked_points(each.landmarks_mm) for each in truth_of("plain").levels}
    return volume_of("plain"), fitted(Level.L1, truth[Level.L2]), truth[Level.L1]["endplate"]


def test_t12_is_found_where_the_scan_reaches_past_it() -> None:
    """The sample ends at its own T12: by a count one too high it has one that is whole."""
    volume, l1, endplate = counted_one_up()
    found = find_next(volume, l1, upwards=True)
    assert found is not None
    assert found.level is Level.T12
    assert found.is_sure
    assert found.marks["endplate"].distance_to(endplate) < 5.0
    click = l1.frame.origin + l1.frame.superior * -12.0
    assert [each.level for each in find_column(volume, Level.L1, click)][:2] == [Level.T12, Level.L1]


@pytest.mark.parametrize("beyond_mm", [-6.0, 0.0, 3.0])
def test_t12_is_not_proposed_where_the_scan_ends_at_its_endplate(beyond_mm: float) -> None:
    volume, l1, endplate = counted_one_up()
    height_mm = endplate.z + beyond_mm - volume.to_patient(0, 0, 0).z
    slices = round(height_mm / volume.voxel_to_patient[2, 2]) + 1
    cropped = Volume(volume.hu[:slices].copy(), volume.voxel_to_patient)
    assert find_next(cropped, l1, upwards=True) is None


def test_on_a_real_ct_every_endplate_lies_over_its_body(real_data: Callable[[str], Path]) -> None:
    """Sagittal slices 3 mm thick; one click in L5."""
    volume = load_volume(scan(real_data("lumbar_ct_sagittal")).choose()).volume

    def body(level: Level) -> Point:
        row, column = BODIES_OF_REAL_CT[level]
        return volume.to_patient(column, row, 19)

    found = {each.level: each for each in find_column(volume, Level.L5, body(Level.L5))}
    assert set(found) == {Level.T12, *LUMBAR, Level.S1}
    for level in (Level.T12, *LUMBAR):
        frame = fitted(level, found[level].marks).frame
        away = frame.to_frame(body(level) - frame.origin)
        assert abs(away.x) < 6.0
        assert abs(away.y) < 5.0
        assert -18.0 < away.z < -9.0
    front, back = (volume.to_patient(column, row, 19) for row, column in ENDPLATE_OF_S1)
    sacrum = found[Level.S1].marks["endplate"]
    assert sacrum.distance_to(front.towards(back, 0.5)) < 5.0
    superior = fitted(Level.S1, found[Level.S1].marks).frame.superior
    assert abs(angle_deg(superior, back - front) - 90.0) < 10.0
