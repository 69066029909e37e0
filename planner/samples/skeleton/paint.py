"""Bone on the grid: cortex, cancellous bone with its struts and patches, dense bone beside the joints."""

from __future__ import annotations

from hashlib import sha256

import numpy as np
from numba import njit

from planner.samples.field.kernels import Floats
from planner.samples.field.noise import plain_noise
from planner.samples.field.sampling import distances, voxel_to_frame
from planner.samples.field.shape import Field
from planner.samples.field.solid import Solid
from planner.samples.grid import Grid, Slab
from planner.samples.skeleton.bones import Bone
from planner.samples.skeleton.inside import BoneTissue

NEAR_MM = 3.5
"""How deep below the surface a voxel may lie and still know how deep: no cortex is thicker."""
REACH_MM = 6.0
"""How far from a body or from the face of a joint a voxel may lie and still know how far."""


def paint(hu: Field, grid: Grid, slab: Slab, bone: Bone, tissue: BoneTissue) -> None:
    """Lay one bone over what is there.

    Parameters
    ----------
    hu
        The voxels of `slab`, float32 [k, j, i], changed in place.
    grid
        Its voxels should be about as long as wide; slices are averaged from thinner ones by the caller.
    """
    steps = np.sqrt((grid.voxel_to_patient[:3, :3] ** 2).sum(axis=0))
    width_mm = float(steps[0] + steps[1] + steps[2]) / 3.0
    own = grid.around(bone.solid.box, bone.frame, width_mm)
    if own is None:
        return
    part = tuple(slice(max(a.start, b.start), min(a.stop, b.stop)) for a, b in zip(own, slab, strict=True))
    k, j, i = part
    if k.start >= k.stop or j.start >= j.stop or i.start >= i.stop:
        return
    inner = (k, j, i)
    view = hu[tuple(slice(p.start - s.start, p.stop - s.start) for p, s in zip(inner, slab, strict=True))]
    surface = distances(bone.solid, bone.frame, grid, inner, NEAR_MM)
    if not (surface < width_mm).any():
        return
    numbers = _numbers(bone, tissue, width_mm)
    seed = int.from_bytes(sha256(f"{bone.seed}/inside/{bone.name}".encode()).digest()[:6], "big")
    bodies = _other(bone.inside.bodies, bone, grid, inner)
    faces = _other(bone.inside.faces, bone, grid, inner)
    first = (k.start, j.start, i.start)
    _lay(view, first, surface, bodies, faces, voxel_to_frame(grid, bone.frame), numbers, seed)


def _other(solid: Solid | None, bone: Bone, grid: Grid, slab: Slab) -> Field:
    if solid is None:
        return np.full((1, 1, 1), np.float32(REACH_MM))
    return distances(solid, bone.frame, grid, slab, REACH_MM)


def _numbers(bone: Bone, tissue: BoneTissue, width_mm: float) -> Floats:
    """Return what `_lay` needs, in its order."""
    inside, body = bone.inside, bone.inside.body
    height, slope_y, slope_x, back = 0.0, 0.0, 0.0, 0.0
    if body is not None:
        height = body.middle_mm
        slope_y = (body.back_mm - body.front_mm) / ((body.upper_depth_mm + body.lower_depth_mm) / 2.0)
        slope_x = body.left_taller_mm / ((body.upper_width_mm + body.lower_width_mm) / 2.0)
        back = body.waist_depth_mm / 2.0
    return np.array(
        [
            width_mm,
            height,
            slope_y,
            slope_x,
            back,
            tissue.cancellous_hu,
            tissue.arch_hu * inside.density,
            tissue.process_hu,
            tissue.shell_hu,
            tissue.cortex_hu,
            tissue.dense_hu,
            tissue.shell_mm * tissue.cortex,
            tissue.plate_mm * tissue.cortex,
            inside.cortex_mm * tissue.cortex,
            tissue.strut_hu,
            tissue.patch_hu,
        ]
    )


@njit(cache=True, nogil=True)
def _clip(value: float) -> float:
    return min(max(value, 0.0), 1.0)


