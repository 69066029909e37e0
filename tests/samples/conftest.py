"""The cases as they are, and coarse ones that are quick to make."""

from __future__ import annotations

from dataclasses import replace
from functools import cache

import pytest

from planner.samples.cases import CASES, Case, Coverage
from planner.samples.nerves import MedialBranchCourse, RootCourse, medial_branches, roots

COARSE = Coverage(shape=(52, 70, 80), spacing_mm=(2.9, 2.8, 4.0), corner_mm=(-116.0, -76.0, -132.0))


@pytest.fixture(scope="session", params=list(CASES))
def case(request: pytest.FixtureRequest) -> Case:
    name: str = request.param
    return CASES[name]


@cache
def branches_of(name: str) -> tuple[MedialBranchCourse, ...]:
    """Return the medial branches of a case, which take seconds to find; they do not depend on its voxels."""
    case = CASES[name]
    return medial_branches(case.spine, case.implants, case.seed)


@pytest.fixture(scope="session")
def branches(case: Case) -> tuple[MedialBranchCourse, ...]:
    return branches_of(case.name)


@pytest.fixture(scope="session")
def root_courses(case: Case) -> tuple[RootCourse, ...]:
    return roots(case.spine)


def coarse(case: Case) -> Case:
    """Return a case on few voxels, of unequal spacing and number."""
    return replace(case, scan=COARSE)
