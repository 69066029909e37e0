"""What `facet-planner inspect` says of a folder, as JSON and in words."""

from __future__ import annotations

from collections.abc import Iterator
from itertools import groupby
from pathlib import Path
from typing import Any

from planner.carm.angles import carm_words
from planner.dicom.limits import LIMITS
from planner.dicom.notes import printable
from planner.dicom.series.describe import described, residual_words
from planner.dicom.study import Part, Pictures, Projection, Refused, Series, Stack, Study
from planner.dicom.tolerances import TOLERANCES
from planner.plan.identity import Patient
from planner.words import N_, _

Entry = dict[str, Any]

_KINDS = {
    "volume": N_("volume"),
    "projection": N_("projection"),
    "localizer": N_("localizer"),
    "other": N_("other"),
}
_PLANES = {
    "axial": N_("axial"),
    "sagittal": N_("sagittal"),
    "coronal": N_("coronal"),
    "oblique": N_("oblique"),
}
_ACTIONS = {"load": N_("can be loaded"), "resample": N_("resampled when loaded"), "refuse": N_("not loaded")}
_CALIBRATIONS = {
    "calibrated": N_("calibrated mm"),
    "estimated": N_("estimated mm"),
    "detector": N_("mm at the detector"),
    "unknown": N_("no mm"),
}


def inspect_report(study: Study, tolerances: bool = False) -> Entry:
    """Return what was found, ready for JSON: numbers unrounded, mm and degrees, absent ones None.

    Each stack of a series, each projection and each class of other objects is an entry of its own; `stack` is
    the number that tells apart the stacks of one series. With `tolerances` those that decide what becomes of
    images are added, and the limits beyond which nothing is read.
    """
    report: Entry = {
        "series": [_entry(study, series, part) for series in study.series for part in series.parts],
        "refused": [
            {"file": refused.file, "reason": refused.reason, "cure": refused.cure}
            for refused in study.refused
        ],
    }
    if tolerances:
        report["tolerances"] = [
            {"name": each.name, "value": each.value, "unit": each.unit, "sentence": each.sentence}
            for each in (*TOLERANCES, *LIMITS)
        ]
    return report


def inspect_text(study: Study, tolerances: bool = False) -> str:
    """Return what was found in words, one paragraph for each series; texts of DICOM without control codes."""
    lines = [line for patient in study.patients() for line in _patient_lines(study, patient)]
    lines += _refused_lines(study.refused)
    best = study.best()
    if best is not None:
        lines.append(_("Preselected (*): {reason}.").format(reason=printable(study.best_reason())))
    elif study.best_reason():
        lines.append(_("Nothing is preselected: {reason}.").format(reason=study.best_reason()))
    if tolerances:
        lines += (_("Tolerances:"), *(f"  {each.sentence}" for each in TOLERANCES))
        lines += (_("Limits:"), *(f"  {each.sentence}" for each in LIMITS))
    return "\n".join(lines)


def _entry(study: Study, series: Series, part: Part) -> Entry:
    entry: Entry = {
        "series_uid": series.series_uid,
        "modality": series.modality,
        "kind": part.kind,
        "description": series.description,
        "action": part.action,
        "reasons": list(part.reasons),
    }
    if isinstance(part, Projection):
        return entry | _projection_facts(part) | {"file": study.name_of(part.file)}
    entry["files"] = len(part.files)
    if isinstance(part, Stack):
        return entry | _stack_facts(part)
    facts = ("shape", "voxel_to_patient", "spacing_mm", "tilt_deg", "largest_gap_error_mm")
    entry |= dict.fromkeys(facts)
    if isinstance(part, Pictures):
        return entry | _picture_facts(part) | {"file": study.name_of(part.file)}
    return entry


def _stack_facts(stack: Stack) -> Entry:
    matrix = stack.voxel_to_patient
    return {
        "stack": stack.index,
        "plane": stack.plane,
        "shape": list(stack.shape),
        "voxel_to_patient": None if matrix is None else [list(line) for line in matrix],
        "spacing_mm": None if stack.spacing_mm is None else list(stack.spacing_mm),
        "tilt_deg": stack.tilt_deg,
        "largest_gap_error_mm": stack.largest_gap_error_mm,
        "stack_description": described(stack),
    }


def _picture_facts(pictures: Pictures) -> Entry:
    return {
        "viewable": True,
        "frames": pictures.frames,
        "rows": pictures.rows,
        "columns": pictures.columns,
        "colour": pictures.colour,
    }


