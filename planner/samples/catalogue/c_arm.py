"""The frames of a C-arm that go with a case: computed from its CT as the program reads it, with their truth.

They show the patient prone, as in the procedure room, bone for bone as on the CT: nothing has moved. One set
says all of its geometry; the other, packed with loss as exported runs are, says no distance and no size.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

import msgspec
import numpy as np
from numpy.typing import NDArray

from planner.anatomy.spine import Side
from planner.carm.angles import CArmAngles
from planner.carm.beam import Beam, Detector
from planner.carm.fluoroscopy import described, screen_picture
from planner.carm.views import Sighted, View, view_angles
from planner.dicom.load import load_volume
from planner.dicom.loaded import LoadedImages
from planner.dicom.scan import scan
from planner.dicom.writing.form import Form
from planner.dicom.writing.xa import xa_bytes
from planner.geometry.frames import Frame
from planner.geometry.vectors import SUPERIOR
from planner.imaging.projection import Body
from planner.samples.catalogue.making import Tell
from planner.words import _

FOLDER, WITHOUT, TRUTH_FILE = "c_arm", "without_distances", "truth.json"
NOTE = """c_arm/      frames of a C-arm, computed from the CT: the patient prone, nothing moved; in
            without_distances/ the same without what tells lengths; truth.json: their rays
"""
DETECTOR = Detector(512, 512, 0.44)
SOURCE_TO_ISOCENTRE_MM, SOURCE_TO_DETECTOR_MM = 700.0, 1000.0
VIEWS = {
    "ap": (View.AP, None),
    "oblique_left": (View.OBLIQUE, Side.LEFT),
    "oblique_right": (View.OBLIQUE, Side.RIGHT),
    "lateral": (View.LATERAL, Side.LEFT),
    "declined": (View.DECLINED, Side.LEFT),
}
SHORTEST_MM = 100.0
"""Of a stack that covers less of the spine no frames are made: a slab is nothing a C-arm shows."""


class TrueFrame(msgspec.Struct, frozen=True, kw_only=True):
    """How a frame was made: its angles, and where source and pixels lay in the patient, LPS mm."""

    file: str
    view: str
    primary_deg: float
    secondary_deg: float
    isocentre_mm: tuple[float, float, float]
    source_to_isocentre_mm: float
    source_to_detector_mm: float
    pixel_mm: float
    source_mm: tuple[float, float, float]
    detector_origin_mm: tuple[float, float, float]
    detector_right_mm: tuple[float, float, float]
    detector_down_mm: tuple[float, float, float]


class TrueFrames(msgspec.Struct, frozen=True, kw_only=True):
    """The truth of the frames of a case."""

    format: str = "facet-sample-frames"
    version: int = 1
    note: str = "Computed from synthetic images; no patient and no exposure."
    frames: tuple[TrueFrame, ...]


@dataclass(frozen=True)
class _Shot:
    name: str
    beam: Beam
    picture: NDArray[np.uint8]


def write_frames(case_folder: Path, series_folder: Path, level: Frame, tell: Tell) -> bool:
    """Write the frames of a case beside its series, and say whether there are any.

    Parameters
    ----------
    series_folder
        Where its CT was written.
    level
        The vertebra in whose frame the views are taken; its origin is the isocentre.
    """
    stack = scan(series_folder).choose()
    images = load_volume(stack)
    low_mm, high_mm = images.volume.extent_along(SUPERIOR)
    if high_mm - low_mm < SHORTEST_MM:
        return False
    folder = case_folder / FOLDER
    (folder / WITHOUT).mkdir(parents=True)
    truths = []
    for number, shot in enumerate(_shots(images, level), 1):
        tell((number - 1) / len(VIEWS), _("C-arm"))
        file = f"{number}_{shot.name}.dcm"
        for place, form in ((folder, FULL), (folder / WITHOUT, NO_DISTANCES)):
            (place / file).write_bytes(xa_bytes(shot.picture, shot.beam, images, form.numbered(number)))
        truths.append(_truth(file, shot))
    content = msgspec.json.encode(TrueFrames(frames=tuple(truths)), order="deterministic")
    (folder / TRUTH_FILE).write_bytes(msgspec.json.format(content, indent=1) + b"\n")
    return True


FULL = Form(series="c-arm", number=901, description="SAMPLE C-arm, prone", position="HFP", packing="jpeg_ls")
NO_DISTANCES = Form(
    series="c-arm without distances",
    number=902,
    description="SAMPLE C-arm, prone, no distances",
    position="HFP",
    packing="jpeg",
    distances=False,
)


def _shots(images: LoadedImages, level: Frame) -> Iterator[_Shot]:
    body = Body.of(images.volume)
    for name, (view, side) in VIEWS.items():
        angles = view_angles(view, Sighted(level, side))
        assert angles is not None
        # as a console shows them
        shown = CArmAngles(round(angles.primary_deg, 1), round(angles.secondary_deg, 1))
        beam = Beam(shown, level.origin, SOURCE_TO_ISOCENTRE_MM, SOURCE_TO_DETECTOR_MM, DETECTOR)
        yield _Shot(name, beam, screen_picture(body, beam))


def _truth(file: str, shot: _Shot) -> TrueFrame:
    beam = shot.beam
    return TrueFrame(
        file=file,
        view=shot.name,
        primary_deg=beam.angles.primary_deg,
        secondary_deg=beam.angles.secondary_deg,
        isocentre_mm=(beam.isocentre.x, beam.isocentre.y, beam.isocentre.z),
        source_to_isocentre_mm=beam.source_to_isocentre_mm,
        source_to_detector_mm=beam.source_to_detector_mm,
        pixel_mm=beam.detector.pixel_mm,
        **described(beam),
    )
