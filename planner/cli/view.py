"""``view``: one view as a picture."""

from __future__ import annotations

import argparse
import sys
from pathlib import Path

from planner.anatomy.spine import Level, Side
from planner.cli.images import ensure_of_ct
from planner.cli.shared import (
    MISMATCH,
    OK,
    PICTURE,
    Commands,
    add_choice_of_volume,
    ensure_writable,
    load_for,
    output,
    point,
    rules_for,
    saving,
)
from planner.words import _


def add(commands: Commands) -> None:
    """Add the command."""
    parser = commands.add_parser("view", help=_("write one view as a picture"))
    parser.add_argument("images", type=Path, metavar="DIR", help=_("the folder of the images"))
    parser.add_argument("--plan", type=Path, metavar="PLAN", help=_("a plan file to draw on it"))
    parser.add_argument(
        "--view",
        required=True,
        choices=("axial", "sagittal", "coronal", "along", "barrel", "ap", "lateral", "oblique"),
    )
    parser.add_argument("--at", type=point, metavar="X,Y,Z", help=_("the point to show, LPS in mm"))
    parser.add_argument("--needle", default="", metavar="ID", help=_("the needle to show"))
    parser.add_argument(
        "--level", type=Level, choices=tuple(Level), metavar="L4", help=_("the level to show")
    )
    parser.add_argument("--side", type=Side, choices=tuple(Side), metavar="left", help=_("the side to show"))
    add_choice_of_volume(parser)
    parser.add_argument("-o", "--output", type=output(PICTURE), required=True, metavar="FILE.png")
    parser.set_defaults(command=run)


def run(arguments: argparse.Namespace) -> int:
    """Paint the view and return the exit code."""
    from planner.carm.site import load_site
    from planner.checks import review
    from planner.checks.image_identity import match_images
    from planner.checks.scene import Scene
    from planner.plan.file import read_plan
    from planner.plan.plan import Plan
    from planner.ui.painting import painting_application
    from planner.ui.pictures import write_png
    from planner.ui.view_command import OF_THE_ROOM, Wanted, render_view

    ensure_writable(arguments.output)
    site = load_site() if arguments.view in OF_THE_ROOM else None
    plan = read_plan(arguments.plan) if arguments.plan is not None else None
    ensure_of_ct(plan or Plan())
    images = load_for(plan or Plan(), arguments)
    scene = Scene(images.volume, images.patient, images.images, images.hu)
    if plan is not None and not match_images(plan, scene).is_of_these_images:
        print(_("The plan does not belong to these images."), file=sys.stderr)
        return MISMATCH
    shown = plan or Plan()
    results = review(shown, scene, rules_for(shown)) if plan is not None else ()
    painting_application()
    wanted = Wanted(arguments.view, arguments.at, arguments.needle, arguments.level, arguments.side)
    made = render_view(images.volume, shown, results, wanted, site)
    for note in made.notes:
        print(note, file=sys.stderr)
    with saving(arguments.output):
        write_png(made.picture, arguments.output)
    return OK
