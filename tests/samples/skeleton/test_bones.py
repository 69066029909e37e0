"""Sizes measured on the solids are those of the traits; joints are as wide as asked; nothing overlaps."""

from __future__ import annotations

from functools import cache
from itertools import combinations, pairwise

import numpy as np
import pytest
from numpy.typing import NDArray

from planner.anatomy.spine import Side
from planner.geometry.vectors import LEFT, POSTERIOR, SUPERIOR, Point, Vector
from planner.samples.person.draw import person, typical
from planner.samples.person.traits import PersonTraits
from planner.samples.skeleton.bones import Bone, Skeleton, VertebraBone
from planner.samples.skeleton.centrum import height_at
from planner.samples.skeleton.flanks import rib_course
from planner.samples.skeleton.spine import frames

SEEDS = (3, 11)
PEOPLE = ("typical", *SEEDS)
LUMBAR = ("T12", "L1", "L2", "L3", "L4", "L5")


@cache
def skeleton(who: str | int) -> Skeleton:
    traits: PersonTraits = typical() if isinstance(who, str) else person(who)
    return Skeleton(traits.spine, frames(traits.spine, Point(0.0, 0.0, 0.0)), traits.seed)


def extent(bone: VertebraBone, start: Vector, direction: Vector) -> float:
    """Return how far from a place its surface is, from within or from without."""
    steps = np.arange(0.0, 45.0, 0.05)
    points = np.array([tuple(start)]) + steps[:, None] * np.array([tuple(direction)])
    outside = bone.solid.distances_mm(points) >= 0.0
    beyond = outside != outside[0]
    assert beyond.any()
    return float(steps[np.argmax(beyond)])


@pytest.mark.parametrize("who", PEOPLE)
@pytest.mark.parametrize("name", LUMBAR)
def test_pedicles_are_as_wide_and_high_as_the_traits_say(who: str | int, name: str) -> None:
    bone = skeleton(who).vertebrae[name]
    for side, half in bone.halves.items():
        arch = bone.traits.arches[side]
        outwards = (LEFT * half.outward).without(half.pedicle_axis).unit()
        places = [half.pedicle + half.pedicle_axis * step for step in (-2.0, -1.0, 0.0, 1.0, 2.0)]
        inner = min(extent(bone, place, outwards * -1.0) for place in places)
        assert inner == pytest.approx(arch.pedicle_width_mm / 2.0, abs=1.3)
        outer = min(extent(bone, place, outwards) for place in places)
        assert outer > arch.pedicle_width_mm / 2.0 - 1.3
        if name != "L5":
            # the transverse process of L5 springs from the whole side of the pedicle
            assert outer == pytest.approx(arch.pedicle_width_mm / 2.0, abs=1.3)
        heights = [extent(bone, p, SUPERIOR) + extent(bone, p, SUPERIOR * -1.0) for p in places]
        assert min(heights) == pytest.approx(arch.pedicle_height_mm, abs=2.0 if name == "L5" else 1.5)


@pytest.mark.parametrize("who", PEOPLE)
@pytest.mark.parametrize("name", LUMBAR[1:])
def test_the_canal_is_open_and_closed_behind(who: str | int, name: str) -> None:
    bone = skeleton(who).vertebrae[name]
    half = bone.halves[Side.LEFT]
    front = bone.traits.body.upper_depth_mm / 2.0
    middle = Vector(0.0, front + 0.5 * bone.traits.canal_depth_mm, half.pedicle.z)
    narrowest = min(bone.traits.canal_width_mm / 2.0, abs(half.pedicle.x) - half.arch.pedicle_width_mm / 2.0)
    for side in Side:
        assert extent(bone, middle, LEFT * side.sign) > narrowest - 1.3
    assert extent(bone, middle, POSTERIOR * -1.0) > 0.5 * bone.traits.canal_depth_mm - 1.6
    heights = np.arange(half.lamina_heights[1], half.lamina_heights[0], 1.0)
    depths = []
    for height in heights:
        line = [(0.0, front + back, height) for back in np.arange(2.0, 34.0, 0.25)]
        within = bone.solid.distances_mm(np.array(line)) < 0.0
        if within.any():
            depths.append(2.0 + 0.25 * float(np.argmax(within)))
    assert len(depths) > 8
    assert min(depths) == pytest.approx(bone.traits.canal_depth_mm, abs=2.0)


@pytest.mark.parametrize("who", PEOPLE)
@pytest.mark.parametrize("name", LUMBAR[1:])
def test_a_notch_lies_between_mamillary_and_accessory_process(who: str | int, name: str) -> None:
    bone = skeleton(who).vertebrae[name]
    for half in bone.halves.values():
        spike = half.accessory[1]
        knob = half.mamillary
        banks = bone.solid.distances_mm(np.array([tuple(knob), tuple(spike)]))
        assert max(banks) < 0.6, (half.side, banks)
        assert float(bone.solid.distances_mm(np.array([tuple(half.notch)]))[0]) > 0.5


@pytest.mark.parametrize("who", PEOPLE)
@pytest.mark.parametrize("name", LUMBAR)
def test_bodies_are_as_deep_wide_and_high_as_the_traits_say(who: str | int, name: str) -> None:
    bone = skeleton(who).vertebrae[name]
    body = bone.traits.body
    middle = Vector(0.0, -6.0, -body.middle_mm / 2.0)
    front = extent(bone, middle, POSTERIOR * -1.0) + 6.0
    assert front == pytest.approx(body.waist_depth_mm / 2.0, abs=1.2)
    low = Vector(0.0, 2.0, -0.7 * body.middle_mm)
    waist = extent(bone, low, LEFT) + extent(bone, low, LEFT * -1.0)
    assert body.waist_width_mm - 1.0 < waist < max(body.lower_width_mm, body.upper_width_mm)
    height = extent(bone, middle, SUPERIOR) + extent(bone, middle, SUPERIOR * -1.0)
    dished = height_at(body, 0.0, -6.0) - body.upper_dish_mm - body.lower_dish_mm
    assert height == pytest.approx(dished, abs=1.5)


