"""The views of the C-arm in words: what they show, where the detector stands, what is wrong with them."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from functools import lru_cache
from weakref import ref

from planner.anatomy.spine import Level
from planner.carm.angles import CArmAngles, carm_parts, carm_words, dicom_words, tilt_words
from planner.carm.beam import Beam
from planner.carm.beam_view import BeamView
from planner.carm.foramen import tip_at_foramen
from planner.carm.hidden import Hidden, hides_words, metal_before
from planner.carm.in_vertebra import against_words, squaring_words
from planner.carm.perpendicular import seen_length_share
from planner.carm.views import View, is_lateral, unsquared_words, vertebra_angles
from planner.imaging.volume import Volume
from planner.plan.parts import Hardware, Needle, Target
from planner.plan.plan import Plan
from planner.plan.vertebrae import is_unconfirmed, vertebra_frame
from planner.ui import ink
from planner.ui.beams import level_in_view
from planner.ui.planes import needle_in_view, target_in_view
from planner.ui.session import Session
from planner.words import _, pgettext

Lines = tuple[tuple[str, str], ...]
"""Lines of (text, colour)."""


def view_name(view: View) -> str:
    """Return what a view of the C-arm is called."""
    match view:
        case View.AP:
            return _("AP")
        case View.OBLIQUE:
            return pgettext("C-arm", "Oblique")
        case View.LATERAL:
            return _("Lateral")
        case View.DECLINED:
            return _("Declined")
        case View.BARREL:
            return pgettext("C-arm", "Down the barrel")
        case View.ACROSS:
            return _("Across the needle")
        case View.FREE:
            return pgettext("C-arm", "Free")


@dataclass(frozen=True)
class Shows:
    """What a picture of the C-arm was made to show; it stays with the picture, whatever is selected since.

    Attributes
    ----------
    needle
        Its id, in a view of a needle; else empty.
    level
        The vertebra; None where none is marked near.
    squared
        Whether the view follows that vertebra.
    """

    view: View
    needle: str
    level: Level | None
    squared: bool

    @property
    def title(self) -> str:
        """What it is called: "AP L4", "Down the barrel N1"."""
        name = view_name(self.view)
        if self.needle:
            return f"{name} {self.needle}"
        return name if self.level is None or self.view is View.FREE else f"{name} {self.level.value}"


def shown_by(session: Session, view: View) -> Shows:
    """Return what a view shows as things are now."""
    plan, look = session.laid_by, session.look
    needle = needle_in_view(plan, look.selected) if view in (View.BARREL, View.ACROSS) else None
    level = level_in_view(plan, look)
    squared = level is not None and vertebra_frame(plan, level) is not None
    return Shows(view, needle.id if needle is not None else "", level, squared)


def c_arm_lines(session: Session, shows: Shows, plane: BeamView, in_full: bool) -> Lines:
    """Return what stands in the corner of a picture of the C-arm, with warnings in their colour.

    Parameters
    ----------
    in_full
        Whether angles against the vertebra and DICOM's are given too.
    """
    plan, look, angles = session.laid_by, session.look, plane.beam.angles
    where = (carm_words(angles),) if in_full else carm_parts(angles)
    lines = [(shows.title, ink.C_ARM), *((words, ink.FURNITURE) for words in where)]
    level = level_in_view(plan, look)
    frame = vertebra_frame(plan, level) if level is not None else None
    if in_full and level is not None and frame is not None:
        against = against_words(plan, level, tilt_words(vertebra_angles(angles, frame)))
        lines.append((_("against {level}: {tilt}").format(level=level.value, tilt=against), ink.MUTED))
    if in_full:
        lines.append((dicom_words(angles), ink.MUTED))
    if shows.view in SQUARED:
        lines += [(words, ink.WARNING) for words in _unsquared(plan, shows)]
    needle = needle_in_view(plan, look.selected)
    if in_full and needle is not None:
        share = round(100.0 * seen_length_share(needle.segment.direction, angles))
        seen = _("{needle} is seen at {share} of its length").format(needle=needle.id, share=f"{share}%")
        lines.append((seen, ink.MUTED))
    lines += foramen_lines(session.plan, needle_in_view(session.plan, look.selected), angles)
    lines += [(warning, ink.WARNING) for warning in warnings(session, plane)]
    return tuple(lines)


def _unsquared(plan: Plan, shows: Shows) -> Iterator[str]:
    """Yield what is wrong with a view that is squared on a vertebra, or should be."""
    if shows.level is None:
        yield _("not squared: no level is marked here")
    elif not shows.squared:
        yield unsquared_words(shows.level)
    elif is_unconfirmed(plan, shows.level):
        yield squaring_words(plan, shows.level)


def foramen_lines(plan: Plan, needle: Needle | None, angles: CArmAngles) -> Lines:
    """Return where a needle's tip lies against its foramen, in a view near the lateral of its vertebra.

    None in another view, without a needle, and where its foramen is not known.
    """
    tip = None if needle is None else tip_at_foramen(plan, needle)
    if tip is None or not is_lateral(angles, tip.frame):
        return ()
    return ((tip.words, ink.FURNITURE if tip.clear else ink.WARNING),)


def warnings(session: Session, plane: BeamView) -> tuple[str, ...]:
    """Return what is wrong with a position: out of the machine's reach, or metal hides the target."""
    stops = session.site.machine.what_stops(plane.beam.angles)
    plan, selected, volume = session.plan, session.look.selected, session.volume
    target, needle = target_in_view(plan, selected), needle_in_view(plan, selected)
    hidden = _hidden(target, needle, plane.beam, plan.hardware, None if volume is None else ref(volume))
    return tuple(filter(None, (stops, "" if hidden is None else hides_words(hidden))))


@lru_cache(maxsize=4)
def _hidden(
    target: Target | None,
    needle: Needle | None,
    beam: Beam,
    hardware: tuple[Hardware, ...],
    volume: ref[Volume] | None,
) -> Hidden | None:
    """Return how metal hides a target; kept, as pictures are painted more often than they change.

    The images themselves are not kept: they are large, and others may be opened.
    """
    return metal_before(target, needle, beam, hardware, None if volume is None else volume())


SQUARED = (View.AP, View.OBLIQUE, View.LATERAL, View.DECLINED)
"""The views that follow a vertebra."""
