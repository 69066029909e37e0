"""Kernels that are sharp by the names of their vendors, and those that are not."""

from __future__ import annotations

import pytest

from planner.dicom.series.kernels import is_sharp

SIEMENS, GE, PHILIPS, TOSHIBA = "SIEMENS", "GE MEDICAL SYSTEMS", "Philips", "TOSHIBA"


@pytest.mark.parametrize(
    ("manufacturer", "kernel", "sharp"),
    [
        *((SIEMENS, kernel, True) for kernel in ("B60s", "B70f", "B80f", "H60s", "Br64f", "Br59d 3", "Hr69")),
        *((SIEMENS, kernel, False) for kernel in ("B30s", "B41f", "Br38f 3", "Br40", "I31f", "H31s", "")),
        ("Siemens Healthineers", "Bv60s", True),
        *((GE, kernel, True) for kernel in ("BONE", "BONEPLUS", "DETAIL", "EDGE")),
        *((GE, kernel, False) for kernel in ("STANDARD", "SOFT", "LUNG", "CHEST")),
        *((PHILIPS, kernel, True) for kernel in ("D", "YC", "YE")),
        *((PHILIPS, kernel, False) for kernel in ("A", "B", "C", "YA", "YB", "L")),
        *((maker, kernel, True) for maker in (TOSHIBA, "Canon Medical") for kernel in ("FC30", "FC81")),
        *((TOSHIBA, kernel, False) for kernel in ("FC13", "FC08", "FC52", "FL03")),
        ("Somebody", "BONE SHARP", True),
        ("Somebody", "FC30", False),
        ("", "B60s", False),
    ],
)
def test_sharp_kernels(manufacturer: str, kernel: str, sharp: bool) -> None:
    assert is_sharp(manufacturer, kernel) == sharp
