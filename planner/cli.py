"""The command line: each command reads its arguments here and has its work done elsewhere."""

from __future__ import annotations

import argparse
import json
import logging
import sys
from collections.abc import Callable, Collection, Sequence
from datetime import datetime
from io import TextIOWrapper
from pathlib import Path
from typing import TYPE_CHECKING

from planner.anatomy.spine import Level, Side
from planner.geometry.vectors import Point
from planner.words import LANGUAGES, _, language, use

if TYPE_CHECKING:
    from planner.dicom.loaded import LoadedImages
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
    words = list(sys.argv[1:] if argv is None else argv)
    parser, names = _parser()
    window = not words or (words[0] not in names and not words[0].startswith("-"))
    arguments = parser.parse_args(["window", *words] if window else words)
    command: Command = arguments.command
    try:
        return command(arguments)
    except Exception as error:
        logging.getLogger(__name__).debug("command failed", exc_info=True)
        print(_one_line(error), file=sys.stderr)
        return UNREADABLE


def _parser() -> tuple[argparse.ArgumentParser, Collection[str]]:
    """Return the parser and the names of its commands; anything else is a path for the window."""
    parser = argparse.ArgumentParser(
        prog="facet-planner", description=_("Plan needles to the lumbar facets.")
    )
    commands = parser.add_subparsers(metavar=_("COMMAND"), required=True)
    _add_inspect(commands)
    _add_check(commands)
    _add_sheet(commands)
    _add_view(commands)
    _add_samples(commands)
    _add_window(commands)
    return parser, commands.choices


def _add_window(commands: argparse._SubParsersAction[argparse.ArgumentParser]) -> None:
    parser = commands.add_parser("window", help=_("open the window, on a folder of images or a plan"))
    parser.add_argument("path", type=Path, nargs="?", metavar="PATH")
    parser.set_defaults(command=_window)


def _window(arguments: argparse.Namespace) -> int:
    if arguments.path is not None and not arguments.path.exists():
        raise FileNotFoundError(_("{path}: there is no such file or folder.").format(path=arguments.path))
    from planner.ui.app import run

    return run(arguments.path)


def _add_view(commands: argparse._SubParsersAction[argparse.ArgumentParser]) -> None:
    parser = commands.add_parser("view", help=_("write one view as a picture"))
    parser.add_argument("images", type=Path, metavar="DIR", help=_("the folder of the images"))
    parser.add_argument("--plan", type=Path, metavar="PLAN", help=_("a plan file to draw on it"))
    parser.add_argument("--view", required=True, choices=("axial", "sagittal", "coronal", "along", "barrel"))
    parser.add_argument("--at", type=_point, metavar="X,Y,Z", help=_("the point to show, LPS in mm"))
    parser.add_argument("--needle", default="", metavar="ID", help=_("the needle to show"))
    parser.add_argument(
        "--level", type=Level, choices=tuple(Level), metavar="L4", help=_("the level to show")
    )
    parser.add_argument("--side", type=Side, choices=tuple(Side), metavar="left", help=_("the side to show"))
    _add_choice_of_volume(parser)
    parser.add_argument("-o", "--output", type=Path, required=True, metavar="FILE.png")
    parser.set_defaults(command=_view)


def _point(text: str) -> Point:
    try:
        x, y, z = (float(part) for part in text.split(","))
        return Point(x, y, z)
    except ValueError:
        raise argparse.ArgumentTypeError(_("a point is three numbers: X,Y,Z")) from None


def _view(arguments: argparse.Namespace) -> int:
    from planner.checks import review
    from planner.checks.image_identity import match_images
    from planner.checks.scene import Scene
    from planner.guideline.rules import load_rules
    from planner.plan.file import read_plan
    from planner.plan.plan import Plan
    from planner.ui.painting import painting_application
    from planner.ui.pictures import write_png
    from planner.ui.view_command import Wanted, render_view

    plan = read_plan(arguments.plan) if arguments.plan is not None else None
    images = _load_for(plan or Plan(), arguments)
    scene = Scene(images.volume, images.patient, images.images)
    if plan is not None and not match_images(plan, scene).is_of_these_images:
        print(_("The plan does not belong to these images."), file=sys.stderr)
        return MISMATCH
    shown = plan or Plan()
    results = review(shown, scene, load_rules().with_limits(shown.limits)) if plan is not None else ()
    painting_application()
    wanted = Wanted(arguments.view, arguments.at, arguments.needle, arguments.level, arguments.side)
    picture = render_view(images.volume, shown, results, wanted)
    write_png(picture, arguments.output)
    return OK


def _add_samples(commands: argparse._SubParsersAction[argparse.ArgumentParser]) -> None:
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
    parser.set_defaults(command=_samples)


