"""The thread that makes the C-arm's pictures: what it cannot make it tells, and it holds on to nothing."""

from __future__ import annotations

import gc
import logging
from collections.abc import Callable, Iterator
from dataclasses import replace
from weakref import ref

import numpy as np
import pytest
from PySide6.QtGui import QColor
from pytestqt.qtbot import QtBot

from planner.carm.angles import AP
from planner.carm.beam import Beam, Detector
from planner.carm.beam_view import BeamView
from planner.carm.views import View
from planner.dicom.loaded import LoadedImages
from planner.geometry.vectors import Vector
from planner.imaging.volume import Volume
from planner.ui import ink
from planner.ui.look import Layout
from planner.ui.view_grid import ViewGrid
from planner.ui.views import fluoroscope as module
from planner.ui.views.c_arm_view import CArmView
from planner.ui.views.fluoroscope import Fluoroscope, Wish
from tests.conftest import ExpectLog
from tests.ui.views.conftest import settle

BEAM = Beam(AP, Volume(np.zeros((4, 4, 4), np.int16), np.eye(4)).centre, detector=Detector(24, 24, 1.0))


@pytest.fixture
def machine(qapp: object) -> Iterator[Fluoroscope]:
    made = Fluoroscope()
    yield made
    made.close()


def failing(error: Exception) -> Callable[..., object]:
    def fail(*_arguments: object) -> object:
        raise error

    return fail


def small_volume() -> Volume:
    return Volume(np.full((4, 4, 4), 50, np.int16), np.eye(4))


def settle_all(qtbot: QtBot, grid: ViewGrid) -> None:
    for view in grid.c_arms.values():
        if view.isVisible():
            settle(qtbot, view)


def copied(body: LoadedImages) -> LoadedImages:
    return replace(body, volume=Volume(body.volume.hu.copy(), body.volume.voxel_to_patient.copy()))


def test_what_fails_is_told_and_the_next_wish_is_fulfilled(
    machine: Fluoroscope, qtbot: QtBot, monkeypatch: pytest.MonkeyPatch, expect_log: ExpectLog
) -> None:
    wish, client = Wish(small_volume(), BeamView(BEAM), False, True), object()
    monkeypatch.setattr(module, "evened", failing(ValueError("odd")))
    with (
        expect_log("picture of the C-arm failed", logging.ERROR),
        qtbot.waitSignal(machine.failed, timeout=5000) as told,
    ):
        machine.ask(client, wish)
    assert told.args is not None
    assert told.args[:2] == [client, wish]
    assert "(ValueError)" in told.args[2]
    monkeypatch.undo()
    with qtbot.waitSignal(machine.taken, timeout=5000):
        machine.ask(client, wish)


def test_a_picture_that_memory_does_not_hold_is_told_in_its_place(
    c_arm: CArmView, qtbot: QtBot, monkeypatch: pytest.MonkeyPatch, expect_log: ExpectLog
) -> None:
    session, failed = c_arm.session, list[object]()
    c_arm.fluoroscope.failed.connect(lambda _client, wish, _sentence: failed.append(wish))
    monkeypatch.setattr(module, "evened", failing(MemoryError()))
    with expect_log("picture of the C-arm failed", logging.ERROR):
        session.look_at(session.look.with_c_arm(view=View.LATERAL))
        qtbot.waitUntil(lambda: len(failed) == 2, timeout=5000)
    assert c_arm.plane is None
    assert "not enough memory" in c_arm.failure
    image, letters = c_arm.grab().toImage(), QColor(ink.WARNING)
    middle = range(image.height() // 2 - 40, image.height() // 2 + 40)
    assert any(image.pixelColor(x, y) == letters for y in middle for x in range(image.width()))
    monkeypatch.undo()
    # whatever changes is a reason to try again
    session.look_at(replace(session.look, cursor=session.look.cursor + Vector(1.0, 0.0, 0.0)))
    settle(qtbot, c_arm)
    assert c_arm.failure == ""


def test_where_only_the_quick_picture_fails_the_full_one_is_shown(
    c_arm: CArmView, qtbot: QtBot, monkeypatch: pytest.MonkeyPatch, expect_log: ExpectLog
) -> None:
    session = c_arm.session
    monkeypatch.setattr(module, "attenuation_picture", failing(MemoryError()))
    with expect_log("picture of the C-arm failed", logging.ERROR):
        session.look_at(session.look.with_c_arm(view=View.LATERAL))
        settle(qtbot, c_arm)
    assert c_arm.failure == ""


def test_it_holds_no_volume_when_it_has_made_its_picture(machine: Fluoroscope, qtbot: QtBot) -> None:
    wish = Wish(small_volume(), BeamView(BEAM), False, True)
    gone = ref(wish.volume)
    with qtbot.waitSignal(machine.taken, timeout=5000) as taken:
        machine.ask("view", wish)
    del wish, taken
    qtbot.waitUntil(lambda: gc.collect() >= 0 and gone() is None, timeout=5000)


def test_its_model_of_a_volume_goes_with_the_volume(machine: Fluoroscope, qtbot: QtBot) -> None:
    hu = np.full((4, 4, 4), 50, np.int16)
    gone = ref(hu)
    wish = Wish(Volume(hu, np.eye(4)), BeamView(BEAM), False, False)
    with qtbot.waitSignal(machine.taken, timeout=5000) as taken:
        machine.ask("view", wish)
    del wish, taken, hu
    qtbot.waitUntil(lambda: gc.collect() >= 0 and gone() is None, timeout=5000)


@pytest.mark.parametrize("layout", Layout)
def test_images_are_let_go_of_when_others_are_opened(
    c_arm: CArmView, grid: ViewGrid, body: LoadedImages, qtbot: QtBot, layout: Layout
) -> None:
    session = c_arm.session
    images = copied(body)
    session.set_images(images)
    for each in (*Layout, layout):
        session.look_at(replace(session.look, layout=each, maximised=None))
        settle_all(qtbot, grid)
    volume, voxels = ref(images.volume), ref(images.volume.hu)
    del images
    session.set_images(copied(body))
    settle_all(qtbot, grid)
    grid.grab()
    gc.collect()
    assert volume() is None
    assert voxels() is None
