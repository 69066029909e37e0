"""Cases on few voxels, made of a ball for each vertebra: quick, and with a place that is known."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace
from functools import cache

import msgspec
import numpy as np
from numpy.typing import NDArray

from planner.geometry.frames import Frame
from planner.samples.catalogue.case import Case
from planner.samples.catalogue.cases import CASES
from planner.samples.catalogue.making import Tell, Whose
from planner.samples.person.draw import person
from planner.samples.person.traits import PersonTraits
from planner.samples.series.acquisition import Reconstruction
from planner.samples.series.layout import Series
from planner.samples.skeleton.spine import frames

BALL_MM, BALL_HU = 12.0, 700


def coarse(case: Case, by: int = 24) -> Case:
    """Return a case on fewer voxels; the field of view is as wide."""
    few = tuple(_coarse(each, by) for each in case.acquisition.reconstructions)
    return replace(case, acquisition=replace(case.acquisition, reconstructions=few), c_arm=False)


def _coarse(fine: Reconstruction, by: int) -> Reconstruction:
    return replace(
        fine,
        rows=fine.rows // by,
        columns=fine.columns // by + 1,
        pixel_mm=fine.pixel_mm * by,
        spacing_mm=max(fine.spacing_mm, 7.0),
        thickness_mm=max(fine.thickness_mm, 7.0),
    )


@cache
def person_of(name: str, seed: int) -> PersonTraits:
    """Return the person of a case with a seed."""
    return person(seed, CASES[name].person)


@cache
def frames_of(name: str, seed: int) -> Mapping[str, Frame]:
    """Return where the vertebrae of a case stand."""
    return frames(person_of(name, seed).spine, CASES[name].with_seed(seed).anchor)


class ToyMade:
    """A case with a ball at each vertebra; it says what it was asked."""

    def __init__(self, case: Case) -> None:
        self.case = case

    @property
    def person(self) -> PersonTraits:
        return person_of(self.case.name, self.case.seed)

    @property
    def frames(self) -> Mapping[str, Frame]:
        return frames_of(self.case.name, self.case.seed)

    def images(self, series: Series, tell: Tell) -> list[NDArray[np.int16]]:
        tell(0.5, "balls")
        return [self._balls(block.grid.shape, block.grid.voxel_to_patient) for block in series.blocks]

    def _balls(self, shape: tuple[int, int, int], matrix: NDArray[np.float64]) -> NDArray[np.int16]:
        places = np.moveaxis(np.indices(shape)[::-1], 0, -1) @ matrix[:3, :3].T + matrix[:3, 3]
        hu = np.full(shape, -1000, np.int16)
        for frame in self.frames.values():
            hu[((places - np.array(tuple(frame.origin))) ** 2).sum(axis=-1) < BALL_MM**2] = BALL_HU
        return hu

    def truth(self, whose: Whose) -> bytes:
        return msgspec.json.encode({"patient": whose.patient, "images": whose.images})

    def plan(self, whose: Whose) -> bytes | None:
        return None if self.case.treats is None else msgspec.json.encode({"images": whose.images})
