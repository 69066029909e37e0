"""What the View menu does: layouts, grey window, slab, what is drawn, and which part is looked at."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from functools import partial

from PySide6.QtCore import QObject, QSettings

from planner.imaging.reslice import SlabMode
from planner.ui.look import WINDOW_PRESETS, Layout, Look
from planner.ui.session import Session

LAYOUT_KEY = "window/layout"
"""Where the settings keep which views stand in the window."""


class Looking(QObject):
    """The work of the View menu, as far as it changes what is looked at and nothing of the plan."""

    def __init__(self, session: Session, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self.session = session

    def work(self) -> dict[str, Callable[[], object]]:
        """Return what each of its actions does, by the action's name."""
        return {
            "next": lambda: self.session.step_selection(1),
            "previous": lambda: self.session.step_selection(-1),
            **{f"layout_{layout.value}": partial(self.lay_out, layout) for layout in Layout},
            **{f"window_{name}": partial(self.set_window, name) for name in WINDOW_PRESETS},
            "prone": lambda: self._look(replace(self._now, prone=not self._now.prone)),
            "crosshair_shown": lambda: self._look(replace(self._now, crosshair=not self._now.crosshair)),
            "overlays": lambda: self._look(replace(self._now, overlays=not self._now.overlays)),
        }

    def lay_out(self, layout: Layout) -> None:
        """Show other views; the next start shows the same."""
        self._look(replace(self._now, layout=layout, maximised=None))
        QSettings().setValue(LAYOUT_KEY, layout.value)

    def set_window(self, name: str) -> None:
        """Show slices in one of the grey windows by name."""
        self._look(replace(self._now, window=WINDOW_PRESETS[name]))

    def set_slab(self, slab_mm: float, mode: str) -> None:
        """Show slices as slabs of a thickness in mm; 0 is a thin slice."""
        self._look(replace(self._now, slab_mm=slab_mm, slab_mode=SlabMode(mode)))

    @property
    def _now(self) -> Look:
        return self.session.look

    def _look(self, look: Look) -> None:
        self.session.look_at(look)
