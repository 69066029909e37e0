"""What the plan owes to pictures of a C-arm, for the doctor: what is laid over them, and what it is worth."""

from __future__ import annotations

from collections.abc import Iterator

from planner.carm.calibration import PIXELS_ONLY, Calibration
from planner.carm.known_length import CalibrationError, Known
from planner.carm.known_length import KnownSize as Fitted
from planner.carm.wording import calibration_words
from planner.plan.c_arm import ConfirmedView, FrameRef, KnownSize, LaidOver
from planner.plan.wording import laid_within_words
from planner.sheet.case import Case
from planner.sheet.content import Labelled
from planner.sheet.facts import RunFacts, date_words, plain
from planner.words import _, ngettext


def picture_fact(case: Case) -> Labelled:
    """Return which pictures a plan was made on that has no CT."""
    names = _("; ").join(dict.fromkeys(map(run_words, case.facts.runs)))
    words = _("C-arm pictures of {date}: {names}")
    date = date_words(case.facts.study_date)
    return Labelled(_("Images"), words.format(date=date, names=names or _("none is open")))


def picture_lines(case: Case) -> Iterator[str]:
    """Yield what the plan keeps of pictures of a C-arm, each with what lengths are worth."""
    c_arm = case.plan.c_arm
    if case.estimated:
        yield _("The plan was made on these pictures alone. {worth}").format(
            worth=calibration_words(Calibration.ESTIMATED)
        )
    yield from map(_laid_words, c_arm.laid_over)
    laid = {each.level for each in c_arm.laid_over}
    levels = sorted({seen.level for seen in c_arm.landmarks} - laid, key=lambda level: level.order)
    if levels:
        yield _("{levels}: landmarks are marked in pictures, and no CT is laid over them.").format(
            levels=_(", ").join(level.value for level in levels)
        )
    for size in c_arm.known_sizes:
        yield _size_words(case, size)
    yield from _view_lines(case)


def _laid_words(laid: LaidOver) -> str:
    """Return how one vertebra is laid over pictures, whether accepted, and within what it lies right."""
    number = len(laid.frames)
    pattern = (
        ngettext(
            "{level} of the CT laid over {n} C-arm picture, accepted; {within}. {worth}",
            "{level} of the CT laid over {n} C-arm pictures, accepted; {within}. {worth}",
            number,
        )
        if laid.accepted
        else ngettext(
            "{level} of the CT laid over {n} C-arm picture, NOT accepted: nothing of it is drawn there; "
            "{within}. {worth}",
            "{level} of the CT laid over {n} C-arm pictures, NOT accepted: nothing of it is drawn there; "
            "{within}. {worth}",
            number,
        )
    )
    within = _("{within}; landmarks {off:.1f} mm from where they are seen (root mean square)")
    return pattern.format(
        level=laid.level.value,
        n=number,
        within=within.format(within=laid_within_words(laid), off=laid.residual_mm),
        worth=calibration_words(Calibration.CT),
    )


def _size_words(case: Case, size: KnownSize) -> str:
    """Return what of known size is marked in a picture, and what lengths in it are worth by that."""
    try:
        known = Known(size.kind)
        state = Fitted(known, size.from_px, size.to_px, size.size_mm).scale.state
    except (CalibrationError, ValueError):
        known, state = None, PIXELS_ONLY.state
    pattern = (
        _("{picture}: marked across, {mm:g} mm wide. {worth}")
        if known is Known.DIAMETER
        else _("{picture}: marked from end to end, {mm:g} mm long. {worth}")
    )
    return pattern.format(
        picture=picture_words(case, size.at), mm=size.size_mm, worth=calibration_words(state)
    )


def _view_lines(case: Case) -> Iterator[str]:
    """Yield for the pictures that the plan needs whether somebody has confirmed how they are seen."""
    c_arm, named = case.plan.c_arm, dict[str, dict[str, None]]()
    for run in _needed(case):
        words = _view_words(run, c_arm.confirmed_view(run.series_uid))
        named.setdefault(words, {})[run_words(run)] = None
    for words, pictures in named.items():
        yield _("{pictures}: {view}").format(pictures=_("; ").join(pictures), view=words)
    there = {run.series_uid for run in case.facts.runs}
    closed = sum(view.series_uid not in there for view in c_arm.confirmed)
    if closed:
        yield ngettext(
            "{n} series of C-arm pictures that is not open: view confirmed.",
            "{n} series of C-arm pictures that are not open: views confirmed.",
            closed,
        ).format(n=closed)


def _needed(case: Case) -> Iterator[RunFacts]:
    """Yield the pictures that are open and that the plan names, or all where it was made on them."""
    c_arm = case.plan.c_arm
    refs = [size.at for size in c_arm.known_sizes] + [seen.at for seen in c_arm.landmarks]
    refs += [ref for laid in c_arm.laid_over for ref in laid.frames]
    files = {ref.sop_instance_uid for ref in refs}
    for run in case.facts.runs:
        confirmed = c_arm.confirmed_view(run.series_uid) is not None
        if case.estimated or confirmed or run.sop_instance_uid in files:
            yield run


def _view_words(run: RunFacts, view: ConfirmedView | None) -> str:
    geometry = run.geometry(0)
    if geometry.side_lack:
        words = _("SIDES NOT TOLD, view not confirmed. {worth}")
    elif view is None:
        words = _("view NOT confirmed: compare it with how the patient lay. {worth}")
    elif view.letters is not None:
        words = _("view confirmed, sides as somebody has told them. {worth}")
    else:
        words = _("view confirmed. {worth}")
    return words.format(worth=calibration_words(geometry.state))


def run_words(run: RunFacts) -> str:
    """Return what a file with pictures is called: the description of its series."""
    return plain(run.description) or _("C-arm picture")


def picture_words(case: Case, ref: FrameRef) -> str:
    """Return what a picture is called, with its number in a run."""
    run = next((run for run in case.facts.runs if run.sop_instance_uid == ref.sop_instance_uid), None)
    if run is None:
        return _("A C-arm picture that is not open")
    if run.frames == 1:
        return run_words(run)
    return _("{name}, {n} of {total}").format(name=run_words(run), n=ref.frame + 1, total=run.frames)
