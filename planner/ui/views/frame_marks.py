"""What is marked in frames of a C-arm, as marks on their views: sizes, landmarks, lengths, points."""

from __future__ import annotations

from collections.abc import Iterator
from itertools import pairwise
from typing import TYPE_CHECKING

from planner.carm.beam import Beam
from planner.carm.calibration import Calibration
from planner.carm.epipolar import epipolar_line
from planner.carm.marked_lines import ProjectedAngle
from planner.carm.triangulation import Mark as SeenMark
from planner.carm.wording import length_words
from planner.geometry.angles import angle_between_lines_deg
from planner.geometry.vectors import Vector
from planner.plan.c_arm import FrameRef, Pixel, SeenLandmark
from planner.ui import ink
from planner.ui.frames import beam_in_c_arm, beam_in_plan, laid_over, scale_in
from planner.ui.frames_look import OnFrame
from planner.ui.overlays.marks import Label, Mark, Spot, Stroke
from planner.ui.session import Session
from planner.ui.views.frame_place import FramePlace
from planner.words import N_, _

if TYPE_CHECKING:
    from planner.ui.views.frame_view import FrameView

LETTERS = {
    "left_pedicle": N_("{level} left"),
    "right_pedicle": N_("{level} right"),
    "endplate": N_("{level} EP"),
    "spinous_tip": N_("{level} SP"),
    "left_transverse_tip": N_("{level} left TP"),
    "right_transverse_tip": N_("{level} right TP"),
}
"""What stands beside a landmark that is marked in a frame. To be translated where it is shown."""


def marks_in(view: FrameView, ref: FrameRef, place: FramePlace) -> Iterator[Mark]:
    """Yield everything that is marked in one frame, and the line on which another's mark must be seen."""
    session, hand = view.session, view.gestures.hand.frames
    yield from _known_size(session, ref, place)
    for seen in session.plan.c_arm.landmarks:
        if seen.at == ref:
            laid = laid_over(session, ref, seen.level)
            yield from _landmark(seen, place, named=laid is None or not laid.accepted)
    for marked in session.look.frames.measured:
        if marked.at == ref:
            yield from _measured(session, marked, place)
    waiting = (session.look.frames.to_size, hand.marking, hand.first)
    for half in waiting:
        if half is not None and half.at == ref:
            yield from _chain(half.places_px, place, ink.SELECTED)
    yield from _lines(view, ref, place)


def _known_size(session: Session, ref: FrameRef, place: FramePlace) -> Iterator[Mark]:
    size = session.plan.c_arm.known_size(ref)
    if size is not None:
        yield from _chain((size.from_px, size.to_px), place, ink.FRAME)
        words = _("known: {mm:g} mm").format(mm=size.size_mm)
        yield Label(place.to_uv(size.to_px), words, ink.FRAME)


def _landmark(seen: SeenLandmark, place: FramePlace, named: bool) -> Iterator[Mark]:
    """Yield a landmark; once its vertebra is laid over and accepted its name would only hide the plan."""
    at = place.to_uv(seen.place_px)
    yield Spot(at, ink.FRAME, 4.0)
    if named:
        yield Label(at, _(LETTERS[seen.landmark]).format(level=seen.level.value), ink.FRAME)


def _measured(session: Session, marked: OnFrame, place: FramePlace) -> Iterator[Mark]:
    yield from _chain(marked.places_px, place, ink.MEASURE)
    yield Label(place.to_uv(marked.places_px[-1]), measured_words(session, marked), ink.MEASURE)


def measured_words(session: Session, marked: OnFrame) -> str:
    """Return a length with what it is worth, or an angle as projected, measured in one frame."""
    places = marked.places_px
    if len(places) == 2:
        return length_words(scale_in(session, marked.at).length(*places))
    first, corner, last = (Vector(column, row, 0.0) for column, row in places)
    return ProjectedAngle(angle_between_lines_deg(first - corner, last - corner)).words()


def _chain(places: tuple[Pixel, ...], place: FramePlace, colour: str) -> Iterator[Mark]:
    points = [place.to_uv(each) for each in places]
    for pair in pairwise(points):
        yield Stroke(pair, colour, 1.5)
    for point in points:
        yield Spot(point, colour, 3.0, filled=True)


def _lines(view: FrameView, ref: FrameRef, place: FramePlace) -> Iterator[Mark]:
    """Yield the line of a place in the other picture: of what waits for its second mark, or of the mouse."""
    session, first, hovered = view.session, view.gestures.hand.frames.first, view.gestures.hovered
    seen: list[tuple[FrameRef, Pixel]] = []
    if first is not None:
        seen.append((first.at, first.places_px[0]))
    elif hovered is not None and hovered.view is not view:
        at, found = hovered.view.frame_ref, hovered.view.place_px(hovered.at)
        if at is not None and found is not None:
            seen.append((at, found))
    for other, found in seen:
        beams = _beams(session, other, ref)
        if other != ref and beams is not None:
            line = epipolar_line(SeenMark(beams[0], *found), beams[1])
            if line is not None:
                yield Stroke((place.to_uv(line[0]), place.to_uv(line[1])), ink.RAY, 1.3, dashed=True)


def _beams(session: Session, one: FrameRef, other: FrameRef) -> tuple[Beam, Beam] | None:
    """Return the beams of two frames in one space; None where it is not known."""
    for space in (beam_in_plan, beam_in_c_arm):
        first, second = space(session, one), space(session, other)
        if first is not None and second is not None:
            return first, second
    return None


def is_worth_mm(session: Session, ref: FrameRef) -> bool:
    """Say whether lengths in a frame are of what is in the patient, sure or estimated."""
    return scale_in(session, ref).state.at_least(Calibration.ESTIMATED)
