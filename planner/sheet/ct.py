"""A needle under CT: at which position of the table its slice lies, and where the hand finds its entry."""

from __future__ import annotations

from collections.abc import Iterator
from math import asin, atan2, degrees, radians, sin

from planner.checks.rounding import rounded
from planner.geometry.vectors import Point, Vector
from planner.imaging.volume import Volume
from planner.plan.parts import Needle
from planner.sheet.case import Case
from planner.sheet.content import Labelled
from planner.sheet.entry import NOTHING, centimetres
from planner.sheet.facts import date_words
from planner.sheet.settings import hub_direction
from planner.words import _

IN_SLICE_DEG = 1.0
"""A needle that leaves the axial plane by less than this lies in one slice as far as it can be read."""
MOST_TILT_DEG = 30.0
"""No gantry tilts further: slices that lean more are no axial ones."""


def table_lines(case: Case, needle: Needle) -> Iterator[Labelled]:
    """Yield where the slice lies: in the images of the plan, on the table, and how the gantry is tilted.

    A plan made on pictures of a C-arm knows of no slice and of no table.
    """
    if case.estimated:
        yield Labelled(_("TABLE"), _("______ mm: the plan was made on C-arm pictures, not on a CT"))
        yield Labelled(_("GANTRY TILT"), "____°")
        return
    yield Labelled(_("SLICE"), _slice_words(case, needle))
    yield Labelled(_("TABLE"), _table_words(case, needle))
    yield Labelled(_("GANTRY TILT"), _("{n}°").format(n=0) if is_in_slice(needle) else "____°")


def laser_line(case: Case, needle: Needle) -> Labelled | None:
    """Return how far the entry lies from the scanner's own sagittal laser; None where that is not known."""
    if not is_of_today(case) or case.estimated:
        return None
    left_mm = skin_point(case, needle).x
    distance = centimetres(abs(left_mm))
    if distance == NOTHING:
        words = _("ON the scan's laser line")
    elif left_mm > 0.0:
        words = _("{distance} cm LEFT of the scan's laser line")
    else:
        words = _("{distance} cm RIGHT of the scan's laser line")
    return Labelled(_("LASER"), words.format(distance=distance))


def table_notes(case: Case) -> Iterator[str]:
    """Yield how positions and the laser are to be read."""
    if case.estimated:
        yield _("TABLE is read off today's scan.")
        yield _("Set the laser on the midline, and on the slice.")
        return
    yield _(
        "S and I: so far to the head and to the feet of the scan's zero; a console may show a sign instead."
    )
    if is_of_today(case):
        yield _("TABLE holds until it is set to zero again, LASER until the patient moves.")
    else:
        yield _("The plan's images are not of today: TABLE is read off today's scan.")
        yield _("Set the laser on the midline, and on the slice.")


def is_of_today(case: Case) -> bool:
    """Say whether the plan's images were made on the day of the sheet: the table may still stand as then."""
    return case.facts.study_date.strip() == case.now.strftime("%Y%m%d")


def is_in_slice(needle: Needle) -> bool:
    """Say whether a needle lies in one axial slice."""
    return abs(out_of_slice_deg(needle)) < IN_SLICE_DEG


def out_of_slice_deg(needle: Needle) -> float:
    """Return by how much a needle leaves the axial plane: positive with the hub to the head."""
    return degrees(asin(max(-1.0, min(1.0, hub_direction(needle).z))))


def skin_point(case: Case, needle: Needle) -> Point:
    """Return where a needle goes in: through the skin, or where that is not known, as planned."""
    return case.skin(needle) or needle.entry_mm


def gantry_tilt_deg(volume: Volume) -> float | None:
    """Return how far the slices of a volume lean from axial; None where they are none that a gantry makes."""
    across = Vector(*(float(part) for part in volume.voxel_to_patient[:3, 2])).unit()
    tilt_deg = degrees(atan2(abs(across.y), abs(across.z)))
    if abs(across.x) > sin(radians(IN_SLICE_DEG)) or tilt_deg > MOST_TILT_DEG:
        return None
    return tilt_deg


def _slice_words(case: Case, needle: Needle) -> str:
    tip = _height(needle.tip_mm)
    if is_in_slice(needle):
        return _("{where} in the plan's images").format(where=tip)
    return _("tip {tip}, entry {entry} in the plan's images").format(
        tip=tip, entry=_height(skin_point(case, needle))
    )


def _height(point: Point) -> str:
    z = round(point.z)
    return _("S {mm} mm").format(mm=z) if z >= 0 else _("I {mm} mm").format(mm=-z)


def _table_words(case: Case, needle: Needle) -> str:
    """Return the position of the table where the images tell it, else a blank and why."""
    tilt_deg = None if case.volume is None else gantry_tilt_deg(case.volume)
    if tilt_deg is not None and tilt_deg >= IN_SLICE_DEG:
        return _("______ mm; the plan's images were made with the gantry tilted by {n}°").format(
            n=rounded(tilt_deg)
        )
    if tilt_deg is None or not is_of_today(case):
        return _("______ mm (images of {date})").format(date=date_words(case.facts.study_date))
    return _height(needle.tip_mm)
