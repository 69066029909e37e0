"""Proposed needle paths: for which target they are looked for, on another thread, and what was found."""

from __future__ import annotations

from dataclasses import replace

from PySide6.QtGui import QHideEvent
from PySide6.QtWidgets import QFrame, QVBoxLayout, QWidget

from planner.plan.choosing import belongs, is_drawn
from planner.plan.parts import FacetTarget, MedialBranch, ProcedureKind, Target
from planner.plan.plan import Plan
from planner.plan.wording import target_words
from planner.suggest.paths.access import AccessMap
from planner.suggest.paths.all_targets import AllFound, without_needle
from planner.suggest.paths.nerve_part import NervePart, part_words
from planner.ui.panels.access_legend import AccessLegend
from planner.ui.panels.fields import (
    GRID_PX,
    Choice,
    StatusLine,
    Tick,
    labelled,
    plain_label,
    push_button,
    row,
    rows,
)
from planner.ui.panels.offers_view import OffersView
from planner.ui.panels.path_offers import Offer, offers_of, offers_of_all
from planner.ui.panels.path_search import (
    Found,
    Work,
    electrode_of,
    for_all,
    for_skin,
    for_target,
    for_thermometer,
)
from planner.ui.planes import target_in_view
from planner.ui.seeking import Seeker
from planner.ui.session import Session
from planner.words import _


