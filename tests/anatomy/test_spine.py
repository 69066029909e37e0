"""Which nerve serves which joint and lies on which bone."""

from __future__ import annotations

import pytest

from planner.anatomy.spine import JOINTS, NERVES, Joint, Level, Side, bone_of, joints_served_by, nerves_of
from planner.anatomy.wording import joint_words, nerve_place, nerve_short, nerve_words, side_words

TABLE = {
    "L1-L2": ("T12", "L1", "L1", "L2"),
    "L2-L3": ("L1", "L2", "L2", "L3"),
    "L3-L4": ("L2", "L3", "L3", "L4"),
    "L4-L5": ("L3", "L4", "L4", "L5"),
    "L5-S1": ("L4", "L5", "L5", "S1"),
}
"""Joint: its two nerves, and the bones on which they lie (consensus 5.2; Bogduk and Long)."""


@pytest.mark.parametrize(("name", "row"), TABLE.items())
def test_joint_nerves_and_bones(name: str, row: tuple[str, str, str, str]) -> None:
    joint = Joint.named(name)
    nerves = joint.nerves
    assert tuple(n.value for n in nerves) == row[:2]
    assert tuple(bone_of(n).value for n in nerves) == row[2:]
    assert joint_words(joint) == joint.name == name
    assert joint.lower is joint.upper.below


def test_all_joints_and_nerves() -> None:
    assert [joint.name for joint in JOINTS] == list(TABLE)
    assert [nerve.value for nerve in NERVES] == ["T12", "L1", "L2", "L3", "L4", "L5"]


def test_every_joint_has_two_nerves_and_every_nerve_two_joints() -> None:
    served = {nerve: joints_served_by(nerve) for nerve in NERVES}
    assert [len(joints) for joints in served.values()] == [1, 2, 2, 2, 2, 1]
    for nerve, joints in served.items():
        assert all(nerve in joint.nerves for joint in joints)


def test_neighbouring_joints_share_a_nerve() -> None:
    assert [n.value for n in nerves_of((Joint.named("L5-S1"), Joint.named("L4-L5")))] == ["L3", "L4", "L5"]
    assert nerves_of(()) == ()


@pytest.mark.parametrize("name", ["T12-L1", "S1-S2", "L4", "", "L4-S1"])
def test_what_is_no_joint(name: str) -> None:
    with pytest.raises(ValueError, match="no lumbar facet joint"):
        Joint.named(name)
    with pytest.raises(ValueError, match="no lumbar facet joint"):
        Joint(Level.S1)


def test_the_sacral_nerve_serves_none() -> None:
    with pytest.raises(ValueError, match="S1"):
        bone_of(Level.S1)


def test_levels_in_order() -> None:
    assert [level.order for level in Level] == list(range(7))
    assert Level.L4.above is Level.L3
    assert Level.T12.above is None
    assert Level.S1.below is None


def test_sides() -> None:
    assert Side.LEFT.other is Side.RIGHT
    assert Side.RIGHT.other is Side.LEFT
    assert (Side.LEFT.sign, Side.RIGHT.sign) == (1, -1)


def test_both_names_of_a_nerve() -> None:
    assert nerve_words(Level.L3) == "L3 MB (on L4)"
    assert nerve_words(Level.L5) == "L5 DR (at S1/ala)"
    assert (nerve_short(Level.T12), nerve_place(Level.T12)) == ("T12 MB", "on L1")
    assert [side_words(side) for side in Side] == ["left", "right"]
