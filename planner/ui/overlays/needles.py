"""Needles: the shaft at its true width, the active tip, entry and tip to drag, the hazard envelope."""

from __future__ import annotations

from collections.abc import Iterator

from planner.devices.catalogue import Device, catalogue
from planner.devices.lesion import active_tip, hazard_envelope
from planner.geometry.solids import Capsule
from planner.plan.parts import Needle, Role
from planner.ui import ink
from planner.ui.overlays.marks import Label, Mark, Spot
from planner.ui.overlays.sight import Sight


def marks(sight: Sight) -> Iterator[Mark]:
    """Yield the needles of the plan."""
    for needle in sight.plan.needles:
        yield from _needle(sight, needle)


def _needle(sight: Sight, needle: Needle) -> Iterator[Mark]:
    selected = needle.id == sight.selected
    device = catalogue().get(needle.device)
    yield from sight.faded((needle.entry_mm, needle.tip_mm), ink.NEEDLE, 2.2 if selected else 1.6)
    if device is not None:
        shaft = Capsule(needle.entry_mm, needle.tip_mm, device.outer_diameter_mm / 2.0)
        yield from sight.shape(shaft, ink.NEEDLE, 1.0)
        if needle.role is Role.ELECTRODE and device.active_tip_mm is not None:
            yield from _active_part(sight, needle, device)
    for point, radius in ((needle.entry_mm, 5.0), (needle.tip_mm, 4.0)):
        yield Spot(sight.uv(point), ink.NEEDLE, radius if selected else radius - 1.5, sight.opacity(point))
    yield Label(sight.uv(needle.entry_mm), needle.id, ink.NEEDLE, sight.opacity(needle.entry_mm))


def _active_part(sight: Sight, needle: Needle, device: Device) -> Iterator[Mark]:
    tip = active_tip(needle.segment, device)
    if tip is None:
        return
    yield from sight.faded((tip.start, tip.end), ink.ACTIVE_TIP, 3.0)
    for lesion in needle.lesions:
        envelope = hazard_envelope(needle.segment, device, lesion)
        if envelope is not None:
            yield from sight.shape(envelope, ink.HAZARD, 1.2, dashed=True)
