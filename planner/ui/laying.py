"""Lays one vertebra of the CT over the frames that are shown: from marked landmarks, then by the pictures."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

from planner.anatomy.spine import Level
from planner.carm.laid import Laid
from planner.carm.registration.bone import bone_alone
from planner.carm.registration.likeness import Shot
from planner.carm.registration.points import Correspondence, NotPosed, Posed, pose_from_points
from planner.carm.registration.refine import registered
from planner.carm.registration.registered import NotRegistered, Registered
from planner.carm.triangulation import Mark
from planner.dicom.errors import LoadError
from planner.geometry.vectors import Point
from planner.imaging.volume import Volume
from planner.plan.c_arm import CArm, FrameRef, LaidOver, rows_of
from planner.plan.parts import Landmarks
from planner.plan.plan import Plan
from planner.plan.vertebrae import marked_points, vertebrae_of
from planner.ui.frames import FrameSource, Run, beam_in_c_arm, run_of, told_geometry
from planner.ui.session import Session
from planner.words import _

SPREADS = 2.0
"""What is kept of uncertainty holds for about 95 of 100: two standard deviations."""


@dataclass(frozen=True)
class Laying:
    """A vertebra laid over frames, to be looked at: what the plan keeps, and what it means in words."""

    laid: LaidOver
    words: tuple[str, ...]


Outcome = Laying | str
"""A vertebra laid over frames, or why it cannot be, in a sentence."""


def correspondences(session: Session, level: Level) -> tuple[Correspondence, ...]:
    """Return the landmarks of a vertebra that are marked both in the CT and in a frame that is shown."""
    marks = marked_points(session.committed.landmarks(level) or Landmarks())
    found = []
    for seen in session.committed.c_arm.seen_of(level):
        beam = beam_in_c_arm(session, seen.at)
        shown = seen.at in session.look.frames.both
        if shown and beam is not None and seen.landmark in marks:
            found.append(Correspondence(marks[seen.landmark], Mark(beam, *seen.place_px)))
    return tuple(found)


def laying_of(session: Session, level: Level, frame: FrameSource) -> Callable[[], Outcome]:
    """Return the work that lays a vertebra over the frames that are shown; it takes nothing of the window."""
    plan, volume, runs = session.committed, session.volume, session.runs
    points = correspondences(session, level)
    refs = [ref for ref in session.look.frames.both if beam_in_c_arm(session, ref) is not None]
    seen_in = {seen.at for seen in plan.c_arm.seen_of(level)}
    used = tuple(ref for ref in refs if ref in seen_in)

    def work() -> Outcome:
        if volume is None:
            return _("Open the CT of this patient first.")
        posed = pose_from_points(points)
        if isinstance(posed, NotPosed):
            return posed.words()
        try:
            shots = [_shot(runs, ref, plan.c_arm, frame) for ref in used]
        except LoadError as error:
            return str(error)
        return _laid(plan, volume, level, used, posed, shots)

    return work


def _shot(runs: tuple[Run, ...], ref: FrameRef, c_arm: CArm, frame: FrameSource) -> Shot:
    run = run_of(runs, ref)
    assert run is not None
    geometry, picture = told_geometry(run, ref, c_arm), frame(run.projection, ref.frame)
    beam = geometry.beam()
    assert beam is not None
    return Shot(beam, (geometry.laid or Laid()).seen(picture.values))


def _laid(
    plan: Plan,
    volume: Volume,
    level: Level,
    refs: tuple[FrameRef, ...],
    posed: Posed,
    shots: list[Shot],
) -> Outcome:
    vertebrae = vertebrae_of(plan)
    if level not in vertebrae:
        return _("Mark {level} in the CT first, in step 2.").format(level=level.value)
    bone = bone_alone(volume, vertebrae[level], vertebrae)
    found = registered(shots, bone, posed.ct_to_c_arm, _middle(plan, level))
    if isinstance(found, NotRegistered):
        return found.words()
    laid = LaidOver(
        level=level,
        frames=refs,
        ct_to_c_arm=rows_of(found.ct_to_c_arm),
        residual_mm=posed.rms_mm,
        in_plane_mm=SPREADS * found.within.in_plane_mm,
        in_depth_mm=SPREADS * found.within.depth_mm,
    )
    return Laying(laid, _words(posed, found))


def _middle(plan: Plan, level: Level) -> Point:
    """Return the middle of the landmarks that every vertebra has."""
    marks = plan.landmarks(level) or Landmarks()
    points = [
        point for point in (marks.left_pedicle, marks.right_pedicle, marks.endplate) if point is not None
    ]
    x, y, z = (sum(axis) / len(points) for axis in zip(*points, strict=True))
    return Point(x, y, z)


def _words(posed: Posed, found: Registered) -> tuple[str, ...]:
    marked = _("Landmarks lie {mm:.1f} mm from where they are seen (root mean square).").format(
        mm=posed.rms_mm
    )
    return found.words(), marked, found.details()
