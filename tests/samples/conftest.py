"""The cases that the program comes with."""

from __future__ import annotations

import pytest

from planner.samples.catalogue.case import Case
from planner.samples.catalogue.cases import CASES


@pytest.fixture(scope="session", params=[case.name for case in CASES.values() if case.shipped])
def case(request: pytest.FixtureRequest) -> Case:
    name: str = request.param
    return CASES[name]
