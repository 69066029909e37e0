"""``samples``: the synthetic cases."""

from __future__ import annotations

import argparse
import sys
from pathlib import Path

from planner.cli.shared import Commands
from planner.words import _


def add(commands: Commands) -> None:
    """Add the command."""
    parser = commands.add_parser("samples", help=_("list the sample cases, or write them to a folder"))
    parser.add_argument(
        "folder", type=Path, nargs="?", metavar="DIR", help=_("where to write them, one folder each")
    )
    parser.add_argument(
        "--case",
        action="append",
        default=[],
        metavar="NAME",
        help=_("write this case (may be given several times); without it, those that are shipped"),
    )
    parser.add_argument("--seed", type=_seed, metavar="N", help=_("make another person by the same recipe"))
    parser.set_defaults(command=run)


def _seed(text: str) -> int:
    if not text.isdecimal():
        raise argparse.ArgumentTypeError(_("a seed is a whole number from 0"))
    return int(text)


def run(arguments: argparse.Namespace) -> int:
    """List or write the cases and return the exit code."""
    from planner.samples.catalogue.command import samples

    return samples(arguments.folder, arguments.case, arguments.seed, sys.stdout, sys.stderr)
