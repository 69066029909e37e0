"""The drags: pan, zoom, window, crosshair, a handle, a whole needle, its depth."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

from msgspec.structs import replace as replaced
from PySide6.QtCore import QPointF

from planner.geometry.vectors import Point
from planner.imaging.skin import skin_crossing
from planner.plan.edits import SHORTEST_MM, Handle, advanced, shifted, with_handle_at
from planner.plan.parts import FacetTarget, MedialBranch, Needle, Provenance, Structure
from planner.plan.plan import Plan
from planner.ui.session import Session
from planner.words import _

if TYPE_CHECKING:
    from planner.ui.views.picture_view import PictureView

ZOOM_PER_PX = 1.01
"""How much one pixel of a right-button drag enlarges; downwards."""

STILL_PX = 2.0
"""A press that moves less than this is a click."""


class PanDrag:
    """Moves the picture with the mouse."""

    def __init__(self, view: PictureView, at: QPointF) -> None:
        self._view, self._last = view, at
        self._before = view.frame()

    def move(self, at: QPointF) -> None:
        """Follow the mouse."""
        self._view.pan(at - self._last)
        self._last = at

    def release(self, at: QPointF) -> None:
        """Leave the picture there."""

    def cancel(self) -> None:
        """Put the picture back."""
        self._view.restore(self._before)


class ZoomDrag:
    """Enlarges about the place that was pressed: downwards larger, upwards smaller."""

    def __init__(self, view: PictureView, at: QPointF) -> None:
        self._view, self._start, self._last = view, at, at
        self._before = view.frame()

    def move(self, at: QPointF) -> None:
        """Follow the mouse."""
        self._view.zoom(ZOOM_PER_PX ** (at.y() - self._last.y()), self._start)
        self._last = at

    def release(self, at: QPointF) -> None:
        """Leave the picture so."""

    def cancel(self) -> None:
        """Put the picture back."""
        self._view.restore(self._before)


class WindowDrag:
    """Changes the grey window: to the right wider, downwards a higher level."""

    def __init__(self, session: Session, at: QPointF) -> None:
        self._session, self._start, self._before = session, at, session.look

    def move(self, at: QPointF) -> None:
        """Follow the mouse."""
        by = at - self._start
        window = self._before.window.dragged(by.x(), by.y())
        self._session.look_at(replace(self._session.look, window=window))

    def release(self, at: QPointF) -> None:
        """Keep the window."""

    def cancel(self) -> None:
        """Put the window back."""
        self._session.look_at(replace(self._session.look, window=self._before.window))


class CrosshairDrag:
    """Moves the cursor of all views within this view's plane."""

    def __init__(self, view: PictureView) -> None:
        self._view, self._before = view, view.session.look.cursor

    def move(self, at: QPointF) -> None:
        """Follow the mouse."""
        point = self._view.to_patient(at)
        if point is not None:
            session = self._view.session
            session.look_at(replace(session.look, cursor=point))

    def release(self, at: QPointF) -> None:
        """Leave the cursor there."""

    def cancel(self) -> None:
        """Put the cursor back."""
        session = self._view.session
        session.look_at(replace(session.look, cursor=self._before))


class HandleDrag:
    """Moves one point of the plan in the plane of the view, keeping its distance from the slice.

    An entry stays on the skin: it goes where the line from the tip to the mouse leaves the body.
    """

    def __init__(self, view: PictureView, handle: Handle, at: QPointF) -> None:
        self._view, self._handle, self._start = view, handle, at
        plane = view.plane
        assert plane is not None
        self._plane = plane
        self._origin = plane.to_view(handle.at)
        self._moved = False
        if not view.follows_selection:
            self._select()

    def _select(self) -> None:
        session = self._view.session
        session.look_at(replace(session.look, selected=self._handle.owner))

    def move(self, at: QPointF) -> None:
        """Show the plan with the point under the mouse; a place that would spoil its part is passed over."""
        by = at - self._start
        if not self._moved and by.manhattanLength() < STILL_PX:
            return
        self._moved = True
        session, view = self._view.session, self._view
        u, v, depth = self._origin
        point = self._plane.to_patient(u + by.x() * view.mm_per_px, v + by.y() * view.mm_per_px, depth)
        try:
            plan = with_handle_at(session.committed, self._handle, self._on_skin(point))
        except ValueError:
            return
        session.preview(_as_edited(plan, self._handle.owner))

    def _on_skin(self, point: Point) -> Point:
        session = self._view.session
        item = session.committed.item(self._handle.owner)
        if not isinstance(item, Needle) or self._handle.name != "entry_mm" or session.volume is None:
            return point
        if point == item.tip_mm:
            return point
        return skin_crossing(session.volume, item.tip_mm, point) or point

    def release(self, at: QPointF) -> None:
        """Commit the move; a click without one selects the part."""
        session = self._view.session
        if self._moved:
            session.commit(session.plan, _("Move {part}").format(part=self._handle.owner))
        elif session.plan.item(self._handle.owner) is not None:
            session.select(self._handle.owner)

    def cancel(self) -> None:
        """Leave the point where it was."""
        self._view.session.cancel()


