"""Looks for proposals away from the thread of the window: the newest wish counts."""

from __future__ import annotations

from collections.abc import Callable

from PySide6.QtCore import QObject, QThread, Signal

from planner.suggest.paths.propose import NoPathsError


class Seeker(QObject):
    """One search at a time; one that is overtaken ends unheard.

    Signals
    -------
    found
        What a search has found.
    refused
        Why nothing can be looked for, in a sentence.
    """

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

    def seek(self, work: Callable[[], object]) -> None:
        """Begin a search; it takes no widget and nothing that the window changes meanwhile."""
        self.cancel()
        self._retired = [worker for worker in self._retired if worker.isRunning()]
        worker = self._worker = _Worker(work, self)
        worker.finished.connect(self._on_finished)
        worker.start()

    def cancel(self) -> None:
        """Let the search under way end unheard."""
        if self._worker is not None:
            self._retired.append(self._worker)
            self._worker = None

    def wait(self) -> None:
        """Wait until no search runs any more, for the end of the program."""
        self.cancel()
        for worker in self._retired:
            worker.wait()
        self._retired.clear()

    def _on_finished(self) -> None:
        worker = self._worker
        if worker is None or self.sender() is not worker:
            return
        self._worker = None
        self._retired.append(worker)
        match worker.outcome:
            case NoPathsError() as error:
                self.refused.emit(str(error))
            case BaseException() as error:
                raise error
            case outcome:
                self.found.emit(outcome)


class _Worker(QThread):
    """The thread: it keeps what it found, or what went wrong, for the main thread."""

    def __init__(self, work: Callable[[], object], parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._work = work
        self.outcome: object = None

    def run(self) -> None:
        """Do the work; an unforeseen error is raised again in the main thread, where the handler is."""
        try:
            self.outcome = self._work()
        except BaseException as error:
            self.outcome = error
