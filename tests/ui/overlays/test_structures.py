"""Structures: what is proposed is dashed and says so; the points of the selected one can be seen."""

from __future__ import annotations

from collections.abc import Callable

import numpy as np
import pytest
from msgspec.structs import replace
from numpy.typing import NDArray
from PySide6.QtCore import QPointF, QSize, Qt
from PySide6.QtGui import QImage, QPainter
from PySide6.QtWidgets import QApplication

from planner.carm.angles import CArmAngles
from planner.carm.beam_view import BeamView
from planner.carm.machine import Machine
from planner.geometry.frames import axial
from planner.geometry.vectors import Point
from planner.plan.parts import Provenance, Structure, StructureKind
from planner.plan.plan import Plan
from planner.ui import ink
from planner.ui.overlays import structures
from planner.ui.overlays.marks import Label, Mark, Patch, Spot, Stroke, Tube, paint
from planner.ui.overlays.sight import AnyView, Sight

ROOT = Structure(
    id="K1",
    kind=StructureKind.NERVE_ROOT,
    label="L3 root left",
    path_mm=(Point(-9.0, 2.0, 1.0), Point(0.0, -3.0, 0.0), Point(11.0, 5.0, -2.0)),
    radius_mm=4.0,
)
PROPOSED = replace(ROOT, provenance=Provenance.TEMPLATE, accepted=False)
SLICE = axial(Point(0.0, 0.0, 0.0))
BEAM = BeamView(Machine().beam(CArmAngles(0.0, 0.0), Point(0.0, 0.0, 0.0)))


def drawn(structure: Structure, view: AnyView = SLICE, selected: str = "") -> list[Mark]:
    return list(structures.marks(Sight(Plan(structures=(structure,)), (), view, selected)))


def name(marks: list[Mark]) -> str:
    (label,) = (mark.text for mark in marks if isinstance(mark, Label))
    return label


@pytest.mark.parametrize("view", [SLICE, BEAM], ids=["slice", "beam"])
@pytest.mark.parametrize(
    ("structure", "dashed"),
    [
        (ROOT, False),
        (PROPOSED, True),
        (replace(PROPOSED, accepted=True), False),
        (replace(PROPOSED, provenance=Provenance.TEMPLATE_EDITED), True),
        (replace(PROPOSED, path_mm=(Point(1.0, 2.0, 0.5),)), True),
    ],
    ids=["drawn", "proposed", "accepted", "edited", "ball"],
)
def test_what_nobody_has_accepted_is_dashed_and_says_so(
    structure: Structure, dashed: bool, view: AnyView
) -> None:
    marks = drawn(structure, view)
    lines = [mark for mark in marks if isinstance(mark, Stroke | Patch | Tube)]
    assert lines
    assert {line.dashed for line in lines} == {dashed}
    assert name(marks) == ("L3 root left: proposed" if dashed else "L3 root left")


def test_points_to_drag_are_those_of_the_selected_one() -> None:
    assert not any(isinstance(mark, Spot) for mark in drawn(ROOT))
    spots = [mark for mark in drawn(ROOT, selected="K1") if isinstance(mark, Spot)]
    assert [spot.at for spot in spots] == [SLICE.to_view(point)[:2] for point in ROOT.path_mm]
    assert name(drawn(replace(ROOT, label=""))) == "K1"


SQUARE = ((10.0, 10.0), (60.0, 10.0), (60.0, 40.0), (10.0, 40.0))


@pytest.mark.parametrize(
    "mark",
    [
        lambda dashed: Patch((SQUARE,), ink.STRUCTURE, 2.0, 1.0, 0.0, dashed),
        lambda dashed: Tube(SQUARE[:2], ink.STRUCTURE, 12.0, 2.0, 1.0, 0.0, dashed),
    ],
    ids=["patch", "tube"],
)
def test_dashes_leave_gaps_in_an_outline(qapp: QApplication, mark: Callable[[bool], Mark]) -> None:
    def ink_of(dashed: bool) -> int:
        image = QImage(QSize(80, 60), QImage.Format.Format_ARGB32_Premultiplied)
        image.fill(Qt.GlobalColor.transparent)
        painter = QPainter(image)
        paint(painter, [mark(dashed)], QPointF)
        painter.end()
        pixels: NDArray[np.uint8] = np.frombuffer(image.constBits(), np.uint8)
        return int(pixels[3::4].astype(np.int64).sum())

    assert 0.4 * ink_of(False) < ink_of(True) < 0.75 * ink_of(False)
