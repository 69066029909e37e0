"""The words for a stack: its plane turned the right way, its slices, where it lies, what tells it apart."""

from __future__ import annotations

from math import atan2, degrees
from pathlib import Path

import numpy as np
import pytest
from scipy.spatial.transform import Rotation

from planner.dicom.scan import scan
from planner.dicom.series.describe import decimal, described, inclinations_deg
from planner.geometry.vectors import Vector
from tests.dicom.phantom import PLANES, Directions, edit, move, put, written

# turned about an axis of the patient by the right-hand rule: to the left, to the back, to the head
TURNS = [
    ("axial", "x", 12.0, "tilted 12° (front edge to the feet)"),
    ("axial", "x", -12.0, "tilted 12° (front edge to the head)"),
    ("axial", "y", 7.0, "tilted 7° (left edge to the feet)"),
    ("axial", "y", -7.0, "tilted 7° (left edge to the head)"),
    ("sagittal", "z", 9.0, "tilted 9° (front edge to the left)"),
    ("sagittal", "z", -9.0, "tilted 9° (front edge to the right)"),
    ("sagittal", "y", 11.0, "tilted 11° (top edge to the left)"),
    ("sagittal", "y", -11.0, "tilted 11° (top edge to the right)"),
    ("coronal", "z", 8.0, "tilted 8° (left edge to the back)"),
    ("coronal", "z", -8.0, "tilted 8° (left edge to the front)"),
    ("coronal", "x", 6.0, "tilted 6° (top edge to the front)"),
    ("coronal", "x", -6.0, "tilted 6° (top edge to the back)"),
    ("axial", "x", 40.0, "Oblique, from axial 40° (front edge to the feet)"),
]


def turned(plane: str, axis: str, angle_deg: float) -> Directions:
    turn = Rotation.from_euler(axis, angle_deg, degrees=True)
    row, column = (turn.apply(np.array(direction, dtype=float)) for direction in PLANES[plane])
    return tuple(row), tuple(column)


@pytest.mark.parametrize("back", [False, True], ids=["as it is", "from the other side"])
@pytest.mark.parametrize(("plane", "axis", "angle_deg", "words"), TURNS)
def test_a_turned_plane_is_said_the_right_way_round(
    tmp_path: Path, plane: str, axis: str, angle_deg: float, words: str, back: bool
) -> None:
    row, column = turned(plane, axis, angle_deg)
    directions = (tuple(-value for value in row), column) if back else (row, column)
    written(tmp_path, directions=directions)
    (stack,) = scan(tmp_path).stacks()
    assert words in described(stack)
    assert " and " not in described(stack)


def test_the_edge_goes_where_the_words_say() -> None:
    """Against the corners themselves: no trigonometry is shared with the product."""
    row, column = turned("axial", "x", 12.0)
    # the column runs to the back; its beginning is the front edge
    assert column[1] > 0.9
    assert -column[2] < 0.0, "the front edge is nearer to the feet"
    front, left = inclinations_deg(Vector(*np.cross(row, column)))
    assert front == pytest.approx(-degrees(atan2(column[2], column[1])))
    assert left == pytest.approx(0.0)


def test_a_plane_turned_twice_is_said_in_both_planes(tmp_path: Path) -> None:
    turn = Rotation.from_euler("xy", (15.0, -5.0), degrees=True)
    row, column = (turn.apply(np.array(direction, dtype=float)) for direction in PLANES["axial"])
    written(tmp_path, directions=(tuple(row), tuple(column)))
    (stack,) = scan(tmp_path).stacks()
    normal = np.cross(row, column)
    front = degrees(atan2(-normal[1], normal[2]))
    left = degrees(atan2(-normal[0], normal[2]))
    assert (round(abs(front)), round(abs(left))) == (15, 5)
    assert "tilted 15° (front edge to the feet) and 5° (left edge to the head)" in described(stack)


@pytest.mark.parametrize(("angle_deg", "said"), [(0.4, False), (0.6, True)])
def test_a_tilt_that_rounds_to_nothing_is_not_said(tmp_path: Path, angle_deg: float, said: bool) -> None:
    written(tmp_path, directions=turned("axial", "x", angle_deg))
    (stack,) = scan(tmp_path).stacks()
    assert ("tilted 1°" in described(stack)) == said


def test_slices_and_where_they_lie(tmp_path: Path) -> None:
    """Six slices, 1.7 mm apart, their middle at z = 240.3."""
    files = written(tmp_path)
    (stack,) = scan(tmp_path).stacks()
    assert described(stack) == "Axial, 6 slices every 1.7 mm, z 236 to 245 mm"
    edit(files[2], move(0.3))
    (stack,) = scan(tmp_path).stacks()
    assert "6 slices, z" in described(stack)


@pytest.mark.parametrize(
    ("value", "text"), [(3.0, "3.0"), (1.25, "1.25"), (0.625, "0.625"), (0.9999, "1.0"), (0.6667, "0.667")]
)
def test_a_number_has_the_decimals_that_it_needs(value: float, text: str) -> None:
    assert decimal(value) == text


def test_stacks_of_one_series_say_what_tells_them_apart(tmp_path: Path) -> None:
    for half, kernel in enumerate(("FC13", "FC30")):
        for number, file in enumerate(written(tmp_path / kernel)):
            edit(file, put(ConvolutionKernel=kernel, SOPInstanceUID=f"2.25.{half + 1}{number:03d}"))
            edit(file, put(Manufacturer="TOSHIBA", AcquisitionNumber=half + 3))
    said = [described(stack) for stack in scan(tmp_path).stacks()]
    assert sorted(text.split("mm, ", 2)[2] for text in said) == [
        "bone kernel FC30, acquisition 4",
        "kernel FC13, acquisition 3",
    ]


def test_the_stack_of_the_real_series(real_data: object) -> None:
    assert callable(real_data)
    stacks = scan(real_data("lumbar_ct_sagittal")).stacks()
    words = [described(stack) for stack in stacks if stack.kind == "volume"]
    tilted = "tilted 1° (front edge to the left) and 1° (top edge to the left)"
    assert words == [f"Sagittal, {tilted}, 38 slices every 3.0 mm, x -64 to 47 mm"]
