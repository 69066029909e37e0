"""Bone, marrow and metal on a straight way."""

from __future__ import annotations

import numpy as np
import pytest

from planner.geometry.vectors import SUPERIOR, Point
from planner.imaging.bone import bone_on_way
from planner.imaging.volume import Volume
from tests.imaging.turning import turned

START, END = Point(0.0, 0.0, -30.0), Point(0.0, 0.0, 30.0)
SHORTEST_MM = 2.0


def column(*layers: tuple[float, float, float], angle_deg: float = 0.0) -> Volume:
    """Return muscle with layers of z (from, to, HU), each edge a ramp of 1 mm about its place."""
    matrix = turned((1.1, 0.9, 0.7), (120, 60, 50), angle_deg)
    k, j, i = np.indices((120, 60, 50))
    z = matrix[2, 0] * i + matrix[2, 1] * j + matrix[2, 2] * k + matrix[2, 3]
    hu = np.full(z.shape, 50.0)
    for low, high, inside in layers:
        share = np.clip((z - low) + 0.5, 0.0, 1.0) * np.clip((high - z) + 0.5, 0.0, 1.0)
        hu = hu + share * (inside - hu)
    return Volume(hu.astype(np.float32), matrix)


def found(volume: Volume) -> list[tuple[float, float]]:
    """Return the stretches of bone as z."""
    way = bone_on_way(volume, START, END, SHORTEST_MM)
    return [(first - 30.0, last - 30.0) for first, last in way]


@pytest.mark.parametrize("angle_deg", [0.0, 25.0])
def test_layers_are_found_where_they_are(angle_deg: float) -> None:
    """450 HU over muscle of 50: 250 is the half-way value, on the very edge."""
    volume = column((-20.0, -16.0, 450.0), (5.0, 12.0, 450.0), angle_deg=angle_deg)
    stretches = found(volume)
    assert len(stretches) == 2
    assert stretches[0] == pytest.approx((-20.0, -16.0), abs=0.6)
    assert stretches[1] == pytest.approx((5.0, 12.0), abs=0.6)


def test_what_is_thinner_than_the_shortest_is_none() -> None:
    assert found(column((0.0, 1.4, 450.0))) == []


def test_marrow_between_two_cortices_is_bone_and_muscle_is_not() -> None:
    cortices = ((-10.0, -7.0, 800.0), (7.0, 10.0, 800.0))
    marrow = found(column((-9.0, 9.0, 160.0), *cortices))
    assert marrow == [pytest.approx((-10.0, 10.0), abs=0.8)]
    assert len(found(column(*cortices))) == 2
    assert found(column((-9.0, 9.0, 160.0))) == []


def test_metal_and_its_rim_are_not_bone() -> None:
    assert found(column((0.0, 6.0, 3000.0))) == []
    beside = found(column((-10.0, -1.0, 600.0), (0.0, 6.0, 3000.0)))
    assert len(beside) == 1
    assert beside[0][0] == pytest.approx(-10.0, abs=0.6)
    assert -4.0 < beside[0][1] < -1.5


def test_a_way_beside_metal_tells_nothing_of_its_rim() -> None:
    """Metal 1 mm beside the way, with a rim as bright as bone on it."""
    volume = column()
    hu, offset = volume.hu.copy(), volume.voxel_to_patient[:3, 3]
    i_way, j_way = round(-offset[0] / 1.1), round(-offset[1] / 0.9)
    hu[:, j_way - 1 : j_way + 2, i_way - 1 : i_way + 1] = 700.0
    assert len(found(Volume(hu.copy(), volume.voxel_to_patient.copy()))) == 1
    hu[:, :, i_way + 2] = 3000.0
    assert found(Volume(hu, volume.voxel_to_patient.copy())) == []


def test_outside_of_the_scan_is_no_bone() -> None:
    volume = column((20.0, 90.0, 700.0))
    far = bone_on_way(volume, START, Point(0.0, 0.0, 300.0), SHORTEST_MM)
    reach = volume.extent_along(SUPERIOR)[1]
    assert list(far) == [pytest.approx((50.0, 30.0 + reach), abs=1.0)]


def test_a_short_way() -> None:
    volume = column((-30.0, 30.0, 700.0))
    assert bone_on_way(volume, START, Point(0.0, 0.0, -28.9), SHORTEST_MM) == ()
    whole = bone_on_way(volume, Point(0.0, 0.0, 0.0), Point(0.0, 0.0, 2.5), SHORTEST_MM)
    assert list(whole) == [pytest.approx((0.0, 2.5))]
