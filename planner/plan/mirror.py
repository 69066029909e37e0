"""Take what is planned in one place to another: across the midline, or to the next level down."""

from __future__ import annotations

from msgspec.structs import replace

from planner.anatomy.spine import Joint, Level
from planner.geometry.vectors import Point, Vector
from planner.plan.edits import Mapping, mapped, reflected
from planner.plan.midline import midline_of
from planner.plan.parts import (
    FacetTarget,
    Hardware,
    Landmarks,
    MedialBranch,
    Needle,
    Provenance,
    Structure,
    Target,
)
from planner.plan.plan import Item, Plan
from planner.plan.vertebrae import vertebra_frame
from planner.plan.wording import target_words
from planner.words import _

Made = tuple[Plan, str]
"""A plan, and the id of the part that was made in it."""

SAME_PLACE_MM = 0.01
"""Two needles nearer than this at both ends are one needle."""


class MirrorError(Exception):
    """It cannot be taken there: one sentence, why and what to do."""


def mirrored(plan: Plan, item_id: str) -> Made:
    """Return the plan with a part copied to the other side.

    The mirror is the midline plane of the part's own vertebra where both its pedicles and its endplate are
    marked, otherwise the midline of the spine. A target takes its needles along; a needle takes its target
    along where the other side lacks it. A course that was mirrored counts as a proposal until it is accepted.

    Raises
    ------
    MirrorError
        If there is no such part, the midline is not known there, or the other side is planned already.
    """
    item = plan.item(item_id)
    match item:
        case Needle():
            return _mirrored_needle(plan, item)
        case MedialBranch() | FacetTarget():
            return _mirrored_target(plan, item)
        case Hardware():
            level = item.level or _level_near(plan, item.points[0])
            twin = mapped(item, _mirror(plan, level, item.points[0]))
            assert isinstance(twin, Hardware)
            side = None if item.side is None else item.side.other
            made: Item = replace(twin, id=plan.free_id("H"), side=side)
            return plan.with_item(made), made.id
        case Structure():
            point = item.path_mm[0]
            image = mapped(item, _mirror(plan, _level_near(plan, point), point))
            made = replace(image, id=plan.free_id("K"), accepted=item.is_drawn_by_hand)
            return plan.with_item(made), made.id
        case None:
            raise MirrorError(_("Select what to mirror first."))


def _mirrored_target(plan: Plan, target: Target) -> Made:
    needles = plan.needles_of(target)
    anchor = _anchor(target)
    if anchor is None and not needles:
        raise MirrorError(
            _("{target}: nothing is drawn yet that could be mirrored.").format(target=_name(target))
        )
    twin = _twin(plan, target)
    wanted_course = anchor is not None and (twin is None or _anchor(twin) is None)
    wanted_needles = twin is None or not plan.needles_of(twin)
    if not wanted_course and not (wanted_needles and needles):
        assert twin is not None
        raise MirrorError(
            _("{target}: drawn already. Delete what is there to mirror onto it.").format(target=_name(twin))
        )
    mirror = _mirror(plan, target.bone, anchor or needles[0].tip_mm)
    plan, made = _with_twin(plan, target, mirror)
    if wanted_needles:
        for needle in needles:
            plan = plan.with_item(_needle_for(plan, needle, mirror, made))
    return plan, made


def _mirrored_needle(plan: Plan, needle: Needle) -> Made:
    target = plan.target_of(needle)
    level = target.bone if target is not None else _level_near(plan, needle.tip_mm)
    mirror = _mirror(plan, level, needle.tip_mm)
    made = ""
    if target is not None:
        plan, made = _with_twin(plan, target, mirror)
    return _with_needle(plan, _needle_for(plan, needle, mirror, made))


def _with_twin(plan: Plan, target: Target, mirror: Mapping) -> Made:
    """Return the plan with the same target on the other side, its position mirrored where it has none."""
    twin = _twin(plan, target)
    if twin is not None and (_anchor(twin) is not None or _anchor(target) is None):
        return plan, twin.id
    image = mapped(target, mirror)
    assert isinstance(image, MedialBranch | FacetTarget)
    made: Target = replace(
        image, id=twin.id if twin is not None else plan.free_id("T"), side=target.side.other
    )
    if isinstance(made, MedialBranch):
        made = _proposed(made)
    elif not made.is_drawn_by_hand:
        made = replace(made, accepted=False)
    return plan.with_item(made), made.id


def _proposed(image: MedialBranch) -> MedialBranch:
    """Return a mirrored course as what it is: a proposal, with the other side for its template."""
    if not image.course_mm:
        return image
    return replace(image, provenance=Provenance.TEMPLATE_EDITED, accepted=False)


def _twin(plan: Plan, target: Target) -> Target | None:
    for other in plan.targets:
        if other.side is target.side.other and _place(other) == _place(target):
            return other
    return None


