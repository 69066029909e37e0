"""The reading process as the window's process sees it: started, asked, waited for, ended."""

from __future__ import annotations

import os
import socket
import subprocess
import sys
import time
from collections.abc import Callable
from contextlib import suppress
from pathlib import Path

import planner
from planner.dicom import limits
from planner.dicom.reading.channel import Channel
from planner.dicom.reading.logbook import SIZE, InHand, Logbook
from planner.dicom.reading.messages import (
    Answer,
    Beat,
    OddMessageError,
    Request,
    RingIs,
    Stop,
    answer_of,
    as_bytes,
)
from planner.dicom.reading.ring import Ring, shared_memory

SLOWEST_DISK_BYTES_PER_S = 4_000_000
"""Big files are waited for longer: as long as a disk takes that reads so much in a second."""
QUIET_S = 60.0
"""Without a file in hand, as when a folder is listed, silence is borne for so long."""
STOP_S = 0.5
"""What does not stop within this when it is asked to is ended."""
POLL_S = 0.03
"""How often it is asked whether the answer is still wanted."""

_START = """
import sys
root = sys.argv.pop(1)
if root not in sys.path:
    sys.path.insert(0, root)
from planner.dicom.reading.worker import main
main()
"""

Heard = Callable[[Answer], None]


class ReadingEndedError(Exception):
    """The reading process died, or was ended because nothing was heard of it.

    Attributes
    ----------
    in_hand
        The files it was reading.
    silent
        Whether it was alive, but silent for too long.
    """

    def __init__(self, in_hand: tuple[InHand, ...], silent: bool) -> None:
        super().__init__(in_hand, silent)
        self.in_hand = in_hand
        self.silent = silent


class UnwantedError(Exception):
    """Nobody wants the answer any more."""


class ReadingProcess:
    """A process that reads files, from its start to its end.

    Raises
    ------
    OSError
        If it cannot be started.
    """

    def __init__(self) -> None:
        ours, theirs = socket.socketpair()
        page = shared_memory(SIZE)
        try:
            # -P: what lies in the current folder, which may be that of the images, is not imported
            command = [sys.executable, "-P", "-c", _START, _root(), str(theirs.fileno()), str(page)]
            self._process = subprocess.Popen(  # noqa: S603 - our own words, no text of a file
                command,
                pass_fds=(theirs.fileno(), page),
                stdin=subprocess.DEVNULL,
                stdout=subprocess.DEVNULL,
                stderr=subprocess.DEVNULL,
            )
            self.logbook = Logbook(page)
        except OSError:
            ours.close()
            raise
        finally:
            theirs.close()
            os.close(page)
        # what does not even take a request is as good as dead
        ours.settimeout(limits.SILENCE_S)
        self._channel = Channel(ours)
        self._ring: Ring | None = None

    @property
    def pid(self) -> int:
        """The number of the process."""
        return self._process.pid

    @property
    def alive(self) -> bool:
        """Whether it runs."""
        return self._process.poll() is None

    def ring(self, slot_bytes: int) -> Ring:
        """Return the ring for slices of up to so many bytes; the process knows of it.

        Raises
        ------
        ReadingEndedError
            If the process does not take it; it is ended.
        """
        if self._ring is None or self._ring.slot_bytes < slot_bytes:
            if self._ring is not None:
                self._ring.close()
            self._ring = Ring.new(slot_bytes)
            self._send(as_bytes(RingIs(slot_bytes)), self._ring.descriptor)
        return self._ring

    def say(self, request: Request) -> None:
        """Send a request.

        Raises
        ------
        ReadingEndedError
            If it is not taken; the process is ended.
        """
        self._send(as_bytes(request))

    def ask(self, request: Request, heard: Heard, cancelled: Callable[[], bool]) -> Answer:
        """Return the answer to a request; what comes on the way to it is handed to `heard`.

        Raises
        ------
        UnwantedError
            When `cancelled` says so; the process has stopped, or is ended.
        ReadingEndedError
            If the process died or was silent for too long; it is ended.
        OddMessageError
            If what it says makes no sense; it is ended.
        """
        try:
            self.say(request)
            return self._answer(heard, cancelled)
        except UnwantedError:
            self._stop()
            raise
        except BaseException:
            self.end()
            raise

    def kill(self) -> None:
        """End the process, whatever it does; may be called while another thread waits for an answer."""
        self._process.kill()

    def end(self) -> None:
        """End the process and let go of what belongs to it."""
        self.kill()
        with suppress(subprocess.TimeoutExpired):
            # what waits for a disk that does not answer cannot even be ended
            self._process.wait(STOP_S)
        self._channel.close()
        if self._ring is not None:
            self._ring.close()
            self._ring = None

    def _send(self, message: bytes, descriptor: int | None = None) -> None:
        try:
            self._channel.send(message, descriptor)
        except OSError as error:
            raise self._ended(silent=isinstance(error, TimeoutError)) from error

    def _answer(self, heard: Heard, cancelled: Callable[[], bool]) -> Answer:
        signs, since_s = self.logbook.signs(), time.monotonic()
        while True:
            if cancelled():
                raise UnwantedError
            try:
                answer = self._next()
            except TimeoutError:
                if self.logbook.signs() != signs:
                    signs, since_s = self.logbook.signs(), time.monotonic()
                elif time.monotonic() - since_s > self._patience_s():
                    raise self._ended(silent=True) from None
                continue
            since_s = time.monotonic()
            if not isinstance(answer, Beat):
                return answer
            heard(answer)

    def _next(self) -> Answer:
        message = self._channel.receive(POLL_S)
        if message is None:
            raise self._ended(silent=False)
        return answer_of(message)

    def _patience_s(self) -> float:
        in_hand = self.logbook.in_hand()
        if not in_hand:
            return QUIET_S
        return limits.SILENCE_S + max(each.size for each in in_hand) / SLOWEST_DISK_BYTES_PER_S

    def _ended(self, silent: bool) -> ReadingEndedError:
        self.end()
        return ReadingEndedError(self.logbook.in_hand(), silent)

    def _stop(self) -> None:
        """Have the work under way stopped, so that the process can be asked again; else end it."""
        last_s = time.monotonic() + STOP_S
        try:
            self.say(Stop())
            while time.monotonic() < last_s:
                with suppress(TimeoutError):
                    if not isinstance(self._next(), Beat):
                        return
        except (OddMessageError, ReadingEndedError):
            pass
        self.end()


def _root() -> str:
    """Return the folder that this very package was imported from."""
    return str(Path(planner.__file__).parents[1])
