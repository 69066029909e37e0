"""Cases of what a scanner put into one series: phases, kernels, discs, and what is missing between them."""

from __future__ import annotations

import shutil
from collections.abc import Callable
from dataclasses import replace
from pathlib import Path

import pydicom
from pydicom.dataset import Dataset

from planner.dicom.tolerances import BLOCK_GAP, BLOCK_SLICES, ORIENTATION, PIXEL_SPACING, PLANE, SAME_PLACE
from tests.dicom.blocks import Block, Edit, alike, turned, write_blocks, writer
from tests.dicom.cases.case import Case
from tests.dicom.phantom import PLANES, SPACING_MM, edit, move, put, written

Write = Callable[[Path], Path]
STEP = SPACING_MM[2]
HALF = STEP / 2
GAP_MM = 9 * STEP


def _time(keyword: str, first_s: float) -> Callable[[int], Edit]:
    """Return the edit of slice k whose time is `first_s` + 0.1 k seconds after 10:00."""

    def each(k: int) -> Edit:
        return put(**{keyword: f"1000{first_s + 0.1 * k:05.2f}"})

    return each


def _copied(folder: Path) -> Path:
    for file in written(folder):
        shutil.copy(file, folder / f"again{file.name}")
    return folder


def _doubled(moved_mm: float = 0.0, **elements: object) -> Write:
    """Return the writer of a series with other pixels once more where its third slice lies."""

    def write(folder: Path) -> Path:
        files = written(folder)
        copy = folder / "copy.dcm"
        shutil.copy(files[2], copy)
        pixels = pydicom.dcmread(files[0]).PixelData
        edit(copy, put(SOPInstanceUID="2.25.99", PixelData=pixels, **elements))
        edit(copy, move(moved_mm))
        return folder

    return write


def _half_changed(change: Edit) -> Write:
    """Return the writer of a series of which the second half is edited."""

    def write(folder: Path) -> Path:
        for file in written(folder, (8, 20, 28))[4:]:
            edit(file, change)
        return folder

    return write


def _reference(folder: Path) -> Path:
    write_blocks(folder, Block(directions=PLANES["sagittal"]), Block(1, directions=PLANES["coronal"]))
    return folder


def _without_one(folder: Path) -> Path:
    files = write_blocks(folder, Block(), Block(start_mm=GAP_MM + 3 * STEP))
    files[4].unlink()
    return folder


def _named(dataset: Dataset) -> None:
    dataset.PatientID = "P-18"


_SAME_PLACE = (
    Case("duplicate slice", "every file twice", _copied, "load"),
    Case("duplicate slice", "other pixels in one place", _doubled(), "refuse",
         ("in the same place, at z =",)),
    Case("duplicate slice", "other pixels in one place, of another acquisition",
         _doubled(AcquisitionNumber=2), "load", ("A single image unlike the others",)),
    Case("duplicate slice", "other pixels 0.009 mm away", _doubled(0.009), "refuse",
         ("in the same place, at z =",), SAME_PLACE),
    Case("duplicate slice", "other pixels 0.02 mm away", _doubled(0.02), "refuse",
         ("unevenly spaced",), SAME_PLACE),
)  # fmt: skip