def _place(target: Target) -> tuple[str, str]:
    return ("nerve", target.nerve) if isinstance(target, MedialBranch) else ("joint", target.joint)


def _anchor(target: Target) -> Point | None:
    """Return a point of what is drawn of a target; None where nothing is."""
    if isinstance(target, MedialBranch):
        return target.course_mm[0] if target.course_mm else None
    return target.point_mm


def _needle_for(plan: Plan, needle: Needle, mapping: Mapping, target_id: str) -> Needle:
    image = mapped(needle, mapping)
    assert isinstance(image, Needle)
    return replace(image, id=plan.free_id("N"), target=target_id)


def _with_needle(plan: Plan, needle: Needle) -> Made:
    for other in plan.needles:
        ends = ((other.tip_mm, needle.tip_mm), (other.entry_mm, needle.entry_mm))
        if other.target == needle.target and all(a.distance_to(b) < SAME_PLACE_MM for a, b in ends):
            raise MirrorError(_("Needle {id} is there already.").format(id=other.id))
    return plan.with_item(needle), needle.id


def _mirror(plan: Plan, level: Level, point: Point) -> Mapping:
    """Return the mirror at a vertebra; `point` says at which height where only the midline is known."""
    marks = plan.landmarks(level)
    frame = vertebra_frame(plan, level)
    if frame is not None and marks is not None and marks.left_pedicle and marks.right_pedicle:
        return reflected(marks.left_pedicle.towards(marks.right_pedicle, 0.5), frame.left)
    midline = midline_of(plan)
    if midline is None or not midline.is_known_at(level):
        raise MirrorError(
            _("The midline is not known here: mark both pedicles or the endplate of {detail} or a neighbour.")
            .format(detail=level.value)
        )  # fmt: skip
    return reflected(midline.at(point.z), midline.left)


def _level_near(plan: Plan, point: Point) -> Level:
    """Return the marked vertebra whose middle is nearest in height."""
    midline = midline_of(plan)
    if midline is None:
        raise MirrorError(_("The midline is not known: mark the levels first, in step 2."))
    pairs = zip(midline.levels, midline.points, strict=True)
    return min(pairs, key=lambda pair: abs(pair[1].z - point.z))[0]


def copied_to_next_level(plan: Plan, needle_id: str) -> Made:
    """Return the plan with a needle copied to the same target one level further down.

    The way there is from the frame of one vertebra to that of the other where both are fully marked,
    otherwise the mean way between the landmarks that both have.

    Raises
    ------
    MirrorError
        If there is no such needle, it has no target, there is no such target one level down, or the levels
        are not marked.
    """
    needle = plan.item(needle_id)
    if not isinstance(needle, Needle):
        raise MirrorError(_("Select a needle to copy."))
    target = plan.target_of(needle)
    if target is None:
        raise MirrorError(_("The needle has no target: choose the nerve it is for."))
    below = _target_below(plan, target)
    mapping = _to_level(plan, target.bone, below.bone)
    return _with_needle(plan, _needle_for(plan, needle, mapping, below.id))


def _target_below(plan: Plan, target: Target) -> Target:
    wanted: Target
    if isinstance(target, MedialBranch) and target.nerve is not Level.L5:
        wanted = MedialBranch(id="", nerve=target.bone, side=target.side)
    elif isinstance(target, FacetTarget) and Joint.named(target.joint).lower is not Level.S1:
        joint = Joint(Joint.named(target.joint).lower)
        wanted = FacetTarget(id="", joint=joint.name, side=target.side)
    else:
        raise MirrorError(_("{target}: there is no level further down.").format(target=_name(target)))
    for other in plan.targets:
        if other.side is wanted.side and _place(other) == _place(wanted):
            return other
    raise MirrorError(
        _("{target} is not among the targets: choose its joint first, in step 3.").format(
            target=_name(wanted)
        )
    )


def _to_level(plan: Plan, level: Level, other: Level) -> Mapping:
    here, there = vertebra_frame(plan, level), vertebra_frame(plan, other)
    if here is not None and there is not None:
        return lambda point: there.origin + there.to_patient(here.to_frame(point - here.origin))
    ours, theirs = plan.landmarks(level) or Landmarks(), plan.landmarks(other) or Landmarks()
    pairs = [(getattr(ours, name), getattr(theirs, name)) for name in Landmarks.__struct_fields__]
    steps: list[Vector] = [b - a for a, b in pairs if a is not None and b is not None]
    if not steps:
        raise MirrorError(
            _("Mark the same landmarks on {level} and {other} first, in step 2.")
            .format(level=level.value, other=other.value)
        )  # fmt: skip
    step = sum(steps[1:], start=steps[0]) * (1.0 / len(steps))
    return lambda point: point + step


def _name(target: Target) -> str:
    return target_words(target)
