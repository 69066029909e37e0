"""Keep one reading process at hand, and ask it again when a file ends it: without that file."""

from __future__ import annotations

import logging
from collections import Counter
from collections.abc import Callable
from os import strerror
from pathlib import Path
from threading import Event
from typing import TypeVar

from planner.dicom import limits
from planner.dicom.errors import EXPORT_AGAIN, LoadError, LoadStoppedError
from planner.dicom.notes import Note, note
from planner.dicom.reading import client
from planner.dicom.reading.client import ReadingEndedError, ReadingProcess, UnwantedError
from planner.dicom.reading.errands import Errand
from planner.dicom.reading.messages import Answer, Broken, Condemned, Failed, OddMessageError
from planner.words import N_

MOST_RESTARTS = 6
"""So often the process is started again for one thing that is asked."""

Brought = TypeVar("Brought")


class Keeper:
    """One reading process, started when it is first needed."""

    def __init__(self) -> None:
        self._process: ReadingProcess | None = None
        self._closing = Event()

    @property
    def pid(self) -> int | None:
        """The number of the process; None while there is none."""
        return self._process.pid if self._process is not None else None

    def start(self) -> None:
        """Have the process started; it is not waited for.

        Raises
        ------
        OSError
            If it cannot be.
        """
        if self._process is None or not self._process.alive:
            self.end()
            self._process = ReadingProcess()

    def kill(self) -> None:
        """End the process while another thread waits for it: what it waits for is stopped."""
        self._closing.set()
        if self._process is not None:
            self._process.kill()

    def end(self) -> None:
        """End the process."""
        self._closing.clear()
        if self._process is not None:
            self._process.end()
            self._process = None

    def ask(self, errand: Errand[Brought], cancelled: Callable[[], bool]) -> Brought:
        """Return what an errand brings.

        Raises
        ------
        LoadError
            What the reading process says, that a file ended it, or as `LoadStoppedError` when stopped.
        """
        about = errand.about
        condemned: list[Condemned] = []
        suspected: Counter[Path] = Counter()
        for _start in range(MOST_RESTARTS + 1):
            try:
                process = self._running(about)
                request = errand.begin(process, condemned)
                answer = process.ask(request, errand.hear, cancelled)
                return errand.end(_understood(about, answer))
            except UnwantedError:
                raise LoadStoppedError(about) from None
            except OddMessageError as error:
                self.end()
                nonsense = note(N_("the answer of the reading process makes no sense"))
                raise LoadError(about, nonsense) from error
            except ReadingEndedError as ended:
                suspected.update(each.file for each in ended.in_hand)
                condemned += self._blamed(errand, ended, suspected)
        raise LoadError(about, _CRASHED)

    def _running(self, about: Path) -> ReadingProcess:
        try:
            self.start()
        except OSError as error:
            why = note(N_("the reading process does not start ({error})"), error=strerror(error.errno or 0))
            raise LoadError(about, why, note(N_("Close other programs."))) from error
        assert self._process is not None
        return self._process

    def _blamed(
        self, errand: Errand[Brought], ended: ReadingEndedError, suspected: Counter[Path]
    ) -> list[Condemned]:
        """Return the files that ended the reading; none where it was the first time, and may be chance."""
        if self._closing.is_set():
            raise LoadStoppedError(errand.about)
        files = [each.file for each in ended.in_hand]
        if ended.silent and not files:
            cure = note(N_("Look at the disk and its permissions."))
            raise LoadError(errand.about, _silent(client.QUIET_S), cure)
        if ended.silent and len(files) == 1:
            return [Condemned(files[0], _silent(limits.SILENCE_S), EXPORT_AGAIN)]
        if len(files) == 1 and suspected[files[0]] > 1:
            return [Condemned(files[0], _CRASHED, EXPORT_AGAIN)]
        tried = [(file, self._alone(errand, file)) for file in files]
        return [Condemned(file, why, EXPORT_AGAIN) for file, why in tried if why is not None]

    def _alone(self, errand: Errand[Brought], file: Path) -> Note | None:
        """Return what becomes of a suspected file when it is read alone; None where nothing does."""
        request = errand.probe(file)
        if request is None:
            return None
        try:
            self._running(errand.about).ask(request, lambda _answer: None, self._closing.is_set)
        except ReadingEndedError as ended:
            return _silent(limits.SILENCE_S) if ended.silent else _CRASHED
        except UnwantedError:
            raise LoadStoppedError(errand.about) from None
        except OddMessageError:
            return _CRASHED
        return None


_CRASHED = note(N_("reading it ended the reading process"))


def _silent(seconds: float) -> Note:
    return note(N_("reading it took longer than {seconds:.0f} s and was stopped"), seconds=seconds)


def _understood(about: Path, answer: Answer) -> Answer:
    """Return an answer that is no failure; raise what a failure says."""
    match answer:
        case Failed(file, _why, _cure, stopped=True):
            raise LoadStoppedError(file)
        case Failed(file, why, cure):
            raise LoadError(file, why, cure)
        case Broken(kind, where):
            logging.getLogger(__name__).error("reading failed: %s at %s", kind, where)
            fault = note(N_("reading it failed by a fault of this program ({kind})"), kind=kind)
            raise LoadError(about, fault)
        case _:
            return answer