def _seed(text: str) -> int:
    if not text.isdecimal():
        raise argparse.ArgumentTypeError(_("a seed is a whole number from 0"))
    return int(text)


def _samples(arguments: argparse.Namespace) -> int:
    from planner.samples.catalogue.command import samples

    return samples(arguments.folder, arguments.case, arguments.seed, sys.stdout, sys.stderr)


def _add_inspect(commands: argparse._SubParsersAction[argparse.ArgumentParser]) -> None:
    parser = commands.add_parser("inspect", help=_("say what is in a folder: series, geometry, refusals"))
    parser.add_argument("path", type=Path, metavar="PATH", help=_("a folder, a file, a DICOMDIR or a zip"))
    _add_headerless(parser)
    parser.add_argument("--json", action="store_true", help=_("numbers unrounded, in mm and degrees"))
    parser.add_argument(
        "--tolerances",
        action="store_true",
        help=_("add the tolerances and limits of what is loaded"),
    )
    parser.set_defaults(command=_inspect)


def _inspect(arguments: argparse.Namespace) -> int:
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


def _add_sheet(commands: argparse._SubParsersAction[argparse.ArgumentParser]) -> None:
    parser = commands.add_parser("sheet", help=_("write the plan sheet as a PDF"))
    _add_plan_and_images(parser)
    parser.add_argument("-o", "--output", type=Path, required=True, metavar="FILE.pdf")
    parser.add_argument(
        "--lang", choices=tuple(LANGUAGES), default=language(), help=_("the language of the sheet")
    )
    parser.set_defaults(command=_sheet)


def _sheet(arguments: argparse.Namespace) -> int:
    from planner.checks import review
    from planner.checks.scene import Scene
    from planner.guideline.rules import load_rules
    from planner.plan.file import read_plan
    from planner.sheet.compose import Obstacle, SheetBlockedError, compose
    from planner.sheet.facts import facts_of
    from planner.sheet.texts import texts
    from planner.ui.painting import painting_application
    from planner.ui.printing.faces import missing_characters
    from planner.ui.printing.pdf import write_pdf
    from planner.ui.sheet_pictures import sheet_pictures

    plan = read_plan(arguments.plan)
    rules = load_rules().with_limits(plan.limits)
    images = _load_for(plan, arguments)
    with use(arguments.lang):
        results = review(plan, Scene(images.volume, images.patient, images.images), rules)
        try:
            sheet = compose(plan, results, facts_of(images), rules, datetime.now().astimezone())
        except SheetBlockedError as error:
            print(_one_line(error), file=sys.stderr)
            return MISMATCH if error.why is Obstacle.OTHER_IMAGES else FAILED
        painting_application()
        if lacking := missing_characters("".join(texts(sheet))):
            sentence = _("No font has {characters}: look whether the sheet shows them.")
            print(sentence.format(characters=lacking), file=sys.stderr)
        write_pdf(sheet, arguments.output, sheet_pictures(images.volume, plan, results))
    return OK


def _add_plan_and_images(parser: argparse.ArgumentParser) -> None:
    parser.add_argument("plan", type=Path, metavar="PLAN", help=_("a plan file"))
    parser.add_argument(
        "--images", type=Path, required=True, metavar="DIR", help=_("the folder of its images")
    )
    _add_choice_of_volume(parser)


def _add_headerless(parser: argparse.ArgumentParser) -> None:
    parser.add_argument(
        "--headerless",
        action="store_true",
        help=_("read files that do not say how they are written as they look"),
    )


def _add_choice_of_volume(parser: argparse.ArgumentParser) -> None:
    _add_headerless(parser)
    parser.add_argument("--series", metavar="UID", help=_("take the volume of this series"))
    parser.add_argument(
        "--stack", type=int, metavar="N", help=_("take this stack of a series that holds several")
    )


def _load_for(plan: Plan, arguments: argparse.Namespace) -> LoadedImages:
    """Return the volume for a plan: the one named, else the plan's own, else the best, named on stderr."""
    from planner.dicom.for_plan import stack_for_plan
    from planner.dicom.reader import shared_reader

    reader = shared_reader()
    study = reader.scan(arguments.images, headerless=arguments.headerless)
    stack = stack_for_plan(study, plan, arguments.series, arguments.stack)
    if arguments.series is None and arguments.stack is None:
        series = stack.acquisition.series_uid
        print(_("Series {series}, stack {stack}").format(series=series, stack=stack.index), file=sys.stderr)
    return reader.load(stack)


def _one_line(error: Exception) -> str:
    return " ".join(str(error).split()) or type(error).__name__
