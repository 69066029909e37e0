"""Makes the pictures of the C-arm, away from the thread of the window: the newest wish of a view wins."""

from __future__ import annotations

import threading
from dataclasses import dataclass
from weakref import ref

import numpy as np
from numpy.typing import NDArray
from PySide6.QtCore import QObject, Signal

from planner.carm.beam_view import BeamView
from planner.carm.fluoroscopy import attenuation_picture, attenuation_while
from planner.carm.screen import evened, with_noise
from planner.imaging.projection import Body
from planner.imaging.volume import Volume

COARSER = 3
"""The quick picture has pixels so many times larger."""


@dataclass(frozen=True, eq=False)
class Wish:
    """A picture that a view wants; `quick` is the coarse one while the C-arm turns."""

    volume: Volume
    view: BeamView
    noise: bool
    quick: bool


@dataclass(frozen=True, eq=False)
class Shot:
    """A picture as wished: evened, float32 [row, column], laid as its view lays it."""

    wish: Wish
    picture: NDArray[np.float32]


class Fluoroscope(QObject):
    """One thread that makes pictures for views.

    Signals
    -------
    taken
        The view that a picture is for, and the `Shot`. It arrives in the thread of the window, in order.
    """

    taken = Signal(object, object)

    def __init__(self, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._wishes: dict[object, Wish] = {}
        self._asked = threading.Condition()
        self._thread: threading.Thread | None = None
        self._body: tuple[ref[Volume], Body] | None = None
        self._working = False
        self._closed = False

    def ask(self, client: object, wish: Wish) -> None:
        """Wish for a picture; an older wish of the same view is forgotten."""
        with self._asked:
            self._wishes[client] = wish
            if self._thread is None:
                self._thread = threading.Thread(target=self._run, name="fluoroscope", daemon=True)
                self._thread.start()
            self._asked.notify()

    def forget(self, client: object) -> None:
        """Drop the wish of a view."""
        with self._asked:
            self._wishes.pop(client, None)

    def close(self) -> None:
        """End the thread; what it is making is not delivered."""
        with self._asked:
            self._closed = True
            self._wishes.clear()
            self._asked.notify()
        if self._thread is not None:
            self._thread.join()

    @property
    def idle(self) -> bool:
        """Whether every wish has been fulfilled."""
        with self._asked:
            return not self._wishes and not self._working

    def _run(self) -> None:
        while True:
            with self._asked:
                self._working = False
                while not self._wishes and not self._closed:
                    self._asked.wait()
                if self._closed:
                    return
                client = self._next()
                wish = self._wishes.pop(client)
                self._working = True
            shot = self._shot(client, wish)
            if shot is None:
                self._take_up_again(client, wish)
            elif not self._closed:
                self.taken.emit(client, shot)

    def _take_up_again(self, client: object, wish: Wish) -> None:
        """Put back a wish that was left for another view's quick picture."""
        with self._asked:
            if not self._closed:
                self._wishes.setdefault(client, wish)

    def _next(self) -> object:
        """Return the view to serve: a quick picture before a full one, else who asked first."""
        return next((client for client, wish in self._wishes.items() if wish.quick), next(iter(self._wishes)))

    def _shot(self, client: object, wish: Wish) -> Shot | None:
        body, beam = self._body_of(wish.volume), wish.view.beam
        if wish.quick:
            beam = beam.coarser(COARSER)
            attenuation = attenuation_picture(body.coarse, beam)
        else:
            whole = attenuation_while(lambda: self._still_wanted(client), body, beam)
            if whole is None:
                return None
            attenuation = whole
        pixel_mm = beam.detector.pixel_mm
        if wish.noise:
            attenuation = with_noise(attenuation, pixel_mm)
        return Shot(wish, wish.view.laid(evened(attenuation, pixel_mm)))

    def _still_wanted(self, client: object) -> bool:
        """Say whether a full picture is still to be made: nothing newer, and no quick one is waited for."""
        with self._asked:
            quick = any(wish.quick for wish in self._wishes.values())
            return not (self._closed or quick or client in self._wishes)

    def _body_of(self, volume: Volume) -> Body:
        if self._body is None or self._body[0]() is not volume:
            self._body = ref(volume), Body.of(volume)
        return self._body[1]
