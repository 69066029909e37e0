"""How far the work has come, step by step, and what is missing next."""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum

from planner.anatomy.spine import Level
from planner.checks.result import Assessed, NotAssessed, Outcome, Result
from planner.plan.answers import Topic, how_many_answered, unanswered
from planner.plan.choosing import belongs, is_drawn
from planner.plan.parts import Landmarks, MedialBranch, ProcedureKind, Role
from planner.plan.plan import Plan
from planner.plan.vertebrae import unconfirmed_levels
from planner.plan.wording import LANDMARK_NAMES, target_words
from planner.ui.panels.check_list import LISTED
from planner.words import N_, _, ngettext


class Step(StrEnum):
    """The steps of planning, in order."""

    STUDY = "study"
    LEVELS = "levels"
    TARGETS = "targets"
    NEEDLES = "needles"
    HARDWARE = "hardware"
    CHECK = "check"
    SHEET = "sheet"

    @property
    def number(self) -> int:
        """1 for the first."""
        return list(Step).index(self) + 1

    @property
    def next(self) -> Step | None:
        """The step after it; None after the last."""
        steps = list(Step)
        return steps[self.number] if self.number < len(steps) else None


STEP_NAMES = {
    Step.STUDY: N_("Study"),
    Step.LEVELS: N_("Levels"),
    Step.TARGETS: N_("Targets"),
    Step.NEEDLES: N_("Needles"),
    Step.HARDWARE: N_("Hardware"),
    Step.CHECK: N_("Check"),
    Step.SHEET: N_("Sheet"),
}
"""Each step's name, to be translated where it is shown."""


@dataclass(frozen=True)
class Progress:
    """What a step still lacks, in one sentence, empty where it is done; and what may stay open."""

    missing: str = ""
    open: str = ""

    @property
    def done(self) -> bool:
        """Whether nothing is missing."""
        return not self.missing

    @property
    def words(self) -> str:
        """How far the step has come, with what may stay open."""
        return " · ".join(word for word in (self.missing or _("done"), self.open) if word)


def progress(step: Step, plan: Plan, images_open: bool, results: tuple[Result, ...]) -> Progress:
    """Return how far a step has come, in the language in force."""
    match step:
        case Step.STUDY:
            return Progress("" if images_open else _("Open the images of the patient."))
        case Step.LEVELS:
            return Progress(_levels_missing(plan))
        case Step.TARGETS:
            return Progress(_targets_missing(plan))
        case Step.NEEDLES:
            return Progress(_needles_missing(plan))
        case Step.HARDWARE:
            return Progress("" if plan.hardware_reviewed else _("Say whether there is hardware."))
        case Step.CHECK:
            return Progress(_check_missing(plan, results), _listed_open(plan))
        case Step.SHEET:
            return Progress(_unanswered(plan, Topic.HAZARD, Topic.ROOM))


def missing_landmarks(landmarks: Landmarks | None) -> tuple[str, ...]:
    """Return the landmarks of a level that are not marked yet, in the order in which they are asked for."""
    return tuple(name for name in LANDMARK_NAMES if landmarks is None or getattr(landmarks, name) is None)


def needed_levels(plan: Plan) -> tuple[Level, ...]:
    """Return the vertebrae that the targets lie on, from above downwards."""
    bones = {target.bone for target in plan.targets}
    return tuple(level for level in Level if level in bones)


def _levels_missing(plan: Plan) -> str:
    wanted = needed_levels(plan) or tuple(marked.level for marked in plan.levels[:1])
    if not wanted:
        return _("Mark a vertebra: its two pedicles and its endplate.")
    for level in wanted:
        missing = missing_landmarks(plan.landmarks(level))
        if missing:
            names = _(", ").join(_(LANDMARK_NAMES[name]) for name in missing)
            return _("Mark on {level}: {landmarks}.").format(level=level.value, landmarks=names)
    waiting = [level.value for level in unconfirmed_levels(plan) if level in wanted]
    if waiting:
        return _("Confirm the landmarks found on {levels}.").format(levels=_(", ").join(waiting))
    return _unanswered(plan, Topic.COUNT)


def _unanswered(plan: Plan, *topics: Topic) -> str:
    questions = unanswered(plan, *topics)
    if not questions:
        return ""
    first = questions[0].text
    if len(questions) == 1:
        return _("Not answered: {question}.").format(question=first)
    return _("Not answered: {question} and {n} more.").format(question=first, n=len(questions) - 1)


def _targets_missing(plan: Plan) -> str:
    targets = [target for target in plan.targets if belongs(plan, target)]
    if not targets:
        return _("Choose the joints to treat.")
    for target in targets:
        if not is_drawn(target):
            words = (
                _("Draw the course of {target}.")
                if isinstance(target, MedialBranch)
                else _("Mark the {target}.")
            )
            return words.format(target=target_words(target))
    for target in targets:
        if not target.accepted:
            nerve = isinstance(target, MedialBranch)
            words = (
                _("Accept or correct the course of {target}.")
                if nerve
                else _("Accept or correct the {target}.")
            )
            return words.format(target=target_words(target))
    return ""


def _needles_missing(plan: Plan) -> str:
    if not plan.targets:
        return _("Choose the joints to treat first.")
    role = Role.ELECTRODE if plan.procedure.kind is ProcedureKind.RF_ABLATION else Role.INJECTION
    for target in plan.targets:
        if belongs(plan, target) and not any(needle.role is role for needle in plan.needles_of(target)):
            return _("Draw a needle for {target}.").format(target=target_words(target))
    return ""


def _listed_open(plan: Plan) -> str:
    """Return how much of the check list nobody has answered: it is counted, and holds nobody up."""
    answered, asked = how_many_answered(plan, *LISTED)
    n = asked - answered
    if not n:
        return ""
    return ngettext(
        "{n} question of the check list not answered", "{n} questions of the check list not answered", n
    ).format(n=n)


def _check_missing(plan: Plan, results: tuple[Result, ...]) -> str:
    if not plan.needles:
        return _("There is no needle to check yet.")
    failed = sum(isinstance(r, Assessed) and r.outcome is Outcome.FAIL for r in results)
    unknown = sum(isinstance(r, NotAssessed) for r in results)
    parts = []
    if failed:
        parts.append(ngettext("{n} check fails", "{n} checks fail", failed).format(n=failed))
    if unknown:
        parts.append(ngettext("{n} cannot be assessed", "{n} cannot be assessed", unknown).format(n=unknown))
    return _(", ").join(parts)
