"""How the parts of the plan stand, from the results of the checks."""

from __future__ import annotations

from collections.abc import Sequence

from planner.anatomy.wording import side_words
from planner.checks.result import NotAssessed, Result, severity
from planner.checks.wording import check_words, finding, verdict
from planner.devices.catalogue import Device, DeviceKind
from planner.plan.parts import Hardware, Needle
from planner.plan.plan import Plan
from planner.plan.wording import target_words
from planner.sheet.facts import plain
from planner.sheet.stop import hardware_words
from planner.ui.panels.item_list import Entry
from planner.ui.theme import outcome_role
from planner.words import _


def worst(results: Sequence[Result], subject: str) -> Result | None:
    """Return the worst result on a part of the plan; None where no check is about it."""
    return min((result for result in results if result.subject == subject), key=severity, default=None)


def status(results: Sequence[Result], subject: str) -> tuple[str, str]:
    """Return an outcome's role and words for a part of the plan."""
    result = worst(results, subject)
    if result is None:
        return "pending", _("no check applies")
    if outcome_role(result) == "ok":
        return "ok", verdict(result)
    return outcome_role(result), _("{check}: {verdict}").format(
        check=check_words(result), verdict=verdict(result)
    )


def finding_words(result: Result) -> str:
    """Return a result in words, opened by its outcome where it could not be assessed."""
    if isinstance(result, NotAssessed):
        return _("{verdict}: {finding}").format(verdict=verdict(result), finding=finding(result))
    return finding(result)


def needle_words(plan: Plan, needle: Needle) -> str:
    """Return a needle by its id and its target: "N1 · L3 MB (on L4) left"."""
    target = plan.target_of(needle)
    where = target_words(target) if target is not None else _("no target")
    return _("{id} · {target}").format(id=plain(needle.id), target=where)


def piece_words(piece: Hardware) -> str:
    """Return a piece of hardware: "H1 · screw 6.5 mm · L4 left"."""
    size = _("{kind} {mm:g} mm").format(kind=hardware_words(piece.kind), mm=piece.diameter_mm)
    return " · ".join(word for word in (plain(piece.id), size, place_words(piece)) if word)


def place_words(piece: Hardware) -> str:
    """Return level and side of a piece of hardware, as far as they are known."""
    level = piece.level.value if piece.level is not None else ""
    if piece.side is None:
        return level
    return _("{level} {side}").format(level=level, side=side_words(piece.side)).strip()


def needle_entry(plan: Plan, needle: Needle, results: Sequence[Result]) -> Entry:
    """Return a needle as a line of a list."""
    role, words = status(results, needle.id)
    if not needle.accepted:
        words = _("{status}; proposed, accepted by nobody").format(status=words)
        role = "warn" if role == "ok" else role
    return Entry(needle.id, needle_words(plan, needle), words, role)


def device_choice(device: Device) -> str:
    """Return a device of the catalogue: "RF 18 G · 100 mm · tip 10 mm"."""
    kind = {
        DeviceKind.ELECTRODE: _("RF cannula"),
        DeviceKind.SPINAL: _("Spinal needle"),
        DeviceKind.THERMOMETER: _("Thermometer"),
    }[device.kind]
    words = [
        _("{kind} {gauge} G").format(kind=kind, gauge=device.gauge),
        _("{n:g} mm").format(n=device.length_mm),
    ]
    if device.active_tip_mm is not None:
        words.append(_("tip {n:g} mm").format(n=device.active_tip_mm))
    return " · ".join(words)
