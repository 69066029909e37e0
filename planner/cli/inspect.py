"""``inspect``: what is in a folder."""

from __future__ import annotations

import argparse
import json
from pathlib import Path

from planner.cli.shared import OK, UNREADABLE, Commands, add_headerless
from planner.words import _


def add(commands: Commands) -> None:
    """Add the command."""
    parser = commands.add_parser("inspect", help=_("say what is in a folder: series, geometry, refusals"))
    parser.add_argument("path", type=Path, metavar="PATH", help=_("a folder, a file, a DICOMDIR or a zip"))
    add_headerless(parser)
    parser.add_argument("--json", action="store_true", help=_("numbers unrounded, in mm and degrees"))
    parser.add_argument(
        "--tolerances",
        action="store_true",
        help=_("add the tolerances and limits of what is loaded"),
    )
    parser.set_defaults(command=run)


def run(arguments: argparse.Namespace) -> int:
    """Print what was found and return the exit code."""
    from planner.dicom.reader import shared_reader

    reader = shared_reader()
    reader.start()
    # imported while the reader starts
    from planner.dicom.inspect import inspect_report, inspect_text

    study = reader.scan(arguments.path, headerless=arguments.headerless)
    if arguments.json:
        report = inspect_report(study, arguments.tolerances)
        print(json.dumps(report, ensure_ascii=False, indent=1))
    else:
        print(inspect_text(study, arguments.tolerances))
    return OK if study.series else UNREADABLE
