"""Look through folders and load volumes beside the window, with progress and a way to stop."""

from __future__ import annotations

import threading
from collections.abc import Callable
from pathlib import Path

from PySide6.QtCore import QObject, QThread, Signal

from planner.dicom.errors import LoadError, LoadStoppedError
from planner.dicom.loaded import Glimpse, LoadedImages
from planner.dicom.reader import shared_reader
from planner.dicom.study import Stack, Study
from planner.ui.frames import loadable
from planner.words import _, capitalised

Report = Callable[[int, int], None]
Asked = Callable[[], bool]
Seen = Callable[[Glimpse], None]
Work = Callable[[Report, Asked, Seen], Study | LoadedImages]
"""What a thread does: it is given where to report, whom to ask whether to stop, and whom to show a slice."""


class Loader(QObject):
    """Does one thing at a time; starting another stops the one under way.

    Attributes
    ----------
    reader
        Reads the images; whoever else needs slices asks it as well.
    study
        What was found last; None before.
    stack
        The volume that is being loaded; None while none is.
    beside
        Whether it is loaded to be looked at beside the images that are open.

    Signals
    -------
    started
        Work began; `stack` says on what.
    progressed
        How much is done, of how much.
    study_found
        A folder was looked through: the `Study`.
    glimpsed
        The middle slice of the volume that is being loaded: the `Glimpse`.
    loaded
        A volume was loaded: the `LoadedImages`.
    companion_loaded
        A volume to look at beside the one that is open was loaded: the `LoadedImages`.
    failed
        It could not be done: one sentence, in the language of the moment.
    finished
        Work ended: done, failed or stopped.
    """

    started = Signal()
    progressed = Signal(int, int)
    study_found = Signal(object)
    glimpsed = Signal(object)
    loaded = Signal(object)
    companion_loaded = Signal(object)
    failed = Signal(str)
    finished = Signal()

    def __init__(self, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self.reader = shared_reader()
        self.study: Study | None = None
        self.stack: Stack | None = None
        self.beside = False
        self._load_best = False
        self._worker: _Worker | None = None
        self._retired: list[_Worker] = []

    @property
    def busy(self) -> bool:
        """Whether work is under way."""
        return self._worker is not None

    def scan(self, path: Path, headerless: bool = False) -> None:
        """Look through a folder or a file; ends in `study_found` or `failed`.

        `headerless` has files read that do not say how they are written.
        """
        self._start(lambda report, asked, _seen: self.reader.scan(path, report, asked, headerless))

    def open(self, path: Path, headerless: bool = False) -> None:
        """Look through a folder or a file and load the volume it preselects."""
        self.scan(path, headerless)
        self._load_best = True

    def load(self, stack: Stack) -> None:
        """Load a volume; ends in `loaded` or `failed`."""
        self._load(stack, beside=False)

    def load_beside(self, stack: Stack) -> None:
        """Load a volume to look at beside the one that is open; ends in `companion_loaded` or `failed`."""
        self._load(stack, beside=True)

    def _load(self, stack: Stack, beside: bool) -> None:
        read = self.reader.load
        self._start(lambda report, asked, seen: read(stack, report, asked, seen), stack, beside)

    def cancel(self) -> None:
        """Stop the work under way; what it would have found is not reported."""
        self._load_best = False
        worker = self._worker
        if worker is not None:
            worker.stop.set()
            self._end(worker)

    def _end(self, worker: _Worker) -> None:
        self._worker, self.stack = None, None
        self._retired.append(worker)
        self.finished.emit()

    def wait(self) -> None:
        """Wait until no thread runs any more, for the end of the program."""
        self.cancel()
        for worker in self._retired:
            worker.wait()
        self._retired.clear()

    def _start(self, work: Work, stack: Stack | None = None, beside: bool = False) -> None:
        self.cancel()
        self._retired = [worker for worker in self._retired if worker.isRunning()]
        worker = self._worker = _Worker(work, self)
        self.stack, self.beside = stack, beside
        worker.progressed.connect(self._on_progress)
        worker.glimpsed.connect(self._on_glimpse)
        worker.finished.connect(self._on_finished)
        self.started.emit()
        worker.start()

    def _on_progress(self, done: int, total: int) -> None:
        if self.sender() is self._worker:
            self.progressed.emit(done, total)

    def _on_glimpse(self, glimpse: Glimpse) -> None:
        if self.sender() is self._worker:
            self.glimpsed.emit(glimpse)

    def _on_finished(self) -> None:
        worker = self._worker
        if worker is None or self.sender() is not worker:
            return
        beside = self.beside
        self._end(worker)
        match worker.outcome:
            case Study() as study:
                self._on_study(study)
            case LoadedImages() as images:
                (self.companion_loaded if beside else self.loaded).emit(images)
            case LoadStoppedError():
                pass
            case LoadError() as error:
                self.failed.emit(str(error))
            case error:
                raise error or RuntimeError("the loader ended without a result")

    def _on_study(self, study: Study) -> None:
        """Start on the preselected volume before the list is built, so that its first slice comes sooner."""
        wanted, self._load_best = self._load_best, False
        self.study = study
        refusal = self._begin_with_best(study) if wanted else ""
        self.study_found.emit(study)
        if refusal:
            self.failed.emit(refusal)

    def _begin_with_best(self, study: Study) -> str:
        """Load the volume that is preselected; return why there is none to load, else nothing."""
        if study.volumes() and study.best() is None:
            return _("{reason}. Choose on the left what to show.").format(
                reason=capitalised(study.best_reason())
            )
        if study.series and not study.stacks():
            if next(loadable(study), None) is not None and len(study.people()) == 1:
                return ""
            return _("There is no CT volume here. The list on the left says what there is.")
        try:
            self.load(study.choose())
        except LoadError as error:
            return str(error)
        return ""


class _Worker(QThread):
    """The thread: it touches no widget, and keeps what it found, or what went wrong, for the main thread."""

    progressed = Signal(int, int)
    glimpsed = Signal(object)

    def __init__(self, work: Work, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._work = work
        self.stop = threading.Event()
        self.outcome: Study | LoadedImages | BaseException | None = None

    def run(self) -> None:
        """Do the work; an unforeseen error is raised again in the main thread, where the handler is."""
        try:
            self.outcome = self._work(self.progressed.emit, self.stop.is_set, self.glimpsed.emit)
        except BaseException as error:
            self.outcome = error
