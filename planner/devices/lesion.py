"""What a burn reaches: a small lesion model for the nerve, a large one for everything else.

Each errs on the safe side. Sizes and their sources stand in ``resources/devices/lesions.toml``. The tip is
modelled straight.
"""

from __future__ import annotations

from bisect import bisect_left
from functools import cache
from typing import Protocol

import msgspec

from planner.assets import resource
from planner.devices.catalogue import Device
from planner.geometry.curves import Segment
from planner.geometry.solids import Capsule, Spheroid


class Burn(Protocol):
    """One burn: how far the electrode is drawn back, set temperature and time."""

    @property
    def withdraw_mm(self) -> float:
        """How far the electrode is drawn back from its planned tip."""

    @property
    def temperature_c(self) -> float:
        """Set temperature in degrees Celsius."""

    @property
    def duration_s(self) -> float:
        """Time at the set temperature."""


class _Width(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    source: str
    outer_diameter_mm: tuple[float, ...]
    duration_s: tuple[float, ...]
    width_mm: tuple[tuple[float, ...], ...]

    def __post_init__(self) -> None:
        columns = {len(row) for row in self.width_mm}
        if len(self.width_mm) != len(self.outer_diameter_mm) or columns != {len(self.duration_s)}:
            raise ValueError("the table of lesion widths needs a row per diameter and a column per duration")


class _Temperature(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    source: str
    celsius: tuple[float, ...]
    factor: tuple[float, ...]


class CoverModel(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """How the small model follows from the nominal width."""

    width_factor: float
    rationale: str


class HazardModel(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """How the large model follows from the nominal width, and how far it reaches beyond the active tip."""

    width_factor: float
    distal_mm: float
    proximal_mm: float
    rationale: str


class LesionTable(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """The table of lesion sizes as the file holds it."""

    width: _Width
    temperature: _Temperature
    cover: CoverModel
    hazard: HazardModel


@cache
def lesion_table() -> LesionTable:
    """Return the table of lesion sizes.

    Raises
    ------
    ValueError
        If the file lacks a source or has an unknown key.
    """
    return msgspec.toml.decode(resource("devices/lesions.toml").read_bytes(), type=LesionTable)


@cache
def _nominal(outer_diameter_mm: float, temperature_c: float, duration_s: float) -> float | None:
    table = lesion_table()
    by_diameter = [_between(table.width.duration_s, row, duration_s) for row in table.width.width_mm]
    factor = _between(table.temperature.celsius, table.temperature.factor, temperature_c)
    known = [width for width in by_diameter if width is not None]
    if factor is None or len(known) < len(by_diameter):
        return None
    width_mm = _between(table.width.outer_diameter_mm, known, outer_diameter_mm)
    return None if width_mm is None else width_mm * factor


def _between(xs: tuple[float, ...], ys: tuple[float, ...] | list[float], x: float) -> float | None:
    """Return y at x by linear interpolation; None outside the table."""
    if not xs[0] <= x <= xs[-1]:
        return None
    above = max(bisect_left(xs, x), 1)
    share = (x - xs[above - 1]) / (xs[above] - xs[above - 1])
    return ys[above - 1] + share * (ys[above] - ys[above - 1])


def nominal_width_mm(device: Device, lesion: Burn) -> float | None:
    """Return the full width of a lesion across the active tip, in mm; None outside the table.

    A needle without an active tip makes no lesion: None as well.
    """
    if device.active_tip_mm is None:
        return None
    return _nominal(device.outer_diameter_mm, lesion.temperature_c, lesion.duration_s)


def active_tip(needle: Segment, device: Device, withdraw_mm: float = 0.0) -> Segment | None:
    """Return the part that heats, from its rear end to the tip; None where the device has none.

    Parameters
    ----------
    needle
        From entry to planned tip.
    withdraw_mm
        How far the needle is drawn back along its line.
    """
    if device.active_tip_mm is None:
        return None
    tip = needle.length_mm - withdraw_mm
    return Segment(needle.at(tip - device.active_tip_mm), needle.at(tip))


def cover_envelope(needle: Segment, device: Device, lesion: Burn) -> Spheroid | None:
    """Return the small lesion model; None where the table does not reach or the device does not heat.

    A prolate spheroid on the active tip: centred on its middle, as long as it is.
    """
    width_mm, length_mm = nominal_width_mm(device, lesion), device.active_tip_mm
    if width_mm is None or length_mm is None:
        return None
    middle = needle.at(needle.length_mm - lesion.withdraw_mm - length_mm / 2.0)
    return Spheroid(middle, needle.direction, length_mm, width_mm * lesion_table().cover.width_factor)


def hazard_envelope(needle: Segment, device: Device, lesion: Burn) -> Capsule | None:
    """Return the large lesion model; None where the table does not reach or the device does not heat.

    A capsule on the active tip whose ends lie `distal_mm` beyond the tip and `proximal_mm` behind the active
    part; where it would not be longer than wide, a sphere of the same radius about the middle of that length.
    """
    width_mm, length_mm = nominal_width_mm(device, lesion), device.active_tip_mm
    if width_mm is None or length_mm is None:
        return None
    model = lesion_table().hazard
    radius_mm = width_mm * model.width_factor / 2.0
    tip_mm = needle.length_mm - lesion.withdraw_mm
    first, last = tip_mm - length_mm - model.proximal_mm, tip_mm + model.distal_mm
    if last - first <= 2.0 * radius_mm:
        middle = needle.at((first + last) / 2.0)
        return Capsule(middle, middle, radius_mm)
    return Capsule(needle.at(first + radius_mm), needle.at(last - radius_mm), radius_mm)
