"""``suggest``: proposals for a plan, written as another plan."""

from __future__ import annotations

import argparse
import json
import sys
from pathlib import Path
from typing import TYPE_CHECKING, Any

from planner.cli.images import ensure_of_ct
from planner.cli.proposers import PROPOSERS
from planner.cli.shared import (
    FAILED,
    MISMATCH,
    OK,
    PLAN,
    Commands,
    add_plan_and_images,
    ensure_writable,
    load_for,
    output,
    rules_for,
)
from planner.words import _

if TYPE_CHECKING:
    from planner.plan.plan import Plan

PARTS = ("own", "middle", "posterior")
"""The parts of a nerve, as `NervePart` names them."""


def add(commands: Commands) -> None:
    """Add the command."""
    parser = commands.add_parser(
        "suggest", help=_("propose hardware, nerve courses and needles, and write the plan with them")
    )
    add_plan_and_images(parser)
    parser.add_argument("-o", "--output", type=output(PLAN), required=True, metavar="FILE.json")
    parser.add_argument("--json", action="store_true", help=_("numbers unrounded, in mm and degrees"))
    parser.add_argument("--target", action="append", metavar="ID", help=_("only for this target; repeatable"))
    parser.add_argument(
        "--part", choices=PARTS, default=PARTS[0], help=_("the part of each nerve to treat; own: as marked")
    )
    parser.add_argument("--device", default="", metavar="ID", help=_("the needle to take, by its id"))
    parser.add_argument(
        "--replace", action="store_true", help=_("also for targets that have a needle, which is replaced")
    )
    parser.add_argument(
        "--one-view", action="store_true", help=_("one C-arm setting for the needles of each side")
    )
    parser.add_argument(
        "--thermometer",
        action="store_true",
        help=_("also a thermometer onto the metal that a lesion comes near to"),
    )
    parser.set_defaults(command=run)


def run(arguments: argparse.Namespace) -> int:
    """Print the proposals, write the plan with the first of each, and return the exit code."""
    from planner.checks.image_identity import Match, match_images
    from planner.checks.scene import Scene
    from planner.plan.file import read_plan, write_plan

    plan = read_plan(arguments.plan)
    ensure_of_ct(plan)
    _ensure_own(arguments.output, arguments.plan, plan)
    rules = rules_for(plan)
    images = load_for(plan, arguments)
    scene = Scene(images.volume, images.patient, images.images, images.hu)
    match = match_images(plan, scene)
    if not match.is_of_these_images and match is not Match.SAME_FRAME:
        print(_("The plan does not belong to these images."), file=sys.stderr)
        return MISMATCH
    report: dict[str, Any] = {}
    texts, complete = [], True
    for name, proposer in PROPOSERS.items():
        proposed = proposer(plan, scene, rules, arguments)
        plan = proposed.plan
        report[name] = proposed.report
        texts += [proposed.text] if proposed.text else []
        complete = complete and proposed.complete
    write_plan(plan, arguments.output)
    print(json.dumps(report, ensure_ascii=False, indent=1) if arguments.json else "\n".join(texts))
    return OK if complete else FAILED


def _ensure_own(path: Path, given: Path, plan: Plan) -> None:
    """Look whether nothing of others is lost by a plan written to a path.

    Raises
    ------
    ValueError
        If it is the plan that was given, or holds anything but a plan of the same patient.
    """
    from planner.plan.file import PlanError, read_plan

    ensure_writable(path)
    if not path.exists():
        return
    if path.samefile(given):
        sentence = _("{file} is the plan itself: proposals go to another file, to be looked at.")
        raise ValueError(sentence.format(file=path))
    try:
        ours = read_plan(path).patient == plan.patient
    except PlanError:
        ours = False
    if not ours:
        sentence = _("{file} holds something else, which is never written over: choose another name.")
        raise ValueError(sentence.format(file=path))
