"""Measurements as they are drawn: on a slice they fade with their distance, a beam passes all of them."""

from __future__ import annotations

from dataclasses import replace

import pytest
from PySide6.QtWidgets import QApplication

from planner.carm.angles import AP
from planner.carm.beam_view import BeamView
from planner.carm.machine import Machine
from planner.geometry.frames import axial
from planner.geometry.vectors import Point, Vector
from planner.plan.plan import Plan
from planner.ui.overlays.marks import LABEL_OPACITY, Label
from planner.ui.overlays.sight import FADE_OPACITY, AnyView, Sight
from planner.ui.session import Session
from planner.ui.tools.hand import Hand

MIDDLE = Point(4.0, 20.0, 12.0)


def measured(view: AnyView, off_mm: float) -> dict[str, float]:
    """Return how strong the marks are of a distance that begins in a view's plane and ends off it."""
    session = Session()
    ends = (MIDDLE, MIDDLE + view.right * 30.0 + view.normal * off_mm)
    session.look_at(replace(session.look, measurements=(ends,)))
    marks = list(Hand(session).marks(view))
    (label,) = (mark for mark in marks if isinstance(mark, Label))
    assert label.text.endswith(" mm")
    return {type(mark).__name__: mark.opacity for mark in marks}


@pytest.mark.parametrize("off_mm", [0.0, 5.0, -80.0])
def test_in_a_beam_a_measurement_is_at_full_strength(qapp: QApplication, off_mm: float) -> None:
    view = BeamView(Machine().beam(AP, MIDDLE))
    assert measured(view, off_mm) == {"Stroke": 1.0, "Spot": 1.0, "Label": 1.0}


def test_on_a_slice_it_is_as_strong_as_its_farther_end(qapp: QApplication) -> None:
    plane = axial(MIDDLE)
    for off_mm, opacity in ((0.0, 1.0), (2.5, 0.7), (10.0, 0.4), (-80.0, FADE_OPACITY[-1])):
        assert measured(plane, off_mm) == {"Stroke": opacity, "Spot": opacity, "Label": opacity}
        at_end = Sight(Plan(), (), plane).opacity(MIDDLE + Vector(0.0, 0.0, off_mm))
        assert at_end == opacity
    assert FADE_OPACITY[2] < LABEL_OPACITY < FADE_OPACITY[1]
