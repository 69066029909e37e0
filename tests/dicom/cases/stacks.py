"""Cases of slices that lie on a grid or do not: spacing, tilt, what is missing, double or of another kind."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

from pydicom.dataset import Dataset

from planner.dicom.tolerances import DRIFT, EVEN_GRID, TILT, UNIT_VECTORS
from tests.dicom.cases.case import Case
from tests.dicom.phantom import PLANES, Directions, edit, lying, move, put, put_raw, written

Edit = Callable[[Dataset], object]
Write = Callable[[Path], Path]


def plain(
    slices: int = 12, tilt_deg: float = 0.0, directions: Directions = PLANES["axial"], size: int = 20
) -> Write:
    """Return the writer of slices with nothing wrong."""

    def write(folder: Path) -> Path:
        written(folder, (slices, size, size + 8), directions, tilt_deg)
        return folder

    return write


def changed(at: int, change: Edit, slices: int = 12) -> Write:
    """Return the writer of slices of which one is edited."""

    def write(folder: Path) -> Path:
        edit(written(folder, (slices, 20, 28))[at], change)
        return folder

    return write


def all_changed(change: Edit, slices: int = 6) -> Write:
    """Return the writer of slices that are all edited alike."""

    def write(folder: Path) -> Path:
        for file in written(folder, (slices, 20, 28)):
            edit(file, change)
        return folder

    return write


def without(*indices: int, slices: int = 12) -> Write:
    """Return the writer of slices of which some are taken away."""

    def write(folder: Path) -> Path:
        files = written(folder, (slices, 20, 28))
        for index in indices:
            files[index].unlink()
        return folder

    return write


def growing(folder: Path) -> Path:
    """Write slices whose distance grows by 0.012 mm from gap to gap, under any tolerance on one gap."""
    for k, file in enumerate(written(folder, (40, 8, 10))):
        edit(file, move(0.006 * k * k))
    return folder


def jittered(folder: Path) -> Path:
    """Write slices whose direction cosines differ in the sixth decimal."""
    for k, file in enumerate(written(folder)):
        cosines = ["1", f"{1e-6 * k:.7f}", f"{-5e-7 * k:.7f}", f"{-1e-6 * k:.7f}", "1", f"{7e-7 * k:.7f}"]
        edit(file, put(ImageOrientationPatient=cosines))
    return folder


_TILT = (
    Case("gantry tilt", "none", plain(), "load"),
    Case("gantry tilt", "0.09° over 12 slices", plain(tilt_deg=0.09), "load", (), TILT),
    Case("gantry tilt", "0.11° over 12 slices", plain(tilt_deg=0.11), "resample", ("Gantry tilt of 0.1°",),
         TILT),
    Case("gantry tilt", "0.08° over 20 slices: 0.02 mm at the ends", plain(20, 0.08, size=8), "load", (),
         DRIFT),
    Case("gantry tilt", "0.08° over 60 slices: 0.07 mm at the ends", plain(60, 0.08, size=8), "resample",
         ("Gantry tilt",), DRIFT),
    Case("gantry tilt", "2.0°, which other readers take as none", plain(tilt_deg=2.0), "resample", ("2.0°",)),
    Case("gantry tilt", "30.0°", plain(tilt_deg=-30.0), "resample", ("30.0°", "resampled to right angles")),
    Case("gantry tilt", "none, but the tag says 25°", all_changed(put(GantryDetectorTilt="25")), "load"),
)  # fmt: skip

_SPACING = (
    Case("non-uniform spacing", "one slice 0.09 mm off", changed(5, move(0.09)), "load", (), EVEN_GRID),
    Case("non-uniform spacing", "one slice 0.12 mm off", changed(5, move(0.12)), "refuse",
         ("unevenly spaced", "1.82 mm"), EVEN_GRID),
    Case("non-uniform spacing", "one slice 0.09 mm off sideways", changed(5, move(0.09, axis=1)), "load"),
    Case("non-uniform spacing", "one slice 0.13 mm off sideways", changed(5, move(0.13, axis=1)), "refuse",
         ("not in line", "mm off")),
    Case("non-uniform spacing", "each gap a little longer than the one before", growing, "refuse",
         ("unevenly spaced",)),
)  # fmt: skip

_DIRECTIONS = (
    Case("directions", "each slice off by a millionth in its own way", jittered, "load"),
    Case("directions", "not perpendicular by 0.0009",
         all_changed(put(ImageOrientationPatient=["1", "0", "0", "0.0009", "1", "0"])), "load", (),
         UNIT_VECTORS),
    Case("directions", "not perpendicular by 0.0011",
         all_changed(put(ImageOrientationPatient=["1", "0", "0", "0.0011", "1", "0"])), "refuse",
         ("ImageOrientationPatient is missing or not valid",), UNIT_VECTORS),
    *(
        Case("directions", name, all_changed(change), "refuse",
             ("ImageOrientationPatient is missing or not valid",))
        for name, change in (
            ("none", put(ImageOrientationPatient=None)),
            ("not a number", put_raw("ImageOrientationPatient", b"nan\\0\\0\\0\\1\\0")),
            ("no length", put_raw("ImageOrientationPatient", b"0\\0\\0\\0\\0\\0")),
            ("five numbers", put_raw("ImageOrientationPatient", b"1\\0\\0\\0\\1")),
        )
    ),
    *(
        Case("position", name, all_changed(change), "refuse",
             ("ImagePositionPatient is missing or not valid",))
        for name, change in (
            ("none", put(ImagePositionPatient=None)),
            ("infinite", put_raw("ImagePositionPatient", b"0\\0\\inf")),
            ("with a comma", put_raw("ImagePositionPatient", b"0\\0\\1,5")),
        )
    ),
)  # fmt: skip

_MISSING = (
    Case("missing slice", "one in the middle", without(5), "refuse", ("missing at z = ", "mm")),
    Case("missing slice", "three in two places", without(3, 6, 7), "refuse", ("missing at z = ", ", ")),
)

_TAGS = (
    Case("spacing between slices", "the tag is negative: ignored",
         all_changed(put(SpacingBetweenSlices="-4")), "load"),
    Case("pixel spacing", "none", all_changed(put(PixelSpacing=None)), "refuse",
         ("PixelSpacing is missing or not valid",)),
    *(
        Case("pixel spacing", f"“{value}”", all_changed(put_raw("PixelSpacing", value.encode())), "refuse",
             ("PixelSpacing is missing or not valid",))
        for value in ("nan\\0.7", "inf\\0.7", "0\\0.7", "-0.9\\0.7", "1,5\\0.7", "0.9", "", "0.9\\0.7\\1")
    ),
    Case("no frame of reference", "absent", all_changed(put(FrameOfReferenceUID=None)), "refuse",
         ("FrameOfReferenceUID is missing or not valid",)),
    Case("single slice", "one slice", plain(1), "refuse", ("One slice is not a volume",)),
    Case("single slice", "two slices are the smallest volume", plain(2), "load"),
)  # fmt: skip

_MADE_OF_MANY = (
    *(
        Case("pictures made of slices", name, all_changed(change), "refuse",
             ("cut along a curve", "Choose another series"))
        for name, change in (
            ("ImageType says CURVED", put(ImageType=["DERIVED", "SECONDARY", "MPR", "CURVED"])),
            ("ImageType says CPR and MIP", put(ImageType=["DERIVED", "SECONDARY", "OTHER", "CPR", "MIP"])),
            ("VolumetricProperties says DISTORTED", put(VolumetricProperties="DISTORTED")),
        )
    ),
    Case("pictures made of slices", "flat ones, cut anew from a volume",
         all_changed(put(ImageType=["DERIVED", "SECONDARY", "MPR"], VolumetricProperties="VOLUME")), "load"),
    Case("pictures made of slices", "projections through slabs",
         all_changed(put(ImageType=["DERIVED", "SECONDARY", "AXIAL", "MIP"])), "load",
         ("projections through a slab: what lies at different depths",)),
)  # fmt: skip

_LYING = tuple(
    Case("patient positions and planes", f"{plane}, {position}",
         plain(directions=lying(position, plane)), "load")
    for plane, position in (
        ("axial", "HFS"), ("axial", "HFP"), ("axial", "HFDR"), ("axial", "FFS"), ("sagittal", "HFS"),
        ("sagittal", "HFP"), ("coronal", "FFDL"), ("oblique", "HFS"), ("oblique", "FFP"),
    )
)  # fmt: skip

CASES: tuple[Case, ...] = (*_LYING, *_TILT, *_SPACING, *_DIRECTIONS, *_MISSING, *_TAGS, *_MADE_OF_MANY)
