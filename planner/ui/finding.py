"""Finds hardware and metal in the CT beside the window, with progress and a way to stop."""

from __future__ import annotations

import threading

from PySide6.QtCore import QObject, QThread, Signal

from planner.checks.scene import Scene
from planner.imaging.volume import Volume
from planner.plan.plan import Plan
from planner.suggest.hardware.find import propose_hardware
from planner.suggest.hardware.proposal import HardwareProposal


def look_ahead(scene: Scene) -> threading.Thread:
    """Look for the metal in images beside the window, before a check asks for it; return the thread."""
    thread = threading.Thread(
        target=lambda: (scene.metal_surface, scene.hides_metal), name="metal", daemon=True
    )
    thread.start()
    return thread


class Finder(QObject):
    """Looks through one volume at a time; starting anew stops the search under way.

    Signals
    -------
    changed
        A search began or ended.
    progressed
        The share that is done, 0 to 1.
    found
        What was found: the `HardwareProposal`.
    """

    changed = Signal()
    progressed = Signal(float)
    found = Signal(object)

    def __init__(self, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._worker: _Worker | None = None
        self._retired: list[_Worker] = []

    @property
    def busy(self) -> bool:
        """Whether a search is under way."""
        return self._worker is not None

    def start(self, plan: Plan, volume: Volume) -> None:
        """Look for hardware that a plan does not have; ends in `found`, unless it is stopped."""
        self.cancel()
        self._retired = [worker for worker in self._retired if worker.isRunning()]
        worker = self._worker = _Worker(plan, volume, self)
        worker.progressed.connect(self._on_progress)
        worker.finished.connect(self._on_finished)
        worker.start()
        self.changed.emit()

    def cancel(self) -> None:
        """Stop the search under way; what it would have found is not told."""
        worker, self._worker = self._worker, None
        if worker is not None:
            worker.stop.set()
            self._retired.append(worker)
            self.changed.emit()

    def wait(self) -> None:
        """Wait until no thread runs any more, for the end of the program."""
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
        if not isinstance(worker.outcome, HardwareProposal):
            raise worker.outcome or RuntimeError("the search ended without a result")
        self.found.emit(worker.outcome)


class _StoppedError(Exception):
    """The search is no longer wanted."""


class _Worker(QThread):
    """The thread: it touches no widget, and keeps what it found, or what went wrong, for the main thread."""

    progressed = Signal(float)

    def __init__(self, plan: Plan, volume: Volume, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._plan, self._volume = plan, volume
        self.stop = threading.Event()
        self.outcome: HardwareProposal | BaseException | None = None

    def run(self) -> None:
        """Search; an unforeseen error is raised again in the main thread, where the handler is."""
        try:
            self.outcome = propose_hardware(self._plan, self._volume, self._tell)
        except BaseException as error:
            self.outcome = error

    def _tell(self, share: float) -> None:
        if self.stop.is_set():
            raise _StoppedError
        self.progressed.emit(share)
