"""What the tests of the scanner share."""

from __future__ import annotations

import pytest

from planner.samples.scanning.fan import Fan


@pytest.fixture(scope="session")
def coarse_fan() -> Fan:
    return Fan(views=240, bins=256, bin_mm=2.0)
