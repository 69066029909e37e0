"""``check``: every check of a plan on its images."""

from __future__ import annotations

import argparse
import json
import sys

from planner.cli.images import open_for
from planner.cli.shared import FAILED, MISMATCH, OK, Commands, add_plan_and_images, rules_for
from planner.words import _


def add(commands: Commands) -> None:
    """Add the command."""
    parser = commands.add_parser("check", help=_("make every check of a plan on its images"))
    add_plan_and_images(parser)
    parser.add_argument("--json", action="store_true", help=_("numbers unrounded, in mm and degrees"))
    parser.set_defaults(command=run)


def run(arguments: argparse.Namespace) -> int:
    """Print every result and return the exit code."""
    from planner.checks import review
    from planner.checks.image_identity import Match, match_images
    from planner.checks.report import check_report, check_text
    from planner.checks.result import nothing_fails
    from planner.plan.file import read_plan

    plan = read_plan(arguments.plan)
    rules = rules_for(plan)
    scene = open_for(plan, arguments).scene
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
