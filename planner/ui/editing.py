"""The edits of menu and keys: delete, mirror, copy, snap, entry and tip at the mouse."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace

from msgspec.structs import replace as replaced
from PySide6.QtCore import QObject, Signal

from planner.geometry.vectors import Point
from planner.imaging.skin import skin_crossing
from planner.plan.mirror import MirrorError, copied_to_next_level, mirrored
from planner.plan.parts import FacetTarget, MedialBranch, Needle
from planner.suggest.structures import follow_targets
from planner.ui.look import NoPoint
from planner.ui.planes import needle_in_view
from planner.ui.session import Session
from planner.words import _


class Editing(QObject):
    """Edits of the selected part. What cannot be done is said in a sentence, never silently passed over.

    Signals
    -------
    said
        Why an edit cannot be made.
    """

    said = Signal(str)

    def __init__(self, session: Session, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self.session = session
        self.mouse: Point | NoPoint | None = None

    def work(self) -> dict[str, Callable[[], object]]:
        """Return what each of its actions does, by the action's name."""
        return {
            "delete": self.delete,
            "mirror": self.mirror,
            "copy_down": self.copy_down,
            "snap": self.snap,
            "entry_here": self.entry_here,
            "tip_here": self.tip_here,
            "clear_measurements": self.clear_measurements,
        }

    def set_mouse(self, point: Point | NoPoint | None) -> None:
        """Remember the point of patient space under the mouse."""
        self.mouse = point

    def delete(self) -> None:
        """Delete the selected part."""
        session, item = self.session, self.session.selected_item
        if item is None:
            self.said.emit(_("Nothing is selected."))
            return
        after = session.committed.without_item(item.id)
        if isinstance(item, MedialBranch | FacetTarget):
            after = follow_targets(after)
        session.commit(after, _("Delete {part}").format(part=item.id))

    def mirror(self) -> None:
        """Copy the selected part to the other side."""
        session, item = self.session, self.session.selected_item
        if item is None:
            self.said.emit(_("Nothing is selected."))
            return
        try:
            plan, made = mirrored(session.committed, item.id)
        except MirrorError as error:
            self.said.emit(str(error))
            return
        session.commit(plan, _("Mirror {part}").format(part=item.id))
        session.select(made)

    def copy_down(self) -> None:
        """Copy the selected needle to the next level."""
        session, item = self.session, self.session.selected_item
        if not isinstance(item, Needle):
            self.said.emit(_("Select a needle to copy."))
            return
        try:
            plan, made = copied_to_next_level(session.committed, item.id)
        except MirrorError as error:
            self.said.emit(str(error))
            return
        session.commit(plan, _("Copy {part} to the next level").format(part=item.id))
        session.select(made)

    def snap(self) -> None:
        """Move the entry of the selected needle along its line onto the skin."""
        session = self.session
        needle = needle_in_view(session.committed, session.look.selected)
        if needle is None or session.volume is None:
            self.said.emit(_("Select a needle first."))
            return
        skin = skin_crossing(session.volume, needle.tip_mm, needle.entry_mm)
        if skin is None:
            self.said.emit(_("No skin was found along this needle: the scan ends before it."))
            return
        plan = session.committed.with_item(replaced(needle, entry_mm=skin))
        session.commit(plan, _("Snap entry of {part} to the skin").format(part=needle.id))

    def entry_here(self) -> None:
        """Put the entry of the selected needle where the mouse is."""
        self._put("entry_mm", _("Entry of {part}"))

    def tip_here(self) -> None:
        """Put the tip of the selected needle where the mouse is."""
        self._put("tip_mm", _("Tip of {part}"))

    def _put(self, field: str, text: str) -> None:
        session = self.session
        needle = needle_in_view(session.committed, session.look.selected)
        if needle is None or self.mouse is None:
            self.said.emit(_("Select a needle and point at an image."))
            return
        if isinstance(self.mouse, NoPoint):
            self.said.emit(_("A projection has no depth: mark this in a slice."))
            return
        try:
            moved = replaced(needle, **{field: self.mouse})
        except ValueError:
            self.said.emit(_("Entry and tip would lie in one place."))
            return
        session.commit(session.committed.with_item(moved), text.format(part=needle.id))

    def clear_measurements(self) -> None:
        """Take all measurements off the images."""
        self.session.look_at(replace(self.session.look, measurements=()))
