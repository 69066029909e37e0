"""Write a sample case to a folder: its series, its example plan and its truth."""

from __future__ import annotations

from pathlib import Path

from planner.dicom.write import SeriesHeader, write_ct_series
from planner.plan.file import encode
from planner.plan.identity import Images
from planner.samples.cases import Case
from planner.samples.images import Progress, image_steps, make_images, pixel_digest
from planner.samples.nerves import medial_branches, roots
from planner.samples.plan import example_plan
from planner.samples.truth import encode_truth, truth_of

SERIES_FOLDER, PLAN_FILE, TRUTH_FILE, NOTE_FILE = "ct", "plan.json", "truth.json", "README.txt"
NOTE = """SAMPLE case "{name}": synthetic images made from a model, of no person.

ct/         the CT series (DICOM)
plan.json   an example plan
truth.json  what the model knows: vertebrae, nerves, joints, roots, metal, skin (LPS, mm)
"""


def header_of(case: Case) -> SeriesHeader:
    """Return what the series of a case says about itself."""
    thickness = case.scan.spacing_mm[2]
    return SeriesHeader(
        patient=case.patient,
        seed=f"facet-planner/{case.name}/{case.seed}",
        study_date="20240412",
        study_description="SAMPLE synthetic lumbar spine",
        series_description=f"SAMPLE {case.name} {thickness:g} mm",
        series_number=2,
        slice_thickness_mm=thickness,
        convolution_kernel="SYNTHETIC",
    )


def write_case(case: Case, folder: Path, progress: Progress | None = None) -> None:
    """Write the series, plan and truth of a case into `folder`, which is made where it does not exist."""
    folder.mkdir(parents=True, exist_ok=True)
    steps = image_steps(case) + 2

    def tell(done: int, _of: int) -> None:
        if progress is not None:
            progress(done, steps)

    hu = make_images(case, tell)
    header = header_of(case)
    write_ct_series(folder / SERIES_FOLDER, hu, case.grid.voxel_to_patient, header)
    tell(steps - 1, steps)
    images = Images(
        study_uid=str(header.uid("study")),
        series_uid=str(header.uid("series", header.series_number)),
        frame_of_reference_uid=str(header.uid("frame")),
        pixel_digest=pixel_digest(hu),
        patient_position=header.patient_position,
    )
    branches, exits = medial_branches(case.spine, case.implants, case.seed), roots(case.spine)
    (folder / NOTE_FILE).write_bytes(NOTE.format(name=case.name).encode())
    (folder / TRUTH_FILE).write_bytes(encode_truth(truth_of(case, images, branches, exits)))
    (folder / PLAN_FILE).write_bytes(encode(example_plan(case, images, branches, exits)))
    tell(steps, steps)
