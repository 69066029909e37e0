"""Where screws have taken the place of a nerve it runs round them, through neither metal nor bone."""

from __future__ import annotations

import numpy as np
import pytest

from planner.anatomy.spine import Level
from planner.geometry.solids import Capsule
from planner.geometry.vectors import Point
from planner.samples.implants.site import Site
from planner.samples.implants.surgery import operated
from planner.samples.implants.wishes import ImplantWishes
from planner.samples.known.around import Around, rows
from planner.samples.known.displaced import metal_mm
from planner.samples.known.known import Known
from planner.samples.known.values import NERVE_DIAMETER_MM
from tests.samples.known.people import somebody

SCREWS = ImplantWishes(screws=(Level.L4, Level.L5))


def test_distances_to_metal_are_those_of_capsules() -> None:
    bar = Capsule(Point(0.0, 0.0, 0.0), Point(10.0, 0.0, 0.0), 2.0)
    points = np.array([[5.0, 3.0, 4.0], [-3.0, 0.0, 0.0], [5.0, 0.0, 0.5]])
    assert metal_mm(points, (bar,)) == pytest.approx([3.0, 1.0, -1.5])


@pytest.mark.parametrize("seed", [0, 1])
def test_nerves_pass_screws(seed: int) -> None:
    bare = somebody(seed)
    implants = operated(Site.of(bare.skeleton), SCREWS, seed)
    known = Known(bare.person, bare.skeleton, implants)
    around = Around(known.skeleton.bones)
    assert implants.screws
    for before, after in zip(bare.branches, known.branches, strict=True):
        course = rows(after.course.points)
        assert metal_mm(course, implants.capsules).min() > NERVE_DIAMETER_MM / 2.0
        assert around.distances_mm(course).min() >= 0.5
        assert after.groove == before.groove
        if not after.displaced:
            assert after == before
    displaced = {b.bone for b in known.branches if b.displaced}
    assert displaced
    assert displaced <= {Level.L3, Level.L4, Level.L5, Level.S1}
