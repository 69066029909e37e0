"""From a recipe to HU: body, bone, metal, scanner."""

from __future__ import annotations

import hashlib
from collections.abc import Callable

import numpy as np
from numpy.typing import NDArray

from planner.samples.body import AIR_HU
from planner.samples.bone import paint_bone
from planner.samples.cases import Case
from planner.samples.noise import grain
from planner.samples.numbers import Chance

Progress = Callable[[int, int], None]
"""Called with how many steps are done, of how many."""

STREAMS = {"organs": 1, "texture": 2, "marrow": 3, "noise": 4}
"""Each use of chance has a stream of its own, so that a change in one leaves the others."""


def make_images(case: Case, progress: Progress | None = None) -> NDArray[np.int16]:
    """Return the HU of a case, int16 [k, j, i], as the scanner stores them."""
    steps = len(case.spine.bones) + 3
    done = 0

    def step() -> None:
        nonlocal done
        done += 1
        if progress is not None:
            progress(done, steps)

    chances = {name: Chance(case.seed * 16 + stream) for name, stream in STREAMS.items()}
    hu = np.full(case.grid.shape, AIR_HU, np.float32)
    texture = grain(hu.shape, chances["texture"], 1.0)
    step()
    case.body.paint(hu, case.grid, chances["organs"], texture)
    del texture
    step()
    for bone in case.spine.bones.values():
        paint_bone(hu, case.grid, bone, case.tissue, chances["marrow"])
        step()
    hu = case.scanner.blur(hu)
    hu += case.scanner.noise(case.grid.shape, chances["noise"])
    step()
    return case.scanner.stored(hu)


def pixel_digest(hu: NDArray[np.int16]) -> str:
    """Return the digest that a plan for these images carries (the plan file's `pixel_digest`)."""
    return "sha256:" + hashlib.sha256(np.ascontiguousarray(hu, dtype="<i2").tobytes()).hexdigest()
