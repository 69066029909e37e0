"""Boxes round what is bright within the body."""

from __future__ import annotations

import numpy as np
import pytest

from planner.imaging.bright import STEP_MM, bright_grids
from planner.imaging.metal import SURFACE_HU
from planner.imaging.sample import sample
from tests.imaging.metal_phantom import ROD, bar, scanned


def grids(*bars: object) -> tuple[object, ...]:
    return bright_grids(scanned(bars), SURFACE_HU, 0.0, 12.0)  # type: ignore[arg-type]


def test_a_box_holds_all_of_a_piece_and_shows_what_the_scan_shows() -> None:
    volume = scanned([ROD])
    (grid,) = bright_grids(volume, SURFACE_HU, 0.0, 12.0)
    low = np.array(tuple(grid.origin))
    high = low + STEP_MM * (np.array(grid.hu.shape[::-1]) - 1)
    for end in (ROD.start, ROD.end):
        assert (low < np.array(tuple(end)) - ROD.radius_mm).all()
        assert (high > np.array(tuple(end)) + ROD.radius_mm).all()
    at = np.argwhere(grid.hu > 1000.0)[::97]
    np.testing.assert_allclose(grid.hu[tuple(at.T)], sample(volume, grid.places(at)), atol=0.5)
    np.testing.assert_allclose(grid.hu_at(grid.places(at)), grid.hu[tuple(at.T)], atol=0.5)


def test_pieces_that_lie_apart_have_boxes_of_their_own() -> None:
    assert len(grids(ROD, bar((20.0, 10.0, -20.0), (20.0, 10.0, 20.0), 3.0))) == 2


@pytest.mark.parametrize(
    ("name", "piece"),
    [
        ("a lead that lies on the skin", bar((-20.0, 45.0, 0.0), (20.0, 45.0, 3.0), 1.5)),
        ("metal in the table", bar((-10.0, 47.0, -20.0), (-10.0, 47.0, 20.0), 2.0)),
        ("a speck", bar((0.0, 0.0, 0.0), (0.0, 0.0, 0.4), 0.8)),
    ],
)
def test_what_lies_outside_of_the_body_or_is_too_small_has_none(name: str, piece: object) -> None:
    assert grids(piece) == (), name


def test_a_share_of_a_cell_is_asked_for() -> None:
    """A thin shell, as of bone, is bright; only what is thick fills most of a cell of 4 mm."""
    volume = scanned([bar((0.0, 0.0, -15.0), (0.0, 0.0, 15.0), 1.2)], hu=2000.0)
    assert len(bright_grids(volume, 1000.0, 0.0, 30.0)) == 1
    assert bright_grids(volume, 1000.0, 0.6, 30.0) == ()
