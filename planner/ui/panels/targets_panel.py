"""Step 3: the procedure, the joints to treat, and the nerves or joints that follow from them."""

from __future__ import annotations

from msgspec.structs import replace
from PySide6.QtWidgets import QGridLayout, QPushButton, QWidget

from planner.anatomy.spine import JOINTS, Joint, Side
from planner.anatomy.wording import nerve_words, side_words
from planner.plan.choosing import belongs, chosen_joints, is_drawn, with_joint, with_procedure, without_joint
from planner.plan.parts import FacetTarget, Guidance, MedialBranch, ProcedureKind, Target
from planner.plan.plan import Plan
from planner.plan.vertebrae import vertebrae_of
from planner.plan.wording import procedure_words, target_words
from planner.suggest.courses import propose_courses
from planner.suggest.joints import propose_joints
from planner.suggest.structures import follow_targets, propose_structures
from planner.ui.busy import busy
from planner.ui.icons import icon
from planner.ui.panels.fields import GRID_PX, Choice, labelled, plain_label, push_button, rows
from planner.ui.panels.item_list import Entry, ItemList
from planner.ui.panels.panel import Panel
from planner.ui.panels.structures_card import StructuresCard
from planner.ui.panels.target_card import TargetCard
from planner.ui.session import Session
from planner.ui.tools.hand import Hand
from planner.words import N_, _

GUIDANCE_NAMES = {Guidance.C_ARM: N_("C-arm"), Guidance.CT: N_("CT"), Guidance.ULTRASOUND: N_("Ultrasound")}
POSITION_NAMES = {"prone": N_("prone"), "supine": N_("supine"), "lateral": N_("on the side")}


