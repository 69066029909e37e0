"""What the room reads of each needle, in the words of the sheet that hangs beside the screen."""

from __future__ import annotations

from dataclasses import dataclass, replace
from datetime import datetime

from msgspec.structs import replace as replaced

from planner.anatomy.spine import Side
from planner.checks.result import Result
from planner.checks.rounding import rounded
from planner.imaging.volume import Volume
from planner.plan.parts import Needle, Role
from planner.plan.plan import Plan
from planner.sheet.case import Case
from planner.sheet.compose import compose
from planner.sheet.content import (
    Banner,
    CArmGroup,
    CArmSetting,
    Labelled,
    NeedleRow,
    PicturePage,
    PictureRequest,
    ProcedureLine,
    RoomPage,
)
from planner.sheet.facts import facts_of, visible
from planner.sheet.needles import device_words, square_words
from planner.sheet.room import room_page
from planner.sheet.stop import stop_box
from planner.sheet.texts import with_texts
from planner.sheet.views import VIEWS
from planner.ui.room.views import RoomView, room_views
from planner.ui.room.warnings import Warned, warnings_of
from planner.ui.session import Session
from planner.words import _


@dataclass(frozen=True, eq=False)
class NeedlePage:
    """One needle for the room.

    Attributes
    ----------
    group
        Which of the settings of the C-arm it belongs to, from 0.
    progress
        "needle 2 of 6, C-ARM B".
    cannula
        The device, its length, and how much of it is to spare.
    work
        What is done with it, in order; empty for a needle that only measures.
    stops
        What must be settled before it, as it stands in the sheet's STOP box.
    views, slices
        The pictures: of the C-arm, or where none is used, those that the sheet has.
    """

    needle: Needle
    side: Side | None
    side_words: str
    name: str
    group: int
    progress: str
    setting: CArmSetting | None
    depth: Labelled
    cannula: str
    lines: tuple[Labelled, ...]
    work: tuple[Labelled, ...]
    signs: Labelled
    stops: tuple[Labelled, ...]
    warnings: tuple[Warned, ...]
    views: tuple[RoomView, ...]
    slices: tuple[PictureRequest, ...]


class RoomContent:
    """The plan of a session as the room sees it, in the language in force.

    Parameters
    ----------
    session
        With images open.

    Raises
    ------
    SheetBlockedError
        Where there is no sheet either.
    """

    def __init__(self, session: Session) -> None:
        assert session.images is not None
        self.plan: Plan = session.committed
        self.results: tuple[Result, ...] = session.results
        self.volume: Volume = session.images.volume
        self.site, self.greys = session.site, session.look.c_arm.greys
        facts, now = facts_of(session.images), datetime.now().astimezone()
        made_of = (self.plan, self.results, facts, session.rules, now, self.site, self.volume)
        self.case, sheet = Case(*made_of), compose(*made_of)
        self.banner: Banner = sheet.banner
        page = next(page for page in sheet.pages if isinstance(page, RoomPage))
        self.procedure: ProcedureLine = page.procedure
        self.depth = page.depth
        pictures = next(page for page in sheet.pages if isinstance(page, PicturePage))
        self._pictures = [picture for each in pictures.needles for picture in (*each.views, *each.slices)]
        self._places: list[tuple[int, CArmGroup, NeedleRow]] = [
            (number, group, row) for number, group in enumerate(page.groups) for row in group.needles
        ]
        self._pages: dict[int, NeedlePage] = {}

    @property
    def ids(self) -> tuple[str, ...]:
        """The needles' ids in the order of work."""
        return tuple(needle.id for needle in self.case.needles)

    @property
    def groups(self) -> tuple[int, ...]:
        """For each needle, in the order of work, which setting it belongs to."""
        return tuple(number for number, _group, _row in self._places)

    def page(self, index: int) -> NeedlePage:
        """Return the page of a needle by its place in the order of work; made once."""
        if index not in self._pages:
            self._pages[index] = self._made(index)
        return self._pages[index]

    def _made(self, index: int) -> NeedlePage:
        number, group, row = self._places[index]
        needle = self.case.needles[index]
        alone = case_of(self.case, needle)
        read = _read(room_page(alone))
        order, work, signs = read.order, read.dose, read.signs
        probes = needle.role is Role.THERMOMETER
        pictures = [picture for picture in self._pictures if picture.needle == needle.id]
        requests = [picture for picture in pictures if picture.kind in VIEWS]
        slices = tuple(picture for picture in pictures if picture.kind not in VIEWS)
        setting = self.case.settings[number][1]
        views = room_views(self.case, needle, setting, requests) if group.setting else ()
        return NeedlePage(
            needle=needle,
            side=self.case.side_of(needle),
            side_words=group.side,
            name=row.name,
            group=number,
            progress=self._progress(index, group),
            setting=self._setting(group, needle),
            depth=row.depth,
            cannula=self._cannula(needle),
            lines=row.lines,
            work=() if probes else (order, *work),
            signs=signs,
            stops=_stops(alone),
            warnings=warnings_of(self.case, needle, views),
            views=views,
            slices=() if group.setting else slices,
        )

    def _progress(self, index: int, group: CArmGroup) -> str:
        if group.setting is None:
            return _("needle {n} of {total}").format(n=index + 1, total=len(self._places))
        pattern = _("needle {n} of {total}, {setting}")
        return pattern.format(n=index + 1, total=len(self._places), setting=group.setting.letter)

    def _setting(self, group: CArmGroup, needle: Needle) -> CArmSetting | None:
        """Return the setting with the endplate of this needle's vertebra only: others may share it."""
        setting, target = group.setting, self.case.plan.target_of(needle)
        if setting is None or setting.square is None or target is None:
            return setting
        words = square_words(self.case, target.bone)
        return replace(setting, square=Labelled(setting.square.label, words) if words else None)

    def _cannula(self, needle: Needle) -> str:
        words, reach = device_words(needle), self.case.assessed("reach", needle.id)
        spare_mm = None if reach is None else reach.number("spare_mm")
        if reach is None or spare_mm is None:
            return words
        spare = rounded(spare_mm, reach.limits.values())
        return _("{cannula}; {n} mm to spare").format(cannula=words, n=spare)


def case_of(case: Case, needle: Needle) -> Case:
    """Return the case of one needle alone, so that the sheet's words are about nothing else."""
    target = case.plan.target_of(needle)
    others = {item.id for item in (*case.plan.targets, *case.plan.needles)} - {needle.id, needle.target}
    plan = replaced(
        case.plan,
        targets=() if target is None else (target,),
        needles=(needle,),
        overrides=tuple(each for each in case.plan.overrides if each.subject not in others),
    )
    results = tuple(result for result in case.results if result.subject not in others)
    return replace(case, plan=plan, results=results)


def _read(page: RoomPage) -> RoomPage:
    return with_texts(page, visible)


def _stops(alone: Case) -> tuple[Labelled, ...]:
    """Return what is strong in the STOP box; where metal is near a needle, that is a finding of its own."""
    without_metal = replace(alone, plan=replaced(alone.plan, hardware=()))
    box = with_texts(stop_box(without_metal), visible)
    return tuple(Labelled(item.label, item.text) for item in box.items if item.strong)
