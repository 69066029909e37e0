"""What the room must know of a needle before it relies on it: reach of the C-arm, metal, the foramen."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

from planner.checks.needles_apart import is_by_hubs
from planner.checks.result import Assessed, Outcome
from planner.checks.structure_clearance import is_of_foramen
from planner.checks.wording import headline
from planner.plan.parts import Needle
from planner.sheet.case import Case
from planner.sheet.facts import visible
from planner.ui.room.views import RoomView
from planner.words import _

NEAR_AT_HAND = (
    "structure_clearance",
    "hardware_clearance",
    "skin",
    "reach",
    "bone_path",
    "needles_apart",
)
"""Checks whose "look again" concerns the hand in the room; the others are for the desk."""


@dataclass(frozen=True)
class Warned:
    """Something to look at: the pictures that show it, if one does, and the finding."""

    about: tuple[str, ...]
    text: str

    @property
    def words(self) -> str:
        """Both in one sentence."""
        if not self.about:
            return self.text
        return _("{about}: {text}").format(about=_(", ").join(self.about), text=self.text)


def warnings_of(
    case: Case, needle: Needle, views: tuple[RoomView, ...], stop: str = ""
) -> tuple[Warned, ...]:
    """Return what to look at for one needle; what is said of several views is said once.

    Metal that hides the target is said in full of the setting of the C-arm alone: each picture has it in
    short.

    Parameters
    ----------
    stop
        What stops the C-arm at its setting: it is said as that, and of this view not again.
    """
    by_text: dict[str, list[str]] = {}
    found = (*_findings(case, needle), *_of_setting(views, stop), *_of_views(views))
    for about, text in found:
        by_text.setdefault(text, [])
        if about not in by_text[text]:
            by_text[text].append(about)
    return tuple(Warned(tuple(filter(None, about)), visible(text)) for text, about in by_text.items())


Found = Iterator[tuple[str, str]]
"""What a warning is about, and the warning."""


def _findings(case: Case, needle: Needle) -> Found:
    for result in case.results:
        if result.subject != needle.id or result.check not in NEAR_AT_HAND:
            continue
        if isinstance(result, Assessed) and result.outcome is Outcome.WARN and not _is_seen_there(result):
            yield "", headline(result)


def _is_seen_there(result: Assessed) -> bool:
    """Say whether the room sees it by itself: the foramen in the lateral view, a hub at hand."""
    match result.check:
        case "structure_clearance":
            return is_of_foramen(result)
        case "needles_apart":
            return is_by_hubs(result)
    return False


def _of_setting(views: tuple[RoomView, ...], stop: str) -> Found:
    for view in views[-1:]:
        for warning in filter(None, (*view.warnings, view.hides)):
            if warning != stop:
                yield view.title, warning


def _of_views(views: tuple[RoomView, ...]) -> Found:
    for view in views[:-1]:
        for warning in view.warnings:
            yield view.title, warning