@njit(cache=True, nogil=True)
def _lay(
    hu: Field,
    first: tuple[int, int, int],
    surface: Field,
    bodies: Field,
    faces: Field,
    to_frame: Floats,
    n: Floats,
    seed: int,
) -> None:
    """Lay bone over `hu`, whose first voxel is `first` of the grid, wherever it is bone."""
    bodied, faced = bodies.size > 1, faces.size > 1
    for k in range(hu.shape[0]):
        for j in range(hu.shape[1]):
            for i in range(hu.shape[2]):
                deep = -float(surface[k, j, i])
                share = _clip(0.5 + deep / n[0])
                if share <= 0.0:
                    continue
                c, b, a = first[0] + k, first[1] + j, first[2] + i
                x = to_frame[0, 0] * a + to_frame[0, 1] * b + to_frame[0, 2] * c + to_frame[0, 3]
                y = to_frame[1, 0] * a + to_frame[1, 1] * b + to_frame[1, 2] * c + to_frame[1, 3]
                z = to_frame[2, 0] * a + to_frame[2, 1] * b + to_frame[2, 2] * c + to_frame[2, 3]
                body = _clip(1.25 - 0.25 * float(bodies[k, j, i])) if bodied else 0.0
                face = _clip(0.5 - float(faces[k, j, i])) if faced else 0.0
                process = _clip(1.0 - float(faces[k, j, i]) / 5.0) if faced else 0.0
                value = _bone(x, y, z, deep, body, face, process, n, seed)
                hu[k, j, i] += np.float32(share * (value - float(hu[k, j, i])))


@njit(cache=True, nogil=True)
def _bone(
    x: float, y: float, z: float, deep: float, body: float, face: float, process: float, n: Floats, seed: int
) -> float:
    """Return the HU of bone at a place of its frame, `deep` mm below the surface.

    `body`, `face` and `process` say how much the place belongs to a vertebral body, to the dense bone beside
    a joint space, and to an articular process, 0 to 1.
    """
    rough = plain_noise(x / 5.5, y / 5.5, z / 6.5, seed)
    plate, from_plate = 0.0, 99.0
    if body > 0.0 and n[1] > 0.0:
        from_plate = min(-z, z + n[1] + n[2] * y + n[3] * x)
        plate = _clip(1.5 - 0.5 * (from_plate - deep))
    thick = n[13] * (1.0 - body) + body * (n[11] + plate * (n[12] - n[11]))
    thick *= 1.0 + (0.42 - 0.2 * body) * min(max(rough, -1.7), 1.9)
    if body > 0.0 and n[1] > 0.0 and y > n[4] - 6.0:
        up = z + 0.5 * (n[1] + n[2] * y)
        thick *= 0.1 + 0.9 * _clip((x * x + up * up) / 14.0 - 0.4)
    if n[1] > 0.0:
        thick *= 1.0 - 0.38 * _clip((abs(x) - 21.0) / 7.0) * (1.0 - body)
    dense = n[9] + body * (n[8] - n[9]) * (1.0 - 0.35 * plate)
    if face > 0.0:
        dense += face * (n[10] - dense)
        thick = max(thick, 1.4 * face)
    fade = 0.55 + 0.45 * (1.0 - body)
    patch = plain_noise(x / 4.2, y / 4.2, z / 5.5, seed + 3)
    dense *= 1.0 + 0.1 * (1.0 - face) * min(max(patch, -1.8), 1.8)
    core = _clip(0.5 + (deep - thick) / fade)
    if core <= 0.0:
        return float(dense)
    loose = n[6] + process * (n[7] - n[6])
    if body > 0.0:
        loose += body * (_marrow(x, y, z, from_plate, n) - loose)
    strut = plain_noise(x / 1.05, y / 1.05, z / 3.2, seed + 1)
    fine = plain_noise(x / 0.8, y / 0.8, z / 0.9, seed + 2)
    upright = 0.35 + 0.65 * body
    rough_hu = n[14] * (upright * strut + (1.1 - 0.5 * upright) * fine) * (1.7 - 0.7 * body)
    loose += rough_hu - n[15] * (patch + 0.4 * abs(patch))
    loose += (1.0 - body) * 0.3 * n[6] * min(max(rough + patch, -1.6), 2.5)
    loose = loose + (face * 0.8) * (dense - loose)
    return float(dense + core * (loose - dense))


@njit(cache=True, nogil=True)
def _marrow(x: float, y: float, z: float, from_plate: float, n: Floats) -> float:
    """Return the mean HU within a body: denser behind and below the endplates, dark about its vein."""
    value = n[5] * (1.0 + 0.05 * min(max(y / 17.0, -1.0), 1.0))
    if n[1] <= 0.0:
        return float(value * 0.8)
    near = _clip(1.0 - from_plate / 5.0)
    value += n[5] * 0.45 * near * near
    height = n[1] + n[2] * y + n[3] * x
    up = z + 0.5 * height
    hub = n[4] - 9.0
    along = min(max(n[4] - y, 0.0), n[4] - hub)
    a, b = x, y - (n[4] - along)
    stem = a * a + b * b
    run = min(max(hub - y, 0.0), 7.0)
    a, b = abs(x) - run * 0.9, y - (hub - run)
    branch = a * a + b * b
    vein = min(stem, branch) + up * up * 1.3
    dark = _clip(1.0 - vein / 5.0)
    return float(value - dark * (value + 10.0) * 0.6)
