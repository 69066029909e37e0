"""``sheet``: the plan sheet as a PDF."""

from __future__ import annotations

import argparse
import sys
from datetime import datetime
from typing import TYPE_CHECKING

from planner.cli.images import Opened, open_for
from planner.cli.shared import (
    DOCUMENT,
    FAILED,
    MISMATCH,
    OK,
    Commands,
    add_plan_and_images,
    ensure_writable,
    one_line,
    output,
    rules_for,
    saving,
)
from planner.words import LANGUAGES, _, language, use

if TYPE_CHECKING:
    from planner.carm.site import Site
    from planner.checks.result import Result
    from planner.plan.plan import Plan
    from planner.sheet.facts import ImageFacts
    from planner.ui.frames import Runs
    from planner.ui.sheet_painter import Pictures


def add(commands: Commands) -> None:
    """Add the command."""
    parser = commands.add_parser("sheet", help=_("write the plan sheet as a PDF"))
    add_plan_and_images(parser)
    parser.add_argument("-o", "--output", type=output(DOCUMENT), required=True, metavar="FILE.pdf")
    parser.add_argument(
        "--lang", choices=tuple(LANGUAGES), default=language(), help=_("the language of the sheet")
    )
    parser.add_argument(
        "--true-scale",
        action="store_true",
        help=_("print the slices along the needles at true scale, with a bar to measure"),
    )
    parser.set_defaults(command=run)


def run(arguments: argparse.Namespace) -> int:
    """Write the sheet and return the exit code."""
    from planner.checks import review
    from planner.plan.file import read_plan
    from planner.sheet.compose import Obstacle, SheetBlockedError, compose
    from planner.sheet.texts import texts
    from planner.ui.painting import painting_application
    from planner.ui.printing.faces import missing_characters
    from planner.ui.printing.pdf import write_pdf

    ensure_writable(arguments.output)
    plan = read_plan(arguments.plan)
    site = _site_for(plan)
    rules = rules_for(plan)
    opened = open_for(plan, arguments)
    with use(arguments.lang):
        results = review(plan, opened.scene, rules)
        try:
            now = datetime.now().astimezone()
            facts, volume = _facts(plan, opened), opened.scene.volume
            sheet = compose(plan, results, facts, rules, now, site, volume, arguments.true_scale)
        except SheetBlockedError as error:
            print(one_line(error), file=sys.stderr)
            return MISMATCH if error.why is Obstacle.OTHER_IMAGES else FAILED
        painting_application()
        if lacking := missing_characters("".join(texts(sheet))):
            sentence = _("No font has {characters}: look whether the sheet shows them.")
            print(sentence.format(characters=lacking), file=sys.stderr)
        with saving(arguments.output):
            write_pdf(sheet, arguments.output, _pictures(plan, opened, results, site))
    return OK


def _facts(plan: Plan, opened: Opened) -> ImageFacts:
    from planner.sheet.facts import facts_of
    from planner.ui.sheet_frames import facts_of_runs

    return facts_of_runs(_runs(opened), plan) if opened.images is None else facts_of(opened.images)


def _pictures(plan: Plan, opened: Opened, results: tuple[Result, ...], site: Site) -> Pictures:
    from planner.dicom.reader import shared_reader
    from planner.ui.sheet_frames import frame_pictures
    from planner.ui.sheet_pictures import sheet_pictures

    if opened.images is not None:
        return sheet_pictures(opened.images.volume, plan, results, site)
    return frame_pictures(_runs(opened), shared_reader().frame, plan, results, site)


def _runs(opened: Opened) -> Runs:
    from planner.ui.frames import runs_of

    if opened.study is None or opened.projection is None:
        return ()
    return runs_of(opened.study, opened.projection)


def _site_for(plan: Plan) -> Site:
    """Return the room; where no C-arm guides, a room that cannot be read is said and stops nothing.

    Slices are laid as its monitor lays pictures, so that a room that can be read counts for every plan.

    Raises
    ------
    SiteError
        If the room of a C-arm cannot be read.
    """
    from planner.carm.site import Site, SiteError, load_site
    from planner.plan.parts import Guidance

    try:
        return load_site()
    except SiteError as error:
        if plan.procedure.guidance is Guidance.C_ARM:
            raise
        print(one_line(error), file=sys.stderr)
        return Site()