_PHASES = (
    *(
        Case("phases", f"{keyword} {a} and {b}", alike((a, b), keyword), "apart", says)
        for keyword, (a, b), says in (
            ("AcquisitionNumber", (3, 4), ("acquisition 3", "acquisition 4")),
            ("TemporalPositionIdentifier", (1, 2), ("phase 1", "phase 2")),
            ("ConvolutionKernel", ("FC13", "FC30"), ("kernel FC13", "kernel FC30")),
            ("KVP", ("80", "140"), ("80 kV", "140 kV")),
            ("TriggerTime", ("0", "400"), ("trigger time 0 ms", "trigger time 400 ms")),
            ("ContentTime", ("101500", "101730"), ("made at 10:15:00", "made at 10:17:30")),
            ("SliceThickness", ("1", "3"), ("slices said to be 3 mm thick",)),
            ("ImageType", (["ORIGINAL", "PRIMARY", "AXIAL"], ["DERIVED", "SECONDARY", "AXIAL"]),
             ("original images", "derived images")),
            ("ImageType", (["ORIGINAL", "PRIMARY", "AXIAL"], ["DERIVED", "SECONDARY", "AXIAL", "MIP"]),
             ("projections through a slab", "no projections or surface pictures")),
        )
    ),
    Case("phases", "each slice with its own time, one pass after the other",
         writer(Block(each=_time("AcquisitionTime", 0.0)), Block(each=_time("AcquisitionTime", 20.0))),
         "apart", ("acquired at 10:00:00", "acquired at 10:00:20")),
    Case("phases", "each slice with its own time, the passes at the same time",
         writer(Block(each=_time("AcquisitionTime", 0.0)), Block(each=_time("AcquisitionTime", 0.35))),
         "refuse", ("in the same place",)),
    Case("phases", "nothing tells them apart", writer(Block(), Block()), "refuse", ("in the same place",)),
    Case("phases", "two acquisitions with two kernels each",
         writer(*(Block(change=put(AcquisitionNumber=number, ConvolutionKernel=kernel))
                  for number in (1, 2) for kernel in ("FC13", "FC30"))),
         "apart", ("kernel FC13, acquisition 1", "kernel FC30, acquisition 2")),
    Case("phases", "two kernels that are one even grid together, one between the slices of the other",
         writer(Block(change=put(ConvolutionKernel="B30s")),
                Block(start_mm=HALF, change=put(ConvolutionKernel="B60s"))),
         "apart", ("9 slices every 1.7 mm", "kernel B30s", "kernel B60s")),
    Case("phases", "two acquisitions that are one even grid together, one between the slices of the other",
         writer(Block(), Block(start_mm=HALF, change=put(AcquisitionNumber=2))),
         "apart", ("9 slices every 1.7 mm", "acquisition 2")),
    Case("phases", "two acquisitions that are one even grid, one behind the other",
         _half_changed(put(AcquisitionNumber=2)), "load"),
    Case("phases", "two kernels that are one even grid, one behind the other",
         _half_changed(put(ConvolutionKernel="FC30")), "apart", ("kernel FC30", "no kernel named")),
    Case("phases", "two acquisitions that overlap in part",
         writer(Block(), Block(start_mm=5 * STEP + 0.6, change=put(AcquisitionNumber=2))),
         "apart", ("acquisition 1", "acquisition 2")),
    Case("phases", "two acquisitions with one slice between them missing",
         writer(Block(), Block(start_mm=10 * STEP, change=put(AcquisitionNumber=2))),
         "apart", ("as if slices were missing: 1",)),
)  # fmt: skip


def _discs(*, gap_mm: float, **second: object) -> Write:
    return writer(Block(), replace(Block(start_mm=8 * STEP + gap_mm), **second))  # type: ignore[arg-type]


