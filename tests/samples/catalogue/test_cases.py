"""The recipes: they hold together, and each seed is one person."""

from __future__ import annotations

from dataclasses import replace

import numpy as np
import pytest

from planner.anatomy.spine import Level
from planner.samples.catalogue.case import Case
from planner.samples.catalogue.cases import CASES
from planner.samples.person.draw import typical
from planner.samples.series.layout import series_of
from planner.samples.series.position import PatientPosition
from tests.samples.catalogue.toy import frames_of, person_of

ASKED_FOR = {
    "plain", "screws", "standard", "fusion", "cement", "obese", "scoliosis", "old", "six", "sacralised",
    "prone", "feet_first", "decubitus", "tilted", "discs", "narrow", "chinese",
}  # fmt: skip


def test_all_are_there_under_their_names() -> None:
    assert set(CASES) == ASKED_FOR
    assert all(name == case.name == case.label for name, case in CASES.items())
    assert len({case.seed for case in CASES.values()}) == len(CASES)
    assert len({case.title for case in CASES.values()}) == len(CASES)


def test_those_that_are_shipped_come_first_and_are_the_same_on_every_machine() -> None:
    shipped = [case for case in CASES.values() if case.shipped]
    assert [case.name for case in shipped] == list(CASES)[:2] == ["plain", "screws"]
    # its encoder makes the same bytes everywhere; those of other syntaxes change with their libraries
    assert {r.packing for case in shipped for r in case.acquisition.reconstructions} == {"jpeg_ls"}


def test_the_standard_case_is_as_big_as_asked() -> None:
    acquisition = CASES["standard"].acquisition
    assert [(r.columns, r.rows, acquisition.slices(r)) for r in acquisition.reconstructions] == [
        (512, 512, 250)
    ] * 2
    assert {r.kernel for r in acquisition.reconstructions} == {"soft", "bone"}


def test_every_way_of_lying_and_every_kind_of_geometry_occurs() -> None:
    acquisitions = [case.acquisition for case in CASES.values()]
    lying = {a.position for a in acquisitions}
    assert lying >= {PatientPosition.HFS, PatientPosition.HFP, PatientPosition.FFS, PatientPosition.HFDL}
    assert {a.tilt_deg for a in acquisitions} == {0.0, 12.0}
    assert max(len(a.discs) for a in acquisitions) == 5
    assert len({r.packing for a in acquisitions for r in a.reconstructions}) >= 5
    assert {r.bits_stored for a in acquisitions for r in a.reconstructions} == {12, 16}


@pytest.mark.parametrize("case", CASES.values(), ids=list(CASES))
def test_what_is_treated_lies_in_the_images(case: Case) -> None:
    found = frames_of(case.name, case.seed)
    series = series_of(case.acquisition, found)
    assert [len(each.blocks) for each in series] == [max(len(case.acquisition.discs), 1)] * len(series)
    needed = {Level.L3, Level.L4, Level.L5, Level.S1} if case.treats else set()
    for each in series:
        grid = each.blocks[0].grid
        # the endplate, with room for the vertebra below it and for the joint above
        assert [level for level in needed if not grid.holds(found[level].origin, 15.0)] == []
    if not case.acquisition.discs:
        grid = series[0].blocks[0].grid
        assert all(grid.holds(found[name].origin, 25.0) for name in ("L1", "L2", "S1"))
        assert case.acquisition.lowest == "S1" or grid.holds(found["S2"].origin, 15.0)


def test_a_disc_lies_in_the_middle_of_its_block() -> None:
    case = CASES["discs"]
    found = frames_of(case.name, case.seed)
    blocks = series_of(case.acquisition, found)[0].blocks
    for level, block in zip(case.acquisition.discs, blocks, strict=True):
        grid, lower = block.grid, found[level]
        place = np.linalg.inv(grid.voxel_to_patient) @ (*(lower.origin + lower.superior * 4.0), 1.0)
        assert place[2] == pytest.approx((grid.shape[0] - 1) / 2, abs=1.5)
        assert 0.0 < place[0] < grid.shape[2]
        assert 0.0 < place[1] < grid.shape[1]


def test_another_seed_is_another_person_by_the_same_recipe() -> None:
    case = CASES["fusion"]
    other = case.with_seed(7)
    assert (other.label, other.seed, case.label) == ("fusion-7", 7, "fusion")
    assert not CASES["plain"].with_seed(7).shipped
    assert (other.person, other.implants, other.acquisition) == (
        case.person, case.implants, case.acquisition,
    )  # fmt: skip
    assert case.with_seed(case.seed) is case
    people = [person_of(each.name, each.seed) for each in (case, other)]
    assert people[0] != people[1]
    patients = [each.patient(who) for each, who in zip((case, other), people, strict=True)]
    assert patients[0].id == "SAMPLE-FUSION"
    assert patients[1].id == "SAMPLE-FUSION-7"
    studies = [each.study(who) for each, who in zip((case, other), people, strict=True)]
    assert studies[0].seed != studies[1].seed
    with pytest.raises(ValueError, match="seed"):
        case.with_seed(-1)


@pytest.mark.parametrize("case", CASES.values(), ids=list(CASES))
def test_a_patient_is_as_old_as_the_person_on_the_day(case: Case) -> None:
    for seed in range(20):
        who = replace(typical(), seed=seed, age=30 + seed)
        patient = case.with_seed(seed).patient(who)
        years = (int(case.study_date) - int(patient.birth_date)) // 10000
        assert years == who.age
        assert patient.sex == who.sex
        assert patient.name.startswith("SAMPLE^")


def test_a_chinese_name_stands_beside_the_latin_one() -> None:
    case = CASES["chinese"]
    patient = case.patient(person_of(case.name, case.seed))
    assert patient.name == "SAMPLE^CHINESE=样本^椎间"
