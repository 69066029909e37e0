"""The real CTs, with regions placed by hand or by the labels that came with them."""

from __future__ import annotations

import gzip
import os
import struct
from pathlib import Path

import numpy as np
from numpy.typing import NDArray
from pydicom import dcmread
from scipy import ndimage

from tests.samples.realism.subject import Array, Line, Subject, box, dense, even_squares, pure, read

_KINDS = {2: "u1", 4: "<i2", 8: "<i4", 16: "<f4", 64: "<f8", 256: "i1", 512: "<u2"}


def data() -> Path | None:
    """Return the folder of real CTs, None where there is none."""
    folder = Path(os.environ.get("FACET_PLANNER_DATA", Path(__file__).parents[4] / "shared" / "data"))
    return folder if folder.is_dir() else None


def nifti(path: Path) -> tuple[NDArray[np.float32], Array]:
    """Return the voxels [k, j, i] of a NIfTI file and its voxel_to_patient (LPS)."""
    raw = gzip.decompress(path.read_bytes())
    size = struct.unpack("<8h", raw[40:56])[1:4]
    kind = _KINDS[struct.unpack("<h", raw[70:72])[0]]
    offset = int(struct.unpack("<f", raw[108:112])[0])
    rows = np.array(struct.unpack("<12f", raw[280:328])).reshape(3, 4)
    values = np.frombuffer(raw, kind, count=int(np.prod(size)), offset=offset).reshape(size[::-1])
    to_patient = np.diag([-1.0, -1.0, 1.0, 1.0]) @ np.vstack([rows, [0.0, 0.0, 0.0, 1.0]])
    return values.astype(np.float32), to_patient


def bone_kernel(folder: Path) -> Subject:
    """Return `lumbar_ct_sagittal` (Toshiba, FC30): sagittal slices 3 mm thick; regions by hand."""
    hu, to_patient = read(folder / "lumbar_ct_sagittal")
    shape = hu.shape
    bodies = ((165, 244), (220, 244), (277, 245), (331, 253), (383, 265))
    cancellous = np.zeros(shape, bool)
    for j, i in bodies:
        cancellous |= box(shape, (16, 23), (j - 10, j + 10), (i - 12, i + 12))
    back = box(shape, (7, 11), (150, 290), (308, 345)) | box(shape, (28, 31), (150, 290), (308, 345))
    fat = pure(hu, box(shape, (6, 32), (230, 470), (20, 130)), -140.0, -70.0)
    muscle = pure(hu, back, 20.0, 90.0, 1)
    tissues = {
        "cancellous": cancellous,
        "muscle": muscle,
        "fat": fat,
        "disc": box(shape, (17, 22), (301, 307), (238, 262)),
        "cortex": box(shape, (12, 27), (150, 340), (285, 345)) & dense(hu),
        "fluid": box(shape, (19, 20), (228, 262), (279, 286)),
    }
    pixel = float(np.linalg.norm(to_patient[:3, 0]))
    plates = [
        _down(to_patient, k, j, i) for k in (18, 20, 22) for j, i in ((193, 245), (248, 245), (302, 250))
    ]
    skin = [_inwards(to_patient, k, j, 385) for k in (8, 10, 28, 30) for j in range(150, 300, 10)]
    return Subject(
        "Toshiba FC30 3 mm",
        hu,
        to_patient,
        tissues,
        (even_squares(hu, muscle, 24, 25.0), pixel),
        skin,
        [],
        plates,
    )


def _at(to_patient: Array, k: int, j: int, i: int) -> Array:
    point: Array = (to_patient @ [i, j, k, 1.0])[:3]
    return point


def _down(to_patient: Array, k: int, j: int, i: int) -> Line:
    """Return a line downwards across the endplate below voxel [k, j, i], which lies in a disc."""
    return Line(_at(to_patient, k, j, i) + np.array([0.0, 0.0, -4.5]), np.array([0.0, 0.0, -1.0]), 4.5)


def _inwards(to_patient: Array, k: int, j: int, i: int) -> Line:
    return Line(_at(to_patient, k, j, i), np.array([0.0, -1.0, 0.0]), 20.0)


