"""Which convolution kernels are sharp, as bone is looked at, by the names that vendors give them."""

from __future__ import annotations

import re
from functools import cache

import msgspec

from planner.assets import resource


class _Vendor(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """Names of one vendor: a pattern that the beginning of Manufacturer meets, and one for sharp kernels."""

    manufacturer: str
    sharp: str
    source: str


class _Table(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    vendor: tuple[_Vendor, ...]


def is_sharp(manufacturer: str, kernel: str) -> bool:
    """Say whether a kernel is known to be a sharp one, for bone; an unknown name is not.

    The names and their sources stand in ``resources/images/kernels.toml``.
    """
    return any(
        re.match(vendor.manufacturer, manufacturer, re.IGNORECASE)
        and re.search(vendor.sharp, kernel, re.IGNORECASE)
        for vendor in _vendors()
    )


@cache
def _vendors() -> tuple[_Vendor, ...]:
    table = msgspec.toml.decode(resource("images/kernels.toml").read_bytes(), type=_Table)
    return table.vendor
