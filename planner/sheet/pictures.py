"""PICTURES: which pictures of each needle, and how to read them."""

from __future__ import annotations

from planner.plan.parts import Guidance, Needle
from planner.sheet.case import Case, needle_title
from planner.sheet.content import NeedlePictures, PictureKind, PicturePage, PictureRequest
from planner.words import _

WIDTH_MM = 90.0
HEIGHT_MM = 98.0
"""How much of the patient a picture along a needle shows: about life size on the page, most of its depth."""

CLOSE_SHARE = 0.7
"""A picture across the tip shows this much of that."""


def picture_page(case: Case) -> PicturePage:
    """Return the page with the pictures of every needle in the order of work."""
    return PicturePage(
        _("PICTURES"),
        (
            _("Cut from the CT along the planned needles. The letters are the patient's own sides."),
            _("The nerve is drawn or inferred, not seen. A lesion is a model."),
        ),
        tuple(_pictures(case, needle) for needle in case.needles),
    )


def _pictures(case: Case, needle: Needle) -> NeedlePictures:
    along = PictureRequest(
        needle.id, PictureKind.ALONG, WIDTH_MM, HEIGHT_MM, _("Along the needle: hub above, tip below.")
    )
    if case.plan.procedure.guidance is Guidance.CT:
        other = PictureRequest(
            needle.id, PictureKind.AXIAL, WIDTH_MM, HEIGHT_MM, _("Axial through the tip, back up.")
        )
    else:
        other = PictureRequest(
            needle.id,
            PictureKind.BARREL,
            WIDTH_MM * CLOSE_SHARE,
            HEIGHT_MM * CLOSE_SHARE,
            _("Across the tip, seen from the hub, head up."),
        )
    return NeedlePictures(needle_title(case, needle), (along, other), _ticks(case))


def _ticks(case: Case) -> str:
    if case.under_c_arm:
        return _("Seen in the room:  AP ☐   oblique ☐   lateral ☐   tip as planned ☐")
    return _("Seen in the room:  needle in the slice ☐   tip as planned ☐")
