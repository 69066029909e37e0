"""Cases of many images in one file: volumes of frames, and pictures captured from a screen."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from functools import partial
from pathlib import Path

import numpy as np
from pydicom import uid
from pydicom.dataset import Dataset

from tests.dicom.captures import BITS, SINGLE, capture, colour, grey, jpeg, pack, smooth
from tests.dicom.cases.case import Case
from tests.dicom.enhanced import Change, dimensions, fold, holding, packed, point_at
from tests.dicom.phantom import PLANES, edit, move, put, put_raw, written

FRAMES = "multi-frame volumes"
SCREENS = "pictures captured from a screen"
C_ARM = "The grey values of a C-arm volume are not HU: bone and metal thresholds do not hold."
NO_GEOMETRY = "No geometry: for viewing only. Nothing can be measured or planned on it."

Write = Callable[[Path], Path]
ENHANCED, LEGACY = uid.EnhancedCTImageStorage, uid.LegacyConvertedEnhancedCTImageStorage
C_ARM_VOLUME = uid.XRay3DAngiographicImageStorage


def nothing(_frame: int, _groups: Dataset) -> None:
    """Leave a frame as it is."""


def folded(
    sop_class: uid.UID = ENHANCED,
    change: Change = nothing,
    order: Sequence[int] = range(6),
    tilt_deg: float = 0.0,
    shared: Sequence[str] = (),
    after: Callable[[Dataset], object] = lambda _dataset: None,
    single: Callable[[int, Dataset], object] = lambda _slice, _dataset: None,
) -> Write:
    """Return the writer of one file of frames; `single` edits each slice before, `after` the file."""

    def write(folder: Path) -> Path:
        files = written(folder / "slices", (max(order) + 1, 20, 28), tilt_deg=tilt_deg)
        for number, file in enumerate(files):
            edit(file, partial(single, number))
        whole = fold([files[at] for at in order], folder / "frames", sop_class, change, shared)
        for file in files:
            file.unlink(missing_ok=True)
        edit(whole, after)
        return whole

    return write


def two_planes(folder: Path) -> Path:
    """Write an axial and a sagittal stack in one file, their frames mixed."""
    axial = written(folder / "axial")
    sagittal = written(folder / "sagittal", (6, 20, 28), PLANES["sagittal"])
    mixed = [file for pair in zip(axial, sagittal, strict=True) for file in pair]
    return fold(mixed, folder / "frames", shared=())


def two_phases(change: Change, *pointers: int) -> Write:
    """Return the writer of one file with every place twice."""

    def write(folder: Path) -> Path:
        first, second = written(folder / "1"), written(folder / "2")
        for file in second:
            edit(file, put(RescaleIntercept="-1000"))
        whole = fold((*first, *second), folder / "frames", change=change)
        edit(whole, point_at(*pointers))
        return whole

    return write


def without(macro: str) -> Change:
    """Return a change that takes a group of attributes from the third frame."""
    return lambda number, groups: delattr(groups, macro) if number == 2 else None


def _temporal(number: int, groups: Dataset) -> None:
    groups.FrameContentSequence[0].TemporalPositionIndex = 1 + number // 6


def _own_slope(number: int, dataset: Dataset) -> None:
    put(RescaleSlope=str(1 + number), RescaleIntercept=str(-1000 - number))(dataset)


def _off(by_mm: float) -> Callable[[int, Dataset], object]:
    return lambda number, dataset: move(by_mm)(dataset) if number == 3 else None


def _scaled(_number: int, groups: Dataset) -> None:
    groups.PixelValueTransformationSequence = holding(RescaleSlope=1, RescaleIntercept=0, RescaleType="US")


def _packed(codec: str, offsets: str, fragments: int) -> Write:
    def write(folder: Path) -> Path:
        whole = folded()(folder)
        packed(whole, codec, offsets, fragments)
        return whole

    return write


def _cut(folder: Path) -> Path:
    whole = folded()(folder)
    whole.write_bytes(whole.read_bytes()[:-100])
    return whole


def _as_plain_ct(said: str) -> Callable[[Path], Path]:
    """Return the writer of a plain CT image that says it holds so many, and holds two."""

    def write(folder: Path) -> Path:
        file = written(folder, (1, 20, 28))[0]
        edit(file, lambda dataset: put(PixelData=dataset.PixelData * 2)(dataset))
        edit(file, put_raw("NumberOfFrames", said.encode()))
        return file

    return write


def _bits(folder: Path) -> Path:
    shape = {"Rows": 8, "Columns": 8, "NumberOfFrames": 2, "BitsAllocated": 1, "BitsStored": 1, "HighBit": 0}
    return capture(folder / "screen", bytes(range(16)), BITS, **shape)


def _one_screen(folder: Path) -> Path:
    file = written(folder, (1, 20, 28))[0]
    edit(file, put(SOPClassUID=SINGLE, BurnedInAnnotation="YES"))
    return file


def _film(folder: Path) -> Path:
    return pack(colour(folder / "film", smooth()), uid.MPEG4HP41, lambda _picture: b"\0\0")


def _jpeg(folder: Path) -> Path:
    file = colour(folder / "screen", smooth(), BurnedInAnnotation="NO")
    return pack(file, uid.JPEGBaseline8Bit, jpeg(level=90), PhotometricInterpretation="YBR_FULL_422")


def _grey(folder: Path) -> Path:
    return grey(folder / "screen", np.arange(256, dtype="<u2").reshape(1, 16, 16), BurnedInAnnotation="NO")


_VOLUMES = (
    Case(FRAMES, "Enhanced CT, frames in order", folded(), "load"),
    Case(FRAMES, "Enhanced CT, frames in no order", folded(order=(4, 1, 5, 0, 3, 2)), "load"),
    Case(
        FRAMES,
        "Enhanced CT, dimension indices against the order of the places",
        folded(change=dimensions([(6 - n,) for n in range(6)]), after=point_at(0x00200032)),
        "load",
    ),
    Case(FRAMES, "Enhanced CT, tilted 12°", folded(tilt_deg=12.0), "resample", ("Gantry tilt of 12.0°",)),
    Case(FRAMES, "each frame with its own slope and intercept", folded(single=_own_slope), "load"),
    Case(FRAMES, "Legacy Converted Enhanced CT", folded(LEGACY), "load"),
    Case(FRAMES, "X-Ray 3D Angiographic, values as they are", folded(C_ARM_VOLUME), "load", (C_ARM,)),
    Case(FRAMES, "X-Ray 3D Angiographic, with a slope", folded(C_ARM_VOLUME, _scaled), "load", (C_ARM,)),
    Case(FRAMES, "an axial and a sagittal stack, mixed", two_planes, "apart", ("Axial", "Sagittal")),
    Case(FRAMES, "two phases by temporal position", two_phases(_temporal, 0x00200032), "apart", ("phase 1",)),
    Case(
        FRAMES,
        "two phases by a dimension index alone",
        two_phases(dimensions([(1 + n // 6, 1 + n % 6) for n in range(12)]), 0x00200037, 0x00200032),
        "apart",
        ("dimension index 1", "dimension index 2"),
    ),
    Case(
        FRAMES,
        "two phases that nothing tells apart",
        two_phases(nothing, 0x00200032),
        "refuse",
        ("ifferent images lie in the same place",),
    ),
    Case(FRAMES, "a frame 0.05 mm off its place", folded(single=_off(0.05)), "load"),
    Case(FRAMES, "a frame 0.4 mm off its place", folded(single=_off(0.4)), "refuse", ("unevenly spaced",)),
    Case(
        FRAMES,
        "a frame missing",
        folded(order=(0, 1, 2, 4, 5, 6)),
        "refuse",
        ("lices are missing at z = 240.3 mm",),
    ),
    *(
        Case(FRAMES, f"no {macro}", folded(change=without(macro)), "refuse", (f"{macro} is missing",))
        for macro in (
            "PlanePositionSequence",
            "PlaneOrientationSequence",
            "PixelMeasuresSequence",
            "PixelValueTransformationSequence",
        )
    ),
    Case(
        FRAMES,
        "says that it holds more frames than it describes",
        folded(after=put(NumberOfFrames=7)),
        "refuse",
        ("holds 7 images and describes 6",),
    ),
    Case(
        FRAMES,
        "says that it holds two thousand million frames",
        folded(after=put(NumberOfFrames=2147483647)),
        "refuse",
        ("more than 10000 are not read",),
    ),
    Case(FRAMES, "ends within the frames", _cut, "refuse", ("ends before its pixels do",)),
    Case(FRAMES, "packed, with a table of offsets", _packed("jpeg-ls", "table", 1), "load"),
    Case(FRAMES, "packed, with an extended table of offsets", _packed("jpeg 2000", "extended", 1), "load"),
    Case(FRAMES, "packed, in fragments without a table", _packed("jpeg-ls", "none", 3), "load"),
    Case(
        FRAMES,
        "RLE in fragments that nothing tells apart",
        _packed("rle", "none", 3),
        "refuse",
        ("its pixels are damaged",),
    ),
    Case(
        FRAMES,
        "plain CT that says it holds two images",
        _as_plain_ct("2"),
        "refuse",
        ("it holds 2 images as CT Image Storage", "together as Enhanced CT"),
    ),
    Case(
        FRAMES,
        "plain CT that says it holds two thousand million",
        _as_plain_ct(f"{2**31 - 1}"),
        "refuse",
        ("it holds 2147483647 images as CT Image Storage",),
    ),
    *(
        Case(
            FRAMES,
            f"{kind} that says it holds {said} images",
            write,
            "refuse",
            ("NumberOfFrames is missing or not valid",),
        )
        for said in ("1e300", "1.5", "-3", "0")
        for kind, write in (
            ("plain CT", _as_plain_ct(said)),
            ("Enhanced CT", folded(after=put_raw("NumberOfFrames", said.encode()))),
        )
    ),
)

_PICTURES = (
    Case(
        SCREENS,
        "one CT slice, which names the patient",
        _one_screen,
        "view",
        (NO_GEOMETRY, "the picture itself names the patient"),
    ),
    Case(
        SCREENS,
        "several in colour, RGB",
        lambda folder: colour(folder / "screen", smooth()),
        "view",
        (NO_GEOMETRY, "may show the patient's name"),
    ),
    Case(SCREENS, "several in colour, JPEG", _jpeg, "view", (NO_GEOMETRY,)),
    Case(SCREENS, "grey, 16 bits", _grey, "view", (NO_GEOMETRY,)),
    Case(SCREENS, "single bits", _bits, "view", (NO_GEOMETRY,)),
    Case(SCREENS, "a film", _film, "refuse", ("pictures in MPEG-4", "are not shown")),
)

CASES = (*_VOLUMES, *_PICTURES)
