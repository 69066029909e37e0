"""The map of the C-arm's angles: what it shows, and that click, drag and keys turn the C-arm there."""

from __future__ import annotations

from collections.abc import Iterator
from time import thread_time

import pytest
from msgspec.structs import replace
from PySide6.QtCore import QEvent, QPoint, QPointF, Qt
from PySide6.QtGui import QColor, QMouseEvent
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication
from pytestqt.qtbot import QtBot

from planner.anatomy.spine import Side
from planner.carm.angles import AP, CArmAngles, barrel_angles, from_over_back
from planner.carm.machine import Machine
from planner.carm.perpendicular import seen_length_share
from planner.carm.site import Site
from planner.carm.turning import shortest_round
from planner.carm.views import View
from planner.plan.parts import Needle
from planner.ui.beams import angles_of
from planner.ui.look import CArmPane
from planner.ui.session import Session
from planner.ui.theme import apply_theme, colours
from planner.ui.views.angle_map import AngleMap
from tests.sheet.cases import ablation

LEFT = Qt.MouseButton.LeftButton
NONE = Qt.MouseButton.NoButton
NO_KEYS = Qt.KeyboardModifier.NoModifier


@pytest.fixture
def angle_map(qtbot: QtBot, qapp: QApplication) -> Iterator[AngleMap]:
    """The map of 6 needles on both sides, 340 x 230."""
    apply_theme(qapp, "dark")
    session = Session()
    session.set_plan(ablation((Side.LEFT, Side.RIGHT)), None)
    made = AngleMap(session)
    qtbot.addWidget(made)
    made.resize(340, 230)
    made.show()
    qtbot.waitExposed(made)
    yield made
    session.changed.disconnect()


def stands(session: Session) -> CArmAngles:
    return angles_of(CArmPane.STEERED, session.look, session.committed)


def spot(angle_map: AngleMap, needle: str) -> QPoint:
    found = next(each for each in angle_map.chart.spots if each.needle == needle)
    return angle_map.scale.to_pixel(found.angles).toPoint()


def at(angle_map: AngleMap, left_deg: float, head_deg: float) -> QPoint:
    return angle_map.scale.place(left_deg, head_deg).toPoint()


def hover(angle_map: AngleMap, place: QPoint, held: Qt.MouseButton = NONE) -> None:
    outside = QPointF(angle_map.mapToGlobal(place))
    event = QMouseEvent(QEvent.Type.MouseMove, QPointF(place), outside, NONE, held, NO_KEYS)
    QApplication.sendEvent(angle_map, event)


def test_a_click_turns_the_c_arm_there(angle_map: AngleMap) -> None:
    QTest.mouseClick(angle_map, LEFT, NO_KEYS, at(angle_map, 45.0, -40.0))
    session = angle_map.session
    assert session.look.c_arm.view is View.FREE
    assert from_over_back(stands(session)) == pytest.approx(45.0, abs=1.0)
    assert stands(session).secondary_deg == pytest.approx(-40.0, abs=1.0)


def test_the_patients_left_is_on_the_left_unless_the_monitor_mirrors(angle_map: AngleMap) -> None:
    session = angle_map.session
    place = at(angle_map, 45.0, -40.0)
    assert place.x() < angle_map.width() / 2
    session.set_site(Site(patient_left=Side.RIGHT))
    assert at(angle_map, 45.0, -40.0).x() > angle_map.width() / 2
    QTest.mouseClick(angle_map, LEFT, NO_KEYS, place)
    assert from_over_back(stands(session)) == pytest.approx(-45.0, abs=1.0)


def test_a_drag_turns_it_along_and_a_release_leaves_it(angle_map: AngleMap) -> None:
    session = angle_map.session
    QTest.mousePress(angle_map, LEFT, NO_KEYS, at(angle_map, -10.0, 40.0))
    for left in (-20.0, -40.0, -52.0):
        hover(angle_map, at(angle_map, left, 40.0), LEFT)
    assert from_over_back(stands(session)) == pytest.approx(-52.0, abs=1.0)
    QTest.mouseRelease(angle_map, LEFT, NO_KEYS, at(angle_map, -52.0, 40.0))
    hover(angle_map, at(angle_map, 0.0, 0.0))
    assert from_over_back(stands(session)) == pytest.approx(-52.0, abs=1.0)


def test_a_drag_beyond_the_map_stays_at_its_edge(angle_map: AngleMap) -> None:
    QTest.mousePress(angle_map, LEFT, NO_KEYS, at(angle_map, 50.0, 50.0))
    hover(angle_map, QPoint(-400, -300), LEFT)
    angles = stands(angle_map.session)
    assert from_over_back(angles) == angle_map.scale.side_deg
    assert angles.secondary_deg == angle_map.scale.tilt_deg


@pytest.mark.parametrize("off", [QPoint(0, 0), QPoint(3, -2)])
def test_near_a_dot_it_selects_the_needle_and_looks_down_it(angle_map: AngleMap, off: QPoint) -> None:
    session = angle_map.session
    QTest.mouseClick(angle_map, LEFT, NO_KEYS, spot(angle_map, "N3") + off)
    assert session.look.selected == "N3"
    assert session.look.c_arm.view is View.BARREL
    needle = session.committed.item("N3")
    assert isinstance(needle, Needle)
    assert stands(session) == barrel_angles(-needle.segment.direction)


