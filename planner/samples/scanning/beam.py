"""The beam: what is left of it behind water, bone and metal, and for how much water that is taken."""

from __future__ import annotations

from dataclasses import dataclass
from functools import cache

import msgspec
import numpy as np
from numba import njit
from numpy.typing import NDArray

from planner.assets import resource
from planner.samples.scanning.arithmetic import exp_minus, ln

Floats = NDArray[np.float64]

STEP = 0.02
"""Between entries of the water table, in attenuation (a logarithm)."""
DARKEST = 24.0
"""No more attenuation than this is told apart."""


class _Attenuation(msgspec.Struct, frozen=True):
    energies_kev: list[float]
    reference_kev: float
    spectrum: list[float]
    per_mm: dict[str, list[float]]


@dataclass(frozen=True, eq=False)
class Beam:
    """The spectrum that is measured and the water the scanner is calibrated with.

    Attributes
    ----------
    spectrum
        Shares of the bands of energy.
    water, bone
        Attenuation per mm, by band.
    water_mm
        Thickness of water that attenuates by n x `STEP`.
    water_per_mm
        By how much a mm more attenuates there.
    dense
        What a mm of compact bone counts for in mm of water, at the energy of the HU scale.
    """

    spectrum: Floats
    water: Floats
    bone: Floats
    water_mm: Floats
    water_per_mm: Floats
    dense: float

    @property
    def tables(self) -> tuple[Floats, Floats, Floats, Floats, Floats, float]:
        """All of it, as the compiled functions take it."""
        return self.spectrum, self.water, self.bone, self.water_mm, self.water_per_mm, self.dense


@cache
def _table() -> _Attenuation:
    return msgspec.json.decode(resource("samples/attenuation.json").read_bytes(), type=_Attenuation)


def attenuation(material: str) -> Floats:
    """Return the attenuation of a material per mm, by band of energy.

    Raises
    ------
    ValueError
        For a material that ``resources/samples/attenuation.json`` does not have.
    """
    per_mm = _table().per_mm
    if material not in per_mm:
        raise ValueError(f"the scanner does not know how {material} attenuates")
    return np.array(per_mm[material])


@cache
def beam() -> Beam:
    """Return the beam of ``resources/samples/attenuation.json``."""
    table = _table()
    spectrum, water, bone = np.array(table.spectrum), attenuation("water"), attenuation("bone")
    reference = table.energies_kev.index(table.reference_kev)
    entries = int(DARKEST / STEP) + 2
    water_mm, water_per_mm = _water_table(spectrum, water, entries)
    return Beam(spectrum, water, bone, water_mm, water_per_mm, float(bone[reference] / water[reference]))


@njit(nogil=True, cache=True)
def _water_table(spectrum, water, entries):  # type: ignore[no-untyped-def]
    thickness, slope = np.zeros(entries), np.zeros(entries)
    at = 0.0
    for n in range(entries):
        for _ in range(6):
            left, bent = 0.0, 0.0
            for band in range(spectrum.size):
                share = spectrum[band] * exp_minus(water[band] * at)
                left += share
                bent += share * water[band]
            slope[n] = bent / left
            at -= (-ln(left) - n * STEP) / slope[n]
        thickness[n] = at
    return thickness, slope


@njit(nogil=True, cache=True)
def table_at(table, attenuated):  # type: ignore[no-untyped-def]
    """Return an entry of a water table at some attenuation, between entries in proportion."""
    place = min(max(attenuated, 0.0), DARKEST) / STEP
    low = int(place)
    return table[low] + (place - low) * (table[low + 1] - table[low])


@njit(nogil=True, cache=True)
def left_of(spectrum, water, bone, water_mm, bone_mm):  # type: ignore[no-untyped-def]
    """Return the share of the beam that is left behind water and bone."""
    left = 0.0
    for band in range(spectrum.size):
        left += spectrum[band] * exp_minus(max(water[band] * water_mm + bone[band] * bone_mm, 0.0))
    return left