@pytest.mark.parametrize("name", LUMBAR)
def test_bodies_flare_towards_their_endplates(name: str) -> None:
    bone = skeleton("typical").vertebrae[name]
    body = bone.traits.body
    edges = [Vector(0.0, 1.0, -2.4 - n * 0.2) for n in range(8)]
    upper = max(extent(bone, p, LEFT) + extent(bone, p, LEFT * -1.0) for p in edges)
    assert upper == pytest.approx(body.upper_width_mm, abs=3.0)
    assert upper > body.waist_width_mm + 1.0


@pytest.mark.parametrize("who", PEOPLE)
def test_the_space_of_a_joint_is_as_wide_as_was_asked(who: str | int) -> None:
    bones = skeleton(who)
    names = list(bones.vertebrae)
    for (lower, side), joint in bones.joints.items():
        above = names[names.index(lower) - 1]
        upper = bones.vertebrae[above]
        for arc, height in ((0.0, 0.0), (0.5, 0.0), (-0.4, 0.0), (0.0, 2.0), (0.0, -2.0)):
            place = bones.vertebrae[lower].to_patient(joint.on_face(arc * joint.reach_mm, height))
            to_upper = float(upper.distances_mm([place])[0])
            to_lower = float(bones.vertebrae[lower].distances_mm([place])[0])
            assert to_upper == pytest.approx(joint.gap_mm / 2.0, abs=0.3), (lower, side, arc, height)
            assert to_lower == pytest.approx(joint.gap_mm / 2.0, abs=0.3), (lower, side, arc, height)


@pytest.mark.parametrize("who", PEOPLE)
def test_no_two_bones_overlap(who: str | int) -> None:
    inside = [(bone, _within(bone)) for bone in skeleton(who).bones]
    for (one, places), (other, others) in combinations(inside, 2):
        low = np.maximum(places.min(axis=0), others.min(axis=0)) - 1.0
        high = np.minimum(places.max(axis=0), others.max(axis=0)) + 1.0
        shared = places[((places >= low) & (places <= high)).all(axis=1)]
        if len(shared):
            deepest = float(other.solid.distances_mm(_local(other, shared)).min())
            assert deepest > -0.35, (one.name, other.name)


def _axes(bone: Bone) -> NDArray[np.float64]:
    frame = bone.frame
    return np.array([tuple(axis) for axis in (frame.left, frame.posterior, frame.superior)])


def _local(bone: Bone, patient: NDArray[np.float64]) -> NDArray[np.float64]:
    local: NDArray[np.float64] = (patient - np.array(tuple(bone.frame.origin))) @ _axes(bone).T
    return local


def _within(bone: Bone) -> NDArray[np.float64]:
    """Return places within a bone, every 2 mm, in patient space."""
    low, high = bone.solid.box
    lines = [np.arange(a, b, 2.0) for a, b in zip(low, high, strict=True)]
    places = np.stack(np.meshgrid(*lines, indexing="ij"), axis=-1).reshape(-1, 3)
    inner = places[bone.solid.distances_mm(places) < 0.0]
    patient: NDArray[np.float64] = inner @ _axes(bone) + np.array(tuple(bone.frame.origin))
    return patient


def test_sides_are_independent() -> None:
    bone = skeleton(SEEDS[0]).vertebrae["L4"]
    left, right = bone.traits.arches[Side.LEFT], bone.traits.arches[Side.RIGHT]
    assert left.pedicle_width_mm != right.pedicle_width_mm
    tips = {side: float(bone.solid.distances_mm(np.array([tuple(arch.transverse_tip)]))[0])
            for side, arch in bone.traits.arches.items()}  # fmt: skip
    assert all(abs(distance) < 1.6 for distance in tips.values())


@pytest.mark.parametrize("who", PEOPLE)
@pytest.mark.parametrize("name", LUMBAR)
def test_processes_end_where_the_traits_say(who: str | int, name: str) -> None:
    bone = skeleton(who).vertebrae[name]
    places = [bone.traits.spinous_tip, *(arch.transverse_tip for arch in bone.traits.arches.values())]
    distances = bone.solid.distances_mm(np.array([tuple(place) for place in places]))
    assert float(np.abs(distances).max()) < 2.0, distances


@pytest.mark.parametrize("who", PEOPLE)
def test_a_rib_is_one_piece_from_its_head_on(who: str | int) -> None:
    ribs = [bone for bone in skeleton(who).bones if bone.name.startswith("rib")]
    assert len(ribs) == 4
    for bone in ribs:
        side = Side(bone.name.split()[-1])
        which = int(bone.name.split()[1])
        traits = next(v.traits for v in skeleton(who).vertebrae.values() if v.frame == bone.frame)
        course = rib_course(side, which, traits)
        along = [a + (b - a) * share for a, b in pairwise(course) for share in (0.0, 0.25, 0.5, 0.75)]
        middle = np.array([tuple(place) for place in along[1:-1]])
        assert float(bone.solid.distances_mm(middle).max()) < -0.3, bone.name
