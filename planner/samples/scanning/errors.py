"""What is measured wrong on each ray: noise of few photons, a beam that hardens, metal at its edge."""

from __future__ import annotations

from dataclasses import dataclass
from math import sqrt

import numpy as np
from numba import njit
from numpy.typing import NDArray

from planner.samples.scanning.arithmetic import exp_minus, ln
from planner.samples.scanning.beam import Beam, attenuation, left_of, table_at
from planner.samples.scanning.body import COARSE, Paths
from planner.samples.scanning.fan import Fan

BOWTIE_MM = 320.0
"""The bow-tie filter is made for a round body of this diameter."""
BOWTIE = 0.6
"""Share of what that body is thinner at the edge than in the middle, which the filter makes good."""
ELECTRONIC = 12.0
"""Noise of the electronics, as that of so many photons squared."""
NOISIEST = 0.12
"""No ray is noisier than this, in attenuation: scanners smooth those that are."""
SCATTERED = 0.0005
"""Of what passes the body, so much is scattered onto the detector behind metal."""
APERTURE = 1.5
"""Width of what a detector element sees, in bins: focal spot and all."""
MODULATION = 0.5
"""The tube gives more where the middle ray passes more: this share of what would make all views alike."""
REMAINING = 0.5
"""Of the hardening by bone, and of what metal does beyond it, what the scanner's own correction leaves."""


@dataclass(frozen=True, eq=False)
class Rays:
    """What a beam of some strength measures.

    Attributes
    ----------
    photons
        That would be counted in a middle ray with nothing in the way.
    bowtie
        What the filter leaves of the beam, by coarse bin.
    metal
        Attenuation per mm by material and band.
    counted
        What a mm of each material counts for in the ideal image, in mm of water.
    """

    beam: Beam
    fan: Fan
    photons: float
    bowtie: NDArray[np.float64]
    metal: NDArray[np.float64]
    counted: NDArray[np.float64]


def rays(fan: Fan, beam: Beam, photons: float, materials: tuple[tuple[str, float], ...]) -> Rays:
    """Return the rays of a fan; `materials` with their HU in the ideal image."""
    metal = np.array([attenuation(name) for name, _ in materials]).reshape(-1, beam.spectrum.size)
    counted = np.array([1.0 + hu / 1000.0 for _, hu in materials])
    return Rays(beam, fan, photons, bowtie(fan, beam), metal, counted)


def bowtie(fan: Fan, beam: Beam) -> NDArray[np.float64]:
    """Return what the bow-tie filter leaves of the beam, by coarse bin; 1 in the middle."""
    bins = fan.bins // COARSE + 1
    radius = BOWTIE_MM / 2.0
    left = np.empty(bins)
    for n in range(bins):
        t = (n - (bins - 1) / 2.0) * fan.bin_mm * COARSE
        miss = t * fan.source_mm / sqrt(fan.source_mm**2 + t * t)
        thinner = BOWTIE_MM - 2.0 * sqrt(max(radius**2 - miss * miss, 0.0))
        left[n] = exp_minus(beam.water_per_mm[0] * BOWTIE * thinner)
    return left


def photons_for(noise_mm: float, water_mm: float, beam: Beam) -> float:
    """Return the photons of an open ray that leave noise of `noise_mm` (of water) behind some water."""
    left = left_of(beam.spectrum, beam.water, beam.bone, water_mm, 0.0)
    noise = noise_mm * table_at(beam.water_per_mm, -ln(left))
    counted = (1.0 + sqrt(1.0 + 4.0 * (noise * ELECTRONIC) ** 2)) / (2.0 * noise * noise)
    return float(counted / left)


@dataclass(frozen=True, eq=False)
class CoarseErrors:
    """By coarse view, coarse bin and lane, float32: SD of the noise and error by hardening, in mm of water.

    `water_mm` and `bone_mm` are the paths there, `light` the photons of an open ray.
    """

    noise_mm: NDArray[np.float32]
    hardening_mm: NDArray[np.float32]
    water_mm: NDArray[np.float32]
    bone_mm: NDArray[np.float32]
    light: NDArray[np.float32]


def coarse_errors(of: Paths, slices: NDArray[np.int64], measured: Rays) -> CoarseErrors:
    """Return the errors of the rays through some slices, metal apart."""
    shape = (*of.water_mm.shape[:2], slices.size)
    water, bone, noise, hardening, light = (np.zeros(shape, np.float32) for _ in range(5))
    beam = measured.beam
    _coarse(
        (of.water_mm, of.bone_mm, of.slices_apart),
        slices,
        beam.tables,
        measured.photons * measured.bowtie,
        (water, bone, noise, hardening, light),
    )
    return CoarseErrors(noise, hardening, water, bone, light)


@njit(nogil=True, cache=True)
def _coarse(of, slices, beam, photons, out):  # type: ignore[no-untyped-def]
    spectrum, water, bone, water_mm, water_per_mm, dense = beam
    water_out, bone_out, noise_out, hardening_out, light_out = out
    for lane in range(slices.size):
        _paths_of_slice(of, slices[lane], lane, water_out, bone_out)
        tube = _tube(spectrum, water, bone, water_out, bone_out, lane)
        for view in range(water_out.shape[0]):
            for b in range(water_out.shape[1]):
                w, d = water_out[view, b, lane], bone_out[view, b, lane]
                left = left_of(spectrum, water, bone, w, d)
                attenuated = -ln(left)
                light = photons[b] * tube[view]
                light_out[view, b, lane] = light
                noise_out[view, b, lane] = noise_of(light * left) / table_at(water_per_mm, attenuated)
                hardening_out[view, b, lane] = REMAINING * (table_at(water_mm, attenuated) - w - dense * d)


