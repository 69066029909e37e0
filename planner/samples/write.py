"""Write a sample case to a folder."""

from __future__ import annotations

from pathlib import Path

from planner.dicom.write import SeriesHeader, write_ct_series
from planner.samples.cases import Case
from planner.samples.images import Progress, make_images

SERIES_FOLDER = "ct"


def header_of(case: Case) -> SeriesHeader:
    """Return what the series of a case says about itself."""
    return SeriesHeader(
        patient=case.patient,
        seed=f"facet-planner/{case.name}/{case.seed}",
        study_date="20240412",
        study_description="SAMPLE synthetic lumbar spine",
        series_description=f"SAMPLE {case.name} 1.25 mm",
        series_number=2,
        slice_thickness_mm=case.scan.spacing_mm[2],
        convolution_kernel="SYNTHETIC",
    )


def write_case(case: Case, folder: Path, progress: Progress | None = None) -> None:
    """Write the series of a case into `folder`, which is made where it does not exist."""
    hu = make_images(case, progress)
    write_ct_series(folder / SERIES_FOLDER, hu, case.grid.voxel_to_patient, header_of(case))
