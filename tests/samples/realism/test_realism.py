"""The shipped cases measure like real CTs, and within the ranges that are known of people."""

from __future__ import annotations

from functools import cache

import pytest

from planner.assets import sample_dicom
from tests.samples.realism.made import made
from tests.samples.realism.real import bone_kernel, data, labelled_l3, labelled_pelvis, single
from tests.samples.realism.subject import Figures, figures
from tests.samples.realism.table import JOINT_MM, NOISE_HU, RANGES, table

CASES = sorted(path.name for path in sample_dicom().iterdir() if path.is_dir())
needs_real = pytest.mark.skipif(data() is None, reason="no real CTs beside the checkout")


@cache
def case(name: str) -> Figures:
    return figures(made(sample_dicom() / name))


@pytest.mark.parametrize("name", CASES)
@pytest.mark.parametrize("tissue", ["cancellous", "cortex", "muscle", "fat", "disc"])
def test_tissues_have_the_values_of_people(name: str, tissue: str) -> None:
    low, high = RANGES[tissue]
    assert low <= case(name).tissues[tissue].mean <= high


@pytest.mark.parametrize("name", CASES)
def test_noise_has_the_strength_and_the_colour_of_a_scanner(name: str) -> None:
    found = case(name).grain
    assert found is not None
    assert NOISE_HU[0] <= found.sd <= NOISE_HU[1]
    assert 0.1 < found.middle < 0.6


@pytest.mark.parametrize("name", CASES)
def test_cancellous_bone_has_a_texture_beyond_the_noise(name: str) -> None:
    found = case(name)
    assert found.grain is not None
    assert 1.3 * found.grain.sd < found.tissues["cancellous"].sd < 70.0


@pytest.mark.parametrize("name", CASES)
def test_most_facet_joints_are_seen_as_wide_as_joints_are(name: str) -> None:
    found = case(name)
    seen, asked = found.joints_seen
    assert seen >= 0.7 * asked > 0
    assert found.joints_mm is not None
    assert JOINT_MM[0] <= found.joints_mm[1] <= JOINT_MM[1]


@pytest.mark.parametrize("name", CASES)
def test_endplates_are_thin_and_bright(name: str) -> None:
    plates = case(name).plates
    assert plates is not None
    assert plates[0] < 3.0
    assert 300.0 < plates[1] < 600.0


@needs_real
def test_the_ranges_hold_for_the_real_ones_too() -> None:
    folder = data()
    assert folder is not None
    for real in (bone_kernel, single, labelled_pelvis):
        found = figures(real(folder))
        for tissue, spread in found.tissues.items():
            assert RANGES[tissue][0] <= spread.mean <= RANGES[tissue][1], (found.name, tissue)
        assert found.grain is None or NOISE_HU[0] <= found.grain.sd <= NOISE_HU[1]


@needs_real
def test_a_real_joint_measures_like_a_joint() -> None:
    folder = data()
    assert folder is not None
    found = figures(labelled_l3(folder))
    assert found.joints_mm is not None
    assert JOINT_MM[0] <= found.joints_mm[1] <= JOINT_MM[1]


def test_the_table_has_a_column_for_each_and_a_row_for_each_figure() -> None:
    lines = table([case(CASES[0])]).splitlines()
    assert CASES[0] in lines[0]
    assert len({line.count("|") for line in lines}) == 1
    assert any(line.startswith("| facet joint, mm") for line in lines)
