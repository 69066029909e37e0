"""The frames of which XA.md tells what was read: what a header says, and what becomes of it."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any

import numpy as np

from planner.carm.angles import carm_words
from planner.carm.frame_geometry import FrameGeometry
from planner.carm.wording import unit_words
from planner.dicom.images.frame_picture import frame_of
from planner.dicom.scan import scan
from planner.dicom.study import Projection
from tests.dicom.captures import grey, smooth
from tests.dicom.projections import CR, DX, DX_RAW, FULL, XA, XRF, by_frame, frames, run

PAGE = Path(__file__).with_name("XA.md")
COMMAND = "python -m tests.dicom.write_xa"
_HEAD = f"""# What is read of frames of a C-arm

What each file says of its geometry, as the program reads it. This page is written by
`{COMMAND}`; a test fails where it is not up to date. Lengths hold in the unit of the column
"a pixel is": *est. mm* at the isocentre only, *detector mm* nowhere in the patient, *px* have no size.
"""
_COLUMNS = ("file", "frames", "view", "a pixel is", "beam", "side", "says")


@dataclass(frozen=True)
class Variant:
    """A generated file: what is special about it, and how it is written."""

    name: str
    write: Callable[[Path], object]


def _one(sop_class: Any = XA, **elements: Any) -> Callable[[Path], object]:
    return lambda path: run(path, frames().astype(np.uint8), sop_class, **elements)


def _without(*keywords: str, **more: Any) -> Callable[[Path], object]:
    return _one(**{key: value for key, value in FULL.items() if key not in keywords}, **more)


VARIANTS = (
    Variant("all that XA can say", _one(**FULL)),
    Variant(
        "marker of known size in the picture",
        _one(**FULL, PixelSpacing=["0.27", "0.27"], PixelSpacingCalibrationType="FIDUCIAL"),
    ),
    Variant(
        "spacing at the isocentre by the C-arm",
        _one(**FULL, PixelSpacing=["0.28", "0.28"], PixelSpacingCalibrationType="GEOMETRY"),
    ),
    Variant("spacing of which nobody says what it means", _one(**FULL, PixelSpacing=["0.2", "0.2"])),
    Variant("no distance to the isocentre", _without("DistanceSourceToPatient")),
    Variant(
        "magnification in place of that distance",
        _without("DistanceSourceToPatient", EstimatedRadiographicMagnificationFactor="1.4286"),
    ),
    Variant(
        "magnification that is not that of the distances",
        _one(**FULL, EstimatedRadiographicMagnificationFactor="1.2"),
    ),
    Variant("neither distances nor spacing", _without(*list(FULL)[2:5])),
    Variant("nothing", _one()),
    Variant("no letters of orientation", _without("PatientOrientation")),
    Variant("letters of a lateral picture", _one(**(FULL | {"PatientOrientation": ["A", "F"]}))),
    Variant("stored mirrored", _one(**(FULL | {"PatientOrientation": ["L", "F"]}))),
    Variant("stored upside down", _one(**(FULL | {"PatientOrientation": ["L", "H"]}))),
    Variant("pixels 0.4 by 0.2 mm", _one(**(FULL | {"ImagerPixelSpacing": ["0.4", "0.2"]}))),
    Variant("detector tilted by 3 degrees", _one(**FULL, DetectorPrimaryAngle="3")),
    Variant(
        "rotation over 20 degrees",
        lambda path: run(
            path, frames(5).astype(np.uint8), PositionerPrimaryAngleIncrement="5", FrameTime="66.7", **FULL
        ),
    ),
    Variant(
        "Enhanced XA, prone",
        lambda path: by_frame(path, frames(2).astype(np.uint8), [(162.0, -12.0), (180.0, 0.0)]),
    ),
    Variant("fluoroscopy (XRF), meant to be subtracted", _one(XRF, **FULL, RecommendedViewingMode="SUB")),
    Variant(
        "DX for presentation",
        _one(DX, ImagerPixelSpacing=["0.14", "0.14"], PatientOrientation=["L", "F"]),
    ),
    Variant("DX for processing", _one(DX_RAW, ImagerPixelSpacing=["0.14", "0.14"])),
    Variant(
        "CR with magnification",
        _one(
            CR,
            ImagerPixelSpacing=["0.1", "0.1"],
            EstimatedRadiographicMagnificationFactor="1.1",
            PatientOrientation=["L", "F"],
        ),
    ),
    Variant("secondary capture", lambda path: grey(path, smooth(1)[..., 0])),
)


def rows_of(variant: Variant) -> str:
    """Return the line of a generated file."""
    with TemporaryDirectory() as folder:
        variant.write(Path(folder) / "a")
        return _rows(Path(folder), variant.name)


def rows_of_real(folder: Path) -> list[str]:
    """Return the lines of the real files in a folder, by name."""
    return [_rows(file, file.name) for file in sorted(folder.glob("*.dcm"))]


def page(real: list[str]) -> str:
    """Return the whole page, with the lines of the real files."""
    head = "| " + " | ".join(_COLUMNS) + " |\n|" + " --- |" * len(_COLUMNS)
    parts = [
        _HEAD,
        "## Real files\n",
        head,
        *real,
        "\n## Generated files\n",
        head,
        *map(rows_of, VARIANTS),
        "",
    ]
    return "\n".join(parts)


def _rows(path: Path, name: str) -> str:
    (series,) = scan(path).series
    if not series.projections:
        (pictures,) = series.pictures
        return _line(name, str(pictures.frames), "?", "-", "-", "-", " ".join(pictures.reasons))
    (projection,) = series.projections
    for frame in range(projection.frames):
        frame_of(projection, frame)
    return _line(name, *_facts(projection), " ".join(projection.reasons) or "nothing")


def _facts(projection: Projection) -> tuple[str, ...]:
    first, last = projection.geometry(), projection.geometry(projection.frames - 1)
    played = "" if projection.frame_ms is None else f", {projection.frame_ms:g} ms each"
    scale = first.mm_per_pixel
    view = _view(first) if first.angles == last.angles else f"{_view(first)} to {_view(last)}"
    beam = first.beam()
    where = "no"
    if beam is not None:
        d = beam.detector
        where = f"{beam.source_to_isocentre_mm:g} of {beam.source_to_detector_mm:g} mm, "
        where += f"{d.columns} x {d.rows} of {d.pixel_mm:.4g} mm"
    return (
        f"{projection.frames}{played}",
        view,
        _pixel(scale.per_pixel, unit_words(scale.state)),
        where,
        _side(first),
    )


def _pixel(per_pixel: float, unit: str) -> str:
    return f"{per_pixel:.4g} {unit}"


def _view(geometry: FrameGeometry) -> str:
    return "?" if geometry.angles is None else carm_words(geometry.angles)


def _side(geometry: FrameGeometry) -> str:
    laid = geometry.laid
    if laid is None:
        return "not known" if geometry.why_no_side else "by its letters"
    turned = f", turned by {90 * laid.quarter_turns}°" if laid.quarter_turns else ""
    return ("mirrored" if laid.mirrored else "as seen") + turned


def _line(*cells: str) -> str:
    return "| " + " | ".join(cells) + " |"
