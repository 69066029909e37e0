"""The hand: collects the clicks of a placing or measuring tool over all views and shows what they make."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace

from PySide6.QtCore import QObject, Signal

from planner.anatomy.spine import Level
from planner.carm.views import View
from planner.geometry.vectors import Point
from planner.plan.c_arm import FrameRef, Pixel
from planner.ui import ink
from planner.ui.look import Tool
from planner.ui.overlays.marks import Mark, Spot
from planner.ui.overlays.sight import AnyView, Sight
from planner.ui.session import Session
from planner.ui.tools.frame_hand import OF_FRAMES, PLACES, FrameHand, frame_prompt, told_words
from planner.ui.tools.measuring import MEASURED_POINTS, measurement_marks
from planner.ui.tools.placing import PLACING, Placing, Setting
from planner.words import _


class Hand(QObject):
    """What the user is about to place.

    Signals
    -------
    said
        A sentence for the status line: what to click next, or why that cannot be done.
    placed
        A part was placed: its id (a level for a landmark).
    """

    said = Signal(str)
    placed = Signal(str)

    def __init__(self, session: Session, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self.session = session
        self.points: tuple[Point, ...] = ()
        self.landmark: tuple[Level, str] | None = None
        self.frames = FrameHand(session, self)
        self.frames.said.connect(self.said)

    @property
    def tool(self) -> Tool:
        """The tool in the hand."""
        return self.session.look.tool

    @property
    def placing(self) -> Placing | None:
        """The placing tool in the hand; None for any other tool."""
        return PLACING.get(self.tool)

    @property
    def clicks(self) -> bool:
        """Whether clicks belong to the hand: a placing or a measuring tool is taken."""
        return self.placing is not None or self.tool in MEASURED_POINTS or self.tool in OF_FRAMES

    def take(self, tool: Tool) -> None:
        """Take a tool; what was half done is dropped. One that cannot work says why."""
        self.drop()
        placing = PLACING.get(tool)
        refusal = placing.refusal(self._setting()) if placing is not None else None
        if refusal is not None:
            self.said.emit(_(refusal))
            tool = Tool.CROSSHAIR
        else:
            self.said.emit(_(placing.prompts[0]) if placing is not None else frame_prompt(tool))
        self.session.look_at(replace(self.session.look, tool=tool))

    def take_landmark(self, level: Level, name: str) -> None:
        """Take the landmark tool for one landmark of a level: a field of `Landmarks`."""
        self.landmark = (level, name)
        self.take(Tool.LANDMARK)

    def take_seen_landmark(self, level: Level, name: str) -> None:
        """Take the tool that marks a landmark of a level where it is seen in a frame of the C-arm."""
        self.frames.landmark = (level, name)
        self.take(Tool.SEEN_LANDMARK)

    def take_vertebra(self, level: Level) -> None:
        """Take the tool that finds a vertebra, and its neighbours, from one click in its body."""
        self.landmark = (level, "")
        self.take(Tool.VERTEBRA)

    def drop(self) -> None:
        """Drop what is half done."""
        self.points = ()
        self.frames.drop()
        if self.session.editing:
            self.session.cancel()

    def click_frame(self, at: FrameRef, place_px: Pixel) -> None:
        """Take a place of a frame of the C-arm: as such, or as one of the two that tell the next point."""
        if self.tool in PLACES:
            self.frames.mark(self.tool, at, place_px)
            return
        found = self.frames.see(at, place_px)
        if found is not None:
            self.click(found.point)
            self.said.emit(told_words(found))

    def click(self, point: Point) -> None:
        """Add a point; the last point needed completes the part."""
        if self.tool in OF_FRAMES:
            self.said.emit(_("Mark this in a picture of the C-arm."))
            return
        if self.points and self.points[-1].distance_to(point) < APART_MM:
            return
        self.points = (*self.points, point)
        placing = self.placing
        wanted = placing.most if placing is not None else MEASURED_POINTS.get(self.tool)
        if wanted is not None and len(self.points) == wanted:
            self.finish()
        elif placing is not None:
            prompts = placing.prompts
            self.said.emit(_(prompts[min(len(self.points), len(prompts) - 1)]))
            self.hover(point)
        if placing is not None:
            self.warn_outside(point)

    def shoot(self, tip: Point, towards_hub: Point) -> None:
        """Lay a needle along a ray of the C-arm, from its tip through a point nearer to the detector.

        Any other tool, and a needle whose tip has been clicked in a slice, needs a point of space, which a
        projection does not give: it says so.
        """
        if self.tool is not Tool.NEEDLE or self.points:
            self.said.emit(_("A projection has no depth: mark this in a slice."))
            return
        self.points = (tip, towards_hub)
        if self.finish():
            self.session.look_at(self.session.look.with_c_arm(view=View.BARREL))
            self.said.emit(
                _("The needle is the ray. Set its depth in the lateral view: drag its tip with Ctrl held.")
            )
            self.warn_outside(tip)

    def warn_outside(self, point: Point) -> None:
        """Say so where a point was placed outside of the images that are planned on."""
        volume = self.session.volume
        if volume is not None and not volume.contains(point):
            self.said.emit(
                _("This point lies outside of the images that are planned on: nothing can be checked there.")
            )

    def hover(self, point: Point) -> None:
        """Show what the part would be with `point` as the next."""
        placing = self.placing
        if placing is None or not self.points:
            return
        near = self.points[-1].distance_to(point) < APART_MM
        points = self.points if near else (*self.points, point)
        if len(points) >= placing.least and (placing.most is None or len(points) <= placing.most):
            self.session.preview(placing.place(self._setting(), points)[0])

    def back(self) -> bool:
        """Take back the last point; say whether there was one."""
        if not self.points:
            return False
        self.points = self.points[:-1]
        self.session.cancel()
        return True

    def finish(self) -> bool:
        """Complete the part with the points there are; say whether there was anything to complete."""
        points, placing, tool = self.points, self.placing, self.tool
        self.points = ()
        if tool in MEASURED_POINTS and len(points) == MEASURED_POINTS[tool]:
            look = self.session.look
            self.session.look_at(replace(look, measurements=(*look.measurements, points)))
            return True
        if placing is None or len(points) < placing.least:
            self.session.cancel()
            return False
        plan, placed = placing.place(self._setting(), points)
        self.session.look_at(replace(self.session.look, tool=Tool.CROSSHAIR))
        self.session.commit(plan, _(placing.name))
        self.said.emit("")
        if plan.item(placed) is not None:
            self.session.select(placed)
        self.placed.emit(placed)
        return True

    def cancel(self) -> None:
        """Drop what is half done; with nothing half done, put the tool away."""
        if self.points or self.frames.busy:
            self.drop()
            self.session.changed.emit()
        elif self.tool is not Tool.CROSSHAIR:
            self.take(Tool.CROSSHAIR)

    def marks(self, plane: AnyView) -> Iterator[Mark]:
        """Yield the points clicked so far, and the measurements."""
        measurements = self.session.look.measurements
        if self.tool in MEASURED_POINTS and self.points:
            measurements = (*measurements, self.points)
        sight = Sight(self.session.plan, (), plane)
        yield from measurement_marks(sight, measurements)
        for point in self.points:
            yield Spot(sight.uv(point), ink.SELECTED, 3.0, filled=True)

    def _setting(self) -> Setting:
        session = self.session
        return Setting(session.committed, session.scene, session.look.selected, self.landmark)


APART_MM = 0.05
"""Clicks closer than this are the same place: the two of a double click."""
