"""How far the writing of a case has come, on one line of a terminal, or on a few plain lines."""

from __future__ import annotations

import shutil
from collections.abc import Callable
from time import monotonic
from typing import TextIO
from unicodedata import east_asian_width

from planner.words import _

SHORTEST_S = 0.1
"""A line on a terminal is not rewritten more often."""
PLAIN_LINES = 10
"""So many plain lines come after the first."""


class ProgressLine:
    """Tells on a stream how far a case is; call it with the share that is done and what is being done.

    On a terminal one line is rewritten; `end` leaves it. Elsewhere there is a line every tenth of the way.
    """

    def __init__(self, name: str, stream: TextIO, clock: Callable[[], float] = monotonic) -> None:
        self._name, self._stream, self._clock = name, stream, clock
        self._began = self._told = clock()
        self._lines = -1
        self._width = 0
        self._terminal = stream.isatty()

    def __call__(self, share: float, words: str) -> None:
        """Tell the share that is done, 0 to 1, and what is being done."""
        if self._terminal:
            now = self._clock()
            if now - self._told >= SHORTEST_S or share >= 1.0 or not self._width:
                self._told = now
                self._rewrite(self._line(share, words))
            return
        # in whole parts of a thousand, so that 0.3 is three tenths
        lines = round(share * 1000.0) * PLAIN_LINES // 1000
        if lines > self._lines:
            self._lines = lines
            print(self._line(share, words), file=self._stream, flush=True)

    def end(self) -> None:
        """Leave the line, so that what is said next stands below it."""
        if self._width:
            print(file=self._stream, flush=True)
            self._width = 0

    def _line(self, share: float, words: str) -> str:
        percent = round(share * 1000.0) // 10
        elapsed_s = int(self._clock() - self._began)
        told = _("{name}: {percent} %, {elapsed_s} s, {step}")
        return told.format(name=self._name, percent=percent, elapsed_s=elapsed_s, step=words)

    def _rewrite(self, line: str) -> None:
        line = _cut(line, shutil.get_terminal_size().columns - 1)
        width = columns_of(line)
        print(f"\r{line}{' ' * (self._width - width)}", end="", file=self._stream, flush=True)
        self._width = width


def columns_of(text: str) -> int:
    """Return how many columns of a terminal a text takes: two for a Chinese character."""
    return sum(2 if east_asian_width(letter) in "WF" else 1 for letter in text)


def _cut(text: str, columns: int) -> str:
    while columns_of(text) > columns:
        text = text[:-1]
    return text
