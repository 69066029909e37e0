"""What the room reads of each needle, in the words of the sheet that hangs beside the screen."""

from __future__ import annotations

from dataclasses import dataclass, replace
from datetime import datetime

from msgspec.structs import replace as replaced

from planner.anatomy.spine import Side
from planner.checks.rounding import rounded
from planner.plan.parts import Needle, Role
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
from planner.ui.look import greys_of
from planner.ui.room.views import RoomView, room_views
from planner.ui.room.warnings import Warned, warnings_of
from planner.ui.session import Session
from planner.words import _


@dataclass(frozen=True, eq=False)
class NeedlePage:
    """One needle for the room.

    Attributes
    ----------
    shown_id
        Its id as one line of letters that can be seen, whatever a file says.
    progress
        "needle 2 of 6, C-ARM B".
    cannula
        The device, its length, and how much of it is to spare.
    detector
        That it is what the angles are of, and where they begin; None where no C-arm is used.
    work
        What is done with it, in order; empty for a needle that only measures.
    stops
        What must be settled before it, as it stands in the sheet's STOP box and with its setting.
    views, slices
        The pictures: of the C-arm, or where none is used, those that the sheet has.
    """

    needle: Needle
    shown_id: str
    side: Side | None
    side_words: str
    name: str
    progress: str
    setting: CArmSetting | None
    detector: Labelled | None
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
        self.volume = session.images.volume
        self.greys = greys_of(session.look.c_arm, session.site)
        facts, now = facts_of(session.images), datetime.now().astimezone()
        made_of = (session.committed, session.results, facts, session.rules, now, session.site, self.volume)
        self.case, sheet = Case(*made_of), compose(*made_of)
        self.banner: Banner = sheet.banner
        page = next(page for page in sheet.pages if isinstance(page, RoomPage))
        self.procedure: ProcedureLine = page.procedure
        self.depth = page.depth
        self._pictures = next(page for page in sheet.pages if isinstance(page, PicturePage))
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
        _number, group, row = self._places[index]
        needle, pictures = self.case.needles[index], self._pictures.needles[index]
        alone = _case_of(self.case, needle)
        read = with_texts(room_page(alone), visible)
        probes = needle.role is Role.THERMOMETER
        views, under_c_arm = self._views(index), group.setting is not None
        out_of_reach = group.setting.stops if group.setting is not None else None
        return NeedlePage(
            needle=needle,
            shown_id=row.needle,
            side=self.case.side_of(needle),
            side_words=group.side,
            name=row.name,
            progress=self._progress(index, group),
            setting=self._setting(group, needle),
            detector=_detector(self.case) if under_c_arm else None,
            depth=row.depth,
            cannula=self._cannula(needle),
            lines=row.lines,
            # the arrows say that it is an order; tests come before what they are for
            work=() if probes else (replace(read.order, label=""), *reversed(read.dose)),
            signs=read.signs,
            stops=(*_stops(alone), *((out_of_reach,) if out_of_reach is not None else ())),
            warnings=warnings_of(self.case, needle, views, out_of_reach.text if out_of_reach else ""),
            views=views,
            slices=() if under_c_arm else pictures.slices,
        )

    def _views(self, index: int) -> tuple[RoomView, ...]:
        number, group, _row = self._places[index]
        if group.setting is None:
            return ()
        needle, pictures = self.case.needles[index], self._pictures.needles[index]
        return room_views(
            self.case, needle, self.case.settings[number][1], group.setting.letter, pictures.views
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


def _case_of(case: Case, needle: Needle) -> Case:
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


def _detector(case: Case) -> Labelled:
    """Return that it is the detector that the angles are of, and where they begin."""
    words = _("moves as said, from over the BACK") if case.prone else _("moves as said")
    return Labelled(_("DETECTOR"), words)


def _stops(alone: Case) -> tuple[Labelled, ...]:
    """Return what is strong in the STOP box; where metal is near a needle, that is a finding of its own."""
    without_metal = replace(alone, plan=replaced(alone.plan, hardware=()))
    box = with_texts(stop_box(without_metal), visible)
    return tuple(Labelled(item.label, item.text) for item in box.items if item.strong)
