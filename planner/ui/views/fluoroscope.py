"""Makes the pictures of the C-arm, away from the thread of the window: the newest wish of a view wins."""

from __future__ import annotations

import logging
import threading
from dataclasses import dataclass, field
from weakref import WeakKeyDictionary

import numpy as np
from numpy.typing import NDArray
from PySide6.QtCore import QObject, Signal

from planner.carm.beam_view import BeamView
from planner.carm.fluoroscopy import attenuation_picture, attenuation_while
from planner.carm.screen import evened, with_noise
from planner.imaging.projection import Body
from planner.imaging.volume import Volume
from planner.ui.c_arm_words import Shows
from planner.words import _

COARSER = 3
"""The quick picture has pixels so many times larger."""


@dataclass(frozen=True)
class Wish:
    """A picture that a view wants; `quick` is the coarse one while the C-arm turns.

    `shows` is what the picture is called; it comes back with it. Under another name it is the same wish.
    """

    volume: Volume
    view: BeamView
    noise: bool
    quick: bool
    shows: Shows | None = field(default=None, compare=False)


@dataclass(frozen=True, eq=False)
class Shot:
    """A picture as wished: evened, float32 [row, column], laid as its view lays it."""

    wish: Wish
    picture: NDArray[np.float32]


class Fluoroscope(QObject):
    """One thread that makes pictures for views. It holds no volume that nobody wants a picture of.

    Signals
    -------
    taken
        The view that a picture is for, and the `Shot`. It arrives in the thread of the window, in order.
    failed
        The view that gets no picture, its `Wish`, and why in a sentence. The next wish is taken up.
    """

    taken = Signal(object, object)
    failed = Signal(object, object, str)

    def __init__(self, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._wishes: dict[object, Wish] = {}
        self._asked = threading.Condition()
        self._thread: threading.Thread | None = None
        self._bodies: WeakKeyDictionary[Volume, Body] = WeakKeyDictionary()
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

    def _run(self) -> None:
        while self._wait():
            # all that a wish holds is let go of when it is served, before the next is waited for
            self._serve()

    def _wait(self) -> bool:
        """Wait for a wish; say whether to go on."""
        with self._asked:
            while not self._wishes and not self._closed:
                self._asked.wait()
            return not self._closed

    def _serve(self) -> None:
        """Make the picture of one wish, or tell why there is none."""
        with self._asked:
            client = self._next()
            if client is None:
                return
            wish = self._wishes.pop(client)
        try:
            shot = self._shot(client, wish)
        except Exception as error:
            # no picture may end the thread: every view would keep its old one, under a new title
            logging.getLogger(__name__).error("a picture of the C-arm failed", exc_info=error)
            if not self._closed:
                self.failed.emit(client, wish, _failed_words(error))
            return
        if shot is None:
            self._take_up_again(client, wish)
        elif not self._closed:
            self.taken.emit(client, shot)

    def _take_up_again(self, client: object, wish: Wish) -> None:
        """Put back a wish that was left for another view's quick picture."""
        with self._asked:
            if not self._closed:
                self._wishes.setdefault(client, wish)

    def _next(self) -> object | None:
        """Return the view to serve: a quick picture before a full one, else who asked first; or None."""
        first = next(iter(self._wishes), None)
        return next((client for client, wish in self._wishes.items() if wish.quick), first)

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
        """Return a volume's body, made once; it goes with its volume, whose voxels it holds."""
        body = self._bodies.get(volume)
        if body is None:
            self._bodies.clear()
            self._bodies[volume] = body = Body.of(volume)
        return body


def _failed_words(error: Exception) -> str:
    why = _("not enough memory") if isinstance(error, MemoryError) else type(error).__name__
    sentence = _(
        "The C-arm's picture could not be made ({why}). Choose another view to try again; if that fails too,"
        " save the plan and start again."
    )
    return sentence.format(why=why)
