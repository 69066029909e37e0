"""What the sheet says of the images and the patient, in words."""

from __future__ import annotations

import re
import unicodedata
from dataclasses import dataclass
from datetime import datetime

from planner.carm.frame_geometry import FrameGeometry
from planner.dicom.loaded import LoadedImages
from planner.words import _


@dataclass(frozen=True)
class RunFacts:
    """What a file with pictures of a C-arm, one or many, says of itself; DICOM values verbatim.

    `geometries` are those of its frames, their sides as somebody has told them where the file does not; one
    for all where they are alike.
    """

    sop_instance_uid: str
    series_uid: str
    description: str
    frames: int
    geometries: tuple[FrameGeometry, ...]

    def geometry(self, frame: int) -> FrameGeometry:
        """Return what a frame, from 0, says of its geometry."""
        return self.geometries[frame if len(self.geometries) > 1 else 0]


@dataclass(frozen=True)
class ImageFacts:
    """What the images say of themselves; DICOM values verbatim, empty where absent.

    `banners` are the notices that stood above the images on the screen, in words; `runs` are the pictures of
    a C-arm that are open.
    """

    study_date: str = ""
    series_description: str = ""
    slice_thickness_mm: float | None = None
    patient_position: str = ""
    banners: tuple[str, ...] = ()
    sample: bool = False
    runs: tuple[RunFacts, ...] = ()


def facts_of(loaded: LoadedImages, runs: tuple[RunFacts, ...] = ()) -> ImageFacts:
    """Return the facts of loaded images, in the language in force, and of pictures of a C-arm beside them."""
    return ImageFacts(
        study_date=loaded.study_date,
        series_description=loaded.series_description,
        slice_thickness_mm=loaded.slice_thickness_mm,
        patient_position=loaded.patient_position,
        banners=loaded.banners,
        sample=loaded.sample,
        runs=runs,
    )


def plain(words: str) -> str:
    """Return text from a file as one line: no control or invisible characters, no runs of spaces.

    A right-to-left override would turn a name round; a line break would open a line that looks like ours.
    """
    return re.sub(" +", " ", visible(words)).strip()


def visible(words: str) -> str:
    """Return text with every white space a space, and without control and other invisible characters."""
    return "".join(
        " " if c.isspace() else c for c in words if c.isspace() or unicodedata.category(c)[0] != "C"
    )


def person_name(value: str) -> str:
    """Return a DICOM person name (PS3.5 6.2.1.2) as it is written: "Zhang^San=张^三" is "Zhang San 张三"."""
    groups = [plain(group) for group in value.split("=")]
    return " ".join(dict.fromkeys(_components(group) for group in groups if group.strip("^ ")))


def _components(group: str) -> str:
    parts = [part.strip() for part in group.split("^") if part.strip()]
    return ("" if _IDEOGRAPHS.fullmatch("".join(parts)) else " ").join(parts)


_IDEOGRAPHS = re.compile("[\u2e80-\u2fdf\u3005\u3007\u3400-\u9fff\uf900-\ufaff\U00020000-\U0003ffff]+")
"""Han characters: a Chinese name is written without a space."""


def date_words(value: str) -> str:
    """Return a DICOM date as year-month-day; what is no date as it stands, and nothing as "not known"."""
    value = plain(value)
    if not value:
        return _("not known")
    try:
        return datetime.strptime(value, "%Y%m%d").date().isoformat()  # noqa: DTZ007 - a date has no zone
    except ValueError:
        return value


def sex_words(value: str) -> str:
    """Return PatientSex in words; empty where it is not given."""
    match plain(value):
        case "M":
            return _("male")
        case "F":
            return _("female")
        case "O":
            return _("sex: other")
        case other:
            return other
