"""The one mutable thing: the plan as it is now, its past, the images, the results, and what is looked at."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path
from typing import TYPE_CHECKING

from msgspec.structs import replace as replaced
from PySide6.QtCore import QObject, Signal

from planner.carm.site import Site
from planner.checks.image_identity import Match, match_images
from planner.checks.reasons import Reason, reason_text
from planner.checks.scene import Scene
from planner.guideline.site_limits import SiteLimits
from planner.plan.file import write_plan
from planner.plan.identity import Images
from planner.plan.plan import Item, Plan
from planner.ui.companion import in_one_space, turned_to
from planner.ui.frames import Runs, plan_on
from planner.ui.history import History
from planner.ui.look import Look
from planner.ui.planes import focus_of
from planner.ui.reviewing import Reviewing
from planner.ui.selection import looking_at, stepped
from planner.words import _

if TYPE_CHECKING:
    from planner.checks.result import Result
    from planner.dicom.loaded import LoadedImages
    from planner.guideline.rules import Rules
    from planner.imaging.volume import Volume
    from planner.plan.parts import Hardware
    from planner.suggest.hardware.proposal import HardwareProposal


class OtherPatientError(Exception):
    """A plan of another patient than the images that are open; such a plan is never shown on them."""

    def __str__(self) -> str:
        return reason_text(Reason.OTHER_PATIENT)


class Session(QObject):
    """What the window shows and edits.

    An edit is `preview(plan)` while dragging and one `commit(plan, text)` at the end; `cancel` takes it back.
    `plan` is the one shown, `committed` the one that counts, `laid_by` the one that the views follow.

    Signals
    -------
    changed
        Something is different; whoever shows the session draws anew from it.
    committed_plan, opened_plan, saved
        For the journal: the plan after an edit and the edit's name; a plan opened and its file, while the
        undo stack still tells whether the one before was saved; the file saved to.
    focused
        A part was selected to be looked at: the views bring the cursor to their middle.
    """

    changed = Signal()
    committed_plan = Signal(object, str)
    opened_plan = Signal(object, object)
    saved = Signal(object)
    focused = Signal()

    def __init__(
        self, parent: QObject | None = None, site: Site | None = None, limits: SiteLimits | None = None
    ) -> None:
        super().__init__(parent)
        self.site = site or Site()
        self.images: LoadedImages | None = None
        self.companion: LoadedImages | None = None
        self.runs: Runs = ()
        self.scene = Scene()
        self.look = Look()
        self.found: HardwareProposal | None = None
        self.path: Path | None = None
        self.undo_stack = History(self)
        self.undo_stack.went.connect(self._swap)
        self.undo_stack.indexChanged.connect(self.changed)
        self.undo_stack.cleanChanged.connect(self.changed)
        self._committed = Plan()
        self._preview: Plan | None = None
        self._still = True
        self._reviewing = Reviewing(limits or SiteLimits())

    @property
    def plan(self) -> Plan:
        """The plan as shown: the preview of an edit under way, otherwise the committed one."""
        return self._committed if self._preview is None else self._preview

    @property
    def committed(self) -> Plan:
        """The plan without an edit under way."""
        return self._committed

    @property
    def laid_by(self) -> Plan:
        """The plan that the views follow: they lie still while something is dragged."""
        return self.committed if self._still else self.plan

    @property
    def editing(self) -> bool:
        """Whether an edit is under way."""
        return self._preview is not None

    @property
    def volume(self) -> Volume | None:
        """The volume looked at; None before images are open."""
        return self.images.volume if self.images is not None else None

    @property
    def is_stale(self) -> bool:
        """Whether the plan was made on other images than those that are open."""
        marked = self.images is not None and self._marked
        return marked and not self.match(self._committed).is_of_these_images

    @property
    def rules(self) -> Rules:
        """The rules with the limits of the plan shown."""
        return self._reviewing.rules_for(self.plan)

    @property
    def results(self) -> tuple[Result, ...]:
        """The results of every check on the plan shown, worst first; computed once per plan."""
        return self._reviewing.results(self.plan, self.scene)

    @property
    def selected_item(self) -> Item | None:
        """The selected part of the plan; None where nothing is selected."""
        return self.plan.item(self.look.selected)

    def set_images(self, images: LoadedImages) -> bool:
        """Show other images; say whether a plan was closed for them.

        A plan with nothing marked in it is bound to the images; any other of this patient keeps its binding.
        One of another patient is closed, and one made on pictures of a C-arm: its positions are no places of
        a CT.
        """
        self.images, self.companion, self.found = images, None, None
        self.scene = Scene(images.volume, images.patient, images.images, images.hu)
        centre = images.volume.centre
        look = replace(self.look, cursor=centre, measurements=(), beside=frozenset(), access=None)
        self.look = look.with_c_arm(isocentre=centre)
        self.runs = tuple(run for run in self.runs if run.patient.same_as(images.patient))
        of_pictures = self._committed.c_arm.positions.are_of_c_arm
        stranger = of_pictures or self.match(self._committed) is Match.OTHER_PATIENT
        lost = stranger and (self._marked or bool(self._committed.answers))
        if stranger or not self._marked:
            answered = Plan() if stranger else self._committed
            self._begin(replaced(answered, patient=images.patient, images=images.images), None)
        self.changed.emit()
        return lost

    def set_companion(self, companion: LoadedImages | None) -> None:
        """Look at another volume beside the images that are open; the plan stays with these. None: no more.

        Raises
        ------
        ValueError
            If it is of another patient or of another frame of reference: its points would be other places.
        """
        images = self.images
        if companion is not None and (images is None or not in_one_space(images, companion)):
            raise ValueError("a companion lies in the frame of reference of the images that are open")
        self.companion = companion
        before = self.look.cursor
        self.look = turned_to(self.look, companion)
        self.changed.emit()
        if self.look.cursor != before:
            self.focused.emit()

    @property
    def _marked(self) -> bool:
        return bool(self._committed.items or self._committed.levels)

    def _begin(self, plan: Plan, path: Path | None) -> None:
        """Take up a plan, with an empty past."""
        self._committed, self._preview, self.path, self.found = plan, None, path, None
        self.look = replace(self.look, selected="", access=None)
        self.opened_plan.emit(plan, path)
        self.undo_stack.begin(plan)

    def set_plan(self, plan: Plan, path: Path | None) -> None:
        """Show another plan, with an empty past. `path` is the file it was read from.

        Raises
        ------
        OtherPatientError
            If the plan is of another patient than the images, or the pictures of a C-arm.
        LimitError
            If the plan changes a limit that cannot be changed.
        """
        self._reviewing.rules_for(plan)
        if (self.images is not None or self.runs) and self.match(plan) is Match.OTHER_PATIENT:
            raise OtherPatientError
        self._begin(plan, path)
        self.changed.emit()

    def restore(self, plan: Plan, path: Path | None) -> None:
        """Take up a plan that a crash left unsaved: like any edit it can be undone, and must be saved."""
        self.set_plan(Plan() if path is None else self._committed, path)
        self.commit(plan, _("Restore unsaved work"))

    def new_plan(self) -> None:
        """Start an empty plan on the images that are open, or on the pictures of a C-arm where no CT is."""
        of = self.images
        if of is None and self.runs:
            self.set_plan(plan_on(self.runs, Plan()), None)
        else:
            self.set_plan(Plan() if of is None else Plan(patient=of.patient, images=of.images), None)

    def match(self, plan: Plan) -> Match:
        """Say how a plan belongs to the images that are open."""
        return match_images(plan, self.scene)

    def preview(self, plan: Plan, *, still: bool = True) -> None:
        """Show `plan` while an edit is under way; unless they are to lie still the views follow it."""
        self._preview, self._still = plan, still
        self.changed.emit()

    def commit(self, plan: Plan, text: str) -> None:
        """Make `plan` the plan; `text` names the edit in the undo menu. The same plan again is no edit."""
        self._preview, self._still = None, True
        if plan != self._committed:
            self.undo_stack.add(plan, text)
        self.changed.emit()

    def cancel(self) -> None:
        """Take back the edit under way, if there is one."""
        self._preview, self._still = None, True
        self.changed.emit()

    def _swap(self, plan: Plan, text: str) -> None:
        self._committed, self._preview = plan, None
        if plan.item(self.look.selected) is None:
            self.look = replace(self.look, selected="")
        self.committed_plan.emit(plan, text)
        self.changed.emit()

    def save(self, path: Path) -> None:
        """Write the committed plan to a file, whole or not at all.

        Raises
        ------
        PlanError
            If it cannot be written.
        """
        write_plan(self._committed, path)
        self.path = path
        self.undo_stack.setClean()
        self.saved.emit(path)
        self.changed.emit()

    def discard(self) -> None:
        """Count the plan as saved: the user does not want what is unsaved."""
        self.undo_stack.setClean()

    def set_runs(self, runs: Runs) -> None:
        """Have other frames of a C-arm open.

        Raises
        ------
        OtherPatientError
            If they are of another patient than the images.
        """
        if self.images is not None and not all(run.patient.same_as(self.images.patient) for run in runs):
            raise OtherPatientError
        self.runs = runs
        if self.images is None:
            whose = (runs[0].patient, Images(study_uid=runs[0].study_uid)) if runs else (None, None)
            self.scene = Scene(None, *whose)
        self.changed.emit()

    def look_at(self, look: Look) -> None:
        """Change what is looked at."""
        if look != self.look:
            self.look = look
            self.changed.emit()

    def select(self, item_id: str) -> None:
        """Select a part of the plan and move all views to its standard planes."""
        self.look_at(looking_at(self.plan, item_id, self.look))
        if (item := self.selected_item) is not None and focus_of(item) is not None:
            self.focused.emit()

    def show_found(self, found: HardwareProposal | None) -> None:
        """Show hardware that was found and that nobody has accepted yet; it is no part of the plan."""
        self.found = found
        self.changed.emit()

    @property
    def proposed(self) -> tuple[Hardware, ...]:
        """The hardware that was found and waits to be accepted."""
        return self.found.open_in(self.plan) if self.found is not None else ()

    def set_site(self, site: Site) -> None:
        """Work for another room, or for the same of which more is known."""
        if site != self.site:
            self.site = site
            self.changed.emit()

    @property
    def site_limits(self) -> SiteLimits:
        """The limits that the site has changed for all its plans."""
        return self._reviewing.limits

    def set_site_limits(self, limits: SiteLimits) -> None:
        """Judge by other limits of the site; they must be fit (`load_site_limits`)."""
        if limits != self.site_limits:
            self._reviewing.use(limits)
            self.changed.emit()

    def step_selection(self, step: int) -> None:
        """Select the next (+1) or previous (-1) target or needle, round in a circle."""
        if neighbour := stepped(self.plan, self.look.selected, step):
            self.select(neighbour)