def _projection_facts(projection: Projection) -> Entry:
    return {
        "files": 1,
        "calibration": projection.calibration,
        "primary_deg": projection.primary_deg,
        "secondary_deg": projection.secondary_deg,
        "frames": projection.frames,
        "viewable": projection.action == "load",
        "rows": projection.geometry().rows if projection.geometries else None,
        "columns": projection.geometry().columns if projection.geometries else None,
        "frame_ms": projection.frame_ms,
        "source_to_detector_mm": projection.source_to_detector_mm,
        "source_to_patient_mm": projection.source_to_patient_mm,
        "magnification": projection.magnification,
        "imager_pixel_spacing_mm": _listed(projection.imager_pixel_spacing_mm),
        "pixel_spacing_mm": _listed(projection.pixel_spacing_mm),
    }


def _listed(spacing_mm: tuple[float, float] | None) -> list[float] | None:
    return None if spacing_mm is None else list(spacing_mm)


def _patient_lines(study: Study, patient: Patient) -> Iterator[str]:
    """Yield the series of a patient, under a heading where there are several."""
    if len(study.patients()) > 1:
        words = (printable(patient.name) or "?", printable(patient.id) or "?")
        yield _("Patient {name}, {id}").format(name=words[0], id=words[1])
    for series in study.of_patient(patient):
        yield from _series_lines(study, series)


def _series_lines(study: Study, series: Series) -> Iterator[str]:
    head = _("{modality} {date} {description}, files: {files}, series {uid}")
    yield head.format(
        modality=printable(series.modality) or "?",
        date=printable(series.date),
        description=f"“{printable(series.description)}”",
        files=series.files,
        uid=printable(series.series_uid) or "?",
    )
    best = study.best()
    for part in series.parts:
        yield f"  {'*' if part is best else '-'} {_facts(study, part)}"
        if isinstance(part, Stack):
            yield f"      {printable(described(part))}"
        yield from (f"      {printable(reason)}" for reason in part.reasons)


def _facts(study: Study, part: Part) -> str:
    words = [_(_KINDS[part.kind])]
    if isinstance(part, Stack):
        words += _stack_words(part)
    elif isinstance(part, Projection):
        words += (_file_name(study, part.file), *_projection_words(part))
    elif isinstance(part, Pictures):
        words += (_file_name(study, part.file), *_picture_words(part))
    else:
        words.append(_("files: {files}").format(files=len(part.files)))
    return _(", ").join((*words, _(_ACTIONS[part.action])))


def _file_name(study: Study, file: Path) -> str:
    return printable(Path(study.name_of(file)).name)


def _stack_words(stack: Stack) -> Iterator[str]:
    slices, rows, columns = stack.shape
    size = _("stack {index}: {columns} x {rows} x {slices}, {plane}")
    plane = _(_PLANES[stack.plane])
    yield size.format(index=stack.index, slices=slices, columns=columns, rows=rows, plane=plane)
    if stack.spacing_mm is not None:
        yield "{:.3g} x {:.3g} x {:.3g} mm".format(*stack.spacing_mm)
    if stack.tilt_deg is not None:
        yield _("tilt {tilt_deg:.2f}°").format(tilt_deg=stack.tilt_deg)
    residual = residual_words(stack)
    if residual:
        yield residual


def _projection_words(projection: Projection) -> Iterator[str]:
    yield _("frames: {frames}").format(frames=projection.frames)
    angles = (projection.primary_deg, projection.secondary_deg)
    words = ["?" if angle is None else f"{angle:.1f}°" for angle in angles]
    yield _("primary {primary}, secondary {secondary}").format(primary=words[0], secondary=words[1])
    stands = projection.geometry().angles if projection.geometries else None
    if stands is not None:
        yield carm_words(stands)
    yield _(_CALIBRATIONS[projection.calibration])


def _picture_words(pictures: Pictures) -> Iterator[str]:
    yield _("frames: {frames}").format(frames=pictures.frames)
    yield f"{pictures.columns} x {pictures.rows}"


def _refused_lines(refused: tuple[Refused, ...]) -> Iterator[str]:
    """Name refused files, those with the same reason together."""
    ordered = sorted(refused, key=lambda each: (each.reason, each.cure, each.file))
    for (reason, cure), group in groupby(ordered, key=lambda each: (each.reason, each.cure)):
        files = [each.file for each in group]
        yield _("Refused: {reason}. {cure}").format(reason=printable(reason), cure=printable(cure))
        yield from (f"      {printable(file)}" for file in files)
