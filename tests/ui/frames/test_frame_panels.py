"""Beside the frames: runs chosen, views confirmed, a picture calibrated, a vertebra laid over, accepted."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace as replaced

import pytest
from msgspec.structs import replace
from PySide6.QtWidgets import QWidget

from planner.carm.calibration import Calibration
from planner.dicom.reader import shared_reader
from planner.geometry.vectors import Point
from planner.plan.parts import Landmarks
from planner.plan.plan import Plan
from planner.plan.vertebrae import marked_points
from planner.ui.frames import Run, possible_letters, scale_in
from planner.ui.frames_look import FramePane, Overlaid
from planner.ui.look import Tool
from planner.ui.panels.frame_size import FrameSizeCard
from planner.ui.panels.frames_panel import FramesPanel
from planner.ui.panels.laying_card import LayingCard
from planner.ui.panels.needle_facts import needle_facts
from tests.sheet.on_pictures import isocentre, plan_on_frames
from tests.ui.frames.conftest import LEVEL, Frames, plan
from tests.ui.panels.looking import choose, click, texts, write

LEFT, RIGHT = FramePane.LEFT, FramePane.RIGHT

Shown = Callable[[Frames, QWidget], None]


@pytest.fixture
def shown() -> Shown:
    def show(frames: Frames, widget: QWidget) -> None:
        frames.qtbot.addWidget(widget)
        widget.resize(380, 1200)
        widget.show()
        frames.qtbot.waitExposed(widget)
        # what is made while it is shown is seen only then
        frames.qtbot.wait(20)

    return show


def test_the_view_of_a_series_is_confirmed_once_for_all_its_pictures(with_ct: Frames) -> None:
    bars = with_ct.grid.frame_views.bars
    assert bars[LEFT].confirm.isVisible()
    click(bars[LEFT].confirm)
    run = next(run for run in with_ct.session.runs if run.holds(with_ct.ref(LEFT)))
    assert with_ct.session.committed.c_arm.confirmed_view(run.series_uid) is not None
    assert not bars[LEFT].confirm.isVisible()
    assert not bars[RIGHT].confirm.isVisible(), "they are of one series"
    with_ct.session.undo_stack.undo()
    assert bars[RIGHT].confirm.isVisible()


def test_another_picture_is_chosen_from_the_list(with_ct: Frames) -> None:
    bar = with_ct.grid.frame_views.bars[RIGHT]
    words = [bar.run.itemText(n) for n in range(bar.run.count())]
    oblique = next(each for each in words if "+161°" in each)
    choose(bar.run, oblique)
    with_ct.wait()
    geometry = with_ct.view(RIGHT).geometry_told
    assert geometry is not None
    assert geometry.primary_deg == pytest.approx(160.7)
    assert not bar.slider.isVisible(), "a single picture has no frames to go through"


def test_where_a_file_does_not_tell_its_sides_a_person_does(with_ct: Frames) -> None:
    session = with_ct.session
    session.set_runs(tuple(_without_letters(run) for run in session.runs))
    bar = with_ct.grid.frame_views.bars[LEFT]
    assert not bar.confirm.isVisible()
    assert [button.text() for button in bar.sides] == ["R on the right", "L on the right"]
    geometry = with_ct.view(LEFT).geometry_told
    assert geometry is not None
    assert geometry.laid is None
    click(bar.sides[1])
    told = with_ct.view(LEFT).geometry_told
    assert told is not None
    assert told.laid is not None
    assert told.laid.mirrored
    assert told.letters == possible_letters(geometry)[1]
    assert not bar.sides[0].isVisible()


def tool_of(frames: Frames) -> Tool:
    return frames.session.look.tool


def _without_letters(run: Run) -> Run:
    geometries = tuple(replaced(each, letters=None) for each in run.projection.geometries)
    return replaced(run, projection=replaced(run.projection, geometries=geometries))


def test_a_picture_is_calibrated_by_what_is_of_known_size(with_ct: Frames, shown: Shown) -> None:
    card = FrameSizeCard(with_ct.session, with_ct.hand)
    shown(with_ct, card)
    assert "left: estimated" in texts(card)
    click(card.length)
    assert tool_of(with_ct) is Tool.KNOWN_LENGTH
    with_ct.click(LEFT, (100.0, 100.0))
    with_ct.click(LEFT, (200.0, 100.0))
    assert tool_of(with_ct) is Tool.CROSSHAIR
    write(card.size_mm, "25")
    click(card.use)
    (size,) = with_ct.session.committed.c_arm.known_sizes
    assert size.size_mm == 25.0
    assert scale_in(with_ct.session, with_ct.ref(LEFT)).state is Calibration.CALIBRATED
    assert "left: calibrated: 100 px are 2" in texts(card)
    assert "parallel to the detector" in texts(card)
    click(card.remove)
    assert with_ct.session.committed.c_arm.known_sizes == ()


def test_too_short_a_length_calibrates_nothing(with_ct: Frames, shown: Shown) -> None:
    card = FrameSizeCard(with_ct.session, with_ct.hand)
    said: list[str] = []
    with_ct.hand.said.connect(said.append)
    shown(with_ct, card)
    click(card.diameter)
    with_ct.click(LEFT, (100.0, 100.0))
    with_ct.click(LEFT, (104.0, 100.0))
    click(card.use)
    assert "Too short to calibrate by" in said[-1]
    assert with_ct.session.committed.c_arm.known_sizes == ()


def test_a_vertebra_is_laid_over_two_frames_looked_at_and_accepted(with_ct: Frames, shown: Shown) -> None:
    session = with_ct.session
    card = LayingCard(session, with_ct.hand, shared_reader().frame)
    shown(with_ct, card)
    assert card.level.currentText() == LEVEL.value
    assert not card.lay.isEnabled()
    marks = marked_points(session.committed.landmarks(LEVEL) or Landmarks())
    click(card.seen.marks["left_pedicle", 0])
    for name in ("left_pedicle", "right_pedicle", "endplate"):
        for pane in (LEFT, RIGHT):
            assert with_ct.hand.frames.landmark == (LEVEL, name), "the next follows by itself"
            with_ct.click(pane, with_ct.seen(pane, marks[name]))
    assert session.look.tool is Tool.CROSSHAIR
    assert len(session.committed.c_arm.landmarks) == 6

    click(card.lay)
    with_ct.qtbot.waitUntil(lambda: not card.seeker.busy, timeout=120000)
    laid = session.committed.c_arm.laid(LEVEL)
    assert laid is not None, card.told.label.text()
    assert not laid.accepted
    assert session.look.frames.overlaid is Overlaid.EDGES
    assert "NOT accepted" in card.told.label.text()
    assert with_ct.view(LEFT).plane is None

    click(card.accept)
    accepted = session.committed.c_arm.laid(LEVEL)
    assert accepted == replace(laid, accepted=True)
    assert with_ct.view(LEFT).plane is not None
    for name, point in marks.items():
        origin = isocentre("1_ap.dcm")
        true = Point(point.x - origin.x, point.y - origin.y, point.z - origin.z)
        assert laid.motion.point(point).distance_to(true) < 2.0, name

    click(card.away)
    assert session.committed.c_arm.laid_over == ()
    assert with_ct.view(LEFT).plane is None
    click(card.seen.clear)
    assert not session.committed.c_arm.seen_of(LEVEL)


def test_a_wrong_vertebra_is_refused_in_a_sentence(with_ct: Frames, shown: Shown) -> None:
    card = LayingCard(with_ct.session, with_ct.hand, shared_reader().frame)
    shown(with_ct, card)
    click(card.seen.marks["left_pedicle", 0])
    for at in ((200.0, 40.0), (210.0, 60.0), (300.0, 40.0), (300.0, 60.0), (250.0, 20.0), (150.0, 25.0)):
        with_ct.click(RIGHT if len(with_ct.session.committed.c_arm.landmarks) % 2 else LEFT, at)
    click(card.lay)
    with_ct.qtbot.waitUntil(lambda: not card.seeker.busy, timeout=120000)
    assert with_ct.session.committed.c_arm.laid_over == ()
    assert card.told.label.text().endswith((".", "?"))


def test_without_a_ct_there_is_nothing_to_lay_over(alone: Frames, shown: Shown) -> None:
    panel = FramesPanel(alone.session, alone.hand, shared_reader().frame)
    shown(alone, panel)
    assert not panel.laying.isVisible()
    assert "Planned on these pictures alone" in texts(panel)
    assert plan().levels, "the plan of the case is not that of the pictures"
    assert alone.session.committed.levels == ()


def test_lengths_of_a_needle_on_pictures_say_that_they_are_estimates() -> None:
    on_ct, on_frames = plan(), plan_on_frames()

    def length(of: Plan) -> str:
        return dict(needle_facts(of, of.needles[0], ()))["Length drawn"]

    assert length(on_ct).endswith(" mm")
    assert "est." not in length(on_ct)
    assert length(on_frames) == length(on_ct).replace(" mm", " est. mm")
