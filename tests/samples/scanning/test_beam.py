"""The beam hardens as physics says, and water is always taken for the water that it is."""

from __future__ import annotations

from math import exp, log, sqrt

import numpy as np
import pytest

from planner.samples.implants.values import METALS
from planner.samples.scanning.beam import attenuation, beam, left_of, table_at
from planner.samples.scanning.errors import ELECTRONIC, photons_for


def measured_mm(water_mm: float, bone_mm: float) -> float:
    one = beam()
    left = left_of(one.spectrum, one.water, one.bone, water_mm, bone_mm)
    return float(table_at(one.water_mm, -log(left)))


@pytest.mark.parametrize("water_mm", [0.0, 3.0, 50.0, 333.0, 700.0])
def test_water_is_measured_as_it_is(water_mm: float) -> None:
    assert measured_mm(water_mm, 0.0) == pytest.approx(water_mm, abs=0.02)


def test_bone_is_measured_as_less_and_less_the_more_there_is() -> None:
    dense = beam().dense
    errors = [measured_mm(250.0, bone) - 250.0 - dense * bone for bone in (10.0, 30.0, 60.0)]
    assert 0.0 > errors[0] > errors[1] > errors[2]
    assert errors[2] / 60.0 < errors[0] / 10.0 - 0.05


def test_what_is_left_is_the_sum_over_the_bands() -> None:
    one = beam()
    expected = sum(
        s * exp(-w * 120.0 - b * 15.0) for s, w, b in zip(one.spectrum, one.water, one.bone, strict=True)
    )
    assert left_of(one.spectrum, one.water, one.bone, 120.0, 15.0) == pytest.approx(expected, rel=1e-6)
    assert one.spectrum.sum() == pytest.approx(1.0)


@pytest.mark.parametrize("metal", sorted(METALS))
def test_every_metal_of_the_implants_attenuates_more_than_bone(metal: str) -> None:
    assert (attenuation(metal) > beam().bone).all()


def test_an_unknown_material_is_refused() -> None:
    with pytest.raises(ValueError, match="does not know how unobtainium"):
        attenuation("unobtainium")


def test_the_photons_leave_the_noise_that_is_wanted() -> None:
    one = beam()
    counted = photons_for(0.8, 300.0, one) * left_of(one.spectrum, one.water, one.bone, 300.0, 0.0)
    noise = sqrt(1.0 / counted + (ELECTRONIC / counted) ** 2)
    attenuated = np.interp(300.0, one.water_mm, np.arange(one.water_mm.size))
    slope = np.interp(attenuated, np.arange(one.water_mm.size), one.water_per_mm)
    assert noise / slope == pytest.approx(0.8, rel=1e-3)