def test_near_the_curve_it_snaps_to_where_the_needle_is_at_full_length(angle_map: AngleMap) -> None:
    session = angle_map.session
    session.select("N1")
    needle = session.committed.item("N1")
    assert isinstance(needle, Needle)
    curve = angle_map.chart.curve
    place = angle_map.scale.to_pixel(curve[len(curve) // 4]).toPoint() + QPoint(2, 0)
    QTest.mouseClick(angle_map, LEFT, NO_KEYS, place)
    assert session.look.c_arm.view is View.FREE
    assert seen_length_share(needle.segment.direction, stands(session)) == pytest.approx(1.0, abs=1e-6)


def test_without_a_needle_there_is_no_curve(angle_map: AngleMap) -> None:
    assert not angle_map.chart.curve
    hover(angle_map, at(angle_map, 30.0, 30.0))
    assert "full length" not in angle_map.words


def test_hovering_says_the_place_in_words(angle_map: AngleMap) -> None:
    session = angle_map.session
    hover(angle_map, at(angle_map, 20.0, -50.0))
    assert "to the patient's LEFT" in angle_map.words
    assert "to the FEET" in angle_map.words
    assert angle_map.toolTip() == angle_map.words
    hover(angle_map, spot(angle_map, "N2"))
    assert angle_map.words.startswith("down the barrel of N2")
    session.select("N1")
    curve = angle_map.chart.curve
    hover(angle_map, angle_map.scale.to_pixel(curve[len(curve) // 4]).toPoint())
    assert angle_map.words.startswith("N1 at full length")
    assert session.look.c_arm.view is View.AP


def test_the_shortest_round_is_said_with_its_turn(angle_map: AngleMap) -> None:
    needles = angle_map.session.committed.needles
    views = [barrel_angles(-needle.segment.direction) for needle in needles]
    least = shortest_round(views, AP)
    names = ", ".join(needles[n].id for n in least.order)
    assert angle_map.words == f"shortest round AP, {names}: {round(least.total_deg)}° in all"


def test_one_needle_has_no_round(angle_map: AngleMap) -> None:
    angle_map.session.set_plan(ablation(nerves="L3"), None)
    assert "round" not in angle_map.words


def test_arrow_keys_turn_by_a_degree_as_on_the_screen(angle_map: AngleMap) -> None:
    session = angle_map.session
    angle_map.turn_to(AP)
    QTest.keyClick(angle_map, Qt.Key.Key_Left)
    QTest.keyClick(angle_map, Qt.Key.Key_Left)
    QTest.keyClick(angle_map, Qt.Key.Key_Down)
    assert from_over_back(stands(session)) == pytest.approx(2.0)
    assert stands(session).secondary_deg == pytest.approx(-1.0)
    session.set_site(Site(patient_left=Side.RIGHT))
    QTest.keyClick(angle_map, Qt.Key.Key_Left)
    assert from_over_back(stands(session)) == pytest.approx(1.0)


def test_what_the_machine_reaches_is_lighter_and_grows_with_it(angle_map: AngleMap) -> None:
    inside, outside = at(angle_map, -50.0, 40.0) + QPoint(3, 5), at(angle_map, -50.0, 52.0) + QPoint(3, 3)
    assert colour(angle_map, inside) == QColor(colours().raised)
    assert colour(angle_map, outside) == QColor(colours().window)
    angle_map.session.set_site(Site(machine=Machine(head_deg=20.0)))
    assert colour(angle_map, inside) == QColor(colours().window)
    angle_map.session.set_site(Site(machine=Machine(left_deg=150.0)))
    assert angle_map.scale.side_deg == 165.0


def colour(angle_map: AngleMap, place: QPoint) -> QColor:
    return QColor(angle_map.grab().toImage().pixelColor(place))


def test_the_cross_stands_where_the_c_arm_does_and_warns_out_of_reach(angle_map: AngleMap) -> None:
    angle_map.turn_to(CArmAngles(180.0, 35.0))
    assert colour(angle_map, at(angle_map, 0.0, 35.0)) == QColor(colours().text)
    angle_map.turn_to(CArmAngles(180.0, 55.0))
    assert colour(angle_map, at(angle_map, 0.0, 55.0)) == QColor(colours().warn)


def test_it_holds_still_while_a_needle_is_dragged(angle_map: AngleMap) -> None:
    session = angle_map.session
    before = angle_map.chart
    needle = session.committed.needles[0]
    moved = replace(needle, entry_mm=session.committed.needles[1].entry_mm)
    session.preview(session.committed.with_item(moved))
    assert angle_map.chart is before
    session.commit(session.committed.with_item(moved), "move")
    assert angle_map.chart is not before


@pytest.mark.parametrize("theme", ["dark", "light"])
@pytest.mark.parametrize("size", [(220, 150), (600, 400)])
def test_it_paints_at_any_size_in_both_themes(
    angle_map: AngleMap, qapp: QApplication, theme: str, size: tuple[int, int]
) -> None:
    apply_theme(qapp, theme)
    angle_map.session.select("N1")
    angle_map.resize(*size)
    assert (angle_map.width(), angle_map.height()) == size
    assert colour(angle_map, QPoint(2, 2)) == QColor(colours().window)


def test_a_drag_redraws_quickly(angle_map: AngleMap) -> None:
    angle_map.session.select("N1")
    angle_map.repaint()
    times = []
    for n in range(60):
        begun = thread_time()
        angle_map.turn_to(CArmAngles(180.0 - n, 0.0))
        angle_map.repaint()
        times.append(thread_time() - begun)
    assert sorted(times)[len(times) // 2] < 0.003
