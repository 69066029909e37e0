"""Slices and slabs of a large volume, alternated with VTK, SimpleITK and scipy in one run.

VTK is no dependency, not even of development: `pip install --target <folder> vtk` and PYTHONPATH bring it in.
"""

from __future__ import annotations

import importlib.util
from collections.abc import Callable
from math import ceil
from typing import Any

import numpy as np
import pytest
import SimpleITK
from numpy.typing import NDArray
from scipy.ndimage import gaussian_filter, map_coordinates
from scipy.spatial.transform import Rotation

from planner.geometry.frames import ViewPlane
from planner.geometry.vectors import Point, Vector
from planner.imaging.reslice import Rect, SlabMode, reslice
from planner.imaging.volume import AIR_HU, Volume
from tests.benchmarks.alternating import alternated, say

ROUNDS = 15
PIXELS, PIXEL_MM = 512, 0.7
SLAB_MM = 10.0
RATIO, SLAB_RATIO = 0.65, 0.5
SCIPY_RATIO = 0.15
"""Not reached yet: alternated with others, a single slice waits for memory; README has what was measured."""
RECT = Rect(-PIXELS * PIXEL_MM / 2, -PIXELS * PIXEL_MM / 2, PIXELS * PIXEL_MM, PIXELS * PIXEL_MM)

Picture = NDArray[np.float32]


@pytest.fixture(scope="module")
def volume() -> Volume:
    """512 x 512 x 400, 0.7 x 0.7 x 1.0 mm, with the noise of a CT."""
    chance = np.random.default_rng(7)
    smooth = gaussian_filter(chance.normal(0, 400, (40, 512, 512)), (1, 3, 3)) * 6
    hu = np.clip(np.tile(smooth, (10, 1, 1)) + chance.normal(0, 15, (400, 512, 512)), -1024, 3071)
    matrix = np.diag((0.7, 0.7, 1.0, 1.0))
    matrix[:3, 3] = (-178.85, -178.85, -199.5)
    return Volume(hu.astype(np.int16), matrix)


@pytest.fixture(scope="module")
def plane() -> ViewPlane:
    turn = Rotation.from_euler("zyx", (20, 35, -15), degrees=True).as_matrix()
    return ViewPlane(Point(0.0, 0.0, 0.0), Vector(*turn[:, 0]), Vector(*turn[:, 1]))


def axes_of(plane: ViewPlane) -> NDArray[np.float64]:
    return np.stack([tuple(plane.right), tuple(plane.down), tuple(plane.normal)], axis=1)


def by_vtk(volume: Volume, plane: ViewPlane, slab_mm: float, maximum: bool) -> Callable[[], Picture]:
    """Return VTK's way to the same picture, everything but the sampling done before."""
    if importlib.util.find_spec("vtkmodules") is None:
        pytest.skip("no VTK here to compare with: pip install --target FOLDER vtk, PYTHONPATH=FOLDER")
    core: Any = importlib.import_module("vtkmodules.vtkImagingCore")
    data: Any = importlib.import_module("vtkmodules.vtkCommonDataModel")
    numpy_support: Any = importlib.import_module("vtkmodules.util.numpy_support")
    math: Any = importlib.import_module("vtkmodules.vtkCommonMath")
    image = data.vtkImageData()
    image.SetDimensions(*volume.hu.shape[::-1])
    image.SetSpacing(*volume.spacing_mm)
    image.SetOrigin(*volume.voxel_to_patient[:3, 3])
    image.GetPointData().SetScalars(numpy_support.numpy_to_vtk(volume.hu.reshape(-1)))
    matrix = np.eye(4)
    matrix[:3, :3], matrix[:3, 3] = axes_of(plane), tuple(plane.centre)
    axes = math.vtkMatrix4x4()
    axes.DeepCopy(matrix.ravel())
    cut = core.vtkImageReslice()
    cut.SetInputData(image)
    cut.SetResliceAxes(axes)
    cut.SetInterpolationModeToLinear()
    cut.SetBackgroundLevel(AIR_HU)
    samples = samples_through(volume, slab_mm)
    step_mm = slab_mm / (samples - 1) if samples > 1 else 1.0
    cut.SetOutputSpacing(PIXEL_MM, PIXEL_MM, step_mm)
    cut.SetOutputOrigin(RECT.left_mm + PIXEL_MM / 2, RECT.top_mm + PIXEL_MM / 2, 0.0)
    cut.SetOutputExtent(0, PIXELS - 1, 0, PIXELS - 1, 0, 0)
    cut.SetSlabNumberOfSlices(samples)
    cut.SetSlabSliceSpacingFraction(1.0)
    cut.SetSlabModeToMax() if maximum else cut.SetSlabModeToMean()

    def work() -> Picture:
        cut.Modified()
        cut.Update()
        values: Picture = numpy_support.vtk_to_numpy(cut.GetOutput().GetPointData().GetScalars())
        return values.reshape(PIXELS, PIXELS)

    work.image = image  # type: ignore[attr-defined]
    return work


