"""What every test has: a home of its own, a quiet log, and the real images where they are at hand."""

from __future__ import annotations

import logging
import os
import re
import tempfile
from contextlib import contextmanager
from pathlib import Path
from typing import TYPE_CHECKING, Protocol

import pytest
from hypothesis import settings

from planner import words

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator
    from contextlib import AbstractContextManager

if not os.environ.get("FACET_PLANNER_XVFB"):
    os.environ["QT_QPA_PLATFORM"] = "offscreen"

_HOME = tempfile.TemporaryDirectory(prefix="facet-planner-tests-")
for _variable in ("XDG_CONFIG_HOME", "XDG_DATA_HOME", "XDG_STATE_HOME", "XDG_CACHE_HOME"):
    os.environ[_variable] = str(Path(_HOME.name) / _variable.lower())

settings.register_profile("repeatable", derandomize=True)
settings.register_profile("exploring", print_blob=True)
# the same code gives the same verdict; to look for more, set the variable to "exploring"
settings.load_profile(os.environ.get("FACET_PLANNER_EXAMPLES") or "repeatable")

_REAL_DATA = Path(os.environ.get("FACET_PLANNER_DATA") or Path(__file__).parents[2] / "shared" / "data")


class ExpectLog(Protocol):
    """Say that a block logs a warning or worse, which is then no reason to fail."""

    def __call__(self, pattern: str, level: int = logging.WARNING) -> AbstractContextManager[None]:
        """Let records of `level` that match `pattern` pass, and demand at least one."""


class _LogWatch(logging.Handler):
    def __init__(self) -> None:
        super().__init__(logging.WARNING)
        self.records: list[logging.LogRecord] = []

    def emit(self, record: logging.LogRecord) -> None:
        self.records.append(record)

    @contextmanager
    def expect(self, pattern: str, level: int = logging.WARNING) -> Iterator[None]:
        before = len(self.records)
        yield
        logged = self.records[before:]
        met = [r for r in logged if r.levelno == level and re.search(pattern, r.getMessage())]
        if not met:
            pytest.fail(f"nothing was logged at {logging.getLevelName(level)} like {pattern!r}")
        self.records[before:] = [r for r in logged if r not in met]


@pytest.fixture(autouse=True)
def log_watch() -> Iterator[_LogWatch]:
    """Fail the test that logs a warning or worse without saying so by `expect_log`."""
    watch = _LogWatch()
    logging.getLogger().addHandler(watch)
    yield watch
    logging.getLogger().removeHandler(watch)
    if watch.records:
        lines = "\n".join(f"{r.name}: {r.levelname}: {r.getMessage()}" for r in watch.records)
        pytest.fail(f"unexpected in the log:\n{lines}", pytrace=False)


@pytest.fixture
def expect_log(log_watch: _LogWatch) -> ExpectLog:
    """``with expect_log("pattern"): ...`` for a test in which a warning is right."""
    return log_watch.expect


@pytest.fixture(autouse=True)
def _english_again() -> Iterator[None]:
    yield
    words.set_language("en")


@pytest.fixture(scope="session")
def real_data() -> Callable[[str], Path]:
    """Return the folder of a set of real images by name, or skip the test where it is not at hand."""

    def folder(name: str) -> Path:
        path = _REAL_DATA / name
        if not path.is_dir():
            pytest.skip(f"no real images {name!r} here: set FACET_PLANNER_DATA to the folder that has them")
        return path

    return folder