class TargetsPanel(Panel):
    """Procedure, grid of joints by side, list of targets, the selected target, and the roots near them."""

    def __init__(self, session: Session, hand: Hand, parent: QWidget | None = None) -> None:
        super().__init__(session, hand, parent)
        self.toggles: dict[tuple[Joint, Side], QPushButton] = {}
        column = rows(self)
        column.addLayout(self._procedure_fields())
        column.addWidget(plain_label(_("Joints"), "section"))
        column.addLayout(self._grid())
        self._shared = plain_label("", "muted")
        column.addWidget(self._shared)
        self._heading = plain_label("", "section")
        column.addWidget(self._heading)
        self.list = ItemList(_("Targets"), session.select)
        column.addWidget(self.list)
        self.propose = push_button(
            _("Propose all that is missing"),
            "nerve",
            _("For every nerve or joint on a marked vertebra that has no course or place yet"),
        )
        self.propose.clicked.connect(self._propose)
        column.addWidget(self.propose)
        self.card = TargetCard(session, hand)
        column.addWidget(self.card)
        self.structures = StructuresCard(session, hand)
        column.addWidget(self.structures)
        column.addStretch(1)

    def _procedure_fields(self) -> QGridLayout:
        self.procedure = Choice([(k.value, procedure_words(k)) for k in ProcedureKind], self._set_procedure)
        self.guidance = Choice([(k.value, _(text)) for k, text in GUIDANCE_NAMES.items()], self._set_guidance)
        self.position = Choice([(k, _(text)) for k, text in POSITION_NAMES.items()], self._set_position)
        grid = QGridLayout()
        grid.setSpacing(GRID_PX)
        grid.addLayout(labelled(_("Procedure"), self.procedure), 0, 0, 1, 2)
        grid.addLayout(labelled(_("Guidance"), self.guidance), 1, 0)
        grid.addLayout(labelled(_("Patient lies"), self.position), 1, 1)
        return grid

    def _grid(self) -> QGridLayout:
        grid = QGridLayout()
        grid.setSpacing(GRID_PX // 2)
        for row, joint in enumerate(JOINTS):
            grid.addWidget(plain_label(joint.name, "strong"), row, 0)
            for column, side in enumerate(Side, start=1):
                toggle = QPushButton(side_words(side))
                toggle.setCheckable(True)
                toggle.clicked.connect(lambda on, joint=joint, side=side: self._toggle(joint, side, on))
                self.toggles[joint, side] = toggle
                grid.addWidget(toggle, row, column)
        grid.setColumnStretch(1, 1)
        grid.setColumnStretch(2, 1)
        grid.setColumnMinimumWidth(0, 56)
        return grid

    def shown(self) -> object:
        """Return the targets, the procedure, which targets have needles, and what is selected."""
        plan = self.session.plan
        return plan.targets, plan.levels, plan.procedure, self.session.look.selected

    def refresh(self) -> None:
        """Show the plan's procedure, joints and targets."""
        plan = self.session.plan
        self.procedure.show_value(plan.procedure.kind.value)
        self.guidance.show_value(plan.procedure.guidance.value)
        self.position.show_value(plan.procedure.position)
        for side in Side:
            chosen = chosen_joints(plan, side)
            for joint in JOINTS:
                self._show_toggle(plan, joint, side, joint in chosen)
        if chosen_nothing(plan):
            self._shared.setText(_("Choose at least one joint: the nerves that serve it are listed below."))
        else:
            self._shared.setText("")
        self._shared.setVisible(bool(self._shared.text()))
        nerves = plan.procedure.kind is not ProcedureKind.FACET_INJECTION
        self._heading.setText(_("Nerves to treat") if nerves else _("Joints to inject"))
        self._heading.setVisible(bool(plan.targets))
        entries = [target_entry(plan, target) for target in plan.targets]
        self.list.show_entries(entries, self.session.look.selected)
        self.propose.setVisible(self._can_propose(plan))
        self.card.show_target(self._selected_target(plan))

    def _selected_target(self, plan: Plan) -> Target | None:
        item = plan.item(self.session.look.selected)
        return item if isinstance(item, MedialBranch | FacetTarget) else None

    def _show_toggle(self, plan: Plan, joint: Joint, side: Side, chosen: bool) -> None:
        toggle = self.toggles[joint, side]
        toggle.setChecked(chosen)
        toggle.setIcon(icon("tick", "on_accent") if chosen else icon("plus", "muted"))
        name = _("{joint} {side}").format(joint=joint.name, side=side_words(side))
        toggle.setAccessibleName(name)
        if plan.procedure.kind is ProcedureKind.FACET_INJECTION:
            toggle.setToolTip(name)
        else:
            nerves = _(", ").join(nerve_words(nerve) for nerve in joint.nerves)
            toggle.setToolTip(_("{joint}: {nerves}").format(joint=name, nerves=nerves))

    def _toggle(self, joint: Joint, side: Side, on: bool) -> None:
        before = self.session.committed
        name = _("{joint} {side}").format(joint=joint.name, side=side_words(side))
        if on:
            self.commit(
                self._with_courses(with_joint(before, joint, side)), _("Treat {joint}").format(joint=name)
            )
            return
        after = without_joint(before, joint, side)
        after = before if after == before else follow_targets(after)
        self.commit(after, _("Do not treat {joint}").format(joint=name))
        if after == before:
            self.toggles[joint, side].setChecked(True)
            self._shared.setText(
                _("{joint} stays: the joints above and below need both of its nerves.").format(joint=name)
            )
            self._shared.show()

    def _can_propose(self, plan: Plan) -> bool:
        """Say whether there are images, and targets without a place on vertebrae that are marked.

        On pictures of a C-arm a proposal is the template alone, and says so.
        """
        told = vertebrae_of(plan)
        there = self.session.volume is not None or plan.c_arm.positions.are_of_c_arm
        return there and any(t.bone in told for t in plan.targets if not is_drawn(t))

    def _with_courses(self, plan: Plan) -> Plan:
        """Return the plan with a proposal for each target that has no place yet, on a marked vertebra.

        The roots and foramina near its needles come with it: the checks ask for them.
        """
        if not self._can_propose(plan):
            return plan
        bare = [target.id for target in plan.targets if not is_drawn(target)]
        with busy():
            proposed = propose_courses(plan, self.session.volume, bare)
        self.card.remember(proposed)
        return propose_structures(propose_joints(proposed.plan, bare))

    def _propose(self) -> None:
        self.commit(self._with_courses(self.session.committed), _("Propose all that is missing"))

    def _set_procedure(self, kind: str) -> None:
        self.commit(with_procedure(self.session.committed, ProcedureKind(kind)), _("Choose procedure"))

    def _set_guidance(self, guidance: str) -> None:
        self._set_part(_("Choose guidance"), guidance=Guidance(guidance))

    def _set_position(self, position: str) -> None:
        self._set_part(_("Choose position"), position=position)

    def _set_part(self, text: str, **changes: object) -> None:
        plan = self.session.committed
        self.commit(replace(plan, procedure=replace(plan.procedure, **changes)), text)


def chosen_nothing(plan: Plan) -> bool:
    """Say whether no joint is chosen."""
    return not any(chosen_joints(plan, side) for side in Side)


def target_entry(plan: Plan, target: Target) -> Entry:
    """Return a target as a line of a list, with what is still to do about it."""
    role, state = target_state(plan, target)
    return Entry(target.id, target_words(target), state, role)


def target_state(plan: Plan, target: Target) -> tuple[str, str]:
    """Return how a target stands: an outcome's role and words."""
    if not belongs(plan, target):
        return "warn", _("not treated by this procedure")
    if not is_drawn(target):
        nerve = isinstance(target, MedialBranch)
        return "pending", _("course not drawn yet") if nerve else _("not marked yet")
    if not target.accepted:
        return "warn", _("proposal: look at it and accept it")
    needles = len(plan.needles_of(target))
    drawn = _("marked") if target.is_drawn_by_hand else _("from the template, accepted")
    if isinstance(target, MedialBranch):
        drawn = _("course drawn") if target.is_drawn_by_hand else _("course from the template, accepted")
    if not needles:
        return "ok", drawn
    return "ok", _("{drawn}, needles: {n}").format(drawn=drawn, n=needles)
