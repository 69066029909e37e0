"""Every kind of stack and every syntax, with beads in it."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import replace
from functools import cache, partial
from math import cos, radians, sin
from pathlib import Path
from tempfile import TemporaryDirectory

import numpy as np
import pydicom
from pydicom import uid
from pydicom.dataset import Dataset

from planner.geometry.vectors import Point, Vector
from tests.dicom.beads import AFFINE_MM, LOSSY_MM, TILTED_MM, Kind, Truth, Written, put_beads
from tests.dicom.disc import index, record, zipped
from tests.dicom.enhanced import fold
from tests.dicom.headers.test_headerless import beheaded
from tests.dicom.packing import LOSSY, LOSSY_8_BITS, MAYBE_LOSSLESS, SYNTAXES
from tests.dicom.phantom import (
    CENTRE,
    PLANES,
    POSITIONS,
    SHAPE,
    SPACING_MM,
    edit,
    lying,
    matrix_of,
    put,
)

STEP = SPACING_MM[2]
Change = Callable[[Path], object]
OBLIQUE = Truth(matrix_of(PLANES["oblique"]))
_TALLER = (24, *SHAPE[1:])
TILTED = Truth(matrix_of(PLANES["sagittal"], 17.0, _TALLER), _TALLER, within_mm=TILTED_MM)


Write = Callable[[Path], Written]


def stacks(*truths: Truth, numbered: bool = False, elements: Sequence[Mapping[str, object]] = ()) -> Write:
    """Return the writer of stacks in one series; each has its own `elements`, all a number or none."""

    def write(folder: Path) -> Written:
        first = 1
        for number, truth in enumerate(truths):
            files = put_beads(folder, truth, number, **(elements[number] if elements else {}))
            for k, file in enumerate(files, first):
                edit(file, put(InstanceNumber=k if numbered else None))
            first += len(files)
        return Written(folder, truths)

    return write


def disc(slices: int, angle_deg: float, middle: Point, gantry: bool = False) -> Truth:
    """Return a stack through a disc, turned about x; with a gantry its slices follow each other along z."""
    shape = (slices, *SHAPE[1:])
    c, s = cos(radians(angle_deg)), sin(radians(angle_deg))
    matrix = matrix_of(((1, 0, 0), (0, c, s)), 0.0, shape)
    if gantry:
        matrix[:3, 2] = (0.0, 0.0, STEP / c)
    centre = np.array(tuple(middle))
    matrix[:3, 3] = centre - matrix[:3, :3] @ ((np.array(shape[::-1]) - 1) / 2)
    beside = (Vector(9.7, 7.9 * c, 7.9 * s), Vector(-10.4, -8.3 * c, -8.3 * s))
    beads = (middle, *(middle + each + Vector(0.0, 0.0, 0.7) for each in beside))
    return Truth(matrix, shape, beads, within_mm=TILTED_MM if gantry else AFFINE_MM)


def moved(truth: Truth, along: float, marks: tuple[str, str], beads_mm: float = 3.1) -> Truth:
    """Return a stack moved by so many slices, its beads by so many mm along x, with a kernel and a phase."""
    matrix = truth.matrix.copy()
    matrix[:3, 3] += along * matrix[:3, 2]
    beads = tuple(bead + Vector(beads_mm, 0.0, 0.0) for bead in truth.beads)
    return replace(truth, matrix=matrix, mark=marks, beads=beads)


def many_frames(sop_class: uid.UID, *truths: Truth, signed: bool = False) -> Write:
    """Return the writer of one file of frames in no order, of one stack or more."""

    def write(folder: Path) -> Written:
        files = [file for number, truth in enumerate(truths) for file in put_beads(folder, truth, number)]
        for file in files if signed else []:
            edit(file, _without_rescale)
        order = np.random.default_rng(7).permutation(len(files))
        whole = fold(
            [files[at] for at in order], folder / "one", sop_class, shared=("PixelMeasuresSequence",)
        )
        return Written(whole, truths)

    return write


def _without_rescale(dataset: Dataset) -> None:
    stored = np.frombuffer(dataset.PixelData, "<u2").astype(int) + int(dataset.RescaleIntercept)
    put(PixelRepresentation=1, PixelData=stored.astype("<i2").tobytes())(dataset)


def _zip(folder: Path) -> Written:
    files = put_beads(folder, OBLIQUE, 1) + put_beads(folder, TILTED, 2)
    named = [file.rename(file.with_name(f"{number:03d}")) for number, file in enumerate(files)]
    return Written(zipped(folder / "study.zip", named), (OBLIQUE, TILTED))


def _disc_by_its_index(folder: Path) -> Written:
    files = put_beads(folder, OBLIQUE, 1) + put_beads(folder, TILTED, 2)
    named = [file.rename(folder / f"I{number:03d}") for number, file in enumerate(files)]
    path = folder / "DICOMDIR"
    path.write_bytes(index([record(None), *(record(file.name) for file in named)]))
    return Written(path, (OBLIQUE, TILTED))


def _headerless(folder: Path) -> Written:
    for file in put_beads(folder, OBLIQUE, 1) + put_beads(folder, TILTED, 2):
        beheaded(file)
    return Written(folder, (OBLIQUE, TILTED), headerless=True)


def _own_rescale(slope: Callable[[int], float]) -> Write:
    """Return the writer of slices each of which is scaled in its own way."""

    def write(folder: Path) -> Written:
        for truth, number in ((OBLIQUE, 1), (TILTED, 2)):
            for k, file in enumerate(put_beads(folder, truth, number)):
                edit(file, partial(_scale, slope(k), -1024 - 7 * k))
        return Written(folder, (OBLIQUE, TILTED))

    return write


def _scale(slope: float, intercept: int, dataset: Dataset) -> None:
    hu = np.frombuffer(dataset.PixelData, "<u2").astype(float) + int(dataset.RescaleIntercept)
    stored = np.rint((hu - intercept) / slope).astype("<u2")
    put(RescaleSlope=f"{slope:g}", RescaleIntercept=f"{intercept}", PixelData=stored.tobytes())(dataset)


def _said_without_loss(file: Path) -> None:
    edit(file, put(LossyImageCompression="00"))


def _of_12_bits(file: Path) -> None:
    edit(file, put(BitsStored=12, HighBit=11))


def _of_8_bits(file: Path) -> None:
    dataset = pydicom.dcmread(file)
    stored = np.frombuffer(dataset.PixelData, "<u2") // 16
    put(BitsAllocated=8, BitsStored=8, HighBit=7, RescaleSlope="16")(dataset)
    dataset.PixelData = stored.astype("u1").tobytes()
    dataset.save_as(file)


def packed(*changes: Change) -> Write:
    """Return the writer of an oblique and a tilted stack, each file of them changed."""

    def write(folder: Path) -> Written:
        for number, content in enumerate(_plain_files()):
            file = folder / f"{number:03d}"
            file.write_bytes(content)
            for change in changes:
                change(file)
        return Written(folder, (OBLIQUE, TILTED))

    return write


@cache
def _plain_files() -> tuple[bytes, ...]:
    with TemporaryDirectory() as folder:
        files = put_beads(Path(folder), OBLIQUE, 1) + put_beads(Path(folder), TILTED, 2)
        return tuple(file.read_bytes() for file in files)


def _phases(kernels: tuple[str, str], phases: tuple[str, str], along: float) -> Write:
    first = replace(OBLIQUE, mark=(kernels[0], phases[0]))
    second = moved(OBLIQUE, along, (kernels[1], phases[1]))
    elements = [
        {"ConvolutionKernel": kernel} | ({"TemporalPositionIdentifier": phase} if phase else {})
        for kernel, phase in zip(kernels, phases, strict=True)
    ]
    return stacks(first, second, elements=elements)


def _tilted(plane: str, tilt_deg: float, along_rows: bool = False) -> Truth:
    matrix = matrix_of(PLANES[plane], tilt_deg, along_rows=along_rows)
    return Truth(matrix, within_mm=TILTED_MM)


def _discs(gantry: bool) -> Write:
    angles = {11: -12.0, 12: 5.5, 13: 21.0}
    middles = (Point(-31.4, 22.7 + 6.0 * n, 240.3 - 34.0 * n) for n in range(3))
    return stacks(
        *(disc(*each, middle, gantry) for each, middle in zip(angles.items(), middles, strict=True))
    )


def _overlapping() -> Write:
    steps = ((11, 0.0, 0.0), (12, 9.3, 3.0), (13, 19.8, 7.0))
    middles = [(slices, CENTRE + Vector(aside, 0.0, STEP * along)) for slices, along, aside in steps]
    return stacks(*(disc(slices, 0.0, middle) for slices, middle in middles), numbered=True)


def _lying(position: str, plane: str) -> Truth:
    shape = (26, 64, 70)  # every bead is in it, with all around it
    return Truth(matrix_of(lying(position, plane), 0.0, shape), shape)


_ONE_BY_ONE = tuple(
    Kind("files of one image", f"{plane} {position}", stacks(_lying(position, plane)))
    for plane in PLANES
    for position in POSITIONS
)
_TILTS = (
    *(
        Kind("gantry tilt", f"{plane} {tilt_deg:g}°", stacks(_tilted(plane, tilt_deg)))
        for plane in ("axial", "oblique")
        for tilt_deg in (-30.0, -17.0, -5.5, -0.2, 0.2, 2.0, 12.5, 30.0)
    ),
    Kind("gantry tilt", "oblique 21° along the rows", stacks(_tilted("oblique", 21.0, along_rows=True))),
)
_APART = (
    Kind("several stacks in one series", "a disc each, turned", _discs(gantry=False)),
    Kind("several stacks in one series", "a disc each, by the gantry", _discs(gantry=True)),
    Kind("several stacks in one series", "overlapping blocks", _overlapping()),
    Kind("several stacks in one series", "two phases", _phases(("", ""), ("1", "2"), 0.0)),
    Kind("several stacks in one series", "two kernels", _phases(("B30s", "B60s"), ("", ""), 0.0)),
    Kind(
        "several stacks in one series",
        "two kernels, between each other",
        _phases(("B30s", "B60s"), ("", ""), 0.5),
    ),
    Kind("several stacks in one series", "oblique and tilted", stacks(OBLIQUE, TILTED)),
)
_FRAMES = (
    *(
        Kind("files of many images", name, many_frames(sop_class, OBLIQUE, TILTED))
        for name, sop_class in (
            ("Enhanced CT", uid.EnhancedCTImageStorage),
            ("Legacy Converted Enhanced CT", uid.LegacyConvertedEnhancedCTImageStorage),
        )
    ),
    # it has no slope and no intercept
    Kind(
        "files of many images",
        "X-Ray 3D Angiographic",
        many_frames(uid.XRay3DAngiographicImageStorage, OBLIQUE, TILTED, signed=True),
    ),
)
_PATHS = (
    Kind("where it is opened", "archive (zip)", _zip),
    Kind("where it is opened", "index of a disc (DICOMDIR)", _disc_by_its_index),
    Kind("where it is opened", "without file headers", _headerless),
)
_VALUES = (
    Kind("values", "each slice with its own slope and intercept", _own_rescale(lambda k: 1 + k % 3)),
    Kind("values", "HU that are not whole", _own_rescale(lambda k: 0.25 + k / 64)),
)
LOSSLESS = (
    *(Kind("syntaxes without loss", name, packed(change)) for name, change in SYNTAXES.items()),
    *(
        Kind("syntaxes that may lose something, and did not", name, packed(_said_without_loss, change))
        for name, change in MAYBE_LOSSLESS.items()
    ),
)
_LOSSY = (
    *(Kind("lossy syntaxes", name, packed(_of_12_bits, change), LOSSY_MM) for name, change in LOSSY.items()),
    *(
        Kind("lossy syntaxes", f"{name}, 8 bits", packed(_of_8_bits, change), LOSSY_MM)
        for name, change in LOSSY_8_BITS.items()
    ),
)
KINDS = (*_ONE_BY_ONE, *_TILTS, *_APART, *_FRAMES, *_PATHS, *_VALUES, *LOSSLESS, *_LOSSY)
