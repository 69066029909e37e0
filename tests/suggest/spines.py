"""Random spines of the sample generator in thin and in thick slices, with where their bone puts nerves.

Size, lordosis and rotation are drawn as for any sample, scoliosis from -15 to 15 degrees, and every fifth is
osteoporotic. The field of view is that of a spine protocol. Making one takes about a minute of CPU: they are
kept in a folder.
"""

from __future__ import annotations

import pickle
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Any

import numpy as np

from planner.anatomy.spine import Level
from planner.geometry.frames import Frame
from planner.imaging.volume import Volume
from planner.plan.parts import Landmarks
from planner.samples.catalogue.case import Case
from planner.samples.chance import Chance
from planner.samples.known.telling import landmarks
from planner.samples.known.values import JointSpace, MedialBranch, Root
from planner.samples.making.model import Model
from planner.samples.person.wishes import MOST_SCOLIOSIS_DEG, Wishes
from planner.samples.series.acquisition import Acquisition, Reconstruction
from planner.samples.series.layout import series_of

THIN = Reconstruction(kernel="soft", rows=216, columns=216, pixel_mm=0.65, spacing_mm=1.0, thickness_mm=1.0)
THICK = replace(THIN, spacing_mm=3.0, thickness_mm=3.0)
OSTEOPOROTIC_EVERY = 5


@dataclass(frozen=True)
class Spine:
    """A spine in thin and in thick slices, and what is true of it."""

    thin: Volume
    thick: Volume
    frames: dict[Level, Frame]
    landmarks: dict[Level, Landmarks]
    branches: tuple[MedialBranch, ...]
    roots: tuple[Root, ...]
    joints: tuple[JointSpace, ...]


def spine(seed: int, kept: Path) -> Spine:
    """Return the spine of a seed, made where it is not kept in the folder yet."""
    file = kept / f"{seed}.pkl"
    if not file.exists():
        kept.mkdir(parents=True, exist_ok=True)
        part = file.with_suffix(".part")
        part.write_bytes(pickle.dumps(_made(seed)))
        part.rename(file)
    found = pickle.loads(file.read_bytes())
    thin, thick = (Volume(np.ascontiguousarray(hu), np.array(matrix)) for hu, matrix in found["vols"])
    return Spine(
        thin=thin,
        thick=thick,
        frames={Level(name): frame for name, frame in found["frames"].items() if name in list(Level)},
        landmarks={Level(name): marks for name, marks in found["landmarks"].items()},
        branches=found["branches"],
        roots=found["roots"],
        joints=found["joints"],
    )


def _case(seed: int) -> Case:
    cobb_deg = Chance(seed, "scoliosis to 15").between(-MOST_SCOLIOSIS_DEG, MOST_SCOLIOSIS_DEG)
    return Case(
        name="random",
        title="",
        seed=seed,
        person=Wishes(
            transitional="none",
            scoliosis_deg=round(cobb_deg, 1),
            osteoporotic=True if seed % OSTEOPOROTIC_EVERY == 0 else None,
        ),
        acquisition=Acquisition(
            length_mm=240.0, noise_hu=18.0, behind_mm=22.0, reconstructions=(THIN, THICK)
        ),
    )


def _made(seed: int) -> dict[str, Any]:
    model = Model(_case(seed))
    volumes = []
    for series in series_of(model.case.acquisition, model.frames):
        (hu,) = model.images(series, lambda _share, _words: None)
        volumes.append((hu, series.blocks[0].grid.voxel_to_patient))
    bones = model.skeleton.vertebrae
    return {
        "vols": volumes,
        "branches": model.known.branches,
        "roots": model.known.roots,
        "joints": model.known.joints,
        "frames": model.frames,
        "landmarks": {name: landmarks(bone) for name, bone in bones.items() if bone.traits.level is not None},
    }
