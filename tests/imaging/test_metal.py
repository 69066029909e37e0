"""Where the surface of metal is seen, and how sure that is."""

from __future__ import annotations

import numpy as np
import pytest

from planner.geometry.solids import Capsule
from planner.geometry.vectors import Point
from planner.imaging.metal import find_metal, hides_metal
from planner.imaging.volume import Volume
from tests.imaging.metal_phantom import ROD, STEEL_HU, TITANIUM_HU, bar, scanned


def offsets_mm(volume: Volume, solid: Capsule) -> np.ndarray[tuple[int], np.dtype[np.float64]]:
    """Return how far outside of a solid each place of the found surface lies."""
    found = []
    for region in find_metal(volume).regions:
        for place in region.surface:
            point = Point(*map(float, place))
            found.append(solid.gap_to(Capsule(point, point, 0.0)).gap_mm)
    return np.array(found)


@pytest.mark.parametrize("clipped", [True, False])
@pytest.mark.parametrize("hu", [TITANIUM_HU, STEEL_HU])
def test_the_surface_lies_within_what_is_said_of_it(hu: float, clipped: bool) -> None:
    volume = scanned([ROD], hu, clipped)
    metal = find_metal(volume)
    off = offsets_mm(volume, ROD)
    assert len(off) > 500
    least, most = metal.outside_mm
    assert least <= float(np.median(off)) <= most
    middle, within = (least + most) / 2.0, metal.uncertainty_mm(volume)
    assert np.mean(np.abs(off - middle) <= within) > 0.99


def test_cut_off_metal_is_less_sure() -> None:
    clipped, extended = (scanned([ROD], clipped=c) for c in (True, False))
    assert find_metal(clipped).is_clipped
    assert find_metal(clipped).bright_hu is None
    bright_hu = find_metal(extended).bright_hu
    assert bright_hu == pytest.approx(TITANIUM_HU, rel=0.05)
    assert find_metal(clipped).uncertainty_mm(clipped) > find_metal(extended).uncertainty_mm(extended)


def test_half_the_diagonal_of_a_voxel_is_the_least() -> None:
    scan = scanned([ROD], clipped=False)
    half_diagonal = float(np.linalg.norm(scan.spacing_mm)) / 2.0
    assert half_diagonal <= find_metal(scan).uncertainty_mm(scan) < half_diagonal + 0.2


def test_dense_bone_is_no_metal() -> None:
    assert find_metal(scanned([ROD], hu=1800.0)).regions == ()


def test_a_piece_at_the_edge_of_a_neighbours_box_is_found_once() -> None:
    near = bar((-4.0, 10.0, -22.0), (-1.0, 12.0, 24.0), 3.0)
    apart = bar((12.5, 10.0, -22.0), (15.5, 12.0, 24.0), 3.0)
    volume = scanned([near, apart])
    metal = find_metal(volume)
    mm3 = sum(float(region.metal.sum()) * 0.75**3 for region in metal.regions)
    alone = sum(
        float(r.metal.sum()) * 0.75**3 for b in (near, apart) for r in find_metal(scanned([b])).regions
    )
    assert mm3 == pytest.approx(alone, rel=0.02)


def test_streaks_as_bright_as_metal_leave_no_surface() -> None:
    volume = scanned([ROD])
    assert find_metal(volume).regions[0].is_readable
    hu = volume.hu.astype(np.float64)
    around = np.abs(hu) < 3000.0
    smeared = np.where(around, np.maximum(hu, 1600.0), hu)
    blurred = Volume(np.clip(smeared, -1024, 3071).astype(np.int16), np.array(volume.voxel_to_patient))
    assert not find_metal(blurred).regions[0].is_readable


@pytest.mark.parametrize(
    ("top_hu", "told"), [(1500.0, 1500.0), (2500.0, 2500.0), (3071.0, None), (900.0, None)]
)
def test_a_scan_that_is_cut_off_low_hides_metal(top_hu: float, told: float | None) -> None:
    volume = scanned([ROD])
    low = Volume(np.minimum(volume.hu, top_hu).astype(np.int16), np.array(volume.voxel_to_patient))
    assert hides_metal(low) == told


def test_a_scan_without_metal_hides_none() -> None:
    assert hides_metal(scanned([bar((0.0, 0.0, -15.0), (0.0, 0.0, 15.0), 2.0)], hu=1600.0)) is None
    assert hides_metal(scanned([])) is None