def pet_ct(folder: Path) -> Subject:
    """Return `ct_overlapping_j2k` (Siemens Br38, 3 mm every 2 mm, contrast, arms down); liver and spleen."""
    hu, to_patient = read(folder / "ct_overlapping_j2k")
    liver = box(hu.shape, (0, 20), (270, 340), (130, 195))
    skin = [
        Line(_at(to_patient, k, 150, i), np.array([0.0, 1.0, 0.0]), 30.0)
        for k in (3, 9, 15)
        for i in range(240, 300, 6)
    ]
    squares = even_squares(hu, liver, 24, 25.0)
    return Subject("Siemens Br38 3 mm", hu, to_patient, {}, (squares, 0.9766), skin)


def single(folder: Path) -> Subject:
    """Return the GE slice of `lumbar_single` (STANDARD, 0.254 mm, 2.5 mm) in the muscles of the back."""
    image = dcmread(folder / "lumbar_single" / "fodicom_GH1308_L3S1_tilt5p5.dcm")
    hu = (image.pixel_array * float(image.RescaleSlope) + float(image.RescaleIntercept))[None].astype(
        np.float32
    )
    pixel = float(image.PixelSpacing[0])
    to_patient = np.diag([pixel, pixel, 2.5, 1.0])
    muscle = pure(hu, box(hu.shape, (0, 1), (370, 440), (150, 380)), 20.0, 90.0)
    fluid = box(hu.shape, (0, 1), (284, 308), (254, 286))
    squares = even_squares(hu, muscle, 32, 20.0)
    return Subject("GE STANDARD 2.5 mm", hu, to_patient, {"muscle": muscle, "fluid": fluid}, (squares, pixel))


def labelled_pelvis(folder: Path) -> Subject:
    """Return `lumbar_pelvis_labels_metal` (3 mm voxels): cancellous bone of L1 to L5 by its labels."""
    hu, to_patient = nifti(folder / "lumbar_pelvis_labels_metal" / "example_ct.nii.gz")
    labels, _ = nifti(folder / "lumbar_pelvis_labels_metal" / "totalseg_vertebrae.nii.gz")
    deep = np.zeros(hu.shape, bool)
    for label in range(27, 32):
        deep |= np.asarray(ndimage.binary_erosion(labels == label, iterations=3))
    everywhere = np.ones(hu.shape, bool)
    return Subject(
        "pelvis 3 mm",
        hu,
        to_patient,
        {"cancellous": deep, "fat": pure(hu, everywhere, -140.0, -70.0)},
    )


def labelled_l3(folder: Path) -> Subject:
    """Return `l3_crop_labels` (1.5 mm voxels): the body of L3 and its joints by the labels."""
    home = folder / "l3_crop_labels"
    hu, to_patient = nifti(home / "sub-ct_label-22_ct.nii.gz")
    parts, _ = nifti(home / "sub-ct_seg-subreg_label-22_msk.nii.gz")
    bones, _ = nifti(home / "sub-ct_seg-vert_label-22_msk.nii.gz")
    body = np.asarray(ndimage.binary_erosion((parts == 50) & (bones == 22), iterations=3))
    joints = []
    for own, others in ((47, 23), (48, 23), (45, 21), (46, 21)):
        joints += _across((parts == own) & (bones == 22), bones == others, to_patient)
    tissues = {"cancellous": body, "cortex": (parts >= 41) & (parts <= 48) & (bones == 22) & dense(hu)}
    return Subject("L3 crop 1.5 mm", hu, to_patient, tissues, None, [], joints)


def _across(process: NDArray[np.bool_], other: NDArray[np.bool_], to_patient: Array) -> list[Line]:
    """Return lines across the space between a process and another bone, where they are nearest."""
    a = np.argwhere(process)[:, ::-1] @ to_patient[:3, :3].T + to_patient[:3, 3]
    b = np.argwhere(other)[:, ::-1] @ to_patient[:3, :3].T + to_patient[:3, 3]
    distances = np.linalg.norm(a[:, None, :] - b[None, :, :], axis=2)
    near = np.argwhere(distances < min(distances.min() + 1.0, 4.5))
    if near.size == 0:
        return []
    middles = (a[near[:, 0]] + b[near[:, 1]]) / 2.0
    ways = b[near[:, 1]] - a[near[:, 0]]
    across = ways.sum(axis=0)
    return [Line(middle, across, 6.0) for middle in middles[:: max(1, len(middles) // 12)]]


SUBJECTS = (bone_kernel, pet_ct, single, labelled_pelvis, labelled_l3)
