"""The needles that can be chosen, read from ``resources/devices/needles.toml``."""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum
from functools import cache

import msgspec

from planner.assets import resource


class UnknownDeviceError(LookupError):
    """There is no device of this id in the catalogue."""


class DeviceKind(StrEnum):
    """What a needle is made for."""

    ELECTRODE = "electrode"
    SPINAL = "spinal"
    THERMOMETER = "thermometer"


@dataclass(frozen=True)
class Device:
    """A needle of the catalogue.

    Attributes
    ----------
    id
        Kind, gauge, length and active tip: "rf-18g-100-10", "spinal-22g-90".
    length_mm
        From hub to tip.
    active_tip_mm
        The bare part that heats; None for a needle that does not.
    """

    id: str
    kind: DeviceKind
    gauge: int
    length_mm: float
    active_tip_mm: float | None
    outer_diameter_mm: float


class _Gauge(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    outer_diameter_mm: float
    source: str


class _Needle(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    id: str
    kind: DeviceKind
    gauge: int
    length_mm: float
    active_tip_mm: float | None = None

    def __post_init__(self) -> None:
        if (self.kind is DeviceKind.ELECTRODE) != (self.active_tip_mm is not None):
            raise ValueError(f"{self.id}: an electrode has an active tip, no other needle has one")


class _Needles(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    gauge: dict[int, _Gauge]
    needle: tuple[_Needle, ...]


@cache
def catalogue() -> dict[str, Device]:
    """Return every device by its id, in the order of the file.

    Raises
    ------
    ValueError
        If the file has an unknown key, a gauge without its diameter, or an id twice.
    """
    content = msgspec.toml.decode(resource("devices/needles.toml").read_bytes(), type=_Needles, strict=False)
    found: dict[str, Device] = {}
    for entry in content.needle:
        if entry.id in found or entry.gauge not in content.gauge:
            raise ValueError(f"{entry.id}: twice in the catalogue, or of a gauge without a diameter")
        diameter_mm = content.gauge[entry.gauge].outer_diameter_mm
        found[entry.id] = Device(
            entry.id, entry.kind, entry.gauge, entry.length_mm, entry.active_tip_mm, diameter_mm
        )
    return found


def device(device_id: str) -> Device:
    """Return a device of the catalogue.

    Raises
    ------
    UnknownDeviceError
        If there is none of this id.
    """
    found = catalogue().get(device_id)
    if found is None:
        raise UnknownDeviceError(f"no needle is called {device_id!r}")
    return found
