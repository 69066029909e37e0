"""The search beside the window."""

from __future__ import annotations

import pytest
from pytestqt.qtbot import QtBot

from planner.checks.scene import Scene
from planner.plan.plan import Plan
from planner.suggest.hardware.proposal import HardwareProposal
from planner.ui.finding import Finder, look_ahead
from tests.imaging.metal_phantom import CONSTRUCT, scanned


@pytest.fixture
def finder(qtbot: QtBot) -> Finder:
    return Finder()


def test_a_search_tells_its_progress_and_what_it_found(finder: Finder, qtbot: QtBot) -> None:
    shares: list[float] = []
    finder.progressed.connect(shares.append)
    with qtbot.waitSignal(finder.found, timeout=60000) as blocker:
        finder.start(Plan(), scanned(CONSTRUCT[:1]))
        is_busy = finder.busy
    assert (is_busy, finder.busy) == (True, False)
    assert isinstance(blocker.args[0], HardwareProposal)
    assert shares[-1] == 1.0
    finder.wait()


def test_only_the_last_search_tells(finder: Finder, qtbot: QtBot) -> None:
    found: list[HardwareProposal] = []
    finder.found.connect(found.append)
    finder.start(Plan(), scanned(CONSTRUCT))
    finder.start(Plan(), scanned([]))
    qtbot.waitUntil(lambda: not finder.busy, timeout=60000)
    finder.wait()
    qtbot.wait(50)
    assert [len(one.pieces) for one in found] == [0]


def test_metal_that_was_looked_for_ahead_is_not_looked_for_again(qtbot: QtBot) -> None:
    scene = Scene(scanned(CONSTRUCT[:1]))
    look_ahead(scene).join()
    surface = scene.metal_surface
    assert surface is not None
    assert len(surface.places)
    assert scene.metal_surface is surface
