"""The window: the program with nothing else asked."""

from __future__ import annotations

import argparse
import gc
from pathlib import Path

from planner.cli.shared import Commands
from planner.words import _


def add(commands: Commands) -> None:
    """Add the command."""
    parser = commands.add_parser("window", help=_("open the window, on a folder of images or a plan"))
    parser.add_argument("path", type=Path, nargs="?", metavar="PATH")
    parser.set_defaults(command=run)


def run(arguments: argparse.Namespace) -> int:
    """Open the window and return its exit code."""
    if arguments.path is not None and not arguments.path.exists():
        raise FileNotFoundError(_("{path}: there is no such file or folder.").format(path=arguments.path))
    # what is imported stays: to look through it for garbage meanwhile takes a tenth of a second
    gc.disable()
    from planner.ui.app import run

    gc.freeze()
    gc.enable()
    return run(arguments.path)
