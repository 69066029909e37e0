"""``fluoro``: what a C-arm would see of a volume."""

from __future__ import annotations

import argparse
import json
from pathlib import Path

from planner.cli.shared import OK, Commands, add_choice_of_volume, load_for, point
from planner.words import _

PICTURE, NUMBERS = ".png", ".npy"


def add(commands: Commands) -> None:
    """Add the command."""
    parser = commands.add_parser("fluoro", help=_("write what a C-arm would see, as a picture or as numbers"))
    parser.add_argument("images", type=Path, metavar="DIR", help=_("the folder of the images"))
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
    add_choice_of_volume(parser)
    parser.add_argument(
        "--json", action="store_true", help=_("print where source and detector lie, LPS in mm")
    )
    parser.add_argument("-o", "--output", type=_output, required=True, metavar="FILE.png|.npy")
    parser.set_defaults(command=run)


def _output(text: str) -> Path:
    path = Path(text)
    if path.suffix.lower() not in (PICTURE, NUMBERS):
        raise argparse.ArgumentTypeError(
            _("the name of the file ends in .png (a picture) or .npy (mm of water per pixel)")
        )
    return path


def run(arguments: argparse.Namespace) -> int:
    """Write the projection and return the exit code."""
    import imagecodecs
    import numpy as np

    from planner.carm.angles import CArmAngles
    from planner.carm.beam import Beam, Detector
    from planner.carm.fluoroscopy import described, screen_picture, water_picture
    from planner.imaging.projection import Body
    from planner.plan.plan import Plan

    detector = Detector(arguments.size, arguments.size, arguments.pixel)
    angles = CArmAngles(180.0 if arguments.primary == -180.0 else arguments.primary, arguments.secondary)
    volume = load_for(Plan(), arguments).volume
    beam = Beam(angles, arguments.center or volume.centre, arguments.sod, arguments.sid, detector)
    body = Body.of(volume)
    if arguments.output.suffix.lower() == NUMBERS:
        with arguments.output.open("wb") as file:
            np.save(file, water_picture(body, beam))
    else:
        arguments.output.write_bytes(imagecodecs.png_encode(screen_picture(body, beam)))
    if arguments.json:
        print(json.dumps(described(beam), indent=1))
    return OK
