"""Gets the room its pictures from the fluoroscope: those on the screen first, then the next ones."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray
from PySide6.QtCore import QObject, Signal

from planner.carm.beam_view import BeamView
from planner.imaging.volume import Volume
from planner.ui.views.fluoroscope import Fluoroscope, Shot, Wish

Picture = NDArray[np.float32]

KEPT = 48
"""So many pictures are kept, of 1 MB each: turning back shows them at once."""


@dataclass(frozen=True)
class _Ticket:
    """What a picture is asked for with; it tells one darkroom's pictures from all others."""

    owner: int
    view: BeamView


class Darkroom(QObject):
    """Pictures by what they show.

    Signals
    -------
    made
        The view of which there is a picture now, or a better one, or of which it is known why there is none.
    """

    made = Signal(object)

    def __init__(self, fluoroscope: Fluoroscope, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._fluoroscope = fluoroscope
        self._volume: Volume | None = None
        self._coarse: dict[BeamView, Picture] = {}
        self._full: dict[BeamView, Picture] = {}
        self._now: tuple[BeamView, ...] = ()
        self._later: tuple[BeamView, ...] = ()
        self._asked: dict[BeamView, bool] = {}
        self._why_none: dict[BeamView, str] = {}
        fluoroscope.taken.connect(self._take)
        fluoroscope.failed.connect(self._fail)

    def picture(self, view: BeamView) -> Picture | None:
        """Return the best picture there is so far, evened, float32 [row, column]; None before any is."""
        return self._full.get(view, self._coarse.get(view))

    def why_none(self, view: BeamView) -> str:
        """Return in a sentence why there is no picture; empty where there is one, or one is being made."""
        return self._why_none.get(view, "") if self.picture(view) is None else ""

    @property
    def idle(self) -> bool:
        """Whether every picture that is wanted is there."""
        return all(view in self._full for view in (*self._now, *self._later))

    def want(self, volume: Volume, now: Sequence[BeamView], later: Sequence[BeamView] = ()) -> None:
        """Say which pictures are on the screen, and which will be next; older wishes are dropped."""
        if volume is not self._volume:
            self.drop()
            self._volume = volume
        self._now, self._later = tuple(now), tuple(later)
        for view in [view for view in self._asked if view not in (*now, *later)]:
            self._fluoroscope.forget(_Ticket(id(self), view))
            del self._asked[view]
        self._go_on()

    def drop(self) -> None:
        """Want nothing any more, and hold neither pictures nor what they are made of."""
        self._now, self._later, self._volume = (), (), None
        for view in self._asked:
            self._fluoroscope.forget(_Ticket(id(self), view))
        for held in (self._asked, self._coarse, self._full, self._why_none):
            held.clear()

    def _go_on(self) -> None:
        """Ask for a coarse picture of all that is shown, then for the full ones, then for what is next."""
        for view in self._now:
            if view not in self._full:
                self._ask(view, quick=view not in self._coarse)
        if all(view in self._full for view in self._now):
            for view in self._later:
                if view not in self._full:
                    self._ask(view, quick=False)

    def _ask(self, view: BeamView, quick: bool) -> None:
        if self._volume is not None and self._asked.get(view) is not quick:
            self._asked[view] = quick
            self._fluoroscope.ask(_Ticket(id(self), view), Wish(self._volume, view, False, quick))

    def _fail(self, client: object, _wish: Wish, why: str) -> None:
        if isinstance(client, _Ticket) and client.owner == id(self):
            self._why_none[client.view] = why
            self.made.emit(client.view)

    def _take(self, client: object, shot: Shot) -> None:
        if not isinstance(client, _Ticket) or client.owner != id(self):
            return
        if shot.wish.volume is not self._volume:
            return
        view, kept = client.view, self._coarse if shot.wish.quick else self._full
        kept[view] = shot.picture
        if self._asked.get(view) is shot.wish.quick:
            del self._asked[view]
        while len(kept) > KEPT:
            del kept[next(iter(kept))]
        self.made.emit(view)
        self._go_on()
