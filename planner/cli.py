"""The command line: each command reads its arguments here and has its work done elsewhere."""

from __future__ import annotations

import argparse
import json
import logging
import sys
from collections.abc import Callable, Sequence
from io import TextIOWrapper
from pathlib import Path

from planner.words import _

OK, FAILED, UNREADABLE, MISMATCH = 0, 1, 2, 3
"""Exit codes: nothing fails; something fails or is not assessed; unreadable; plan and images do not match."""

Command = Callable[[argparse.Namespace], int]


def main(argv: Sequence[str] | None = None) -> int:
    """Run one command and return its exit code; an error is one line on stderr, never a traceback."""
    for stream in (sys.stdout, sys.stderr):
        # a terminal without Chinese must not stop a report
        if isinstance(stream, TextIOWrapper):
            stream.reconfigure(errors="backslashreplace")
    arguments = _parser().parse_args(argv)
    command: Command = arguments.command
    try:
        return command(arguments)
    except Exception as error:
        logging.getLogger(__name__).debug("command failed", exc_info=True)
        print(_one_line(error), file=sys.stderr)
        return UNREADABLE


def _parser() -> argparse.ArgumentParser:
    parser = argparse.ArgumentParser(
        prog="facet-planner", description=_("Plan needles to the lumbar facets.")
    )
    commands = parser.add_subparsers(metavar=_("COMMAND"), required=True)
    _add_inspect(commands)
    return parser


def _add_inspect(commands: argparse._SubParsersAction[argparse.ArgumentParser]) -> None:
    parser = commands.add_parser("inspect", help=_("say what is in a folder: series, geometry, refusals"))
    parser.add_argument("path", type=Path, metavar="PATH", help=_("a folder or a file"))
    parser.add_argument("--json", action="store_true", help=_("numbers unrounded, in mm and degrees"))
    parser.set_defaults(command=_inspect)


def _inspect(arguments: argparse.Namespace) -> int:
    from planner.dicom.inspect import inspect_report, inspect_text
    from planner.dicom.scan import scan

    study = scan(arguments.path)
    if arguments.json:
        print(json.dumps(inspect_report(study), ensure_ascii=False, indent=1))
    else:
        print(inspect_text(study))
    return OK if study.series else UNREADABLE


def _one_line(error: Exception) -> str:
    return " ".join(str(error).split()) or type(error).__name__
