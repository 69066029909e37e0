"""The views of the C-arm that the room has of a needle: those of the sheet, and its own setting."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass

from planner.carm.angles import barrel_angles
from planner.carm.beam_view import BeamView
from planner.carm.hidden import hides_words
from planner.carm.machine import PIXELS
from planner.plan.parts import Needle
from planner.sheet.case import Case
from planner.sheet.content import PictureRequest
from planner.sheet.settings import Setting
from planner.sheet.views import VIEWS, hidden_in_view, view_warnings
from planner.ui.c_arm_words import view_name
from planner.ui.room.captions import stand_words
from planner.ui.sheet_pictures import view_on_sheet
from planner.words import _


@dataclass(frozen=True)
class RoomView:
    """A picture of the C-arm for the room: what it shows, where the detector stands, what is wrong with it.

    Attributes
    ----------
    where
        In angles of the room.
    remark
        What else it tells.
    warnings, hides
        What is wrong with it in whole sentences; apart from these, that metal hides the target.
    short
        Both in a few words that find room on the picture.
    """

    title: str
    where: str
    beam: BeamView
    remark: str
    warnings: tuple[str, ...]
    hides: str
    short: str


def room_views(
    case: Case, needle: Needle, setting: Setting, name: str, requests: Iterable[PictureRequest]
) -> tuple[RoomView, ...]:
    """Return the views that the sheet has of a needle, and what is seen at the setting that it prints.

    All have the needle's tip in the middle. The last has the name of its setting, and looks down the barrel
    as far as the needle agrees with those that share it.
    """
    target = case.plan.target_of(needle)
    vertebra = "" if target is None else f" {target.bone.value}"
    found = []
    for request in requests:
        view, beam = VIEWS[request.kind], view_on_sheet(case.plan, needle, request, case.site, PIXELS)
        title = f"{view_name(view)}{vertebra}"
        found.append(_made(case, needle, title, beam, request.remark, request.warnings))
    angles, site = barrel_angles(setting.hub), case.site
    beam, warnings = site.laid(site.machine.beam(angles, needle.tip_mm)), view_warnings(case, needle, angles)
    return (*found, _made(case, needle, name, beam, "", tuple(warnings)))


def _made(
    case: Case,
    needle: Needle,
    title: str,
    beam: BeamView,
    remark: str,
    warnings: tuple[str, ...],
) -> RoomView:
    angles = beam.beam.angles
    hidden = hidden_in_view(case, needle, angles)
    short = [] if case.site.machine.reaches(angles) else [_("OUT OF REACH")]
    if hidden is not None:
        short.append(_("{percent}% behind METAL").format(percent=hidden.percent))
    hides = "" if hidden is None else hides_words(hidden)
    return RoomView(title, stand_words(angles), beam, remark, warnings, hides, " · ".join(short))
