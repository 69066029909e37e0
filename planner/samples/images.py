"""From a recipe to HU: body, bone, metal, scanner."""

from __future__ import annotations

import hashlib
from collections.abc import Callable

import numpy as np
from numpy.typing import NDArray

from planner.samples.bone import paint_bone
from planner.samples.cases import Case
from planner.samples.hardware import METAL_HU
from planner.samples.noise import grain
from planner.samples.numbers import Chance
from planner.samples.soft_tissue import paint_soft_tissue
from planner.samples.streaks import bloomed, metal_share, streaks
from planner.samples.tissue import AIR_HU

Progress = Callable[[int, int], None]
"""Called with how many steps are done, of how many."""

STREAMS = {"organs": 1, "texture": 2, "marrow": 3, "noise": 4, "rays": 5}
"""Each use of chance has a stream of its own, so that a change in one leaves the others."""


def image_steps(case: Case) -> int:
    """Return in how many steps the images of a case are made."""
    return len(case.spine.bony) + 4


def make_images(case: Case, progress: Progress | None = None) -> NDArray[np.int16]:
    """Return the HU of a case, int16 [k, j, i], as the scanner stores them."""
    steps, done = image_steps(case), 0

    def step() -> None:
        nonlocal done
        done += 1
        if progress is not None:
            progress(done, steps)

    chances = {name: Chance(case.seed * 16 + stream) for name, stream in STREAMS.items()}
    hu = np.full(case.grid.shape, AIR_HU, np.float32)
    texture = grain(hu.shape, chances["texture"], 1.0)
    step()
    paint_soft_tissue(hu, case.grid, case.body, chances["organs"], texture)
    del texture
    step()
    for bone in case.spine.bony:
        paint_bone(hu, case.grid, bone, case.tissue, chances["marrow"])
        step()
    share = metal_share(case.grid, case.implants.bars)
    hu += bloomed(share) * (np.float32(METAL_HU) - hu)
    hu = case.scanner.blur(hu)
    hu += streaks(share, case.scan.spacing_mm[:2], chances["rays"])
    step()
    hu += case.scanner.noise(case.grid.shape, chances["noise"])
    step()
    return case.scanner.stored(hu)


def pixel_digest(hu: NDArray[np.int16]) -> str:
    """Return the digest that a plan for these images carries (the plan file's `pixel_digest`)."""
    return "sha256:" + hashlib.sha256(np.ascontiguousarray(hu, dtype="<i2").tobytes()).hexdigest()