@njit(nogil=True, cache=True)
def _paths_of_slice(of, number, lane, water_out, bone_out):  # type: ignore[no-untyped-def]
    all_water, all_bone, apart = of
    last = all_water.shape[2] - 1
    place = min(number / apart, float(last))
    low = min(int(place), max(last - 1, 0))
    high, part = min(low + 1, last), place - low
    for view in range(water_out.shape[0]):
        for b in range(water_out.shape[1]):
            w = all_water[view, b, low] * (1.0 - part) + all_water[view, b, high] * part
            d = all_bone[view, b, low] * (1.0 - part) + all_bone[view, b, high] * part
            water_out[view, b, lane] = w
            bone_out[view, b, lane] = d


@njit(nogil=True, cache=True)
def _tube(spectrum, water, bone, water_mm, bone_mm, lane):  # type: ignore[no-untyped-def]
    """Return the current of the tube by coarse view, 1 on average: more where the middle ray passes more."""
    views, middle = water_mm.shape[0], water_mm.shape[1] // 2
    depth = np.empty(views)
    for view in range(views):
        w, d = water_mm[view, middle, lane], bone_mm[view, middle, lane]
        depth[view] = -ln(left_of(spectrum, water, bone, w, d))
    deepest = depth.max()
    total = 0.0
    for view in range(views):
        depth[view] = exp_minus(MODULATION * (deepest - depth[view]))
        total += depth[view]
    return depth * (views / total)


@njit(nogil=True, cache=True)
def noise_of(counted):  # type: ignore[no-untyped-def]
    """Return the SD of the attenuation of a ray by which so many photons are counted."""
    return min(np.sqrt(1.0 / counted + ELECTRONIC * ELECTRONIC / (counted * counted)), NOISIEST)


@njit(nogil=True, cache=True)
def shadow(lengths, dots, c, s, fan):  # type: ignore[no-untyped-def]
    """Add the lengths of metal on the rays of a view to `lengths` [material, bin, lane]; first and last bin.

    Each dot is a quadratic B-spline over three bins, so that a lattice of dots gives an even shadow.
    """
    x_mm, y_mm, area_mm2, lane, material = dots
    source_mm, bins, bin_mm = fan
    first, last = bins, -1
    for n in range(x_mm.size):
        away = source_mm + x_mm[n] * s - y_mm[n] * c
        t = (x_mm[n] * c + y_mm[n] * s) * source_mm / away
        place = t / bin_mm + (bins - 1) / 2.0
        middle = int(place + 0.5)
        if middle < 1 or middle > bins - 2:
            continue
        f = place - middle
        slant = np.sqrt(source_mm * source_mm + t * t)
        length = area_mm2[n] * slant / (bin_mm * away)
        m, k = material[n], lane[n]
        lengths[m, middle - 1, k] += length * 0.5 * (0.5 - f) * (0.5 - f)
        lengths[m, middle, k] += length * (0.75 - f * f)
        lengths[m, middle + 1, k] += length * 0.5 * (0.5 + f) * (0.5 + f)
        first, last = min(first, middle - 1), max(last, middle + 1)
    return first, last


@njit(nogil=True, cache=True)
def metal_error(lengths, b, k, water_mm, bone_mm, physics, light):  # type: ignore[no-untyped-def]
    """Return error, beyond that of the body alone, and SD of noise of a ray through metal, in mm of water."""
    (spectrum, water, bone, water_table, slope_table, dense), metal, counted = physics
    through, blocked = 0.0, 0.0
    edge, ideal, displaced = 0.0, 0.0, 0.0
    for m in range(lengths.shape[0]):
        edge += metal[m, 3] * (lengths[m, b + 1, k] - lengths[m, b - 1, k])
        ideal += counted[m] * lengths[m, b, k]
        displaced += lengths[m, b, k]
    clear, water_mm = water_mm, max(water_mm - displaced, 0.0)
    ideal += water_mm + dense * bone_mm
    half = min(max(edge, -edge) * APERTURE / 4.0, 8.0)
    for band in range(spectrum.size):
        body = spectrum[band] * exp_minus(max(water[band] * water_mm + bone[band] * bone_mm, 0.0))
        depth = 0.0
        for m in range(lengths.shape[0]):
            depth += metal[m, band] * lengths[m, b, k]
        through += body * exp_minus(depth)
        blocked += body
    if half > 0.01:
        through *= (1.0 / exp_minus(half) - exp_minus(half)) / (2.0 * half)
    through = min(through, blocked)
    left = (through + SCATTERED * blocked) / (1.0 + SCATTERED)
    attenuated = -ln(left)
    slope = table_at(slope_table, attenuated)
    plain = left_of(spectrum, water, bone, clear, bone_mm)
    usual = table_at(water_table, -ln(plain)) - clear - dense * bone_mm
    error = REMAINING * (table_at(water_table, attenuated) - ideal - usual)
    return error, noise_of(light * left) / slope
