"""The needles that can be chosen."""

from __future__ import annotations

import msgspec
import pytest

from planner.devices import catalogue as module
from planner.devices.catalogue import Device, DeviceKind, UnknownDeviceError, catalogue, device


def test_ids_say_what_a_device_is() -> None:
    for name, found in catalogue().items():
        prefix = {DeviceKind.ELECTRODE: "rf", DeviceKind.SPINAL: "spinal", DeviceKind.THERMOMETER: "thermo"}
        parts = [prefix[found.kind], f"{found.gauge}g", f"{found.length_mm:.0f}"]
        if found.active_tip_mm is not None:
            parts.append(f"{found.active_tip_mm:.0f}")
        assert name == found.id == "-".join(parts)


def test_a_device() -> None:
    assert device("rf-18g-100-10") == Device("rf-18g-100-10", DeviceKind.ELECTRODE, 18, 100.0, 10.0, 1.27)
    assert device("spinal-22g-90").active_tip_mm is None


def test_an_unknown_device_is_refused() -> None:
    with pytest.raises(UnknownDeviceError, match="rf-1g"):
        device("rf-1g")


@pytest.mark.parametrize(
    ("content", "complaint"),
    [
        ('[gauge.18]\nouter_diameter_mm = 1.27\nsource = "s"\ncolour = "pink"\n', "colour"),
        ("[gauge.18]\nouter_diameter_mm = 1.27\n", "source"),
        ('[[needle]]\nid = "a"\nkind = "electrode"\ngauge = 18\nlength_mm = 100\n', "active tip"),
        (
            '[[needle]]\nid = "a"\nkind = "spinal"\ngauge = 18\nlength_mm = 100\nactive_tip_mm = 5\n',
            "active tip",
        ),
        ('[[needle]]\nid = "a"\nkind = "pin"\ngauge = 18\nlength_mm = 100\n', "pin"),
    ],
)
def test_a_faulty_file_is_refused(content: str, complaint: str) -> None:
    whole = content + (
        "" if "gauge.18" in content else '[gauge.18]\nouter_diameter_mm = 1.27\nsource = "s"\n'
    )
    whole = whole if "[[needle]]" in whole else "needle = []\n" + whole
    with pytest.raises(msgspec.ValidationError, match=complaint):
        msgspec.toml.decode(whole, type=module._Needles, strict=False)
