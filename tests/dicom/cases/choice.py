"""Cases of several volumes: which one is preselected, and in which words."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from pathlib import Path

from planner.dicom.tolerances import FEW_SLICES, SHORT, TWIN, Tolerance
from tests.dicom.blocks import Block, writer
from tests.dicom.cases.case import Case
from tests.dicom.phantom import PLANES, put

TOPIC = "preselection"
SIEMENS = {"Manufacturer": "SIEMENS"}
LONG = Block(10, step_mm=6.5)


def _series(*blocks: Block) -> Callable[[Path], Path]:
    """Return the writer of blocks as series of their own, in one frame of reference."""
    return writer(*(replace(block, series=number) for number, block in enumerate(blocks, 1)))


def _said(block: Block, **elements: object) -> Block:
    return replace(block, change=put(**elements))


def _two(
    topic: str, better: Block, worse: Block, words: str, tolerance: Tolerance | None = None
) -> tuple[Case, ...]:
    """Return the same two series in either order: the order decides nothing."""
    cases = ((f"{topic}, listed first", (better, worse)), (f"{topic}, listed last", (worse, better)))
    said = f"Preselected: the best of 2 volumes: {words}"
    return tuple(Case(TOPIC, name, _series(*blocks), "apart", (said,), tolerance) for name, blocks in cases)


CASES: tuple[Case, ...] = (
    *_two("a MIP of 1 mm beside slices of 3 mm", Block(22, step_mm=3.0),
          _said(Block(66, step_mm=1.0), ImageType=["DERIVED", "PRIMARY", "AXIAL", "MIP"]),
          "no projections or surface pictures."),
    *_two("lossy beside a lossless twin", LONG, _said(LONG, LossyImageCompression="01"),
          "not the copy that was compressed with loss.", tolerance=TWIN),
    Case(TOPIC, "lossy beside a lossless one that lies 0.02 mm away", _series(
        _said(replace(LONG, start_mm=0.02), LossyImageCompression="01"), LONG),
        "apart", ("compressed without loss",), TWIN),
    *_two("the lumbar spine beside the chest", _said(LONG, BodyPartExamined="LSPINE"),
          _said(Block(90, step_mm=1.0), BodyPartExamined="CHEST", SeriesDescription="Chest"),
          "said to be of the lumbar spine."),
    *(
        Case(TOPIC, f"the description says “{words}”", _series(
            _said(LONG, BodyPartExamined="", SeriesDescription=words, SpecificCharacterSet="ISO_IR 192"),
            _said(LONG, BodyPartExamined="", SeriesDescription="Abdomen")),
            "apart", ("said to be of the lumbar spine",))
        for words in ("L-Spine 0.6 B60s", "LWS nativ", "Lendenwirbel", "Rachis lombaire", "腰椎 1.0", "L3-S1")
    ),
    *_two("8 slices beside 7", Block(8, step_mm=3.0), Block(7, step_mm=1.0),
          "8 slices over 24 mm of the body.", tolerance=FEW_SLICES),
    *_two("61 mm of the body beside 60 mm in finer slices", Block(22, step_mm=2.8),
          Block(60, step_mm=1.0), "22 slices over 62 mm of the body.", tolerance=SHORT),
    *_two("a thin volume beside a thick one", Block(70, step_mm=1.0), Block(30, step_mm=3.0),
          "no voxel side above 1.0 mm."),
    *_two("a bone kernel beside a soft one a hair finer", _said(Block(64, step_mm=1.01),
          ConvolutionKernel="Br64f", **SIEMENS), _said(Block(64, step_mm=1.0), ConvolutionKernel="Br38f",
          **SIEMENS), "bone kernel Br64f."),
    *_two("slices as scanned beside some cut anew, finer", Block(30, step_mm=3.0),
          _said(Block(90, step_mm=1.0), ImageType=["DERIVED", "PRIMARY", "MPR"]),
          "as scanned, not cut anew."),
    *_two("the whole spine cut anew beside one disc as scanned",
          _said(Block(30, step_mm=3.0), ImageType=["DERIVED", "PRIMARY", "MPR"]), Block(9, step_mm=1.0),
          "30 slices over 90 mm of the body."),
    *_two("more slices", Block(31, step_mm=3.0), Block(30, step_mm=3.0), "31 slices."),
    Case(TOPIC, "images of two patients", _series(
        LONG, _said(LONG, PatientID="P-99", PatientName="Roe^Richard")),
        "apart", ("Not preselected: images of 2 patients stand here.",)),
    Case(TOPIC, "a sagittal volume is long along the body, however few its slices", _series(
        Block(9, step_mm=3.0, directions=PLANES["sagittal"], size=(90, 20)), Block(9, step_mm=1.0)),
        "apart", ("9 slices over 81 mm of the body",)),
)  # fmt: skip
