"""A sample case as a subject: its regions from its own truth."""

from __future__ import annotations

import json
from itertools import pairwise
from pathlib import Path
from typing import Any

import numpy as np
from numpy.typing import NDArray

from tests.samples.realism.subject import Array, Line, Subject, ball, dense, even_squares, pure, read

LUMBAR = ("L1", "L2", "L3", "L4", "L5")
GAS_HU, METAL_HU = -250.0, 1200.0


def made(case: Path) -> Subject:
    """Return a case that was written to a folder: `ct` and `truth.json`."""
    truth = json.loads((case / "truth.json").read_text(encoding="utf-8"))
    hu, to_patient = read(case / "ct")
    levels = {level["level"]: level for level in truth["levels"]}
    inner = [name for name in LUMBAR if name not in {screw["level"] for screw in truth["screws"]}]
    muscle = pure(hu, _muscles(hu, to_patient, levels), 15.0, 95.0)
    tissues = {
        "cancellous": _union(
            hu, to_patient, [np.array(levels[name]["body_centre_mm"]) for name in inner], 7.0
        ),
        "muscle": muscle,
        "fat": pure(hu, np.ones(hu.shape, bool), -140.0, -70.0),
        "cortex": _union(hu, to_patient, _arches(levels), 24.0, clean=False) & dense(hu),
        "fluid": _union(hu, to_patient, _canals(levels), 3.0),
        "disc": _union(hu, to_patient, _discs(levels), 2.0),
    }
    pixel = float(np.linalg.norm(to_patient[:3, 0]))
    squares = even_squares(hu, muscle, max(14, round(12.0 / pixel)), 40.0)
    skin = [Line(np.array(entry["skin_mm"]), np.array([0.0, -1.0, 0.0]), 12.0) for entry in truth["skin"]]
    joints = [
        Line(np.array(joint["centre_mm"]), np.array(joint["outward"]), 6.0)
        for joint in truth["joints"]
        if joint["joint"] not in ("T12-L1",)
    ]
    return Subject(case.name, hu, to_patient, tissues, (squares, pixel), skin, joints, _plates(levels))


def _union(
    hu: NDArray[np.float32], to_patient: Array, centres: list[Array], radius_mm: float, clean: bool = True
) -> NDArray[np.bool_]:
    """Return the voxels of balls; where they are to be clean, without those in which gas or metal is seen."""
    mask = np.zeros(hu.shape, bool)
    for centre in centres:
        own = ball(hu.shape, to_patient, centre, radius_mm)
        values = hu[own]
        if not clean or (values.size and values.min() > GAS_HU and values.max() < METAL_HU):
            mask |= own
    return mask


def _muscles(
    hu: NDArray[np.float32], to_patient: Array, levels: dict[str, dict[str, Any]]
) -> NDArray[np.bool_]:
    """Return balls in the muscles of the back and in the psoas, beside L2 to L4."""
    mask = np.zeros(hu.shape, bool)
    for aside_mm, behind_mm, radius_mm in ((34.0, 56.0, 18.0), (40.0, 6.0, 13.0)):
        centres = []
        for name in ("L2", "L3", "L4"):
            left, posterior = (np.array(levels[name][axis]) for axis in ("left", "posterior"))
            middle = np.array(levels[name]["body_centre_mm"])
            centres += [middle + side * aside_mm * left + behind_mm * posterior for side in (-1.0, 1.0)]
        mask |= _union(hu, to_patient, centres, radius_mm, clean=False)
    return mask


def _arches(levels: dict[str, dict[str, Any]]) -> list[Array]:
    """Return places in the canal of L1 to L4, round which the arch lies."""
    return [
        np.array(levels[name]["body_centre_mm"]) + 32.0 * np.array(levels[name]["posterior"])
        for name in LUMBAR[:-1]
    ]


def _canals(levels: dict[str, dict[str, Any]]) -> list[Array]:
    """Return the middles of the canal at the pedicles of L2 to L4, where they are told."""
    found = [levels[name].get("canal_centre_mm") for name in ("L2", "L3", "L4")]
    return [np.array(middle) for middle in found if middle is not None]


def _discs(levels: dict[str, dict[str, Any]]) -> list[Array]:
    """Return the middles of the lumbar discs."""
    centres = []
    for upper, lower in pairwise(LUMBAR):
        below = np.array(levels[lower]["landmarks_mm"]["endplate"])
        centres.append((np.array(levels[upper]["inferior_endplate_mm"]) + below) / 2.0)
    return centres


def _plates(levels: dict[str, dict[str, Any]]) -> list[Line]:
    """Return lines across the upper endplates, off the middle."""
    lines = []
    for name in LUMBAR:
        level = levels[name]
        left, superior = np.array(level["left"]), np.array(level["superior"])
        for side in (-8.0, 0.0, 8.0):
            middle = np.array(level["landmarks_mm"]["endplate"]) + side * left
            lines.append(Line(middle - superior, -superior, 4.0))
    return lines
