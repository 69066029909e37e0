"""What the commands share: exit codes, arguments, the choice of a volume, the file that is written."""

from __future__ import annotations

import argparse
import os
import sys
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from errno import EACCES, ENOENT
from pathlib import Path
from typing import TYPE_CHECKING, TypeAlias

from planner.geometry.vectors import Point
from planner.plan.whole import reason_of
from planner.words import _

if TYPE_CHECKING:
    from planner.dicom.loaded import LoadedImages
    from planner.guideline.rules import Rules
    from planner.plan.plan import Plan

OK, FAILED, UNREADABLE, MISMATCH = 0, 1, 2, 3
"""Exit codes: nothing fails; something fails or is not assessed; unreadable; plan and images do not match."""

Commands: TypeAlias = "argparse._SubParsersAction[argparse.ArgumentParser]"
"""Where a command is added."""


POINTS = ("--at", "--center")
"""Options that take a point."""


def with_points(words: Sequence[str]) -> list[str]:
    """Return the words with each point tied to its option: one that begins with a minus is no option."""
    tied: list[str] = []
    for word in words:
        if tied and tied[-1] in POINTS:
            tied[-1] += f"={word}"
        else:
            tied.append(word)
    return tied


def point(text: str) -> Point:
    """Return the point of "X,Y,Z", LPS mm."""
    try:
        x, y, z = (float(part) for part in text.split(","))
        return Point(x, y, z)
    except ValueError:
        raise argparse.ArgumentTypeError(_("a point is three numbers: X,Y,Z")) from None


def add_plan_and_images(parser: argparse.ArgumentParser) -> None:
    """Add a plan file and the folder of its images."""
    parser.add_argument("plan", type=Path, metavar="PLAN", help=_("a plan file"))
    parser.add_argument(
        "--images", type=Path, required=True, metavar="DIR", help=_("the folder of its images")
    )
    add_choice_of_volume(parser)


def add_headerless(parser: argparse.ArgumentParser) -> None:
    """Add the wish to read files without a header."""
    parser.add_argument(
        "--headerless",
        action="store_true",
        help=_("read files that do not say how they are written as they look"),
    )


def add_choice_of_volume(parser: argparse.ArgumentParser) -> None:
    """Add the choice of one volume among several."""
    add_headerless(parser)
    parser.add_argument("--series", metavar="UID", help=_("take the volume of this series"))
    parser.add_argument(
        "--stack", type=int, metavar="N", help=_("take this stack of a series that holds several")
    )


def load_for(plan: Plan, arguments: argparse.Namespace) -> LoadedImages:
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


def rules_for(plan: Plan) -> Rules:
    """Return the rules with the limits of site and plan; that the site has changed some is said on stderr.

    Raises
    ------
    SiteLimitsError
        If the limits of the site cannot be read: by others the plan would be judged otherwise than here.
    LimitError
        If the plan changes a limit that cannot be changed.
    """
    from planner.guideline.rules import load_rules, site_limits
    from planner.guideline.site_limits import site_limits_path

    site = site_limits()
    if site.limits:
        changed = ", ".join(f"{key} = {each.value:g}" for key, each in sorted(site.limits.items()))
        sentence = _("Limits of this site ({file}): {changed}")
        print(sentence.format(file=site_limits_path(), changed=changed), file=sys.stderr)
    return load_rules().with_site(site).for_plan(plan)


def one_line(error: Exception) -> str:
    """Return an error as one line."""
    return " ".join(str(error).split()) or type(error).__name__


PICTURE, NUMBERS, OBJECT, DOCUMENT, PLAN = ".png", ".npy", ".dcm", ".pdf", ".json"
"""The kinds of files that commands write, by how their names end."""
BEGINNINGS = {PICTURE: b"\x89PNG\r\n\x1a\n", NUMBERS: b"\x93NUMPY", DOCUMENT: b"%PDF-", PLAN: b"{"}
"""How such a file begins; what begins otherwise is an image, a plan or something else that is missed."""


def output(*endings: str) -> Callable[[str], Path]:
    """Return what reads the name of an output file, and refuses one that ends otherwise in a sentence."""

    def named(text: str) -> Path:
        path = Path(text)
        if path.suffix.lower() not in endings:
            sentence = _("the name of the file ends in {endings}")
            raise argparse.ArgumentTypeError(sentence.format(endings=_(", ").join(endings)))
        return path

    return named


def ensure_writable(path: Path) -> None:
    """Look, before the work, whether a file can be written at a path and nothing of others is lost by it.

    Raises
    ------
    ValueError
        If not, in a sentence.
    """
    try:
        if path.is_dir():
            raise ValueError(_("{file} is a folder: name a file in it.").format(file=path))
        if not path.parent.is_dir():
            raise _unwritable(path, os.strerror(ENOENT))
        if not os.access(path.parent, os.W_OK):
            raise _unwritable(path, os.strerror(EACCES))
        if path.exists() and _foreign(path):
            sentence = _("{file} holds something else, which is never written over: choose another name.")
            raise ValueError(sentence.format(file=path))
    except OSError as error:
        raise _unwritable(path, reason_of(error)) from error


@contextmanager
def saving(path: Path) -> Iterator[None]:
    """Say in a sentence why a file cannot be written, as a `ValueError`."""
    try:
        yield
    except OSError as error:
        raise _unwritable(path, reason_of(error)) from error


def _foreign(path: Path) -> bool:
    """Say whether something that is there is not what a command writes under such a name."""
    from planner.dicom.writing.xa import written_here

    if not path.is_file():
        return True
    ending = path.suffix.lower()
    if ending == OBJECT:
        return not written_here(path)
    with path.open("rb") as file:
        head = file.read(len(BEGINNINGS[ending]))
    return head not in (b"", BEGINNINGS[ending])


def _unwritable(path: Path, why: str) -> ValueError:
    sentence = _("{file}: cannot be saved ({why}). Choose another name or folder.")
    return ValueError(sentence.format(file=path, why=why))
