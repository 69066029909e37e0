"""The STOP box: what must be settled before the first needle, worst first."""

from __future__ import annotations

from collections.abc import Iterator

from planner.anatomy.wording import side_words
from planner.checks.answered import has_worsened, override_of, since_words
from planner.checks.reasons import Reason
from planner.checks.result import Assessed, NotAssessed, Outcome, Result
from planner.checks.wording import check_words, headline, reason_words, subject_text
from planner.plan.answers import Topic, asks, question, unanswered
from planner.plan.choosing import is_drawn
from planner.plan.parts import Hardware, HardwareKind, Needle, Override
from planner.plan.vertebrae import unconfirmed_levels
from planner.plan.wording import target_words
from planner.sheet.answers import answer_words, answered_words, has
from planner.sheet.case import Case
from planner.sheet.content import StopBox, StopItem
from planner.sheet.facts import plain
from planner.words import _

HAZARDS = {
    "anticoagulant": "anticoagulant_decision",
    "implanted_device": "implanted_device_contact",
    "allergy": "",
    "infection": "",
    "pregnancy": "",
}
"""What can stop the work before it begins, each with the question that follows from it."""

ASKING = {"implanted_device": "implanted_device_type"}
"""Which question says what a hazard asks of the room, where it is not that of the hazard itself."""

SAID_BY_A_FAIL = {"pregnancy": Reason.X_RAYS_IN_PREGNANCY}
"""Hazards that a check may fail for, which then says it all: the box does not name them a second time."""


def stop_box(case: Case) -> StopBox:
    """Return the box: on pictures, fails, hazards, metal, without needle, overrides; last not checked."""
    strong = [
        *_on_pictures(case),
        *_fails(case),
        *_stale(case),
        *_present(case),
        *_metal(case),
        *_without_needle(case),
        *_unconfirmed(case),
        *_proposed(case),
        *_overrides(case),
        *_not_answered(case),
    ]
    items = [StopItem(label, text, strong=True) for label, text in strong]
    items += [StopItem(label, text, strong=False) for label, text in _absent(case)]
    items += [StopItem(label, text, strong=True) for label, text in _not_checked(case)]
    return StopBox(_("STOP: settle this first"), tuple(items))


Lines = Iterator[tuple[str, str]]
"""Lines of the box: a label and what it is about."""


def _on_pictures(case: Case) -> Lines:
    """Yield that nothing of the plan was measured in a CT, which holds for every line of the sheet."""
    if case.estimated:
        yield (
            _("PLANNED ON C-ARM PICTURES"),
            _(
                "lengths are estimates: look at the tip in two views. No CT: nothing is known of skin, of "
                "bone on the way, of metal that is not drawn."
            ),
        )


def _fails(case: Case) -> Lines:
    fails = [r for r in case.results if isinstance(r, Assessed) and r.outcome is Outcome.FAIL]
    for result in fails:
        if not _said_of_its_target(case, result, fails):
            finding = _("{subject}: {finding}").format(
                subject=subject_text(case.plan, result), finding=headline(result)
            )
            yield _("FAILS"), finding


def _said_of_its_target(case: Case, result: Assessed, fails: list[Assessed]) -> bool:
    """Say whether the same words stand in the box for the target of a needle, which it then treats alone."""
    needle = case.plan.item(result.subject)
    return isinstance(needle, Needle) and any(
        (other.check, other.subject, headline(other)) == (result.check, needle.target, headline(result))
        for other in fails
    )


def _stale(case: Case) -> Lines:
    for result in case.results:
        warned = isinstance(result, Assessed) and result.outcome is Outcome.WARN
        # of pictures the first line of the box tells
        if warned and result.check == "image_identity" and result.reason is not Reason.PICTURES:
            yield _("IMAGES"), headline(result)


def _present(case: Case) -> Lines:
    failed_for = {
        r.reason for r in case.results if isinstance(r, Assessed) and r.outcome is Outcome.FAIL and r.reason
    }
    for key, follows in HAZARDS.items():
        if has(case.plan, key) and SAID_BY_A_FAIL.get(key) not in failed_for:
            words = [answer_words(case.plan, key)]
            if follows and answer_words(case.plan, follows):
                words.append(answered_words(case.plan, follows))
            words += [str(line.text) for line in asks(case.plan, ASKING.get(key, key))]
            yield str(question(key).text).upper(), " · ".join(words)


def _absent(case: Case) -> Lines:
    answered = [key for key in HAZARDS if answer_words(case.plan, key) and not has(case.plan, key)]
    if answered:
        yield "", " · ".join(answered_words(case.plan, key) for key in answered)