def by_sitk(volume: Volume, plane: ViewPlane) -> Callable[[], Picture]:
    image: Any = SimpleITK.GetImageFromArray(volume.hu)
    image.SetSpacing(volume.spacing_mm)
    image.SetOrigin(tuple(volume.voxel_to_patient[:3, 3]))
    resampler: Any = SimpleITK.ResampleImageFilter
    cut = resampler()
    cut.SetInterpolator(SimpleITK.sitkLinear)
    cut.SetDefaultPixelValue(AIR_HU)
    cut.SetSize((PIXELS, PIXELS, 1))
    cut.SetOutputSpacing((PIXEL_MM, PIXEL_MM, 1.0))
    cut.SetOutputDirection(axes_of(plane).ravel().tolist())
    cut.SetOutputOrigin(tuple(plane.to_patient(RECT.left_mm + PIXEL_MM / 2, RECT.top_mm + PIXEL_MM / 2)))

    def work() -> Picture:
        picture: Picture = SimpleITK.GetArrayViewFromImage(cut.Execute(image)).copy()[0]
        return picture

    return work


def by_scipy(volume: Volume, plane: ViewPlane) -> Callable[[], Picture]:
    steps = (np.arange(PIXELS) + 0.5) * PIXEL_MM - PIXELS * PIXEL_MM / 2
    right, down, _ = axes_of(plane).T
    points = np.array(tuple(plane.centre)) + steps[None, :, None] * right + steps[:, None, None] * down
    matrix = volume.patient_to_voxel
    at = np.moveaxis((points @ matrix[:3, :3].T + matrix[:3, 3])[..., ::-1], -1, 0).copy()
    return lambda: map_coordinates(volume.hu, at, np.float32, order=1, cval=AIR_HU)


def samples_through(volume: Volume, slab_mm: float) -> int:
    return 1 + 2 * ceil(slab_mm / 2.0 / volume.finest_mm)


def alike(ours: Picture, theirs: Picture, within_hu: float) -> bool:
    """Say whether two pictures agree but for their borders, where tools differ."""
    return float(np.percentile(np.abs(ours - theirs), 98)) <= within_hu


@pytest.mark.parametrize(
    ("name", "largest_ratio"), [("VTK", RATIO), ("SimpleITK", RATIO), ("scipy", SCIPY_RATIO)]
)
def test_an_oblique_slice(
    volume: Volume, plane: ViewPlane, name: str, largest_ratio: float, capsys: pytest.CaptureFixture[str]
) -> None:
    def ours() -> Picture:
        return reslice(volume, plane, RECT, PIXEL_MM).hu

    if name == "VTK":
        peer = by_vtk(volume, plane, 0.0, False)
    else:
        peer = by_sitk(volume, plane) if name == "SimpleITK" else by_scipy(volume, plane)
    assert alike(ours(), peer(), 1.0)
    ours_s, peer_s = alternated(ROUNDS, ours, peer)
    say(
        capsys,
        f"oblique slice {ours_s * 1e3:.2f} ms, {name} {peer_s * 1e3:.2f} ms, ratio {ours_s / peer_s:.2f}",
    )
    assert ours_s <= largest_ratio * peer_s


@pytest.mark.parametrize("mode", list(SlabMode))
def test_a_slab(volume: Volume, plane: ViewPlane, mode: SlabMode, capsys: pytest.CaptureFixture[str]) -> None:
    def ours() -> Picture:
        return reslice(volume, plane, RECT, PIXEL_MM, SLAB_MM, mode).hu

    vtk = by_vtk(volume, plane, SLAB_MM, mode is SlabMode.MAXIMUM)
    assert alike(ours(), vtk(), 1.0)
    ours_s, vtk_s = alternated(ROUNDS, ours, vtk)
    say(
        capsys,
        f"slab of {SLAB_MM:.0f} mm, {mode} of {samples_through(volume, SLAB_MM)}: {ours_s * 1e3:.1f} ms, "
        f"VTK {vtk_s * 1e3:.1f} ms, ratio {ours_s / vtk_s:.2f}",
    )
    assert ours_s <= SLAB_RATIO * vtk_s
