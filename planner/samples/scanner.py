"""What the scanner adds: the blur of its optics, noise, and whole numbers within a range."""

from __future__ import annotations

from dataclasses import dataclass
from math import prod

import numpy as np
from numpy.typing import NDArray

from planner.samples.noise import Kernel, blurred, remaining_sd
from planner.samples.numbers import Chance
from planner.samples.shapes import Field

CLIP_12_BIT = (-1024, 3071)
"""The range of a scanner that stores 12 bits with an intercept of -1024."""
IN_PLANE: Kernel = (0.16, 0.68, 0.16)
THROUGH: Kernel = (0.10, 0.80, 0.10)
NOISE_IN_PLANE: Kernel = (0.22, 0.56, 0.22)


@dataclass(frozen=True)
class Scanner:
    """How images are made of the body.

    Attributes
    ----------
    noise_hu
        Standard deviation of the noise.
    clip_hu
        Lowest and highest value that is stored.
    """

    noise_hu: float = 13.0
    clip_hu: tuple[int, int] = CLIP_12_BIT

    def blur(self, hu: Field) -> Field:
        """Return `hu` [k, j, i] as the point spread leaves it: about 1 mm in the plane."""
        return blurred(blurred(blurred(hu, 2, IN_PLANE), 1, IN_PLANE), 0, THROUGH)

    def noise(self, shape: tuple[int, int, int], chance: Chance) -> Field:
        """Return the noise: its grain is a little wider than a pixel, as that of a soft kernel."""
        noise = chance.bell(prod(shape)).reshape(shape)
        for axis in (1, 2):
            noise = blurred(noise, axis, NOISE_IN_PLANE)
        sd = remaining_sd([[(NOISE_IN_PLANE, 1)]] * 2)
        noise *= np.float32(self.noise_hu / sd)
        return noise

    def stored(self, hu: Field) -> NDArray[np.int16]:
        """Return whole HU within the range that is stored."""
        low, high = self.clip_hu
        return np.clip(np.rint(hu), low, high).astype(np.int16)
