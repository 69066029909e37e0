"""Taking apart loses nothing, does not depend on order, comes to an end, and offers only regular volumes."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path
from typing import Any

import numpy as np
from hypothesis import given, settings
from hypothesis import strategies as st

from planner.dicom.image import Acquisition, CtImage, PixelFormat
from planner.dicom.notes import note
from planner.dicom.series.slices import identity
from planner.dicom.series.stacks import stacks_of
from planner.dicom.tolerances import EVEN_GRID
from planner.geometry.vectors import Point, Vector
from planner.plan.identity import Patient

PIXELS = PixelFormat("1.2.840.10008.1.2.1", 0, 58, 64, 16, 16, 15, False, None, 1.0, -1024.0)
SAID = Acquisition(Patient(id="P"), "1", "2", "3", "", "", "", "", "HFS", None)
TILTED = (0.0, 0.9781476007338057, 0.20791169081775934)
DIRECTIONS = (
    ((1.0, 0.0, 0.0), (0.0, 1.0, 0.0)),
    ((-1.0, 0.0, 0.0), (0.0, 1.0, 0.0)),
    ((1.0, 0.0, 0.0), TILTED),
)


def image(number: int, position: Point, direction: int = 0, kernel: str = "", **more: Any) -> CtImage:
    row, column = (Vector(*each) for each in DIRECTIONS[direction])
    plain = CtImage(
        path=Path(f"/images/{number:04d}"),
        stamp=(7424, 0, 0),
        sop_uid=f"1.2.{number}",
        image_type=("ORIGINAL", "PRIMARY", "AXIAL"),
        position=position,
        along_row=row,
        along_column=column,
        column_step_mm=0.7,
        row_step_mm=0.9,
        acquisition=replace(SAID, kernel=kernel),
        acquisition_number="1",
        temporal_position="",
        kvp="120",
        pixels=PIXELS,
        unreadable=None,
        cautions=(),
    )
    return replace(plain, **more)


@st.composite
def series(draw: st.DrawFn) -> list[CtImage]:
    """Blocks that touch, overlap, repeat, lack slices, and say all kinds of things of themselves."""
    images: list[CtImage] = []
    numbered = draw(st.booleans())
    for _block in range(draw(st.integers(1, 4))):
        direction = draw(st.sampled_from((0, 0, 0, 1, 2)))
        row, column = (np.array(each) for each in DIRECTIONS[direction])
        step_mm = draw(st.sampled_from((0.85, 1.7, 3.0)))
        start_mm = draw(st.integers(0, 40)) * 0.85
        sideways_mm = draw(st.sampled_from((0.0, 0.0, 4.0)))
        said: dict[str, Any] = {
            "kernel": draw(st.sampled_from(("", "FC13", "FC30"))),
            "acquisition_number": draw(st.sampled_from(("1", "2"))),
            "content_time": draw(st.sampled_from(("", "101500", "101700"))),
            "kvp": draw(st.sampled_from(("120", "120", "80"))),
            "unreadable": draw(st.sampled_from((None, None, None, note("no")))),
        }
        for k in range(draw(st.integers(1, 8))):
            off_mm = draw(st.sampled_from((0.0, 0.0, 0.0, 0.0, 0.0, 0.08, 0.3)))
            place = np.cross(row, column) * (start_mm + k * step_mm + off_mm) + row * sideways_mm
            number = len(images)
            told: dict[str, Any] = {"instance_number": number if numbered else None}
            # a chain of spacings, each within the tolerance of the next and not of the one after
            told["row_step_mm"] = 0.9 + draw(st.sampled_from((0.0, 0.0, 0.0, 0.0, 7e-6, 14e-6)))
            if draw(st.integers(0, 9)):
                images.append(image(number, Point(*place.tolist()), direction, **said, **told))
    return images or [image(0, Point(0.0, 0.0, 0.0))]


@settings(max_examples=300, deadline=None)
@given(series(), st.randoms(use_true_random=False))
def test_taking_apart(images: list[CtImage], random: object) -> None:
    stacks = stacks_of(images)
    found = [each for stack in stacks for each in stack.images]
    assert sorted(found, key=identity) == sorted(images, key=identity), "every image is in one stack"
    shuffled = list(images)
    random.shuffle(shuffled)  # type: ignore[attr-defined]
    assert stacks_of(shuffled) == stacks, "the order of the files does not matter"
    for stack in stacks:
        (again,) = stacks_of(stack.images)
        assert again.images == stack.images, "a stack does not fall apart"
        if stack.action != "refuse":
            assert stack.largest_gap_error_mm is not None
            assert EVEN_GRID.holds(stack.largest_gap_error_mm)
            assert len({each.acquisition.kernel for each in stack.images}) == 1
            assert len({each.kvp for each in stack.images}) == 1


def test_what_a_later_key_sets_free_is_taken_apart_by_an_earlier_one() -> None:
    """By acquisition alone there is no volume; at one time there are two, one between the other's slices."""
    alternating = [image(k, Point(0.0, 0.0, k), acquisition_number=str(k % 2)) for k in range(6)]
    mixed = [
        image(6 + k, Point(0.0, 0.0, k), acquisition_number=number, content_time="10")
        for k, number in enumerate("011001")
    ]
    sizes = [len(stack.images) for stack in stacks_of([*alternating, *mixed])]
    assert sizes == [6, 3, 3]


def test_a_hostile_gap_is_no_row_of_missing_slices() -> None:
    """A slice a million kilometres away must not make a list of the slices between."""
    places = [0.0, 0.02, 0.04, 0.06, 1e12]
    stacks = stacks_of([image(k, Point(0.0, 0.0, z)) for k, z in enumerate(places)])
    assert sum(len(stack.images) for stack in stacks) == 5


def test_many_single_orientations_come_to_an_end() -> None:
    angles = np.linspace(0.0, 1.0, 300)
    images = [
        replace(image(k, Point(0.0, 0.0, 0.0)), along_column=Vector(0.0, float(np.cos(a)), float(np.sin(a))))
        for k, a in enumerate(angles)
    ]
    assert len(stacks_of(images)) == 300
