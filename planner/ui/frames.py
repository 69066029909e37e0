"""The frames of a C-arm that are open: what they say of themselves, and in which space they see the plan."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from dataclasses import replace as replaced
from typing import TYPE_CHECKING

from msgspec.structs import replace

from planner.anatomy.spine import Level
from planner.carm.beam import Beam
from planner.carm.calibration import PIXELS_ONLY, Scale
from planner.carm.frame_geometry import ISOCENTRE, FrameGeometry
from planner.carm.frame_picture import FramePicture
from planner.carm.known_length import CalibrationError, Known, KnownSize
from planner.carm.laid import orientation_letters
from planner.dicom.errors import OPEN_AGAIN, LoadError
from planner.dicom.notes import note
from planner.geometry.angles import angle_between_lines_deg
from planner.plan.c_arm import CArm, FrameRef, LaidOver, Positions
from planner.plan.identity import Images, Patient
from planner.plan.parts import FacetTarget, MedialBranch, Needle
from planner.plan.plan import Plan
from planner.ui.look import Layout
from planner.words import N_

if TYPE_CHECKING:
    from planner.dicom.study import Projection, Series, Study
    from planner.ui.session import Session

FrameSource = Callable[["Projection", int], FramePicture]
"""Gives the picture of a frame of a file; raises `LoadError`."""


@dataclass(frozen=True, eq=False)
class Run:
    """A file with frames of a C-arm, one or many, and whose they are."""

    projection: Projection
    series_uid: str
    study_uid: str
    description: str
    patient: Patient

    @property
    def frames(self) -> tuple[FrameRef, ...]:
        """All its frames, in their order."""
        return tuple(self.frame(n) for n in range(self.projection.frames))

    def frame(self, number: int) -> FrameRef:
        """Return one of its frames; what lies beyond the ends is the one at the end."""
        last = self.projection.frames - 1
        return FrameRef(self.projection.sop_instance_uid, min(max(number, 0), last))

    def holds(self, ref: FrameRef) -> bool:
        """Say whether a frame is one of its."""
        return ref.sop_instance_uid == self.projection.sop_instance_uid

    def geometry(self, ref: FrameRef) -> FrameGeometry:
        """Return what one of its frames says of its geometry."""
        return self.projection.geometry(ref.frame)


Runs = tuple[Run, ...]


def runs_of(study: Study, projection: Projection) -> Runs:
    """Return what opens with one file of frames: all of the same patient and study, that one first."""
    own = next(series for series in study.series if projection in series.projections)
    found = [
        (series, each)
        for series in study.series
        if series.study_uid == own.study_uid and series.patient.same_as(own.patient)
        for each in series.projections
        if each.action == "load"
    ]
    found.sort(key=lambda pair: pair[1] is not projection)
    return tuple(_run(series, each) for series, each in found)


def _run(series: Series, projection: Projection) -> Run:
    return Run(projection, series.series_uid, series.study_uid, series.description, series.patient)


def first_pair(runs: Runs) -> tuple[FrameRef | None, FrameRef | None]:
    """Return the frames to show first: of the first run, and of that seen from farthest apart."""
    if not runs:
        return None, None
    left = runs[0].frame(0)
    apart = max(runs[1:], key=lambda run: _apart_deg(runs[0], run), default=None)
    # of a run that turns another frame of its own is seen from elsewhere
    turned = runs[0].frame(runs[0].projection.frames // 2) if _turns(runs[0]) else None
    return left, turned if apart is None else apart.frame(0)


def _turns(run: Run) -> bool:
    """Say whether each frame of a run has a geometry of its own: the C-arm or the table moves."""
    return len(run.projection.geometries) > 1


def _apart_deg(one: Run, other: Run) -> float:
    """Return how far apart two runs are seen from, 0 to 90 degrees; below 0 where it is not told."""
    first, second = (run.projection.geometry(0).beam() for run in (one, other))
    if first is None or second is None:
        return -1.0
    return angle_between_lines_deg(first.towards_detector, second.towards_detector)


def run_of(runs: Sequence[Run], ref: FrameRef | None) -> Run | None:
    """Return the run that a frame belongs to; None where it is not open."""
    return None if ref is None else next((run for run in runs if run.holds(ref)), None)


def picture_source(session: Session, frame: FrameSource | None) -> Callable[[FrameRef], FramePicture]:
    """Return what gives the picture of a frame that is open."""

    def picture(ref: FrameRef) -> FramePicture:
        run = run_of(session.runs, ref)
        if run is None or frame is None:
            raise LoadError(ref.sop_instance_uid, note(N_("it is not open any more")), OPEN_AGAIN)
        return frame(run.projection, ref.frame)

    return picture


def geometry_of(session: Session, ref: FrameRef | None) -> FrameGeometry | None:
    """Return what a frame says of its geometry, or somebody of its sides; None where it is not open."""
    run = run_of(session.runs, ref)
    return None if run is None or ref is None else told_geometry(run, ref, session.plan.c_arm)


def told_geometry(run: Run, ref: FrameRef, c_arm: CArm) -> FrameGeometry:
    """Return what a frame says of its geometry, its sides as somebody has told them where it does not."""
    geometry, view = run.geometry(ref), c_arm.confirmed_view(run.series_uid)
    if view is None or view.letters is None or geometry.laid is not None:
        return geometry
    return replaced(geometry, letters=view.letters)


def possible_letters(geometry: FrameGeometry) -> tuple[tuple[str, str], ...]:
    """Return how a picture with angles may lie, head up: as the detector sees it, or mirrored."""
    if geometry.angles is None:
        return ()
    beam = Beam(geometry.angles, ISOCENTRE)
    down = orientation_letters(beam.down)
    return (orientation_letters(beam.right), down), (orientation_letters(-beam.right), down)


def scale_in(session: Session, ref: FrameRef) -> Scale:
    """Return what a pixel of a frame is worth: by something of known size in it, else as the file says."""
    size, geometry = session.plan.c_arm.known_size(ref), geometry_of(session, ref)
    if size is not None:
        try:
            return KnownSize(Known(size.kind), size.from_px, size.to_px, size.size_mm).scale
        except (CalibrationError, ValueError):
            return PIXELS_ONLY
    return PIXELS_ONLY if geometry is None else geometry.mm_per_pixel


def beam_in_c_arm(session: Session, ref: FrameRef | None) -> Beam | None:
    """Return the beam of a frame in the space of the C-arm; None where the file does not tell it."""
    geometry = geometry_of(session, ref)
    return None if geometry is None else geometry.beam()


def laid_over(session: Session, ref: FrameRef | None, level: Level) -> LaidOver | None:
    """Return how a vertebra is laid over a frame; None where it is not."""
    laid = session.plan.c_arm.laid(level)
    return laid if laid is not None and ref in laid.frames else None


def beam_in_plan(session: Session, ref: FrameRef | None) -> Beam | None:
    """Return the beam of a frame in the space of the plan's positions; None where nothing tells it.

    A plan made on pictures lies in the space of the C-arm. That of a CT is seen in a frame once the vertebra
    looked at is laid over it and somebody has accepted that.
    """
    beam = beam_in_c_arm(session, ref)
    if beam is None or session.plan.c_arm.positions.are_of_c_arm:
        return beam
    laid = laid_over(session, ref, session.look.frames.level)
    return beam.moved(laid.motion.inverse) if laid is not None and laid.accepted else None


def planned_on_pictures(session: Session) -> bool:
    """Say whether the plan was made on pictures of a C-arm, and such pictures and no CT are open."""
    on_pictures = session.committed.c_arm.positions.are_of_c_arm
    return session.images is None and bool(session.runs) and on_pictures


def plan_in_frame(session: Session, plan: Plan) -> Plan:
    """Return what of a plan is drawn on frames: all of one made on pictures, else that of the vertebra."""
    if plan.c_arm.positions.are_of_c_arm:
        return plan
    return of_level(plan, session.look.frames.level)


def of_level(plan: Plan, level: Level) -> Plan:
    """Return the part of a plan that lies on a vertebra: its targets with their needles, its metal."""
    targets = tuple(target for target in plan.targets if target.bone is level)
    names = {target.id for target in targets}
    return replace(
        plan,
        levels=tuple(marked for marked in plan.levels if marked.level is level),
        targets=targets,
        needles=tuple(needle for needle in plan.needles if needle.target in names),
        hardware=tuple(piece for piece in plan.hardware if piece.level is level),
        structures=tuple(each for each in plan.structures if each.level is level),
        overrides=(),
    )


def level_of(plan: Plan, item_id: str) -> Level | None:
    """Return the vertebra that a part of the plan lies on; None where it is not known."""
    item = plan.item(item_id)
    if isinstance(item, Needle):
        item = plan.target_of(item)
    return item.bone if isinstance(item, MedialBranch | FacetTarget) else None


def open_runs(session: Session, runs: Runs) -> None:
    """Look at frames of a C-arm, beside the CT that is open, or for themselves where none is.

    Raises
    ------
    OtherPatientError
        If they are of another patient than the CT.
    """
    session.set_runs(runs)
    if session.images is None and runs and not (session.committed.items or session.committed.levels):
        session.set_plan(plan_on(runs, session.committed), None)
    left, right = first_pair(runs)
    look = session.look.with_frames(left=left, right=right, measured=(), to_size=None)
    session.look_at(replaced(look, layout=Layout.FRAMES, maximised=None))


def plan_on(runs: Runs, plan: Plan) -> Plan:
    """Return an empty plan as one made on pictures: its positions count from the isocentre."""
    run = runs[0]
    c_arm = replace(plan.c_arm, positions=Positions.C_ARM)
    return replace(plan, patient=run.patient, images=Images(study_uid=run.study_uid), c_arm=c_arm)


def loadable(study: Study) -> Iterator[Projection]:
    """Yield the files with frames that can be shown."""
    for series in study.series:
        yield from (each for each in series.projections if each.action == "load")