def _not_answered(case: Case) -> Lines:
    titles = [str(asked.text) for asked in unanswered(case.plan, Topic.HAZARD)]
    if titles:
        yield _("NOT ANSWERED"), " · ".join(titles)


def _metal(case: Case) -> Lines:
    if case.plan.hardware:
        yield _("METAL IN THE BODY"), _(", ").join(map(_piece, case.plan.hardware))


def _piece(hardware: Hardware) -> str:
    words = [hardware_words(hardware.kind)]
    if hardware.level is not None:
        words.append(hardware.level.value)
    if hardware.side is not None:
        words.append(side_words(hardware.side))
    return " ".join(words) + f" ({plain(hardware.id)})"


def hardware_words(kind: HardwareKind) -> str:
    """Return what a piece of hardware is."""
    match kind:
        case HardwareKind.PEDICLE_SCREW:
            return _("screw")
        case HardwareKind.ROD:
            return _("rod")
        case HardwareKind.CEMENT:
            return _("cement")
        case HardwareKind.OTHER:
            return _("metal")


def _without_needle(case: Case) -> Lines:
    missing = [t for t in case.plan.targets if not case.plan.needles_of(t)]
    if missing:
        yield _("NO NEEDLE PLANNED FOR"), _(", ").join(map(target_words, missing))
    aimless = [plain(needle.id) for needle in case.needles if not needle.target]
    if aimless:
        yield _("NEEDLE WITHOUT A TARGET"), _(", ").join(aimless)
    elif not case.plan.targets:
        yield _("NO TARGET"), _("The plan names no nerve and no joint.")


def _unconfirmed(case: Case) -> Lines:
    """Yield the levels whose landmarks the program found and nobody has confirmed."""
    levels = unconfirmed_levels(case.plan)
    if levels:
        yield _("LEVELS FOUND BY THE PROGRAM, NOT CONFIRMED"), _(", ").join(each.value for each in levels)


def _proposed(case: Case) -> Lines:
    """Yield what the program proposed and nobody has accepted: targets, needles, hardware, structures."""
    plan = case.plan
    targets = [t for t in plan.targets if is_drawn(t) and not (t.is_drawn_by_hand or t.accepted)]
    named = [
        *map(target_words, targets),
        *(_("needle {id}").format(id=plain(needle.id)) for needle in plan.needles if not needle.accepted),
        *(_piece(piece) for piece in plan.hardware if not piece.accepted),
    ]
    if named:
        yield _("PROPOSED, ACCEPTED BY NOBODY"), _(", ").join(named)


def _overrides(case: Case) -> Lines:
    for override in case.plan.overrides:
        result = override_result(case, override)
        worse = result is not None and has_worsened(override, result)
        label = _("OVERRIDDEN BEFORE IT GREW WORSE") if worse else _("OVERRIDDEN")
        yield label, override_words(case, override)


def override_result(case: Case, override: Override) -> Result | None:
    """Return the finding that somebody answers for; None where it is not there any more."""
    return next((r for r in case.results if override_of(case.plan, r) == override), None)


def override_words(case: Case, override: Override) -> str:
    """Return a finding that somebody answers for: which, who, and why."""
    found = override_result(case, override)
    subject, check = plain(override.subject), plain(override.check)
    if found is not None:
        subject, check = subject_text(case.plan, found), check_words(found)
    words = _("{subject}, {check}, by {person}: {reason}").format(
        subject=subject,
        check=check,
        person=plain(override.by) or _("somebody who is not named"),
        reason=plain(override.reason) or _("no reason given"),
    )
    since = "" if found is None else since_words(override, found)
    return _("{words} ({since})").format(words=words, since=since) if since else words


def _not_checked(case: Case) -> Lines:
    """Yield one line for all of them: each check with its subjects, checks of one reason together."""
    reasons: dict[str, dict[str, list[str]]] = {}
    for result in case.results:
        if isinstance(result, NotAssessed):
            subject = _("whole plan") if result.subject == "plan" else plain(result.subject)
            checks = reasons.setdefault(reason_words(result), {})
            checks.setdefault(check_words(result), []).append(subject)
    words = [_unchecked_words(reason, checks) for reason, checks in reasons.items()]
    if words:
        yield _("NOT CHECKED BY THE PROGRAM"), " · ".join(words)


def _unchecked_words(reason: str, checks: dict[str, list[str]]) -> str:
    named = [
        _("{check} ({subjects})").format(check=check, subjects=_(", ").join(subjects))
        for check, subjects in checks.items()
    ]
    return _("{checks}: {reason}").format(checks=_(", ").join(named), reason=reason)
