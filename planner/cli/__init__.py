"""The command line: each command reads its arguments in a module of its own, its work is done elsewhere."""

from __future__ import annotations

import argparse
import logging
import sys
from collections.abc import Callable, Collection, Sequence
from io import TextIOWrapper

from planner.cli import check, fluoro, inspect, samples, sheet, suggest, view, window
from planner.cli.shared import UNREADABLE, one_line, with_points
from planner.words import _

Command = Callable[[argparse.Namespace], int]


def main(argv: Sequence[str] | None = None) -> int:
    """Run one command and return its exit code; an error is one line on stderr, never a traceback."""
    for stream in (sys.stdout, sys.stderr):
        # a terminal without Chinese must not stop a report
        if isinstance(stream, TextIOWrapper):
            stream.reconfigure(errors="backslashreplace")
    words = with_points(sys.argv[1:] if argv is None else argv)
    parser, names = _parser()
    window = not words or (words[0] not in names and not words[0].startswith("-"))
    arguments = parser.parse_args(["window", *words] if window else words)
    command: Command = arguments.command
    try:
        return command(arguments)
    except Exception as error:
        logging.getLogger(__name__).debug("command failed", exc_info=True)
        print(one_line(error), file=sys.stderr)
        return UNREADABLE


def _parser() -> tuple[argparse.ArgumentParser, Collection[str]]:
    """Return the parser and the names of its commands; anything else is a path for the window."""
    parser = argparse.ArgumentParser(
        prog="facet-planner", description=_("Plan needles to the lumbar facets.")
    )
    commands = parser.add_subparsers(metavar=_("COMMAND"), required=True)
    for module in (inspect, check, suggest, sheet, view, fluoro, samples, window):
        module.add(commands)
    return parser, commands.choices
