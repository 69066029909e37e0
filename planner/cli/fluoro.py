"""``fluoro``: what a C-arm would see of a volume."""

from __future__ import annotations

import argparse
import json
import os
from errno import EACCES, ENOENT
from io import BytesIO
from math import isfinite
from pathlib import Path
from typing import TYPE_CHECKING

from planner.cli.shared import OK, Commands, add_choice_of_volume, load_for, point
from planner.words import _

if TYPE_CHECKING:
    from planner.carm.beam import Beam
    from planner.dicom.loaded import LoadedImages

PICTURE, NUMBERS, OBJECT = ".png", ".npy", ".dcm"
MOST_PIXELS = 4096
"""More rows and columns than a detector has take memory and minutes, and show nothing more."""
LEAST_PIXEL_MM, MOST_PIXEL_MM = 0.05, 50.0
FARTHEST_MM = 1e6
"""Lengths beyond this are slips of the pen, and beyond what is computed exactly."""


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
        type=_output,
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


def _output(text: str) -> Path:
    path = Path(text)
    if path.suffix.lower() not in (PICTURE, NUMBERS, OBJECT):
        raise argparse.ArgumentTypeError(
            _(
                "the name of the file ends in .png (a picture), .npy (mm of water per pixel) "
                "or .dcm (an X-ray angiographic image)"
            )
        )
    return path


def run(arguments: argparse.Namespace) -> int:
    """Write the projection and return the exit code."""
    from planner.carm.angles import CArmAngles
    from planner.carm.beam import Beam, Detector
    from planner.carm.fluoroscopy import described
    from planner.plan.plan import Plan

    for refusal in (_why_no_beam(arguments), _why_not_written(arguments.output)):
        if refusal:
            raise ValueError(refusal)
    detector = Detector(arguments.size, arguments.size, arguments.pixel)
    angles = CArmAngles(180.0 if arguments.primary == -180.0 else arguments.primary, arguments.secondary)
    images = load_for(Plan(), arguments)
    center = arguments.center or images.volume.centre
    beam = Beam(angles, center, arguments.sod, arguments.sid, detector)
    try:
        _write(arguments, images, beam)
    except OSError as error:
        raise ValueError(_unwritable(arguments.output, error.strerror or type(error).__name__)) from error
    if arguments.json:
        print(json.dumps(described(beam), indent=1))
    return OK


def _write(arguments: argparse.Namespace, images: LoadedImages, beam: Beam) -> None:
    """Write what the beam shows in the form that the name of the file asks for."""
    import imagecodecs
    import numpy as np

    from planner.carm.fluoroscopy import screen_picture, water_picture
    from planner.dicom.writing.xa import write_xa
    from planner.imaging.projection import Body
    from planner.plan.whole import write_whole

    body, path = Body.of(images.volume), arguments.output
    form = path.suffix.lower()
    if form == OBJECT:
        write_xa(path, screen_picture(body, beam), beam, images)
    elif form == NUMBERS:
        content = BytesIO()
        np.save(content, water_picture(body, beam))
        write_whole(path, content.getvalue())
    else:
        write_whole(path, bytes(imagecodecs.png_encode(screen_picture(body, beam))))


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


def _why_not_written(path: Path) -> str:
    """Return why no file can be written at a path, in a sentence, before the work; empty where it can."""
    try:
        if path.is_dir():
            return _("{file} is a folder: name a file in it.").format(file=path)
        if not path.parent.is_dir():
            return _unwritable(path, os.strerror(ENOENT))
        if not os.access(path.parent, os.W_OK):
            return _unwritable(path, os.strerror(EACCES))
        if path.exists() and _foreign(path):
            return _("{file} may hold images, which are never written over: choose another name.").format(
                file=path
            )
    except OSError as error:
        return _unwritable(path, error.strerror or type(error).__name__)
    return ""


def _foreign(path: Path) -> bool:
    """Say whether a file may be an image that was not made by this command."""
    from planner.dicom.writing.xa import written_here

    return path.suffix.lower() == OBJECT and not (path.is_file() and written_here(path))


def _unwritable(path: Path, why: str) -> str:
    return _("{file}: cannot be saved ({why}). Choose another folder.").format(file=path, why=why)
