"""What the list of series says of each part: what it is, how it was scanned, what it goes together with."""

from __future__ import annotations

import re
from collections.abc import Sequence

from planner.dicom.series.describe import described, residual_words
from planner.dicom.study import Other, Part, Pictures, Projection, Series, Stack
from planner.plan.identity import Patient
from planner.sheet.facts import date_words, person_name, plain
from planner.words import _, capitalised, ngettext

LONGEST_RUN = 18
"""More letters than this without a gap are given places to break, so that a card keeps its width."""


def title_words(series: Series, part: Part) -> str:
    """Return the name of a part: its series, and its stack as command line and plan file number it."""
    name = plain(series.description) or _("no description")
    if isinstance(part, Stack) and len(series.stacks) > 1:
        name = _("{series}, stack {n}").format(series=name, n=part.index)
    return breakable(name)


def part_words(part: Part, files: int = 1) -> str:
    """Return what a part is: "Sagittal, 38 slices every 3.0 mm, x -57 to 57 mm"; of others how many files."""
    if isinstance(part, Stack):
        return breakable(_kept_together(plain(described(part))))
    if isinstance(part, Pictures):
        count = ngettext("{n} picture", "{n} pictures", part.frames).format(n=part.frames)
    else:
        count = ngettext("{n} file", "{n} files", files).format(n=files)
    return f"{part.class_name} · {count}"


def _kept_together(words: str) -> str:
    """Return words in which no line ends between an axis, its number and its unit."""
    return re.sub(r"\b([xyz]) (?=[-\d])|(?<=\d) (?=mm\b)", lambda gap: f"{gap[1] or ''}\u00a0", words)


def parts_of(series: Series) -> list[tuple[Part, int]]:
    """Return what is listed of a series, with the files it stands for; projections of one class together."""
    runs: dict[str, list[Projection]] = {}
    for projection in series.projections:
        runs.setdefault(projection.class_name, []).append(projection)
    first = {id(run[0]): len(run) for run in runs.values()}
    return [
        (part, first.get(id(part), len(part.files) if isinstance(part, Other) else 1))
        for part in series.parts
        if not isinstance(part, Projection) or id(part) in first
    ]


def scan_words(series: Series, part: Part) -> str:
    """Return how it was scanned: "CT · pixels 0.51 × 0.51 mm · kernel B60s · 2025-01-02"."""
    words = [plain(series.modality)]
    if isinstance(part, Stack):
        if part.spacing_mm is not None:
            size = " × ".join(f"{side:.2f}" for side in part.spacing_mm[:2])
            words.append(_("pixels {size} mm").format(size=size))
        if part.kernel:
            words.append(_("kernel {kernel}").format(kernel=breakable(plain(part.kernel))))
    if series.date:
        words.append(date_words(series.date))
    return " · ".join(word for word in words if word)


def residual_sentence(part: Part) -> str:
    """Return how near the slices of a volume lie to a regular grid; empty where there is no volume."""
    if not isinstance(part, Stack) or part.action == "refuse":
        return ""
    return capitalised(residual_words(part))


def companion_words(companions: Sequence[Stack]) -> str:
    """Return with which other volumes one can be looked at together; empty where there are none."""
    if not companions:
        return ""
    first = companions[0]
    name = plain(first.acquisition.series_description) or _("no description")
    if len(companions) == 1:
        return _("Same space as “{name}”: both can be looked at together.").format(name=breakable(name))
    return _("Same space as “{name}” and {n} more: they can be looked at together.").format(
        name=breakable(name), n=len(companions) - 1
    )


def patient_words(patient: Patient, reading: str = "") -> str:
    """Return a patient in one line: "SAMPLE BODY · SAMPLE-1 · 1961-03-04"; with the name's other reading."""
    born = date_words(patient.birth_date) if patient.birth_date else ""
    other = _("perhaps {name}").format(name=person_name(reading)) if reading else ""
    words = (person_name(patient.name) or _("no name"), other, plain(patient.id), born)
    return breakable(" · ".join(word for word in words if word))


def pictures_title(series: Series) -> str:
    """Return whose pictures these are and what they are called."""
    return _("{patient} – {series}").format(
        patient=patient_words(series.patient, series.name_reading),
        series=plain(series.description) or _("no description"),
    )


def breakable(text: str) -> str:
    """Return text with places to break, invisible, in runs of letters that no line would hold."""
    return re.sub(rf"\S{{{LONGEST_RUN},}}", _broken, text)


def _broken(run: re.Match[str]) -> str:
    softened = re.sub(r"([_./\\-])", "\\1\u200b", run[0])
    return re.sub(rf"([^\u200b]{{{LONGEST_RUN}}})(?=[^\u200b])", "\\1\u200b", softened)
