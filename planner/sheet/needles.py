"""The needles of the room's page: by side and C-arm setting, with device, depth and entry."""

from __future__ import annotations

from collections.abc import Iterator
from math import atan2, degrees

from planner.anatomy.spine import Level
from planner.carm.angles import barrel_angles, is_over_back, short_words
from planner.carm.in_vertebra import squared_words
from planner.checks.reasons import Reason
from planner.checks.rounding import rounded
from planner.checks.wording import reason_words, value_words
from planner.devices.catalogue import Device
from planner.geometry.vectors import Vector
from planner.plan.parts import Guidance, Needle, Role
from planner.plan.wording import role_words
from planner.sheet.case import Case, device_of, side_capitals, target_short
from planner.sheet.content import CArmGroup, CArmSetting, Labelled, NeedleRow
from planner.sheet.ct import is_in_slice, laser_line, out_of_slice_deg, table_lines
from planner.sheet.entry import entry_place, entry_words
from planner.sheet.facts import plain
from planner.sheet.settings import Setting, hub_direction
from planner.words import _


def needle_groups(case: Case) -> tuple[CArmGroup, ...]:
    """Return the needles by side and, under a C-arm, by shared setting; settings are lettered A, B, C, ..."""
    return tuple(
        CArmGroup(
            side_capitals(side),
            _setting(case, setting, setting_letter(number)) if case.under_c_arm else None,
            tuple(_row(case, needle) for needle in setting.needles),
        )
        for number, (side, setting) in enumerate(case.settings)
    )


