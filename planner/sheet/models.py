"""How large the lesions are taken to be that the checks measure: small for the nerve, large for the rest."""

from __future__ import annotations

from collections.abc import Iterator

from planner.checks.rounding import rounded
from planner.devices.catalogue import Device
from planner.devices.lesion import lesion_table, nominal_width_mm
from planner.plan.parts import Lesion, Role
from planner.sheet.case import Case, device_of
from planner.sheet.facts import plain
from planner.sheet.needles import make_words
from planner.words import _

SOURCE = "cosman-2014"
"""From where the widths are, in the list of sources."""


def model_words(case: Case) -> Iterator[str]:
    """Yield both models of every burn that is planned, once for all needles that burn alike."""
    for (device, lesion), needles in _burns(case).items():
        burn = _("{make}, {celsius:g} °C for {seconds:g} s ({needles})").format(
            make=make_words(device),
            celsius=lesion.temperature_c,
            seconds=lesion.duration_s,
            needles=_(", ").join(dict.fromkeys(needles)),
        )
        width_mm, length_mm = nominal_width_mm(device, lesion), device.active_tip_mm
        if width_mm is None or length_mm is None:
            yield _("{burn}: how large the lesion becomes is not known").format(burn=burn)
            continue
        yield _(
            "{burn}: as measured {nominal} mm wide. Small model, for the nerve: {small} mm wide, {tip:g} mm "
            "long. Large model, for roots, metal and skin: {large}"
        ).format(
            burn=burn,
            nominal=rounded(width_mm, decimals=1),
            small=rounded(width_mm * lesion_table().cover.width_factor, decimals=1),
            tip=length_mm,
            large=_large_words(width_mm, length_mm),
        )


def _large_words(nominal_mm: float, tip_mm: float) -> str:
    """Return the size of the large model, which is a ball where it would not be longer than wide."""
    model = lesion_table().hazard
    width_mm = nominal_mm * model.width_factor
    width = rounded(width_mm, decimals=1)
    if width_mm >= tip_mm + model.proximal_mm + model.distal_mm:
        return _("a ball {width} mm wide about the middle of the active tip.").format(width=width)
    return _(
        "{width} mm wide, from {proximal:g} mm behind the active tip to {distal:g} mm beyond it."
    ).format(width=width, proximal=model.proximal_mm, distal=model.distal_mm)


def _burns(case: Case) -> dict[tuple[Device, Lesion], list[str]]:
    """Return the needles by device and burn; how far they are drawn back changes no size."""
    found: dict[tuple[Device, Lesion], list[str]] = {}
    for needle in case.needles_for(Role.ELECTRODE) if case.burns else ():
        device = device_of(needle)
        for lesion in needle.lesions if device is not None else ():
            assert device is not None
            alike = Lesion(temperature_c=lesion.temperature_c, duration_s=lesion.duration_s)
            found.setdefault((device, alike), []).append(plain(needle.id))
    return found
