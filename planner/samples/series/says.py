"""What a series says of itself: name, kernel, dose and window, as a scanner writes them."""

from __future__ import annotations

from dataclasses import dataclass, replace

from planner.dicom.write import SeriesHeader, Technique
from planner.plan.identity import Patient
from planner.samples.series.acquisition import Kernel
from planner.samples.series.layout import FIRST_NUMBER, Block, Series

WINDOWS: dict[Kernel, tuple[int, int]] = {"soft": (50, 400), "bone": (450, 2000)}
"""Centre and width that other viewers open with."""
_CURRENT_MA, _OF_NOISE_HU = 250, 13.0


@dataclass(frozen=True, kw_only=True)
class Study:
    """What all series of a study share.

    Attributes
    ----------
    seed
        All UIDs derive from it.
    name
        Of the case.
    date
        YYYYMMDD.
    """

    seed: str
    name: str
    patient: Patient
    date: str
    character_set: str = "ISO_IR 192"


def header_of(study: Study, series: Series, block: Block) -> SeriesHeader:
    """Return what the images of a block of a series say."""
    reconstruction, acquisition = series.reconstruction, series.acquisition
    kernel, thickness = reconstruction.kernel, reconstruction.thickness_mm
    tilted = any(each.tilt_deg for each in series.blocks)
    return SeriesHeader(
        patient=study.patient,
        seed=study.seed,
        study_date=study.date,
        study_description="SAMPLE synthetic lumbar spine",
        series_description=f"SAMPLE {study.name} {kernel} {thickness:g} mm",
        series_number=series.number,
        patient_position=acquisition.position,
        slice_thickness_mm=thickness,
        convolution_kernel=kernel.upper(),
        tilt_deg=block.tilt_deg,
        packing=reconstruction.packing,
        bits_stored=reconstruction.bits_stored,
        character_set=study.character_set,
        protocol="Lumbar spine by discs" if acquisition.discs else "Lumbar spine",
        technique=Technique(
            tube_current_ma=_current_ma(acquisition.noise_hu),
            scan_options="AXIAL" if tilted else "HELICAL",
            window=WINDOWS[kernel],
        ),
    )


def header_of_sagittal(study: Study, series: Series, thickness_mm: float) -> SeriesHeader:
    """Return what the sagittal slices say that are cut from a series; theirs is the number after the last."""
    header = header_of(study, series, series.blocks[0])
    return replace(
        header,
        series_number=FIRST_NUMBER + len(series.acquisition.reconstructions),
        series_description=f"SAMPLE {study.name} {series.reconstruction.kernel} sagittal {thickness_mm:g} mm",
        image_type=("DERIVED", "SECONDARY", "MPR"),
        slice_thickness_mm=thickness_mm,
        tilt_deg=None,
    )


def _current_ma(noise_hu: float) -> int:
    """Return the tube current for a noise, which goes with one over its root; in steps of 5."""
    share = _OF_NOISE_HU / max(noise_hu, 1.0)
    return max(round(_CURRENT_MA * share * share / 5.0) * 5, 20)
