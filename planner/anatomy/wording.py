"""Levels, sides, joints and nerves in words."""

from __future__ import annotations

from planner.anatomy.spine import Joint, Level, Side, bone_of
from planner.words import _, pgettext


def nerve_short(nerve: Level) -> str:
    """Return the name of a nerve: "L3 MB"; the one of L5 is the dorsal ramus, "L5 DR"."""
    if nerve is Level.L5:
        return _("L5 DR")
    return _("{level} MB").format(level=nerve.value)


def nerve_place(nerve: Level) -> str:
    """Return on which bone a nerve lies: "on L4"; "at S1/ala" for the L5 dorsal ramus."""
    if nerve is Level.L5:
        return _("at S1/ala")
    return _("on {level}").format(level=bone_of(nerve).value)


def nerve_words(nerve: Level) -> str:
    """Return both names of a nerve, since they are one vertebra apart: "L3 MB (on L4)"."""
    return _("{nerve} ({place})").format(nerve=nerve_short(nerve), place=nerve_place(nerve))


def side_words(side: Side) -> str:
    """Return "left" or "right"."""
    return pgettext("side", "left") if side is Side.LEFT else pgettext("side", "right")


def joint_words(joint: Joint) -> str:
    """Return the name of a joint: "L4-L5"."""
    return joint.name