class PathsCard(QFrame):
    """Asks for proposals for one target or for all, and for what is possible from the skin."""

    def __init__(self, session: Session, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.session = session
        self.seeker, self.skin_seeker = Seeker(self), Seeker(self)
        self.view = OffersView(session)
        self._of: Plan | None = None
        self._skin_of: Plan | None = None
        self._target_id = ""
        self._said: tuple[str, str] = ("pending", "")
        self._said_of: object = None
        self.setProperty("role", "card")
        column = rows(self, margin=GRID_PX + 4)
        column.addWidget(plain_label(_("Proposed paths"), "strong"))
        self._add_fields(column)
        self._add_buttons(column)
        self._add_skin(column)
        self.status = StatusLine()
        column.addWidget(self.status)
        column.addWidget(self.view)
        self._connect()

    def _add_fields(self, column: QVBoxLayout) -> None:
        self.target = Choice([], self._set_target)
        parts = [(part.value, part_words(part)) for part in NervePart]
        self.part = Choice(parts, lambda _part: self._forget())
        column.addLayout(labelled(_("Target"), self.target))
        self._part_field = QWidget()
        self._part_field.setLayout(labelled(_("Part of the nerve"), self.part))
        column.addWidget(self._part_field)

    def _add_buttons(self, column: QVBoxLayout) -> None:
        self.propose = push_button(
            _("Propose paths"), hint=_("Look for needle paths for this target"), primary=True
        )
        self.propose_all = push_button(
            _("For all targets"), hint=_("Propose a path for every target that has no needle")
        )
        self.thermometer = push_button(
            _("Thermometer on the metal"),
            hint=_("Propose a thermometer needle onto the metal beside the lesion"),
        )
        column.addLayout(row(self.propose, self.propose_all, None))
        self.one_view = Tick(_("For all: one C-arm setting for each side"), lambda _on: None)
        column.addWidget(self.one_view)
        column.addLayout(row(self.thermometer, None))

    def _add_skin(self, column: QVBoxLayout) -> None:
        self.skin = Tick(_("Show from where on the skin ways are free"), self._toggle_skin)
        self.legend = AccessLegend()
        column.addWidget(self.skin)
        column.addWidget(self.legend)

    def _connect(self) -> None:
        self.propose.clicked.connect(self._seek)
        self.propose_all.clicked.connect(self._seek_all)
        self.thermometer.clicked.connect(self._seek_thermometer)
        self.seeker.found.connect(self._on_found)
        self.skin_seeker.found.connect(self._on_skin)
        for seeker in (self.seeker, self.skin_seeker):
            seeker.refused.connect(lambda why: self._say("warn", why))
        self.view.accepted.connect(self._go_on)
        self.view.left.connect(self._forget)

    def refresh(self) -> None:
        """Bring the card up to date with the session."""
        plan = self.session.committed
        if self._of is not None and plan != self._of:
            self._drop()
        if self._skin_of is not None and plan != self._skin_of:
            self._toggle_skin(False)
        self._show_targets(plan)
        self._show_buttons(plan)
        role, words = self._said if self._said_of == (plan, self._target_id) else ("pending", "")
        if self.seeker.busy:
            role, words = "pending", _("Looking for paths…")
        self.status.say(role, words or self._advice())
        self.skin.box.setChecked(self.session.look.access is not None or self.skin_seeker.busy)
        self.legend.show_map(self.session.look.access)
        self.view.refresh()

    def _show_targets(self, plan: Plan) -> None:
        """Offer the targets of the procedure: the one selected, else the first without a needle."""
        fit = [target for target in plan.targets if belongs(plan, target)]
        self.setVisible(bool(fit))
        selected = target_in_view(self.session.plan, self.session.look.selected)
        if self.view.offers is None and selected in fit and selected is not None:
            self._target_id = selected.id
        if all(target.id != self._target_id for target in fit):
            ids = [target.id for target in (*without_needle(plan), *fit) if target in fit]
            self._target_id = ids[0] if ids else ""
        self.target.set_choices([(target.id, target_words(target)) for target in fit])
        self.target.show_value(self._target_id)
        self._part_field.setVisible(plan.procedure.kind is not ProcedureKind.FACET_INJECTION)

    def _show_buttons(self, plan: Plan) -> None:
        target, idle = self._target, self.session.volume is not None and not self.seeker.busy
        drawn = target is not None and is_drawn(target)
        self.propose.setEnabled(idle and drawn)
        open_ones = [each for each in without_needle(plan) if belongs(plan, each)]
        self.propose_all.setEnabled(idle and bool(open_ones))
        self.one_view.setEnabled(bool(open_ones))
        self.skin.setEnabled(self.session.volume is not None and drawn)
        hot = target is not None and electrode_of(plan, target) is not None
        self.thermometer.setVisible(hot and bool(plan.hardware))
        self.thermometer.setEnabled(idle)

    def _advice(self) -> str:
        """Return what to do next, where nothing has been looked for."""
        target = self._target
        if self.session.volume is None:
            return _("Open the images of the plan first.")
        if target is None or not is_drawn(target):
            return _("Draw the target first, in the step Targets.")
        if self.session.committed.needles_of(target):
            return _("This target has a needle: a path that is accepted takes its place.")
        return _("Paths are proposed; none is in the plan until you accept it.")

    @property
    def _target(self) -> Target | None:
        item = self.session.committed.item(self._target_id)
        return item if isinstance(item, MedialBranch | FacetTarget) else None

    @property
    def _part(self) -> NervePart:
        return NervePart(str(self.part.currentData()))

    def _set_target(self, target_id: str) -> None:
        self._drop()
        self._toggle_skin(False)
        self._target_id = target_id
        self.session.select(target_id)
        self.refresh()

    def _seek(self) -> None:
        target = self._target
        if target is not None:
            self._begin(for_target(self.session, target, self._part))

    def _seek_all(self) -> None:
        self._begin(for_all(self.session, self._part, self.one_view.box.isChecked()))

    def _seek_thermometer(self) -> None:
        target = self._target
        electrode = None if target is None else electrode_of(self.session.committed, target)
        if electrode is not None:
            self._begin(for_thermometer(self.session, electrode))

    def _begin(self, work: Work) -> None:
        self._drop()
        self.seeker.seek(lambda _tell: work())
        self.refresh()

    def _on_found(self, found: Found) -> None:
        plan, what = found.plan, found.what
        if plan != self.session.committed:
            self._say("warn", _("The plan has changed meanwhile: look again."))
            return
        if isinstance(what, AccessMap):
            return
        machine = self.session.site.machine
        if isinstance(what, AllFound):
            offers = offers_of_all(what, machine)
        else:
            offers = offers_of(plan, what, machine)
        self._of = plan
        self.view.show_offers(offers)
        self._say(offers.role, offers.words)

    def _toggle_skin(self, on: bool) -> None:
        target = self._target
        self.skin_seeker.cancel()
        self._skin_of = None
        if on and target is not None:
            self._skin_of = self.session.committed
            look = for_skin(self.session, target, self._part)
            self.skin_seeker.seek(lambda _tell: look())
        elif self.session.look.access is not None:
            self.session.look_at(replace(self.session.look, access=None))
        self.refresh()

    def _on_skin(self, found: Found) -> None:
        if isinstance(found.what, AccessMap):
            self.session.look_at(replace(self.session.look, access=found.what))
        self.refresh()

    def _go_on(self, _offer: Offer) -> None:
        """Say what is next: the next target without a needle, or that there is none."""
        plan = self.session.committed
        following = next((t for t in without_needle(plan) if belongs(plan, t) and is_drawn(t)), None)
        self._drop()
        if following is None:
            self._say("ok", _("Accepted. Every target that is drawn has a needle."))
            return
        self._target_id = following.id
        self.session.select(following.id)
        self._say("ok", _("Accepted. Next: {target}").format(target=target_words(following)))

    def _forget(self) -> None:
        self._drop()
        if self._skin_of is not None:
            self._toggle_skin(True)
        self.refresh()

    def _drop(self) -> None:
        """Drop what is looked for and what was found."""
        self.seeker.cancel()
        self._of, self._said_of = None, None
        self.view.forget()

    def _say(self, role: str, words: str) -> None:
        """Say something that holds for this plan and target."""
        self._said, self._said_of = (role, words), (self.session.committed, self._target_id)
        self.refresh()

    def hideEvent(self, event: QHideEvent) -> None:
        """Leave the plan as it is when the user goes elsewhere: what is only looked at stays here."""
        super().hideEvent(event)
        if not event.spontaneous():
            self._drop()
            self._toggle_skin(False)

    def wait(self) -> None:
        """Wait until no search runs any more, for the end of the program."""
        self.seeker.wait()
        self.skin_seeker.wait()
