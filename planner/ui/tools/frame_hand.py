"""The hand on frames of a C-arm: places marked in one picture, and points that two pictures tell together."""

from __future__ import annotations

from dataclasses import replace as replaced
from typing import TYPE_CHECKING

from msgspec.structs import replace
from PySide6.QtCore import QObject, Signal

from planner.anatomy.spine import Level
from planner.carm.triangulation import Mark, NotTriangulated, Triangulated, triangulated
from planner.plan.c_arm import FrameRef, Pixel, SeenLandmark
from planner.plan.wording import landmark_words
from planner.ui.frames import beam_in_plan, geometry_of
from planner.ui.frames_look import OnFrame
from planner.ui.look import Tool
from planner.words import N_, _

if TYPE_CHECKING:
    from planner.ui.session import Session

PLACES = {
    Tool.DISTANCE: 2,
    Tool.ANGLE: 3,
    Tool.KNOWN_LENGTH: 2,
    Tool.KNOWN_DIAMETER: 2,
    Tool.SEEN_LANDMARK: 1,
}
"""How many places of one picture a tool takes."""
OF_FRAMES = (Tool.KNOWN_LENGTH, Tool.KNOWN_DIAMETER, Tool.SEEN_LANDMARK)
"""The tools that have no work on any other view."""
PROMPTS = {
    Tool.KNOWN_LENGTH: N_("Click the two ends of what you know the length of."),
    Tool.KNOWN_DIAMETER: N_("Click opposite edges of a needle or ball of known diameter."),
    Tool.SEEN_LANDMARK: N_("Click it where it is seen in a picture of the C-arm."),
}
MOST_APART_MM = 5.0
"""Ours: rays that pass each other at a larger distance were not marked on the same thing."""
APART_PX = 1.0
"""Clicks closer than this, in pixels of the picture, are the two of a double click."""


class FrameHand(QObject):
    """What is being marked on frames.

    Signals
    -------
    said
        A sentence for the status line.
    marked
        A landmark was marked in a frame: its level and its name.
    """

    said = Signal(str)
    marked = Signal(object, str)

    def __init__(self, session: Session, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self.session = session
        self.landmark: tuple[Level, str] | None = None
        self.marking: OnFrame | None = None
        """What is half marked in one picture."""
        self.first: OnFrame | None = None
        """A place that still has to be found in a second picture."""

    @property
    def busy(self) -> bool:
        """Whether something is half marked."""
        return self.marking is not None or self.first is not None

    def drop(self) -> None:
        """Drop what is half marked."""
        self.marking = self.first = None

    def mark(self, tool: Tool, at: FrameRef, place_px: Pixel) -> None:
        """Take a place of a frame for a tool that works in one picture."""
        marked = self.marking
        places = marked.places_px if marked is not None and marked.at == at else ()
        if places and _apart_px(places[-1], place_px) < APART_PX:
            return
        marked = OnFrame(at, (*places, place_px))
        if len(marked.places_px) < PLACES[tool]:
            self.marking = marked
            self.session.changed.emit()
            return
        self.marking = None
        self._done(tool, marked)

    def _done(self, tool: Tool, marked: OnFrame) -> None:
        session = self.session
        if tool is Tool.SEEN_LANDMARK:
            self._keep_landmark(marked)
        elif tool in OF_FRAMES:
            session.look_at(replaced(session.look.with_frames(to_size=marked), tool=Tool.CROSSHAIR))
            self.said.emit(_("Enter its size on the left."))
        else:
            measured = (*session.look.frames.measured, marked)
            session.look_at(session.look.with_frames(measured=measured))

    def _keep_landmark(self, marked: OnFrame) -> None:
        assert self.landmark is not None
        level, name = self.landmark
        seen = SeenLandmark(level=level, landmark=name, at=marked.at, place_px=marked.places_px[0])
        plan = self.session.committed
        after = replace(plan, c_arm=plan.c_arm.with_landmark(seen))
        what = landmark_words(name)
        text = _("Mark {landmark} of {level}").format(landmark=what, level=level.value)
        self.session.look_at(replaced(self.session.look, tool=Tool.CROSSHAIR))
        self.session.commit(after, text)
        self.marked.emit(level, name)

    def see(self, at: FrameRef, place_px: Pixel) -> Triangulated | None:
        """Take a place of a frame as one of two that tell a point; return the point once there are both."""
        first = self.first
        if first is None or first.at == at:
            self._begin(OnFrame(at, (place_px,)))
            return None
        marks = [_mark(self.session, each) for each in (first, OnFrame(at, (place_px,)))]
        if None in marks:
            self._begin(OnFrame(at, (place_px,)))
            return None
        found = triangulated([mark for mark in marks if mark is not None])
        if isinstance(found, NotTriangulated):
            self.said.emit(found.words())
            return None
        if found.apart_mm > MOST_APART_MM:
            words = _("The two rays pass {mm:.0f} mm from each other: this is not the same point.")
            self.said.emit(words.format(mm=found.apart_mm))
            return None
        self.first = None
        return found

    def _begin(self, seen: OnFrame) -> None:
        if beam_in_plan(self.session, seen.at) is None:
            self.first = None
            self.said.emit(why_not_placed(self.session, seen.at))
            return
        self.first = seen
        self.said.emit(_("Now the same point in the other picture: it lies on the dashed line."))
        self.session.changed.emit()


def _mark(session: Session, seen: OnFrame) -> Mark | None:
    """Return a marked place with its beam in the space of the plan; None where that is not known."""
    beam = beam_in_plan(session, seen.at)
    return None if beam is None else Mark(beam, *seen.places_px[0])


def why_not_placed(session: Session, ref: FrameRef) -> str:
    """Return why nothing of the plan can be placed in a frame."""
    geometry = geometry_of(session, ref)
    if geometry is not None and geometry.why_no_beam:
        return geometry.why_no_beam
    level = session.look.frames.level.value
    return _(
        "Lay {level} of the CT over these pictures first, and accept it: then the plan is seen here."
    ).format(level=level)


def frame_prompt(tool: Tool) -> str:
    """Return what to click for a tool of frames; empty for any other."""
    return _(PROMPTS[tool]) if tool in PROMPTS else ""


def told_words(found: Triangulated) -> str:
    """Return how well two pictures agree on a point."""
    words = _("Rays {apart:.1f} mm apart; the point is told within about {within:.1f} mm.")
    return words.format(apart=found.apart_mm, within=found.within_mm)


def _apart_px(one: Pixel, other: Pixel) -> float:
    return float(((one[0] - other[0]) ** 2 + (one[1] - other[1]) ** 2) ** 0.5)
