"""How a person is scanned, as values."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal

from planner.anatomy.spine import Level
from planner.dicom.write import Packing
from planner.samples.scanning.scanner import CLIP_12_BIT
from planner.samples.series.position import PatientPosition

Kernel = Literal["soft", "bone"]
EXTENDED = (-1024, 30720)
"""HU of an extended scale."""
STEEPEST_GANTRY_DEG = 30.0


@dataclass(frozen=True, kw_only=True)
class Reconstruction:
    """One series made of what was scanned.

    Attributes
    ----------
    spacing_mm
        How far the table has moved from one slice to the next.
    thickness_mm
        Of a slice: more than the spacing where slices overlap, less where there are gaps between them.
    clip_hu
        The lowest and the highest value that is stored.

    Raises
    ------
    ValueError
        If a number is not above zero, or the range is empty.
    """

    kernel: Kernel = "bone"
    rows: int = 512
    columns: int = 512
    pixel_mm: float = 0.45
    spacing_mm: float = 1.0
    thickness_mm: float = 1.0
    clip_hu: tuple[int, int] = CLIP_12_BIT
    packing: Packing = "jpeg_ls"

    def __post_init__(self) -> None:
        sizes = (self.rows, self.columns, self.pixel_mm, self.spacing_mm, self.thickness_mm)
        if min(sizes) <= 0 or self.clip_hu[0] >= self.clip_hu[1]:
            raise ValueError("a reconstruction needs sizes above zero and a range of HU")

    @property
    def bits_stored(self) -> int:
        """12 where the range is no wider; JPEG-LS is written of 16 bits always."""
        low, high = self.clip_hu
        return 12 if high - low < 4096 and self.packing != "jpeg_ls" else 16


@dataclass(frozen=True, kw_only=True)
class Acquisition:
    """What part of a person is scanned and how; every reconstruction is made of the same rays.

    Attributes
    ----------
    lowest, below_mm
        The lowest slice lies so far below the upper endplate of this vertebra, in the middle of the field.
    length_mm
        From the lowest slice up; or of each block of slices through a disc.
    behind_mm, left_mm
        The middle of the field of view lies so far behind and to the left of the middle of the upper endplate
        of L3 (of the disc).
    discs
        Lower vertebrae of the discs that get a block of slices each, parallel to the disc; empty: one stack.
    tilt_deg
        Of the gantry; positive where the edge of a slice at the table lies farther into the gantry.
    from_head
        Whether the first image is the one nearest to the head.
    sagittal_mm
        Thickness of sagittal slices that are cut from the first reconstruction besides; None for none.
    noise_hu
        Standard deviation in the middle of 300 mm of water, with the soft kernel at 1 mm.

    Raises
    ------
    ValueError
        If nothing is reconstructed, the gantry does not tilt so far, blocks are tilted and asked for too, or
        sagittal slices are to be cut from others than straight ones of one who lies on the back, head first.
    """

    position: PatientPosition = PatientPosition.HFS
    lowest: str = "S1"
    below_mm: float = 34.0
    length_mm: float = 256.0
    behind_mm: float = 24.0
    left_mm: float = 0.0
    discs: tuple[Level, ...] = ()
    tilt_deg: float = 0.0
    from_head: bool = True
    sagittal_mm: float | None = None
    noise_hu: float = 13.0
    reconstructions: tuple[Reconstruction, ...] = (Reconstruction(),)

    def __post_init__(self) -> None:
        if not self.reconstructions or self.length_mm <= 0.0 or self.noise_hu < 0.0:
            raise ValueError("an acquisition has a length, noise, and something that is made of it")
        if abs(self.tilt_deg) > STEEPEST_GANTRY_DEG:
            raise ValueError(f"a gantry tilts by no more than {STEEPEST_GANTRY_DEG:g} degrees")
        if self.discs and self.tilt_deg:
            raise ValueError("blocks through discs have a tilt each")
        straight = self.position is PatientPosition.HFS and not self.discs and not self.tilt_deg
        if self.sagittal_mm is not None and (self.sagittal_mm <= 0.0 or not straight):
            raise ValueError("sagittal slices are cut from a straight acquisition of one lying on the back")

    def slices(self, reconstruction: Reconstruction) -> int:
        """Return how many slices a series has, or each block of it."""
        return max(round(self.length_mm / reconstruction.spacing_mm), 1)
