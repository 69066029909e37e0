"""The selected target: its course or point, the stretch to treat, and what can be done with it."""

from __future__ import annotations

from msgspec.structs import replace
from PySide6.QtWidgets import QFrame, QWidget

from planner.checks.estimates import as_estimated
from planner.geometry.vectors import Point
from planner.plan.choosing import is_drawn
from planner.plan.parts import FacetTarget, MedialBranch, Target
from planner.plan.vertebrae import vertebrae_of
from planner.plan.wording import origin_words, target_words
from planner.suggest.course_wording import course_words
from planner.suggest.courses import Course, Proposed, is_open, propose_courses
from planner.suggest.joints import is_open_joint, propose_joints
from planner.suggest.structures import propose_structures
from planner.ui.busy import busy
from planner.ui.editing import Editing
from planner.ui.look import Tool
from planner.ui.panels.fields import (
    GRID_PX,
    icon_button,
    labelled,
    plain_label,
    push_button,
    row,
    rows,
    set_role,
)
from planner.ui.panels.numbers import NumberField
from planner.ui.panels.shown_part import ShownPart
from planner.ui.session import Session
from planner.ui.tools.hand import Hand
from planner.words import _

SHORTEST_STRETCH_MM = 0.5
"""A stretch to treat is not made shorter than this."""


