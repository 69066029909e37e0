"""Spines with four to eight screws that the generator makes, each scanned in three ways; kept once made."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path

import numpy as np

from planner.anatomy.spine import Level
from planner.imaging.volume import Volume
from planner.plan.identity import Images, Patient
from planner.plan.parts import MarkedLevel
from planner.plan.plan import Plan
from planner.samples.catalogue.case import Case
from planner.samples.catalogue.making import Whose
from planner.samples.implants.values import Material
from planner.samples.implants.wishes import ImplantWishes
from planner.samples.known.truth import Truth, read_truth
from planner.samples.making.model import Model
from planner.samples.person.wishes import Wishes
from planner.samples.series.acquisition import EXTENDED, Acquisition, Reconstruction
from planner.samples.series.layout import series_of

COUNT = 20
TUNED_ON = (20, 21, 23, 24, 28, 29, 32, 33)
"""On these spines what places the axis of a screw in streaks was chosen; they are not measured."""
HELD_OUT = (34, 36, 37, 40, 41)
"""These were made for measuring alone."""
FIRST_SEED = 7100
CLIPPED_HU = 3071
L4_L5 = (Level.L4, Level.L5)
SETS = (
    L4_L5,
    (Level.L3, *L4_L5),
    (*L4_L5, Level.S1),
    (Level.L2, Level.L3, *L4_L5),
    (Level.L3, *L4_L5, Level.S1),
)
MATERIALS = (*[Material.TITANIUM] * 3, Material.COBALT_CHROME, Material.STEEL)
LENGTH_MM = {2: 120.0, 3: 160.0, 4: 190.0}
SCANS = {
    "1 mm, bone kernel": Reconstruction(kernel="bone", rows=352, columns=352, clip_hu=EXTENDED),
    "2 mm, soft kernel": Reconstruction(
        kernel="soft",
        rows=256,
        columns=256,
        pixel_mm=0.65,
        spacing_mm=2.0,
        thickness_mm=2.0,
        clip_hu=EXTENDED,
    ),
    "3 mm, soft kernel": Reconstruction(
        kernel="soft",
        rows=224,
        columns=224,
        pixel_mm=0.75,
        spacing_mm=3.0,
        thickness_mm=3.0,
        clip_hu=EXTENDED,
    ),
}


def material(number: int) -> Material:
    """Return what the screws of a spine are made of: three of five of titanium."""
    return MATERIALS[(number // 5 + number) % 5]


def case(number: int) -> Case:
    """Return the recipe of a spine: as the generator draws them, with scoliosis, wear and osteoporosis."""
    levels = SETS[number % 5]
    implants = ImplantWishes(
        screws=levels,
        material=material(number),
        cross_link=number % 4 == 1,
        cages=(Level.L4,) if number % 4 == 2 else (),
        cement=(Level.L2,) if number % 7 == 3 and Level.L2 not in levels else (),
    )
    return Case(
        name="study",
        title="",
        seed=FIRST_SEED + number,
        person=Wishes(transitional="none", degeneration=None if number % 2 else 0.6),
        implants=implants,
        acquisition=Acquisition(
            lowest="S1" if Level.S1 in levels else "L5",
            below_mm=36.0,
            length_mm=LENGTH_MM[len(levels)],
            behind_mm=30.0,
            noise_hu=14.0,
            reconstructions=tuple(SCANS.values()),
        ),
    )


@dataclass(frozen=True, eq=False)
class Spine:
    """A spine, scanned: the volume on an extended scale or cut off at 12 bits, and the truth."""

    volume: Volume
    truth: Truth

    @property
    def plan(self) -> Plan:
        """A plan in which all vertebrae are marked where they are."""
        return marked_plan(self.truth)


def marked_plan(truth: Truth) -> Plan:
    """Return a plan with the landmarks of a truth."""
    marked = [MarkedLevel(level=each.level, landmarks_mm=each.landmarks_mm) for each in truth.levels]
    return Plan(levels=tuple(marked))


def spine(number: int, scan: str, clipped: bool, cache: Path) -> Spine:
    """Return a spine in one of `SCANS`; what was made once is read from the cache."""
    place = list(SCANS).index(scan)
    truth, voxels = cache / f"{number}.json", cache / f"{number}_{place}.npz"
    if not (truth.exists() and voxels.exists()):
        _make(number, place, truth, voxels)
    kept = np.load(voxels)
    hu = np.minimum(kept["hu"], CLIPPED_HU) if clipped else kept["hu"]
    return Spine(Volume(np.ascontiguousarray(hu), kept["m"]), read_truth(truth.read_bytes()))


def _make(number: int, place: int, truth: Path, voxels: Path) -> None:
    recipe = case(number)
    model = Model(recipe)
    truth.write_bytes(model.truth(Whose(Patient(), Images())))
    series = series_of(recipe.acquisition, model.frames)[place]
    hu = model.images(series, lambda _share, _words: None)[0]
    np.savez_compressed(voxels, hu=hu, m=series.blocks[0].grid.voxel_to_patient)
