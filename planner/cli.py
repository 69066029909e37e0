"""The command line: each command reads its arguments here and has its work done elsewhere."""

from __future__ import annotations

import argparse
import json
import logging
import sys
from collections.abc import Callable, Sequence
from io import TextIOWrapper
from pathlib import Path
from typing import TYPE_CHECKING

from planner.words import _

if TYPE_CHECKING:
    from planner.dicom.load import LoadedImages
    from planner.plan.plan import Plan

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
    _add_check(commands)
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


def _add_check(commands: argparse._SubParsersAction[argparse.ArgumentParser]) -> None:
    parser = commands.add_parser("check", help=_("make every check of a plan on its images"))
    _add_plan_and_images(parser)
    parser.add_argument("--json", action="store_true", help=_("numbers unrounded, in mm and degrees"))
    parser.set_defaults(command=_check)


def _check(arguments: argparse.Namespace) -> int:
    from planner.checks import review
    from planner.checks.image_identity import Match, match_images
    from planner.checks.report import check_report, check_text
    from planner.checks.result import nothing_fails
    from planner.checks.scene import Scene
    from planner.guideline.rules import load_rules
    from planner.plan.file import read_plan

    plan = read_plan(arguments.plan)
    rules = load_rules().with_limits(plan.limits)
    images = _load_for(plan, arguments)
    scene = Scene(images.volume, images.patient, images.images)
    match = match_images(plan, scene)
    results = review(plan, scene, rules)
    if not match.is_of_these_images and match is not Match.SAME_FRAME:
        # measured on other images than the plan's, the rest would say nothing
        results = tuple(result for result in results if result.check == "image_identity")
    if arguments.json:
        print(json.dumps(check_report(results), ensure_ascii=False, indent=1))
    else:
        print(check_text(plan, results))
    if not match.is_of_these_images:
        print(_("The plan does not belong to these images."), file=sys.stderr)
        return MISMATCH
    return OK if nothing_fails(results) else FAILED


def _add_plan_and_images(parser: argparse.ArgumentParser) -> None:
    parser.add_argument("plan", type=Path, metavar="PLAN", help=_("a plan file"))
    parser.add_argument(
        "--images", type=Path, required=True, metavar="DIR", help=_("the folder of its images")
    )
    parser.add_argument("--series", metavar="UID", help=_("take the volume of this series"))
    parser.add_argument(
        "--stack", type=int, metavar="N", help=_("take this stack of a series that holds several")
    )


def _load_for(plan: Plan, arguments: argparse.Namespace) -> LoadedImages:
    """Return the volume for a plan: the one named, else the plan's own, else the best, named on stderr."""
    from planner.dicom.for_plan import stack_for_plan
    from planner.dicom.load import load_volume
    from planner.dicom.scan import scan

    stack = stack_for_plan(scan(arguments.images), plan, arguments.series, arguments.stack)
    if arguments.series is None and arguments.stack is None:
        series = stack.acquisition.series_uid
        print(_("Series {series}, stack {stack}").format(series=series, stack=stack.index), file=sys.stderr)
    return load_volume(stack)


def _one_line(error: Exception) -> str:
    return " ".join(str(error).split()) or type(error).__name__
