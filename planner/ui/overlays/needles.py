"""Needles: the shaft at its true width, the active tip, entry and tip to drag, the hazard envelope."""

from __future__ import annotations

from collections.abc import Iterator

from planner.devices.catalogue import Device, catalogue
from planner.devices.lesion import active_tip, cover_envelope, hazard_envelope
from planner.geometry.solids import Capsule
from planner.plan.parts import Needle, Role
from planner.ui import ink
from planner.ui.overlays.marks import Label, Mark, Spot
from planner.ui.overlays.sight import Sight
from planner.words import _


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
    if needle.id == sight.selected and needle.lesions:
        yield from _model_names(sight, needle, device)


def _model_names(sight: Sight, needle: Needle, device: Device) -> Iterator[Mark]:
    """Yield the names of the two models of a needle's first lesion."""
    burn = needle.lesions[0]
    cover, hazard = (find(needle.segment, device, burn) for find in (cover_envelope, hazard_envelope))
    if cover is not None and hazard is not None:
        yield from sight.name_of(cover, _("small model"), ink.COVER, needle.entry_mm)
        yield from sight.name_of(hazard, _("large model"), ink.HAZARD, needle.entry_mm)