_DISCS = (
    Case("per-disc stacks", "three discs, each with its own tilt",
         writer(Block(directions=turned(-8.0)), Block(directions=turned(5.0), start_mm=-30.0),
                Block(directions=turned(21.0), start_mm=-60.0)),
         "apart", ("tilted 8° (front edge to the head)", "tilted 21° (front edge to the feet)")),
    Case("per-disc stacks", "parallel, three slices of nothing between: a gap of 4 steps",
         _discs(gap_mm=4 * STEP), "apart",
         ("gap of 6.8 mm (z 253.9 … 260.7)", "as if slices were missing: 3"), BLOCK_GAP),
    Case("per-disc stacks", "parallel, two slices of nothing between: a gap of 3 steps",
         _discs(gap_mm=3 * STEP), "refuse", ("missing at z = 255.6, 257.3 mm",), BLOCK_GAP),
    Case("per-disc stacks", "parallel, a gap of no whole steps", _discs(gap_mm=4.4 * STEP), "apart",
         ("each side of it is a volume of its own",)),
    Case("per-disc stacks", "parallel, of different spacing", _discs(gap_mm=GAP_MM, step_mm=3.0), "apart",
         ("9 slices every 1.7 mm", "9 slices every 3.0 mm")),
    Case("per-disc stacks", "parallel, moved sideways", _discs(gap_mm=GAP_MM, sideways_mm=12.5), "apart",
         ("9 slices every 1.7 mm",)),
    Case("per-disc stacks", "seen from opposite sides",
         writer(Block(), Block(directions=((-1, 0, 0), (0, 1, 0)), start_mm=30.0)), "apart",
         ("Axial, 9 slices every 1.7 mm, z 240 to 254 mm", "Axial, 9 slices every 1.7 mm, z 197 to 210 mm")),
    Case("per-disc stacks", "parallel, overlapping in space, told apart by the order of the images",
         writer(Block(instances=(1, 1)), Block(start_mm=7.3 * STEP, sideways_mm=3.0, instances=(10, 1)),
                Block(start_mm=14.1 * STEP, sideways_mm=7.0, instances=(27, -1))),
         "apart", ("z 240 to 254 mm", "z 253 to 266 mm", "z 264 to 278 mm")),
    Case("per-disc stacks", "parallel, overlapping in space, without numbers",
         writer(Block(), Block(start_mm=7.3 * STEP, sideways_mm=3.0)), "refuse", ("unevenly spaced",)),
    Case("per-disc stacks", "a single image far from the others",
         writer(Block(), Block(1, start_mm=8 * STEP + GAP_MM)), "load",
         ("A single image unlike the others of its series",), BLOCK_SLICES),
    Case("per-disc stacks", "two images far from the others",
         writer(Block(), Block(2, start_mm=8 * STEP + GAP_MM)), "refuse", ("missing",), BLOCK_SLICES),
    Case("per-disc stacks", "three images far from the others",
         writer(Block(), Block(3, start_mm=8 * STEP + GAP_MM)), "apart", ("3 slices every 1.7 mm",),
         BLOCK_SLICES),
    Case("per-disc stacks", "one of two blocks lacks a slice: the other is offered", _without_one, "load",
         ("missing at z = 247.1 mm", "a gap of")),
)  # fmt: skip

_KINDS = (
    Case("localizers and reference images", "two localizers in the series",
         writer(Block(), Block(2, start_mm=50.0, change=put(ImageType=["ORIGINAL", "PRIMARY", "LOCALIZER"]))),
         "load", ("Localizer: an overview picture, kept apart.",)),
    Case("localizers and reference images", "a coronal image in a sagittal series", _reference, "load",
         ("Reference image: a single one of another orientation, kept apart.",)),
    Case("one series, several grids", "two matrices", writer(Block(), Block(8, size=(20, 30))), "apart",
         ("28 x 20 pixels", "30 x 20 pixels")),
    Case("one series, several grids", "two frames of reference",
         alike(("2.25.7", "2.25.8"), "FrameOfReferenceUID"), "apart",
         ("in a frame of reference of its own",)),
    Case("one series, several grids", "pixel spacing 0.000009 mm longer in one half",
         _half_changed(put(PixelSpacing=["0.9", "0.700009"])), "load", (), PIXEL_SPACING),
    Case("one series, several grids", "pixel spacing 0.000012 mm longer in one half",
         _half_changed(put(PixelSpacing=["0.9", "0.700012"])), "apart", ("4 slices",), PIXEL_SPACING),
    Case("one series, several grids", "directions turned by 0.00009 in one half",
         _half_changed(put(ImageOrientationPatient=["1", "0", "0", "0", "1", "0.00009"])), "load", (),
         ORIENTATION),
    Case("one series, several grids", "directions turned by 0.00013 in one half",
         _half_changed(put(ImageOrientationPatient=["1", "0", "0", "0", "1", "0.00013"])), "apart",
         ("4 slices",), ORIENTATION),
    Case("one series, several grids", "planes turned by 29.5°",
         writer(Block(), Block(8, directions=turned(29.5))), "apart", ("Axial, tilted 29°",), PLANE),
    Case("one series, several grids", "planes turned by 30.5°",
         writer(Block(), Block(8, directions=turned(30.5))), "apart", ("Oblique, from axial 31°",), PLANE),
    Case("one series, several patients", "the first image says another id",
         writer(Block(), Block(1, start_mm=9 * STEP, change=_named)), "refuse", ("more than one patient",)),
)  # fmt: skip

CASES: tuple[Case, ...] = (*_SAME_PLACE, *_PHASES, *_DISCS, *_KINDS)
