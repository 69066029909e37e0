"""The outline of a tube lies at its radius all along."""

from __future__ import annotations

from itertools import pairwise
from math import hypot

import pytest

from planner.ui.overlays.marks import UV, tube_outline


def from_line(at: UV, a: UV, b: UV) -> float:
    (u, v), (p, q) = (b[0] - a[0], b[1] - a[1]), (at[0] - a[0], at[1] - a[1])
    share = min(max((u * p + v * q) / (u * u + v * v), 0.0), 1.0)
    return hypot(p - share * u, q - share * v)


@pytest.mark.parametrize(
    "points",
    [
        ((0.0, 0.0), (30.0, 5.0)),
        ((3.0, 40.0), (5.0, 25.0), (11.0, 12.0), (21.0, 3.0)),
        ((0.0, 9.0), (0.0, -9.0)),
    ],
)
def test_it_lies_at_the_radius(points: tuple[UV, ...]) -> None:
    radius = 2.75
    outline = tube_outline(points, radius)
    far = [min(from_line(at, a, b) for a, b in pairwise(points)) for at in outline]
    assert min(far) > 0.93 * radius
    assert max(far) < 1.001 * radius
    area = sum(a[0] * b[1] - a[1] * b[0] for a, b in pairwise((*outline, outline[0]))) / 2.0
    length = sum(hypot(b[0] - a[0], b[1] - a[1]) for a, b in pairwise(points))
    assert abs(area) == pytest.approx(2.0 * radius * length + 3.14159 * radius**2, rel=0.05)
