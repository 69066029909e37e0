"""Look through folders and load volumes beside the window, with progress and a way to stop."""

from __future__ import annotations

import threading
from collections.abc import Callable
from pathlib import Path

from PySide6.QtCore import QObject, QThread, Signal

from planner.dicom.errors import LoadError, LoadStoppedError
from planner.dicom.load import LoadedImages, load_volume
from planner.dicom.scan import scan
from planner.dicom.study import Stack, Study

Report = Callable[[int, int], None]
Asked = Callable[[], bool]


class Loader(QObject):
    """Does one thing at a time; starting another stops the one under way.

    Signals
    -------
    started
        Work began; `study` and `stack` say on what.
    progressed
        How much is done, of how much.
    study_found
        A folder was looked through: the `Study`.
    loaded
        A volume was loaded: the `LoadedImages`.
    failed
        It could not be done: one sentence, in the language of the moment.
    finished
        Work ended: done, failed or stopped.
    """

    started = Signal()
    progressed = Signal(int, int)
    study_found = Signal(object)
    loaded = Signal(object)
    failed = Signal(str)
    finished = Signal()

    def __init__(self, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self.study: Study | None = None
        self.stack: Stack | None = None
        self._load_best = False
        self._worker: _Worker | None = None
        self._retired: list[_Worker] = []

    @property
    def busy(self) -> bool:
        """Whether work is under way."""
        return self._worker is not None

    def scan(self, path: Path) -> None:
        """Look through a folder or a file; ends in `study_found` or `failed`."""
        self._start(lambda report, asked: scan(path, report, asked))

    def open(self, path: Path) -> None:
        """Look through a folder or a file and load the volume it preselects."""
        self.scan(path)
        self._load_best = True

    def load(self, stack: Stack) -> None:
        """Load a volume; ends in `loaded` or `failed`."""
        self._start(lambda report, asked: load_volume(stack, report, asked))
        self.stack = stack

    def cancel(self) -> None:
        """Stop the work under way; what it would have found is not reported."""
        self._load_best = False
        worker, self._worker = self._worker, None
        if worker is not None:
            worker.stop.set()
            self._retired.append(worker)
            self.finished.emit()

    def wait(self) -> None:
        """Wait until no thread runs any more, for the end of the program."""
        self.cancel()
        for worker in self._retired:
            worker.wait()
        self._retired.clear()

    def _start(self, work: Callable[[Report, Asked], Study | LoadedImages]) -> None:
        self.cancel()
        self._retired = [worker for worker in self._retired if worker.isRunning()]
        worker = self._worker = _Worker(work, self)
        worker.progressed.connect(self._on_progress)
        worker.finished.connect(self._on_finished)
        self.started.emit()
        worker.start()

    def _on_progress(self, done: int, total: int) -> None:
        if self.sender() is self._worker:
            self.progressed.emit(done, total)

    def _on_finished(self) -> None:
        worker = self._worker
        if worker is None or self.sender() is not worker:
            return
        self._worker = None
        self._retired.append(worker)
        self.finished.emit()
        match worker.outcome:
            case Study() as study:
                self._on_study(study)
            case LoadedImages() as images:
                self.loaded.emit(images)
            case LoadStoppedError():
                pass
            case LoadError() as error:
                self.failed.emit(str(error))
            case error:
                raise error or RuntimeError("the loader ended without a result")

    def _on_study(self, study: Study) -> None:
        wanted, self._load_best = self._load_best, False
        self.study = study
        self.study_found.emit(study)
        if not wanted or self.busy:
            return
        try:
            self.load(study.choose())
        except LoadError as error:
            self.failed.emit(str(error))


class _Worker(QThread):
    """The thread: it touches no widget, and keeps what it found, or what went wrong, for the main thread."""

    progressed = Signal(int, int)

    def __init__(
        self, work: Callable[[Report, Asked], Study | LoadedImages], parent: QObject | None = None
    ) -> None:
        super().__init__(parent)
        self._work = work
        self.stop = threading.Event()
        self.outcome: Study | LoadedImages | BaseException | None = None

    def run(self) -> None:
        """Do the work; an unforeseen error is raised again in the main thread, where the handler is."""
        try:
            self.outcome = self._work(self.progressed.emit, self.stop.is_set)
        except BaseException as error:
            self.outcome = error