class ShaftDrag:
    """Moves a whole needle in the plane of the view, at the depth of its tip."""

    def __init__(self, view: PictureView, needle: Needle, at: QPointF) -> None:
        self._view, self._needle, self._start = view, needle, at
        plane = view.plane
        assert plane is not None
        self._plane = plane
        self._origin = plane.to_view(needle.tip_mm)
        self._moved = False

    def move(self, at: QPointF) -> None:
        """Show the plan with the needle moved."""
        by = at - self._start
        if not self._moved and by.manhattanLength() < STILL_PX:
            return
        self._moved = True
        session, scale = self._view.session, self._view.mm_per_px
        u, v, depth = self._origin
        tip = self._plane.to_patient(u + by.x() * scale, v + by.y() * scale, depth)
        session.preview(session.committed.with_item(shifted(self._needle, tip - self._needle.tip_mm)))

    def release(self, at: QPointF) -> None:
        """Commit the move; a click without one selects the needle."""
        session = self._view.session
        if self._moved:
            session.commit(session.plan, _("Move {part}").format(part=self._needle.id))
        else:
            session.select(self._needle.id)

    def cancel(self) -> None:
        """Leave the needle where it was."""
        self._view.session.cancel()


class DepthDrag:
    """Moves the tip of a needle along its line: the direction stays, the depth follows the mouse."""

    def __init__(self, view: PictureView, needle: Needle, at: QPointF) -> None:
        self._view, self._needle, self._start = view, needle, at
        plane = view.plane
        assert plane is not None
        here, further = (plane.to_view(needle.tip_mm + needle.segment.direction * mm) for mm in (0.0, 1.0))
        self._per_mm = QPointF(further[0] - here[0], further[1] - here[1]) / view.mm_per_px
        self._moved = False

    def move(self, at: QPointF) -> None:
        """Show the plan with the tip at another depth; a needle that is seen end-on stays as it is."""
        by = at - self._start
        scale = QPointF.dotProduct(self._per_mm, self._per_mm)
        if (not self._moved and by.manhattanLength() < STILL_PX) or scale < END_ON_PX_PER_MM**2:
            return
        self._moved = True
        by_mm = QPointF.dotProduct(by, self._per_mm) / scale
        if self._needle.segment.length_mm + by_mm >= SHORTEST_MM:
            session = self._view.session
            session.preview(session.committed.with_item(advanced(self._needle, by_mm)))

    def release(self, at: QPointF) -> None:
        """Commit the depth; a click without a move selects the needle."""
        session = self._view.session
        if self._moved:
            session.commit(session.plan, _("Set depth of {part}").format(part=self._needle.id))
        else:
            session.select(self._needle.id)

    def cancel(self) -> None:
        """Leave the tip where it was."""
        self._view.session.cancel()


END_ON_PX_PER_MM = 0.2
"""A needle that is seen shorter than this has no length to drag along."""


def _as_edited(plan: Plan, item_id: str) -> Plan:
    """Return the plan with a proposal of the template marked as edited, once a point of it has been moved."""
    item = plan.item(item_id)
    if isinstance(item, MedialBranch | FacetTarget | Structure) and item.provenance is Provenance.TEMPLATE:
        return plan.with_item(replaced(item, provenance=Provenance.TEMPLATE_EDITED))
    return plan