class TargetCard(QFrame):
    """Shows one target and edits it."""

    def __init__(self, session: Session, hand: Hand, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.session, self.hand = session, hand
        self.editing = Editing(session, self)
        self.editing.said.connect(hand.said)
        self.part = ShownPart(session, self)
        self.setProperty("role", "card")
        column = rows(self, margin=GRID_PX + 4)
        self._name = plain_label("", "strong")
        self._build_buttons()
        title = row(self._name, self.mirror, self.delete, gap=2)
        title.setStretch(0, 1)
        column.addLayout(title)
        # above what is said of the course: it stays under the mouse from one course to the next
        column.addLayout(row(self.accept, None))
        self._origin = plain_label("", "muted")
        column.addWidget(self._origin)
        column.addLayout(row(self.propose, None))
        column.addWidget(self._stretch_fields())
        column.addLayout(row(self.draw, self.mark, self.needle, None))

        self._courses: dict[tuple[Point, ...], Course] = {}

    def _build_buttons(self) -> None:
        self.propose = push_button(
            _("Propose course"),
            "nerve",
            _("From the template of the vertebra, laid on the bone that the images show"),
        )
        self.propose.clicked.connect(self._propose)
        self.draw = push_button(_("Draw course"), "nerve", _("Click the course of the nerve in the views"))
        self.mark = push_button(
            _("Mark joint"), "joint", _("Click the opening of the joint, then deeper in it")
        )
        self.accept = push_button(
            _("Accept course"),
            "tick",
            _("I have looked at this course and it is where the nerve runs"),
            primary=True,
        )
        self.needle = push_button(_("Draw needle"), "needle", _("Draw a needle for this target"))
        self.mirror = icon_button("mirror", _("Mirror to the other side, with its needles"))
        self.delete = icon_button("delete", _("Take this target out of the plan"))
        for button in (
            self.draw,
            self.mark,
            self.needle,
            self.propose,
            self.accept,
            self.mirror,
            self.delete,
        ):
            button.clicked.connect(self.part.finish)
        self.draw.clicked.connect(lambda: self._take(Tool.NERVE))
        self.mark.clicked.connect(lambda: self._take(Tool.FACET))
        self.needle.clicked.connect(lambda: self._take(Tool.NEEDLE))
        self.accept.clicked.connect(self._accept)
        self.mirror.clicked.connect(self.editing.mirror)
        self.delete.clicked.connect(self.editing.delete)

    def _stretch_fields(self) -> QWidget:
        self.low = NumberField(self._commit_stretch, self._preview_stretch, unit=_("mm"), step=0.5)
        self.high = NumberField(self._commit_stretch, self._preview_stretch, unit=_("mm"), step=0.5)
        self._stretch = QWidget()
        column = rows(self._stretch, gap=GRID_PX // 2)
        column.addWidget(plain_label(_("Stretch to treat, along the course from its first point"), "muted"))
        fields = row()
        fields.addLayout(labelled(_("from"), self.low))
        fields.addLayout(labelled(_("to"), self.high))
        fields.addStretch(1)
        column.addLayout(fields)
        self._length = plain_label("", "muted")
        column.addWidget(self._length)
        return self._stretch

    def show_target(self, target: Target | None) -> None:
        """Show a target; None hides the card."""
        self.part.turn_to(target)
        self.setVisible(target is not None)
        if target is None:
            return
        nerve = isinstance(target, MedialBranch)
        self._name.setText(target_words(target))
        self.draw.setVisible(nerve)
        self.mark.setVisible(not nerve)
        course = target.course if isinstance(target, MedialBranch) else None
        self.draw.setText(_("Draw course") if course is None else _("Draw anew"))
        self.accept.setVisible(not target.accepted)
        self.accept.setText(_("Accept course") if nerve else _("Accept joint"))
        self.propose.setVisible(
            is_open(target) if isinstance(target, MedialBranch) else is_open_joint(target)
        )
        self.propose.setText(_("Propose course") if nerve else _("Propose joint"))
        self._show_origin(target)
        self._stretch.setVisible(course is not None)
        if isinstance(target, MedialBranch) and course is not None:
            low, high = target.stretch or (0.0, course.length_mm)
            for field, value in ((self.low, low), (self.high, high)):
                field.setMaximum(round(course.length_mm, 1))
                field.show_value(value)
            words = _("{stretch:.1f} of {course:.1f} mm")
            said = words.format(stretch=high - low, course=course.length_mm)
            estimated = self.session.plan.c_arm.positions.are_of_c_arm
            self._length.setText(as_estimated(said) if estimated else said)

    def remember(self, proposed: Proposed) -> None:
        """Keep what is known of proposed courses, to tell as long as nobody has moved them."""
        for course in proposed.courses.values():
            self._courses[course.points] = course

    def _show_origin(self, target: Target) -> None:
        told = is_drawn(target) and not target.is_drawn_by_hand
        self._origin.setVisible(told)
        if told:
            course = self._courses.get(target.course_mm) if isinstance(target, MedialBranch) else None
            lines = [origin_words(target), *([course_words(course)] if course else [])]
            self._origin.setText("\n".join(lines))
            doubtful = course is not None and not course.agrees
            set_role(self._origin, "warn" if doubtful or not target.accepted else "muted")

    def _propose(self) -> None:
        target, plan = self._target(), self.session.committed
        if target is None:
            return
        if target.bone not in vertebrae_of(plan):
            words = _("Mark {level} first, in step 2: the proposal follows from its landmarks.")
            self.hand.said.emit(words.format(level=target.bone.value))
            return
        with busy():
            proposed = propose_courses(plan, self.session.volume, [target.id])
        self.remember(proposed)
        words = _("Propose course of {target}") if isinstance(target, MedialBranch) else _("Propose {target}")
        plan = propose_structures(propose_joints(proposed.plan, [target.id]))
        self.session.commit(plan, words.format(target=target_words(target)))

    def _target(self) -> Target | None:
        return self.part.now(MedialBranch) or self.part.now(FacetTarget)

    def _take(self, tool: Tool) -> None:
        self.hand.take(tool)

    def _accept(self) -> None:
        target = self._target()
        if target is not None:
            nerve = isinstance(target, MedialBranch)
            text = _("Accept course of {target}") if nerve else _("Accept {target}")
            self.part.keep(replace(target, accepted=True), text.format(target=target_words(target)))
            self._go_to_next_proposal(target)

    def _go_to_next_proposal(self, accepted: MedialBranch | FacetTarget) -> None:
        """Show the next target that nobody has accepted yet; without one, the same stays shown."""
        targets = self.session.committed.targets
        at = next(n for n, target in enumerate(targets) if target.id == accepted.id)
        waiting = (t for t in (*targets[at + 1 :], *targets[:at]) if not t.accepted and is_drawn(t))
        following = next(waiting, None)
        if following is not None:
            self.session.select(following.id)

    def _with_stretch(self, target: MedialBranch) -> MedialBranch | None:
        """Return a nerve with the stretch as the fields say; None where it would have no length."""
        low, high = self.low.value(), self.high.value()
        if target.course is None or high - low < SHORTEST_STRETCH_MM:
            return None
        whole = low <= 0.0 and high >= round(target.course.length_mm, 1)
        return replace(target, stretch_mm=None if whole else (low, high))

    def _preview_stretch(self, _value: float) -> None:
        target = self.part.now(MedialBranch)
        changed = None if target is None else self._with_stretch(target)
        if changed is not None:
            self.session.preview(self.session.committed.with_item(changed))

    def _commit_stretch(self, _value: float) -> None:
        target = self.part.now(MedialBranch)
        if target is None:
            return
        changed = self._with_stretch(target)
        if changed is None:
            self.session.cancel()
            self.hand.said.emit(_("The stretch to treat must end after it begins."))
        else:
            self.part.keep(changed, _("Stretch to treat"))
