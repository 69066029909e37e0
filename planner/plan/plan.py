"""The plan: one immutable value. Nothing derived is stored in it; every edit returns a new plan."""

from __future__ import annotations

from collections import Counter
from itertools import count
from typing import Literal

import msgspec

from planner.anatomy.spine import Joint, Level, Side, nerves_of
from planner.plan.c_arm import CArm
from planner.plan.identity import Images, Patient
from planner.plan.parts import (
    FacetTarget,
    Hardware,
    Injection,
    Landmarks,
    MarkedLevel,
    MedialBranch,
    Needle,
    Override,
    Part,
    Procedure,
    Structure,
    Target,
)

Item = MedialBranch | FacetTarget | Needle | Hardware | Structure
"""What has an id and can be selected, edited and deleted."""

Answer = str | bool | float
"""An answer to a question that images cannot answer."""


class Plan(Part, frozen=True, kw_only=True):
    """A needle plan for the facet joints of one patient, on one series of images.

    `answers` holds what was asked and answered (`count_method`, `transitional_vertebra`, ...); `limits` the
    changed limits, keyed "check.limit" ("alignment.warn"). The keys of the file are the fields' names.

    Raises
    ------
    ValueError
        If two parts share an id, two entries name one level, or a needle names a target that is not there.
    """

    format: Literal["facet-plan"] = "facet-plan"
    version: Literal[1] = 1
    patient: Patient = Patient()
    images: Images = Images()
    procedure: Procedure = Procedure()
    levels: tuple[MarkedLevel, ...] = ()
    targets: tuple[Target, ...] = ()
    needles: tuple[Needle, ...] = ()
    hardware: tuple[Hardware, ...] = ()
    hardware_reviewed: bool = False
    structures: tuple[Structure, ...] = ()
    c_arm: CArm = CArm()
    injection: Injection = Injection()
    answers: dict[str, Answer] = msgspec.field(default_factory=dict)
    limits: dict[str, float] = msgspec.field(default_factory=dict)
    overrides: tuple[Override, ...] = ()
    notes: str = ""

    def __post_init__(self) -> None:
        twice = [i for i, n in Counter(item.id for item in self.items).items() if n > 1]
        if twice:
            raise ValueError(f"two parts of the plan are called {twice[0]!r}")
        if len({marked.level for marked in self.levels}) < len(self.levels):
            raise ValueError("a level is marked twice")
        targets = {target.id for target in self.targets}
        for needle in self.needles:
            if needle.target and needle.target not in targets:
                raise ValueError(f"needle {needle.id!r} names a target {needle.target!r} that is not there")

    @property
    def items(self) -> tuple[Item, ...]:
        """Everything that has an id: targets, needles, hardware, structures."""
        return (*self.targets, *self.needles, *self.hardware, *self.structures)

    def item(self, item_id: str) -> Item | None:
        """Return the part with this id; None where there is none."""
        return next((item for item in self.items if item.id == item_id), None)

    def target_of(self, needle: Needle) -> Target | None:
        """Return the target of a needle; None where it has none."""
        return next((target for target in self.targets if target.id == needle.target), None)

    def needles_of(self, target: Target) -> tuple[Needle, ...]:
        """Return the needles for a target, in the plan's order."""
        return tuple(needle for needle in self.needles if needle.target == target.id)

    def marked(self, level: Level) -> MarkedLevel | None:
        """Return a level with its landmarks and where they come from; None where it is not marked."""
        return next((marked for marked in self.levels if marked.level is level), None)

    def landmarks(self, level: Level) -> Landmarks | None:
        """Return the landmarks of a level; None where the level is not marked."""
        marked = self.marked(level)
        return None if marked is None else marked.landmarks_mm

    def free_id(self, letter: str) -> str:
        """Return the first of letter1, letter2, ... that no part has."""
        taken = {item.id for item in self.items}
        return next(name for n in count(1) if (name := f"{letter}{n}") not in taken)

    def joints(self, side: Side) -> tuple[Joint, ...]:
        """Return the joints of a side that the targets treat: both nerves of a joint, or the joint itself."""
        nerves = {t.nerve for t in self.targets if isinstance(t, MedialBranch) and t.side is side}
        named = {t.joint for t in self.targets if isinstance(t, FacetTarget) and t.side is side}
        return tuple(j for j in map(Joint, _JOINT_LEVELS) if set(j.nerves) <= nerves or j.name in named)

    def with_item(self, item: Item) -> Plan:
        """Return the plan with `item` in place of the part of the same id, or added at the end."""
        field = _field_of(item)
        parts: tuple[Item, ...] = getattr(self, field)
        if any(part.id == item.id for part in parts):
            changed = tuple(item if part.id == item.id else part for part in parts)
        else:
            changed = (*parts, item)
        return msgspec.structs.replace(self, **{field: changed})

    def without_item(self, item_id: str) -> Plan:
        """Return the plan without a part, and without what answers for findings on it.

        Needles of a removed target stay, without a target.
        """
        return msgspec.structs.replace(
            self,
            targets=tuple(t for t in self.targets if t.id != item_id),
            needles=tuple(
                msgspec.structs.replace(n, target="") if n.target == item_id else n
                for n in self.needles
                if n.id != item_id
            ),
            hardware=tuple(h for h in self.hardware if h.id != item_id),
            structures=tuple(s for s in self.structures if s.id != item_id),
            overrides=tuple(o for o in self.overrides if o.subject != item_id),
        )

    def with_level(self, marked: MarkedLevel) -> Plan:
        """Return the plan with a marked level in place of what it had of that level, from above downwards."""
        levels = [marked, *(other for other in self.levels if other.level is not marked.level)]
        return msgspec.structs.replace(self, levels=tuple(sorted(levels, key=lambda m: m.level.order)))

    def with_landmarks(self, level: Level, landmarks: Landmarks) -> Plan:
        """Return the plan with a level marked by hand, in order from above downwards."""
        return self.with_level(MarkedLevel(level=level, landmarks_mm=landmarks))

    def with_levels_confirmed(self) -> Plan:
        """Return the plan with all landmarks that the program found confirmed: a person has seen them."""
        levels = tuple(msgspec.structs.replace(marked, accepted=True) for marked in self.levels)
        return msgspec.structs.replace(self, levels=levels)

    def without_level(self, level: Level) -> Plan:
        """Return the plan without a marked level."""
        return msgspec.structs.replace(self, levels=tuple(m for m in self.levels if m.level is not level))

    def with_answer(self, key: str, answer: Answer | None) -> Plan:
        """Return the plan with a question answered; None takes the answer back."""
        answers = {k: v for k, v in self.answers.items() if k != key}
        if answer is not None:
            answers[key] = answer
        return msgspec.structs.replace(self, answers=answers)

    def with_nerves_of(self, joints: tuple[Joint, ...], side: Side) -> Plan:
        """Return the plan with a target for each nerve that these joints need and that is not there yet."""
        there = {t.nerve for t in self.targets if isinstance(t, MedialBranch) and t.side is side}
        plan = self
        for nerve in nerves_of(joints):
            if nerve not in there:
                plan = plan.with_item(MedialBranch(id=plan.free_id("T"), nerve=nerve, side=side))
        return plan


_JOINT_LEVELS = (Level.L1, Level.L2, Level.L3, Level.L4, Level.L5)


def _field_of(item: Item) -> str:
    match item:
        case MedialBranch() | FacetTarget():
            return "targets"
        case Needle():
            return "needles"
        case Hardware():
            return "hardware"
        case Structure():
            return "structures"