def setting_letter(number: int) -> str:
    """Return A to Z, then AA, AB, ..."""
    return ("" if number < 26 else setting_letter(number // 26 - 1)) + chr(ord("A") + number % 26)


def _setting(case: Case, setting: Setting, letter: str) -> CArmSetting:
    bones = dict.fromkeys(
        target.bone for needle in setting.needles if (target := case.plan.target_of(needle)) is not None
    )
    squared = [words for bone in bones if (words := square_words(case, bone))]
    direction = direction_words(setting.hub)
    why = case.site.machine.what_stops(barrel_angles(setting.hub))
    return CArmSetting(
        _("C-ARM {letter}").format(letter=letter),
        Labelled(_("FIRST SQUARE"), _("; ").join(squared)) if squared else None,
        Labelled(_("THEN") if squared else "", direction),
        Labelled(_("STOP"), why) if why else None,
    )


def direction_words(hub: Vector) -> str:
    """Return where the detector goes, starting from a straight AP view where it stands over the back."""
    angles = barrel_angles(hub)
    words = short_words(angles)
    return _("from straight AP: {tilt}").format(tilt=words) if is_over_back(angles) else words


def square_words(case: Case, level: Level) -> str:
    """Return how the C-arm squares a vertebra's upper endplate; empty where its landmarks are not marked."""
    tilt = squared_words(case.plan, level)
    if tilt is None:
        return ""
    if case.estimated:
        return _("{level} endplate (in the pictures: {tilt})").format(level=level.value, tilt=tilt)
    return _("{level} endplate (CT: {tilt})").format(level=level.value, tilt=tilt)


def _row(case: Case, needle: Needle) -> NeedleRow:
    target = case.plan.target_of(needle)
    name = role_words(needle.role) if target is None else target_short(target)
    if target is not None and needle.role is Role.THERMOMETER:
        name = role_words(needle.role)
    return NeedleRow(
        needle=plain(needle.id),
        name=name,
        device=_device(case, needle),
        depth=_depth(case, needle),
        lines=tuple(_lines(case, needle)),
    )


def _depth(case: Case, needle: Needle) -> Labelled:
    """Return how deep the tip lies along the needle: from the skin, or where that is not known, the entry."""
    reach = case.assessed("reach", needle.id)
    if reach is not None:
        return Labelled(_("DEPTH"), value_words(reach))
    words = _("{n} mm?").format(n=rounded(needle.segment.length_mm))
    return Labelled(_("DEPTH"), case.worded(words))


def _lines(case: Case, needle: Needle) -> Iterator[Labelled]:
    place = entry_place(case.plan, needle, case.skin(needle))
    guidance = case.plan.procedure.guidance
    if case.assessed("reach", needle.id) is None:
        yield Labelled(_("DEPTH?"), _from_entry_words(case, needle))
    if guidance is Guidance.CT:
        yield from table_lines(case, needle)
    yield Labelled(_("ENTRY"), case.worded(entry_words(place)))
    if guidance is Guidance.CT and (laser := laser_line(case, needle)) is not None:
        yield laser
    if guidance is not Guidance.C_ARM:
        yield Labelled(_("ANGLE"), lean_words(case, needle))


def _from_entry_words(case: Case, needle: Needle) -> str:
    """Return that depth counts from the entry, and why not from the skin."""
    why = case.unassessed("reach", needle.id)
    if why is None or why.reason in (Reason.NO_SKIN, Reason.NO_VOLUME):
        return _("from the planned entry: the skin was NOT FOUND")
    if why.reason is Reason.NEEDS_CT:
        return _("from the planned entry, NOT the skin: there is no CT")
    return _("from the planned entry, NOT the skin. {why}").format(why=reason_words(why))


def lean_words(case: Case, needle: Needle) -> str:
    """Return the angle from the vertical in the slice, where the hub leans, and how far it leaves it."""
    hub = hub_direction(needle)
    lateral = degrees(atan2(hub.x, hub.y))
    upright = _("vertical") if case.prone else _("the patient's front-to-back line")
    n = rounded(abs(lateral))
    if n == rounded(0.0):
        lean = _("along {upright}").format(upright=upright)
    elif lateral > 0.0:
        lean = _("{n}° from {upright}, hub leaning to the patient's LEFT").format(n=n, upright=upright)
    else:
        lean = _("{n}° from {upright}, hub leaning to the patient's RIGHT").format(n=n, upright=upright)
    return _("{lean}; {plane}").format(lean=lean, plane=_plane_words(needle))


def _plane_words(needle: Needle) -> str:
    if is_in_slice(needle):
        return _("in one slice")
    out_deg = out_of_slice_deg(needle)
    n = rounded(abs(out_deg))
    if out_deg > 0.0:
        return _("LEAVES the slice: hub {n}° to the HEAD").format(n=n)
    return _("LEAVES the slice: hub {n}° to the FEET").format(n=n)


def shared_device_words(case: Case) -> str:
    """Return gauge and tip of the needles where all but thermometers are alike; else nothing."""
    devices = [device_of(needle) for needle in case.needles if needle.role is not Role.THERMOMETER]
    makes = {"" if device is None else make_words(device) for device in devices}
    return makes.pop() if len(makes) == 1 else ""


def _device(case: Case, needle: Needle) -> str:
    """Return a device as far as the line that is printed once for all does not say it."""
    device = device_of(needle)
    if device is None:
        return _("{device}: not in the catalogue").format(device=plain(needle.device))
    length = _("{n:g} mm long").format(n=device.length_mm)
    if make_words(device) == shared_device_words(case):
        return length
    return _("{make}, {length}").format(make=make_words(device), length=length)


def device_words(needle: Needle) -> str:
    """Return a device in full: "18 G, 10 mm active tip, 100 mm long"."""
    device = device_of(needle)
    if device is None:
        return plain(needle.device)
    length = _("{n:g} mm long").format(n=device.length_mm)
    return _("{make}, {length}").format(make=make_words(device), length=length)


def make_words(device: Device) -> str:
    """Return gauge and active tip of a device: "18 G, 10 mm active tip"."""
    if device.active_tip_mm is not None:
        return _("{gauge} G, {tip:g} mm active tip").format(gauge=device.gauge, tip=device.active_tip_mm)
    return _("{gauge} G").format(gauge=device.gauge)
