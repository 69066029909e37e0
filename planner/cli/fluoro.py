"""``fluoro``: what a C-arm would see of a volume."""

from __future__ import annotations

import argparse
import json
import sys
from io import BytesIO
from math import isfinite
from pathlib import Path
from typing import TYPE_CHECKING

from planner.cli.shared import (
    NUMBERS,
    OBJECT,
    OK,
    PICTURE,
    Commands,
    add_choice_of_volume,
    ensure_writable,
    load_for,
    output,
    point,
    saving,
)
from planner.words import _

if TYPE_CHECKING:
    from planner.carm.beam import Beam
    from planner.dicom.loaded import LoadedImages
    from planner.imaging.projection import Body

MOST_PIXELS = 4096
"""More rows and columns than a detector has take memory and minutes, and show nothing more."""
LEAST_PIXEL_MM, MOST_PIXEL_MM = 0.05, 50.0
FARTHEST_MM = 1e6
"""Lengths beyond this are slips of the pen, and beyond what is computed exactly."""
GLANCE = 8.0
"""Pixels so much larger are enough, most often, to see that rays meet the body."""


def add(commands: Commands) -> None:
    """Add the command."""
    parser = commands.add_parser(
        "fluoro", help=_("write what a C-arm would see, as a picture, as numbers or as a DICOM object")
    )
    parser.add_argument("images", type=Path, metavar="DIR", help=_("the folder of the images"))
    _add_beam(parser)
    add_choice_of_volume(parser)
    parser.add_argument(
        "--json", action="store_true", help=_("print where source and detector lie, LPS in mm")
    )
    parser.add_argument(
        "-o",
        "--output",
        type=output(PICTURE, NUMBERS, OBJECT),
        required=True,
        metavar="FILE.png|.npy|.dcm",
        help=_("a picture, mm of water per pixel, or an X-ray angiographic image with its geometry"),
    )
    parser.set_defaults(command=run)


def _add_beam(parser: argparse.ArgumentParser) -> None:
    """Add what the beam of the C-arm is like."""
    parser.add_argument(
        "--primary", type=float, required=True, metavar="DEG", help=_("180: the detector over the back")
    )
    parser.add_argument(
        "--secondary", type=float, required=True, metavar="DEG", help=_("90: towards the head")
    )
    parser.add_argument("--sid", type=float, default=1000.0, metavar="MM", help=_("from source to detector"))
    parser.add_argument("--sod", type=float, default=700.0, metavar="MM", help=_("from source to isocentre"))
    parser.add_argument(
        "--pixel", type=float, default=0.4, metavar="MM", help=_("pixel size at the detector")
    )
    parser.add_argument(
        "--size", type=int, default=512, metavar="N", help=_("rows and columns of the detector")
    )
    parser.add_argument(
        "--center",
        type=point,
        metavar="X,Y,Z",
        help=_("the isocentre, LPS in mm; without it the middle of the volume"),
    )


def run(arguments: argparse.Namespace) -> int:
    """Write the projection and return the exit code."""
    from planner.carm.angles import CArmAngles
    from planner.carm.beam import Beam, Detector
    from planner.carm.fluoroscopy import described
    from planner.imaging.projection import Body
    from planner.plan.plan import Plan

    if refusal := _why_no_beam(arguments):
        raise ValueError(refusal)
    ensure_writable(arguments.output)
    detector = Detector(arguments.size, arguments.size, arguments.pixel)
    angles = CArmAngles(180.0 if arguments.primary == -180.0 else arguments.primary, arguments.secondary)
    images = load_for(Plan(), arguments)
    center = arguments.center or images.volume.centre
    if not images.volume.contains(center):
        raise ValueError(_("This place lies outside of the images."))
    beam = Beam(angles, center, arguments.sod, arguments.sid, detector)
    body = Body.of(images.volume)
    if not _meets(beam, body):
        sentence = _("No ray meets the body: what is written is empty; check --center, --size and --pixel.")
        print(sentence, file=sys.stderr)
    _write(arguments.output, beam, body, images)
    if arguments.json:
        print(json.dumps(described(beam), indent=1))
    return OK


def _meets(beam: Beam, body: Body) -> bool:
    """Say whether a ray of a beam meets the body, and not open air only."""
    from planner.carm.fluoroscopy import water_picture
    from planner.carm.screen import BEAM_EDGE_MM

    looks = (beam.coarser(GLANCE), beam)
    return any(water_picture(body, look).max() > BEAM_EDGE_MM for look in looks)


def _write(path: Path, beam: Beam, body: Body, images: LoadedImages) -> None:
    """Write what the beam shows of the body in these images, in the form that the file's name asks for."""
    import imagecodecs
    import numpy as np

    from planner.carm.fluoroscopy import screen_picture, water_picture
    from planner.dicom.writing.xa import write_xa
    from planner.plan.whole import write_whole

    form = path.suffix.lower()
    if form == NUMBERS:
        content = BytesIO()
        np.save(content, water_picture(body, beam))
        with saving(path):
            write_whole(path, content.getvalue())
        return
    picture = screen_picture(body, beam)
    with saving(path):
        if form == OBJECT:
            write_xa(path, picture, beam, images)
        else:
            write_whole(path, bytes(imagecodecs.png_encode(picture)))


def _why_no_beam(arguments: argparse.Namespace) -> str:
    """Return why there is no C-arm as it was asked for, in a sentence; empty where there is."""
    turned = _("{option} {angle:g}: this angle of a C-arm lies from {least:g}° to {most:g}°.")
    for option, angle_deg, most_deg in (
        ("--primary", arguments.primary, 180.0),
        ("--secondary", arguments.secondary, 90.0),
    ):
        if not abs(angle_deg) <= most_deg:
            return turned.format(option=option, angle=angle_deg, least=-most_deg, most=most_deg)
    sod_mm, sid_mm = arguments.sod, arguments.sid
    if not 0.0 < sod_mm <= sid_mm:
        sentence = _("--sod {sod:g} and --sid {sid:g}: the isocentre lies between source and detector.")
        return sentence.format(sod=sod_mm, sid=sid_mm)
    lengths_mm = (sid_mm, *map(abs, arguments.center or ()))
    if not all(isfinite(length_mm) and length_mm <= FARTHEST_MM for length_mm in lengths_mm):
        return _("--sid and --center reach no further than {most:g} mm.").format(most=FARTHEST_MM)
    if not LEAST_PIXEL_MM <= arguments.pixel <= MOST_PIXEL_MM:
        sentence = _("--pixel {pixel:g}: the pixels of a detector are {least:g} to {most:g} mm wide.")
        return sentence.format(pixel=arguments.pixel, least=LEAST_PIXEL_MM, most=MOST_PIXEL_MM)
    if not 1 <= arguments.size <= MOST_PIXELS:
        sentence = _("--size {size}: a detector has 1 to {most} rows and columns.")
        return sentence.format(size=arguments.size, most=MOST_PIXELS)
    return ""
