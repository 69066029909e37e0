"""The published numbers of the lumbar vertebrae, read from ``resources/anatomy/lumbar.json``, and chance."""

from __future__ import annotations

from functools import cache
from math import cos, radians, sin

import msgspec
import numpy as np
from numpy.typing import NDArray

from planner.anatomy.spine import Level, Side
from planner.assets import resource
from planner.geometry.vectors import Vector

Triple = tuple[float, float, float]
"""Anterior, lateral (absolute), cranial, in mm, in the frame of a vertebra: the convention of the file."""


def on_side(triple: Triple, side: Side) -> Vector:
    """Return a point of the file on one side, as (left, posterior, superior) in the vertebra's frame."""
    anterior, lateral, cranial = triple
    return Vector(side.sign * lateral, -anterior, cranial)


def cos_sin(angle_deg: float) -> tuple[float, float]:
    """Return cosine and sine, rounded to 12 places so that no mathematical library shows through."""
    return round(cos(radians(angle_deg)), 12), round(sin(radians(angle_deg)), 12)


class Endplate(msgspec.Struct, frozen=True):
    """Full sizes of an endplate, in mm."""

    depth_mm: float
    width_mm: float


class Height(msgspec.Struct, frozen=True):
    """Heights of a body in front and behind, in mm."""

    anterior_mm: float
    posterior_mm: float


class Pedicle(msgspec.Struct, frozen=True):
    """Centre and full sizes of a pedicle; `angle_deg` from the sagittal plane, opening backwards."""

    centre_mm: Triple
    width_mm: float
    height_mm: float
    angle_deg: float


class VertebraNumbers(msgspec.Struct, frozen=True, kw_only=True):
    """The measured sizes and points of one vertebra; what the sacrum does not have is None."""

    superior_endplate: Endplate
    pedicle: Pedicle
    superior_articular_tip_mm: Triple
    mamillary_mm: Triple
    medial_branch_mm: tuple[Triple, ...]
    inferior_endplate: Endplate | None = None
    waist_mm: float | None = None
    height: Height | None = None
    canal: Endplate | None = None
    transverse_tip_mm: Triple | None = None
    inferior_articular_tip_mm: Triple | None = None
    spinous_tip_mm: Triple | None = None
    ala_mm: Triple | None = None


class Stacking(msgspec.Struct, frozen=True):
    """Where the upper vertebra's origin lies in the frame of the lower, and its tilt (negative: lordosis)."""

    upper: Level
    lower: Level
    origin_mm: Triple
    tilt_deg: float


class FacetNumbers(msgspec.Struct, frozen=True):
    """Centre, mean plane and width of a joint space in the frame of the lower vertebra."""

    centre_mm: Triple
    plane_to_sagittal_deg: float
    gap_mm: float


class LumbarNumbers(msgspec.Struct, frozen=True):
    """The whole table; see the file for the source of each number."""

    levels: dict[Level, VertebraNumbers]
    stack: tuple[Stacking, ...]
    facets: dict[str, FacetNumbers]

    def facet(self, lower: Level) -> FacetNumbers:
        """Return the numbers of the joint above a vertebra; those of L2-L3 where none were measured."""
        return self.facets.get(f"{lower.above}-{lower}", self.facets["L2-L3"])


@cache
def lumbar_numbers() -> LumbarNumbers:
    """Return the table of ``resources/anatomy/lumbar.json``."""
    return msgspec.json.decode(resource("anatomy/lumbar.json").read_bytes(), type=LumbarNumbers)


class Chance:
    """Random numbers from the raw bits of PCG64, whose stream numpy keeps the same in all versions."""

    def __init__(self, seed: int) -> None:
        self._bits = np.random.PCG64(seed)

    def between(self, low: float, high: float) -> float:
        """Return a number from `low` to `high`, evenly distributed."""
        return low + (high - low) * (self._bits.random_raw() >> 11) / float(1 << 53)

    def bell(self, count: int) -> NDArray[np.float32]:
        """Return `count` numbers of mean 0 and standard deviation 1: sums of four 16-bit numbers."""
        words = np.asarray(self._bits.random_raw(count), dtype="<u8").view("<u2").reshape(count, 4)
        total = words.astype(np.int32).sum(axis=1, dtype=np.int32)
        centred = total.astype(np.float32) - np.float32(131070.0)
        numbers: NDArray[np.float32] = centred * np.float32(BELL_SCALE)
        return numbers


BELL_SCALE = 1.0 / (65536.0 * 0.57735026919)
"""One over the standard deviation of the sum of four even 16-bit numbers: sqrt(4 / 12) of their range."""
