"""Joints, roots, foramina and canal of varied persons lie where they belong."""

from __future__ import annotations

from itertools import pairwise

import numpy as np
import pytest

from planner.anatomy.spine import Level, Side
from planner.samples.known.around import Around, along, lengths, rows
from planner.samples.known.known import Known
from tests.samples.known.people import somebody

SEEDS = range(12)


@pytest.fixture(scope="module", params=SEEDS)
def known(request: pytest.FixtureRequest) -> Known:
    return somebody(request.param)


def test_joints_lie_between_the_right_two_bones(known: Known) -> None:
    names = list(known.skeleton.vertebrae)
    assert len(known.joints) == 14 - 2
    for joint in known.joints:
        bones = known.skeleton.vertebrae
        upper, lower = bones[names[names.index(joint.lower) - 1]], bones[joint.lower]
        for place in (joint.centre, joint.within):
            far = [float(bone.distances_mm([place])[0]) for bone in (upper, lower)]
            assert far == pytest.approx([joint.gap_mm / 2.0] * 2, abs=0.35)
        step = joint.outward * (joint.gap_mm / 2.0 + 0.8)
        assert upper.distances_mm([joint.centre + step * -1.0])[0] < 0.0
        assert lower.distances_mm([joint.centre + step])[0] < 0.0
        assert joint.outward.dot(lower.frame.left) * joint.side.sign > 0.0
        dorsal, within = joint.opening
        assert (dorsal - within).dot(lower.frame.posterior) > 0.0


def test_roots_leave_below_their_pedicle_clear_of_bone(known: Known) -> None:
    assert [(r.level, r.side) for r in known.roots] == [
        (level, side) for level in list(Level)[1:6] for side in Side
    ]
    for root in known.roots:
        path, radii = rows(root.path), np.array(root.radii_mm)
        off = Around(known.skeleton.bones).distances_mm(path)
        assert (off - radii).min() > -0.05, (root.level, root.side)
        bone = known.skeleton.vertebrae[root.level]
        pedicle = bone.traits.arches[root.side].pedicle
        under = min((bone.to_local(point) for point in root.path), key=lambda p: abs(p.x - pedicle.x))
        assert under.z < pedicle.z - bone.traits.arches[root.side].pedicle_height_mm / 2.0 + 1.0
        assert along(path)[-1] > 30.0
        assert max(root.radii_mm) == root.radius_mm


def test_roots_pass_their_foramen(known: Known) -> None:
    by_place = {(f.upper, f.side): f for f in known.foramina}
    for root in known.roots:
        foramen = by_place[root.level, root.side]
        nearest = lengths(rows(root.path) - np.array(tuple(foramen.centre))).min()
        reach = max(lengths(rows(foramen.border) - np.array(tuple(foramen.centre))))
        assert nearest < reach


def test_foramina_are_open_and_bounded_by_bone(known: Known) -> None:
    assert len(known.foramina) >= 12
    for foramen in known.foramina:
        reach = lengths(rows(foramen.border) - np.array(tuple(foramen.centre)))
        assert reach.min() > 1.8
        assert 4.0 < np.median(reach) < 15.0
        behind = Around(known.skeleton.bones).distances_mm(rows(foramen.posterior_border))
        assert (np.abs(behind) < 0.5).mean() > 0.5
        assert behind.max() < 5.0


def test_the_canal_is_open(known: Known) -> None:
    centres = [canal.centre for canal in known.canals]
    line = [a.towards(b, n / 6.0) for a, b in pairwise(centres) for n in range(6)]
    assert Around(known.skeleton.bones).distances_mm(rows(line)).min() > 4.0
