"""PICTURES of a plan made on pictures of a C-arm: which of them, and what stands below."""

from __future__ import annotations

from collections.abc import Iterator

from planner.carm.angles import carm_words, dicom_words
from planner.carm.beam import Beam
from planner.carm.frame_geometry import FrameGeometry
from planner.carm.site import screen_words
from planner.geometry.angles import angle_between_lines_deg
from planner.geometry.vectors import LEFT, POSTERIOR, Point, Vector
from planner.plan.c_arm import FrameRef
from planner.plan.parts import Needle
from planner.sheet.c_arm import picture_words
from planner.sheet.case import Case, needle_title
from planner.sheet.content import Labelled, NeedlePictures, PictureKind, PicturePage, PictureRequest
from planner.sheet.facts import RunFacts
from planner.sheet.pictures import lines_words
from planner.words import _

MOST_HEIGHT = 2.0
"""A picture is at most so many times as high as it is wide."""
WITHIN_DEG = 45.0
"""A picture seen from no further off is like AP, or like a lateral view."""


def frame_page(case: Case) -> PicturePage | None:
    """Return the page with the pictures that show each needle's tip; None where none does."""
    needles = tuple(_pictures(case, needle) for needle in case.needles)
    if not any(needle.views for needle in needles):
        return None
    return PicturePage(_("PICTURES"), tuple(_legend(case)), needles)


def why_no_pictures(case: Case) -> Iterator[str]:
    """Yield why the sheet of a plan made on pictures has no page of them; nothing where it has."""
    if case.estimated and case.needles and frame_page(case) is None:
        yield _("No PICTURES: no picture that is open shows a needle's tip and tells its rays and sides.")


def _legend(case: Case) -> Iterator[Labelled]:
    yield Labelled(_("SCREEN"), screen_words(case.site))
    yield Labelled(
        _("VIEWS"),
        _(
            "Pictures of the C-arm as they were taken, the plan drawn on them along their rays. Lengths are "
            "estimated: the scale holds at the isocentre, in the middle."
        ),
    )
    yield Labelled(_("LINES"), lines_words(case))
    if case.burns:
        yield Labelled("", _("The nerve is drawn or inferred, not seen. A lesion is a model."))


def _pictures(case: Case, needle: Needle) -> NeedlePictures:
    seen = [(name, found) for name, axis in _views() if (found := _nearest(case, needle, axis)) is not None]
    return NeedlePictures(
        needle_title(case, needle),
        tuple(_view(case, needle, name, *found) for name, found in seen),
        (),
        _("Seen in the room:  tip as planned ☐")
        if seen
        else _("No picture that is open shows its tip and tells its rays and sides."),
    )


def _views() -> tuple[tuple[str, Vector], ...]:
    return (_("like AP ☐"), POSTERIOR), (_("like lateral ☐"), LEFT)


Found = tuple[RunFacts, FrameRef]


def _nearest(case: Case, needle: Needle, axis: Vector) -> Found | None:
    """Return the picture seen most nearly along an axis that shows a needle's tip; None where there is none.

    What does not tell its rays, or where the patient's left is in it, shows nothing of a plan.
    """
    best, least = None, WITHIN_DEG
    for run in case.facts.runs:
        for number, geometry in enumerate(run.geometries):
            beam = geometry.beam()
            if beam is None or geometry.laid is None or not _shows(beam, needle.tip_mm) or _narrow(beam):
                continue
            off_deg = angle_between_lines_deg(beam.towards_detector, axis)
            if off_deg < least:
                best, least = (run, FrameRef(run.sop_instance_uid, number)), off_deg
    return best


def _narrow(beam: Beam) -> bool:
    """Say whether a picture is a strip that no page holds beside another."""
    return beam.detector.rows > MOST_HEIGHT * beam.detector.columns


def _shows(beam: Beam, point: Point) -> bool:
    place, detector = beam.to_pixel(point), beam.detector
    return place is not None and (
        0.0 <= place[0] <= detector.columns - 1 and 0.0 <= place[1] <= detector.rows - 1
    )


def _view(case: Case, needle: Needle, name: str, run: RunFacts, ref: FrameRef) -> PictureRequest:
    geometry = run.geometry(ref.frame)
    angles, (width_mm, height_mm) = geometry.angles, _field_mm(geometry)
    assert angles is not None, "a picture with a beam has angles"
    unsure = case.plan.c_arm.confirmed_view(run.series_uid) is None
    return PictureRequest(
        needle.id,
        PictureKind.FRAME,
        width_mm,
        height_mm,
        caption=carm_words(angles),
        title=name,
        small=dicom_words(angles),
        remark=_("{picture}: C-arm picture, lengths estimated").format(picture=picture_words(case, ref)),
        warnings=(_("view not confirmed"),) if unsure else (),
        frame=ref,
    )


def _field_mm(geometry: FrameGeometry) -> tuple[float, float]:
    """Return how wide and high a picture is at the isocentre."""
    beam = geometry.beam()
    assert beam is not None
    share = beam.detector.pixel_mm / beam.magnification
    return beam.detector.columns * share, beam.detector.rows * share
