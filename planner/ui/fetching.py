"""Fetches things one at a time in a thread: the latest asked for first, those in between left out."""

from __future__ import annotations

from collections import OrderedDict
from collections.abc import Callable, Hashable
from concurrent.futures import Future, ThreadPoolExecutor
from typing import Generic, TypeVar

from PySide6.QtCore import QObject, QTimer

from planner.dicom.errors import LoadError

MOST_KEPT = 60
"""So many are kept at hand."""
LOOK_MS = 10
"""How often it is looked whether one has come."""

Key = TypeVar("Key", bound=Hashable)
Thing = TypeVar("Thing")


class Fetcher(Generic[Key, Thing]):
    """Has things fetched for a widget and keeps the last of them.

    Parameters
    ----------
    source
        Gives a thing; it is asked in a thread, never by the window. It may raise `LoadError`.
    parent
        Whose life the fetching is bound to.
    """

    def __init__(self, source: Callable[[Key], Thing], parent: QObject) -> None:
        self._source = source
        self._kept: OrderedDict[Key, Thing] = OrderedDict()
        self._worker = ThreadPoolExecutor(1, thread_name_prefix="fetching")
        self._coming: tuple[Key, Future[Thing]] | None = None
        self._wanted: tuple[Key] | None = None
        self._show: Callable[[Key, Thing | str], None] | None = None
        self._timer = QTimer(parent)
        self._timer.setInterval(LOOK_MS)
        self._timer.timeout.connect(self._look)

    @property
    def idle(self) -> bool:
        """Whether nothing is waited for."""
        return self._coming is None and self._wanted is None

    def ask(self, key: Key, show: Callable[[Key, Thing | str], None]) -> None:
        """Have a thing shown by `show(key, thing)`, or why there is none; at once where it is at hand."""
        self._show, self._wanted = show, None
        if key in self._kept:
            self._kept.move_to_end(key)
            show(key, self._kept[key])
        else:
            self._wanted = (key,)
            self._timer.start()
            self._look()

    def _look(self) -> None:
        if self._coming is not None and self._coming[1].done():
            come, self._coming = self._coming, None
            self._take(*come)
        if self._coming is None and self._wanted is not None:
            (key,), self._wanted = self._wanted, None
            self._coming = key, self._worker.submit(self._source, key)
        if self._coming is None:
            self._timer.stop()

    def _take(self, key: Key, future: Future[Thing]) -> None:
        shown: Thing | str
        try:
            shown = self._kept[key] = future.result()
        except LoadError as error:
            shown = str(error)
        if len(self._kept) > MOST_KEPT:
            self._kept.popitem(last=False)
        if self._show is not None:
            self._show(key, shown)

    def stop(self) -> None:
        """Fetch no more."""
        self._timer.stop()
        self._wanted = self._show = None
        self._worker.shutdown(wait=False, cancel_futures=True)
