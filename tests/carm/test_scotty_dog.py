"""The Scotty dog in the oblique of a real vertebra: nose, ear, neck and leg where one looks for them.

The crop round L3 comes with labels of its parts; seen in the same beam they tell where each part lies.
"""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path
from typing import Any

import numpy as np
import pytest
import SimpleITK
from numpy.typing import NDArray
from scipy import ndimage

from planner.carm.angles import CArmAngles
from planner.carm.beam import Beam, Detector
from planner.carm.fluoroscopy import attenuation_picture, water_picture
from planner.carm.screen import evened
from planner.imaging.projection import Body
from planner.imaging.volume import Volume

L3 = 22
NOSE, EAR, NECK, LEG = "nose", "ear", "neck", "leg"
LABELS = {"left": {NOSE: 43, EAR: 45, NECK: 41, LEG: 47}, "right": {NOSE: 44, EAR: 46, NECK: 41, LEG: 48}}
"""Transverse, superior articular, arch and inferior articular process."""
PRIMARY_DEG = {"left": 150.0, "right": -150.0}


def read(path: Path) -> Volume:
    image: Any = SimpleITK.ReadImage(str(path))
    matrix = np.eye(4)
    matrix[:3, :3] = np.array(image.GetDirection()).reshape(3, 3) * np.array(image.GetSpacing())
    matrix[:3, 3] = image.GetOrigin()
    return Volume(np.ascontiguousarray(SimpleITK.GetArrayFromImage(image).astype(np.int16)), matrix)


@pytest.mark.parametrize("side", ["left", "right"])
def test_the_dog_is_seen(real_data: Callable[[str], Path], side: str) -> None:
    folder = real_data("l3_crop_labels")
    ct = read(folder / "sub-ct_label-22_ct.nii.gz")
    parts = read(folder / "sub-ct_seg-subreg_label-22_msk.nii.gz").hu
    vertebrae = read(folder / "sub-ct_seg-vert_label-22_msk.nii.gz").hu
    beam = Beam(CArmAngles(PRIMARY_DEG[side], 0.0), ct.centre, detector=Detector(400, 400, 0.3))
    picture = evened(attenuation_picture(Body.of(ct), beam), beam.detector.pixel_mm)

    def seen(label: int) -> NDArray[np.bool_]:
        hu = np.where((parts == label) & (vertebrae == L3), 0, -1000).astype(np.int16)
        return water_picture(Body.of(Volume(hu, ct.voxel_to_patient.copy())), beam) > 1.0

    shapes = {part: seen(label) for part, label in LABELS[side].items()}
    at = {part: np.argwhere(shape).mean(axis=0) for part, shape in shapes.items()}
    outwards = -1.0 if side == "left" else 1.0
    # the dog looks outwards: its nose is in front of ear and leg, its ear above, its leg below the nose
    assert outwards * (at[NOSE][1] - at[EAR][1]) > 10.0
    assert outwards * (at[NOSE][1] - at[LEG][1]) > 20.0
    assert at[EAR][0] < at[NOSE][0] - 10.0
    assert at[LEG][0] > at[NOSE][0] + 40.0
    # and what is outlined is really in the picture: it changes more along the outlines than elsewhere
    edges = ndimage.gaussian_gradient_magnitude(picture.astype(float), 1.5)
    inner = ndimage.binary_erosion(water_picture(Body.of(ct), beam) > 60.0, iterations=25)
    for part in (EAR, NECK, LEG):
        outline = shapes[part] ^ ndimage.binary_erosion(shapes[part], iterations=3)
        assert edges[outline & inner].mean() > 1.15 * edges[inner].mean(), part
