"""Looks for proposals away from the thread of the window: the newest wish counts."""

from __future__ import annotations

import threading
from collections.abc import Callable

from PySide6.QtCore import QObject, QThread, Signal

from planner.suggest.paths.propose import NoPathsError

Tell = Callable[[float], None]
"""Told the share of a search that is done, 0 to 1; it ends the search that nobody waits for any more."""
Work = Callable[[Tell], object]


class Seeker(QObject):
    """One search at a time; one that is overtaken ends unheard.

    Signals
    -------
    changed
        A search began or ended.
    progressed
        The share that is done, 0 to 1, as far as the search tells.
    found
        What a search has found.
    refused
        Why nothing can be looked for, in a sentence.
    """

    changed = Signal()
    progressed = Signal(float)
    found = Signal(object)
    refused = Signal(str)

    def __init__(self, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._worker: _Worker | None = None
        self._retired: list[_Worker] = []

    @property
    def busy(self) -> bool:
        """Whether a search is under way."""
        return self._worker is not None

    def seek(self, work: Work) -> None:
        """Begin a search; it takes no widget and nothing that the window changes meanwhile."""
        self.cancel()
        self._retired = [worker for worker in self._retired if worker.isRunning()]
        worker = self._worker = _Worker(work, self)
        worker.progressed.connect(self._on_progress)
        worker.finished.connect(self._on_finished)
        worker.start()
        self.changed.emit()

    def cancel(self) -> None:
        """Let the search under way end unheard."""
        worker, self._worker = self._worker, None
        if worker is not None:
            worker.stop.set()
            self._retired.append(worker)
            self.changed.emit()

    def wait(self) -> None:
        """Wait until no search runs any more, for the end of the program."""
        self.cancel()
        for worker in self._retired:
            worker.wait()
        self._retired.clear()

    def _on_progress(self, share: float) -> None:
        if self.sender() is self._worker:
            self.progressed.emit(share)

    def _on_finished(self) -> None:
        worker = self._worker
        if worker is None or self.sender() is not worker:
            return
        self._worker = None
        self._retired.append(worker)
        self.changed.emit()
        match worker.outcome:
            case NoPathsError() as error:
                self.refused.emit(str(error))
            case BaseException() as error:
                raise error
            case outcome:
                self.found.emit(outcome)


class _StoppedError(Exception):
    """The search is no longer wanted."""


class _Worker(QThread):
    """The thread: it touches no widget, and keeps what it found, or what went wrong, for the main thread."""

    progressed = Signal(float)

    def __init__(self, work: Work, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._work = work
        self.stop = threading.Event()
        self.outcome: object = None

    def run(self) -> None:
        """Do the work; an unforeseen error is raised again in the main thread, where the handler is."""
        try:
            self.outcome = self._work(self._tell)
        except BaseException as error:
            self.outcome = error

    def _tell(self, share: float) -> None:
        if self.stop.is_set():
            raise _StoppedError
        self.progressed.emit(share)
